"""Open reports by deadline, a page at a time, their counts, and the search by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.reports.queries import is_late
from db import report_words
from db.models import CLOSED, Report

Only = Literal["all", "mine", "late"]

OPEN: ColumnElement[bool] = literal_column(
    "report.status NOT IN ('resolved', 'rejected', 'withdrawn')"
)
"""Word for word the index's condition, without parameters: else no database would use the index."""
SEARCHED = 50_000
"""Closed reports are searched for words among this many of the city's latest reports."""

A_BATCH = 200
"""Rows fetched at a time once some of the first matches were not visible."""


class Scope(NamedTuple):
    """An agency and an area to restrict to; None for all of them."""

    agency: str | None = None
    area: str | None = None


class Count(NamedTuple):
    """Numbers of open reports: all, past their deadline, assigned to one person."""

    all: int
    late: int
    mine: int


def count(session: Session, scope: Scope, person_id: int | None, now: datetime) -> Count:
    """Count the open reports of a scope."""
    query = (
        select(
            func.count(),
            func.count(case((is_late(now), 1))),
            func.count(case((col(Report.assignee_id) == person_id, 1))),
        )
        .select_from(Report)
        .where(OPEN, *_of(scope))
    )
    return Count(*session.exec(query).one())


def page(
    session: Session,
    scope: Scope,
    only: Only,
    person_id: int | None,
    now: datetime,
    begin: int,
    limit: int,
) -> Sequence[Report]:
    """Return open reports from the `begin`-th on, nearest deadline first."""
    query = select(Report).where(OPEN, *_of(scope))
    if only == "mine":
        query = query.where(Report.assignee_id == person_id)
    elif only == "late":
        query = query.where(is_late(now))
    query = query.order_by(col(Report.deadline_at), col(Report.id)).offset(begin).limit(limit)
    return session.exec(query).all()


def with_words(
    session: Session,
    scope: Scope,
    text: str,
    patterns: Sequence[tuple[str, str]],
    categories: Sequence[str],
    limit: int,
    shows: Callable[[Report], bool],
) -> list[Report]:
    """Return reports whose place or description matches every pattern, or of these categories.

    Open ones first, then the latest, only those for which `shows` is true. An index has the words
    of `text`; a pattern is a LIKE expression and a regular expression, which decide on what was
    found by it.
    """
    texts = (col(Report.description), col(Report.place))
    words: ColumnElement[bool] = and_(
        *report_words.conditions(session, text),
        *(
            or_(*(and_(text.ilike(like), text.regexp_match(regex)) for text in texts))
            for like, regex in patterns
        ),
    )
    if categories:  # an empty list beside it would keep SQLite from the index
        words = or_(words, col(Report.category).in_(categories))
    wanted = [*_of(scope), words]
    # SQLite asks in this order: first what is quick, so that few texts are read for a rare word.
    query = select(Report).order_by(col(Report.id).desc())
    reports = _first(session, query.where(OPEN, *wanted), limit, shows)
    latest = select(func.max(Report.id)).scalar_subquery()
    closed = query.where(
        col(Report.status).in_(CLOSED), col(Report.id) > latest - SEARCHED, *wanted
    )
    return [*reports, *_first(session, closed, limit - len(reports), shows)]


def _first(
    session: Session,
    query: SelectOfScalar[Report],
    limit: int,
    shows: Callable[[Report], bool],
) -> list[Report]:
    """Return the latest reports for which `shows` is true, read a batch at a time."""
    reports: list[Report] = []
    batch = query.limit(limit)
    while len(reports) < limit and (rows := session.exec(batch).all()):
        reports += filter(shows, rows)
        batch = query.where(col(Report.id) < rows[-1].id).limit(A_BATCH)
    return reports[:limit]


def _of(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope; held reports are in none."""
    conditions: list[ColumnElement[bool]] = [col(Report.held).is_(None)]
    if scope.agency is not None:
        conditions.append(col(Report.agency) == scope.agency)
    if scope.area is not None:
        conditions.append(col(Report.area) == scope.area)
    return conditions
