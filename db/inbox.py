"""Queries of the inbox: updates that arrived, in order per chat, each once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.engine import dialect_of, insert_of
from db.models import Inbox
from db.types import constant, values_of

WAITING_STATE = constant("waiting")
WAITING = col(Inbox.state) == WAITING_STATE

_KEY = ("channel", "update_id")
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:chat, 0))")
_earlier = aliased(Inbox)


def _waits(chat: Any, *conditions: Any) -> ColumnElement[bool]:
    """Return the condition that an update of the chat waits that meets these conditions."""
    query = select(_earlier.id).where(_earlier.chat == chat, _earlier.state == WAITING_STATE)
    return query.where(*conditions).exists()


_HELD = _waits(bindparam("of"))
_FINISH = (
    update(Inbox)
    .where(WAITING, ~_waits(bindparam("of"), col(_earlier.sequence) < bindparam("at")))
    .values(state="done", payload=None, error=None, ended_at=bindparam("now"))
)
_FINISH_ONE = _FINISH.where(col(Inbox.id) == bindparam("row"))
_FINISH_ALL = _FINISH.where(col(Inbox.id).in_(bindparam("rows", expanding=True)))


@cache
def _insert(dialect: str, *, handled: bool) -> Any:
    """Return the statement that stores new updates, built once: to be handled, or handled now."""
    insert = insert_of(dialect, Inbox).on_conflict_do_nothing(index_elements=_KEY)
    return insert.returning(col(Inbox.id), _HELD if handled else col(Inbox.update_id))


def add(session: Session, rows: Sequence[Inbox]) -> set[str]:
    """Store updates, number them, and return the update ids that are new.

    A row whose (channel, update_id) is known already is passed over. A further part of an
    album makes the parts before it wait as long as itself.
    """
    if not rows:
        return set()
    insert = _insert(dialect_of(session), handled=False)
    values = [values_of(row) for row in rows]
    new = {update_id: number for number, update_id in session.execute(insert, values).all()}
    numbers = dict(new)
    for row in rows:
        row.id = numbers.pop(row.update_id, None)
        if row.album:
            session.exec(
                update(Inbox)
                .where(col(Inbox.chat) == row.chat, col(Inbox.album) == row.album, WAITING)
                .values(due_at=row.due_at)
            )
    return set(new)


def due(
    session: Session, now: datetime, busy: Collection[str], limit: int
) -> Sequence[Sequence[Inbox]]:
    """Return the first waiting row of each chat, if due, with its album, the oldest first.

    Chats that are `busy` here are left out.
    """
    first = ~_waits(Inbox.chat, col(_earlier.sequence) < col(Inbox.sequence))
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
    if not has_chat(session, rows[0].chat):
        return []
    query = (
        select(Inbox)
        .where(WAITING, col(Inbox.id).in_([row.id for row in rows]))
        .order_by(col(Inbox.sequence))
        # On PostgreSQL two processes look for work at once: neither waits for the other's rows.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    locked = session.exec(query).all()
    return locked if len(locked) == len(rows) else []


def has_chat(session: Session, chat: str) -> bool:
    """Return whether this transaction may handle a chat's updates: no other process does just now.

    Also those that no other transaction can see yet, hence the lock on a name. On SQLite there is
    one process.
    """
    if dialect_of(session) == "sqlite":
        return True
    return bool(session.execute(_LOCK, {"chat": chat}).scalar_one())


def finish(session: Session, rows: Sequence[Inbox], now: datetime) -> bool:
    """Note that rows of a chat are handled in this transaction, and empty them.

    False where another process has them or handled them, or an earlier row of the chat waits:
    nothing may be done for them then, and the transaction is to be undone.
    """
    first = min(rows, key=lambda row: row.sequence)
    if not has_chat(session, first.chat):
        return False
    values: dict[str, Any] = {"now": now, "of": first.chat, "at": first.sequence}
    if len(rows) == 1:  # the statement for several is written anew at every execution
        statement, values["row"] = _FINISH_ONE, first.id
    else:
        statement, values["rows"] = _FINISH_ALL, [row.id for row in rows]
    return session.connection().execute(statement, values).rowcount == len(rows)


def add_handled(session: Session, row: Inbox, now: datetime) -> bool:
    """Store an update that this transaction handles; false for one that is known already.

    Raises `Held` where it has to wait for others of its chat.
    """
    if not has_chat(session, row.chat):
        raise Held
    insert = _insert(dialect_of(session), handled=True)
    values = values_of(row) | {"state": "done", "payload": None, "ended_at": now}
    stored = session.connection().execute(insert, values | {"of": row.chat}).one_or_none()
    if stored is not None and stored[1]:
        raise Held
    return stored is not None


class Held(Exception):
    """An update waits until those of its chat that came before it are handled."""


def oldest_waiting(session: Session) -> datetime | None:
    """Return when the longest waiting row arrived, or None when no row waits."""
    return session.exec(select(func.min(Inbox.received_at)).where(WAITING)).one()
