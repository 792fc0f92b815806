"""The map of a digest as a picture."""

from typing import Any

from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.render.map import SIDE, Box, Map, map_of
from bot.digests.render.map_words import values
from bot.digests.render.rows import Names
from bot.plan import drawing
from bot.plan.drawing import Pen

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
    texts = drawn["said"]
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
