"""What is still to be done, by its deadline and a page at a time; and reports found by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.reports.queries import is_late
from db.models import CLOSED, Report

Only = Literal["all", "mine", "late"]

OPEN: ColumnElement[bool] = literal_column(
    "report.status NOT IN ('resolved', 'rejected', 'withdrawn')"
)
"""To the letter what the index says, and no parameters: else neither database would use it."""
SEARCHED = 50_000
"""Among so many of the city's latest reports those that are closed are searched for words."""

A_BATCH = 200
"""Reports looked at together where the first ones found are not all shown."""


class Scope(NamedTuple):
    """Whose cases: of one agency, of one area; None for all of them."""

    agency: str | None = None
    area: str | None = None


class Count(NamedTuple):
    """Open cases: all of them, those past their deadline, those given to one person."""

    all: int
    late: int
    mine: int


def count(session: Session, scope: Scope, person_id: int | None, now: datetime) -> Count:
    """How many cases of a scope are open."""
    query = (
        select(
            func.count(),
            func.count(case((is_late(now), 1))),
            func.count(case((col(Report.assignee_id) == person_id, 1))),
        )
        .select_from(Report)
        .where(*_open(scope))
    )
    return Count(*session.exec(query).one())


def page(
    session: Session,
    scope: Scope,
    only: Only,
    person_id: int | None,
    now: datetime,
    begin: int,
    most: int,
) -> Sequence[Report]:
    """Open cases from the `begin`-th on, at most so many, the nearest deadline first."""
    query = select(Report).where(*_open(scope))
    if only == "mine":
        query = query.where(Report.assignee_id == person_id)
    elif only == "late":
        query = query.where(is_late(now))
    query = query.order_by(col(Report.deadline_at), col(Report.id)).offset(begin).limit(most)
    return session.exec(query).all()


def with_words(
    session: Session,
    scope: Scope,
    patterns: Sequence[tuple[str, str]],
    categories: Sequence[str],
    most: int,
    shows: Callable[[Report], bool],
) -> list[Report]:
    """Reports in whose place or story every pattern is found, or that are of these categories.

    What is open comes first, then the latest; at most so many of those for which `shows` is true.
    A pattern is what LIKE takes and, for what that finds, a regular expression.
    """
    words = and_(*(or_(*(_has(text, each) for text in _TEXTS)) for each in patterns))
    wanted = [*_of(scope), or_(words, col(Report.category).in_(categories))]
    # SQLite asks in this order: first what is quick, so that few texts are read for a rare word.
    query = select(Report).order_by(col(Report.id).desc())
    found = _first(session, query.where(OPEN, *wanted), most, shows)
    latest = select(func.max(Report.id)).scalar_subquery()
    closed = query.where(
        col(Report.status).in_(CLOSED), col(Report.id) > latest - SEARCHED, *wanted
    )
    return [*found, *_first(session, closed, most - len(found), shows)]


def _first(
    session: Session,
    query: SelectOfScalar[Report],
    most: int,
    shows: Callable[[Report], bool],
) -> list[Report]:
    """The first that are shown of reports from the latest on, looked at a batch at a time."""
    found: list[Report] = []
    batch = query.limit(most)
    while len(found) < most and (seen := session.exec(batch).all()):
        found += filter(shows, seen)
        batch = query.where(col(Report.id) < seen[-1].id).limit(A_BATCH)
    return found[:most]


_TEXTS = (col(Report.description), col(Report.place))


def _has(text: Mapped[str], pattern: tuple[str, str]) -> ColumnElement[bool]:
    rough, exact = pattern
    return and_(text.ilike(rough), text.regexp_match(exact))


def _open(scope: Scope) -> list[ColumnElement[bool]]:
    return [OPEN, *_of(scope)]


def _of(scope: Scope) -> list[ColumnElement[bool]]:
    """What may be seen of a scope: nothing that is held until a person has looked at it."""
    found: list[ColumnElement[bool]] = [col(Report.held).is_(None)]
    if scope.agency is not None:
        found.append(col(Report.agency) == scope.agency)
    if scope.area is not None:
        found.append(col(Report.area) == scope.area)
    return found
