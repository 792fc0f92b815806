"""Digests: what they are about, who gets them, and the ledger of those that were made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.engine import insert_new
from db.models import Chat, Digest, Person, Subscription


@dataclass(frozen=True)
class Scope:
    """Which reports a digest is about; None and empty mean all."""

    agency: str | None = None
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def scope_of(subscription: Subscription) -> Scope:
    """What a subscription's digest is about."""
    return Scope(subscription.agency, tuple(subscription.areas), tuple(subscription.categories))


def active(session: Session) -> Sequence[tuple[Subscription, Chat, Person | None]]:
    """Every subscription that is not paused, of a chat that can be reached; and whose it is."""
    query = (
        select(Subscription, Chat, Person)
        .join(Chat, col(Chat.id) == Subscription.chat_id)
        .outerjoin(Person, col(Person.id) == Chat.person_id)
        .where(col(Subscription.active).is_(True), col(Chat.active).is_(True))
        .where(col(Subscription.deleted_at).is_(None))
        .order_by(col(Subscription.id))
    )
    return session.exec(query).all()


def of_chat(session: Session, chat: Chat) -> Sequence[Subscription]:
    """A chat's subscriptions, paused ones too."""
    query = select(Subscription).where(
        Subscription.chat_id == chat.id, col(Subscription.deleted_at).is_(None)
    )
    return session.exec(query.order_by(col(Subscription.id))).all()


def subscription(session: Session, number: int) -> Subscription | None:
    """The subscription of that number, unless it was deleted."""
    found = session.get(Subscription, number)
    return found if found is not None and found.deleted_at is None else None


def with_reader(session: Session, number: int) -> tuple[Subscription, Chat, Person | None] | None:
    """The subscription of that number, paused or not, its chat, and whose it is."""
    query = (
        select(Subscription, Chat, Person)
        .join(Chat, col(Chat.id) == Subscription.chat_id)
        .outerjoin(Person, col(Person.id) == Chat.person_id)
        .where(Subscription.id == number, col(Subscription.deleted_at).is_(None))
    )
    return session.exec(query).first()


def entered(
    session: Session, periods: Collection[str], subscriptions: Collection[int] | None = None
) -> set[tuple[int, str]]:
    """Of these periods, which the ledger has (of these subscriptions): (subscription, period)."""
    query = select(Digest.subscription_id, Digest.period).where(col(Digest.period).in_(periods))
    if subscriptions is not None:
        query = query.where(col(Digest.subscription_id).in_(subscriptions))
    return set(session.exec(query).all())


def entry_of(session: Session, subscription_id: int, period: str) -> Digest | None:
    """The entry of a period, locked."""
    query = select(Digest).where(Digest.subscription_id == subscription_id, Digest.period == period)
    return session.exec(query.with_for_update()).first()


def unchanged(session: Session, known: Sequence[Subscription]) -> set[int]:
    """The numbers of those subscriptions that are in the database as they are here."""
    numbers = [each.id for each in known]
    query = select(Subscription).where(col(Subscription.id).in_(numbers))
    now = {each.id: each.model_dump() for each in session.exec(query).all()}
    return {each.id or 0 for each in known if now.get(each.id) == each.model_dump()}


def enter_all(session: Session, rows: Sequence[Digest]) -> Sequence[Digest]:
    """Enter digests into the ledger; those left out are there: then somebody else makes them."""
    return insert_new(session, Digest, rows, ("subscription_id", "period"))
