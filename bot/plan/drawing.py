"""Palette, font and pen of the pictures, which are made to be read on a telephone.

A picture is an SVG made into a PNG. It has a light background, so that it looks the same in a dark
theme. Lengths are pixels of a narrow message on a telephone; the PNG has `SCALE` times as many.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from markupsafe import escape

WIDTH, SCALE = 340, 2.7
EDGE, GAP, RADIUS = 12, 8, 10
INNER_WIDTH = WIDTH - 2 * EDGE
FONT = "Be Vietnam Pro"
"""Shipped with the bot: it has every Vietnamese letter."""
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
"""For web pages, which know the theme; `l0` to `l5` are the steps from none to the highest."""
GROUND, INK, FAINT, ACCENT = (DAY[name] for name in ("ground", "ink", "faint", "accent"))
CARD, LAST, BEFORE = "#f1f5f4", "#dcf0ea", "#a9c9c0"
OVERDUE, OPEN, IN_TIME, LATE = "#c0301c", "#e9a53a", "#1c8a5f", "#8d9b96"


class Style(NamedTuple):
    """Size, colour and weight of words."""

    size: float
    color: str
    bold: bool = False

    @property
    def height(self) -> float:
        """Return the height of a line."""
        return 1.28 * self.size


TITLE, HEADING, NAME = Style(21, ACCENT, True), Style(16.5, ACCENT, True), Style(14.5, INK, True)
TEXT, ASIDE, NOTE = Style(13, INK), Style(13, FAINT), Style(12, FAINT)
NUMBER = Style(12, GROUND, True)


class Pen:
    """Draws from `y` down; `written` are the lines it wrote, `drawn` its SVG elements."""

    def __init__(self) -> None:
        self.y = float(EDGE)
        self.written: list[str] = []
        self.drawn: list[str] = []

    def png(self) -> bytes:
        """Return the picture as PNG."""
        import resvg_py

        size = f'width="{WIDTH}" height="{self.y + EDGE}" font-family="{FONT}"'
        return resvg_py.svg_to_bytes(
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(self.drawn)}</svg>',
            background=GROUND,
            zoom=SCALE,
            skip_system_fonts=True,
            font_files=[str(file) for file in FONTS.values()],
        )

    def words(self, text: str, style: Style, x: float = EDGE, width: float = INNER_WIDTH) -> None:
        """Write wrapped lines, and move below them."""
        for line in wrapped(drawable(text), width, style):
            self.line(line, x, self.y + style.height / 2, style)
            self.y += style.height

    def line(
        self,
        text: str,
        x: float,
        middle: float,
        style: Style,
        align: Literal["start", "middle", "end"] = "start",
    ) -> None:
        """Write one line around that height."""
        self.written.append(text)
        weight = "bold" if style.bold else "normal"
        self.drawn.append(
            f'<text x="{x}" y="{middle + 0.36 * style.size}" text-anchor="{align}"'
            f' font-size="{style.size}" font-weight="{weight}" fill="{style.color}">'
            f"{escape(text)}</text>"
        )

    def numbered(self, number: int, text: str, style: Style = TEXT) -> None:
        """Write lines to the right of a number in a disc."""
        x, y = EDGE + RADIUS, self.y + style.height / 2
        self.drawn.append(f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="{ACCENT}"/>')
        self.line(str(number), x, y, NUMBER, "middle")
        self.words(text, style, EDGE + 28, INNER_WIDTH - 28)

    def legend(self, keys: Iterable[tuple[str, str]], edge: str = "none") -> None:
        """Draw the colours with their meanings, as many in a row as fit."""
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
        """Draw a rectangle by its upper left corner, with an outline of the colour `edge`."""
        self.drawn.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}"'
            f' fill="{color}" stroke="{edge}"/>'
        )


def drawable(text: str) -> str:
    """Return the text on one line, without letters the font lacks."""
    letters = _widths(False)
    return " ".join(
        "".join(letter for letter in text if letter.isspace() or letter in letters).split()
    )


def wrapped(text: str, width: float, style: Style) -> list[str]:
    """Return the text in lines of at most that width; a longer word is broken."""
    lines = [""]
    for word in _pieces(text, width, style):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, style) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _pieces(text: str, width: float, style: Style) -> Iterator[str]:
    """Yield the words, in pieces where one is wider than a line."""

    def wide(letters: int) -> float:
        return width_of(remaining[:letters], style)

    for word in text.split(" "):
        remaining = word
        while len(remaining) > 1 and wide(len(remaining)) > width:
            fits = max(1, bisect_right(range(1, len(remaining)), width, key=wide))
            yield remaining[:fits]
            remaining = remaining[fits:]
        yield remaining


def width_of(text: str, style: Style) -> float:
    """Return the width of a line."""
    letters = _widths(style.bold)
    return style.size * sum(letters.get(letter, 0.0) for letter in text)


@cache
def _widths(bold: bool) -> dict[str, float]:
    """Return the width of each letter of the font, in parts of its size."""
    from fontTools.ttLib import TTFont  # takes long to load: not before something is drawn

    with TTFont(FONTS[bold]) as font:
        unit, advances = font["head"].unitsPerEm, font["hmtx"]
        return {chr(at): advances[name][0] / unit for at, name in font.getBestCmap().items()}
