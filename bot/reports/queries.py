"""Reports, their history and their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Photo, Report, ReportEvent


def is_late(now: datetime) -> ColumnElement[bool]:
    """Of an open report: past its target, and nobody waits for the reporter's answer."""
    return and_(col(Report.deadline_at) < now, col(Report.answer_by).is_(None))


async def by_code(session: AsyncSession, code: str, lock: bool = False) -> Report | None:
    """The report of that code; with `lock`, nobody else can move it in the meantime."""
    query = select(Report).where(Report.code == code)
    if lock:
        query = query.with_for_update()
    return (await session.exec(query)).first()


async def get(session: AsyncSession, report_id: int, lock: bool = False) -> Report | None:
    """The report of that id; with `lock`, nobody else can move it in the meantime."""
    query = select(Report).where(Report.id == report_id)
    if lock:
        query = query.with_for_update()
    return (await session.exec(query)).first()


async def of_codes(session: AsyncSession, codes: Sequence[str]) -> dict[str, Report]:
    """The reports of these codes, locked in the order of their ids: no two wait for each other."""
    query = select(Report).where(col(Report.code).in_(codes)).order_by(col(Report.id))
    found = (await session.exec(query.with_for_update())).all()
    return {each.code: each for each in found}


async def of_person(
    session: AsyncSession, person_id: int, most: int | None = None
) -> Sequence[Report]:
    """A person's reports, the newest first; all of them, or at most so many."""
    query = (
        select(Report)
        .where(Report.person_id == person_id)
        .order_by(col(Report.created_at).desc(), col(Report.id).desc())
        .limit(most)
    )
    return (await session.exec(query)).all()


async def asked(session: AsyncSession, person_id: int) -> Report | None:
    """The person's report about which an official waits for an answer; of several the newest."""
    query = (
        select(Report)
        .where(Report.person_id == person_id, Report.status == "needs_info")
        .order_by(col(Report.id).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def events(session: AsyncSession, report: Report) -> Sequence[ReportEvent]:
    """A report's history, from its beginning."""
    query = select(ReportEvent).where(ReportEvent.report_id == report.id)
    return (await session.exec(query.order_by(col(ReportEvent.id)))).all()


async def steps(session: AsyncSession, report: Report) -> Sequence[ReportEvent]:
    """Of a report's history, what its reporter and everybody may know happened."""
    return [each for each in await events(session, report) if each.status]


async def photos(
    session: AsyncSession, report: Report, event: ReportEvent | None = None
) -> tuple[str, ...]:
    """The media keys of a report's own pictures, or of the proof that came with an event."""
    query = select(Photo.key).where(
        Photo.report_id == report.id, Photo.event_id == (event.id if event else None)
    )
    return tuple((await session.exec(query.order_by(col(Photo.id)))).all())
