"""Take a reporter's pictures and words out of what was stored and sent about a report."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, delete, or_, update
from sqlmodel import Session, col, select

from db import web
from db.models import (
    Outbox,
    Photo,
    Report,
    ReportEvent,
)

ERASED = "erased"
"""The channel of somebody who was erased, and what a message says that was lost by it."""


def drop_pictures(session: Session, report_id: int) -> set[str]:
    """Delete the pictures a reporter sent, of the report and of their steps; returns their keys."""
    proofs = select(ReportEvent.id).where(
        ReportEvent.report_id == report_id, col(ReportEvent.role) != "reporter"
    )
    theirs = or_(col(Photo.event_id).is_(None), col(Photo.event_id).not_in(proofs))
    gone = delete(Photo).where(col(Photo.report_id) == report_id, theirs)
    return set(session.exec(gone.returning(col(Photo.key))).scalars())


def drop_messages(session: Session, report: Report, shown: dict[str, Any]) -> None:
    """Empty all that was written to anybody about a report.

    What waits to be sent is given up, but for cards, which the caller has brought up to date.
    """
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
    web.blot(session, report.code, shown)
