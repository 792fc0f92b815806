"""Draws figures as one picture that is read on a telephone, by day and by night.

It has its own light ground, so that it looks the same in a dark theme. Lengths are pixels of a
narrow message on a telephone; the picture has `SCALE` times as many.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ft2font import FT2Font

WIDTH = 340
SCALE = 2.7
FONT = "DejaVu Sans"
"""Comes with the library, so that no machine lacks the letters: it has every Vietnamese one."""

GROUND, CARD, INK, FAINT, ACCENT = "#ffffff", "#f1f5f4", "#12211d", "#51635d", "#0b6454"
LAST = "#dcf0ea"
EDGE, GAP, INSET = 12, 8, 9
TITLE, NAME, PERIOD, VALUE, WORDS, LEAST, NOTE = 21.0, 14.5, 13.0, 19.0, 15.0, 13.5, 12.0
LEADING = 1.28
_ONE_AT_A_TIME = RLock()
"""The drawing library is not made for threads."""


class Line(NamedTuple):
    """What a measure is to be in a period, as it is written; a figure is written larger."""

    period: str
    value: str
    figure: bool


class Sheet(NamedTuple):
    """All a picture shows; a row is a number, what is measured, and its lines."""

    title: str
    subtitle: str
    note: str
    rows: tuple[tuple[int, str, tuple[Line, ...]], ...]


def draw(sheet: Sheet) -> bytes:
    """The picture as PNG."""
    return picture(lambda axes: _SheetPen(axes).all_of(sheet))


def picture(paint: Callable[[Axes | None], float]) -> bytes:
    """What `paint` draws, as PNG; it is called without axes first and returns the height."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _ONE_AT_A_TIME:
        height = paint(None)
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72 * SCALE, facecolor=GROUND)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        axes.axis("off")
        paint(axes)
        out = io.BytesIO()
        figure.savefig(out, format="png", facecolor=GROUND, metadata={"Software": None})
        return out.getvalue()


class Pen:
    """Draws from the top down; without axes it only measures, so that the height is known.

    `y` is where it stands, `written` every line it wrote.
    """

    def __init__(self, axes: Axes | None) -> None:
        self.axes = axes
        self.y = float(EDGE)
        self.written: list[str] = []

    def words(
        self, text: str, left: float, right: float, size: float, color: str, bold: bool = False
    ) -> None:
        """Write lines that are no wider than there is room, and stand below them."""
        for line in wrapped(text, right - left, size, bold):
            self.line(line, left, self.y + size * LEADING / 2, size, color, bold=bold)
            self.y += size * LEADING

    def line(
        self,
        text: str,
        x: float,
        middle: float,
        size: float,
        color: str,
        bold: bool = False,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write one line at that height."""
        self.written.append(text)
        if self.axes is not None:
            self.axes.text(
                x,
                middle,
                text,
                size=size,
                color=color,
                weight="bold" if bold else "normal",
                ha=align,
                va="center_baseline",
                family=FONT,
                parse_math=False,
            )

    def disc(self, x: float, y: float, text: str, color: str = ACCENT) -> None:
        """A number in a round field."""
        self.written.append(text)
        if self.axes is None:
            return
        from matplotlib.patches import Circle

        self.axes.add_patch(Circle((x, y), 10, color=color, linewidth=0, zorder=4))
        self.axes.text(
            x, y, text, size=12, color="white", weight="bold", ha="center", va="center",
            family=FONT, zorder=5,
        )  # fmt: skip

    def block(
        self, x: float, y: float, width: float, height: float, color: str, edge: str = ""
    ) -> None:
        """A rectangle by its upper left corner, with a line around it where it has an `edge`."""
        if self.axes is None or width <= 0:
            return
        from matplotlib.patches import Rectangle

        line = {"edgecolor": edge, "linewidth": 1} if edge else {"linewidth": 0}
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=color, **line))

    def card(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A ground with round corners."""
        if self.axes is None:
            return
        from matplotlib.patches import FancyBboxPatch

        self.axes.add_patch(
            FancyBboxPatch(
                (x + 6, y + 6),
                width - 12,
                height - 12,
                boxstyle="round,pad=6,rounding_size=6",
                facecolor=color,
                linewidth=0,
            )
        )


class _SheetPen(Pen):
    def all_of(self, sheet: Sheet) -> float:
        """Draw everything; returns the height."""
        self.words(sheet.title, EDGE, WIDTH - EDGE, TITLE, ACCENT, bold=True)
        self.words(sheet.subtitle, EDGE, WIDTH - EDGE, PERIOD, FAINT)
        for number, name, lines in sheet.rows:
            self.y += GAP
            self._row(number, name, lines)
        self.y += GAP
        self.words(sheet.note, EDGE, WIDTH - EDGE, NOTE, FAINT)
        return self.y + EDGE

    def _row(self, number: int, name: str, lines: tuple[Line, ...]) -> None:
        self.disc(EDGE + 10, self.y + NAME * LEADING / 2, str(number))
        self.words(name, EDGE + 28, WIDTH - EDGE, NAME, INK, bold=True)
        self.y += 4
        if len(lines) == 2 and all(line.figure for line in lines):
            self._side_by_side(lines)
            return
        for line in lines:
            size = VALUE if line.figure else WORDS
            self._box(line, EDGE, WIDTH - EDGE, size, LAST if line is lines[-1] else CARD)
            self.y += 4

    def _side_by_side(self, lines: tuple[Line, ...]) -> None:
        top, middle = self.y, WIDTH / 2
        inner = middle - EDGE - 3 - 2 * INSET
        size = _fitting((line.value for line in lines), inner - 1, VALUE, LEAST)
        self._box(lines[0], EDGE, middle - 3, size, CARD)
        bottom, self.y = self.y, top
        self._box(lines[1], middle + 3, WIDTH - EDGE, size, LAST)
        self.y = max(bottom, self.y)

    def _box(self, line: Line, left: float, right: float, size: float, color: str) -> None:
        top = self.y
        value = wrapped(line.value, right - left - 2 * INSET, size, bold=True)
        height = 2 * 6 + PERIOD * LEADING + len(value) * size * LEADING
        self.card(left, top, right - left, height, color)
        self.y += 6
        self.words(line.period, left + INSET, right - INSET, PERIOD, FAINT)
        self.words(line.value, left + INSET, right - INSET, size, INK, bold=True)
        self.y = top + height


def drawable(text: str) -> str:
    """The text on one line, without the letters the font lacks."""
    letters = _font(False).get_charmap()
    return " ".join("".join(one for one in text if one.isspace() or ord(one) in letters).split())


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines that are at most so wide; a longer word is broken."""
    lines = [""]
    for word in _pieces(text, width, size, bold):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size, bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _pieces(text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """The words, in pieces where one is wider than a line."""

    def wide(letters: int) -> float:
        return width_of(left[:letters], size, bold)

    for word in text.split(" "):
        left = word
        while len(left) > 1 and wide(len(left)) > width:
            fits = max(1, bisect_right(range(1, len(left)), width, key=wide))
            yield left[:fits]
            left = left[fits:]
        yield left


def _fitting(texts: Iterable[str], width: float, size: float, least: float) -> float:
    """The size, from `size` down to `least`, at which each text fits on a line."""
    widest = max(width_of(text, size, bold=True) for text in texts)
    return max(least, min(size, size * width / widest)) if widest else size


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line is."""
    font = _font(bold)
    # Widths come in whole pixels, so it is measured large.
    font.set_size(10 * size, 72)
    font.set_text(text)
    return font.get_width_height()[0] / 64 / 10


@cache
def _font(bold: bool) -> FT2Font:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
