"""Counts of reports and their events for digests.

The database does the counting, so a digest of a million reports needs no more memory than one of
ten. Moments are aware; a span is half-open.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    SQLColumnExpression,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    literal_column,
    union_all,
)
from sqlmodel import Session, col, select

from bot.digests.queries import Scope
from bot.reports.buttons import JUDGE
from bot.reports.queries import OPEN, stands
from db.models import Notice, Question, Report, ReportEvent
from db.types import TimeSpan, during

AT_ONCE = 2_000
"""Rows kept in memory where many are read."""
ANSWERED = ("resolved", "rejected")
"""Statuses that answer a report: with what was done, or with why nothing is."""


class Answered(NamedTuple):
    """Reports of an agency and an area that were answered."""

    agency: str
    area: str | None
    reports: int


class Due(NamedTuple):
    """Reports due, closed or not, by agency and area; `in_time`: answered by then, and stands."""

    agency: str
    area: str | None
    reports: int
    in_time: int


class Received(NamedTuple):
    """Reports of an area and a category that came in; `done` of them are resolved now."""

    area: str | None
    category: str
    reports: int
    resolved: int


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """Return conditions for the reports of a scope, without held and merged ones.

    `coalesce` keeps SQLite from looking up the many that are not merged.
    """
    return [func.coalesce(col(Report.merged_into), 0) == 0, *in_scope(scope, col(Report.agency))]


def in_scope(scope: Scope, agency: SQLColumnExpression[str]) -> list[ColumnElement[bool]]:
    """Return conditions for the reports of a scope by their `agency`; merged ones count too."""
    conditions: list[ColumnElement[bool]] = [col(Report.held).is_(None)]
    if scope.agency is not None:
        conditions.append(agency == scope.agency)
    if scope.areas:
        conditions.append(col(Report.area).in_(scope.areas))
    if scope.categories:
        conditions.append(col(Report.category).in_(scope.categories))
    return conditions


def column_numbers(columns: int) -> list[ColumnElement[Any]]:
    """Return column numbers to group by: PostgreSQL cannot match expressions with parameters."""
    return [literal_column(str(number)) for number in range(1, columns + 1)]


def _happened(scope: Scope, span: TimeSpan) -> list[ColumnElement[bool]]:
    return [during(ReportEvent.at, span), stands(), *within(scope)]


def reminders(session: Session, scope: Scope, kind: str, span: TimeSpan) -> int:
    """Count the notices of that kind to agencies."""
    query = (
        select(func.count())
        .select_from(Notice)
        .join(Report)
        .where(Notice.kind == kind, during(Notice.at, span), *within(scope))
    )
    return session.exec(query).one()


def reached(session: Session, scope: Scope, span: TimeSpan) -> tuple[Mapping[str, int], int]:
    """Count the reports that came to each status, and those disputed; a report counts once each."""
    disputed = case((col(ReportEvent.action) == "dispute", col(ReportEvent.report_id)))
    query = (
        select(
            ReportEvent.status,
            func.count(distinct(col(ReportEvent.report_id))),
            func.count(distinct(disputed)),
        )
        .join(Report)
        .where(*_happened(scope, span))
        .group_by(col(ReportEvent.status))
    )
    rows = session.exec(query).all()
    return {status: reports for status, reports, _ in rows}, sum(row[2] for row in rows)


def answered(session: Session, scope: Scope, span: TimeSpan) -> Sequence[Answered]:
    """Count the reports answered, by agency and area."""
    query = (
        select(Report.agency, Report.area, func.count(distinct(col(ReportEvent.report_id))))
        .select_from(ReportEvent)
        .join(Report)
        .where(col(ReportEvent.status).in_(ANSWERED), *_happened(scope, span))
        .group_by(col(Report.agency), col(Report.area))
    )
    return [Answered(*row) for row in session.exec(query).all()]


def due(session: Session, scope: Scope, span: TimeSpan) -> Sequence[Due]:
    """Count the reports due in the span: with a deadline in it, or before it and not closed before.

    Reports that wait for their reporter, and withdrawn ones, are not due. Deadlines are as of now.
    """
    target, ended = col(Report.deadline_at), col(Report.ended_at)
    each_by_its_index: Any = union_all(
        select(Report.id).where(during(target, span)),
        select(Report.id).where(ended.is_(None)),
        select(Report.id).where(ended >= span[0]),
    )
    in_time = case((and_(target >= span[0], ended <= target), 1))
    query = (
        select(Report.agency, Report.area, func.count(), func.count(in_time))
        .where(col(Report.id).in_(each_by_its_index), target < span[1])
        .where(col(Report.status) != "withdrawn", col(Report.answer_by).is_(None), *within(scope))
        .group_by(col(Report.agency), col(Report.area))
    )
    return [Due(*row) for row in session.exec(query).all()]


def received(session: Session, scope: Scope, span: TimeSpan) -> Sequence[Received]:
    """Count the reports received, by area and category, and those of them resolved now."""
    resolved = func.count(case((col(Report.status) == "resolved", 1)))
    query = (
        select(Report.area, Report.category, func.count(), resolved)
        .where(during(Report.created_at, span), *within(scope))
        .group_by(col(Report.area), col(Report.category))
    )
    return [Received(*row) for row in session.exec(query).all()]


def took(
    session: Session, scope: Scope, span: TimeSpan
) -> Sequence[tuple[str, str | None, int | None, int]]:
    """Count the standing answers of the span by agency, area and working days taken."""
    query = (
        select(Report.agency, Report.area, Report.days_taken, func.count())
        .where(*_ended(scope, span), col(Report.days_taken).is_not(None))
        .group_by(col(Report.agency), col(Report.area), col(Report.days_taken))
    )
    return session.exec(query).all()


def uncounted(
    session: Session, scope: Scope, span: TimeSpan
) -> Iterable[tuple[str, str | None, datetime, datetime]]:
    """Yield agency, area, beginning and end of answers whose working days are not counted yet."""
    columns: list[Any] = [Report.agency, Report.area, Report.created_at, Report.ended_at]
    query: Any = select(*columns).where(*_ended(scope, span), col(Report.days_taken).is_(None))
    rows: Iterable[Any] = session.exec(query.execution_options(yield_per=AT_ONCE))
    return rows


def _ended(scope: Scope, span: TimeSpan) -> list[ColumnElement[bool]]:
    """Return conditions for answered reports: ended, and not withdrawn.

    Asked by their two statuses, SQLite would look up every report that ever had them.
    """
    return [during(Report.ended_at, span), col(Report.status) != "withdrawn", *within(scope)]


def unanswered(session: Session, span: TimeSpan) -> int:
    """Count the questions the plan did not answer."""
    return session.exec(select(func.count()).where(during(Question.asked_at, span))).one()


class Verdict(NamedTuple):
    """A reporter's verdict on an agency, or the reason for a bad one, and of how many reports."""

    agency: str
    verdict: str
    reports: int


def verdicts(session: Session, scope: Scope, span: TimeSpan) -> Sequence[Verdict]:
    """Count the verdicts of the span by agency; of each report the last one counts."""
    last = (
        select(func.max(ReportEvent.id))
        .where(ReportEvent.action == JUDGE, during(ReportEvent.at, span))
        .group_by(col(ReportEvent.report_id))
    )
    query = (
        select(Report.agency, ReportEvent.subject, func.count())
        .select_from(ReportEvent)
        .join(Report)
        .where(col(ReportEvent.id).in_(last), *within(scope))
        .group_by(col(Report.agency), col(ReportEvent.subject))
        .order_by(col(Report.agency), func.count().desc(), col(ReportEvent.subject))
    )
    return [Verdict(*row) for row in session.exec(query).all()]


def gathered(
    session: Session, scope: Scope, span: TimeSpan, degrees: float, limit: int
) -> Sequence[tuple[int, int, int, int, str, str | None]]:
    """Return the squares with the most reports of the span, then the most open ones.

    Of each its row from the equator, its column from Greenwich, how many reports were received in
    the span and how many are open now, the most frequent category, and an area.
    """
    squares = _squares(scope, span, degrees).c
    square = [squares.row, squares.column]
    order = (squares.reports.desc(), squares.first)
    columns = [
        *square, squares.category, squares.first,
        _total(squares.received, square).label("received"),
        _total(squares.open, square).label("open"),
        func.row_number().over(partition_by=square, order_by=order).label("place"),
    ]  # fmt: skip
    it = select(*columns).subquery().c
    columns_read: list[Any] = [it.row, it.column, it.received, it.open, it.category, Report.area]
    query: Any = select(*columns_read).join(Report, col(Report.id) == it.first).where(it.place == 1)
    query = query.order_by(it.received.desc(), it.open.desc(), it.row, it.column).limit(limit)
    rows: Sequence[tuple[int, int, int, int, str, str | None]] = session.exec(query).all()
    return rows


def _total(count: Any, square: Sequence[Any]) -> Any:
    """Sum over all categories in a square; PostgreSQL would make a decimal number of it."""
    return cast(func.sum(count).over(partition_by=square), Integer)


def _squares(scope: Scope, span: TimeSpan, degrees: float) -> Any:
    """Count the reports of each square and category, with the id of the first."""
    is_received = during(Report.created_at, span)
    is_open = case((col(Report.status).in_((*ANSWERED, "withdrawn")), 0), else_=1)
    received = _positions(scope, degrees, literal(1), is_open).where(is_received)
    open_only = _positions(scope, degrees, literal(0), literal(1)).where(OPEN, ~is_received)
    it = union_all(received, open_only).subquery().c
    columns: list[Any] = [
        it.row, it.column, it.category, func.sum(it.received).label("received"),
        func.sum(it.open).label("open"), func.count().label("reports"),
        func.min(it.id).label("first"),
    ]  # fmt: skip
    return select(*columns).group_by(it.row, it.column, it.category).subquery()


def _positions(
    scope: Scope, degrees: float, received: ColumnElement[int], is_open: ColumnElement[int]
) -> Any:
    columns: list[Any] = [
        Report.id, Report.category,
        cast(func.round(col(Report.latitude) / degrees), Integer).label("row"),
        cast(func.round(col(Report.longitude) / degrees), Integer).label("column"),
        received.label("received"), is_open.label("open"),
    ]  # fmt: skip
    has_position = (col(Report.latitude).is_not(None), col(Report.longitude).is_not(None))
    return select(*columns).where(*within(scope), *has_position)
