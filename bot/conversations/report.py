"""A resident reports: any message may fill any gap, and the draft is all there is to remember."""

from __future__ import annotations

from bot.conversations import cards, report_questions
from bot.conversations.turn import Routes, Turn
from bot.metrics import REPORTED
from bot.services import drafts as rules
from bot.services import people
from bot.services.drafts import ReportDraft, Step, TooLong, next_question
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
        await begin(turn, category=data.get("category"), words=data.get("words", ""))
    else:
        await begin(turn, category=wish if turn.city.category(wish) else None)


async def begin(turn: Turn, category: str | None = None, words: str = "") -> None:
    """Begin a report, or go on with the one that is open, which loses nothing."""
    if not turn.chat.private:
        turn.say("report.only_in_private")
        return
    row = await _draft(turn, KIND)
    if row is None:
        row = await drafts.begin(turn.session, turn.person, turn.chat, KIND, turn.now)
    draft = ReportDraft.model_validate(row.data)
    if not draft.is_empty:
        turn.say("report.resumed", report_questions.drop_row(turn, row))
    draft.category = draft.category or category
    if words:
        _take_words(turn, draft, "description", words)
    _take_pictures_and_place(turn, draft)
    _go_on(turn, row, draft)


async def offer(turn: Turn, words: str, category: str | None) -> None:
    """Keep what sounded like a report until the person says whether it is one."""
    data = {"words": words, "category": category}
    await drafts.begin(turn.session, turn.person, turn.chat, OFFER, turn.now, data=data)
    turn.say("report.offer", [[turn.button("report.button_offer", f"report:{OFFER}")]])


@routes.draft(KIND)
async def said(turn: Turn) -> None:
    """Something came while a report is open: it fills the gaps it can fill."""
    row = await _draft(turn, KIND)
    assert row is not None
    draft = ReportDraft.model_validate(row.data)
    try:
        if turn.incoming.edited:
            _take_edit(turn, draft)
        else:
            _take(turn, draft)
    except TooLong as error:
        turn.say("start.too_long", length=error.length, most=error.most)
        return
    _go_on(turn, row, draft)


@routes.button("consent")
async def consent(turn: Turn) -> None:
    """Agree, and go on; or not, and all that was said is forgotten at once."""
    row = await _draft(turn, KIND)
    if turn.arguments[0] == "no":
        if row is not None:
            await turn.session.delete(row)
        turn.say("privacy.refused")
    elif row is None:
        turn.say("start.stale_button")
    else:
        if not people.has_consented(turn.person):
            people.give_consent(turn.session, turn.person, turn.now)
        _go_on(turn, row, ReportDraft.model_validate(row.data))


@routes.button("group", "category", "area", "place", "photos", "identity", "change")
async def chosen(turn: Turn) -> None:
    """A button of one of the questions; its draft's number tells one of yesterday's."""
    row = await _open_draft(turn)
    if row is None:
        return
    draft = ReportDraft.model_validate(row.data)
    assert turn.incoming.button is not None
    verb, choice = turn.incoming.button.split(":")[0], turn.arguments[1]
    if not _choose(turn, row, draft, verb, choice):
        turn.say("start.stale_button")
    elif verb not in ("group", "place"):
        _go_on(turn, row, draft)


def _choose(turn: Turn, row: Draft, draft: ReportDraft, verb: str, choice: str) -> bool:
    """Take a choice; false when there is none of that name."""
    city = turn.city
    if verb == "group" and (group := city.group(choice)):
        report_questions.ask_category_of(turn, row, group)
    elif verb == "category" and city.category(choice):
        rules.set_category(draft, choice)
    elif verb == "area" and (choice == "unknown" or city.area(choice)):
        rules.set_area(draft, None if choice == "unknown" else choice)
    elif verb == "place":
        _place_is_unknown(turn, row, draft)
    elif verb == "photos" and choice in ("done", "none"):
        draft.photos = [] if choice == "none" else draft.photos
        draft.photos_done, draft.changing = True, None
    elif verb == "identity" and choice in ("anonymous", "shown"):
        rules.set_identity(draft, choice == "anonymous")
    elif verb == "change" and choice in report_questions.CHANGEABLE:
        draft.changing = choice
    else:
        return False
    return True


def _place_is_unknown(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    draft.place_described = True
    _write(turn, row, draft)
    turn.say("report.ask_place_described", ask="report.hint_place")


@routes.button("send")
async def send(turn: Turn) -> None:
    """Send the report: the code and the receipt for the person, a card for the agency."""
    row = await _open_draft(turn)
    if row is None:
        return
    draft = ReportDraft.model_validate(row.data)
    if next_question(draft) != "preview" or not people.has_consented(turn.person):
        _go_on(turn, row, draft)
        return
    report = await submit(
        turn.session, draft, turn.person, turn.chat, turn.city, turn.tools.zone, turn.now
    )
    await turn.session.delete(row)
    REPORTED.labels(report.category).inc()
    agency = turn.city.agency_name(report.agency)
    turn.say(
        "report.sent",
        [[turn.button("report.button_follow", f"track:{report.code}")]],
        report=report,
        agency=agency,
        urgent=turn.city.is_urgent(report.category),
        received=await cards.post(turn, report),
    )


@routes.button("drop")
async def drop(turn: Turn) -> None:
    """Discard the draft by its button."""
    if row := await _open_draft(turn):
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


def _take(turn: Turn, draft: ReportDraft) -> None:
    """Let a message fill what it can: the place, the pictures, and what was asked in words."""
    asked = next_question(draft)
    _take_pictures_and_place(turn, draft)
    if turn.text:
        _take_words(turn, draft, "description" if turn.photos else asked, turn.text)


def _take_pictures_and_place(turn: Turn, draft: ReportDraft) -> None:
    turn.say_refused_photos()
    if turn.incoming.place:
        rules.set_place(draft, turn.incoming.place, turn.city)
        if draft.outside:
            turn.say("report.outside")
    if without_room := rules.add_photos(draft, turn.photos):
        turn.say("report.too_many_photos", left=without_room, most=rules.MOST_PHOTOS)


def _take_words(turn: Turn, draft: ReportDraft, asked: Step, words: str) -> None:
    """Let words fill the step they fit; those that fit none are more of what happened."""
    step = rules.step_for_words(draft, asked, words, turn.city)
    if step is None:
        rules.add_to_description(draft, words)
        turn.say("report.added")
        return
    if step == "place" and draft.place_described:
        words = turn.tools.texts.plain("report.place_described", words=words)
    rules.fill_with_words(draft, step, words, turn.city)
    if turn.incoming.message:
        draft.said_in = draft.said_in | {step: turn.incoming.message}


def _take_edit(turn: Turn, draft: ReportDraft) -> None:
    """An edited message changes what it said; another one changes nothing."""
    said = {message: step for step, message in draft.said_in.items()}
    step = said.get(turn.incoming.message or "")
    if step is None:
        turn.say("report.edit_not_taken")
    else:
        rules.fill_with_words(draft, step, turn.text, turn.city)


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
