"""What is forgotten once it has done its work, and which pictures nothing names any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, delete, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Draft, Inbox, Outbox, Person, Photo, WebMessage

_AT_ONCE = 50
"""Keys looked for in one query: well below what either database allows."""


async def forget_inbox(session: AsyncSession, before: datetime) -> None:
    """Delete what was handled before that moment; what was set aside stays to be looked at."""
    await session.exec(
        delete(Inbox).where(col(Inbox.state) == "done", col(Inbox.ended_at) < before)
    )


async def forget_drafts(
    session: AsyncSession, unagreed_before: datetime, before: datetime
) -> set[str]:
    """Delete drafts nobody has touched since `before`; those without consent sooner.

    Without consent are an `offer` to report, and the report of a person who has not agreed:
    they go when untouched since `unagreed_before`. Returns the keys of their pictures.
    """
    has_not_agreed = select(Person.id).where(col(Person.consent_version).is_(None))
    unagreed = or_(
        col(Draft.kind) == "offer",
        (col(Draft.kind) == "report") & col(Draft.person_id).in_(has_not_agreed),
    )
    old = or_(
        col(Draft.updated_at) < before,
        unagreed & (col(Draft.updated_at) < unagreed_before),
    )
    gone = await session.exec(delete(Draft).where(old).returning(col(Draft.data)))
    return {key for data in gone.scalars() for key in data.get("photos", ())}


async def still_named(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Of these media keys, the ones something still names: their files must stay."""
    named: set[str] = set()
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        named |= await _named(session, ordered[start : start + _AT_ONCE])
    return named


async def _named(session: AsyncSession, keys: Collection[str]) -> set[str]:
    named = set((await session.exec(select(Photo.key).where(col(Photo.key).in_(keys)))).all())
    for column in (Draft.data, Outbox.payload, Inbox.payload, WebMessage.payload):
        text: ColumnElement[str] = cast(column, Text)
        query = select(text).where(or_(*(text.contains(key, autoescape=True) for key in keys)))
        for found in await session.exec(query):
            named.update(key for key in keys if key in found)
    return named
