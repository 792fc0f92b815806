"""A table of contents says what stands elsewhere: it is no content, and takes no number away."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.load import walk
from knowledge.schema import Plan
from tests.importing import printed, word
from tests.importing.kit import imported, of_lines

TOP = ("KẾ HOẠCH", "Phát triển đô thị xã Suối Lụa năm 2026")
BODY = ("I. MỤC TIÊU", "1. Mục tiêu chung", "Xã sạch.", "II. NHIỆM VỤ", "- Trồng 30 cây.")
IDS = ["I", "I.1", "II"]
ENTRIES = (("I. MỤC TIÊU", 2), ("1. Mục tiêu chung", 2), ("II. NHIỆM VỤ", 3))


def numbers(plan: Plan) -> list[str]:
    return [section.number for section, _ in walk(plan)]


def entry(text: str, page: int, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return (
        f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r><w:r><w:tab/></w:r>"
        f"<w:r><w:t>{page}</w:t></w:r></w:p>"
    )


def in_a_control(document: Any) -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    inside = "".join(entry(text, page) for text, page in ENTRIES)
    word.put(
        document,
        f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>",
    )


def in_styles(document: Any) -> None:
    style = '<w:style w:type="paragraph" w:styleId="Mucluc1"><w:name w:val="toc 1"/></w:style>'
    document.styles.element.append(word.raw(style))
    for text, page in ENTRIES[:1]:
        word.put(document, entry(text, page, "Mucluc1"))


def by_hand(document: Any) -> None:
    word.lines(document, "MỤC LỤC", "Trang")
    for text, page in ENTRIES:
        word.put(document, entry(text, page))


@pytest.mark.parametrize("contents", [in_a_control, in_styles, by_hand])
def test_contents_of_a_word_file_are_no_content(tmp_path: Path, contents: Any) -> None:
    document = word.new()
    word.centred(document, *TOP)
    contents(document)
    word.lines(document, *BODY)
    document.save(str(tmp_path / "plan.docx"))
    plan = imported(tmp_path / "plan.docx")
    assert numbers(plan) == IDS
    assert plan.page_lines


@pytest.mark.parametrize("title", [("MỤC LỤC",), ()])
def test_contents_of_a_text_with_leading_dots_are_no_content(
    tmp_path: Path, title: tuple[str, ...]
) -> None:
    entries = [f"{text} {'.' * 40} {page}" for text, page in ENTRIES]
    entries[2:] = ["II. NHIỆM VỤ VÀ GIẢI PHÁP CHO", f"CÁC THÔN {'…' * 9} 3"]
    plan = of_lines(tmp_path, *TOP, *title, *entries, *BODY)
    assert numbers(plan) == IDS
    assert len(plan.page_lines) == len(title) + len(entries)


def test_contents_of_a_pdf_are_no_content(tmp_path: Path) -> None:
    entries = [f"{text} {'.' * 60} {page}" for text, page in ENTRIES]
    story = printed.text(*TOP, "MỤC LỤC", style=printed.CENTRED)
    story += printed.text(*entries, style=printed.SMALL)
    story += [printed.PageBreak(), *printed.text(*BODY)]
    assert numbers(imported(printed.write(tmp_path / "plan.pdf", story))) == IDS


def test_a_line_that_ends_in_a_number_is_content(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path, *TOP, "I. MỤC LỤC HỒ SƠ", "- Lập hồ sơ số 1", "Họ tên ........ 12", "- Nộp."
    )
    assert plan.page_lines == ()
