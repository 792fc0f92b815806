"""Delete a reporter's pictures, and the texts of messages about a report."""

from typing import Any

from sqlalchemy import Text, cast, delete, or_, update
from sqlmodel import Session, col, select

from db import web
from db.models import Example, Outbox, Photo, Report, ReportEvent

ERASED = "erased"
"""The channel of somebody who was erased, and what a message says that was lost by it."""


def drop_pictures(session: Session, report_id: int) -> set[str]:
    """Delete the pictures a reporter sent, of the report and of their steps; returns their keys."""
    proofs = select(ReportEvent.id).where(
        ReportEvent.report_id == report_id, col(ReportEvent.role) != "reporter"
    )
    of_reporter = or_(col(Photo.event_id).is_(None), col(Photo.event_id).not_in(proofs))
    deletion = delete(Photo).where(col(Photo.report_id) == report_id, of_reporter)
    return set(session.exec(deletion.returning(col(Photo.key))).scalars())


def drop_examples(session: Session, report_id: int) -> None:
    """Delete what was kept of a report's words to learn from."""
    session.exec(delete(Example).where(col(Example.report_id) == report_id))


def drop_messages(session: Session, report: Report, replacement: dict[str, Any]) -> None:
    """Empty the messages about a report; those that wait to be sent are given up, except cards."""
    about = or_(
        col(Outbox.report_id) == report.id, cast(Outbox.payload, Text).contains(report.code)
    )
    waiting = col(Outbox.state) == "waiting"
    session.exec(update(Outbox).where(about, ~waiting).values(payload=None))
    session.exec(
        update(Outbox)
        .where(about, waiting, col(Outbox.kind) != "card")
        .values(payload=None, state="dead", error=ERASED)
    )
    web.blot(session, report.code, replacement)
