"""The texts on and beside a digest's map, in both its forms."""

from collections.abc import Iterator
from typing import Any

from bot.digests.content import CELL, GATHER, Cell, Content
from bot.digests.render.map import METRES_A_DEGREE, SIDE, STEPS, Map
from bot.digests.render.rows import Names
from bot.plan.drawing import RADIUS

GRID = round(CELL * METRES_A_DEGREE, -2)
"""About how many metres a square is wide."""


def words(content: Content, map_: Map, names: Names) -> dict[str, Any]:
    """Return the texts of a map: `clusters` in the order of its marks, `steps` of the colors."""
    label, unnumbered = names.label, len(content.clusters) - len(map_.marks)
    counts = {"received": map_.received, "all": content.came_to("new").now}
    heading = "map_clusters" if content.clusters else "map_no_clusters"
    return {
        name: label(f"map_{name}") for name in ("title", "open_only", "north", "part", "border")
    } | {
        "period": names.title(content),
        "scope": names.scope(content),
        "shown": label("map_shown", outside=map_.outside, **counts),
        "square": label("map_square", metres=int(GRID)),
        "steps": list(_steps(names)),
        "heading": label(heading, least=GATHER),
        "clusters": [_cluster(mark.cell, names) for mark in map_.marks],
        "more": label("map_more", count=unnumbered) if unnumbered else "",
        "metres": label("map_metres", metres=map_.metres),
        "note": names.made_at(content),
    }


def values(content: Content, map_: Map, names: Names) -> dict[str, Any]:
    """Return the values for a map's template."""
    squares = [(square, _of_square(square.cell, names)) for square in map_.squares]
    texts = words(content, map_, names)
    return {"map": map_, "said": texts, "squares": squares, "side": SIDE, "radius": RADIUS}


def _of_square(cell: Cell, names: Names) -> str:
    """Return the tooltip of a square."""
    counts = {"received": cell.received, "open": cell.open}
    return names.label("map_cell", category=names.category(cell.category), **counts)


def _cluster(cell: Cell, names: Names) -> str:
    counts = {"received": cell.received, "open": cell.open}
    area = names.area(cell.area) if cell.area else ""
    return names.label("map_cluster", category=names.category(cell.category), area=area, **counts)


def _steps(names: Names) -> Iterator[str]:
    for place, low in enumerate(STEPS):
        high = STEPS[place + 1] - 1 if place + 1 < len(STEPS) else None
        yield names.label("map_step", low=low, high=high)
