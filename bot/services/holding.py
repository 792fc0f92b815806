"""What is held back until a person has looked at it: let through, or not, with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.city import City
from bot.services.deadlines import deadline
from bot.services.history import put_down
from bot.services.people import Actor, note
from bot.services.reports import OPEN
from db.models import Report, ReportEvent

SHORTEST_REASON = 5
"""Letters a reason must have."""


def refusal(report: Report, actor: Actor) -> Literal["right", "status"] | None:
    """Why this person cannot decide on it now: only overseers and admins do, and once."""
    if not actor.sees(report.area):
        return "right"
    return None if report.held is not None and report.status in OPEN else "status"


def let_through(
    session: AsyncSession, report: Report, actor: Actor, city: City, zone: ZoneInfo, now: datetime
) -> None:
    """It goes on as any other; its time begins now, for nobody could handle it before."""
    report.held = None
    report.look_at = now  # until now nothing was to be sent about it by itself
    target = report.deadline_at
    report.deadline_at = deadline(now, city.days(report.category, report.urgent), zone)
    put_down(session, report, "pass_held", actor, target, now)
    note(session, actor, "pass_held", report.code, now)


async def turn_down(
    session: AsyncSession, report: Report, actor: Actor, reason: str, now: datetime
) -> ReportEvent:
    """It goes to nobody; the sender is told why. It stays held, so that it is public nowhere."""
    assert report.id is not None
    report.status, report.ended_at, report.days_taken = "rejected", now, None
    event = ReportEvent(
        report_id=report.id, at=now, action="drop_held", status="rejected", role=actor.role,
        agency=actor.agency, person_id=actor.person_id, text=reason,
    )  # fmt: skip
    session.add(event)
    await session.flush()
    note(session, actor, "drop_held", report.code, now)
    return event
