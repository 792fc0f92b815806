"""What a digest lists: the open reports that wait for somebody, each with every reason for it.

Everything is counted by the database, in one pass over what is open; only so many are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal_column
from sqlmodel import Session, col, select

from bot.digests.count_queries import by_place, within
from bot.digests.queries import Scope
from bot.reports.desk.queries import OPEN
from db.models import Report, ReportEvent

WHYS = ("overdue", "disputed", "reopened", "due_soon", "new", "waiting")
"""Why a report is listed, the most pressing first. What is `new` stays so until it is taken on."""
UNTOUCHED = ("new", "forwarded")
"""Statuses of what came to an agency and was not taken on."""
_WEIGHTS = {why: 1 << len(WHYS) - number for number, why in enumerate(WHYS)}
"""Reasons are added up: of two sums, the larger has the more pressing first reason."""


class Moments(NamedTuple):
    """Past `now` is overdue, due by `soon` is due soon."""

    now: datetime
    soon: datetime


class State(NamedTuple):
    """An open report as the reasons look at it; `waits`: for its reporter's answer, and `disputed`:
    the last the reporter said of a resolution is that it is none."""

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
    """How many reports of an agency are open in a status for the same reasons."""

    agency: str
    status: str
    whys: tuple[str, ...]
    reports: int


class Listed(NamedTuple):
    """An open report and why it is listed; in its `status` it is `since` that moment.

    `place` is what the reporter wrote, as it is.
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
    """All that is open, listed or not, by agency, status and reasons."""
    told_apart: list[Any] = [Report.agency, Report.status, reasons(NOW, moments).label("reasons")]
    query = select(*told_apart).add_columns(func.count().label("reports"))
    query = query.where(OPEN, *within(scope)).group_by(*by_place(len(told_apart)))
    return opened(session.exec(query).all())


def opened(rows: Iterable[Any]) -> list[Open]:
    """Of rows of agency, status, the sum of the reasons and a count."""
    return [Open(agency, status, _whys(sum_), count) for agency, status, sum_, count in rows]


def listed(session: Session, scope: Scope, moments: Moments, most: int) -> Sequence[Listed]:
    """The reports that are listed, the nearest deadline first.

    Of those with the same most pressing reason, at most `most`.
    """
    chosen = _chosen(scope, moments)
    columns: list[Any] = [
        Report.code, Report.category, Report.area, Report.agency, Report.place, Report.status,
        Report.urgent, Report.deadline_at, _since().label("since"),
    ]  # fmt: skip
    query = select(*columns).add_columns(chosen.c.reasons)
    query = query.join(chosen, chosen.c.id == col(Report.id)).where(chosen.c.place <= most)
    rows: Any = session.exec(query.order_by(col(Report.deadline_at), col(Report.id)))
    return [Listed._make((*row[:-1], _whys(row[-1]))) for row in rows.all()]


def _chosen(scope: Scope, moments: Moments) -> Any:
    """Ids with their reasons, and their place among those with the same first reason."""
    columns: list[Any] = [Report.id, Report.deadline_at, reasons(NOW, moments).label("reasons")]
    found = select(*columns).where(OPEN, *within(scope)).subquery()
    first = case(*((found.c.reasons >= weight, weight) for weight in _WEIGHTS.values()), else_=0)
    order = (found.c.deadline_at, found.c.id)
    place = func.row_number().over(partition_by=first, order_by=order)
    ranked: Any = select(found.c.id, found.c.reasons, place.label("place"))
    return ranked.where(found.c.reasons > 0).subquery()


def reasons(state: State, moments: Moments) -> ColumnElement[int]:
    """The sum of the weights of every reason that holds for a report in that state."""
    holds = _holds(state, moments)
    found: ColumnElement[int] = literal_column("0")
    for why, weight in _WEIGHTS.items():
        found = found + case((holds[why], weight), else_=0)
    return found


def _holds(state: State, moments: Moments) -> dict[str, ColumnElement[bool]]:
    """When each reason holds for an open report."""
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
    """When a report came to the status it has."""
    last: Any = select(func.max(ReportEvent.at)).where(
        col(ReportEvent.report_id) == col(Report.id),
        col(ReportEvent.status) == col(Report.status),
    )
    return func.coalesce(last.correlate(Report).scalar_subquery(), col(Report.created_at))


def _whys(reasons: int) -> tuple[str, ...]:
    return tuple(why for why in WHYS if reasons & _WEIGHTS[why])
