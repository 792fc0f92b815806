"""Count what reporters said of agencies' answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from bot.digests.count_queries import within
from bot.digests.queries import Scope
from bot.reports.buttons import JUDGE
from db.models import Report, ReportEvent


class Said(NamedTuple):
    """A word, or a reason for a bad one, about an agency, and of how many reports."""

    agency: str
    word: str
    reports: int


def said(session: Session, scope: Scope, start: datetime, end: datetime) -> Sequence[Said]:
    """Count the words of the span by agency; of each report the last one counts."""
    last = (
        select(func.max(ReportEvent.id))
        .where(ReportEvent.action == JUDGE, ReportEvent.at >= start, ReportEvent.at < end)
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
    return [Said(*row) for row in session.exec(query).all()]
