"""Tables in a workbook: typed cells, a frozen heading with filters, totals by formula, for A4.

A formula comes with its result, for viewers that do not calculate.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#0b6454"},
    "part": {"bold": True, "font_size": 12, "font_color": "#0b6454"},
    "note": {"italic": True, "font_color": "#51635d"},
    "head": {
        "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1,
        "bg_color": "#dcf0ea",
    },
    "text": {"align": "left", "indent": 1, "text_wrap": True, "valign": "top", "border": 1},
    "number": {"num_format": "#,##0", "valign": "top", "border": 1},
    "change": {"num_format": '+#,##0;"−"#,##0;0', "valign": "top", "border": 1},
    "share": {"num_format": "0%", "valign": "top", "border": 1},
    "degrees": {"num_format": "0.0000", "valign": "top", "border": 1},
    "day": {"num_format": "dd/mm/yyyy", "valign": "top", "align": "center", "border": 1},
}  # fmt: skip
"""The cells' formats."""
FONT = {"font_name": "Times New Roman", "font_size": 12}
"""The typeface of an office's documents by Decree 30/2020/NĐ-CP."""
LINE, MOST_LINES = 16, 25
"""Height of a line in points, and the most lines of a row: a row holds no more than 409 points."""
A4 = 9
"""The number that workbooks have for this size of paper."""
FIRST = 3
"""The row of the first heading, counted from 0, below title, scope and a note."""


class Formula(NamedTuple):
    """A formula and its result; `{row}` in it is the number of the row it stands in."""

    text: str
    value: float | str


Value = str | int | float | date | Formula | None


class Column(NamedTuple):
    """A column: its heading, its width in characters, and the style of its cells (`FORMATS`);
    `total`: whether it is added up."""

    heading: str
    width: int
    style: str = "text"
    total: bool = False


class Table(NamedTuple):
    """Columns and rows; `total` is the name of the last line, if columns are added up."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    total: str = ""


def share(part: str, whole_column: str, count: int, total: int) -> Formula:
    """Return the share of a column in another one in the same row; empty where that is 0."""
    value = count / total if total else ""
    return Formula(f'=IF({whole_column}{{row}}=0,"",{part}{{row}}/{whole_column}{{row}})', value)


def difference(minuend: str, subtrahend: str, value: int) -> Formula:
    """Return the difference of two columns in the same row."""
    return Formula(f"={minuend}{{row}}-{subtrahend}{{row}}", value)


class Book:
    """A workbook that is being written."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[str, Format] = {}

    def sheet(self, name: str, above: tuple[str, str, str], footer: str) -> "Sheet":
        """Add a sheet for A4 with three lines above its tables."""
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f"&C{footer}")
        sheet.hide_gridlines(2)
        for row, (line, style) in enumerate(zip(above, ("title", "note", "note"), strict=True)):
            sheet.write_string(row, 0, line, self.format(style))
        return Sheet(self, sheet)

    def format(self, name: str, bold: bool = False) -> Format:
        """Return a format of `FORMATS`, made once."""
        key = f"{name} bold" if bold else name
        if key not in self._formats:
            extra = {"bold": True, "bg_color": "#f1f5f4"} if bold else {}
            self._formats[key] = self._book.add_format(FONT | FORMATS[name] | extra)
        return self._formats[key]


class Sheet:
    """A sheet that is being written: tables one below the other."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet
        self._row = FIRST

    def only(self, table: Table) -> None:
        """Write the sheet's single table, with filters, its heading frozen and on every page."""
        last = FIRST + len(table.rows)
        self._sheet.freeze_panes(FIRST + 1, 1)
        self._sheet.repeat_rows(FIRST)
        self._lay(table)
        self._sheet.autofilter(FIRST, 0, last, len(table.columns) - 1)

    def part(self, heading: str, table: Table) -> None:
        """Write one of several tables, under its name."""
        if self._row == FIRST:
            self._sheet.freeze_panes(FIRST, 0)
            self._sheet.set_portrait()
        self._sheet.write_string(self._row, 0, heading, self._book.format("part"))
        self._row += 1
        self._lay(table)
        self._row += 1

    def _lay(self, table: Table) -> None:
        for place, column in enumerate(table.columns):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(self._row, place, column.heading, self._book.format("head"))
        self._height(table, [column.heading for column in table.columns])
        first = self._row = self._row + 1
        for row in table.rows:
            self._height(table, row)
            for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                self._write(place, value, self._book.format(column.style))
            self._row += 1
        if table.total and table.rows:
            self._total(table, first)

    def _height(self, table: Table, row: Sequence[Value]) -> None:
        """Set the row's height by its longest text: not every program does so by itself."""
        lines = max(
            math.ceil(len(value) * 1.1 / column.width) if isinstance(value, str) else 1
            for column, value in zip(table.columns, row, strict=True)
        )
        if lines > 1:
            self._sheet.set_row(self._row, LINE * min(lines, MOST_LINES))

    def _total(self, table: Table, first: int) -> None:
        """Write the last line; rows hidden by a filter are not added up."""
        for place, column in enumerate(table.columns):
            value: Value = table.total if place == 0 else None
            if column.total:
                name = xl_col_to_name(place)
                text = f"=SUBTOTAL(109,{name}{first + 1}:{name}{self._row})"
                value = Formula(text, sum(_number(row[place]) for row in table.rows))
            self._write(place, value, self._book.format(column.style, bold=True))
        self._row += 1

    def _write(self, place: int, value: Value, style: Format) -> None:
        sheet, row = self._sheet, self._row
        if isinstance(value, Formula):
            sheet.write_formula(row, place, value.text.format(row=row + 1), style, value.value)
        elif isinstance(value, str):
            sheet.write_string(row, place, value, style)  # never a formula, a link or a number
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, style)
        elif value is None:
            sheet.write_blank(row, place, None, style)
        else:
            sheet.write_number(row, place, value, style)


def _number(value: Value) -> float:
    if isinstance(value, Formula):
        value = value.value
    return value if isinstance(value, int | float) else 0
