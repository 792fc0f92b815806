"""The points of a map: squares with many reports, single ones, and places without a pin."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.city.city import City
from bot.reports import map_queries as rows
from bot.reports import place_spots
from bot.reports.duplicate_queries import Box
from bot.reports.duplicates import GRID

MOST = 300
"""Squares on one map."""
FINEST = 18
PIXELS = 64
"""The side of a square on the screen."""
SMALLEST = 0.001
"""Degrees: a smaller square would tell more than the rounded spot of a report."""
MARGIN = 0.01
Degrees = Callable[[float], float]


def side_of(zoom: int) -> float:
    """Return the side of a square in degrees at a zoom of the usual maps."""
    return max(float(360 / 2**zoom * PIXELS / 256), SMALLEST)


def box_of(query: Mapping[str, str], below: Degrees = float, above: Degrees = float) -> Box | None:
    """Return the box an address asks for, its edges rounded; None where its numbers make none."""
    try:
        south, north, west, east = (float(query[name]) for name in ("nam", "bac", "tay", "dong"))
        if south < north and west < east:
            return Box(below(south), above(north), below(west), above(east))
    except (KeyError, ValueError, OverflowError):
        pass
    return None


def gathered(
    session: Session,
    city: City,
    wanted: rows.Conditions,
    box: Box,
    zoom: int,
    now: datetime,
    spot: Callable[[float], float | None] = float,
) -> tuple[dict[str, Any], list[str]]:
    """Return the squares and named places of a box, and the codes of the reports alone in theirs.

    `spot` rounds what is shown of a position.
    """
    cells = rows.squares(session, wanted, box, side_of(zoom), MOST, now)
    alone = rows.codes(session, [square.newest for square in cells if square.reports == 1])
    many = [
        {"n": square.reports, "late": square.late,
         "at": [spot(square.latitude), spot(square.longitude)]}
        for square in cells
        if square.reports > 1
    ]  # fmt: skip
    spots = {
        key: (spot(up), spot(right)) for key, (up, right) in _spots(session, city, box).items()
    }
    names = place_spots.names(city)
    about = _about(session, wanted, spots, names, now)
    named = [{"name": names[key], "at": spots[key]} for key in spots if key in names]
    return {"about": about, "many": many, "names": named}, list(alone.values())


def _spots(session: Session, city: City, box: Box) -> dict[str, place_spots.Spot]:
    """Return the known positions of places in a box."""
    keys = {*rows.placed(session, box, MOST), *place_spots.given(city)}
    return {
        key: (up, right)
        for key, (up, right) in place_spots.about(session, keys, city).items()
        if box.south <= up <= box.north and box.west <= right <= box.east
    }


def _about(
    session: Session,
    wanted: rows.Conditions,
    spots: Mapping[str, tuple[float | None, float | None]],
    names: Mapping[str, str],
    now: datetime,
) -> list[dict[str, Any]]:
    """Return the places of whose reports without a pin only "about here" is known."""
    places = rows.places(session, wanted, spots.keys(), MOST, now) if spots else []
    codes = rows.codes(session, [place.newest for place in places if place.reports == 1])
    return [
        {"n": place.reports, "late": place.late, "at": spots[place.key],
         "name": names.get(place.key, ""), "code": codes.get(place.newest, "")}
        for place in places
    ]  # fmt: skip


def around(session: Session, city: City, wanted: rows.Conditions) -> Box | None:
    """Return the box that the map begins with: around all pins, or the city where only places are
    known; None where nothing is."""
    box = rows.bounds(session, wanted)
    if box is None:
        bounds = Box(*(getattr(city.bounds, side) for side in Box._fields))
        return bounds if rows.placed(session, bounds, 1) else None
    south, north, west, east = box
    sides = (south - MARGIN, north + MARGIN, west - MARGIN, east + MARGIN)
    return Box(*(round(side, GRID) for side in sides))
