"""The plan's figures as pictures, drawn when first needed, and again if the file is gone.

A picture is named by a hash of its content: a conversation uses the name in its transaction, and
delivery draws the picture later, outside of any. Retention may erase an unused picture.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot import texts
from bot.core.media import Media
from bot.core.turn import Tools
from bot.plan import drawing
from bot.plan.outline import measures_of
from knowledge.load import Knowledge
from knowledge.schema import Plan, Target

ROWS = 5
"""Measures on one picture: Telegram makes its longer side 1280 pixels, too small for more."""
MOST_PICTURES = 10
"""Pictures shown at once: the limit of an album."""
SUFFIX = ".png"
VALUE, WORDS = drawing.Style(19, drawing.INK, True), drawing.Style(15, drawing.INK, True)
LEAST, INSET = 13.5, 9
MARK = 16
"""Characters of a picture's name for its plan; the others are a hash of its content."""

_DRAWN_BY = b"".join(
    path.read_bytes()
    for path in (
        Path(__file__),
        Path(drawing.__file__),
        Path(texts.__file__).parent / "vi" / "targets.html",
        Path(texts.__file__).parent / "vi" / "plan.html",
    )
)
"""A picture drawn by other code or with other words has another name."""


class Line(NamedTuple):
    """The target of a measure in a period, as text; a figure is written larger."""

    period: str
    value: str
    figure: bool


class Sheet(NamedTuple):
    """The content of a picture; a row is a number, a measure, and its lines."""

    title: str
    subtitle: str
    note: str
    rows: tuple[tuple[int, str, tuple[Line, ...]], ...]


def keys_of(plan: Plan) -> tuple[str, ...]:
    """Return the media keys of a plan's pictures; none for a plan without targets."""
    return tuple(key for key, _ in _pages(plan))


class Pictures:
    """The pictures of all plans' targets."""

    def __init__(self, media: Media, tools: Tools) -> None:
        self._media, self._tools, self._plain = media, tools, tools.texts.plain

    async def ensure(self, keys: Sequence[str]) -> None:
        """Draw the pictures of `keys` that the media store lacks; `OSError` on a full disk."""
        for key in keys:
            if key.endswith(SUFFIX):
                await asyncio.to_thread(self._ensure, key)

    def _ensure(self, key: str) -> None:
        plan = self._tools.once(_by_mark).get(key[:MARK])
        if plan is None or self._media.renew(key):
            return
        for wanted, first in _pages(plan):
            if wanted == key:
                self._media.add_named(key, draw(self.sheet(plan, first)))

    def sheet(self, plan: Plan, first: int = 0) -> Sheet:
        """Return the content of the picture that begins with that measure, counted from 0."""
        return Sheet(
            title=self._plain("targets.picture_title"),
            subtitle=self._plain("targets.picture_subtitle", plan=plan),
            note=self._plain("targets.picture_note"),
            rows=tuple(
                (number, measure[0].name, tuple(map(self._line, measure)))
                for number, measure in enumerate(measures_of(plan), 1)
                if first < number <= first + ROWS
            ),
        )

    def _line(self, target: Target) -> Line:
        return Line(
            period=self._plain("targets.period", target=target),
            value=self._plain("targets.value", target=target),
            figure=target.low is not None or target.high is not None,
        )


def draw(sheet: Sheet) -> bytes:
    """Return the picture as PNG."""
    pen = drawing.Pen()
    pen.words(sheet.title, drawing.TITLE)
    pen.words(sheet.subtitle, drawing.ASIDE)
    for number, name, lines in sheet.rows:
        pen.y += drawing.GAP
        pen.numbered(number, name, drawing.NAME)
        pen.y += 4
        if len(lines) == 2 and all(line.figure for line in lines):
            _side_by_side(pen, lines)
        else:
            for line in lines:
                _box(pen, line, VALUE if line.figure else WORDS, line is lines[-1])
                pen.y += 4
    pen.y += drawing.GAP
    pen.words(sheet.note, drawing.NOTE)
    return pen.png()


def _side_by_side(pen: drawing.Pen, lines: tuple[Line, ...]) -> None:
    """Draw two figures side by side, in letters no larger than fit."""
    top, width = pen.y, drawing.INNER_WIDTH / 2 - 3
    widest = max(drawing.width_of(line.value, VALUE) for line in lines)
    fitting = VALUE.size * (width - 2 * INSET - 1) / (widest or 1)
    style = VALUE._replace(size=max(LEAST, min(VALUE.size, fitting)))
    _box(pen, lines[0], style, False, drawing.EDGE, width)
    bottom, pen.y = pen.y, top
    _box(pen, lines[1], style, True, drawing.EDGE + width + 6, width)
    pen.y = max(bottom, pen.y)


def _box(
    pen: drawing.Pen,
    line: Line,
    style: drawing.Style,
    last: bool,
    x: float = drawing.EDGE,
    width: float = drawing.INNER_WIDTH,
) -> None:
    top, inner = pen.y, width - 2 * INSET
    height = (
        2 * 6 + drawing.ASIDE.height + len(drawing.wrapped(line.value, inner, style)) * style.height
    )
    pen.block(x, top, width, height, drawing.LAST if last else drawing.CARD, corner=6)
    pen.y += 6
    pen.words(line.period, drawing.ASIDE, x + INSET, inner)
    pen.words(line.value, style, x + INSET, inner)
    pen.y = top + height


def _by_mark(knowledge: Knowledge) -> dict[str, Plan]:
    return {_mark(plan): plan for plan in knowledge.plans}


def _mark(plan: Plan) -> str:
    return hashlib.sha256(plan.id.encode()).hexdigest()[:MARK]


def _pages(plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield each picture's key, and the number of its first measure."""
    measures = measures_of(plan)
    for first in range(0, min(len(measures), ROWS * MOST_PICTURES), ROWS):
        page_measures = measures[first : first + ROWS]
        values = [
            [target.model_dump(mode="json") for target in measure] for measure in page_measures
        ]
        content = json.dumps([plan.title, first, values], ensure_ascii=False).encode()
        shows = hashlib.sha256(_DRAWN_BY + content).hexdigest()
        yield _mark(plan) + shows[: 40 - MARK] + SUFFIX, first
