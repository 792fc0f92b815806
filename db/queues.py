"""Queries that inbox and outbox have in common."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from db.models import Inbox, Outbox
from db.types import constant

Queue = type[Inbox] | type[Outbox]


_NEXT_DUE = {
    queue: select(func.min(queue.due_at)).where(col(queue.state) == constant("waiting"))
    for queue in (Inbox, Outbox)
}


def next_due(session: Session, queue: Queue) -> datetime | None:
    """Return when the next waiting row is due, or None when no row waits."""
    due: datetime | None = session.connection().execute(_NEXT_DUE[queue]).scalar_one()
    return due


def count(session: Session, queue: Queue) -> dict[str, int]:
    """Return how many rows wait, and how many are dead: set aside, or dead letters."""
    query = (
        select(queue.state, func.count())
        .where(col(queue.state).in_(("waiting", "dead")))
        .group_by(col(queue.state))
    )
    return {"waiting": 0, "dead": 0} | dict(session.exec(query).all())
