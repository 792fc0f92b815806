"""Keep what people said that words are, for understanding to learn from: masked, and not for long.

An example is erased with its report's words; of a denunciation none is kept.
"""

from datetime import datetime

from sqlmodel import Session

from bot.reports import queries
from bot.reports.queries import DENOUNCED
from bot.understanding.masking import masked
from db.models import Example, Report

CATEGORY, HELD = "category", "held"


def keep_category(session: Session, report: Report, suggested: str, now: datetime) -> None:
    """Keep the category a resident chose for their words, and which was the likeliest."""
    _keep(session, report, CATEGORY, report.category, suggested, now)


def correct_category(session: Session, report: Report, was: str, now: datetime) -> None:
    """Keep the category an office found right, in place of what was kept of this report."""
    example = queries.last_example(session, report.number, CATEGORY)
    if example is None:
        _keep(session, report, CATEGORY, report.category, was, now)
    else:
        example.label = report.category


def keep_decision(session: Session, report: Report, decision: str, now: datetime) -> None:
    """Keep what a moderator decided on held words: `pass`, or why they were turned down."""
    _keep(session, report, HELD, decision, report.held or "", now)


def _keep(
    session: Session, report: Report, kind: str, label: str, suggested: str, now: datetime
) -> None:
    if report.held == DENOUNCED:
        return
    session.add(
        Example(
            kind=kind,
            text=masked(report.description),
            label=label,
            suggested=suggested,
            report_id=report.number,
            created_at=now,
        )
    )
