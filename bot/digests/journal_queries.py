"""The log of digests: each with its chat and delivery, and those that never arrived."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.models import Chat, Digest, Outbox, Person, Subscription
from db.outbox import IS_DIGEST

DEAD = col(Outbox.state) == literal("dead", literal_execute=True)
"""Written into the statement, as SQLite's partial index asks for."""


class Line(NamedTuple):
    """One message of the ledger: its newest period, its reader, and its outbox row, if any."""

    digest: Digest
    chat: Chat
    person: Person | None
    sent: Outbox | None


class Lost(NamedTuple):
    """An outbox row of a digest that never arrived, and its reader."""

    row: Outbox
    chat: Chat
    person: Person | None


def page(session: Session, chat_id: int | None, begin: int, limit: int) -> list[Line]:
    """Return the digests made (for one chat), latest first; folded periods are one line."""
    earlier = aliased(Digest)
    folded = select(earlier.id).where(
        earlier.outbox_id == Digest.outbox_id, col(earlier.id) < col(Digest.id)
    )
    query = (
        select(Digest, Chat, Person, Outbox)
        .join(Subscription, col(Subscription.id) == Digest.subscription_id)
        .join(Chat, col(Chat.id) == Subscription.chat_id)
        .outerjoin(Person, col(Person.id) == Chat.person_id)
        .outerjoin(Outbox, col(Outbox.id) == Digest.outbox_id)
        .where(~folded.exists())
    )
    if chat_id is not None:
        query = query.where(Subscription.chat_id == chat_id)
    query = query.order_by(col(Digest.id).desc()).offset(begin).limit(limit)
    return [Line(*row) for row in session.exec(query).all()]


def oldest(session: Session, outbox_ids: Sequence[int]) -> dict[int, str]:
    """Return for each message the earliest period that is folded into it."""
    query = (
        select(Digest.outbox_id, func.min(Digest.period))
        .where(col(Digest.outbox_id).in_(outbox_ids))
        .group_by(col(Digest.outbox_id))
    )
    return {number: period for number, period in session.exec(query).all() if number}


def rows_of(session: Session, digest_ids: Sequence[int]) -> Sequence[Outbox]:
    """Return every outbox row of these digests, oldest first."""
    query = select(Outbox).where(col(Outbox.digest_id).in_(digest_ids))
    return session.exec(query.order_by(col(Outbox.id))).all()


def any_untold(session: Session) -> bool:
    """Return whether the admins were not told yet of a digest that never arrived."""
    query = select(Outbox.id).where(IS_DIGEST, DEAD, col(Outbox.told_at).is_(None)).limit(1)
    return session.exec(query).first() is not None


def last_told(session: Session) -> datetime | None:
    """Return when the admins were last told of a digest that never arrived."""
    return session.exec(select(func.max(Outbox.told_at)).where(IS_DIGEST, DEAD)).one()


def take_untold(session: Session, now: datetime) -> list[Lost]:
    """Return the lost rows the admins were not told of, and mark them as told."""
    query = (
        select(Outbox, Chat, Person)
        .join(Chat, col(Chat.id) == Outbox.chat_id)
        .outerjoin(Person, col(Person.id) == Chat.person_id)
        .where(IS_DIGEST, DEAD, col(Outbox.told_at).is_(None))
        .order_by(col(Outbox.id))
        .with_for_update(skip_locked=True, of=Outbox)
    )
    lost_rows = [Lost(*row) for row in session.exec(query).all()]
    for lost in lost_rows:
        lost.row.told_at = now
    return lost_rows
