"""Reads a table: which rows are its headings, which are groups, and the cells of all others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from knowledge.importing.lines import SourceCell
from knowledge.importing.markers import is_capitals
from knowledge.schema import Cell
from knowledge.slots.numbers import DIGITS, value_of

_NUMBERED = re.compile(r"^\(?\d{1,3}(?:\.\d{1,2})*\)?\.?$")
_ROMAN = re.compile(r"^[IVXLC]+\.?$")
_LETTER = re.compile(r"^[A-H][.)]?$")
_SUM = re.compile(r"\W*(?:tổng(?: cộng| số)?|cộng)\s*(?:\(.*|:.*|\W*)$", re.IGNORECASE)
_SAME = re.compile(r"[-–\s]*(?:[Nn]t|[Nn]hư trên)[-–\s.]*|[\"”″]")
"""What stands in a cell for what the one above says."""
LOWEST = 9
"""Below all groups of a table."""
PART_OF_HEADINGS = 2
"""So many cells in words are the rest of a row of headings."""
_FIGURE = re.compile(r"[≥≤<>~]?\s*\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?\s*%?|[-–]")
WIDEST = 10
"""Columns of a table with one cell a line."""
FEWEST_ROWS = 2
NO_CELL = -1
EQUAL = 0.01
_FIRST_ROW = frozenset({"1", "01", "I", "A", "1."})
_COUNTING = re.compile(r"^\(?(?:\d{1,2}|[A-H])\)?(?:\s*=.*)?$")
_HEADING_WORDS = re.compile(
    r"^(?:s?tt|số\s*tt|stt\.?|số\s+thứ\s+tự|nội\s+dung|nhiệm\s+vụ|chỉ\s+tiêu|tên|đơn\s+vị|thời\s+gian|cơ\s+quan|ghi\s+chú"

        r"|sản\s+phẩm|tiến\s+độ|kinh\s+phí|đvt|hạng\s+mục|danh\s+mục|công\s+việc|năm\s+\d{4}"
        r"|tổng)"
    , re.IGNORECASE,
)  # fmt: skip


class Row(NamedTuple):
    """A row of a table: its lines in the source, its text there, its cells."""

    lines: tuple[int, ...]
    text: str
    cells: tuple[SourceCell, ...]
    header: bool = False


@dataclass
class BodyRow:
    """A row that says something: its cells under their headings, and the groups it stands in."""

    lines: tuple[int, ...]
    text: str
    label: str
    cells: tuple[Cell, ...]
    groups: tuple[str, ...]


@dataclass
class ReadTable:
    """A table as it was read."""

    heading_lines: list[int] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    groups: list[str] = field(default_factory=list)
    rows: list[BodyRow] = field(default_factory=list)


def read_table(rows: Sequence[Row]) -> ReadTable:
    """Return the headings, groups and rows of a table."""
    width = max(sum(cell.span for cell in row.cells) for row in rows)
    headers = _header_rows(rows)
    table = ReadTable([line for row in rows[:headers] for line in row.lines])
    table.columns = _columns(rows[:headers], width)
    open_groups: list[tuple[int, str]] = []
    above: list[str] = [""] * width
    headings = {_texts(row) for row in rows[:headers]}
    repeated = [row for row in rows[headers:] if _texts(row) in headings]  # at the top of each page
    table.heading_lines += [line for row in repeated for line in row.lines]
    body = [row for row in rows[headers:] if _texts(row) not in headings]
    for at, row in enumerate(body):
        rank = _group_rank(row, width)
        if rank is not None and at + 1 < len(body) and _heads(rank, body[at + 1], width):
            words = next(text for text in reversed(_texts(row)) if text)
            open_groups = [(r, w) for r, w in open_groups if r < rank] + [(rank, words)]
            table.groups.append(words)
            table.heading_lines.extend(row.lines)
            continue
        first, ended = _first(row), _label_rank(row)
        open_groups = [(r, w) for r, w in open_groups if r < ended]
        groups = () if _SUM.match(first) else tuple(words for _, words in open_groups)
        cells = tuple(_cells(row, table.columns, above))
        table.rows.append(BodyRow(row.lines, row.text, _label(row), cells, groups))
        words = row.cells[1].text if len(row.cells) > 1 else ""
        if (
            at + 1 < len(body) and _counts_below(row, body[at + 1]) and any(map(str.isalpha, words))
        ):  # with the sums of those below it
            open_groups.append((ended, words))
    return table


def _first(row: Row) -> str:
    return next((text for text in _texts(row) if text), "")


def _label_rank(row: Row) -> int:
    """Return how high a row stands by its label: 0 for `A`, 1 for `I`, below words alone (3)
    those with `1` and `1.1`."""
    first = _first(row).rstrip(".)")
    if _NUMBERED.match(first):
        return 4 + first.count(".")
    return 0 if _LETTER.match(first) else 1 if _ROMAN.match(first) else LOWEST


def _counts_below(row: Row, below: Row) -> bool:
    """Return whether the next row begins a count below this one's label: `1` below `I`."""
    label, first = _first(row).rstrip(".)"), _first(below).rstrip(".)")
    is_below = _label_rank(row) < _label_rank(below) < LOWEST
    return is_below and first in ("1", "01", "I", f"{label}.1")


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)


def _header_rows(rows: Sequence[Row]) -> int:
    """Return how many rows at the top are headings."""
    marked = next((at for at, row in enumerate(rows) if not row.header), len(rows))
    is_heading = len(rows) > 1 and (_is_heading(rows[0], rows[1]) or _is_rest(rows[0]))
    count = marked or int(is_heading)
    while 0 < count < len(rows) - 1 and _goes_on(rows[count - 1], rows[count]):
        count += 1
    if 0 < count < len(rows) and _counts_columns(rows[count]):
        count += 1
    return min(count, len(rows) - 1)


def _first_word(row: Row) -> str:
    return row.cells[0].text.partition(" ")[0].lower()


def _is_heading(row: Row, after: Row) -> bool:
    """Return whether the first row of a table has headings and no content."""
    texts = [cell.text for cell in row.cells if cell.text]
    if any(_HEADING_WORDS.match(text) for text in texts):
        return True
    if _NUMBERED.match(row.cells[0].text) or len(texts) < max(2, len(row.cells) - 1):
        return False
    if _first_word(row) == _first_word(after) and not after.cells[0].text.startswith(
        row.cells[0].text
    ):
        return False  # the rows go on as the first one begins: `Tháng 3`, `Tháng 4`
    short = all(len(text) < 90 and not text.endswith((".", ";")) for text in texts)
    figures = sum(bool(re.fullmatch(r"[\d.,%\s-]+", text)) for text in texts)
    years = sum(bool(re.search(r"20\d\d", text)) for text in texts)
    return short and figures <= years


def _is_rest(row: Row) -> bool:
    """Return whether a table begins with the rest of headings that the end of a page broke."""
    texts = [cell.text for cell in row.cells if cell.text]
    is_open = not row.cells[0].text and len(texts) >= PART_OF_HEADINGS
    return is_open and not any(map(str.isdigit, row.text))


def _goes_on(above: Row, row: Row) -> bool:
    """Return whether a second row belongs to the headings: some above it span or reach down."""
    reaches = any(cell.span > 1 for cell in above.cells) or any(cell.down for cell in row.cells)
    is_open = any(cell.down or not cell.text for cell in row.cells)
    return reaches and is_open and _NUMBERED.match(row.cells[0].text) is None


def _counts_columns(row: Row) -> bool:
    """Return whether a row only counts the columns: `(1) | (2) | (3)`."""
    texts = [cell.text for cell in row.cells if cell.text]
    return len(texts) >= 3 and all(map(_COUNTING.match, texts)) and texts[0].strip("()") in "1A"


def _columns(headers: Sequence[Row], width: int) -> tuple[str, ...]:
    """Return the heading of each column, from the top header row down."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in headers:
        if _counts_columns(row):
            continue
        for at, cell in _placed(row):
            for column in range(at, min(at + cell.span, width)):
                if cell.text and not cell.down and cell.text not in columns[column]:
                    columns[column].append(cell.text)
    return tuple(": ".join(parts) for parts in columns)


def _placed(row: Row) -> Iterator[tuple[int, SourceCell]]:
    """Yield the cells of a row with the column they begin in."""
    at = 0
    for cell in row.cells:
        yield at, cell
        at += cell.span


def _cells(row: Row, columns: tuple[str, ...], above: list[str]) -> Iterator[Cell]:
    """Yield the cells of a row that say something; `above` keeps what reaches further down."""
    for at, cell in _placed(row):
        reaches = cell.down or (_SAME.fullmatch(cell.text) and at < len(above) and above[at])
        text = above[at] if reaches and at < len(above) else cell.text
        for column in range(at, min(at + cell.span, len(above))):
            above[column] = text
        heading = columns[at] if at < len(columns) else ""
        if text:
            yield Cell(text=text, column=heading, lent=bool(reaches))


def _group_rank(row: Row, width: int) -> int | None:
    """Return how high a group row stands: 0 for `A`, 1 for `I`, 2 for `1`, 3 for words alone."""
    if any(cell.down for cell in row.cells):
        return None
    texts = [cell for cell in row.cells if cell.text]
    if not texts or len(texts) > 2 or width < 3:
        return None
    first = texts[0].text
    for rank, form in ((0, _LETTER), (1, _ROMAN), (2, _NUMBERED)):
        if len(texts) == 2 and form.match(first) and texts[1] is row.cells[1]:
            return rank
    if len(texts) == 1 and (row.cells[0] is texts[0] or texts[0].span > 1):
        numbered = re.match(r"^(?:([A-H])|([IVXLC]+)|(\d+))[.)]\s", first)
        if numbered and numbered.lastindex:
            return numbered.lastindex - 1
        return 1 if is_capitals(first) else 3
    return None


def _heads(rank: int, after: Row, width: int) -> bool:
    """Return whether a group row has rows of its own."""
    next_rank = _group_rank(after, width)
    return next_rank is None or next_rank > rank


def _label(row: Row) -> str:
    first = row.cells[0].text.strip("().") if row.cells and not row.cells[0].down else ""
    return first if _NUMBERED.match(first) or _ROMAN.match(first) else ""


def one_cell_a_line(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the rows of a table that a law site wrote with one cell a line, as indexes of lines.

    The first row has its headings, the first of which counts the rows; empty for no such table. A
    blank text is an empty cell.
    """
    firsts = (n for n, text in enumerate(texts[:12]) if n > 1 and text in _FIRST_ROW)
    width = next(firsts, 0)
    if not width or any(len(text) > 90 or not text for text in texts[:width]):
        return []
    rows: list[tuple[int, ...]] = [tuple(range(width))]
    line, number = width, 1
    while line < len(texts):
        is_group = bool(_ROMAN.match(texts[line]) or _LETTER.match(texts[line]))
        if not is_group and not _is_next(texts[line], number):
            break
        end = _row_end(texts, line, number + (not is_group), 2 if is_group else width)
        rows.append(tuple(range(line, end)))
        number += not is_group
        line = end
    return [*rows, *_sum_row(texts, line, rows, 1)] if len(rows) > 1 else []


def without_counter(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the rows of a table with one cell a line that nothing counts; empty for no such table.

    A row has so many cells that a column has figures in all rows, or in none; the first has names.
    """
    for width in range(2, min(WIDEST, len(texts) // 3) + 1):
        is_figure = [bool(_FIGURE.fullmatch(text)) for text in texts[width : 2 * width]]
        if is_figure[0] or any(not text or len(text) > 90 for text in texts[:width]):
            continue
        rows, line = [tuple(range(width))], width
        while [bool(_FIGURE.fullmatch(text)) for text in texts[line : line + width]] == is_figure:
            rows.append(tuple(range(line, line + width)))
            line += width
        if any(is_figure) and len(rows) > FEWEST_ROWS:
            return [*rows, *_sum_row(texts, line, rows, 0)]
    return []


def _sum_row(
    texts: Sequence[str], line: int, rows: Sequence[tuple[int, ...]], name: int
) -> list[tuple[int, ...]]:
    """Return the row of sums behind the rows of a table, the cells that it lacks as `NO_CELL`; its
    figures stand in the columns of which they are the sum, or else in all that have figures."""
    if line >= len(texts) or not _SUM.match(texts[line]):
        return []
    width = len(rows[0])
    full = [row for row in rows[1:] if len(row) == width]
    columns = [at for at in range(name + 1, width)
               if full and all(_FIGURE.fullmatch(texts[row[at]]) for row in full)]  # fmt: skip
    behind = range(line + 1, min(line + width, len(texts)))
    figures = list(takewhile(lambda at: _FIGURE.fullmatch(texts[at]), behind))
    sums = {at: sum(_worth(texts[row[at]]) for row in full) for at in columns}
    summed = [
        at for at in columns if any(abs(sums[at] - _worth(texts[n])) < EQUAL for n in figures)
    ]
    placed = summed if len(summed) == len(figures) else columns
    if not figures or len(placed) != len(figures):
        return []
    cells = {name: line} | dict(zip(placed, figures, strict=True))
    return [tuple(cells.get(at, NO_CELL) for at in range(width))]


def _worth(text: str) -> float:
    """Return what the figure in a cell is worth; a dash is nothing."""
    digits = re.search(DIGITS, text)
    return value_of(digits[0]) if digits else 0.0


def _is_next(text: str, number: int) -> bool:
    return text.strip(".()").lstrip("0") == str(number)


def _row_end(texts: Sequence[str], start: int, number: int, width: int) -> int:
    """Return where a row that begins there ends: at the next number, or when it is full."""
    cells, line, full = 0, start, start + width
    if full < len(texts) and (not texts[full] or _is_next(texts[full], number)):
        return full  # a cell before it may be that number too
    while line < len(texts) and cells < width:
        if cells >= 2 and (_is_next(texts[line], number) or _ROMAN.match(texts[line])):
            break
        cells += 1
        line += 1
    return line
