"""Reads a PDF with a text layer into lines: wrapped lines joined, tables, what a printer adds.

Pages are read one by one and let go. A scan has no letters and is refused: reading it would need
a program that guesses letters, and a plan is quoted word for word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.importing.joining import Printed, joined
from knowledge.importing.lines import Line, Progress, SourceCell, Unreadable, row_line

FEWEST_LETTERS = 30
"""A page with fewer has no text layer, or next to none."""
MOST_PAGES = 2000
MOST_UNMAPPED = 0.05
"""The part of a text's letters that may have no Unicode before it is refused."""
GUTTER = 2.2
"""So many times the height of the letters is a gap between two columns."""

_NUMBER_ONLY = re.compile(
    r"^[-–\s]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s.]*$", re.IGNORECASE
)
_SQUARED = re.compile(r"(?:^|[\d\s/])(?:m|km|cm|dm|mm)$", re.IGNORECASE)


def pdf_lines(path: Path, progress: Progress) -> Iterator[Line]:
    """Yield the lines of a PDF; raises `Unreadable`."""
    try:
        with pdfplumber.open(path) as pdf:
            pages = _pages(pdf.pages, path.name, progress)
    except (
        PdfminerException,
        PDFException,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ) as error:
        if isinstance(error, Unreadable):
            raise
        raise _refusal(error, path.name) from error
    yield from joined(_without_furniture(pages))


def _refusal(error: Exception, name: str) -> Unreadable:
    inner = error.args[0] if error.args else error
    if isinstance(error, PDFPasswordIncorrect) or isinstance(inner, PDFPasswordIncorrect):
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
        raise Unreadable("too_long", f"{name} has {len(pages)} pages, more than {MOST_PAGES}: import its parts one by one")  # fmt: skip
    read: list[list[Printed]] = []
    empty: list[int] = []
    for number, page in enumerate(pages, 1):
        printed = list(_page(page, number))
        if sum(len(line.text) for line in printed) < FEWEST_LETTERS and (
            page.images or not printed
        ):
            empty += [number] if page.images else []
            if page.images:
                why = f"[trang {number}: chỉ có hình, không có chữ]"
                printed.append(Printed(why, number, 0, 0, 0, 0, why="a picture without letters"))
        read.append(printed)
        page.close()
        progress(number, len(pages))
    letters = "".join(line.text for page in read for line in page if not line.why)
    if len(letters.strip()) < FEWEST_LETTERS or 2 * len(empty) > len(pages):
        raise Unreadable(
            "scan",
            f"{name} is a scan, a picture of the pages without letters: ask the office that made "
            "it for the .docx or the PDF with text, or let a text recognition program read it",
        )
    if letters.count("(cid:") * 6 > MOST_UNMAPPED * len(letters):
        raise Unreadable(
            "letters",
            f"{name}: its fonts do not say which letters they show: open it in Word, save it as "
            ".docx, and import that",
        )
    return read


def _page(page: Page, number: int) -> Iterator[Printed]:
    """Yield what is printed on a page, from the top down: lines, and rows of tables."""
    found = page.find_tables() if len(page.lines) + len(page.rects) + len(page.curves) >= 4 else []
    tables = [table for table in found if len(table.rows) > 1 and _columns(table) > 1]
    boxes = [table.bbox for table in tables]
    words = page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False)
    free = [word for word in words if not any(_inside(word, box) for box in boxes)]
    lines = [*_lines(free, float(page.width), number)]
    blocks: list[tuple[float, list[Printed]]] = [(line.top, [line]) for line in lines]
    blocks += [(table.bbox[1], list(_rows(table, number, at))) for at, table in enumerate(tables)]
    if tables:
        blocks.sort(key=lambda block: block[0])
    for _, printed in blocks:
        yield from printed


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


def _lines(words: list[dict[str, Any]], width: float, page: int) -> Iterator[Printed]:
    """Yield the printed lines of a page; two columns one after the other."""
    rows = [_merged(row) for row in _by_height(words)]
    splits = [_gutter(row, width) for row in rows]
    at = 0
    while at < len(rows):
        if splits[at] is None:
            yield _printed(rows[at], page)
            at += 1
            continue
        end, gutter = at, splits[at] or 0.0
        while end < len(rows) and (splits[end] is not None or _one_side(rows[end], gutter)):
            end += 1
        for side in (0, 1):
            for row in rows[at:end]:
                cut = splits[rows.index(row)] or gutter
                part = [word for word in row if (word["x0"] >= cut) == bool(side)]
                if part:
                    yield _printed(part, page, column=1 + side)
        at = end


def _by_height(words: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the words of each printed line, from left to right."""
    line: list[dict[str, Any]] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if line and middle - (line[0]["top"] + line[0]["bottom"]) / 2 > 0.45 * line[0]["size"]:
            yield sorted(line, key=lambda word: word["x0"])
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: word["x0"])


def _merged(row: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a line's words with raised small numbers made plain: `m2`, and `60%[1]`."""
    merged: list[dict[str, Any]] = []
    usual = Counter(round(word["size"], 1) for word in row).most_common(1)[0][0]
    for word in row:
        small = word["size"] < 0.8 * usual and word["text"].isdigit()
        if small and merged and word["x0"] - merged[-1]["x1"] < 2:
            sign = word["text"] if _SQUARED.search(merged[-1]["text"]) else f"[{word['text']}]"
            merged[-1] = {**merged[-1], "text": merged[-1]["text"] + sign, "x1": word["x1"]}
        elif merged and word["x0"] - merged[-1]["x1"] < 0.12 * usual:
            merged[-1] = {**merged[-1], "text": merged[-1]["text"] + word["text"], "x1": word["x1"]}
        else:
            merged.append({**word, "text": f"[{word['text']}]"} if small and not merged else word)
    return merged


def _gutter(row: list[dict[str, Any]], width: float) -> float | None:
    """Return where the right column of a line begins; None for a line of one column."""
    gaps = [
        (after["x0"] - before["x1"], after["x0"])
        for before, after in zip(row, row[1:], strict=False)
        if 0.3 * width < (before["x1"] + after["x0"]) / 2 < 0.7 * width
    ]
    gap, at = max(gaps, default=(0.0, 0.0))
    return at - 0.5 if gap > GUTTER * row[0]["size"] else None


def _one_side(row: list[dict[str, Any]], gutter: float) -> bool:
    return row[-1]["x1"] < gutter or row[0]["x0"] >= gutter


def _printed(words: list[dict[str, Any]], page: int, column: int = 0) -> Printed:
    bold = all("bold" in str(word["fontname"]).lower() for word in words)
    return Printed(
        " ".join(word["text"] for word in words), page,
        words[0]["x0"], words[-1]["x1"], words[0]["top"], words[0]["bottom"],
        size=words[0]["size"], bold=bold, column=column,
    )  # fmt: skip


def _without_furniture(pages: list[list[Printed]]) -> list[Printed]:
    """Return every printed line, those marked that a printer adds at the edges of pages."""
    edges = [[lines[n] for n in {0, len(lines) - 1}] if lines else [] for lines in pages]
    repeated = Counter(
        _shape(line) for lines in edges for line in {id(e): e for e in lines}.values()
    )
    wanted = max(3, len(pages) // 3)
    printed: list[Printed] = []
    for lines, ends in zip(pages, edges, strict=True):
        for line in lines:
            is_edge = any(line is end for end in ends) and line.row is None
            if is_edge and (_NUMBER_ONLY.match(line.text) or repeated[_shape(line)] >= wanted):
                line = line._replace(added=True)
            printed.append(line)
    return printed


def _shape(line: Printed) -> str:
    return re.sub(r"\d+", "0", line.text)
