"""Word files as offices make them, built with python-docx and, where it cannot, with raw XML."""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HEAD_LEFT = ("ỦY BAN NHÂN DÂN\nXÃ SUỐI LỤA", "Số: 0130/KH-UBND")
HEAD_RIGHT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    "Suối Lụa, ngày 05 tháng 02 năm 2026",
)
TITLE = ("KẾ HOẠCH", "Phát triển cây xanh và nhà ở trên địa bàn xã Suối Lụa năm 2026")
BASED = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;",
    "Căn cứ Nghị quyết số 12/NQ-HĐND ngày 20/12/2025 của Hội đồng nhân dân tỉnh Sơn Lâm "
    "về nhiệm vụ năm 2026;",
    "Ủy ban nhân dân xã Suối Lụa ban hành Kế hoạch phát triển cây xanh và nhà ở năm 2026 như sau:",
)
BODY = (
    "I. MỤC TIÊU",
    "1. Mục tiêu chung",
    "Nâng cao chất lượng môi trường sống của người dân trong xã.",
    "2. Mục tiêu cụ thể đến năm 2026:",
    "- Trồng mới 1.250 cây xanh, tăng tỷ lệ che phủ từ 12% lên 15,5%.",
    "- Xây dựng 02 công viên, trong đó:",
    "+ Công viên Bờ Suối rộng 3,5 ha, hoàn thành trước ngày 30/6/2026;",
    "+ Công viên Đồi Thông rộng 1,2 ha, hoàn thành trong quý IV.",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Phòng Kinh tế",
    "- Chủ trì, phối hợp với Công an xã kiểm tra cây xanh hằng quý.",
    "2. Công an xã: xử lý người chặt cây trái phép.",
    "Trên đây là Kế hoạch phát triển cây xanh và nhà ở trên địa bàn xã Suối Lụa năm 2026./.",
)
RECIPIENTS = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
SIGNED = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Suối"


def new() -> Any:
    """An empty document."""
    return Document()


def side_by_side(document: Any, left: Sequence[str], right: Sequence[str]) -> None:
    """A table without borders, as letterheads and signatures have it."""
    table = document.add_table(rows=len(left), cols=2)
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        fill(table.cell(row, 0), one)
        fill(table.cell(row, 1), other)


def fill(cell: Any, text: str) -> None:
    cell.text = ""
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(line)


def centred(document: Any, *lines: str) -> None:
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True


def lines(document: Any, *texts: str) -> None:
    for text in texts:
        document.add_paragraph(text)


def table(
    document: Any, rows: Sequence[Sequence[str]], merges: Iterable[tuple[int, int, int, int]] = ()
) -> Any:
    """A table with borders; a merge joins the cells from row, column to row, column."""
    made = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    made.style = "Table Grid"
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            made.cell(at, column).text = text
    for top, left, bottom, right in merges:
        kept = made.cell(top, left).text
        joined = made.cell(top, left).merge(made.cell(bottom, right))
        joined.text = kept
    return made


def whole(
    path: Path,
    body: Sequence[str] = BODY,
    more: Callable[[Any], None] | None = None,
    *,
    title: Sequence[str] = TITLE,
    based: Sequence[str] = BASED,
) -> Path:
    """A whole plan: letterhead, title, what it is based on, body, recipients and signature."""
    document = new()
    side_by_side(document, HEAD_LEFT, HEAD_RIGHT)
    centred(document, *title)
    lines(document, *based, *body)
    side_by_side(document, (RECIPIENTS,), (SIGNED,))
    if more:
        more(document)
    document.save(str(path))
    return path


def raw(xml: str) -> Any:
    """An element with Word's name spaces declared."""
    spaces = nsdecls("w", "wp", "a") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {spaces}", xml, count=1))


def put(document: Any, xml: str) -> None:
    """Put an element at the end of the body."""
    document.element.body.insert(len(document.element.body) - 1, raw(xml))


def with_part(path: Path, name: str, content: bytes) -> Path:
    """The file with one more part in it, or that part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in parts.items():
            archive.writestr(entry, data)
    return path
