"""Consent inside a report: given by the tap that unlocks its first messages, or refused.

What is locked before is locked in `messages`; consent where nothing is locked is in `bot.consent`.
"""

from collections.abc import Sequence

from sqlmodel import Session

from bot.city.city import City
from bot.consent import conversation as consents
from bot.core import draft_queries as drafts
from bot.core import dropping
from bot.core.events import Incoming
from bot.core.routes import Routes
from bot.core.sealed import WrongKey
from bot.core.turn import Turn
from bot.people import queries as known
from bot.people import roles as people
from bot.reports.draft import ReportDraft, next_question, opened
from bot.reports.intake import open_draft, questions
from bot.reports.intake.messages import DraftMessage, filled
from bot.reports.intake.offers import FROM_QUESTION, OFFER
from bot.reports.intake.open_draft import KIND
from db.models import Draft

routes = Routes()
YES = "consent:yes:"
"""How the data of the button begins that agrees and unlocks; its key follows."""


@routes.button("consent_text")
def whole_consent(turn: Turn) -> None:
    """Say all that the person is asked to agree to, with the same buttons and their key."""
    secret = turn.arguments[0] if turn.draft(KIND) else ""
    rows = questions.consent_rows(turn, secret) if secret else ()
    turn.say("privacy.whole_consent", rows, version=people.CONSENT_VERSION, page=turn.on_page)


@routes.button("consent", once=True)
def consent(turn: Turn) -> None:
    """Agree, and go on with the locked words; or refuse, and erase them once that is confirmed.

    Who agrees `anew` goes on without the messages that cannot be unlocked.
    """
    row = turn.draft(KIND)
    choice, key = (*turn.arguments, "")[:2]
    if row is None or (choice == "anew" and key != str(row.id)):
        raise turn.stale()
    draft = open_draft.read(turn, row)
    if open_draft.may_be_kept(turn, draft):
        open_draft.show_step(turn, row)
    elif choice == "refuse" and key == str(row.id):
        _refuse(turn, row, draft)
    elif choice == "anew":
        _agree(turn, row, draft, ())
    elif choice in ("refuse", "wait"):
        open_draft.ask_consent(turn, row, draft)
    elif choice == "yes":
        _unlock(turn, row, draft, key)
    elif choice == "no":
        questions.ask_refusal(turn, row, key)
    else:
        raise turn.stale()


def _refuse(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    turn.tools.keys.forget(draft.sealed)
    rows = (row, turn.draft(OFFER), turn.draft(FROM_QUESTION))
    dropping.erase_unconsented(turn.session, turn.media, turn.person, turn.chat, rows)
    turn.say("privacy.refused")


def _unlock(turn: Turn, row: Draft, draft: ReportDraft, secret: str) -> None:
    """Agree with the button's key; with a wrong one nothing is agreed to and nothing lost."""
    try:
        messages = _unlocked(draft, secret)
    except WrongKey:
        name = "privacy.wrong_key" if secret else "privacy.press_yes"
        open_draft.remind(turn, row, draft, name)
    else:
        _agree(turn, row, draft, messages)


def _agree(turn: Turn, row: Draft, draft: ReportDraft, messages: Sequence[DraftMessage]) -> None:
    """Agree, fill the draft with the unlocked messages, and go on."""
    turn.tools.keys.forget(draft.sealed)
    consents.agree(turn)
    draft.sealed = None
    for message, incoming in zip(messages, turn.unlocked, strict=True):
        draft = filled(turn, row, draft, message.model_copy(update={"incoming": incoming}))
        open_draft.understood(turn, draft)
    if messages and not draft.is_empty and next_question(draft) != "preview":
        questions.echo(turn, draft)
    open_draft.go_on(turn, row, draft)


def _unlocked(draft: ReportDraft, secret: str) -> Sequence[DraftMessage]:
    """Return the locked messages; raises `WrongKey`."""
    if draft.sealed is None or not draft.is_locked:
        return ()
    return [DraftMessage.model_validate_json(part) for part in draft.sealed.opened(secret)]


def unlocked(session: Session, city: City, incoming: Incoming) -> Sequence[Incoming]:
    """Return the updates before consent, if this one is the tap that unlocks them; else none."""
    pressed, sender = incoming.button or "", incoming.sender
    if not pressed.startswith(YES) or sender is None:
        return ()
    person = known.known_person(session, incoming.channel, sender.id)
    chat = known.known_chat(session, incoming.channel, incoming.chat, incoming.thread or "")
    row = drafts.of_kind(session, person, chat, KIND) if person and chat else None
    try:
        messages = _unlocked(opened(row.data, city), pressed[len(YES) :]) if row else ()
    except WrongKey:
        return ()
    return [message.incoming for message in messages]
