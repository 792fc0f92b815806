"""The points of the board's map: squares with many reports, and single ones, rounded."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.city.city import City
from bot.core.turn import Tools
from bot.public import board_queries, views
from bot.public import queries as public
from bot.public.queries import ReportFilter
from bot.public.views import coarse
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


def side_of(zoom: int) -> float:
    """Return the side of a square in degrees at a zoom of the usual maps."""
    return max(float(360 / 2**zoom * PIXELS / 256), SMALLEST)


def box_of(query: Mapping[str, str]) -> Box | None:
    """Return the box an address asks for; None where its numbers make none."""
    try:
        south, north, west, east = (float(query[name]) for name in ("nam", "bac", "tay", "dong"))
        if south < north and west < east:
            return Box(_below(south), _above(north), _below(west), _above(east))
    except (KeyError, ValueError, OverflowError):
        pass
    return None


def _below(degrees: float) -> float:
    """Return the lower edge of the cell rounded to one spot: a finer box would tell more."""
    return (math.floor(degrees / SMALLEST + 0.5) - 0.5) * SMALLEST


def _above(degrees: float) -> float:
    return (math.ceil(degrees / SMALLEST - 0.5) + 0.5) * SMALLEST


def shown(
    session: Session, tools: Tools, wanted: ReportFilter, box: Box, zoom: int, now: datetime
) -> dict[str, Any]:
    """Return the squares and single reports of a box, gathered by the database."""
    cells = board_queries.squares(session, wanted, box, side_of(zoom), MOST, now)
    alone = board_queries.codes(session, [square.newest for square in cells if square.reports == 1])
    singles = public.of_codes(session, list(alone.values()))
    city = tools.city
    cards = views.cards(session, tools, singles, now)
    return {
        "about": _about(session, tools, wanted, box, now),
        "many": [
            {
                "n": square.reports,
                "late": square.late,
                "at": [coarse(square.latitude), coarse(square.longitude)],
            }
            for square in cells
            if square.reports > 1
        ],
        "one": [
            {
                "code": card.report.code,
                "at": [card.report.latitude, card.report.longitude],
                "icon": city.icon(card.report.category),
                "category": tools.texts.category(card.report.category),
                "place": " · ".join(filter(None, (card.street, city.area_name(card.report.area)))),
                "status": tools.texts.plain(f"track.status_{card.report.status}"),
                "late": card.late and card.report.is_open,
            }
            for card in cards
        ],
    }


def _about(
    session: Session, tools: Tools, wanted: ReportFilter, box: Box, now: datetime
) -> list[dict[str, Any]]:
    """Return the places in a box of whose reports without a pin only "about here" is known."""
    city = tools.city
    keys = {*board_queries.placed(session, box, MOST), *place_spots.given(city)}
    spots = {
        key: (coarse(up), coarse(right))
        for key, (up, right) in place_spots.about(session, keys, city).items()
        if box.south <= up <= box.north and box.west <= right <= box.east
    }
    places = board_queries.places(session, wanted, spots.keys(), MOST, now) if spots else []
    codes = board_queries.codes(session, [place.newest for place in places if place.reports == 1])
    names = place_spots.names(city)
    return [
        {"n": place.reports, "late": place.late, "at": spots[place.key],
         "name": names.get(place.key, ""), "code": codes.get(place.newest, "")}
        for place in places
    ]  # fmt: skip


def around(session: Session, city: City) -> Box | None:
    """Return the box that the map begins with: around all pins, or the city where only places are
    known; None where nothing is."""
    box = board_queries.bounds(session)
    if box is None:
        bounds = Box(*(getattr(city.bounds, side) for side in Box._fields))
        return bounds if board_queries.placed(session, bounds, 1) else None
    south, north, west, east = box
    sides = (south - MARGIN, north + MARGIN, west - MARGIN, east + MARGIN)
    return Box(*(round(side, GRID) for side in sides))
