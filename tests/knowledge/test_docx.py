"""A Word file as offices write it: Word counts the headings, and no number stands in the text."""

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from knowledge.importing.docx import docx_lines
from knowledge.importing.importer import import_plan
from knowledge.load import PLANS

SOURCE = PLANS / "lai-chau-2030" / "source.txt"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def level(at: int, form: str, text: str, style: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


LISTS = {
    1: level(0, "upperRoman", "%1.", "Heading1")
    + level(1, "decimal", "%2.")
    + level(2, "decimal", "%2.%3."),
    2: level(0, "bullet", "\uf0b7"),
    3: level(0, "decimal", "(%1)."),
    4: level(0, "lowerLetter", "%1)"),
}
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in LISTS.items()
) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in LISTS)
RESTARTED = (
    '<w:num w:numId="9"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:pPr><w:numPr><w:numId w:val="1"/>'
    '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Part">'
    '<w:basedOn w:val="Heading1"/></w:style>'
)


def listed(text: str, list_id: int, at: int = 0) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, properties)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def write(path: Path, body: str) -> Path:
    parts = {
        "document": f"<w:document><w:body>{body}</w:body></w:document>",
        "numbering": f"<w:numbering>{NUMBERING}{RESTARTED}</w:numbering>",
        "styles": f"<w:styles>{STYLES}</w:styles>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, xml in parts.items():
            root = xml.replace(">", f' xmlns:w="{SPACE}">', 1)
            archive.writestr(f"word/{name}.xml", root)
    return path


def as_word_counts(line: str) -> str:
    """A line of the plan's text as a paragraph without its number."""
    bare = re.sub(r"\[bookmark: [^\]]*\]", "", line).strip()
    for pattern, list_id, at in ((r"\d+\.\s*", 1, 1), (r"\d+\.\d+\.\s*", 1, 2),
                                 (r"\(\d+\)\.?\s*", 3, 0), (r"[-·]\s", 2, 0)):  # fmt: skip
        if match := re.match(rf"{pattern}(?!\d)", bare):
            return listed(bare[match.end() :], list_id, at)
    if match := re.match(r"[IVX]+\.\s*", bare):
        return paragraph(bare[match.end() :], '<w:pStyle w:val="Part"/>')
    return paragraph(bare)


def test_numbers_that_word_counts_give_the_tree_of_the_plan(tmp_path: Path) -> None:
    lines = SOURCE.read_text(encoding="utf-8").split("\n")
    body = "".join(map(as_word_counts, lines))
    assert not re.search(r">(?:[IVX]+|\d)\.", body), "no number may stand in the text"
    imported = import_plan(write(tmp_path / "plan.docx", body))
    assert imported.sections == import_plan(SOURCE).sections
    assert imported.title == import_plan(SOURCE).title


def lines(path: Path) -> list[str]:
    return [line.text for line in docx_lines(path) if line.text]


def test_letterhead_and_signatures_are_lines_and_a_row_is_one_line(tmp_path: Path) -> None:
    body = (
        table(("THÀNH ỦY", "ĐẢNG CỘNG SẢN VIỆT NAM"), ("Số 1", "ngày 5 tháng 7 năm 2022"))
        + paragraph("KẾ HOẠCH")
        + table(("Chỉ tiêu", "2025", "2030"), ("Cây xanh", "6 m2", "12 m2"))
        + paragraph("Trên đây là Kế hoạch ./.")
        + table(("Nơi nhận", "T/M BAN THƯỜNG VỤ"))
    )
    assert lines(write(tmp_path / "plan.docx", body)) == [
        *("THÀNH ỦY", "Số 1", "ĐẢNG CỘNG SẢN VIỆT NAM", "ngày 5 tháng 7 năm 2022"),
        *("KẾ HOẠCH", "Chỉ tiêu | 2025 | 2030", "Cây xanh | 6 m2 | 12 m2"),
        *("Trên đây là Kế hoạch ./.", "Nơi nhận", "T/M BAN THƯỜNG VỤ"),
    ]


def test_lists_begin_again_where_they_say_so(tmp_path: Path) -> None:
    body = (
        listed("một", 4) + listed("", 4) + listed("ba", 4) + listed("lại một", 9)
        + listed("lại hai", 9) + listed("không có", 77) + listed("không đánh số", 0)
    )  # fmt: skip
    assert lines(write(tmp_path / "plan.docx", body)) == [
        *("a) một", "c) ba", "a) lại một", "b) lại hai", "không có", "không đánh số"),
    ]


@pytest.mark.parametrize("content", [b"no zip", b"PK\x05\x06" + 18 * b"\0"])
def test_what_is_no_word_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "plan.docx").write_bytes(content)
    with pytest.raises(ValueError, match="not a Word document"):
        list(docx_lines(tmp_path / "plan.docx"))
