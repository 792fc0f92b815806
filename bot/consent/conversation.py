"""Ask for consent, and store that a person agreed."""

from bot.core.events import Button
from bot.core.turn import Turn
from bot.people import roles


def agreed(turn: Turn, action: str, code: str) -> bool:
    """Return whether the person has consented; if not, ask before anything is kept."""
    if roles.has_consented(turn.person):
        return True
    ask(turn, f"agree:{action}:{code}")
    return False


def ask(turn: Turn, data: str) -> None:
    """Ask for consent, anew where the person agreed to less, with a button of this data."""
    buttons = [[turn.button("privacy.button_yes", data)], whole_row(turn)]
    before = roles.agreed_before(turn.session, turn.person)
    if before is None:
        turn.say("privacy.ask_consent", buttons, version=roles.CONSENT_VERSION, has_words=False)
    else:
        turn.say("privacy.ask_again", buttons, withdrawn=before == "withdrawn")


def whole_row(turn: Turn, secret: str = "") -> list[Button]:
    """Return the button that shows the whole text; `secret` is the key its own buttons carry."""
    return [turn.button("privacy.button_whole", f"consent_text:{secret}")]


def agree(turn: Turn) -> None:
    """Store that the person agreed."""
    if not roles.has_consented(turn.person):
        roles.give_consent(turn.session, turn.person, turn.now)
