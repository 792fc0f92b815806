"""A report as those who handle or oversee it see it, and the news of it to all concerned."""

from __future__ import annotations

from bot.conversations.turn import Rows, Turn
from bot.events import Button, Place, Reply
from bot.services.reports import MOVES
from db import outbox, people, reports
from db.models import Chat, Report, ReportEvent

OFFICIAL_ACTIONS = ("accept", "start", "ask", "resolve", "reject")


async def post(turn: Turn, report: Report) -> bool:
    """Bring a new report to its agency; where nobody of it is here yet, tell the overseers.

    Returns whether somebody of the agency got it.
    """
    chats = await people.chats_of_role(turn.session, "official", report.agency)
    reply = await card(turn, report, for_agency=True)
    for chat in chats:
        turn.tell(chat, reply, "card", report.id)
    if not chats:
        await _nobody_there(turn, report)
    return bool(chats)


async def _nobody_there(turn: Turn, report: Report) -> None:
    agency = turn.city.agency_name(report.agency)
    text = turn.tools.texts("handle.nobody_there", report=report, agency=agency)
    for role in ("overseer", "admin"):
        for chat in await people.chats_of_role(turn.session, role):
            turn.tell(chat, Reply(text=text), "notice", report.id)


async def refresh(turn: Turn, report: Report) -> None:
    """Bring every card of a report up to date, so that no old button is offered."""
    assert report.id is not None
    fresh = await card(turn, report, for_agency=True)
    for chat_id, message in (await outbox.cards(turn.session, report.id)).items():
        chat = await people.chat_by_id(turn.session, chat_id)
        if chat is not None and chat.active:
            edited = fresh.model_copy(update={"edit": message, "photos": (), "place": None})
            turn.tell(chat, edited, "notice", report.id)


async def card(turn: Turn, report: Report, for_agency: bool) -> Reply:
    """The report with its place and pictures; for its agency also the name and the buttons."""
    text = turn.tools.texts(
        "handle.card",
        report=report,
        category=turn.city.category(report.category),
        area=turn.city.area_name(report.area),
        status=status_name(turn, report.status),
        late=report.ended_at is None and report.deadline_at < turn.now,
        name=report.shown_name if for_agency else None,
        history=await reports.events(turn.session, report),
        agency=turn.city.agency_name(report.agency),
    )
    place = None
    if report.latitude is not None and report.longitude is not None:
        place = Place(latitude=report.latitude, longitude=report.longitude)
    return Reply(
        text=text,
        photos=await reports.photos(turn.session, report),
        place=place,
        buttons=tuple(tuple(row) for row in (_actions(turn, report) if for_agency else ())),
    )


def _actions(turn: Turn, report: Report) -> Rows:
    """Buttons for the moves an official can make from where the report stands."""
    possible = [
        turn.button(f"handle.button_{action}", f"case:{action}:{report.code}")
        for action in OFFICIAL_ACTIONS
        if report.status in MOVES[action].before
    ]
    return [possible[i : i + 2] for i in range(0, len(possible), 2)]


async def tell_reporter(
    turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...] = ()
) -> bool:
    """Tell the one who sent it of a step, in words that say exactly that.

    Returns whether there is anybody who can be told.
    """
    chat = await _reporters_chat(turn, report)
    if chat is None:
        return False
    text = turn.tools.texts(
        f"track.told_{event.status}",
        report=report,
        event=event,
        agency=turn.city.agency_name(report.agency),
        category=turn.city.category_name(report.category),
        photos=len(photos),
    )
    reply = Reply(text=text, photos=photos, buttons=_reporter_buttons(turn, report))
    turn.tell(chat, reply, "notice", report.id)
    return True


def _reporter_buttons(turn: Turn, report: Report) -> tuple[tuple[Button, ...], ...]:
    rows = []
    if report.status == "needs_info":
        rows.append((turn.button("track.button_answer", f"answer:{report.code}"),))
    if report.status in MOVES["reopen"].before:
        rows.append((turn.button("track.button_reopen", f"reopen:{report.code}"),))
    rows.append((turn.button("track.button_history", f"track:{report.code}"),))
    return tuple(rows)


async def tell_agency(turn: Turn, report: Report, name: str, event: ReportEvent) -> None:
    """Tell the agency of something the reporter did."""
    photos = await reports.photos(turn.session, report, event)
    text = turn.tools.texts(name, report=report, event=event)
    reply = Reply(text=text, photos=photos, buttons=tuple(tuple(r) for r in _actions(turn, report)))
    for chat in await people.chats_of_role(turn.session, "official", report.agency):
        turn.tell(chat, reply, "notice", report.id)


async def _reporters_chat(turn: Turn, report: Report) -> Chat | None:
    if report.chat_id is None or report.person_id is None:
        return None
    chat = await people.chat_by_id(turn.session, report.chat_id)
    return chat if chat is not None and chat.active else None


def status_name(turn: Turn, status: str) -> str:
    """What a status is called."""
    return turn.tools.texts.plain(f"track.status_{status}")
