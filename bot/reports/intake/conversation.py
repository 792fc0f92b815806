"""The conversation of a report: any message may fill any gap of the draft, which is the state."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core import dropping, sealed
from bot.core.sealed import Sealed, WrongKey
from bot.core.turn import Routes, Turn
from bot.people import roles
from bot.reports import filling, moves
from bot.reports.delivering import deliver
from bot.reports.draft import ReportDraft, Suggestion, next_question
from bot.reports.intake import choices, open_draft, questions, spot_rules, support
from bot.reports.intake.messages import DraftMessage, agree, agree_anew, receive
from bot.reports.intake.open_draft import KIND, go_on
from bot.reports.story import alarms, understand
from bot.understanding import typed
from db.models import Draft, Spot

routes = Routes()
routes.include(choices.routes)
VERBS = {"details": "detail", "confirm": "right"}
"""The verb of a step's buttons, where it is not the step's name."""
OFFER = "offer"
"""The kind of a draft with words that sounded like a report, locked for a day."""


@routes.command("phananh")
def command(turn: Turn) -> None:
    """Begin a report, with the words after the command as its first."""
    begin(turn, words=turn.text)


@routes.button("report")
def begin_by_button(turn: Turn) -> None:
    """Begin a report: `new`, or a category's key."""
    begin(turn, category=turn.arguments[0])


def begin(turn: Turn, category: str | None = None, words: str = "") -> None:
    """Begin a report, or go on with the one that is open, which loses nothing."""
    incoming = turn.incoming.model_copy(update={"text": words})
    known_category = category if turn.city.category(category) else None
    receive(turn, DraftMessage(came=incoming, begins=True, category=known_category))


def begin_at(turn: Turn, spot: Spot) -> None:
    """Begin a report at a place with a QR code of its own, or go on with the open one there."""
    incoming = turn.incoming.model_copy(update={"text": ""})
    receive(turn, DraftMessage(came=incoming, begins=True, spot=spot_rules.payload(spot)))


def offer(turn: Turn, words: str, category: str | None) -> None:
    """Lock words that sound like a report until the person says by a tap whether it is one.

    The category and place they seem to name are shown, to be confirmed by the same tap. In an
    emergency the person learns at once what to do and whom to call.
    """
    draft = ReportDraft(description=words)
    understand(draft, turn.city, category if turn.city.category(category) else None)
    suggestion = Suggestion() if draft.denounces else draft.suggested
    if warned := alarms(draft, turn.city):
        questions.warn(turn, category)
    message = DraftMessage(
        came=turn.incoming.model_copy(update={"text": words}),
        begins=True,
        offered=True,
        category=suggestion.category,
        mark=suggestion.mark,
        warned=warned,
    )
    empty, secret = sealed.new()
    data = empty.with_part(message.packed()).model_dump(mode="json")
    drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=data)
    questions.ask_offered(turn, suggestion, secret, denounces=draft.denounces)


@routes.button("offer", once=True)
def begin_offered(turn: Turn) -> None:
    """Begin with the words of the offer: the button has the key to them."""
    row = open_draft.of_kind(turn, OFFER)
    mark, secret = (*turn.arguments, "")[:2]
    if row is None:
        turn.say("report.offer_gone")
        return
    try:
        (part,) = Sealed.model_validate(row.data).opened(secret)
    except (WrongKey, ValueError):
        turn.say("report.offer_gone")
        return
    message = DraftMessage.model_validate_json(part)
    turn.session.delete(row)
    if not receive(turn, message.model_copy(update={"right": mark == message.mark})):
        drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=row.data)


@routes.draft(KIND)
def take_message(turn: Turn) -> None:
    """Let a message answer the open report's question, or fill what gaps it can.

    Later positions of a live location (Telegram) tell where the person goes: only the first counts.
    """
    row = open_draft.of_kind(turn)
    assert row is not None
    if turn.incoming.edited and turn.incoming.place:
        return
    draft = open_draft.read(turn, row)
    choice = None if turn.incoming.edited else _typed(turn, draft)
    if choice is None:
        receive(turn, DraftMessage(came=turn.incoming))
    else:
        _take_typed(turn, row, draft, choice)


def _typed(turn: Turn, draft: ReportDraft) -> str | None:
    """Return the choice of a button that was typed, with nothing else in the message."""
    if turn.incoming.photos or turn.incoming.place:
        return None
    question = next_question(draft) if open_draft.may_be_kept(turn, draft) else "consent"
    return typed.choice(question, turn.text, changing=draft.changing is not None)


def _take_typed(turn: Turn, row: Draft, draft: ReportDraft, choice: str) -> None:
    """Do what the button does."""
    if choice in ("yes", "no"):
        _consent(turn, row, choice)
    elif choice == "send":
        _send(turn, row, draft)
    elif choice == "drop":
        _drop(turn, row)
    elif choice in ("again", "back"):
        if choice == "back":
            filling.go_back(draft)
        go_on(turn, row, draft)
    else:
        verb = VERBS.get(next_question(draft), next_question(draft))
        choices.choose(turn, row, draft, "change" if choice == "keep" else verb, choice)


@routes.button("consent", once=True)
def consent(turn: Turn) -> None:
    """Agree, and go on with the locked words; or refuse, and erase them once that is confirmed."""
    row = open_draft.of_kind(turn)
    choice, key = (*turn.arguments, "")[:2]
    if (
        row is None
        or choice not in ("yes", "no", "refuse", "wait", "anew")
        or (choice == "anew" and key != str(row.id))
    ):
        turn.say("start.stale_button")
    elif (draft := open_draft.read(turn, row)) and open_draft.may_be_kept(turn, draft):
        open_draft.show_step(turn, row)
    elif choice == "refuse" and key == str(row.id):
        _refuse(turn, row)
    elif choice == "anew":
        agree_anew(turn, row)
    elif choice in ("refuse", "wait"):
        open_draft.ask_consent(turn, row, draft)
    else:
        _consent(turn, row, choice, key)


def _consent(turn: Turn, row: Draft, choice: str, secret: str = "") -> None:
    if choice == "yes":
        agree(turn, row, secret)
    else:
        questions.ask_refusal(turn, row, secret)


def _refuse(turn: Turn, row: Draft) -> None:
    turn.tools.keys.forget(open_draft.read(turn, row).sealed)
    rows = (row, open_draft.of_kind(turn, OFFER))
    dropping.erase_unconsented(turn.session, turn.media, turn.person, turn.chat, rows)
    turn.say("privacy.refused")


@routes.button("send", once=True)
def send(turn: Turn) -> None:
    """Send the report, as it was shown."""
    if row := open_draft.pressed(turn):
        _send(turn, row, open_draft.read(turn, row))


def _send(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Send the report unless something hinders it: then ask, or show the reports like it."""
    complete = next_question(draft) == "preview" and open_draft.may_be_kept(turn, draft)
    if complete and draft.for_other and not roles.may_enter_for_others(turn.person):
        turn.say("clerk.not_allowed")
    elif not complete or not turn.may_send():
        open_draft.go_on(turn, row, draft)
    elif draft.denounces or not support.offered(turn, row, draft):
        turn.session.delete(row)
        deliver(turn, draft)


@routes.button("drop", once=True)
def drop(turn: Turn) -> None:
    """Discard the draft by its button."""
    if row := open_draft.pressed(turn):
        _drop(turn, row)


def _drop(turn: Turn, row: Draft) -> None:
    """Drop the report, which can be brought back; what is locked cannot, so ask once more."""
    if open_draft.may_be_kept(turn, open_draft.read(turn, row)):
        dropping.drop(turn, row, "report.dropped")
    else:
        questions.ask_refusal(turn, row, "")


@routes.command("huy")
def cancel(turn: Turn) -> None:
    """Discard the draft that is open here: a report, or the words of a move."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    if row is None:
        turn.say("report.nothing_to_drop")
    elif row.kind == KIND:
        _drop(turn, row)
    elif row.kind in moves.WITH_WORDS:
        dropping.drop(turn, row)
    else:
        dropping.erase_draft(turn.session, turn.media, row)
        turn.say("handle.dropped", undo=False)
