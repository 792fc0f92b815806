"""The map of a digest as a picture."""

from __future__ import annotations

from bot.digests.content import Content
from bot.digests.map import LETTER, RADIUS, SIDE, SMALL, Box, Label, Map, Mark, map_of
from bot.digests.map_words import Words, words
from bot.digests.names import Names
from bot.digests.select import Means
from bot.services.drawing import (
    ACCENT,
    EDGE,
    FAINT,
    FONT,
    GAP,
    INK,
    LEADING,
    NAME,
    NOTE,
    PERIOD,
    TITLE,
    WIDTH,
    Pen,
    drawable,
    picture,
    width_of,
)

MOST_MARKS = 6
"""So many clusters are numbered on the picture; the others are counted."""
COLORS = ("#ffffff", "#fbd9a8", "#f6ad62", "#ea7a2b", "#c9480f", "#8a2406")
"""Of a square with none, and by the place in `STEPS`."""
PART = 46.0
"""How wide the small drawing of the city is."""
LAND, EDGES, OLD = "#eaf0ee", "#7c8f89", "#51635d"


def make(content: Content, means: Means) -> bytes | None:
    """The picture as PNG; None where no report has a place on the map."""
    shown = map_of(content, means.city, MOST_MARKS)
    if shown is None:
        return None
    said = words(content, shown, Names(means))
    return picture(lambda axes: MapPen(axes).all_of(shown, said))


class MapPen(Pen):
    """Draws a map and what is written beside it."""

    def all_of(self, shown: Map, said: Words) -> float:
        """Draw everything; returns the height."""
        if shown.part:
            self._part(shown.part)
        room = WIDTH - EDGE - (PART + GAP if shown.part else 0)
        self.words(said.title, EDGE, room, TITLE, ACCENT, bold=True)
        self.words(drawable(said.period), EDGE, room, PERIOD, FAINT)
        for line in (said.scope, said.shown):
            self._lines(line, PERIOD, FAINT)
        self.y += GAP
        top = self.y
        self._ground(shown, top, said)
        self.y = top + SIDE + GAP
        self._legend(shown, said)
        self.y += GAP
        self._lines(said.heading, NAME + 2, ACCENT, bold=True)
        for mark, line in zip(shown.marks, said.clusters, strict=True):
            self.y += 5
            self.disc(EDGE + RADIUS, self.y + PERIOD * LEADING / 2, str(mark.number))
            self.words(drawable(line), EDGE + 28, WIDTH - EDGE, PERIOD, INK)
        for line in (said.more, said.note):
            if line:
                self.y += 5
                self._lines(line, NOTE, FAINT)
        return self.y + EDGE

    def _lines(self, text: str, size: float, color: str, bold: bool = False) -> None:
        self.words(drawable(text), EDGE, WIDTH - EDGE, size, color, bold)

    def _ground(self, shown: Map, top: float, said: Words) -> None:
        self.block(EDGE, top, SIDE, SIDE, LAND, EDGES)
        self._squares(shown, top)
        self._city(shown.border, top)
        for ward in shown.wards:
            self._name(ward, top, LETTER, INK)
        for place in shown.places:
            self._name(place, top, SMALL, FAINT)
        for mark in shown.marks:
            self._mark(mark, top)
        self._bar(shown, top, said)
        self._north(top, said)

    def _squares(self, shown: Map, top: float) -> None:
        """All at once: there can be ten thousand."""
        if self.axes is None:
            return
        from matplotlib.collections import PatchCollection
        from matplotlib.patches import Rectangle

        squares = sorted(shown.squares, key=lambda square: square.level)  # the most on top
        boxes = [Rectangle((EDGE + each.x, top + each.y), each.side, each.side) for each in squares]
        colors = [COLORS[each.level] for each in squares]
        edges = ["#ffffff" if each.level else OLD for each in squares]
        self.axes.add_collection(
            PatchCollection(boxes, facecolors=colors, edgecolors=edges, linewidths=0.8),
            autolim=False,
        )

    def _city(self, border: Box, top: float) -> None:
        """The city's bounds, as far as they are on the map."""
        if self.axes is None:
            return
        left, right, upper, lower = EDGE, EDGE + SIDE, top, top + SIDE
        x, y = EDGE + border.x, top + border.y
        for at in (x, x + border.width):
            if left <= at <= right:
                ends = (max(y, upper), min(y + border.height, lower))
                self.axes.plot((at, at), ends, color=ACCENT, linewidth=1.4, linestyle="--")
        for at in (y, y + border.height):
            if upper <= at <= lower:
                ends = (max(x, left), min(x + border.width, right))
                self.axes.plot(ends, (at, at), color=ACCENT, linewidth=1.4, linestyle="--")

    def _name(self, name: Label, top: float, size: float, color: str) -> None:
        self.written.append(name.text)
        if self.axes is None:
            return
        from matplotlib.patheffects import withStroke

        if name.dot:
            self.axes.plot(EDGE + name.dot[0], top + name.dot[1], "o", color=color, markersize=4)
        self.axes.text(
            EDGE + name.x, top + name.y, drawable(name.text), size=size, color=color,
            weight="bold", ha="center", va="center_baseline", family=FONT, parse_math=False,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )  # fmt: skip

    def _mark(self, mark: Mark, top: float) -> None:
        if self.axes is not None and (mark.x, mark.y) != mark.middle:
            x, y = mark.middle
            ends = (EDGE + x, EDGE + mark.x), (top + y, top + mark.y)
            self.axes.plot(*ends, color=INK, linewidth=1.2, zorder=3)
        self.disc(EDGE + mark.x, top + mark.y, str(mark.number))

    def _bar(self, shown: Map, top: float, said: Words) -> None:
        x, y = EDGE + 8, top + SIDE - 8
        self.block(x - 4, y - 19, shown.bar + 8, 24, "#ffffff")
        self.line(said.metres, x + shown.bar / 2, y - 11, SMALL, INK, align="center")
        if self.axes is not None:
            xs, ys = (x, x, x + shown.bar, x + shown.bar), (y - 4, y, y, y - 4)
            self.axes.plot(xs, ys, color=INK, linewidth=1.6, zorder=3)

    def _north(self, top: float, said: Words) -> None:
        x, y = EDGE + SIDE - 14, top + 8
        self.line(said.north, x, y + 24, SMALL + 1, INK, bold=True, align="center")
        if self.axes is not None:
            self.axes.fill((x - 5, x, x + 5), (y + 15, y, y + 15), color=INK, zorder=3)

    def _part(self, part: Box) -> None:
        """Where the map lies in the city, small in the corner."""
        x, y = WIDTH - EDGE - PART, float(EDGE)
        self.block(x, y, PART, PART, "#ffffff", ACCENT)
        left, top = x + part.x * PART, y + part.y * PART
        self.block(left, top, part.width * PART, part.height * PART, COLORS[3], COLORS[4])

    def _legend(self, shown: Map, said: Words) -> None:
        self._lines(said.square, PERIOD, INK)
        self.y += 3
        x, middle = float(EDGE), self.y + 8
        for color, step in zip(COLORS[1:], said.steps, strict=True):
            self.block(x, middle - 7, 14, 14, color, EDGES)
            self.line(step, x + 19, middle, PERIOD, INK)
            x += 19 + width_of(step, PERIOD) + 12
        self.y += 20
        self._key(COLORS[0], OLD, said.open_only)
        if shown.part:
            self._key(COLORS[3], ACCENT, said.part)

    def _key(self, color: str, edge: str, words: str) -> None:
        self.block(EDGE, self.y + 1, 14, 14, color, edge)
        self.line(words, EDGE + 19, self.y + 8, PERIOD, INK)
        self.y += 19
