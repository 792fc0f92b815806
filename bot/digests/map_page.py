"""The map of a digest as one page that asks nobody for anything: the drawing, and it in words."""

from __future__ import annotations

from bot.digests.content import Content
from bot.digests.map import RADIUS, SIDE, map_of
from bot.digests.map_words import of_square, words
from bot.digests.names import Names
from bot.digests.select import Means

MOST_MARKS = 40
"""So many clusters are numbered on the page; the others are counted."""


def make(content: Content, means: Means) -> bytes | None:
    """The page in UTF-8; None where no report has a place on the map."""
    shown = map_of(content, means.city, MOST_MARKS)
    if shown is None:
        return None
    names = Names(means)
    squares = [(square, of_square(square.cell, names)) for square in shown.squares]
    values = {"map": shown, "said": words(content, shown, names), "squares": squares}
    return means.texts("map.page", side=SIDE, radius=RADIUS, **values).encode()
