"""A resident reports: any message may fill any gap, and the draft is all there is to remember."""

from __future__ import annotations

from bot.conversations import cards, report_fill, report_questions, support
from bot.conversations.turn import Routes, Turn
from bot.metrics import REPORTED
from bot.services import drafts as rules
from bot.services import people, typed
from bot.services.drafts import ReportDraft, next_question
from bot.services.reports import submit
from db import drafts
from db.models import Draft

routes = Routes()
KIND = "report"
OFFER = "offer"
"""What somebody said that sounded like a report, kept a day so that one tap begins it."""


@routes.command("phananh")
async def command(turn: Turn) -> None:
    """Begin a report, with the words after the command as its first."""
    await begin(turn, words=turn.text)


@routes.button("report")
async def begin_by_button(turn: Turn) -> None:
    """Begin a report: `new`, `offer` (with what was said just now), or a category's key."""
    wish = turn.arguments[0]
    if wish == OFFER and (offer := await _draft(turn, OFFER)):
        data = offer.data
        await turn.session.delete(offer)
        await begin(turn, data.get("category"), data.get("words", ""), data.get("message"))
    else:
        await begin(turn, category=wish)


async def begin(
    turn: Turn, category: str | None = None, words: str = "", message: str | None = None
) -> None:
    """Begin a report, or go on with the one that is open, which loses nothing.

    `message` is the one the words came in, where it is not this turn's.
    """
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return
    row = await _draft(turn, KIND)
    if row is None:
        row = await drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now)
    draft = rules.opened(row.data, turn.city)
    if not draft.is_empty:
        turn.say("report.resumed", report_questions.drop_row(turn, row))
    if turn.city.category(category):
        draft.category = draft.category or category
    report_fill.take_pictures_and_place(turn, draft)
    report_fill.tell(turn, draft, words, message)
    _go_on(turn, row, draft)


async def offer(turn: Turn, words: str, category: str | None) -> None:
    """Keep what sounded like a report until the person says whether it is one."""
    data = {"words": words, "category": category, "message": turn.incoming.message}
    await drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=data)
    turn.say("report.offer", [[turn.button("report.button_offer", f"report:{OFFER}")]])


@routes.draft(KIND)
async def said(turn: Turn) -> None:
    """Something came while a report is open: it answers the question, or fills what gaps it can.

    A place that moves on after it was sent (Telegram's live location) is where the person goes,
    which is nobody's business: the first one stays.
    """
    row = await _draft(turn, KIND)
    assert row is not None
    draft = rules.opened(row.data, turn.city)
    if turn.incoming.edited and turn.incoming.place:
        return
    if turn.incoming.edited:
        report_fill.take_edit(turn, draft)
    elif choice := _typed(turn, draft):
        await _take_typed(turn, row, draft, choice)
        return
    else:
        report_fill.take(turn, draft)
    _go_on(turn, row, draft)


def _typed(turn: Turn, draft: ReportDraft) -> str | None:
    """The choice of a button that was typed, with nothing else in the message."""
    if turn.incoming.photos or turn.incoming.place:
        return None
    question = next_question(draft) if people.has_consented(turn.person) else "consent"
    return typed.choice(question, turn.text, changing=draft.changing is not None)


async def _take_typed(turn: Turn, row: Draft, draft: ReportDraft, choice: str) -> None:
    """Do what the button does."""
    if choice in ("yes", "no"):
        await _consent(turn, row, choice)
    elif choice == "send":
        await _send(turn, row, draft)
    elif choice == "drop":
        await _drop(turn, row)
    elif choice == "again":
        _go_on(turn, row, draft)
    else:
        _choose(turn, row, draft, "change" if choice == "keep" else next_question(draft), choice)


@routes.button("consent")
async def consent(turn: Turn) -> None:
    """Agree, and go on; or not, and all that was said is forgotten at once."""
    row = await _draft(turn, KIND)
    if row is None or turn.arguments[0] not in ("yes", "no"):
        turn.say("start.stale_button")
    else:
        await _consent(turn, row, turn.arguments[0])


async def _consent(turn: Turn, row: Draft, choice: str) -> None:
    if choice == "no":
        await turn.session.delete(row)
        turn.say("privacy.refused")
        return
    if not people.has_consented(turn.person):
        people.give_consent(turn.session, turn.person, turn.now)
    _go_on(turn, row, rules.opened(row.data, turn.city))


@routes.button("group", "category", "area", "place", "photos", "identity", "change")
async def chosen(turn: Turn) -> None:
    """A button of one of the questions; its draft's number tells one of yesterday's."""
    row = await _open_draft(turn)
    if row is None:
        return
    assert turn.incoming.button is not None
    verb, choice = turn.incoming.button.split(":")[0], turn.arguments[-1]
    _choose(turn, row, rules.opened(row.data, turn.city), verb, choice)


def _choose(turn: Turn, row: Draft, draft: ReportDraft, verb: str, choice: str) -> None:
    """Take a choice and go on; one there is none of is told."""
    if verb == "group" and (group := turn.city.group(choice)):
        report_questions.ask_category_of(turn, row, draft, group)
    elif verb == "place" and choice == "unknown":
        draft.place_described = True
        _write(turn, row, draft)
        report_questions.ask_place_described(turn, row, draft)
    elif _fill(turn, draft, verb, choice):
        _go_on(turn, row, draft)
    else:
        turn.say("start.stale_button")


def _fill(turn: Turn, draft: ReportDraft, verb: str, choice: str) -> bool:
    """Let a choice fill its step; false when there is none of that name."""
    if choice == "guess":
        choice = report_questions.guess(turn, draft) or choice
    if verb == "category" and turn.city.category(choice):
        rules.set_category(draft, choice)
    elif verb == "area" and (choice == "unknown" or turn.city.area(choice)):
        rules.set_area(draft, None if choice == "unknown" else choice)
    elif verb == "photos" and choice in ("done", "none"):
        draft.photos = [] if choice == "none" else draft.photos
        draft.photos_done, draft.changing = True, None
    elif verb == "identity" and choice in ("anonymous", "shown"):
        rules.set_identity(draft, choice == "anonymous")
    elif verb == "change" and choice in report_questions.CHANGEABLE:
        rules.change(draft, choice)
    elif verb == "change" and choice == "keep":
        rules.keep(draft)
    else:
        return False
    return True


@routes.button("send")
async def send(turn: Turn) -> None:
    """Send the report, as it was shown."""
    if row := await _open_draft(turn):
        await _send(turn, row, rules.opened(row.data, turn.city))


async def _send(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """The code and the receipt for the person, a card for the agency."""
    if next_question(draft) != "preview" or not people.has_consented(turn.person):
        _go_on(turn, row, draft)
        return
    if await support.offered(turn, row, draft):
        return
    report = await submit(
        turn.session, draft, turn.person, turn.chat, turn.city, turn.tools.zone, turn.now
    )
    await turn.session.delete(row)
    REPORTED.labels(report.category).inc()
    reached = await cards.post(turn, report)
    turn.say(
        "report.sent",
        [[turn.button("report.button_follow", f"track:{report.code}")]],
        report=report,
        agency=turn.city.agency_name(report.agency),
        urgent=turn.city.is_urgent(report.category),
        received=reached.agency,
        overseers_told=reached.overseers,
    )


@routes.button("drop")
async def drop(turn: Turn) -> None:
    """Discard the draft by its button."""
    if row := await _open_draft(turn):
        await _drop(turn, row)


async def _drop(turn: Turn, row: Draft) -> None:
    await turn.session.delete(row)
    turn.say("report.dropped")


@routes.command("huy")
async def cancel(turn: Turn) -> None:
    """Discard whatever is open here: a report, or the words for a case."""
    row = await drafts.current(turn.session, turn.person, turn.chat)
    if row is None:
        turn.say("report.nothing_to_drop")
    else:
        await turn.session.delete(row)
        turn.say("report.dropped" if row.kind == KIND else "handle.dropped")


def _go_on(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Keep the draft and ask for the first thing it lacks; before all, for consent."""
    _write(turn, row, draft)
    if people.has_consented(turn.person):
        report_questions.ask(turn, row, draft)
    else:
        report_questions.ask_consent(turn, draft)


def _write(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    row.data, row.updated_at = draft.model_dump(mode="json", exclude_defaults=True), turn.now


async def _draft(turn: Turn, kind: str) -> Draft | None:
    return await drafts.of_kind(turn.session, turn.person, turn.chat, kind)


async def _open_draft(turn: Turn) -> Draft | None:
    """The open report, if the pressed button is one of its own; else the person is told."""
    row = await _draft(turn, KIND)
    if row is None or turn.arguments[0] != str(row.id):
        turn.say("report.stale", [[turn.button("start.button_mine", "mine:all")]], open=row)
        return None
    return row
