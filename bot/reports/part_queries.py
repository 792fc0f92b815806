"""Queries of parts: which agencies have a part in a report, and what an agency was asked to do."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import object_session
from sqlmodel import Session, col, select

from bot.people.roles import Actor
from db.models import CLOSED, Report, ReportPart

OPEN = ("new", "in_progress")
"""States of a part that is still to be done."""


def of_report(report: Report) -> Sequence[ReportPart]:
    """Return the parts of a stored report, the oldest first, without those taken back."""
    session = object_session(report)
    if session is None or not report.has_parts:
        return []
    query = select(ReportPart).where(
        ReportPart.report_id == report.id, ReportPart.status != "dropped"
    )
    return session.scalars(query.order_by(col(ReportPart.id))).all()


def open_parts(report: Report) -> list[ReportPart]:
    """Return the parts of a report that are still to be done."""
    return [part for part in of_report(report) if part.status in OPEN]


def own(report: Report, actor: Actor) -> ReportPart | None:
    """Return the part of this official's agency in a report, the latest of several."""
    if actor.role != "official" or report.held is not None:
        return None
    parts = [part for part in of_report(report) if actor.handles(part.agency)]
    return parts[-1] if parts else None


def is_asked_of(agency: str | None) -> ColumnElement[bool]:
    """Return the condition that an agency has a part to do in an open report of another's."""
    parts = select(ReportPart.report_id).where(
        ReportPart.agency == agency, col(ReportPart.status).in_(OPEN)
    )
    still = col(Report.status).not_in(CLOSED) & col(Report.held).is_(None)
    return col(Report.id).in_(parts) & still


def count_asked_of(session: Session, agency: str) -> int:
    """Count the open reports in which an agency has a part to do."""
    return session.exec(select(func.count(col(Report.id))).where(is_asked_of(agency))).one()


def asked_of(session: Session, agency: str | None, limit: int) -> Sequence[Report]:
    """Return the open reports in which an agency has a part to do, nearest deadline first."""
    query = select(Report).where(is_asked_of(agency))
    query = query.order_by(col(Report.deadline_at), col(Report.id))
    return session.exec(query.limit(limit)).all()
