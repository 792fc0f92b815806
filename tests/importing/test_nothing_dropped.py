"""What stands in no paragraph, or behind what looks like the end, is read or listed."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.importing.check import advice, check
from knowledge.importing.importer import begin_plan
from knowledge.load import load_plan
from knowledge.schema import Plan
from tests.importing import word
from tests.importing.kit import items, of_lines, texts

TOP = ("KẾ HOẠCH", "Phát triển đô thị xã Suối Lụa năm 2026")
END = ("Nơi nhận:", "- Như trên;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Suối")
URI = "http://schemas.openxmlformats.org/drawingml/2006/picture"
PICTURE = (
    f'<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="{URI}"/></a:graphic></wp:inline>'
    "</w:drawing></w:r>"
)


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (("1. Trồng cây./.", "2. Tổ chức", "- Dọn cỏ.", "3. Kinh phí."), ["I.1", "I.2.1", "I.3"]),
        (("a) Trồng cây./.", "b) Dọn cỏ."), ["I.a", "I.b"]),
        (("- Trồng cây./.", "- Dọn cỏ.", "II. KINH PHÍ", "- Từ xã."), ["I.1", "I.2", "II.1"]),
        (("1.1. Trồng cây./.", "1.2. Dọn cỏ."), ["I.1.1", "I.1.2"]),
        (("1. Trồng cây./.", "9. Dọn cỏ."), ["I.1"]),
    ],
)
def test_an_end_in_the_middle_is_none_where_the_numbers_go_on(
    tmp_path: Path, body: tuple[str, ...], ids: list[str]
) -> None:
    plan = of_lines(tmp_path, *TOP, "I. MỤC TIÊU", *body, *END)
    assert list(items(plan)) == ids
    assert plan.end[-5:] == END


def made(path: Path, more: Any) -> tuple[Plan, list[str], list[str]]:
    """The plan of a Word file, the lines of its source, and what its check says."""
    document = word.new()
    word.centred(document, *TOP)
    word.lines(document, "I. MỤC TIÊU", "- Trồng 30 cây.")
    more(document)
    document.save(str(path))
    folder = begin_plan(path, path.parent / "made", place="xã Suối Lụa")
    source = (folder / "source.txt").read_text(encoding="utf-8").split("\n")
    return load_plan(folder), source, check(folder)


def unread(plan: Plan, source: list[str]) -> list[tuple[str, str]]:
    return [(row.why, source[row.line - 1]) for row in plan.unread]


def test_hidden_text_is_listed_and_no_content(tmp_path: Path) -> None:
    def more(document: Any) -> None:
        hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>bỏ 20 cây</w:t></w:r>"
        shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>- Chặt 2 cây.</w:t></w:r>'
        word.put(document, f"<w:p>{shown}{hidden}</w:p>")

    plan, source, problems = made(tmp_path / "plan.docx", more)
    assert unread(plan, source) == [("hidden text", "bỏ 20 cây")]
    assert list(texts(plan).values()) == ["Trồng 30 cây.", "Chặt 2 cây."]
    assert problems == []
    assert any(line.startswith("hidden text is not read") for line in advice(plan))


def test_pictures_are_listed_each_once_and_do_not_cut_a_table(tmp_path: Path) -> None:
    def more(document: Any) -> None:
        word.put(document, f"<w:p>{PICTURE}</w:p>")
        rows = [["TT", "Việc"], ["1", "Trồng cây"], ["2", "Dọn cỏ"]]
        cell = word.table(document, rows).cell(1, 1)
        cell.paragraphs[0]._p.append(word.raw(PICTURE))

    plan, source, problems = made(tmp_path / "plan.docx", more)
    assert [why for why, _ in unread(plan, source)] == ["a picture", "a picture"]
    assert [row.cells[1].text for row in items(plan).values() if row.cells] == [
        *("Trồng cây", "Dọn cỏ"),
    ]
    assert problems == []


def test_an_embedded_document_is_a_problem(tmp_path: Path) -> None:
    plan, source, problems = made(
        tmp_path / "plan.docx", lambda document: word.put(document, "<w:altChunk/>")
    )
    assert [why for why, _ in unread(plan, source)] == ["an embedded document"]
    assert len(problems) == 1 and "an embedded document" in problems[0]


def test_what_stands_at_the_edges_of_pages_is_listed(tmp_path: Path) -> None:
    def more(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "DỰ THẢO LẦN 3"
        document.sections[0].footer.paragraphs[0].text = "Trang 1"

    plan, source, problems = made(tmp_path / "plan.docx", more)
    assert [source[number - 1] for number in plan.page_lines] == ["DỰ THẢO LẦN 3"]
    assert problems == []
