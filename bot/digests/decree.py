"""A document in the form of Decree 30/2020/NĐ-CP, Phụ lục I: what stands where on the paper.

Sizes are points, lengths centimetres. The rules are named where they are used by the numbers in
its Phụ lục I, Phần I ("I.3": mục I, khoản 3); a whole document is its Phụ lục III, Mẫu 1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
SIZE = 14
"""The body's, of 13 to 14 (II.6)."""
WIDTH, HEIGHT = 21.0, 29.7
TOP, BOTTOM, LEFT, RIGHT = 2.0, 2.0, 3.0, 2.0
"""The margins: 20-25 mm above and below, 30-35 mm left, 15-20 mm right (I.3)."""
AGENCY_WIDTH, STATE_WIDTH = 6.6, 9.4
"""The two columns of the head; together they are as wide as the text."""
KEPT = 2
"""So many of the last paragraphs are on the page where is signed."""
CENTER, JUSTIFY, RIGHTMOST = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


class Head(NamedTuple):
    """What stands above a report: each is a line, an empty one is left out."""

    state: str
    motto: str
    superior: str
    agency: str
    number: str
    place_and_day: str
    kind: str
    about: str


class Foot(NamedTuple):
    """What stands below: to whom it goes, and who signs."""

    recipients_title: str
    recipients: tuple[str, ...]
    position: str
    name: str


class Column(NamedTuple):
    """A column of a table: its heading and its width in centimetres; figures stand right."""

    heading: str
    width: float
    figure: bool = False


def begin(title: str, moment: datetime) -> Paper:
    """An empty paper: A4 upright, its margins and letters, a number from the second page on.

    (I.1 to I.4, I.7)
    """
    paper = Document()
    about = paper.core_properties
    about.title, about.author, about.comments, about.last_modified_by = title, "", "", ""
    about.created = about.modified = moment.astimezone(UTC).replace(tzinfo=None)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    normal.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(WIDTH), Cm(HEIGHT)
    section.top_margin, section.bottom_margin = Cm(TOP), Cm(BOTTOM)
    section.left_margin, section.right_margin = Cm(LEFT), Cm(RIGHT)
    section.header_distance, section.footer_distance = Cm(1.0), Cm(1.0)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    return paper


def head(paper: Paper, of: Head) -> None:
    """Who issues it, the state and its motto, the lines under them, what it is (II.1 to II.5)."""
    table = _borderless(paper, (AGENCY_WIDTH, STATE_WIDTH))
    left, right = table.cell(0, 0), table.cell(0, 1)
    if of.superior:
        _line(left, of.superior.upper(), 12)
    _line(left, of.agency.upper(), 12, bold=True)
    _rule(left, 2.4, AGENCY_WIDTH)
    _line(right, of.state, 12, bold=True)
    _line(right, of.motto, 13, bold=True)
    _rule(right, 5.6, STATE_WIDTH)
    left, right = table.cell(1, 0), table.cell(1, 1)
    _line(left, of.number, 13)
    _line(right, of.place_and_day, 13, italic=True)
    _drop_first(table)
    _centered(paper, of.kind, before=18)
    _centered(paper, of.about)
    rule = paper.add_paragraph()
    _rule_on(rule, (WIDTH - LEFT - RIGHT - 5.0) / 2)
    rule.paragraph_format.space_after = Pt(12)


def foot(paper: Paper, of: Foot) -> None:
    """Who signs, at the right, and to whom it goes, at the left (II.7, II.9)."""
    for paragraph in paper.paragraphs[-KEPT:]:
        paragraph.paragraph_format.keep_with_next = True
    paper.add_paragraph().paragraph_format.keep_with_next = True
    table = _borderless(paper, (8.0, 8.0))
    left, right = table.cell(0, 0), table.cell(0, 1)
    _line(left, of.recipients_title, 12, bold=True, italic=True, align=None)
    for each in of.recipients:
        _line(left, each, 11, align=None)
    _line(right, of.position, SIZE, bold=True)
    for _ in range(4):
        _line(right, "", SIZE)
    _line(right, of.name, SIZE, bold=True)
    _drop_first(table)
    for row in table.rows:
        _whole(row._tr)


def heading(paper: Paper, text: str) -> None:
    """A numbered part's name, on the page of what follows it."""
    paragraph = _paragraph(paper, text, bold=True)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def text(paper: Paper, words: str) -> None:
    """A paragraph of the body."""
    _paragraph(paper, words)


def table(paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """A table with lines, whose heading stands again on each page."""
    made = paper.add_table(rows=1, cols=len(columns), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for place, column in enumerate(columns):
        made.columns[place].width = Cm(column.width)
    _fill(made, columns, 0, [column.heading for column in columns], bold=True)
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, row in enumerate(rows, start=1):
        made.add_row()
        _fill(made, columns, number, row)
    space = paper.add_paragraph()
    space.paragraph_format.line_spacing = Pt(6)


def _fill(
    made: Table, columns: Sequence[Column], row: int, texts: Sequence[str], bold: bool = False
) -> None:
    _whole(made.rows[row]._tr)
    for cell, column, words in zip(made.rows[row].cells, columns, texts, strict=True):
        cell.width = Cm(column.width)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTER if bold else RIGHTMOST if column.figure else None
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(words)
        run.font.size, run.bold = Pt(12), bold


def _paragraph(paper: Paper, words: str, bold: bool = False) -> Paragraph:
    """6 pt after, single to 1.5 lines, the first line 1 to 1.27 cm in (II.6)."""
    paragraph = paper.add_paragraph()
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = JUSTIFY, Cm(1.27)
    form.space_after, form.line_spacing_rule = Pt(6), WD_LINE_SPACING.SINGLE
    paragraph.add_run(words).bold = bold
    return paragraph


def _centered(paper: Paper, words: str, before: float = 0) -> None:
    """The kind of document and what it is about (II.5)."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(words).bold = True


def _line(
    cell: _Cell,
    words: str,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = CENTER,
) -> None:
    paragraph = cell.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(words)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _rule(cell: _Cell, length: float, width: float) -> None:
    paragraph = cell.add_paragraph()
    _rule_on(paragraph, (width - length) / 2)
    paragraph.paragraph_format.space_after = Pt(4)


def _rule_on(paragraph: Paragraph, edge: float) -> None:
    """A line drawn across, so far from each edge: a low paragraph with a border above it."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Cm(edge)
    form.space_before, form.line_spacing = Pt(1), Pt(3)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _borderless(paper: Paper, widths: tuple[float, float]) -> Table:
    made: Table = paper.add_table(rows=2 if widths[0] == AGENCY_WIDTH else 1, cols=2)
    made.autofit = False
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    return made


def _drop_first(table: Table) -> None:
    """A cell begins with an empty paragraph; what was written stands after it."""
    for row in table.rows:
        for cell in row.cells:
            first = cell.paragraphs[0]._p
            if len(cell.paragraphs) > 1:
                first.getparent().remove(first)


def _whole(row: BaseOxmlElement) -> None:
    """A row is not broken over two pages."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _page_number(paragraph: Paragraph) -> None:
    """Centered above the text, 13 to 14 (I.7)."""
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb = Pt(13), RGBColor(0, 0, 0)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = words
        run._r.append(part)
