"""The report for signing has the form of Decree 30/2020/NĐ-CP, and becomes a PDF where it can."""

import logging
import re
from pathlib import Path

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Mm, Pt

from bot.core import pdf
from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.period import parse_period
from bot.digests.queries import Scope
from bot.digests.render import document
from bot.digests.render.buttons import possible
from bot.digests.render.forms import make
from tests.conftest import ZONE
from tests.digests.contents import rich
from tests.digests.readers import report, words_of


def paper(tools: Tools, issuer: str | None = None, content: Content | None = None) -> Document:
    form_file = make("docx", content or rich(), tools, issuer)
    assert form_file is not None
    return report(form_file.data)


def head(document: Document) -> list[list[str]]:
    return [[cell.text.strip() for cell in row.cells] for row in document.tables[0].rows]


def test_the_paper_and_its_margins(tools: Tools) -> None:
    (section,) = paper(tools).sections
    assert (section.page_width, section.page_height) == pytest.approx((Mm(210), Mm(297)), abs=400)
    for margin, low, high in (
        (section.top_margin, 20, 25), (section.bottom_margin, 20, 25),
        (section.left_margin, 30, 35), (section.right_margin, 15, 20),
    ):  # fmt: skip
        assert margin is not None and Mm(low) - 400 <= margin <= Mm(high) + 400  # whole twips


def test_the_letters_are_those_of_the_decree(tools: Tools) -> None:
    document = paper(tools)
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size) == ("Times New Roman", Pt(14))
    sizes = {
        run.font.size.pt
        for table in document.tables for row in table.rows for cell in row.cells
        for paragraph in cell.paragraphs for run in paragraph.runs if run.font.size
    }  # fmt: skip
    assert sizes <= {11, 12, 13, 14}
    names = {run.font.name for paragraph in document.paragraphs for run in paragraph.runs}
    assert names <= {None, "Times New Roman"}


def test_the_head_names_state_motto_and_office(tools: Tools) -> None:
    ((office, right), (number, day)) = head(paper(tools, "mttq_tan_phong"))
    assert right == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    assert office.split("\n") == [
        "ỦY BAN MTTQ VIỆT NAM TỈNH LAI CHÂU",
        "ỦY BAN MTTQ VIỆT NAM PHƯỜNG TÂN PHONG",
    ]
    assert number == "Số: ………/BC-………"
    assert day == "Tân Phong, ngày …… tháng 11 năm 2026"
    bold = {
        run.text: bool(run.bold)
        for cell in paper(tools, "mttq_tan_phong").tables[0].row_cells(0)
        for paragraph in cell.paragraphs for run in paragraph.runs
    }  # fmt: skip
    assert not bold["ỦY BAN MTTQ VIỆT NAM TỈNH LAI CHÂU"]
    assert bold["ỦY BAN MTTQ VIỆT NAM PHƯỜNG TÂN PHONG"] and bold["Độc lập - Tự do - Hạnh phúc"]


def test_lines_are_drawn_under_office_motto_and_subject(tools: Tools) -> None:
    document = paper(tools, "so_xay_dung")
    assert document.element.xml.count("<w:pBdr>") == 3
    for cell in document.tables[0].row_cells(0):
        assert "<w:pBdr>" in cell.paragraphs[-1]._p.xml
    assert all(run.underline is None for p in document.paragraphs for run in p.runs)


@pytest.mark.parametrize(
    ("issuer", "office", "place"),
    [
        ("ubnd_tan_phong", "UBND PHƯỜNG TÂN PHONG", "Tân Phong, "),
        ("so_xay_dung", "UBND TỈNH LAI CHÂU\nSỞ XÂY DỰNG TỈNH LAI CHÂU", "Lai Châu, "),
        (None, "…………………………\n…………………………………", "……………, "),
        ("nobody", "…………………………\n…………………………………", "……………, "),
    ],
)
def test_the_office_is_the_readers_or_is_left_to_fill_in(
    tools: Tools, issuer: str | None, office: str, place: str
) -> None:
    ((left, _), (_, day)) = head(paper(tools, issuer))
    assert left == office and day.startswith(place)


def test_an_agencys_own_digest_is_its_own_report(tools: Tools) -> None:
    document = paper(tools, content=rich(scope=Scope("ubnd_doan_ket")))
    assert head(document)[0][0] == "UBND PHƯỜNG ĐOÀN KẾT"


def test_kind_subject_and_numbered_parts(tools: Tools) -> None:
    document = paper(tools)
    first, second = [p for p in document.paragraphs if p.text][:2]
    assert first.text == "BÁO CÁO" and first.runs[0].bold
    assert second.text == ("Kết quả tiếp nhận, xử lý phản ánh của người dân tuần 16/11–22/11/2026")
    assert first.alignment == second.alignment == WD_ALIGN_PARAGRAPH.CENTER
    parts = [p.text for p in document.paragraphs if p.text[:1] in "IV" and p.text.isupper()]
    assert [part.split(".")[0] for part in parts] == list(decree_numbers(len(parts)))
    assert len(parts) == 8 and parts[-1] == "VIII. NHẬN XÉT, KIẾN NGHỊ"


def decree_numbers(count: int) -> tuple[str, ...]:
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")[:count]


def test_the_file_itself_names_nobody_and_nothing_but_its_subject(tools: Tools) -> None:
    about = paper(tools).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title.startswith("Kết quả tiếp nhận") and about.created == rich().made_at


def test_what_an_office_changed_in_word_is_in_its_reports(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = report(document.TEMPLATE.read_bytes())
    changed.core_properties.author = changed.core_properties.last_modified_by = "Nguyễn Văn A"
    line = changed.tables[-1].cell(0, 0).paragraphs[1]
    line.text = "- Thường trực Tỉnh ủy;"
    (counts,) = (p for p in changed.paragraphs if p.text.startswith("Trong kỳ có"))
    counts.add_run(" Không xử lý {{ rejec")
    counts.add_run("ted.now }} phản ánh.").italic = True  # Word parts words where they were typed
    changed.save(str(tmp_path / "changed.docx"))
    monkeypatch.setattr(document, "TEMPLATE", tmp_path / "changed.docx")
    made = paper(tools)
    assert "Trong kỳ có 37 phản ánh mới" in words_of(made)
    assert "Không xử lý 4 phản ánh." in words_of(made)
    assert "- Thường trực Tỉnh ủy;" in made.tables[-1].cell(0, 0).text
    assert (made.core_properties.author, made.core_properties.last_modified_by) == ("", "")


def test_no_command_of_the_template_is_left_in_a_report(tools: Tools) -> None:
    assert "{%p" in report(document.TEMPLATE.read_bytes()).element.xml
    assert not {"{{", "{%", "{#", "%}"} & set(re.findall(r"[{%#]{2}|%}", paper(tools).element.xml))


def test_parts_without_figures_are_left_out_and_the_others_numbered_on(tools: Tools) -> None:
    words = words_of(paper(tools, content=rich(listings=(), cells=(), items=())))
    assert "II. KẾT QUẢ THEO CƠ QUAN" in words and "V. NHẬN XÉT, KIẾN NGHỊ" in words
    assert "VIỆC CẦN LÀM" not in words and "NƠI TẬP TRUNG" not in words


def test_pages_are_numbered_from_the_second_centered_above(tools: Tools) -> None:
    (section,) = paper(tools).sections
    assert section.different_first_page_header_footer
    (number,) = section.header.paragraphs
    assert "PAGE" in number._p.xml and number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert section.first_page_header.paragraphs[0].text == ""
    assert "PAGE" not in section.first_page_header._element.xml


def test_it_ends_with_whom_it_goes_to_and_room_to_sign(tools: Tools) -> None:
    recipients, right = paper(tools).tables[-1].row_cells(0)
    assert recipients.text.startswith("Nơi nhận:\n") and recipients.text.endswith("- Lưu: VT.")
    assert recipients.paragraphs[0].runs[0].italic and recipients.paragraphs[0].runs[0].bold
    assert [bool(p.text) for p in right.paragraphs] == [True, False, False, False, False, True]


def test_day_and_first_months_are_written_as_the_decree_says(tools: Tools) -> None:
    january = parse_period("2026-01", ZONE)
    content = rich(period=january, made_at=january.end)
    day = head(paper(tools, "so_xay_dung", content))[1][1]
    assert day == "Lai Châu, ngày …… tháng 02 năm 2026"
    assert "người dân tháng 01/2026" in words_of(paper(tools, content=content))


def test_tables_have_their_heading_on_every_page_and_fit(tools: Tools) -> None:
    document = paper(tools)
    width = Mm(210) - Mm(30) - Mm(20)
    for table in document.tables[1:-1]:
        assert "<w:tblHeader/>" in table.rows[0]._tr.xml
        assert sum(column.width or 0 for column in table.columns) <= width + 10_000


def test_without_libreoffice_there_is_no_pdf_and_it_is_told(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not possible("pdf") and possible("docx")
    assert make("pdf", rich(), tools) is None and pdf.converted(b"") is None


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("echo broken profile; exit 77", "broken profile"),
        ("exec /bin/sleep 600", "not done within"),
    ],
)
def test_a_libreoffice_that_fails_or_hangs_makes_none_and_says_why(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, does: str, said: str,
) -> None:  # fmt: skip
    (tmp_path / "soffice").write_text(f"#!/bin/sh\n{does}\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "PATIENCE", 0.3)
    with caplog.at_level(logging.ERROR):
        assert make("pdf", rich(), tools) is None
    assert said in caplog.text


def test_a_code_has_room_in_one_line(tools: Tools) -> None:
    (cases,) = (table for table in paper(tools).tables if table.cell(0, 0).text == "Mã")
    assert all(row.cells[0].width >= Cm(3.3) for row in cases.rows)
