"""Reads the figures back out of each form of a digest, as somebody would who only has the file."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import docx
from docx.document import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.digests.content import Content

VOID = {"meta"}


class Figures(NamedTuple):
    """The totals that every form but the map has."""

    new: int
    resolved: int
    due: int
    in_time: int
    open: int
    overdue: int


def of_content(content: Content) -> Figures:
    return Figures(
        content.came_to("new").now, content.came_to("resolved").now, content.due.now,
        content.in_time.now, content.open_count, content.overdue_count,
    )  # fmt: skip


def of_message(text: str) -> Figures:
    """Of the message as people see it, without markup."""
    (in_time,) = re.findall(r"Trả lời đúng hạn: (\d+)/(\d+)", text)
    numbers = [
        int(re.findall(rf"{name}:? (\d+)", text)[0])
        for name in ("Mới gửi", "Đã xử lý", "Đang chờ", "Quá hạn")
    ]
    return Figures(numbers[0], numbers[1], int(in_time[1]), int(in_time[0]), *numbers[2:])


def of_report(text: str) -> Figures:
    """Of the words of the report, in Word or as PDF."""
    words = " ".join(text.split())

    def figures_of(pattern: str) -> tuple[int, ...]:
        (numbers,) = re.findall(pattern, words)
        return tuple(map(int, (numbers,) if isinstance(numbers, str) else numbers))

    return Figures(
        *figures_of(r"có (\d+) phản ánh mới"),
        *figures_of(r"đã xử lý (\d+) phản ánh"),
        *figures_of(r"Trong (\d+) phản ánh đến hạn, (\d+) phản ánh được trả lời đúng hạn"),
        *figures_of(r"Hiện có (\d+) phản ánh đang chờ, trong đó (\d+) phản ánh quá hạn"),
    )


class Workbook:
    """A workbook with what its formulas come to, computed here and not read from the file."""

    def __init__(self, data: bytes) -> None:
        self._book = load_workbook(io.BytesIO(data))
        self._kept = load_workbook(io.BytesIO(data), data_only=True)
        self.names = self._book.sheetnames

    def sheet(self, name: str) -> Worksheet:
        return self._book[name]

    def table(self, name: str, heading: str = "") -> list[list[Any]]:
        """The rows of a sheet's table, or of the one under that heading, with the sums."""
        sheet, rows = self._book[name], []
        begin = 4
        if heading:
            begin = next(cell.row for cell in sheet["A"] if cell.value == heading) + 1
        for row in sheet.iter_rows(min_row=begin + 1):
            if row[0].border.left.style is None:
                break
            width = sum(1 for cell in row if cell.border.left.style)
            rows.append([self.value(name, cell.coordinate) for cell in row[:width]])
        return rows

    def value(self, sheet: str, at: str) -> Any:
        """Return the value of a cell; of a formula, its result."""
        text = self._book[sheet][at].value
        if self._book[sheet][at].data_type != "f":
            return text
        return self._result(sheet, text)

    def formulas(self) -> Iterator[tuple[str, str, Any]]:
        """Every formula, what it comes to, and what the file says it comes to."""
        for sheet in self._book:
            for cell in (cell for row in sheet for cell in row if cell.data_type == "f"):
                stored = self._kept[sheet.title][cell.coordinate].value
                result = self._result(sheet.title, cell.value)
                yield cell.value, result, "" if stored is None else stored

    def texts(self) -> Iterator[str]:
        for sheet in self._book:
            yield from (cell.value for row in sheet for cell in row if cell.data_type == "s")

    def _result(self, sheet: str, formula: str) -> Any:
        if match := re.fullmatch(r"=([A-Z]\d+)-([A-Z]\d+)", formula):
            return self.value(sheet, match[1]) - self.value(sheet, match[2])
        if match := re.fullmatch(r'=IF\(([A-Z]\d+)=0,"",([A-Z]\d+)/\1\)', formula):
            among = self.value(sheet, match[1])
            return self.value(sheet, match[2]) / among if among else ""
        if match := re.fullmatch(r"=SUBTOTAL\(109,([A-Z])(\d+):\1(\d+)\)", formula):
            rows = range(int(match[2]), int(match[3]) + 1)
            return sum(self.value(sheet, f"{match[1]}{row}") for row in rows)
        if match := re.fullmatch(r"=COUNTIF\('([^']+)'!\$([A-Z]):\$\2,([A-Z]\d+)\)", formula):
            wanted = self.value(sheet, match[3])
            return sum(cell.value == wanted for cell in self._book[match[1]][match[2]])
        raise AssertionError(f"a formula nobody wrote: {formula}")


def of_workbook(book: Workbook) -> Figures:
    counts = {row[0]: row[1] for row in book.table("Tổng hợp", "Trong kỳ")}
    agencies = {row[0]: row for row in book.table("Theo cơ quan")}
    waiting = book.table("Tổng hợp", "Đang chờ")[-1]
    return Figures(
        counts["Phản ánh mới gửi"], counts["Đã xử lý"], counts["Đến hạn, đã hay chưa trả lời"],
        counts["Trong đó trả lời đúng hạn"], waiting[1], agencies["Cộng"][2],
    )  # fmt: skip


def report(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def words_of(paper: Document) -> str:
    """Return the paragraphs outside of tables."""
    return "\n".join(paragraph.text for paragraph in paper.paragraphs)


def tables_of(paper: Document) -> dict[str, list[list[str]]]:
    """The tables with a heading, by their first heading; without the head's and the foot's."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    return {table[0][0]: table[1:] for table in tables[1:-1]}


class Page(HTMLParser):
    """A page's tags in their order, the figures in it and its words; fails where it is not well
    formed."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(data.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    def numbers(self, tag: str, name: str) -> list[int]:
        """Return the numbers in that attribute of a tag's elements."""
        return [
            int(of[name] or 0) for name_of_tag, of in self.tags if name_of_tag == tag and name in of
        ]


def text_of_pdf(data: bytes, folder: Path) -> str | None:
    """The words of a PDF; None where no program is here that reads them."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    (folder / "read.pdf").write_bytes(data)
    process = subprocess.run(
        [program, "-layout", folder / "read.pdf", "-"], capture_output=True, check=True
    )
    return process.stdout.decode()


def is_day(value: object) -> bool:
    return isinstance(value, datetime)
