"""Queries of the positions of places, and of the pins they are learnt from."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db.models import PlaceSpot, Report

MOST_PINS = 40
"""Pins that a position is learnt from, the latest."""


def pins(session: Session, key: str) -> list[tuple[float, float]]:
    """Return the latest pins that were sent with a place of this name."""
    query = (
        select(Report.latitude, Report.longitude)
        .where(Report.place_key == key, col(Report.latitude).is_not(None))
        .order_by(col(Report.id).desc())
        .limit(MOST_PINS)
    )
    return [(up or 0.0, right or 0.0) for up, right in session.exec(query).all()]


def keep(
    session: Session, key: str, spot: tuple[float, float], now: datetime, *, by_hand: bool
) -> None:
    """Store the position of a place; one that was set by hand is changed only by hand."""
    row = session.get(PlaceSpot, key)
    if row is None:
        row = PlaceSpot(key=key, latitude=spot[0], longitude=spot[1], at=now, by_hand=by_hand)
        session.add(row)
    elif by_hand or not row.by_hand:
        (row.latitude, row.longitude), row.at, row.by_hand = spot, now, by_hand


def unlearn(session: Session, key: str) -> None:
    """Forget the position learnt for a place."""
    learnt = col(PlaceSpot.by_hand).is_(False)
    session.exec(delete(PlaceSpot).where(col(PlaceSpot.key) == key, learnt))


def forget_unused(session: Session, keys: Collection[str]) -> None:
    """Forget what was learnt of these places where no report names them any more."""
    used = select(Report.id).where(Report.place_key == PlaceSpot.key).exists()
    learnt = col(PlaceSpot.by_hand).is_(False)
    session.exec(delete(PlaceSpot).where(col(PlaceSpot.key).in_(keys), learnt, ~used))


def of_keys(session: Session, keys: Collection[str]) -> Sequence[PlaceSpot]:
    """Return the stored positions of these places."""
    return session.exec(select(PlaceSpot).where(col(PlaceSpot.key).in_(keys))).all()
