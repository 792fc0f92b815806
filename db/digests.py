"""Digests: what they are about, who gets them, and the ledger of those that were made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

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


async def active(session: AsyncSession) -> Sequence[tuple[Subscription, Chat, Person | None]]:
    """Every subscription that is not paused, of a chat that can be reached; and whose it is."""
    query = (
        select(Subscription, Chat, Person)
        .join(Chat, col(Chat.id) == Subscription.chat_id)
        .outerjoin(Person, col(Person.id) == Chat.person_id)
        .where(col(Subscription.active).is_(True), col(Chat.active).is_(True))
        .order_by(col(Subscription.id))
    )
    return (await session.exec(query)).all()


async def of_chat(session: AsyncSession, chat: Chat) -> Sequence[Subscription]:
    """A chat's subscriptions, paused ones too."""
    query = select(Subscription).where(Subscription.chat_id == chat.id)
    return (await session.exec(query.order_by(col(Subscription.id)))).all()


async def subscription(session: AsyncSession, number: int) -> Subscription | None:
    """The subscription of that number."""
    return await session.get(Subscription, number)


async def entered(session: AsyncSession, periods: Collection[str]) -> set[tuple[int, str]]:
    """Of these periods, which the ledger has: (subscription, period)."""
    query = select(Digest.subscription_id, Digest.period).where(col(Digest.period).in_(periods))
    return set((await session.exec(query)).all())


async def enter(
    session: AsyncSession, subscription_id: int, period: str, now: datetime
) -> Digest | None:
    """Enter a digest into the ledger; None when it is there: then somebody else makes it."""
    row = Digest(subscription_id=subscription_id, period=period, made_at=now)
    made = await insert_new(session, Digest, [row], ("subscription_id", "period"))
    return made[0] if made else None
