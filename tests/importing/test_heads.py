"""The head of a document: title, number, issuer, place, date, years, what it is based on."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import docx
import pytest

from knowledge.importing.importer import import_plan
from knowledge.schema import Plan
from tests.importing.kit import imported, items, of_lines, sections, told
from tests.importing.test_tables import appended

BODY = ("I. MỤC TIÊU", "- Trồng 30 cây.")
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def head(plan: Plan) -> tuple[str | None, str, date | None, str]:
    return plan.number, plan.issuer, plan.issued, plan.place


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("HỘI ĐỒNG NHÂN DÂN", "TỈNH SƠN LÂM", *STATE, "Số: 45/2025/NQ-HĐND",
             "Sơn Lâm, ngày 10 tháng 12 năm 2025", "NGHỊ QUYẾT", "Về cây xanh",
             "HỘI ĐỒNG NHÂN DÂN TỈNH SƠN LÂM", "KHÓA XV, KỲ HỌP THỨ 28"),
            ("45/2025/NQ-HĐND", "Hội đồng nhân dân tỉnh Sơn Lâm", date(2025, 12, 10),
             "tỉnh Sơn Lâm"),
        ),
        (
            ("HỘI ĐỒNG NHÂN DÂN", "THÀNH PHỐ SƠN LÂM", "KHÓA XI, KỲ HỌP THỨ 20", *STATE,
             "Số: 31/NQ-HĐND", "Sơn Lâm, ngày 10 tháng 7 năm 2026", "NGHỊ QUYẾT", "Về cây xanh"),
            ("31/NQ-HĐND", "Hội đồng nhân dân thành phố Sơn Lâm", date(2026, 7, 10),
             "thành phố Sơn Lâm"),
        ),
        (
            ("THÀNH ỦY AN HÀ", "*", "Số 21-CTr/TU", "ĐẢNG CỘNG SẢN VIỆT NAM",
             "An Hà, ngày 05 tháng 7 năm 2024", "CHƯƠNG TRÌNH HÀNH ĐỘNG", "Về đô thị"),
            ("21-CTr/TU", "Thành ủy An Hà", date(2024, 7, 5), "thành phố An Hà"),
        ),
        (
            ("CHÍNH PHỦ", *STATE, "Số: 12/NQ-CP", "Hà Nội, ngày 01 tháng 02 năm 2026",
             "NGHỊ QUYẾT", "Về phát triển đô thị"),
            ("12/NQ-CP", "Chính phủ", date(2026, 2, 1), ""),
        ),
        (
            ("UBND TỈNH SƠN LÂM", "SỞ XÂY DỰNG", *STATE, "Số:       /KH-SXD",
             "Sơn Lâm, ngày     tháng 02 năm 2026", "KẾ HOẠCH",
             "Phát triển nhà ở trên địa bàn tỉnh Sơn Lâm năm 2026"),
            (None, "Sở Xây dựng", None, "tỉnh Sơn Lâm"),
        ),
        (
            ("UBND PHƯỜNG HỒNG LĨNH   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
             "Số: 7/KH-UBND     Hồng Lĩnh, ngày 3 tháng 4 năm 2026", "KẾ HOẠCH", "Vệ sinh hè phố"),
            ("7/KH-UBND", "UBND phường Hồng Lĩnh", date(2026, 4, 3), "phường Hồng Lĩnh"),
        ),
    ],
)  # fmt: skip
def test_the_letterhead_is_read(
    tmp_path: Path, lines: tuple[str, ...], expected: tuple[str | None, str, date | None, str]
) -> None:
    (tmp_path / "plan.txt").write_text("\n".join((*lines, *BODY)), encoding="utf-8")
    plan = import_plan(tmp_path / "plan.txt")
    assert head(plan) == expected
    assert list(items(plan)) == ["I.1"]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("KẾ HOẠCH", "PHÁT TRIỂN ĐÔ THỊ", "TRÊN ĐỊA BÀN PHƯỜNG A NĂM 2026"),
         "KẾ HOẠCH PHÁT TRIỂN ĐÔ THỊ TRÊN ĐỊA BÀN PHƯỜNG A NĂM 2026"),
        (("KẾ HOẠCH PHÁT TRIỂN ĐÔ THỊ NĂM 2026",), "KẾ HOẠCH PHÁT TRIỂN ĐÔ THỊ NĂM 2026"),
        (("QUYẾT ĐỊNH", "Về việc ban hành Quy định quản lý cây xanh,", "vườn hoa năm 2026"),
         "QUYẾT ĐỊNH Về việc ban hành Quy định quản lý cây xanh, vườn hoa năm 2026"),
        (("ĐỀ ÁN", "Thực hiện Nghị quyết số 06-NQ/TW ngày 24/01/2022 về đô thị", "-----"),
         "ĐỀ ÁN Thực hiện Nghị quyết số 06-NQ/TW ngày 24/01/2022 về đô thị"),
    ],
)  # fmt: skip
def test_the_title_is_the_kind_and_its_subject(
    tmp_path: Path, lines: tuple[str, ...], title: str
) -> None:
    based = "Căn cứ Luật Đường bộ ngày 27/6/2024;"
    plan = of_lines(tmp_path, *lines, based, "UBND phường ban hành Kế hoạch như sau:", *BODY)
    assert plan.title == title
    assert list(items(plan)) == ["I.1"]
    assert plan.based_on[-1].name == "Luật Đường bộ"


def test_what_is_told_before_the_first_heading_is_content(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Vệ sinh năm 2026", "Căn cứ Luật Bảo vệ môi trường số 72/2020/QH14;"),
        "Năm 2025, toàn xã thu gom được 82% lượng rác.",
        *("Ủy ban nhân dân xã xây dựng Kế hoạch như sau:", *BODY),
    )
    assert items(plan)["mo-dau.1"].text == "Năm 2025, toàn xã thu gom được 82% lượng rác."
    assert plan.front_lines == (3, 5)


def test_the_closing_is_content_where_it_says_something(tmp_path: Path) -> None:
    names = "Trên đây là Kế hoạch vệ sinh năm 2026./."
    asks = "Trên đây là Kế hoạch năm 2026. Có vướng mắc, các thôn báo Phòng Kinh tế./."
    only = of_lines(tmp_path / "a", "KẾ HOẠCH", "Vệ sinh", *BODY, names, "Nơi nhận:", "- Lưu: VT.")
    more = of_lines(tmp_path / "b", "KẾ HOẠCH", "Vệ sinh", *BODY, asks, "Nơi nhận:", "- Lưu: VT.")
    assert (list(items(only)), only.end_lines) == (["I.1"], (5, 6, 7))
    assert (list(items(more)), more.end_lines) == (["I.1", "ket-thuc.1"], (6, 7))
    assert told(more, "ket-thuc.1", 1).formula and not told(more, "ket-thuc.1", 2).formula


def test_an_end_in_the_last_item_is_no_closing(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Vệ sinh", "I. THỰC HIỆN", "1. Công an xã kiểm tra hằng tuần./."),
        *("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê A", "PHỤ LỤC", "PHÂN CÔNG"),
        "- Thôn 1: quét đường.",
    )
    assert list(items(plan)) == ["I.1", "Phụ lục.1"]
    assert plan.end_lines == (5, 6, 7)
    assert sections(plan)["Phụ lục"].heading == "PHỤ LỤC PHÂN CÔNG"


def test_letters_may_stand_above_roman_numbers(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Nhà ở năm 2026 và giai đoạn 2026 - 2030, tầm nhìn đến năm 2045"),
        *("A. TÌNH HÌNH", "I. Kết quả", "- Đã xây 10 căn.", "B. MỤC TIÊU", "I. Nhà ở xã hội"),
        *("(1) Nhà ở xã hội: hoàn thành 1.250 căn (năm 2026), 1.500 căn (năm 2027).", "II. Vốn"),
        "- Ngân sách tỉnh: 120 tỷ đồng.",
    )
    assert list(items(plan)) == ["A.I.1", "B.I.1", "B.II.1"]
    assert (plan.first_year, plan.last_year, plan.outlook_year) == (2026, 2030, 2045)
    assert [(t.name, t.said, t.last_year) for t in plan.targets] == [
        ("Nhà ở xã hội: hoàn thành: căn", "1.250 căn", 2026),
        ("Nhà ở xã hội: hoàn thành: căn", "1.500 căn", 2027),
        ("Ngân sách tỉnh", "120 tỷ đồng", 2030),
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_the_office_s_pdf_gives_the_tree_of_its_word_file(tmp_path: Path) -> None:
    plan = appended(tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "plan.docx")], check=True, capture_output=True)
    printed = imported(tmp_path / "plan.pdf")
    assert {key: (item.text, item.who, item.under) for key, item in items(printed).items()} == {
        key: (item.text, item.who, item.under) for key, item in items(plan).items()
    }
    assert head(printed) == head(plan)
    assert [(t.name, t.said) for t in printed.targets] == [(t.name, t.said) for t in plan.targets]


def test_a_letterhead_and_what_encloses_may_be_wrapped(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("UBND THỊ XÃ AN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", "HÀ", "NAM", "Số: 9/QĐ-UBND"),
        *("QUYẾT ĐỊNH", "Về việc ban hành Đề án cây xanh", "Điều 1. Ban hành Đề án cây xanh."),
        *("Điều 2. Quyết định này có hiệu lực từ ngày ký./.", "Nơi nhận:", "- Như Điều 2;"),
        *(
            "ĐỀ ÁN",
            "TRỒNG CÂY XANH",
            "(Ban hành kèm theo Quyết định số 9/QĐ-UBND ngày 5 tháng 5 năm",
        ),
        *("2026 của Ủy ban nhân dân thị xã An Hà)", "I. MỤC TIÊU", "1. Trồng 30 cây."),
    )
    assert plan.issuer == "UBND thị xã An Hà"
    assert not any("2026 của" in text for text in (item.text for item in items(plan).values()))


def test_a_title_goes_on_where_a_line_cuts_a_name(tmp_path: Path) -> None:
    cut = ("Về phát triển cây xanh, công viên trên địa bàn thành phố Sơn", "Lâm đến năm 2030")
    plan = of_lines(tmp_path / "cut", "KẾ HOẠCH", *cut, *BODY)
    assert plan.title == f"KẾ HOẠCH {' '.join(cut)}"
    rest = ("Về việc thu phí giữ xe trên địa bàn thành phố Sơn Lâm", "Hạ")
    assert of_lines(tmp_path / "rest", "KẾ HOẠCH", *rest, *BODY).title.endswith("Sơn Lâm Hạ")
    whole = ("Về phát triển cây xanh của thành phố Sơn Lâm", "Thực hiện Đề án cây xanh")
    plan = of_lines(tmp_path / "whole", "KẾ HOẠCH", *whole, *BODY)
    assert plan.title == f"KẾ HOẠCH {whole[0]}"


@pytest.mark.parametrize("office", ["ỦY BAN NHÂN DÂN\nXÃ AN HÀ", "UBND TỈNH AN HÀ\nSỞ XÂY DỰNG"])
def test_a_letterhead_with_line_breaks_is_read_as_one_in_paragraphs(
    tmp_path: Path, office: str
) -> None:
    heads = []
    for number, side in enumerate((f"{office}\nSố: 57/KH-AH", f"{office}\n\nSố: 57/KH-AH")):
        document = docx.Document()
        cells = document.add_table(1, 2).rows[0].cells
        if number:
            for line in side.split("\n"):
                cells[0].add_paragraph(line)
        else:
            cells[0].paragraphs[0].add_run(side)
        cells[1].text = "\n".join(STATE)
        for line in ("KẾ HOẠCH", "Trồng cây năm 2026", *BODY):
            document.add_paragraph(line)
        document.save(str(tmp_path / f"{number}.docx"))
        heads.append(head(import_plan(tmp_path / f"{number}.docx")))
    assert heads[0] == heads[1] and heads[0][1], heads


def test_a_joint_programme_has_its_subject_in_its_title(tmp_path: Path) -> None:
    subject = "Giữ gìn an ninh trật tự năm 2026"
    plan = of_lines(tmp_path, "CHƯƠNG TRÌNH PHỐI HỢP", subject, *BODY)
    assert plan.title == f"CHƯƠNG TRÌNH PHỐI HỢP {subject}"


def test_enacting_words_of_a_resolution_are_front_matter(tmp_path: Path) -> None:
    enacts = "Hội đồng nhân dân ban hành Nghị quyết quy định chính sách hỗ trợ học sinh bán trú."
    told = (
        "Hội đồng nhân dân xã ban hành Nghị quyết số 5 về chợ; các bản cùng làm theo.",
        "Ủy ban nhân dân xã ban hành Quyết định về mức thu chợ là 50 nghìn đồng.",
    )
    lines = ("NGHỊ QUYẾT", "Quy định chính sách hỗ trợ học sinh bán trú", *told, enacts)
    plan = of_lines(tmp_path, *lines, "Điều 1. Mức hỗ trợ", "1. Hỗ trợ 15 kg gạo.")
    assert plan.front == (enacts,)
    assert [item.text for item in items(plan).values()] == [*told, "Hỗ trợ 15 kg gạo."]
