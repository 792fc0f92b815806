"""What digests count of reports and their steps.

Everything is counted by the database, so a digest needs the same memory for ten reports as for
a million. Moments are aware; a span is half-open: from `start`, before `end`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, literal_column
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.digests import Scope
from db.models import Notice, Question, Report, ReportEvent

ANSWERED = ("resolved", "rejected")
"""Statuses that answer a report: with what was done, or with why nothing is."""


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """The reports of a scope: what is held back is nobody's yet, what was merged counts elsewhere.

    `coalesce` keeps SQLite from looking up the many that are merged into nothing.
    """
    conditions = [col(Report.held).is_(None), func.coalesce(col(Report.merged_into), 0) == 0]
    if scope.agency is not None:
        conditions.append(col(Report.agency) == scope.agency)
    if scope.areas:
        conditions.append(col(Report.area).in_(scope.areas))
    if scope.categories:
        conditions.append(col(Report.category).in_(scope.categories))
    return conditions


def by_place(columns: int) -> list[ColumnElement[Any]]:
    """The first so many columns by their number: PostgreSQL does not know an expression again
    that holds a parameter."""
    return [literal_column(str(number)) for number in range(1, columns + 1)]


def _happened(scope: Scope, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [col(ReportEvent.at) >= start, col(ReportEvent.at) < end, *within(scope)]


async def reminders(
    session: AsyncSession, scope: Scope, kind: str, start: datetime, end: datetime
) -> int:
    """How often agencies were sent a notice of that kind."""
    query = (
        select(func.count())
        .select_from(Notice)
        .join(Report)
        .where(Notice.kind == kind, col(Notice.at) >= start, col(Notice.at) < end, *within(scope))
    )
    return (await session.exec(query)).one()


async def reached(
    session: AsyncSession, scope: Scope, start: datetime, end: datetime
) -> Mapping[str, int]:
    """For each status, how many reports came to it; a report counts once for each."""
    query = (
        select(ReportEvent.status, func.count(distinct(col(ReportEvent.report_id))))
        .join(Report)
        .where(*_happened(scope, start, end))
        .group_by(col(ReportEvent.status))
    )
    return dict((await session.exec(query)).all())


async def answered(
    session: AsyncSession, scope: Scope, start: datetime, end: datetime
) -> tuple[int, int]:
    """How many reports were answered, and how many of these never past their deadline."""
    late = case((col(ReportEvent.at) > col(Report.deadline_at), col(ReportEvent.report_id)))
    query = (
        select(func.count(distinct(col(ReportEvent.report_id))), func.count(distinct(late)))
        .join(Report)
        .where(col(ReportEvent.status).in_(ANSWERED), *_happened(scope, start, end))
    )
    total, past = (await session.exec(query)).one()
    return total, total - past


async def received(
    session: AsyncSession, scope: Scope, start: datetime, end: datetime
) -> Sequence[tuple[str | None, str, int]]:
    """How many reports came in, by area and category: (area, category, count)."""
    query = (
        select(Report.area, Report.category, func.count())
        .where(col(Report.created_at) >= start, col(Report.created_at) < end, *within(scope))
        .group_by(col(Report.area), col(Report.category))
    )
    return (await session.exec(query)).all()


async def unanswered(session: AsyncSession, start: datetime, end: datetime) -> int:
    """How many questions the plan did not answer."""
    query = select(func.count()).where(
        col(Question.asked_at) >= start, col(Question.asked_at) < end
    )
    return (await session.exec(query)).one()
