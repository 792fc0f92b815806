"""Places with a QR code of their own."""

from __future__ import annotations

from sqlmodel import Session, select

from db.models import Spot


def by_token(session: Session, token: str) -> Spot | None:
    """The place of that token."""
    return session.exec(select(Spot).where(Spot.token == token)).first()


def same(
    session: Session, name: str, latitude: float | None, longitude: float | None
) -> Spot | None:
    """The place of that name at that very position, if it has a code already."""
    query = select(Spot).where(
        Spot.name == name, Spot.latitude == latitude, Spot.longitude == longitude
    )
    return session.exec(query).first()
