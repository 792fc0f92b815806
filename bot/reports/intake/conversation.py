"""A resident reports: any message may fill any gap, and the draft is all there is to remember."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core import dropping, forgetting, sealed
from bot.core.sealed import Sealed, WrongKey
from bot.core.turn import Routes, Turn
from bot.reports import filling
from bot.reports import moving as handle
from bot.reports.draft import ReportDraft, Suggestion, next_question
from bot.reports.intake import choices as report_choices
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake import questions as report_questions
from bot.reports.intake import sending as report_send
from bot.reports.intake import spot_rules as spots
from bot.reports.intake.messages import Said, agree, agree_anew, hear
from bot.reports.intake.open_draft import KIND, go_on
from bot.reports.story import alarms, understand
from bot.understanding import typed
from db.models import Draft, Spot

routes = Routes()
routes.include(report_choices.routes)
VERBS = {"details": "detail", "confirm": "right"}
"""The verb of a step's buttons, where it is not the step's name."""
OFFER = "offer"
"""What somebody said that sounded like a report, locked for a day so that one tap begins it."""


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
    came = turn.incoming.model_copy(update={"text": words})
    known = category if turn.city.category(category) else None
    hear(turn, Said(came=came, begins=True, category=known))


def begin_at(turn: Turn, spot: Spot) -> None:
    """Begin a report at a place with a QR code of its own, or go on with the open one there."""
    came = turn.incoming.model_copy(update={"text": ""})
    hear(turn, Said(came=came, begins=True, spot=spots.payload(spot)))


def offer(turn: Turn, words: str, category: str | None) -> None:
    """Lock what sounded like a report until the person says by a tap whether it is one.

    What the words seem to tell is shown, to be confirmed by the same tap. Who tells of what
    cannot wait learns at once what to do and whom to call.
    """
    draft = ReportDraft(description=words)
    understand(draft, turn.city, category if turn.city.category(category) else None)
    told = Suggestion() if draft.denounces else draft.suggested
    if warned := alarms(draft, turn.city):
        report_questions.warn(turn, category)
    said = Said(
        came=turn.incoming.model_copy(update={"text": words}),
        begins=True,
        offered=True,
        category=told.category,
        mark=told.mark,
        warned=warned,
    )
    nothing, secret = sealed.new()
    data = nothing.with_part(said.packed()).model_dump(mode="json")
    drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=data)
    report_questions.ask_offered(turn, told, secret, denounces=draft.denounces)


@routes.button("offer", once=True)
def begin_offered(turn: Turn) -> None:
    """Begin with what was said just now: the button has the key to it."""
    row = report_draft.of_kind(turn, OFFER)
    mark, secret = (*turn.arguments, "")[:2]
    if row is None:
        turn.say("report.offer_gone")
        return
    try:
        (part,) = Sealed.model_validate(row.data).opened(secret)
    except (WrongKey, ValueError):
        turn.say("report.offer_gone")
        return
    said = Said.model_validate_json(part)
    turn.session.delete(row)
    if not hear(turn, said.model_copy(update={"right": mark == said.mark})):
        drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=row.data)


@routes.draft(KIND)
def said(turn: Turn) -> None:
    """Something came while a report is open: it answers the question, or fills what gaps it can.

    A place that moves on after it was sent (Telegram's live location) is where the person goes,
    which is nobody's business: the first one stays.
    """
    row = report_draft.of_kind(turn)
    assert row is not None
    if turn.incoming.edited and turn.incoming.place:
        return
    draft = report_draft.read(turn, row)
    choice = None if turn.incoming.edited else _typed(turn, draft)
    if choice is None:
        hear(turn, Said(came=turn.incoming))
    else:
        _take_typed(turn, row, draft, choice)


def _typed(turn: Turn, draft: ReportDraft) -> str | None:
    """The choice of a button that was typed, with nothing else in the message."""
    if turn.incoming.photos or turn.incoming.place:
        return None
    question = next_question(draft) if report_draft.may_be_kept(turn, draft) else "consent"
    return typed.choice(question, turn.text, changing=draft.changing is not None)


def _take_typed(turn: Turn, row: Draft, draft: ReportDraft, choice: str) -> None:
    """Do what the button does."""
    if choice in ("yes", "no"):
        _consent(turn, row, choice)
    elif choice == "send":
        report_send.send(turn, row, draft)
    elif choice == "drop":
        _drop(turn, row)
    elif choice in ("again", "back"):
        if choice == "back":
            filling.go_back(draft)
        go_on(turn, row, draft)
    else:
        verb = VERBS.get(next_question(draft), next_question(draft))
        report_choices.choose(turn, row, draft, "change" if choice == "keep" else verb, choice)


@routes.button("consent", once=True)
def consent(turn: Turn) -> None:
    """Agree, and go on with what was said before; or not, and it is forgotten once that is sure."""
    row = report_draft.of_kind(turn)
    choice, given = (*turn.arguments, "")[:2]
    if row is None or choice not in ("yes", "no", "refuse", "wait", "anew"):
        turn.say("start.stale_button")
    elif (draft := report_draft.read(turn, row)) and report_draft.may_be_kept(turn, draft):
        report_draft.show_step(turn, row)
    elif choice == "refuse" and given == str(row.id):
        _refuse(turn, row)
    elif choice == "anew" and given == str(row.id):
        agree_anew(turn, row)
    elif choice in ("refuse", "wait", "anew"):
        report_draft.ask_consent(turn, row, draft)
    else:
        _consent(turn, row, choice, given)


def _consent(turn: Turn, row: Draft, choice: str, secret: str = "") -> None:
    if choice == "yes":
        agree(turn, row, secret)
    else:
        report_questions.ask_refusal(turn, row, secret)


def _refuse(turn: Turn, row: Draft) -> None:
    turn.tools.keys.forget(report_draft.read(turn, row).sealed)
    rows = (row, report_draft.of_kind(turn, OFFER))
    forgetting.refuse(turn.session, turn.media, turn.person, turn.chat, rows)
    turn.say("privacy.refused")


@routes.button("send", once=True)
def send(turn: Turn) -> None:
    """Send the report, as it was shown."""
    if row := report_draft.pressed(turn):
        report_send.send(turn, row, report_draft.read(turn, row))


@routes.button("drop", once=True)
def drop(turn: Turn) -> None:
    """Discard the draft by its button."""
    if row := report_draft.pressed(turn):
        _drop(turn, row)


def _drop(turn: Turn, row: Draft) -> None:
    """Drop the report, which can be brought back; not what was said before consent, which is
    kept for nothing: that is asked once more.
    """
    if report_draft.may_be_kept(turn, report_draft.read(turn, row)):
        dropping.drop(turn, row, "report.dropped")
    else:
        report_questions.ask_refusal(turn, row, "")


@routes.command("huy")
def cancel(turn: Turn) -> None:
    """Discard whatever is open here: a report, or the words for a case."""
    row = drafts.current(turn.session, turn.person, turn.chat)
    if row is None:
        turn.say("report.nothing_to_drop")
    elif row.kind == KIND:
        _drop(turn, row)
    elif row.kind in handle.WITH_WORDS:
        dropping.drop(turn, row)
    else:
        forgetting.drop_draft(turn.session, turn.media, row)
        turn.say("handle.dropped", undo=False)
