"""What was open at a moment that has passed: what is so now, with every step since taken back.

A report without a step since stands as it stood then. Of the others, each step says what it was
before: see `ReportEvent`. So what is read is what is open and what has happened since, however
much there ever was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.digests.count_queries import by_place, seen, within
from bot.digests.list_queries import Moments, Open, State, opened, reasons
from bot.digests.queries import Scope
from bot.reports.desk.queries import OPEN
from db.models import Report, ReportEvent

STILL_OPEN = ("new", "accepted", "in_progress", "needs_info", "forwarded", "reopened", "partly")
"""What the history calls the steps after which a report is open; `partly` is one in progress."""
OVER = ("resolved", "rejected", "withdrawn", "merged")
"""And those after which it is not; every other step leaves the status as it is."""
SAID = ("confirm", "partly", "dispute", "resolve")
"""Moves after which another word of the reporter's on the resolution stands, or none."""
NO_LONGER_WAITED = ("give_up", "leave")
"""Steps after which an answer is not waited for any more, though the status stays."""


def open_then(session: Session, scope: Scope, moments: Moments) -> Sequence[Open]:
    """All that was open before `moments.now`, by agency, status and reasons, as `open_now` then.

    Where a step from before they were noted moved a target, the one of now counts. Who erased
    reports, categories and areas are is as of now: they do not change.
    """
    stood = union_all(_untouched(scope, moments.now), _touched(scope, moments.now)).subquery().c
    state = State(stood.status, stood.deadline_at, stood.waits == 1, stood.disputed == 1)
    told_apart: list[Any] = [stood.agency, stood.status, reasons(state, moments).label("reasons")]
    query = select(*told_apart).add_columns(func.count().label("reports"))
    query = query.group_by(*by_place(len(told_apart)))
    return opened(session.exec(query).all())


def _untouched(scope: Scope, then: datetime) -> Any:
    """What is open now and has had no step since; so what came since is not among it."""
    step = aliased(ReportEvent)
    since = select(step.id).where(step.report_id == Report.id, col(step.at) >= then)
    columns: list[Any] = [
        Report.agency, Report.status, Report.deadline_at,
        _one_if(col(Report.answer_by).is_not(None)).label("waits"),
        _one_if(col(Report.confirmed) == "no").label("disputed"),
    ]  # fmt: skip
    return select(*columns).where(OPEN, *within(scope), ~since.exists())


def _touched(scope: Scope, then: datetime) -> Any:
    """What has had a step since, and was open before."""
    steps = _steps(then).subquery()
    of = steps.c
    last, said, came, left, moved = (aliased(ReportEvent) for _ in range(5))
    agency = func.coalesce(func.nullif(came.subject, ""), left.agency, Report.agency)
    asked_nobody = func.coalesce(col(Report.erased_at) <= last.at, literal(False))
    waits = and_(col(last.status) == "needs_info", of.given_up < of.last, ~asked_nobody)
    columns: list[Any] = [
        agency.label("agency"),
        case((col(last.status) == "partly", "in_progress"), else_=last.status).label("status"),
        func.coalesce(moved.deadline_was, Report.deadline_at).label("deadline_at"),
        _one_if(waits).label("waits"),
        _one_if(col(said.action) == "dispute").label("disputed"),
    ]
    query: Any = select(*columns).select_from(Report).join(steps, of.report_id == col(Report.id))
    query = query.join(last, col(last.id) == of.last)
    for number, event in ((of.said, said), (of.came, came), (of.left, left), (of.moved, moved)):
        query = query.outerjoin(event, col(event.id) == number)
    return query.where(col(last.status).in_(STILL_OPEN), of.held == 0, *seen(scope, agency))


def _steps(then: datetime) -> Any:
    """Of each report with a step since `then`, the numbers of the steps that tell how it stood.

    Before `then`: the `last` one that changed its status or left it open anew, the last answer was
    `given_up` after, the last thing the reporter `said`, the last by which it `came` to an agency.
    Since then: the first by which it `left` one, the first that `moved` its target, and whether it
    was `held` until then.
    """
    step, recent = aliased(ReportEvent), aliased(ReportEvent)
    before, since = col(step.at) < then, col(step.at) >= then
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
        func.max(case((and_(before, action.in_(SAID)), number))).label("said"),
        func.max(case((and_(before, action == "forward"), number))).label("came"),
        func.min(case((and_(since, action == "forward"), number))).label("left"),
        func.min(case((moved, number))).label("moved"),
        func.max(_one_if(and_(since, action == "pass_held"))).label("held"),
    ]
    touched = select(recent.report_id).where(col(recent.at) >= then)
    return select(*columns).where(col(step.report_id).in_(touched)).group_by(col(step.report_id))


def _one_if(holds: ColumnElement[bool]) -> ColumnElement[int]:
    """1 where it holds: SQLite and PostgreSQL do not have the same truth values."""
    return case((holds, 1), else_=0)
