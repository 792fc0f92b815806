"""The points of a map: squares with many reports, single ones, and places without a pin."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.city.city import City
from bot.reports import map_queries as rows
from bot.reports import place_spots
from bot.reports.duplicate_queries import Box
from bot.reports.duplicates import GRID

FINEST = 18
"""The closest zoom; 0 shows the whole world."""
COLOURS = 6
"""Colours of groups in pages.css; with more groups they begin anew."""
PIXELS = 64
"""The side of a square on the screen."""
SIGN = 50
"""The width of what is drawn for a square."""
STEPS = (-1, 0, 1)
SMALLEST = 0.001
"""Degrees: a smaller square would tell more than the rounded spot of a report."""
MARGIN = 0.002
"""Degrees around the outermost pins: some 200 m."""
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


def apart(cells: Sequence[rows.Square], side: float) -> list[place_spots.Spot]:
    """Return where each square is drawn: at its reports' middle, and beside another one so far
    from its edges that neither covers the other."""
    numbers = [(round(cell.latitude / side), round(cell.longitude / side)) for cell in cells]
    squares = set(numbers)

    def inside(degrees: float, number: int, is_beside: bool) -> float:
        inset = side * (1 - SIGN / PIXELS if is_beside else 1) / 2
        return min(max(degrees, number * side - inset), number * side + inset)

    def at(cell: rows.Square, up: int, right: int) -> place_spots.Spot:
        around = {(up + north, right + east) for north in STEPS for east in STEPS}
        is_beside = len(around & squares) > 1
        return inside(cell.latitude, up, is_beside), inside(cell.longitude, right, is_beside)

    return [at(cell, *number) for cell, number in zip(cells, numbers, strict=True)]


Entries = dict[str, dict[str, Any]]
Tell = Callable[[Collection[str]], Entries]
"""Returns what a map may tell of the reports of these codes, by code."""


def gathered(
    session: Session,
    city: City,
    wanted: rows.Conditions,
    box: Box,
    zoom: int,
    now: datetime,
    tell: Tell,
    spot: Callable[[float], float | None] = float,
) -> dict[str, Any]:
    """Return what the map shows of a box: squares, reports alone in theirs, and named places.

    The cases of a place, and of a square that splits no more, are listed. `spot` rounds what is
    shown of a position.
    """
    side = side_of(zoom)
    squares = rows.squares(session, wanted, box, side, now)
    cells = squares[: rows.MOST_SQUARES]
    spots = {
        key: (spot(up), spot(right)) for key, (up, right) in _spots(session, city, box).items()
    }
    places = rows.places(session, wanted, spots.keys(), now) if spots else []
    listed = rows.listed_in_places(session, wanted, spots.keys()) if spots else {}
    if side == SMALLEST:
        crowds = [cell.newest for cell in cells if cell.reports > 1]
        listed |= rows.listed_in_squares(session, wanted, box, side, crowds)
    alone = rows.codes(session, [cell.newest for cell in cells if cell.reports == 1])
    words_of_codes = tell([*alone.values(), *(code for codes in listed.values() for code in codes)])
    names = place_spots.names(city)

    def entries(codes: Iterable[str]) -> list[dict[str, Any]]:
        return [words_of_codes[code] for code in codes if code in words_of_codes]

    return {
        "cut": len(squares) > len(cells),
        "one": entries(alone.values()),
        "many": [
            {"n": cell.reports, "late": cell.late, "cases": entries(listed.get(cell.newest, ())),
             "at": [*map(spot, at)]}
            for cell, at in zip(cells, apart(cells, side), strict=True) if cell.reports > 1
        ],
        "about": [
            {"n": place.reports, "late": place.late, "at": spots[place.key],
             "name": names.get(place.key, ""), "cases": entries(listed.get(place.newest, ()))}
            for place in places
        ],
        "names": [{"name": names[key], "at": spots[key]} for key in spots if key in names],
    }  # fmt: skip


def colour(city: City, category: str) -> int:
    """Return the number of the colour of a category's group; its sign stands beside it."""
    group = city.group_of(category)
    return city.groups.index(group) % COLOURS if group else 0


def nowhere(session: Session, city: City, wanted: rows.Conditions) -> int:
    """Count the wanted reports that no map can show: no pin, and no place whose spot is known."""
    return rows.without_spot(session, wanted, place_spots.positions(city))


def _spots(session: Session, city: City, box: Box) -> dict[str, place_spots.Spot]:
    """Return the known positions of places in a box."""
    keys = {*rows.placed(session, box), *place_spots.positions(city)}
    return {
        key: (up, right)
        for key, (up, right) in place_spots.about(session, keys, city).items()
        if box.south <= up <= box.north and box.west <= right <= box.east
    }


def around(session: Session, city: City, wanted: rows.Conditions) -> Box | None:
    """Return the box that the map begins with: around all pins, or the city where only places are
    known; None where nothing is."""
    box = rows.bounds(session, wanted)
    if box is None:
        bounds = Box(*(getattr(city.bounds, side) for side in Box._fields))
        return bounds if rows.placed(session, bounds) else None
    south, north, west, east = box
    sides = (south - MARGIN, north + MARGIN, west - MARGIN, east + MARGIN)
    return Box(*(round(side, GRID) for side in sides))
