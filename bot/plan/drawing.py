"""Draws pictures that are read on a telephone: one palette, one font and one pen for all of them.

A picture is an SVG made into a PNG. It has its own light ground, so that it looks the same in a
dark theme. Lengths are pixels of a narrow message on a telephone; the PNG has `SCALE` times as
many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import resvg_py
from markupsafe import escape

WIDTH, SCALE = 340, 2.7
EDGE, GAP, RADIUS = 12, 8, 10
ROOM = WIDTH - 2 * EDGE
FONT = "Be Vietnam Pro"
"""Comes along, so that no machine lacks the letters: it has every Vietnamese one."""
FONTS = {
    bold: Path(__file__).parent / "fonts" / f"BeVietnamPro-{'Bold' if bold else 'Regular'}.ttf"
    for bold in (False, True)
}

DAY = {
    "ground": "#ffffff", "ink": "#12211d", "faint": "#51635d", "accent": "#0b6454",
    "land": "#eaf0ee", "edge": "#7c8f89", "mark": "#ffffff", "l0": "#ffffff", "l1": "#fbd9a8",
    "l2": "#f6ad62", "l3": "#ea7a2b", "l4": "#c9480f", "l5": "#8a2406",
}  # fmt: skip
NIGHT = {
    "ground": "#121816", "ink": "#eef4f2", "faint": "#a9bab4", "accent": "#6fd3bd",
    "land": "#1f2926", "edge": "#6d7f79", "mark": "#06231d", "l0": "#1f2926", "l1": "#6b4a22",
    "l2": "#98601f", "l3": "#cd7a2c", "l4": "#f09a55", "l5": "#ffd0a3",
}  # fmt: skip
"""Of a page, which can tell; `l0` to `l5` are from nothing to the most."""
GROUND, INK, FAINT, ACCENT = (DAY[name] for name in ("ground", "ink", "faint", "accent"))
CARD, LAST, BEFORE = "#f1f5f4", "#dcf0ea", "#a9c9c0"
OVERDUE, OPEN, IN_TIME, LATE = "#c0301c", "#e9a53a", "#1c8a5f", "#8d9b96"


class Style(NamedTuple):
    """How words are written."""

    size: float
    color: str
    bold: bool = False

    @property
    def height(self) -> float:
        """Of a line."""
        return 1.28 * self.size

    @property
    def weight(self) -> str:
        """Of its letters."""
        return "bold" if self.bold else "normal"


TITLE, HEADING, NAME = Style(21, ACCENT, True), Style(16.5, ACCENT, True), Style(14.5, INK, True)
TEXT, ASIDE, NOTE = Style(13, INK), Style(13, FAINT), Style(12, FAINT)
NUMBER = Style(12, GROUND, True)


class Pen:
    """Draws from the top down.

    `y` is where it stands, `written` every line it wrote, `drawn` what it drew, as SVG.
    """

    def __init__(self) -> None:
        self.y = float(EDGE)
        self.written: list[str] = []
        self.drawn: list[str] = []

    def png(self) -> bytes:
        """The picture of all that was drawn."""
        size = f'width="{WIDTH}" height="{self.y + EDGE}" font-family="{FONT}"'
        return resvg_py.svg_to_bytes(
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(self.drawn)}</svg>',
            background=GROUND,
            zoom=SCALE,
            skip_system_fonts=True,
            font_files=[str(file) for file in FONTS.values()],
        )

    def words(self, text: str, style: Style, left: float = EDGE, width: float = ROOM) -> None:
        """Write lines that are no wider than there is room, and stand below them."""
        for line in wrapped(drawable(text), width, style):
            self.line(line, left, self.y + style.height / 2, style)
            self.y += style.height

    def line(
        self,
        text: str,
        x: float,
        middle: float,
        style: Style,
        align: Literal["start", "middle", "end"] = "start",
    ) -> None:
        """Write one line at that height."""
        self.written.append(text)
        self.drawn.append(
            f'<text x="{x}" y="{middle + 0.36 * style.size}" text-anchor="{align}"'
            f' font-size="{style.size}" font-weight="{style.weight}" fill="{style.color}">'
            f"{escape(text)}</text>"
        )

    def numbered(self, number: int, text: str, style: Style = TEXT) -> None:
        """Write lines beside a number in a disc."""
        x, y = EDGE + RADIUS, self.y + style.height / 2
        self.drawn.append(f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="{ACCENT}"/>')
        self.line(str(number), x, y, NUMBER, "middle")
        self.words(text, style, EDGE + 28, ROOM - 28)

    def legend(self, keys: Iterable[tuple[str, str]], edge: str = "none") -> None:
        """What each colour means, as many beside each other as there is room for."""
        x, height = float(EDGE), ASIDE.height + 4
        self.y += 2
        for color, words in keys:
            width = 18 + width_of(words, ASIDE) + 12
            if x > EDGE and x + width > WIDTH:
                x, self.y = EDGE, self.y + height
            self.block(x, self.y + height / 2 - 6, 12, 12, color, edge)
            self.line(words, x + 18, self.y + height / 2, ASIDE)
            x += width
        self.y += height

    def block(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str,
        edge: str = "none",
        corner: int = 0,
    ) -> None:
        """A rectangle by its upper left corner, with a line around it where it has an `edge`."""
        self.drawn.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}"'
            f' fill="{color}" stroke="{edge}"/>'
        )


def drawable(text: str) -> str:
    """The text on one line, without the letters the font lacks."""
    letters = _widths(False)
    return " ".join("".join(one for one in text if one.isspace() or one in letters).split())


def wrapped(text: str, width: float, style: Style) -> list[str]:
    """The text in lines that are at most so wide; a longer word is broken."""
    lines = [""]
    for word in _pieces(text, width, style):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, style) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _pieces(text: str, width: float, style: Style) -> Iterator[str]:
    """The words, in pieces where one is wider than a line."""

    def wide(letters: int) -> float:
        return width_of(left[:letters], style)

    for word in text.split(" "):
        left = word
        while len(left) > 1 and wide(len(left)) > width:
            fits = max(1, bisect_right(range(1, len(left)), width, key=wide))
            yield left[:fits]
            left = left[fits:]
        yield left


def width_of(text: str, style: Style) -> float:
    """How wide a line is."""
    letters = _widths(style.bold)
    return style.size * sum(letters.get(letter, 0.0) for letter in text)


@cache
def _widths(bold: bool) -> dict[str, float]:
    """How wide each letter of the font is, in parts of its size."""
    from fontTools.ttLib import TTFont  # takes long to load: not before something is drawn

    with TTFont(FONTS[bold]) as font:
        unit, advances = font["head"].unitsPerEm, font["hmtx"]
        return {chr(at): advances[name][0] / unit for at, name in font.getBestCmap().items()}
