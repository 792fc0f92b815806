"""Write the public reports as CSV, XLSX or JSON, one report at a time to save memory."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.core.turn import Tools
from bot.public.views import ROOT, PublicReport
from bot.texts import harmless

Value = str | int | float | bool | date | None
Reports = Iterator[PublicReport]

COLUMNS: dict[str, int] = {
    "code": 12, "group": 24, "category": 38, "area": 20, "agency": 32, "status": 18,
    "received": 12, "deadline": 12, "ended": 12, "in_time": 10, "days": 10, "latitude": 10,
    "longitude": 10, "answer": 60, "address": 44,
}  # fmt: skip
"""The columns and their widths in characters; the heading of each is `public.export_…`."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading: the limit of the format."""


class Names:
    """Names of the keys of a report, for the columns of the file."""

    def __init__(self, tools: Tools) -> None:
        self._city, self._texts = tools.city, tools.texts
        self._root = f"{tools.deep_links.page}{ROOT}"
        self.title = tools.texts.plain("public.export_title")
        self.headings = [tools.texts.plain(f"public.export_{name}") for name in COLUMNS]

    def row(self, report: PublicReport) -> list[Value]:
        """Return a report in the order of the columns."""
        city, group = self._city, self._city.group_of(report.category)
        in_time = {None: "", True: "public.export_yes", False: "public.export_no"}[report.in_time]
        values: dict[str, Value] = asdict(report) | {
            "group": group.name if group else "",
            "category": city.category_name(report.category) or report.category,
            "area": city.area_name(report.area),
            "agency": city.agency_name(report.agency) or report.agency,
            "status": self._texts.plain(f"track.status_{report.status}"),
            "in_time": self._texts.plain(in_time) if in_time else "",
            "address": f"{self._root}/{report.code}",
        }
        return [values[name] for name in COLUMNS]

    def members(self, report: PublicReport) -> dict[str, Any]:
        """Return a report for JSON: the keys of city.yaml, and the name of each."""
        city = self._city
        return asdict(report) | {
            "category_name": city.category_name(report.category),
            "area_name": city.area_name(report.area),
            "agency_name": city.agency_name(report.agency),
            "received": report.received.isoformat(),
            "deadline": report.deadline.isoformat(),
            "ended": report.ended.isoformat() if report.ended else None,
            "address": f"{self._root}/{report.code}",
        }


def write_csv(out: IO[bytes], reports: Reports, names: Names) -> None:
    """Write RFC 4180 in UTF-8, with the byte order mark that spreadsheets need."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(names.headings)
        for report in reports:
            writer.writerow([harmless(value) for value in names.row(report)])
    finally:
        text.detach()


def write_json(out: IO[bytes], reports: Reports, names: Names) -> None:
    """Write one list, a report on each line."""
    before = "[\n"
    for report in reports:
        line = json.dumps(names.members(report), ensure_ascii=False)
        out.write(f"{before}{line}".encode())
        before = ",\n"
    out.write(b"[]\n" if before == "[\n" else b"\n]\n")


WRITERS = {"csv": write_csv, "json": write_json}


def write_xlsx(file: Path, reports: Reports, names: Names) -> None:
    """Write a workbook of typed cells with filters; a full sheet is followed by another."""
    with _workbook(file) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet, number = _sheet(book, names, 1), 0
        for report in reports:
            if number == MOST_ROWS:
                sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
                sheet, number = _sheet(book, names, len(book.worksheets()) + 1), 0
            number += 1
            for place, value in enumerate(names.row(report)):
                _write(sheet, number, place, value, day)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)


@contextmanager
def _workbook(file: Path) -> Iterator[Workbook]:
    """Yield a workbook that is written when the block ends; raises OSError where it cannot be."""
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with Workbook(str(file), {"constant_memory": True, **never}) as book:
            yield book
    except FileCreateError as error:
        raise error.args[0] from None


def _sheet(book: Workbook, names: Names, number: int) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(names.title + (f" {number}" if number > 1 else ""))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, (heading, width) in enumerate(zip(names.headings, COLUMNS.values(), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet: Worksheet, row: int, place: int, value: Value, day: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, place, value)
    elif value:
        sheet.write_string(row, place, value)
