"""Reports that were open at a past moment, computed by undoing later history events.

A report without a later event stands as it stood then. For the others, the events themselves say
what was before: see `ReportEvent`. So only open reports and later events are read.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.digests.count_queries import column_numbers, in_scope, within
from bot.digests.list_queries import Moments, Open, State, opened, reasons
from bot.digests.queries import Scope
from bot.reports.queries import OPEN, stands
from db.models import Report, ReportEvent

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
    columns: list[Any] = [stood.agency, stood.status, reasons(state, moments).label("reasons")]
    query = select(*columns).add_columns(func.count().label("reports"))
    query = query.group_by(*column_numbers(len(columns)))
    return opened(session.exec(query).all())


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
        (numbers.said, reply),
        (numbers.came, arrival),
        (numbers.left, departure),
        (numbers.moved, new_deadline),
    ):
        query = query.outerjoin(event, col(event.id) == number)
    return query.where(
        col(last.status).in_(STILL_OPEN), numbers.held == 0, *in_scope(scope, agency)
    )


def _steps(moment: datetime) -> Any:
    """Select the ids of the events that tell the state of each report changed since `moment`.

    Before `moment`: the `last` that set its status, the last by which an answer was `given_up`, the
    last opinion the reporter `said`, the last by which it `came` to an agency. Since then: the
    first by which it `left` one, the first that `moved` its deadline; and whether it was `held`.
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
        func.max(case((and_(before, action.in_(REPORTER_MOVES)), number))).label("said"),
        func.max(case((and_(before, action == "forward"), number))).label("came"),
        func.min(case((and_(since, action == "forward"), number))).label("left"),
        func.min(case((moved, number))).label("moved"),
        func.max(_one_if(and_(since, action == "pass_held"))).label("held"),
    ]
    touched = select(recent.report_id).where(col(recent.at) >= moment)
    query = select(*columns).where(col(step.report_id).in_(touched), stands(step))
    return query.group_by(col(step.report_id))


def _one_if(holds: ColumnElement[bool]) -> ColumnElement[int]:
    """Return 1 where it holds: SQLite and PostgreSQL do not have the same truth values."""
    return case((holds, 1), else_=0)
