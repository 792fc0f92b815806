"""Lay out the map of a digest: squares, clusters and names, for the picture and the page.

Lengths are units of the drawing, from its upper left corner. The map shows squares of about
200 m, never the position of one report.
"""

import json
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from bot.city.city import City
from bot.city.parts import Bounds
from bot.digests.content import CELL, Cell, Content
from bot.plan.drawing import RADIUS

SIDE = 316.0
"""Width and height of the map."""
STEPS = (1, 2, 3, 5, 10)
"""Reports in a square from which on it has the next color; the same in every period."""
LETTER, SMALL = 12.0, 10.5
"""Sizes of a ward's and a place's name."""
MOST_PLACES = 12
MARGIN = 34.0
"""No squares at each edge, where the scale bar and north are."""
LEAST_SIDE = 7.0
"""Least side of a square at any scale, unless there are many."""
MOST_KEPT_FREE = 300
"""Squares at most that are kept free of names."""
LEAST_VIEW = 1500.0
"""Least width of the map in metres."""
METRES_A_DEGREE = 111_320.0
"""Of latitude."""
LENGTHS = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
"""What a scale bar can be, in metres."""


class Square(NamedTuple):
    """A square of the grid by its upper left corner; `level` is its place in `STEPS`, 0: none."""

    x: float
    y: float
    side: float
    level: int
    cell: Cell


class Mark(NamedTuple):
    """A cluster's number at (`x`, `y`), and the middle of its square."""

    number: int
    x: float
    y: float
    middle: tuple[float, float]
    cell: Cell


class Label(NamedTuple):
    """A name, by its middle; `dot` is the place it names, where that is a point."""

    text: str
    x: float
    y: float
    dot: tuple[float, float] | None = None


class Box(NamedTuple):
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


class Map(NamedTuple):
    """A map's contents. `border` are the city's bounds, cut near the map; `bar` is `metres` long;
    `outlines` are the wards' borders, each the points of a polygon.

    `outside` counts reports of the period that lie beyond the bounds and are not drawn; `part` is
    where the map lies in the city (a square of 1 by 1), None where it shows it all.
    """

    squares: tuple[Square, ...]
    marks: tuple[Mark, ...]
    wards: tuple[Label, ...]
    places: tuple[Label, ...]
    border: Box
    outlines: tuple[str, ...]
    metres: int
    bar: float
    received: int
    outside: int
    part: Box | None


class View:
    """From degrees to units of the drawing: a square around all `cells`."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        north = max(cell.latitude for cell in cells) + CELL / 2
        south = min(cell.latitude for cell in cells) - CELL / 2
        east = max(cell.longitude for cell in cells) + CELL / 2
        west = min(cell.longitude for cell in cells) - CELL / 2
        self._latitude, self._longitude = (north + south) / 2, (east + west) / 2
        self._across = METRES_A_DEGREE * math.cos(math.radians(self._latitude))
        high, wide = (north - south) * METRES_A_DEGREE, (east - west) * self._across
        self.scale = (SIDE - 2 * MARGIN) / max(high, wide, LEAST_VIEW)  # units a metre

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return the point of a position in the drawing."""
        x = SIDE / 2 + (longitude - self._longitude) * self._across * self.scale
        return x, SIDE / 2 - (latitude - self._latitude) * METRES_A_DEGREE * self.scale


class _Occupied:
    """The occupied parts of the map, so that names and numbers do not cover each other."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float, float, float]] = []

    def take(self, x: float, y: float, width: float, height: float) -> None:
        """Mark a rectangle as occupied, by its middle."""
        self._taken.append((x, y, width, height))

    def free(self, x: float, y: float, width: float, height: float) -> tuple[float, float] | None:
        """Occupy the nearest free rectangle of that size; returns its middle."""
        for at in _around(x, y):
            if _inside(*at, width, height) and not self._covers(*at, width, height):
                self.take(*at, width, height)
                return at
        return None

    def _covers(self, x: float, y: float, width: float, height: float) -> bool:
        return any(
            abs(x - other_x) < (width + wide) / 2 and abs(y - other_y) < (height + high) / 2
            for other_x, other_y, wide, high in self._taken
        )


def map_of(content: Content, city: City, limit: int) -> Map | None:
    """Return the map with at most `limit` numbered clusters; None where it would be empty."""
    cells = [cell for cell in content.cells if _holds(city.bounds, cell)]
    if not cells:
        return None
    view, occupied = View(cells), _Occupied()
    least = LEAST_SIDE if len(cells) <= MOST_KEPT_FREE else 0.0
    squares = tuple(_square(cell, view, least) for cell in cells)
    metres = max(length for length in LENGTHS if length * view.scale <= SIDE / 3)
    _keep_free(squares, occupied)
    clusters = enumerate(content.clusters[:limit], start=1)  # their numbers in every form
    border = _border(city.bounds, view)
    received = sum(cell.received for cell in cells)
    return Map(
        squares=squares,
        marks=tuple(
            _marks(((n, c) for n, c in clusters if _holds(city.bounds, c)), view, occupied)
        ),
        wards=tuple(_wards(cells, city, view, occupied)),
        places=tuple(_places(city, view, occupied)),
        border=_visible(border),
        outlines=tuple(_outlines(city, view)),
        metres=metres,
        bar=metres * view.scale,
        received=received,
        outside=sum(cell.received for cell in content.cells) - received,
        part=_part(border),
    )


def _keep_free(squares: Iterable[Square], occupied: _Occupied) -> None:
    occupied.take(SIDE / 6, SIDE - 14, SIDE / 3 + 24, 28)  # the scale bar
    occupied.take(SIDE - 16, 20, 32, 40)  # north
    fullest = sorted(squares, key=lambda square: -square.cell.received)
    for square in fullest[:MOST_KEPT_FREE]:
        half = square.side / 2
        occupied.take(square.x + half, square.y + half, square.side, square.side)


def _holds(bounds: Bounds, cell: Cell) -> bool:
    return bounds.hold(cell.latitude, cell.longitude)


def _square(cell: Cell, view: View, least: float) -> Square:
    side = max(least, CELL * METRES_A_DEGREE * view.scale)
    x, y = view.at(cell.latitude, cell.longitude)
    return Square(x - side / 2, y - side / 2, side, bisect_right(STEPS, cell.received), cell)


def _marks(clusters: Iterable[tuple[int, Cell]], view: View, occupied: _Occupied) -> Iterator[Mark]:
    for number, cell in clusters:
        middle = view.at(cell.latitude, cell.longitude)
        at = occupied.free(*middle, 2 * RADIUS + 3, 2 * RADIUS + 3) or middle
        yield Mark(number, *at, middle, cell)


def _wards(cells: Iterable[Cell], city: City, view: View, occupied: _Occupied) -> Iterator[Label]:
    """Yield each ward's name in the middle of its squares."""
    spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for cell in cells:
        if city.area(cell.area):
            spots[cell.area or ""].append(view.at(cell.latitude, cell.longitude))
    for area, points in spots.items():
        name = city.area_name(area)
        middle = mean(x for x, _ in points), mean(y for _, y in points)
        at = occupied.free(*middle, 0.66 * LETTER * len(name), LETTER + 6)
        if at is not None:
            yield Label(name, *at)


def _places(city: City, view: View, occupied: _Occupied) -> Iterator[Label]:
    count = 0
    for place in city.places:
        if place.latitude is None or place.longitude is None or count == MOST_PLACES:
            continue
        dot = view.at(place.latitude, place.longitude)
        if not _inside(*dot, 8, 8):
            continue
        at = occupied.free(dot[0], dot[1] + SMALL, 0.62 * SMALL * len(place.name), SMALL + 4)
        if at is not None:
            count += 1
            yield Label(place.name, *at, dot)


def _border(bounds: Bounds, view: View) -> Box:
    west, north = view.at(bounds.north, bounds.west)
    east, south = view.at(bounds.south, bounds.east)
    return Box(west, north, east - west, south - north)


def _outlines(city: City, view: View) -> Iterator[str]:
    """Yield the points of each border in the city's GeoJSON file that the map may show."""
    for ring in _rings(city.borders) if city.borders else ():
        points = [view.at(latitude, longitude) for longitude, latitude, *_ in ring]
        if all(min(along) <= SIDE and max(along) >= 0 for along in zip(*points, strict=True)):
            yield " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


@lru_cache
def _rings(file: Path) -> tuple[list[list[float]], ...]:
    """Return the rings of a file's polygons; other geometries, or none, have no border."""
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    shapes = [feature.get("geometry") or {} for feature in features]
    polygons = [polygon for shape in shapes for polygon in _polygons(shape)]
    return tuple(ring for polygon in polygons for ring in polygon if ring)


def _polygons(shape: dict[str, Any]) -> list[Any]:
    parts = shape.get("coordinates") or []
    return {"Polygon": [parts], "MultiPolygon": parts}.get(shape.get("type", ""), [])


def _visible(border: Box) -> Box:
    """Cut the border near the map: a dashed line far beyond it takes long to draw."""
    west, north = max(border.x, -9.0), max(border.y, -9.0)
    east = min(border.x + border.width, SIDE + 9)
    return Box(west, north, east - west, min(border.y + border.height, SIDE + 9) - north)


def _part(border: Box) -> Box | None:
    if max(border.width, border.height) <= 1.5 * SIDE:
        return None
    across, down = 1 / border.width, 1 / border.height
    return Box(-border.x * across, -border.y * down, SIDE * across, SIDE * down)


def _inside(x: float, y: float, width: float, height: float) -> bool:
    return width / 2 <= x <= SIDE - width / 2 and height / 2 <= y <= SIDE - height / 2


def _around(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Yield the point itself, then points on wider and wider rings."""
    yield x, y
    for ring in range(1, 10):
        for turn in range(12):
            angle = turn * math.pi / 6 - math.pi / 2
            yield x + ring * 11 * math.cos(angle), y + ring * 11 * math.sin(angle)
