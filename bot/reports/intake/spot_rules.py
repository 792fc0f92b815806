"""Places with a QR code: make one, find it by its link, print its sheet."""

import secrets
from datetime import datetime

from sqlmodel import Session

from bot.city.city import City
from bot.core import deep_links
from bot.core.events import Place
from bot.core.turn import Turn
from bot.people.roles import Actor, note
from bot.reports.intake import spot_queries
from bot.reports.likeness import box_around, distance
from bot.texts import Texts
from db.models import Spot

LINK = "cho_"
"""What the payload of a place's link begins with."""
LONGEST_NAME = 100
METRES = 1_000
"""A known place farther away says nothing of the ward."""


def get_or_make(
    session: Session,
    city: City,
    name: str,
    position: tuple[float, float] | None,
    area: str | None,
    actor: Actor,
    now: datetime,
) -> Spot:
    """Return the place of that name and position, or make it: a printed code stays valid.

    Without an `area`, the name may say it.
    """
    latitude, longitude = position or (None, None)
    if old := spot_queries.same(session, name, latitude, longitude):
        return old
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


def ward_near(turn: Turn, place: Place) -> str | None:
    """Return the ward of the nearest known place: of the city's, a spot with a code, a report."""
    spot = (place.latitude, place.longitude)
    positions = [
        (landmark.latitude, landmark.longitude, landmark.area)
        for landmark in turn.city.places
        if landmark.area and landmark.latitude is not None and landmark.longitude is not None
    ]
    positions += spot_queries.wards_near(turn.session, box_around(spot, METRES))
    distances = [
        (metres, area)
        for latitude, longitude, area in positions
        if (metres := distance(spot, (latitude, longitude))) <= METRES and turn.city.area(area)
    ]
    return min(distances)[1] if distances else None


def of_link(session: Session, payload: str) -> Spot | None:
    """Return the place a link leads to, or None."""
    return spot_queries.by_token(session, payload.removeprefix(LINK))


def payload(spot: Spot) -> str:
    """Return the payload of the place's link."""
    return LINK + spot.token


def sheet(texts: Texts, spot: Spot, links: list[str]) -> bytes:
    """Return the sheet to print: the code of the first link, and every address to type."""
    place = texts("spots.sheet", name=spot.name, code=deep_links.qr_svg(links[0]), links=links)
    return place.encode()
