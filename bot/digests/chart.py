"""A digest as a chart: what came and was resolved beside the period before, and each agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.digests import rows
from bot.digests.content import Compared, Content
from bot.digests.names import Names
from bot.digests.rows import AgencyRow
from bot.services.drawing import (
    ACCENT,
    CARD,
    EDGE,
    FAINT,
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

MOST_AGENCIES = 4
"""So many agencies are drawn, that the picture is not too long; the others are summed up."""
OVERDUE, OPEN, IN_TIME, LATE, BEFORE = "#c0301c", "#e9a53a", "#1c8a5f", "#8d9b96", "#a9c9c0"
THICK = 16
"""How thick a bar is."""


class Bar(NamedTuple):
    """A bar of parts one after the other, each a figure and its colour, and what it says."""

    words: str
    parts: tuple[tuple[int, str], ...]


class Group(NamedTuple):
    """Bars under one name."""

    name: str
    bars: tuple[Bar, ...]


class Part(NamedTuple):
    """A part of the chart, whose bars are to one measure; `legend` pairs colours and words."""

    heading: str
    legend: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    more: str = ""


class Chart(NamedTuple):
    """All a chart shows."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    note: str


def chart(content: Content, names: Names) -> Chart:
    """What is drawn of a digest."""
    found = [row for row in rows.agencies(content, names) if row.open or row.answered]
    parts = [_flow(content, names)]
    if found:
        parts.append(_agencies(found, names))
    return Chart(
        title=names.title(content),
        subtitle=f"{names.scope(content)}\n{names.compared(content)}",
        parts=tuple(parts),
        note=names.made_at(content),
    )


def draw(drawn: Chart) -> bytes:
    """The picture as PNG."""
    return picture(lambda axes: ChartPen(axes).all_of(drawn))


def _flow(content: Content, names: Names) -> Part:
    groups = (
        _pair(names.label(f"chart_{status}", count=count), count)
        for status in ("new", "resolved")
        for count in [content.came_to(status)]
    )
    stands = {"open": content.opened, "overdue": content.listed("overdue")} if content.then else {}
    standing = (
        _pair(names.label(f"chart_{key}_all", count=count), count) for key, count in stands.items()
    )
    legend = ((ACCENT, names.label("chart_now")), (BEFORE, names.label("chart_before")))
    return Part(names.label("chart_flow"), legend, (*groups, *standing))


def _pair(name: str, count: Compared) -> Group:
    now, before = Bar(str(count.now), ((count.now, ACCENT),)), ((count.before, BEFORE),)
    return Group(name, (now, Bar(str(count.before), before)))


def _agencies(found: list[AgencyRow], names: Names) -> Part:
    shown, others = found[:MOST_AGENCIES], found[MOST_AGENCIES:]
    colors = {"overdue": OVERDUE, "open": OPEN, "in_time": IN_TIME, "late": LATE}
    return Part(
        heading=names.label("chart_agencies"),
        legend=tuple((color, names.label(f"legend_{key}")) for key, color in colors.items()),
        groups=tuple(_agency(row, names) for row in shown),
        more=_more(others, names) if others else "",
    )


def _agency(row: AgencyRow, names: Names) -> Group:
    waiting = ((row.overdue, OVERDUE), (row.open - row.overdue, OPEN))
    answered = ((row.in_time, IN_TIME), (row.answered - row.in_time, LATE))
    return Group(
        row.name,
        (
            Bar(names.label("chart_open", row=row), waiting),
            Bar(names.label("chart_answered", row=row), answered),
        ),
    )


def _more(others: Iterable[AgencyRow], names: Names) -> str:
    every = list(others)
    sums = {
        key: sum(getattr(row, key) for row in every)
        for key in ("open", "overdue", "answered", "in_time")
    }
    return names.label("chart_more", count=len(every), **sums)


class ChartPen(Pen):
    """Draws a chart."""

    def all_of(self, drawn: Chart) -> float:
        """Draw everything; returns the height."""
        right = WIDTH - EDGE
        self.words(drawable(drawn.title), EDGE, right, TITLE, ACCENT, bold=True)
        for line in drawn.subtitle.split("\n"):
            self.words(drawable(line), EDGE, right, PERIOD, FAINT)
        for part in drawn.parts:
            self._part(part)
        self.y += GAP
        self.words(drawable(drawn.note), EDGE, right, NOTE, FAINT)
        return self.y + EDGE

    def _part(self, part: Part) -> None:
        self.y += GAP + 4
        self.words(part.heading, EDGE, WIDTH - EDGE, NAME + 2, ACCENT, bold=True)
        self._legend(part.legend)
        bars = [bar for group in part.groups for bar in group.bars]
        most = max((sum(n for n, _ in bar.parts) for bar in bars), default=0)
        beside = all(bar.words.isdecimal() for bar in bars)
        for group in part.groups:
            self.y += GAP
            self.words(drawable(group.name), EDGE, WIDTH - EDGE, NAME, INK, bold=True)
            for bar in group.bars:
                self._bar(bar, most, beside)
        if part.more:
            self.y += GAP
            self.words(drawable(part.more), EDGE, WIDTH - EDGE, PERIOD, FAINT)

    def _legend(self, legend: tuple[tuple[str, str], ...]) -> None:
        x, height = float(EDGE), PERIOD * LEADING + 4
        self.y += 2
        for color, words in legend:
            wide = 18 + width_of(words, PERIOD) + 12
            if x > EDGE and x + wide > WIDTH:
                x, self.y = EDGE, self.y + height
            self.block(x, self.y + height / 2 - 6, 12, 12, color)
            self.line(words, x + 18, self.y + height / 2, PERIOD, FAINT)
            x += wide
        self.y += height

    def _bar(self, bar: Bar, most: int, beside: bool) -> None:
        """The words stand behind the bar where they are a figure, else above it."""
        if not beside:
            self.words(drawable(bar.words), EDGE, WIDTH - EDGE, PERIOD, INK)
        room = WIDTH - 2 * EDGE
        if beside:
            room -= max(30, round(width_of(str(most), NAME, bold=True)) + 10)
        self.block(EDGE, self.y + 2, room, THICK, CARD)
        x = float(EDGE)
        for count, color in bar.parts:
            wide = room * count / most if most else 0.0
            self.block(x, self.y + 2, wide, THICK, color)
            x += wide
        if beside:
            middle = self.y + 2 + THICK / 2
            self.line(bar.words, WIDTH - EDGE, middle, NAME, INK, bold=True, align="right")
        self.y += THICK + 6
