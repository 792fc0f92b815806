"""Queries of the inbox: updates that arrived, in order per chat, each once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, literal, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import Inbox

WAITING_STATE = literal("waiting", literal_execute=True)
"""Written into the statement itself: SQLite uses a partial index only for what it can read."""
WAITING = col(Inbox.state) == WAITING_STATE


def add(session: Session, rows: Sequence[Inbox]) -> set[str]:
    """Store updates, and return the update ids that are new.

    A row whose (channel, update_id) is known already is passed over. A further part of an
    album makes the parts before it wait as long as itself.
    """
    new = insert_new(session, Inbox, rows, ("channel", "update_id"))
    for row in rows:
        if row.album:
            session.exec(
                update(Inbox)
                .where(col(Inbox.chat) == row.chat, col(Inbox.album) == row.album, WAITING)
                .values(due_at=row.due_at)
            )
    return {row.update_id for row in new}


def due(
    session: Session, now: datetime, busy: Collection[str], limit: int
) -> Sequence[Sequence[Inbox]]:
    """Return the first waiting row of each chat, if due, with its album, the oldest first.

    Chats that are `busy` here are left out.
    """
    earlier = aliased(Inbox)
    first = ~(
        select(earlier.id)
        .where(
            earlier.chat == Inbox.chat,
            earlier.state == WAITING_STATE,
            col(earlier.sequence) < col(Inbox.sequence),
        )
        .exists()
    )
    query = (
        select(Inbox)
        .where(WAITING, col(Inbox.due_at) <= now, first, col(Inbox.chat).not_in(busy))
        .order_by(col(Inbox.received_at), col(Inbox.id))
        .limit(limit)
    )
    rows = session.exec(query).all()
    return [[row] if row.album is None else _album(session, row) for row in rows]


def _album(session: Session, part: Inbox) -> Sequence[Inbox]:
    query = (
        select(Inbox)
        .where(WAITING, Inbox.chat == part.chat, Inbox.album == part.album)
        .order_by(col(Inbox.sequence))
    )
    return session.exec(query).all()


def take(session: Session, rows: Sequence[Inbox]) -> Sequence[Inbox]:
    """Lock these rows for this transaction; returns none when another process has them."""
    query = (
        select(Inbox)
        .where(WAITING, col(Inbox.id).in_([row.id for row in rows]))
        .order_by(col(Inbox.sequence))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    locked = session.exec(query).all()
    return locked if len(locked) == len(rows) else []


def finish(rows: Sequence[Inbox], now: datetime) -> None:
    """Mark handled rows done, and empty them."""
    for row in rows:
        row.state, row.payload, row.error, row.ended_at = "done", None, None, now


def next_due(session: Session) -> datetime | None:
    """Return when the next waiting row is due, or None when no row waits."""
    return session.exec(select(func.min(Inbox.due_at)).where(WAITING)).one()


def count(session: Session) -> dict[str, int]:
    """Return how many rows wait and how many were set aside."""
    query = (
        select(Inbox.state, func.count())
        .where(col(Inbox.state).in_(("waiting", "dead")))
        .group_by(col(Inbox.state))
    )
    return {"waiting": 0, "dead": 0} | dict(session.exec(query).all())


def oldest_waiting(session: Session) -> datetime | None:
    """Return when the longest waiting row arrived, or None when no row waits."""
    return session.exec(select(func.min(Inbox.received_at)).where(WAITING)).one()
