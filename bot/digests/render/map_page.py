"""The map of a digest as one page that asks nobody for anything: the drawing, and it in words."""

from __future__ import annotations

from bot.digests.content import Content
from bot.digests.render.map import map_of
from bot.digests.render.map_words import values
from bot.digests.render.names import Names
from bot.digests.select.content import Means
from bot.plan.drawing import DAY, NIGHT

MOST_MARKS = 40
"""So many clusters are numbered on the page; the others are counted."""


def make(content: Content, means: Means) -> bytes | None:
    """The page in UTF-8; None where no report has a place on the map."""
    shown = map_of(content, means.city, MOST_MARKS)
    if shown is None:
        return None
    color = {name: f"var(--{name})" for name in DAY}
    drawn = values(content, shown, Names(means))
    return means.texts("map.page", day=DAY, night=NIGHT, color=color, **drawn).encode()
