"""A digest as a chart: new and resolved reports of two periods, and each agency."""

from typing import NamedTuple

from bot.core.turn import Tools
from bot.digests.content import Compared, Content
from bot.digests.render import rows
from bot.digests.render.rows import AgencyRow, Names
from bot.plan import drawing
from bot.plan.drawing import Pen

MOST_AGENCIES = 4
"""Agencies drawn, so that the picture is not too long; the others are summed up."""
THICK = 16
"""Height of a bar."""


class Bar(NamedTuple):
    """A bar with its words; its parts follow each other, each a figure and its colour."""

    words: str
    parts: tuple[tuple[int, str], ...]


class Group(NamedTuple):
    """Bars under one name."""

    name: str
    bars: tuple[Bar, ...]


class Part(NamedTuple):
    """A part of the chart, whose bars share one scale; `legend` pairs colours and words."""

    heading: str
    legend: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    summary: str = ""


def make(content: Content, tools: Tools) -> bytes | None:
    """Return the picture as PNG; None where there is nothing to draw."""
    return None if content.is_empty else paint(content, Names(tools)).png()


def chart(content: Content, names: Names) -> list[Part]:
    """Return the parts of a digest's chart."""
    agencies = [row for row in rows.agencies(content, names) if row.open or row.due]
    parts = [_flow(content, names)]
    if agencies:
        parts.append(_agencies(agencies, names))
    if content.targets.bars:
        parts.append(_targets(content, names))
    return parts


def _flow(content: Content, names: Names) -> Part:
    counts = {"new": content.came_to("new"), "resolved": content.came_to("resolved")}
    if content.then:
        counts |= {"open_all": content.opened, "overdue_all": content.listed("overdue")}
    groups = (
        _pair(names.label(f"chart_{key}", count=count), count) for key, count in counts.items()
    )
    legend = (
        (drawing.ACCENT, names.label("chart_now")),
        (drawing.BEFORE, names.label("chart_before")),
    )
    return Part(names.label("chart_flow"), legend, tuple(groups))


def _pair(name: str, count: Compared) -> Group:
    figures = ((count.now, drawing.ACCENT), (count.before, drawing.BEFORE))
    return Group(name, tuple(Bar(str(n), ((n, color),)) for n, color in figures))


def _agencies(agencies: list[AgencyRow], names: Names) -> Part:
    drawn, undrawn = agencies[:MOST_AGENCIES], agencies[MOST_AGENCIES:]
    colors = {"overdue": drawing.OVERDUE, "open": drawing.OPEN,
              "in_time": drawing.IN_TIME, "late": drawing.LATE}  # fmt: skip
    return Part(
        heading=names.label("chart_agencies"),
        legend=tuple((color, names.label(f"legend_{key}")) for key, color in colors.items()),
        groups=tuple(_agency(row, names) for row in drawn),
        summary=_summary(undrawn, names) if undrawn else "",
    )


def _agency(row: AgencyRow, names: Names) -> Group:
    waiting = ((row.overdue, drawing.OVERDUE), (row.open - row.overdue, drawing.OPEN))
    due = ((row.in_time, drawing.IN_TIME), (row.due - row.in_time, drawing.LATE))
    bars = {"chart_open": waiting, "chart_due": due}
    return Group(row.name, tuple(Bar(names.label(key, row=row), at) for key, at in bars.items()))


def _targets(content: Content, names: Names) -> Part:
    """Return the plan's figure and the stated one of each target, side by side."""
    legend = (
        (drawing.BEFORE, names.label("chart_target_plan")),
        (drawing.ACCENT, names.label("chart_target_stated")),
    )
    groups = tuple(
        Group(
            names.label("chart_target", promise=bar.promise),
            (
                Bar(names.label("chart_promised", bar=bar), ((100, drawing.BEFORE),)),
                Bar(names.label("chart_stated", bar=bar), ((bar.percent or 0, drawing.ACCENT),)),
            ),
        )
        for bar in content.targets.bars
    )
    return Part(names.label("chart_targets", left_out=content.targets.undrawn), legend, groups)


def _summary(agencies: list[AgencyRow], names: Names) -> str:
    keys = ("open", "overdue", "due", "in_time")
    sums = {key: sum(getattr(row, key) for row in agencies) for key in keys}
    return names.label("chart_more", count=len(agencies), **sums)


def paint(content: Content, names: Names) -> Pen:
    """Draw the chart."""
    pen = Pen()
    pen.words(names.title(content), drawing.TITLE)
    for line in (names.scope(content), names.compared(content)):
        pen.words(line, drawing.ASIDE)
    for part in chart(content, names):
        _paint_part(pen, part)
    pen.y += drawing.GAP
    pen.words(names.made_at(content), drawing.NOTE)
    return pen


def _paint_part(pen: Pen, part: Part) -> None:
    pen.y += drawing.GAP + 4
    pen.words(part.heading, drawing.HEADING)
    pen.legend(part.legend)
    bars = [bar for group in part.groups for bar in group.bars]
    largest = max((sum(n for n, _ in bar.parts) for bar in bars), default=0)
    figures_only = all(bar.words.isdecimal() for bar in bars)
    for group in part.groups:
        pen.y += drawing.GAP
        pen.words(group.name, drawing.NAME)
        for bar in group.bars:
            _paint_bar(pen, bar, largest, figures_only)
    if part.summary:
        pen.y += drawing.GAP
        pen.words(part.summary, drawing.ASIDE)


def _paint_bar(pen: Pen, bar: Bar, largest: int, figures_only: bool) -> None:
    """Draw a bar; its words stand behind it where they are figures, else above it."""
    width = float(drawing.INNER_WIDTH)
    if figures_only:
        width -= max(30, drawing.width_of(str(largest), drawing.NAME) + 10)
        end, middle = drawing.EDGE + drawing.INNER_WIDTH, pen.y + 2 + THICK / 2
        pen.line(bar.words, end, middle, drawing.NAME, "end")
    else:
        pen.words(bar.words, drawing.TEXT)
    pen.block(drawing.EDGE, pen.y + 2, width, THICK, drawing.CARD)
    x = float(drawing.EDGE)
    for count, color in bar.parts:
        wide = width * count / largest if largest else 0.0
        pen.block(x, pen.y + 2, wide, THICK, color)
        x += wide
    pen.y += THICK + 6
