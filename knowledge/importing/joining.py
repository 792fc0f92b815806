"""Joins the printed lines of a PDF into paragraphs, as they were before they were wrapped."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge.importing.contents import LEADER
from knowledge.importing.lines import Line, row_line
from knowledge.importing.markers import is_capitals, marker_of
from knowledge.importing.wording import KIND_ALONE

SHORT = 0.12
"""A line that ends so much of the text's width before its edge ends a paragraph."""
INDENT = 6.0
"""Points; a line that begins so much further in than the one above begins a paragraph."""


class Printed(NamedTuple):
    """A line as it stands on a page."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float = 12.0
    bold: bool = False
    column: int = 0
    """1 or 2 where a page has two columns, -1 or -2 in a letterhead; 0 else."""
    sheet: float = 0.0
    """How wide its page is: an appendix may lie across."""
    row: Line | None = None
    """The row of a table that it is."""
    edge: bool = False
    """It is the first or last line of its page, where a printer adds things."""
    added: bool = False
    """It is a page's number or a running head."""
    why: str = ""
    """Why the page could not be read."""


def joined(printed: Sequence[Printed]) -> Iterator[Line]:
    """Yield paragraphs, rows, and what is added or unread, in the document's order.

    What a printer adds in the middle of a paragraph comes behind it.
    """
    printed = _with_whole_rows(printed)
    margins = _margins(printed)
    begun: list[Printed] = []
    behind: list[Line] = []
    tables = 0
    for at, line in enumerate(printed):
        if line.added:
            behind.append(Line(line.text, "page"))
            continue
        if begun and not _goes_on(begun, line, margins):
            yield _paragraph(begun)
            begun = []
        if not begun:
            yield from behind
            behind = []
        if line.row is not None:
            tables += _is_new_table(printed, at)
            yield Line(line.text, "row", tables, line.row.cells)
        elif line.why:
            yield Line(line.text, "unread", why=line.why)
        else:
            begun.append(line)
    if begun:
        yield _paragraph(begun)
    yield from behind


def _with_whole_rows(printed: Sequence[Printed]) -> list[Printed]:
    """Return what is printed, with the rows whole that the end of a page breaks."""
    lines: list[Printed] = []
    first: dict[str, int] = {}
    """The page on which a row stands first; a heading stands again at the top of the next."""
    for line in printed:
        first.setdefault(line.text, line.page)
        passed = (n for n in reversed(range(len(lines))) if not lines[n].added)
        at = next((n for n in passed if first.get(lines[n].text, 0) in (0, lines[n].page)), 0)
        if line.row and lines and (joint := _joint(lines[at], line)):
            lines[at] = lines[at]._replace(text=joint.text, row=joint)
        else:
            lines.append(line)
    return lines


def _joint(before: Printed, line: Printed) -> Line | None:
    """Return the row that goes on at the top of a page: its first cell is empty, the rest goes on
    in small letters, and no cell begins with a figure; None where a row begins."""
    first, second = before.row, line.row
    if first is None or second is None or line.page != before.page + 1:
        return None
    texts = [cell.text for cell in second.cells if cell.text]
    if len(first.cells) != len(second.cells) or second.cells[0].text or not texts:
        return None
    if not texts[0][0].islower() or any(text[0].isdigit() for text in texts):
        return None
    pairs = zip(first.cells, second.cells, strict=True)
    cells = tuple(
        cell._replace(text=f"{cell.text} {further.text}".strip()) for cell, further in pairs
    )
    return row_line(cells, first.table, first.header)


def _is_new_table(printed: Sequence[Printed], at: int) -> bool:
    """Return whether a row begins a table; one that goes on at the top of a page does not."""
    row = printed[at].row
    before = next((line for line in reversed(printed[:at]) if not line.added), None)
    if before is None or before.row is None or row is None:
        return True
    same_page = before.page == printed[at].page
    if same_page:
        return before.row.table != row.table
    return sum(c.span for c in before.row.cells) != sum(c.span for c in row.cells)


def _paragraph(lines: list[Printed]) -> Line:
    text = " ".join(line.text for line in lines)
    return Line(text, "note" if text.startswith("[") and lines[0].size < 11 else "text",
                heading=all(line.bold for line in lines))  # fmt: skip


class Margins(NamedTuple):
    """The left and right edge of the text of a column."""

    left: float
    right: float


Column = tuple[int, float]


def _column(line: Printed) -> Column:
    """Return which lines have the same margins: those of its column on pages as wide as its own."""
    return line.column, round(line.sheet)


def _margins(printed: Sequence[Printed]) -> dict[Column, Margins]:
    """Return the margins of each column, by the lines that reach them often."""
    margins: dict[Column, Margins] = {}
    for column in {_column(line) for line in printed}:
        lines = [
            line
            for line in printed
            if _column(line) == column
            and line.row is None
            and not line.added
            and len(line.text) > 20
        ]
        lefts = Counter(round(line.left / 3) for line in lines)
        rights = Counter(round(line.right / 3) for line in lines)
        margins[column] = Margins(3.0 * min(_often(lefts, 50)), 3.0 * max(_often(rights, 4)))
    return margins


def _often(counts: Counter[int], part: int) -> list[int]:
    wanted = max(2, max(counts.values(), default=0) // part)
    return [at for at, n in counts.items() if n >= wanted] or list(counts) or [0]


def _goes_on(begun: list[Printed], line: Printed, margins: dict[Column, Margins]) -> bool:
    """Return whether a printed line goes on with the paragraph that is begun."""
    last = begun[-1]
    is_numbered = marker_of(line.text) and not _is_span(last.text, line.text)
    is_kind = KIND_ALONE.match(line.text)  # right under the place and date
    if line.row is not None or line.why or is_numbered or is_kind or LEADER.search(last.text):
        return False
    if _looks_other(last, line):
        return False
    margin, own = margins[_column(last)], margins[_column(line)]
    width = max(margin.right - min(last.left, margin.left), 1.0)
    in_letterhead = min(line.column, last.column) < 0  # whose lines stand each for themselves
    if margin.right - last.right > SHORT * width or in_letterhead:
        return False
    indent, own_indent = last.left - margin.left, line.left - own.left
    is_right = indent > SHORT * width and line.right < last.left
    if line.column == last.column and (line.left > last.right or is_right):
        return False
    together = line.page == last.page and line.column == last.column
    if together and line.top - last.bottom > 1.3 * last.size:
        return False
    if line.column and not together and line.page == last.page and line.column < last.column:
        return False
    if _is_centred(last, margin) != _is_centred(line, own):
        return False
    begins = line.text[0].isupper() and own_indent > INDENT and abs(own_indent - indent) < 3
    if begins and len(begun) == 1 and marker_of(begun[0].text) is None:
        return False
    hangs = len(begun) == 1 and marker_of(begun[0].text) is not None
    return hangs or own_indent <= indent + INDENT


def _is_span(last: str, text: str) -> bool:
    """Return whether a line begins with the end of a span: `giai đoạn 2026` above `- 2030`."""
    return last[-1:].isdigit() and re.match(r"[-–]\s*\d{4}(?!\d)", text) is not None


def _is_centred(line: Printed, margin: Margins) -> bool:
    """Return whether a line stands as far from the left margin as from the right one."""
    left, right = line.left - margin.left, margin.right - line.right
    return left > 2 * INDENT and abs(left - right) < INDENT


def _looks_other(last: Printed, line: Printed) -> bool:
    """Return whether two lines are set so differently that they are no one paragraph."""
    if not any(map(str.isalnum, last.text)) or not any(map(str.isalnum, line.text)):
        return True
    if last.bold != line.bold and (last.bold or is_capitals(last.text)):
        return True
    capitals = is_capitals(last.text) != is_capitals(line.text)
    if capitals and len(line.text) > 12 and len(last.text) > 12:
        return True
    return abs(last.size - line.size) > 0.15 * last.size
