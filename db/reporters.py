"""The chats in which those who reported, or the clerks who wrote it down for them, are reached."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat, Person


async def chats_of(session: AsyncSession, ids: Collection[int | None]) -> dict[int, Chat]:
    """The chats of these ids that can be reached."""
    if not (known := [each for each in ids if each is not None]):
        return {}
    query = select(Chat).where(col(Chat.id).in_(known), col(Chat.active).is_(True))
    return {each.id or 0: each for each in (await session.exec(query)).all()}


async def clerks(
    session: AsyncSession, ids: Collection[int | None]
) -> dict[int, tuple[Person, Chat]]:
    """Of these persons, each who can be reached in a private chat, with the oldest of them."""
    if not (known := [each for each in ids if each is not None]):
        return {}
    query = (
        select(Person, Chat)
        .join(Chat, col(Chat.person_id) == Person.id)
        .where(col(Person.id).in_(known), col(Chat.active).is_(True), col(Chat.private).is_(True))
        .order_by(col(Chat.id).desc())
    )
    return {person.id or 0: (person, chat) for person, chat in (await session.exec(query)).all()}
