"""A report as those who handle or oversee it see it, and the news of it to all concerned."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.conversations.turn import Rows, Tools, Turn, put
from bot.events import Button, Place, Reply
from bot.services.masking import masked
from bot.services.reports import MOVES
from db import outbox, people, reports, supporters
from db.models import Chat, Report, ReportEvent

OFFICIAL_ACTIONS = ("accept", "start", "ask", "resolve", "reject")


class Reached(NamedTuple):
    """Who there is to be told: somebody of the agency, or else the overseers."""

    agency: bool
    overseers: bool


async def post(turn: Turn, report: Report) -> Reached:
    """Bring a new report to its agency; where nobody of it is here, tell the overseers."""
    chats = await people.chats_of_role(turn.session, "official", report.agency)
    reply = await card(turn, report, for_agency=True)
    for chat in chats:
        turn.tell(chat, reply, "card", report.id)
    return Reached(bool(chats), not chats and await _nobody_there(turn, report))


async def _nobody_there(turn: Turn, report: Report) -> bool:
    return await nobody_there(turn.tools, turn.session, report, turn.now)


async def nobody_there(tools: Tools, session: AsyncSession, report: Report, now: datetime) -> bool:
    """Tell those who oversee that nobody of the agency gets this report; false without any."""
    agency = tools.city.agency_name(report.agency)
    text = tools.texts("handle.nobody_there", report=report, agency=agency)
    chats = [
        chat for role in ("overseer", "admin") for chat in await people.chats_of_role(session, role)
    ]
    for chat in chats:
        put(session, chat, Reply(text=text), now, "notice", report.id)
    return bool(chats)


async def refresh(turn: Turn, report: Report) -> None:
    """Bring every card of a report up to date, so that no old button or word is offered.

    A card that still waits to be sent is rewritten; where the agency's work is no longer done,
    it shrinks to the code.
    """
    assert report.id is not None
    fresh = await card(turn, report, for_agency=True)
    handling = await people.chats_of_role(turn.session, "official", report.agency)
    ids = {chat.id for chat in handling}
    bare = Reply(text=turn.tools.texts("handle.card_elsewhere", report=report))
    for row in await outbox.cards(turn.session, report.id):
        shown = fresh if row.chat_id in ids else bare
        if row.state == "waiting":
            row.payload = shown.model_dump(mode="json", exclude_defaults=True)
        elif chat := await _reachable(turn, row.chat_id):
            edit = {"edit": row.message, "photos": (), "place": None}
            turn.tell(chat, shown.model_copy(update=edit), "notice", report.id)


async def card(turn: Turn, report: Report, for_agency: bool) -> Reply:
    """The report with its place and pictures.

    For its agency also the name and the buttons; to others what leads to a person is masked,
    and what the reporter answered is left out.
    """
    veil = str if for_agency else masked
    history = await reports.events(turn.session, report)
    text = turn.tools.texts(
        "handle.card",
        report=report,
        for_agency=for_agency,
        urgent=turn.city.is_urgent(report.category),
        category=turn.city.category_name(report.category) or report.category,
        area=turn.city.area_name(report.area),
        status=status_name(turn, report.status),
        late=report.ended_at is None and report.deadline_at < turn.now,
        place=veil(report.place),
        description=veil(report.description),
        steps=[
            (step, veil(step.text))
            for step in history
            if step.text and (for_agency or step.role != "reporter")
        ],
        agency=turn.city.agency_name(report.agency),
        supporters=await supporters.count(turn.session, report),
    )
    place = None
    if report.latitude is not None and report.longitude is not None:
        place = Place(latitude=report.latitude, longitude=report.longitude)
    return Reply(
        text=text,
        photos=await reports.photos(turn.session, report),
        place=place,
        buttons=_rows(_actions(turn, report)) if for_agency else (),
    )


def _actions(turn: Turn, report: Report) -> Rows:
    """Buttons for the moves an official can make from where the report stands."""
    possible = [
        turn.button(f"handle.button_{action}", f"case:{action}:{report.code}")
        for action in OFFICIAL_ACTIONS
        if report.status in MOVES[action].before
    ]
    return [possible[i : i + 2] for i in range(0, len(possible), 2)]


def _rows(rows: Rows) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(row) for row in rows)


async def tell_reporter(
    turn: Turn, report: Report, event: ReportEvent, photos: tuple[str, ...] = ()
) -> bool:
    """Tell the one who sent it of a step, in words that say exactly that.

    Returns whether there is anybody who can be told.
    """
    if report.chat_id is None or report.person_id is None:
        return False
    chat = await _reachable(turn, report.chat_id)
    if chat is None:
        return False
    text = turn.tools.texts(
        f"track.told_{event.status}",
        report=report,
        event=event,
        agency=turn.city.agency_name(report.agency),
        category=turn.city.category_name(report.category) or report.category,
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


async def tell_agency(turn: Turn, report: Report, name: str, event: ReportEvent) -> Reached:
    """Tell the agency of something the reporter did; where nobody of it is here, the overseers."""
    photos = await reports.photos(turn.session, report, event)
    text = turn.tools.texts(name, report=report, event=event)
    reply = Reply(text=text, photos=photos, buttons=_rows(_actions(turn, report)))
    chats = await people.chats_of_role(turn.session, "official", report.agency)
    for chat in chats:
        turn.tell(chat, reply, "notice", report.id)
    needed = not chats and report.status not in reports.CLOSED
    return Reached(bool(chats), needed and await _nobody_there(turn, report))


async def _reachable(turn: Turn, chat_id: int) -> Chat | None:
    chat = await people.chat_by_id(turn.session, chat_id)
    return chat if chat is not None and chat.active else None


def status_name(turn: Turn, status: str) -> str:
    """What a status is called."""
    return turn.tools.texts.plain(f"track.status_{status}")
