"""A digest as a chart: what came and was resolved beside the period before, and each agency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.digests.content import Compared, Content
from bot.digests.render import rows
from bot.digests.render.names import Names
from bot.digests.render.rows import AgencyRow
from bot.plan.drawing import (
    ACCENT,
    ASIDE,
    BEFORE,
    CARD,
    EDGE,
    GAP,
    HEADING,
    IN_TIME,
    LATE,
    NAME,
    NOTE,
    OPEN,
    OVERDUE,
    ROOM,
    TEXT,
    TITLE,
    Pen,
    width_of,
)

MOST_AGENCIES = 4
"""So many agencies are drawn, that the picture is not too long; the others are summed up."""
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
    found = [row for row in rows.agencies(content, names) if row.open or row.due]
    parts = [_flow(content, names)]
    if found:
        parts.append(_agencies(found, names))
    return Chart(
        title=names.title(content),
        subtitle=f"{names.scope(content)}\n{names.compared(content)}",
        parts=tuple(parts),
        note=names.made_at(content),
    )


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
    due = ((row.in_time, IN_TIME), (row.due - row.in_time, LATE))
    return Group(
        row.name,
        (
            Bar(names.label("chart_open", row=row), waiting),
            Bar(names.label("chart_due", row=row), due),
        ),
    )


def _more(others: Iterable[AgencyRow], names: Names) -> str:
    every = list(others)
    sums = {
        key: sum(getattr(row, key) for row in every)
        for key in ("open", "overdue", "due", "in_time")
    }
    return names.label("chart_more", count=len(every), **sums)


def paint(drawn: Chart) -> Pen:
    """Everything drawn."""
    pen = Pen()
    pen.words(drawn.title, TITLE)
    for line in drawn.subtitle.split("\n"):
        pen.words(line, ASIDE)
    for part in drawn.parts:
        _paint_part(pen, part)
    pen.y += GAP
    pen.words(drawn.note, NOTE)
    return pen


def _paint_part(pen: Pen, part: Part) -> None:
    pen.y += GAP + 4
    pen.words(part.heading, HEADING)
    pen.legend(part.legend)
    bars = [bar for group in part.groups for bar in group.bars]
    most = max((sum(n for n, _ in bar.parts) for bar in bars), default=0)
    beside = all(bar.words.isdecimal() for bar in bars)
    for group in part.groups:
        pen.y += GAP
        pen.words(group.name, NAME)
        for bar in group.bars:
            _paint_bar(pen, bar, most, beside)
    if part.more:
        pen.y += GAP
        pen.words(part.more, ASIDE)


def _paint_bar(pen: Pen, bar: Bar, most: int, beside: bool) -> None:
    """The words stand behind the bar where they are a figure, else above it."""
    room = float(ROOM)
    if beside:
        room -= max(30, width_of(str(most), NAME) + 10)
        pen.line(bar.words, EDGE + ROOM, pen.y + 2 + THICK / 2, NAME, "end")
    else:
        pen.words(bar.words, TEXT)
    pen.block(EDGE, pen.y + 2, room, THICK, CARD)
    x = float(EDGE)
    for count, color in bar.parts:
        wide = room * count / most if most else 0.0
        pen.block(x, pen.y + 2, wide, THICK, color)
        x += wide
    pen.y += THICK + 6
