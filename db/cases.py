"""What is still to be done, by its deadline and a page at a time; and reports found by words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Report

Only = Literal["all", "mine", "late"]

OPEN: ColumnElement[bool] = literal_column(
    "report.status NOT IN ('resolved', 'rejected', 'withdrawn')"
)
"""To the letter what the index says, and no parameters: else neither database would use it."""
SEARCHED = 20_000
"""Of an agency's reports, so many of the latest are searched for words."""


class Count(NamedTuple):
    """Open cases: all of them, those past their deadline, those given to one person."""

    all: int
    late: int
    mine: int


async def count(
    session: AsyncSession, agency: str | None, person_id: int | None, now: datetime
) -> Count:
    """How many cases an agency (None: all of them) has open."""
    query = (
        select(
            func.count(),
            func.count(case((col(Report.deadline_at) < now, 1))),
            func.count(case((col(Report.assignee_id) == person_id, 1))),
        )
        .select_from(Report)
        .where(*_open(agency))
    )
    return Count(*(await session.exec(query)).one())


async def page(
    session: AsyncSession,
    agency: str | None,
    only: Only,
    person_id: int | None,
    now: datetime,
    begin: int,
    most: int,
) -> Sequence[Report]:
    """Open cases from the `begin`-th on, at most so many, the nearest deadline first."""
    query = select(Report).where(*_open(agency))
    if only == "mine":
        query = query.where(Report.assignee_id == person_id)
    elif only == "late":
        query = query.where(col(Report.deadline_at) < now)
    query = query.order_by(col(Report.deadline_at), col(Report.id)).offset(begin).limit(most)
    return (await session.exec(query)).all()


async def with_words(
    session: AsyncSession,
    agency: str | None,
    patterns: Sequence[str],
    categories: Sequence[str],
    most: int,
) -> Sequence[Report]:
    """Reports in whose place or story every pattern is found, or that are of these categories.

    What is open comes first, then the latest; `patterns` are regular expressions of the kind that
    Python and PostgreSQL both read.
    """
    latest = select(Report.id).where(*_of(agency)).order_by(col(Report.id).desc()).limit(SEARCHED)
    words = and_(
        *(
            or_(col(Report.description).regexp_match(each), col(Report.place).regexp_match(each))
            for each in patterns
        )
    )
    query = (
        select(Report)
        .where(col(Report.id).in_(latest), or_(words, col(Report.category).in_(categories)))
        .order_by(case((OPEN, 0), else_=1), col(Report.id).desc())
        .limit(most)
    )
    return (await session.exec(query)).all()


def _open(agency: str | None) -> list[ColumnElement[bool]]:
    return [OPEN, *_of(agency)]


def _of(agency: str | None) -> list[ColumnElement[bool]]:
    """What an agency may see: nothing that is held until a person has looked at it."""
    held = col(Report.held).is_(None)
    return [held] if agency is None else [held, col(Report.agency) == agency]
