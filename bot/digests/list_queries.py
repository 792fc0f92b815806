"""The open reports a digest lists, each with the reasons for it.

The database counts them in one pass over the open reports; only a limited number is read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal_column
from sqlmodel import Session, col, select

from bot.digests.count_queries import column_numbers, within
from bot.digests.queries import Scope
from bot.reports.queries import OPEN
from db.models import Report, ReportEvent

WHYS = ("overdue", "disputed", "reopened", "due_soon", "new", "waiting")
"""Reasons for listing a report, most pressing first. It is `new` until an agency accepts it.
`disputed`: the reporter says that it is not resolved; `waiting`: for the reporter's answer."""
UNTOUCHED = ("new", "forwarded")
"""Statuses of a report that came to an agency and was not accepted yet."""
_WEIGHTS = {why: 1 << len(WHYS) - number for number, why in enumerate(WHYS)}
"""Reasons are added up: of two sums, the larger has the more pressing first reason."""


class Moments(NamedTuple):
    """A deadline before `now` is overdue, one up to `soon` is due soon."""

    now: datetime
    soon: datetime


class State(NamedTuple):
    """The columns that decide the reasons; `waits`: for the reporter's answer, `disputed`: the
    reporter's last word is that the report is not resolved."""

    status: SQLColumnExpression[str]
    deadline_at: SQLColumnExpression[datetime]
    waits: ColumnElement[bool]
    disputed: ColumnElement[bool]


NOW = State(
    col(Report.status),
    col(Report.deadline_at),
    col(Report.answer_by).is_not(None),
    col(Report.confirmed) == "no",
)


class Open(NamedTuple):
    """A count of open reports with the same agency, status and reasons."""

    agency: str
    status: str
    whys: tuple[str, ...]
    reports: int


class Listed(NamedTuple):
    """A listed report with its reasons; in its `status` since the moment `since`.

    `place` is what the reporter wrote, unmasked.
    """

    code: str
    category: str
    area: str | None
    agency: str
    place: str
    status: str
    urgent: bool
    deadline_at: datetime
    since: datetime
    whys: tuple[str, ...]


def open_now(session: Session, scope: Scope, moments: Moments) -> Sequence[Open]:
    """Count all open reports, listed or not, by agency, status and reasons."""
    columns: list[Any] = [Report.agency, Report.status, reasons(NOW, moments).label("reasons")]
    query = select(*columns).add_columns(func.count().label("reports"))
    query = query.where(OPEN, *within(scope)).group_by(*column_numbers(len(columns)))
    return opened(session.exec(query).all())


def opened(rows: Iterable[Any]) -> list[Open]:
    """Read rows of agency, status, sum of reasons and count."""
    return [Open(agency, status, _whys(sum_), count) for agency, status, sum_, count in rows]


def listed(session: Session, scope: Scope, moments: Moments, limit: int) -> Sequence[Listed]:
    """Return the listed reports, nearest deadline first; at most `limit` of each first reason."""
    chosen = _chosen(scope, moments)
    columns: list[Any] = [
        Report.code, Report.category, Report.area, Report.agency, Report.place, Report.status,
        Report.urgent, Report.deadline_at, _since().label("since"),
    ]  # fmt: skip
    query = select(*columns).add_columns(chosen.c.reasons)
    query = query.join(chosen, chosen.c.id == col(Report.id)).where(chosen.c.place <= limit)
    rows: Any = session.exec(query.order_by(col(Report.deadline_at), col(Report.id)))
    return [Listed._make((*row[:-1], _whys(row[-1]))) for row in rows.all()]


def _chosen(scope: Scope, moments: Moments) -> Any:
    """Select ids with their reasons, and their place among those with the same first reason."""
    columns: list[Any] = [Report.id, Report.deadline_at, reasons(NOW, moments).label("reasons")]
    open_reports = select(*columns).where(OPEN, *within(scope)).subquery()
    first = case(
        *((open_reports.c.reasons >= weight, weight) for weight in _WEIGHTS.values()), else_=0
    )
    order = (open_reports.c.deadline_at, open_reports.c.id)
    place = func.row_number().over(partition_by=first, order_by=order)
    ranked: Any = select(open_reports.c.id, open_reports.c.reasons, place.label("place"))
    return ranked.where(open_reports.c.reasons > 0).subquery()


def reasons(state: State, moments: Moments) -> ColumnElement[int]:
    """Return the sum of the weights of the reasons that hold for a report in that state."""
    holds = _holds(state, moments)
    total: ColumnElement[int] = literal_column("0")
    for why, weight in _WEIGHTS.items():
        total = total + case((holds[why], weight), else_=0)
    return total


def _holds(state: State, moments: Moments) -> dict[str, ColumnElement[bool]]:
    """Return the condition of each reason for an open report."""
    status, due = state.status, state.deadline_at
    return {
        "overdue": and_(due < moments.now, ~state.waits),
        "disputed": and_(status == "reopened", state.disputed),
        "reopened": status == "reopened",
        "due_soon": and_(due >= moments.now, due <= moments.soon, ~state.waits),
        "new": status.in_(UNTOUCHED),
        "waiting": status == "needs_info",
    }


def _since() -> ColumnElement[datetime]:
    """Return the moment a report came to its status."""
    last: Any = select(func.max(ReportEvent.at)).where(
        col(ReportEvent.report_id) == col(Report.id),
        col(ReportEvent.status) == col(Report.status),
    )
    return func.coalesce(last.correlate(Report).scalar_subquery(), col(Report.created_at))


def _whys(reasons: int) -> tuple[str, ...]:
    return tuple(why for why in WHYS if reasons & _WEIGHTS[why])
