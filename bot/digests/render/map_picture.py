"""The map of a digest as a picture."""

from __future__ import annotations

from bot.digests.content import Content
from bot.digests.render.map import SIDE, Box, Map, map_of
from bot.digests.render.map_words import Words, values
from bot.digests.render.names import Names
from bot.digests.select.content import Means
from bot.plan.drawing import (
    ACCENT,
    ASIDE,
    DAY,
    EDGE,
    GAP,
    GROUND,
    HEADING,
    NOTE,
    ROOM,
    TEXT,
    TITLE,
    Pen,
)

MOST_MARKS = 6
"""So many clusters are numbered on the picture; the others are counted."""
PART = 46.0
"""How wide the small drawing of the city is."""


def make(content: Content, means: Means) -> bytes | None:
    """The picture as PNG; None where no report has a place on the map."""
    shown = map_of(content, means.city, MOST_MARKS)
    return None if shown is None else paint(content, shown, means).png()


def paint(content: Content, shown: Map, means: Means) -> Pen:
    """The map and what is written beside it, drawn."""
    pen, drawn = Pen(), values(content, shown, Names(means))
    said: Words = drawn["said"]
    _head(pen, shown, said)
    pen.y += GAP
    place = f'x="{EDGE}" y="{pen.y}" width="{SIDE}" height="{SIDE}"'
    drawing = means.texts("map.drawing", color=DAY, **drawn)
    pen.drawn.append(f'<svg class="map" {place}>{drawing}</svg>')
    pen.y += SIDE + GAP
    pen.words(said.square, TEXT)
    keys = [(DAY[f"l{level}"], step) for level, step in enumerate(said.steps, start=1)]
    pen.legend([*keys, (DAY["l0"], said.open_only)], DAY["edge"])
    if shown.part:
        pen.legend([(DAY["l3"], said.part)], DAY["edge"])
    pen.y += GAP
    pen.words(said.heading, HEADING)
    for mark, line in zip(shown.marks, said.clusters, strict=True):
        pen.y += 5
        pen.numbered(mark.number, line)
    for line in filter(None, (said.more, said.note)):
        pen.y += 5
        pen.words(line, NOTE)
    return pen


def _head(pen: Pen, shown: Map, said: Words) -> None:
    """The lines, and where the map lies in the city, small in the corner."""
    if shown.part:
        _part(pen, shown.part)
    for line, style in (
        (said.title, TITLE), (said.period, ASIDE), (said.scope, ASIDE), (said.shown, ASIDE),
    ):  # fmt: skip
        beside = shown.part and pen.y < EDGE + PART
        pen.words(line, style, width=ROOM - PART - GAP if beside else ROOM)


def _part(pen: Pen, part: Box) -> None:
    x, y = EDGE + ROOM - PART, float(EDGE)
    pen.block(x, y, PART, PART, GROUND, ACCENT)
    x, y = x + part.x * PART, y + part.y * PART
    pen.block(x, y, part.width * PART, part.height * PART, DAY["l3"], DAY["l4"])
