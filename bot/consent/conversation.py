"""Ask for consent, and note that a person agreed."""

from __future__ import annotations

from bot.core.turn import Turn
from bot.people import roles as people


def agreed(turn: Turn, action: str, code: str) -> bool:
    """Whether the person's consent stands; else it is asked for before anything is kept."""
    if people.has_consented(turn.person):
        return True
    ask(turn, f"agree:{action}:{code}")
    return False


def ask(turn: Turn, data: str) -> None:
    """Ask for consent with a button of its own; of who never agreed, in the whole of its words."""
    buttons = [[turn.button("privacy.button_yes", data)]]
    before = people.agreed_before(turn.session, turn.person)
    if before is None:
        turn.say("privacy.ask_consent", buttons, version=people.CONSENT_VERSION, said=False)
    else:
        turn.say("privacy.ask_again", buttons, withdrawn=before == "withdrawn")


def agree(turn: Turn) -> None:
    """Note that the person agreed."""
    if not people.has_consented(turn.person):
        people.give_consent(turn.session, turn.person, turn.now)
