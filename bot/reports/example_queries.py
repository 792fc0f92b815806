"""Queries of the examples that understanding learns from."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from db.models import Example


class Changed(NamedTuple):
    """The number of residents who chose another category than the likeliest, and of all."""

    changed: int
    chosen: int


def of_report(session: Session, report_id: int, kind: str) -> Example | None:
    """Return the newest example of a kind that a report gave."""
    query = select(Example).where(Example.report_id == report_id, Example.kind == kind)
    return session.exec(query.order_by(col(Example.id).desc()).limit(1)).first()


def changed(session: Session, start: datetime, end: datetime) -> Changed:
    """Return how often residents changed the suggested category from `start` until `end`."""
    differs = func.count().filter(col(Example.label) != col(Example.suggested))
    query = select(differs, func.count()).where(
        Example.kind == "category", Example.created_at >= start, Example.created_at < end
    )
    return Changed(*session.exec(query).one())


def count_since(session: Session, moment: datetime) -> int:
    """Return how many examples were kept after a moment."""
    return session.exec(select(func.count()).where(Example.created_at > moment)).one()
