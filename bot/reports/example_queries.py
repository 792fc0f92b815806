"""Queries of the examples that understanding learns from."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from db.models import Example


def of_report(session: Session, report_id: int, kind: str) -> Example | None:
    """Return the newest example of a kind that a report gave."""
    query = select(Example).where(Example.report_id == report_id, Example.kind == kind)
    return session.exec(query.order_by(col(Example.id).desc()).limit(1)).first()


def count_since(session: Session, moment: datetime) -> int:
    """Return how many examples were kept after a moment."""
    return session.exec(select(func.count()).where(Example.created_at > moment)).one()
