"""Reads a PDF with a text layer into lines: wrapped lines joined, tables, what a printer adds.

Pages are read one by one and let go. A scan has no letters and is refused: reading it would need
a program that guesses letters, and a plan is quoted word for word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.importing.joining import Printed, joined
from knowledge.importing.lines import Line, Progress, SourceCell, Unreadable, row_line
from knowledge.importing.pdf_size import refuse_bomb

FEWEST_LETTERS = 30
"""A page with fewer has no text layer, or next to none."""
MOST_PAGES = 2000
MOST_UNMAPPED = 0.05
"""The part of a text's letters that may have no Unicode before it is refused."""
GUTTER = 2.2
"""So many times the height of the letters is a gap between two columns."""
STRIP = 9.0
"""Points of white between two columns of a page, at the least."""
FEWEST_ROWS = 8
"""Lines that must leave the same strip free; a letterhead has fewer."""
NOTE_GAP = 8.0
"""Points between the number of a footnote and its words, at the most."""
SMALL = 0.8
"""A raised number is set in letters smaller than this part of the usual ones."""

_NUMBER_ONLY = re.compile(
    r"^[-–\s]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s.]*$", re.IGNORECASE
)
_DAMAGED = (PdfminerException, PDFException, ValueError, KeyError, TypeError, RecursionError)
_SQUARED = re.compile(r"(?:^|[\d\s/])(?:m|km|cm|dm|mm)$", re.IGNORECASE)


Words = list[dict[str, Any]]
Rows = list[Words]
"""The words of each printed line."""


def pdf_lines(path: Path, progress: Progress) -> Iterator[Line]:
    """Yield the lines of a PDF; raises `Unreadable`."""
    refuse_bomb(path)
    try:
        with pdfplumber.open(path) as pdf:
            pages = _pages(pdf.pages, path.name, progress)
    except Unreadable:
        raise
    except _DAMAGED as error:
        raise _refusal(error, path.name) from error
    yield from joined(_without_furniture(pages))


def _refusal(error: Exception, name: str) -> Unreadable:
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
        return Unreadable(
            "password", f"{name} is locked by a password: save a copy without it, and import that"
        )
    return Unreadable(
        "damaged",
        f"{name} is not a PDF, or is cut off or damaged: get it again, or save it again as PDF",
    )


def _pages(pages: list[Page], name: str, progress: Progress) -> list[list[Printed]]:
    """Return what is printed on each page; raises `Unreadable` for a scan and for lost letters."""
    if len(pages) > MOST_PAGES:
        raise Unreadable(
            "too_long",
            f"{name} has {len(pages)} pages, more than {MOST_PAGES}: import its parts one by one",
        )
    gutter: float | None = None
    read: list[list[Printed]] = []
    empty = 0
    for number, page in enumerate(pages, 1):
        gutter, printed = _page(page, number, gutter)
        if page.images and sum(len(line.text) for line in printed) < FEWEST_LETTERS:
            empty += 1
            why = f"[trang {number}: chỉ có hình, không có chữ]"
            printed.append(Printed(why, number, 0, 0, 0, 0, why="a picture without letters"))
        read.append(printed)
        page.close()
        progress(number, len(pages))
    letters = "".join(line.text for page in read for line in page if not line.why)
    if len(letters.strip()) < FEWEST_LETTERS or 2 * empty > len(pages):
        raise Unreadable(
            "scan",
            f"{name} is a scan, a picture of the pages without letters: ask the office that made "
            "it for the .docx or the PDF with text, or let a text recognition program read it",
        )
    # pdfminer writes `(cid:17)` for such a letter: some six signs too many.
    if letters.count("(cid:") * 6 > MOST_UNMAPPED * len(letters):
        raise Unreadable(
            "letters",
            f"{name}: its fonts do not say which letters they show: open it in Word, save it as "
            ".docx, and import that",
        )
    return read


def _page(page: Page, number: int, gutter: float | None) -> tuple[float | None, list[Printed]]:
    """Return what is printed on a page, from the top down: lines, and rows of tables.

    With it goes where its two columns are parted, if it has two; `gutter` is where those of the
    page before were.
    """
    found = page.find_tables() if len(page.lines) + len(page.rects) + len(page.curves) >= 4 else []
    tables = [table for table in found if len(table.rows) > 1 and _columns(table) > 1]
    boxes = [table.bbox for table in tables]
    words = page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False)
    free = [word for word in words if not any(_inside(word, box) for box in boxes)]
    rows = [_merged(row) for row in _by_height(free)]
    sheet = float(page.width)
    gutter = _gutter_of_page(rows, sheet, gutter)
    lines = [line._replace(sheet=sheet) for line in _lines(rows, gutter, sheet, number)]
    blocks: list[tuple[float, list[Printed]]] = [(line.top, [line]) for line in lines]
    blocks += [(table.bbox[1], list(_rows(table, number, at))) for at, table in enumerate(tables)]
    if tables:
        blocks.sort(key=lambda block: block[0])
    return gutter, [line for _, printed in blocks for line in printed]


def _columns(table: Any) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    middle, height = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(left <= middle <= right and top <= height <= bottom)


def _rows(table: Any, page: int, number: int) -> Iterator[Printed]:
    """Yield the rows of a table; a cell that is missing in a row belongs to the one left of it, or
    to the one above."""
    above: list[bool] = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        cells: list[SourceCell] = []
        for at, (box, text) in enumerate(zip(row.cells, texts, strict=True)):
            words = " ".join((text or "").split())
            if box is None and cells and not (at < len(above) and _reaches(table, row, at)):
                cells[-1] = cells[-1]._replace(span=cells[-1].span + 1)
            else:
                cells.append(SourceCell(words, 1, box is None))
        above = [box is not None for box in row.cells]
        line = row_line(tuple(cells), number + 1)
        left, top, right, bottom = row.bbox
        yield Printed(line.text, page, left, right, top, bottom, row=line)


def _reaches(table: Any, row: Any, at: int) -> bool:
    """Return whether a cell of a row above reaches down into a row at a column."""
    top = row.bbox[1]
    return any(
        other.cells[at] is not None and other.cells[at][1] < top - 1 < other.cells[at][3] - 2
        for other in table.rows
        if at < len(other.cells)
    )


def _lines(rows: Rows, middle: float | None, width: float, page: int) -> Iterator[Printed]:
    """Yield the printed lines of a page; two columns one after the other.

    `middle` is where a page's two columns are parted; without it, what stands side by side is a
    letterhead or signatures, whose columns have numbers below 0.
    """
    ends = (rows[0], rows[-1]) if rows else ()
    splits = [_split(row, middle, width) for row in rows]
    at = 0
    while at < len(rows):
        if splits[at] is None:
            yield _printed(rows[at], page, edge=any(rows[at] is row for row in ends))
            at += 1
            continue
        end = _columns_end(rows, splits, at, middle is not None)
        for side in (1, 2):
            for row, split in zip(rows[at:end], splits[at:end], strict=True):
                cut = split or splits[at] or 0.0
                if part := [word for word in row if (word["x0"] >= cut) == (side == 2)]:
                    column = side if middle is not None else -side
                    yield _printed(part, page, column, any(row is end for end in ends))
        at = end


def _columns_end(rows: Rows, splits: list[float | None], at: int, of_page: bool) -> int:
    """Return where lines in two columns end; of lines on one side, those before one on both."""
    end, last, gutter = at, at, splits[at] or 0.0
    while end < len(rows) and (splits[end] is not None or _one_side(rows[end], gutter)):
        end += 1
        if splits[end - 1] is not None:
            last = end
    return end if of_page else last


def _by_height(words: Words) -> Rows:
    """Return the words of each printed line, from left to right.

    What is raised and small (a footnote's number, the 2 of m2) is put with the word it follows.
    """
    sizes = Counter(round(word["size"], 1) for word in words)
    usual = sizes.most_common(1)[0][0] if sizes else 12.0
    raised = [word for word in words if word["size"] < SMALL * usual and word["text"].isdigit()]
    rows: Rows = []
    for word in sorted(words, key=lambda word: (_middle(word), word["x0"])):
        if word in raised:
            continue
        if not rows or _middle(word) - _middle(rows[-1][0]) > 0.45 * rows[-1][0]["size"]:
            rows.append([])
        rows[-1].append(word)
    for word in raised:
        stands = (_is_raised, _is_level)
        near = (row for by in stands for row in rows if any(by(word, other) for other in row))
        row = next(near, [])
        if not row:
            rows.append(row)
        row.append(word)
    rows.sort(key=lambda row: _middle(row[0]))
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def _middle(word: dict[str, Any]) -> float:
    return float(word["top"] + word["bottom"]) / 2


def _is_raised(word: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether a small word stands raised right behind another one, or before it."""
    return bool(
        (-1 < word["x0"] - other["x1"] < 2 or -1 < other["x0"] - word["x1"] < NOTE_GAP)
        and other["top"] - 4 < word["top"]
        and word["bottom"] < other["bottom"] + 1
    )


def _is_level(word: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two words stand on one line: a year in a note, whose letters are small."""
    return abs(_middle(word) - _middle(other)) < 0.45 * float(other["size"])


def _merged(row: Words) -> Words:
    """Return a line's words with raised small numbers made plain: `m2`, and `60%[1]`."""
    merged: Words = []
    usual = max(word["size"] for word in row)
    for word in row:
        small = word["size"] < SMALL * usual and word["text"].isdigit()
        if small and merged and word["x0"] - merged[-1]["x1"] < 2:
            sign = word["text"] if _SQUARED.search(merged[-1]["text"]) else f"[{word['text']}]"
            merged[-1] = {**merged[-1], "text": merged[-1]["text"] + sign, "x1": word["x1"]}
        elif merged and word["x0"] - merged[-1]["x1"] < 0.12 * usual:
            merged[-1] = {**merged[-1], "text": merged[-1]["text"] + word["text"], "x1": word["x1"]}
        else:
            merged.append({**word, "text": f"[{word['text']}]"} if small and not merged else word)
    return merged


def _gutter_of_page(rows: Rows, width: float, known: float | None) -> float | None:
    """Return where the white strip between two columns is; None for a page of one column.

    `known` is that of the page before: a last page may have few lines in its right column.
    """
    both = [row for row in rows if row[0]["x0"] < 0.4 * width and row[-1]["x1"] > 0.6 * width]
    if known and both and sum(not _crossed(row, known) for row in both) >= 0.6 * len(both):
        return known
    if len(both) < FEWEST_ROWS:
        return None
    strips = range(int(0.35 * width), int(0.65 * width), 3)
    free = {float(at): sum(not _crossed(row, at) for row in both) for at in strips}
    best = max(free, key=lambda at: free[at])
    return best if free[best] >= max(FEWEST_ROWS, 0.6 * len(both)) else None


def _crossed(row: Words, at: float) -> bool:
    """Return whether a word of a line stands in a strip, at its left or on both sides of it."""
    return any(word["x0"] < at + STRIP and word["x1"] > at for word in row)


def _split(row: Words, middle: float | None, width: float) -> float | None:
    """Return where the right column of a line begins; None for a line of one column."""
    if middle is not None and not _crossed(row, middle):
        return middle + STRIP / 2
    gaps = [
        (after["x0"] - before["x1"], after["x0"])
        for before, after in pairwise(row)
        if 0.3 * width < (before["x1"] + after["x0"]) / 2 < 0.7 * width
    ]
    gap, at = max(gaps, default=(0.0, 0.0))
    return at - 0.5 if gap > GUTTER * row[0]["size"] else None


def _one_side(row: Words, gutter: float) -> bool:
    return bool(row[-1]["x1"] < gutter or row[0]["x0"] >= gutter)


def _printed(words: Words, page: int, column: int = 0, edge: bool = False) -> Printed:
    bold = all("bold" in str(word["fontname"]).lower() for word in words)
    usual = max(words, key=lambda word: float(word["size"]))
    return Printed(
        " ".join(word["text"] for word in words), page,
        words[0]["x0"], words[-1]["x1"], usual["top"], usual["bottom"],
        size=usual["size"], bold=bold, column=column, edge=edge,
    )  # fmt: skip


def _without_furniture(pages: list[list[Printed]]) -> list[Printed]:
    """Return every printed line, those marked that a printer adds at the edges of pages."""
    printed = [line for lines in pages for line in lines]
    pages_of: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for line in printed:
        if line.edge:
            pages_of[_shape(line)].add(line.page)
    wanted = max(3, len(pages) // 3)

    def is_added(line: Printed) -> bool:
        return _NUMBER_ONLY.match(line.text) is not None or len(pages_of[_shape(line)]) >= wanted

    return [line._replace(added=line.edge and is_added(line)) for line in printed]


def _shape(line: Printed) -> tuple[str, int]:
    """Return a line without its numbers, and how high on the page it stands."""
    return re.sub(r"\d+", "0", line.text), round(line.top / 10)
