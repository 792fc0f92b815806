"""The map of a digest as one page that loads nothing: the drawing, and its content in words."""

from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.render.map import map_of
from bot.digests.render.map_words import values
from bot.digests.render.rows import Names
from bot.plan.drawing import DAY, NIGHT

MOST_MARKS = 40
"""Clusters numbered on the page; the others are counted."""


def make(content: Content, tools: Tools) -> bytes | None:
    """Return the page in UTF-8; None where no report has a place on the map."""
    map_ = map_of(content, tools.city, MOST_MARKS)
    if map_ is None:
        return None
    color = {name: f"var(--{name})" for name in DAY}
    drawn = values(content, map_, Names(tools))
    return tools.texts("map.page", day=DAY, night=NIGHT, color=color, **drawn).encode()
