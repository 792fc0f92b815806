"""A place with a QR code: made once, opened by its link, printed on a sheet."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session

from bot.city.city import City
from bot.core import qr
from bot.people.roles import Actor, note
from bot.reports.intake import spot_queries as spots
from bot.texts import Texts
from db.models import Spot

LINK = "cho_"
"""What the payload of a place's link begins with."""
LONGEST_NAME = 100


def made(
    session: Session,
    city: City,
    name: str,
    position: tuple[float, float] | None,
    area: str | None,
    actor: Actor,
    now: datetime,
) -> Spot:
    """The place of that name and position, made on first sight: its code, once printed, stays.

    Without an `area` it is the one whose unit the name says, if any.
    """
    latitude, longitude = position or (None, None)
    if found := spots.same(session, name, latitude, longitude):
        return found
    unit = city.unit_in(name)
    spot = Spot(
        token=secrets.token_urlsafe(9),
        name=name,
        latitude=latitude,
        longitude=longitude,
        area=area or (unit[1].id if unit else None),
        agency=actor.agency,
        created_at=now,
    )
    session.add(spot)
    session.flush()
    note(session, actor, "spot", f"spot {spot.id}", now)
    return spot


def of_link(session: Session, payload: str) -> Spot | None:
    """The place a link leads to, or None."""
    return spots.by_token(session, payload.removeprefix(LINK))


def payload(spot: Spot) -> str:
    """What the place's link carries."""
    return LINK + spot.token


def sheet(texts: Texts, spot: Spot, links: list[str]) -> bytes:
    """The sheet to print: the code of the first link, and every address to type."""
    place = texts("spots.sheet", name=spot.name, code=qr.svg(links[0]), links=links)
    return place.encode()
