"""PDF files as offices print them, built with reportlab in the font that comes with the product."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)  # fmt: skip

import bot.plan

FONTS = Path(bot.plan.__file__).parent / "fonts"
FONT = "Plan"
pdfmetrics.registerFont(TTFont(FONT, str(next(FONTS.glob("*.ttf")))))

TEXT = ParagraphStyle(
    "text", fontName=FONT, fontSize=13, leading=18, firstLineIndent=28, alignment=4
)
CENTRED = ParagraphStyle("centred", parent=TEXT, firstLineIndent=0, alignment=1)
SMALL = ParagraphStyle(
    "small", parent=TEXT, fontSize=10, leading=13, firstLineIndent=0, alignment=0
)
WIDTH, HEIGHT = A4
Drawn = Callable[[Canvas, Any], None]


def text(*lines: str, style: ParagraphStyle = TEXT) -> list[Any]:
    return [Paragraph(line, style) for line in lines]


def side_by_side(left: Sequence[str], right: Sequence[str]) -> list[Any]:
    cells = [[Paragraph("<br/>".join(left), CENTRED), Paragraph("<br/>".join(right), CENTRED)]]
    return [Table(cells, colWidths=[200, 260]), Spacer(1, 12)]


def table(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *spans: tuple[int, int, int, int]
) -> list[Any]:
    """A table with borders; a span joins the cells from column, row to column, row."""
    cells = [[Paragraph(cell, SMALL) for cell in row] for row in rows]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    style += [("SPAN", (left, top), (right, bottom)) for left, top, right, bottom in spans]
    return [Table(cells, colWidths=list(widths), style=TableStyle(style), repeatRows=0)]


def write(path: Path, story: list[Any], drawn: Drawn | None = None, columns: int = 1) -> Path:
    """Write a story; `drawn` puts on every page what a printer adds."""
    gap = 24 if columns > 1 else 0
    width = (WIDTH - 130 - gap) / columns
    frames = [
        Frame(65 + n * (width + gap), 60, width, HEIGHT - 130, 0, 0, 0, 0) for n in range(columns)
    ]
    document = BaseDocTemplate(str(path), pagesize=A4)
    on_page = drawn or (lambda *_: None)
    wide = Frame(60, 60, HEIGHT - 120, WIDTH - 120, 0, 0, 0, 0)
    document.addPageTemplates(
        [
            PageTemplate("page", frames, onPage=on_page),
            PageTemplate("across", [wide], onPage=on_page, pagesize=landscape(A4)),
        ]
    )
    document.build(story)
    return path


def across(story: list[Any]) -> list[Any]:
    """What stands on pages that lie across, behind those that stand upright."""
    return [NextPageTemplate("across"), PageBreak(), *story]


def page_number(canvas: Canvas, document: Any) -> None:
    canvas.setFont(FONT, 11)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 40, str(document.page))


def with_head(canvas: Canvas, document: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawString(65, HEIGHT - 45, "Kế hoạch phát triển đô thị phường Hồng Lĩnh")
    canvas.drawRightString(WIDTH - 65, 35, f"Trang {document.page}/{document.page + 3}")


def picture(path: Path, pages: int = 2, words: str = "") -> Path:
    """A scan: pages that are only pictures; on the first may stand words."""
    from PIL import Image

    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        canvas.drawImage(ImageReader(Image.new("L", (620, 877), 230)), 0, 0, WIDTH, HEIGHT)
        if words and page == 0:
            canvas.setFont(FONT, 13)
            for at, line in enumerate(words.split("\n")):
                canvas.drawString(80, HEIGHT - 90 - 20 * at, line)
        canvas.showPage()
    canvas.save()
    return path


def locked(path: Path, password: str = "bi-mat") -> Path:
    canvas = Canvas(str(path), pagesize=A4, encrypt=password)
    canvas.drawString(80, 700, "I. MUC TIEU")
    canvas.save()
    return path


__all__ = ["CENTRED", "SMALL", "TEXT", "PageBreak", "Spacer"]
