"""The map of a digest with its texts, as a picture and as a page that loads nothing."""

from collections.abc import Iterator
from typing import Any

from bot.core.turn import Tools
from bot.digests.content import CELL, GATHER, Cell, Content
from bot.digests.render.map import METRES_A_DEGREE, SIDE, STEPS, Box, Map, map_of
from bot.digests.render.rows import Names
from bot.plan import drawing
from bot.plan.drawing import DAY, NIGHT, RADIUS, Pen

MOST_MARKS = 6
"""Clusters numbered on the picture; the others are counted."""
PART = 46.0
"""Width of the small map of the city."""


def make(content: Content, tools: Tools) -> bytes | None:
    """Return the picture as PNG; None where no report has a place on the map."""
    map_ = map_of(content, tools.city, MOST_MARKS)
    return None if map_ is None else paint(content, map_, tools).png()


def paint(content: Content, map_: Map, tools: Tools) -> Pen:
    """Draw the map and its texts."""
    pen, drawn = Pen(), values(content, map_, Names(tools))
    texts = drawn["texts"]
    _head(pen, map_, texts)
    pen.y += drawing.GAP
    place = f'x="{drawing.EDGE}" y="{pen.y}" width="{SIDE}" height="{SIDE}"'
    svg = tools.texts("map.drawing", color=drawing.DAY, **drawn)
    pen.drawn.append(f'<svg class="map" {place}>{svg}</svg>')
    pen.y += SIDE + drawing.GAP
    pen.words(texts["square"], drawing.TEXT)
    keys = [(drawing.DAY[f"l{level}"], step) for level, step in enumerate(texts["steps"], start=1)]
    pen.legend([*keys, (drawing.DAY["l0"], texts["open_only"])], drawing.DAY["edge"])
    if map_.part:
        pen.legend([(drawing.DAY["l3"], texts["part"])], drawing.DAY["edge"])
    pen.y += drawing.GAP
    pen.words(texts["heading"], drawing.HEADING)
    for mark, line in zip(map_.marks, texts["clusters"], strict=True):
        pen.y += 5
        pen.numbered(mark.number, line)
    for line in filter(None, (texts["more"], texts["note"])):
        pen.y += 5
        pen.words(line, drawing.NOTE)
    return pen


def _head(pen: Pen, map_: Map, texts: dict[str, Any]) -> None:
    """Draw the title lines, and a small map of the city in the corner."""
    if map_.part:
        _part(pen, map_.part)
    pen.words(texts["title"], drawing.TITLE, width=_width(pen, map_))
    for line in (texts["period"], texts["scope"], texts["shown"]):
        pen.words(line, drawing.ASIDE, width=_width(pen, map_))


def _width(pen: Pen, map_: Map) -> float:
    """Return the width of the next line, which ends before the small map."""
    is_narrow = map_.part and pen.y < drawing.EDGE + PART
    return drawing.INNER_WIDTH - (PART + drawing.GAP if is_narrow else 0)


def _part(pen: Pen, part: Box) -> None:
    x, y = drawing.EDGE + drawing.INNER_WIDTH - PART, float(drawing.EDGE)
    pen.block(x, y, PART, PART, drawing.GROUND, drawing.ACCENT)
    x, y = x + part.x * PART, y + part.y * PART
    pen.block(x, y, part.width * PART, part.height * PART, drawing.DAY["l3"], drawing.DAY["l4"])


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
        "clusters": [_label("map_cluster", mark.cell, names) for mark in map_.marks],
        "more": label("map_more", count=unnumbered) if unnumbered else "",
        "metres": label("map_metres", metres=map_.metres),
        "note": names.made_at(content),
    }


def values(content: Content, map_: Map, names: Names) -> dict[str, Any]:
    """Return the values for a map's template."""
    squares = [(square, _label("map_cell", square.cell, names)) for square in map_.squares]
    texts = words(content, map_, names)
    return {"map": map_, "texts": texts, "squares": squares, "side": SIDE, "radius": RADIUS}


def _label(name: str, cell: Cell, names: Names) -> str:
    """Return the words of a square: its tooltip, or its line below the map."""
    return names.label(
        name,
        category=names.category(cell.category),
        area=names.area(cell.area) if cell.area else "",
        received=cell.received,
        open=cell.open,
    )


def _steps(names: Names) -> Iterator[str]:
    for place, low in enumerate(STEPS):
        high = STEPS[place + 1] - 1 if place + 1 < len(STEPS) else None
        yield names.label("map_step", low=low, high=high)


MOST_ON_PAGE = 40
"""Clusters numbered on the page; the others are counted."""


def page(content: Content, tools: Tools) -> bytes | None:
    """Return the page in UTF-8; None where no report has a place on the map."""
    map_ = map_of(content, tools.city, MOST_ON_PAGE)
    if map_ is None:
        return None
    color = {name: f"var(--{name})" for name in DAY}
    drawn = values(content, map_, Names(tools))
    return tools.texts("map.page", day=DAY, night=NIGHT, color=color, **drawn).encode()
