"""The open reports a digest lists with the reasons for it, and those open at a past moment.

The database counts them in one pass over the open reports; only a limited number is read. What was
open at a past moment is found by undoing later events: a report without one stands as it stood
then, and for the others the events themselves say what was before (see `ReportEvent`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    literal_column,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.digests.count_queries import column_numbers, in_scope, within
from bot.digests.queries import Scope
from bot.reports.queries import OPEN, stands
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
    """A listed report with its reasons, in its `status` since `since`; its `place` is unmasked."""

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
    return _counted(session, Report.agency, NOW, moments, OPEN, *within(scope))


def _counted(
    session: Session, agency: Any, state: State, moments: Moments, *conditions: ColumnElement[bool]
) -> list[Open]:
    columns: list[Any] = [agency, state.status, reasons(state, moments).label("reasons")]
    query = select(*columns).add_columns(func.count().label("reports")).where(*conditions)
    rows: Any = session.exec(query.group_by(*column_numbers(len(columns))))
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


STILL_OPEN = ("new", "accepted", "in_progress", "needs_info", "forwarded", "reopened", "partly")
"""Event statuses after which a report is open; `partly` is one in progress."""
OVER = ("resolved", "rejected", "withdrawn", "merged")
"""Event statuses after which it is closed; every other event leaves the status as it is."""
REPORTER_MOVES = ("confirm", "partly", "dispute", "resolve")
"""Moves that set or clear the reporter's opinion of the resolution."""
NO_LONGER_WAITED = ("give_up", "leave")
"""Steps after which the reporter's answer is not waited for any more, though the status stays."""


def open_at(session: Session, scope: Scope, moments: Moments) -> Sequence[Open]:
    """Count the reports open before `moments.now`, as `open_now` would have then.

    A deadline moved before such moves were recorded counts as of now, as do erasures, categories
    and areas.
    """
    stood = union_all(_untouched(scope, moments.now), _touched(scope, moments.now)).subquery().c
    state = State(stood.status, stood.deadline_at, stood.waits == 1, stood.disputed == 1)
    return _counted(session, stood.agency, state, moments)


def _untouched(scope: Scope, moment: datetime) -> Any:
    """Select open reports without an event since `moment`; newer reports have one."""
    step = aliased(ReportEvent)
    since = select(step.id).where(step.report_id == Report.id, col(step.at) >= moment)
    columns: list[Any] = [
        Report.agency, Report.status, Report.deadline_at,
        _one_if(col(Report.answer_by).is_not(None)).label("waits"),
        _one_if(col(Report.confirmed) == "no").label("disputed"),
    ]  # fmt: skip
    return select(*columns).where(OPEN, *within(scope), ~since.exists())


def _touched(scope: Scope, moment: datetime) -> Any:
    """Select reports with an event since `moment` that were open before it."""
    steps = _steps(moment).subquery()
    numbers = steps.c
    last, reply, arrival, departure, new_deadline = (aliased(ReportEvent) for _ in range(5))
    agency = func.coalesce(func.nullif(arrival.subject, ""), departure.agency, Report.agency)
    asked_nobody = func.coalesce(col(Report.erased_at) <= last.at, literal(False))
    waits = and_(col(last.status) == "needs_info", numbers.given_up < numbers.last, ~asked_nobody)
    columns: list[Any] = [
        agency.label("agency"),
        case((col(last.status) == "partly", "in_progress"), else_=last.status).label("status"),
        func.coalesce(new_deadline.deadline_was, Report.deadline_at).label("deadline_at"),
        _one_if(waits).label("waits"),
        _one_if(col(reply.action) == "dispute").label("disputed"),
    ]
    query: Any = (
        select(*columns).select_from(Report).join(steps, numbers.report_id == col(Report.id))
    )
    query = query.join(last, col(last.id) == numbers.last)
    for number, event in (
        (numbers.last_opinion, reply),
        (numbers.last_arrival, arrival),
        (numbers.first_departure, departure),
        (numbers.first_new_deadline, new_deadline),
    ):
        query = query.outerjoin(event, col(event.id) == number)
    return query.where(
        col(last.status).in_(STILL_OPEN), numbers.held == 0, *in_scope(scope, agency)
    )


def _steps(moment: datetime) -> Any:
    """Select the ids of the events that tell the state of each report changed since `moment`.

    Before `moment`: the `last` that set its status, the last by which an answer was `given_up`, the
    `last_opinion` of the reporter, the `last_arrival` at an agency. Since then: the
    `first_departure` from one, the `first_new_deadline`; and whether it was `held`.
    """
    step, recent = aliased(ReportEvent), aliased(ReportEvent)
    before, since = col(step.at) < moment, col(step.at) >= moment
    action, number = col(step.action), col(step.id)
    moved = and_(since, col(step.deadline_was).is_not(None))
    columns: list[Any] = [
        step.report_id,
        func.max(case((and_(before, col(step.status).in_(STILL_OPEN + OVER)), number))).label(
            "last"
        ),
        func.max(case((and_(before, action.in_(NO_LONGER_WAITED)), number), else_=0)).label(
            "given_up"
        ),
        func.max(case((and_(before, action.in_(REPORTER_MOVES)), number))).label("last_opinion"),
        func.max(case((and_(before, action == "forward"), number))).label("last_arrival"),
        func.min(case((and_(since, action == "forward"), number))).label("first_departure"),
        func.min(case((moved, number))).label("first_new_deadline"),
        func.max(_one_if(and_(since, action == "pass_held"))).label("held"),
    ]
    touched = select(recent.report_id).where(col(recent.at) >= moment)
    query = select(*columns).where(col(step.report_id).in_(touched), stands(step))
    return query.group_by(col(step.report_id))


def _one_if(holds: ColumnElement[bool]) -> ColumnElement[int]:
    """Return 1 where it holds: SQLite and PostgreSQL do not have the same truth values."""
    return case((holds, 1), else_=0)
