"""Places with a QR code of their own."""

from __future__ import annotations

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Spot


async def by_token(session: AsyncSession, token: str) -> Spot | None:
    """The place of that token."""
    return (await session.exec(select(Spot).where(Spot.token == token))).first()


async def same(
    session: AsyncSession, name: str, latitude: float | None, longitude: float | None
) -> Spot | None:
    """The place of that name at that very position, if it has a code already."""
    query = select(Spot).where(
        Spot.name == name, Spot.latitude == latitude, Spot.longitude == longitude
    )
    return (await session.exec(query)).first()
