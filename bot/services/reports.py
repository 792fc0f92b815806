"""The life of a report: how it is made, which moves it can make, and who may make them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.city import City
from bot.services.codes import new_code
from bot.services.deadlines import deadline
from bot.services.drafts import ReportDraft
from bot.services.people import Actor, note
from db import reports
from db.models import Chat, Person, Photo, Report, ReportEvent

SHORTEST_ACCOUNT = 10
"""Characters a written account of what was done must have: "xong" is none."""


@dataclass(frozen=True)
class Move:
    """A listed move: from which statuses, to which, by whom, and whether it needs words.

    `by` is agency (an official of the agency the report is with) or reporter (who sent it).
    """

    before: frozenset[str]
    after: str
    by: Literal["agency", "reporter"]
    words: int = 0


OPEN = frozenset({"new", "accepted", "in_progress", "needs_info", "forwarded", "reopened"})

MOVES: dict[str, Move] = {
    "accept": Move(frozenset({"new", "forwarded", "reopened"}), "accepted", "agency"),
    "start": Move(frozenset({"accepted"}), "in_progress", "agency"),
    "ask": Move(OPEN - {"needs_info"}, "needs_info", "agency", words=5),
    "resolve": Move(OPEN, "resolved", "agency", words=SHORTEST_ACCOUNT),
    "reject": Move(OPEN, "rejected", "agency", words=5),
    "answer": Move(frozenset({"needs_info"}), "accepted", "reporter", words=1),
    "withdraw": Move(OPEN, "withdrawn", "reporter"),
    "reopen": Move(frozenset({"resolved", "rejected"}), "reopened", "reporter", words=5),
}
"""Every move there is; what is not listed is refused."""


class Refused(Exception):
    """A move that is not allowed: `why` is right, status, or words."""

    def __init__(self, why: Literal["right", "status", "words"]) -> None:
        super().__init__(why)
        self.why = why


def refusal(
    report: Report, action: str, actor: Actor, words: str | None = None
) -> Literal["right", "status", "words"] | None:
    """Why `actor` cannot make this move now, or None if they can. `words` None: not asked yet."""
    move = MOVES[action]
    if not _has_right(report, move, actor):
        return "right"
    if report.status not in move.before:
        return "status"
    if words is not None and len(words) < move.words:
        return "words"
    return None


def _has_right(report: Report, move: Move, actor: Actor) -> bool:
    if move.by == "reporter":
        return report.person_id is not None and report.person_id == actor.person_id
    return actor.handles(report.agency)


async def move(
    session: AsyncSession,
    report: Report,
    action: str,
    actor: Actor,
    now: datetime,
    words: str = "",
    photos: Sequence[str] = (),
) -> ReportEvent:
    """Make a move: add its event (with the proof's pictures) and so change the status.

    Raises `Refused`. The caller holds the report's lock, so that of two officials who press at
    once one wins and the other is told.
    """
    if why := refusal(report, action, actor, words):
        raise Refused(why)
    event = await _add_event(session, report, action, MOVES[action].after, actor, now, words)
    session.add_all(
        [Photo(report_id=event.report_id, event_id=event.id, key=key) for key in photos]
    )
    report.ended_at = now if report.status in reports.CLOSED else None
    report.days_taken = None  # counted anew by services/figures.py
    note(session, actor, action, report.code, now)
    return event


async def submit(
    session: AsyncSession,
    draft: ReportDraft,
    person: Person,
    chat: Chat,
    city: City,
    zone: ZoneInfo,
    now: datetime,
) -> Report:
    """Make a report of a draft that lacks nothing, routed and with its deadline."""
    category = city.category(draft.category)
    assert category is not None, "next_question would have asked for it"
    report = Report(
        code=await _free_code(session),
        person_id=person.id,
        chat_id=chat.id,
        category=category.id,
        description=draft.description,
        latitude=draft.latitude,
        longitude=draft.longitude,
        place=draft.place,
        unit_reported=draft.unit_reported,
        area=draft.area,
        agency=city.route(draft.area, category.id).id,
        shown_name=None if draft.anonymous else draft.name,
        receipt="",
        created_at=now,
        deadline_at=deadline(now, category.days, zone),
    )
    report.receipt = receipt(report, draft.photos)
    session.add(report)
    await session.flush()
    assert report.id is not None
    session.add_all([Photo(report_id=report.id, key=key) for key in draft.photos])
    actor = Actor(person_id=person.id, chat_id=chat.id, role="resident", agency=None)
    await _add_event(session, report, "send", "new", actor, now, "")
    return report


def receipt(report: Report, photos: Sequence[str]) -> str:
    """SHA-256, in hex, of what was sent: whoever kept it can show that nothing was changed."""
    sent = [
        report.code, report.category, report.description, report.place, report.latitude,
        report.longitude, report.created_at.timestamp(), list(photos),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(sent, ensure_ascii=False).encode()).hexdigest()


async def _free_code(session: AsyncSession) -> str:
    while await reports.by_code(session, code := new_code()):
        pass
    return code


async def _add_event(
    session: AsyncSession,
    report: Report,
    action: str,
    status: str,
    actor: Actor,
    now: datetime,
    words: str,
) -> ReportEvent:
    assert report.id is not None
    event = ReportEvent(
        report_id=report.id,
        at=now,
        action=action,
        status=status,
        role=actor.role if MOVES.get(action, MOVES["answer"]).by == "agency" else "reporter",
        agency=actor.agency,
        person_id=actor.person_id,
        text=words,
    )
    session.add(event)
    report.status = status
    await session.flush()
    return event
