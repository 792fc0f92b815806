"""Subscriptions with their chats and scope, the ledger of digests made, and what got lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.people.contact_queries import MAIL
from db.engine import insert_new
from db.models import Chat, Digest, Outbox, Person, Subscription
from db.outbox import IS_DIGEST
from db.types import constant


@dataclass(frozen=True)
class Scope:
    """The reports a digest is about; None and empty mean all."""

    agency: str | None = None
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def scope_of(subscription: Subscription) -> Scope:
    """Return the scope of a subscription's digest."""
    return Scope(subscription.agency, tuple(subscription.areas), tuple(subscription.categories))


Subscriber = tuple[Subscription, Chat, Person | None]
_SUBSCRIBERS = (
    select(Subscription, Chat, Person)
    .join(Chat, col(Chat.id) == Subscription.chat_id)
    .outerjoin(Person, col(Person.id) == Chat.person_id)
    .where(col(Subscription.deleted_at).is_(None))
)


def active(session: Session) -> Sequence[Subscriber]:
    """Return the subscriptions that are not paused, of chats that can be reached."""
    query = _SUBSCRIBERS.where(col(Subscription.active).is_(True), col(Chat.active).is_(True))
    return session.exec(query.order_by(col(Subscription.id))).all()


def of_chat(session: Session, chat: Chat) -> Sequence[Subscription]:
    """Return a chat's subscriptions, paused ones too, and in private those by e-mail."""
    own = col(Subscription.chat_id) == chat.id
    if chat.private and chat.person_id is not None:
        mailbox = select(Chat.id).where(Chat.person_id == chat.person_id, Chat.channel == MAIL)
        own |= col(Subscription.chat_id).in_(mailbox)
    query = select(Subscription).where(own, col(Subscription.deleted_at).is_(None))
    return session.exec(query.order_by(col(Subscription.id))).all()


def with_reader(session: Session, number: int) -> Subscriber | None:
    """Return the subscription of that number, paused or not, with its chat and person."""
    return session.exec(_SUBSCRIBERS.where(Subscription.id == number)).first()


def entered(
    session: Session, periods: Collection[str], subscriptions: Collection[int] | None = None
) -> set[tuple[int, str]]:
    """Return (subscription, period) of the ledger's entries for these periods."""
    query = select(Digest.subscription_id, Digest.period).where(col(Digest.period).in_(periods))
    if subscriptions is not None:
        query = query.where(col(Digest.subscription_id).in_(subscriptions))
    return set(session.exec(query).all())


def entry_of(session: Session, subscription_id: int, period: str) -> Digest | None:
    """Return the entry of a period, locked."""
    query = select(Digest).where(Digest.subscription_id == subscription_id, Digest.period == period)
    return session.exec(query.with_for_update()).first()


def unchanged(session: Session, subscriptions: Sequence[Subscription]) -> set[int]:
    """Return the numbers of the subscriptions that did not change in the database."""
    numbers = [row.id for row in subscriptions]
    query = select(Subscription).where(col(Subscription.id).in_(numbers))
    now = {row.id: row.model_dump() for row in session.exec(query).all()}
    return {row.number for row in subscriptions if now.get(row.id) == row.model_dump()}


def enter_all(session: Session, rows: Sequence[Digest]) -> Sequence[Digest]:
    """Enter digests into the ledger; returns those that were not there, the others skipped."""
    return insert_new(session, Digest, rows, ("subscription_id", "period"))


DEAD = col(Outbox.state) == constant("dead")
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


def last_told(session: Session) -> tuple[bool, datetime | None]:
    """Return whether the admins were not told yet of a lost digest, and when they were last."""
    untold = select(Outbox.id).where(IS_DIGEST, DEAD, col(Outbox.told_at).is_(None)).limit(1)
    last = select(func.max(Outbox.told_at)).where(IS_DIGEST, DEAD)
    return session.exec(untold).first() is not None, session.exec(last).one()


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
