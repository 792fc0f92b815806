"""The tree of a document: which lines are headings, which ids items have, what is lent to them."""

from pathlib import Path

import pytest

from knowledge.importing.files import read_lines
from knowledge.importing.markers import marker_of
from tests.importing import word
from tests.importing.kit import headings, imported, items, of_lines, sections, texts, told

TOP = ("KẾ HOẠCH", "Phát triển đô thị năm 2026")


def test_articles_and_their_points_have_the_document_s_own_ids(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("NGHỊ QUYẾT", "Về hỗ trợ trồng cây", "QUYẾT NGHỊ:", "Chương I", "QUY ĐỊNH CHUNG"),
        *("Điều 1. Phạm vi", "Nghị quyết này quy định mức hỗ trợ.", "Chương II", "HỖ TRỢ"),
        *("Mục 1. MỨC HỖ TRỢ", "Điều 2. Mức hỗ trợ", "1. Hỗ trợ hộ gia đình:"),
        *("a) Cây bóng mát: 500.000 đồng/cây;", "b) Cây ăn quả: 200.000 đồng/cây."),
        *("2. Hỗ trợ tổ dân phố 05 triệu đồng.", "Điều 3. Hiệu lực từ ngày 01/01/2026."),
    )
    assert headings(plan) == {
        "Chương I": "QUY ĐỊNH CHUNG",
        "Điều 1": "Phạm vi",
        "Chương II": "HỖ TRỢ",
        "Chương II.Mục 1": "MỨC HỖ TRỢ",
        "Điều 2": "Mức hỗ trợ",
        "Điều 2.1": "Hỗ trợ hộ gia đình:",
        "Điều 2.2": "",
        "Điều 3": "",
    }
    assert list(items(plan)) == [
        *("Điều 1.1", "Điều 2.1.a", "Điều 2.1.b", "Điều 2.2", "Điều 3"),
    ]
    assert told(plan, "Điều 2.1.a").figures[0].low == 500_000


def test_a_decision_with_its_plan_is_one_document_in_two_parts(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("QUYẾT ĐỊNH", "Về việc ban hành Kế hoạch nhà ở", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ SUỐI LỤA"),
        *("Căn cứ Luật Nhà ở ngày 27/11/2023;", "QUYẾT ĐỊNH:"),
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch nhà ở.",
        "Điều 2. Giao Phòng Kinh tế báo cáo trước ngày 15/12 hằng năm./.",
        *("Nơi nhận:", "- Như Điều 2;", "KT. CHỦ TỊCH", "Lê B"),
        *("ỦY BAN NHÂN DÂN", "XÃ SUỐI LỤA", "KẾ HOẠCH", "NHÀ Ở XÃ SUỐI LỤA NĂM 2026"),
        "(Ban hành kèm theo Quyết định số 5/QĐ-UBND ngày 10/01/2026)",
        *("I. MỤC TIÊU", "- Xây 12 căn nhà.", "II. THỰC HIỆN", "1. Phòng Kinh tế theo dõi./."),
    )
    assert plan.title == "QUYẾT ĐỊNH Về việc ban hành Kế hoạch nhà ở"
    assert [section.number for section in plan.sections] == ["Điều 1", "Điều 2", "Kế hoạch"]
    assert sections(plan)["Kế hoạch"].heading == "KẾ HOẠCH NHÀ Ở XÃ SUỐI LỤA NĂM 2026"
    assert list(items(plan)) == ["Điều 1", "Điều 2", "I.1", "II.1"]
    assert items(plan)["Điều 2"].who == "Phòng Kinh tế"


def test_two_parts_that_number_alike_keep_their_ids_apart(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *TOP,
        *("PHẦN THỨ NHẤT", "HIỆN TRẠNG", "I. NHÀ Ở", "- Hiện có 10 căn.", "PHẦN THỨ HAI"),
        *("MỤC TIÊU", "I. NHÀ Ở", "- Xây thêm 12 căn.", "I. CÂY XANH", "- Trồng 30 cây."),
    )
    assert list(items(plan)) == ["I.1", "Phần thứ hai.I.1", "Phần thứ hai.I(2).1"]


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (
            ("I. MỤC TIÊU", "I.1. Mục tiêu chung", "Xã sạch.", "I.2 Mục tiêu cụ thể", "Trồng cây.",
             "II. NHIỆM VỤ", "II.1 Xây dựng: làm 3 cầu trước ngày 30/9/2026."),
            ["I.1.1", "I.2.1", "II.1"],
        ),
        (
            ("1- Mục đích", "Xã sạch.", "2.- Nội dung", "2.1- Dọn vỉa hè.", "2.2- Sơn lại vạch."),
            ["1.1", "2.1", "2.2"],
        ),
    ],
)  # fmt: skip
def test_numbers_with_roman_ones_and_hyphens_are_the_document_s_ids(
    tmp_path: Path, body: tuple[str, ...], ids: list[str]
) -> None:
    assert list(items(of_lines(tmp_path, *TOP, *body))) == ids


def test_a_number_of_a_document_begins_no_item(tmp_path: Path) -> None:
    plan = of_lines(tmp_path, *TOP, "- Thực hiện Nghị quyết số", "12-NQ/TU của Tỉnh ủy.")
    assert "12" not in items(plan)


def test_a_size_and_a_share_for_each_prove_their_figures(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *TOP,
        "- Niêm yết giá bằng bảng tối thiểu 80 cm x 120 cm.",
        "- Nhà trọ không quá 6 người một phòng.",
    )
    assert [target.low for target in plan.targets][:2] == [80, 6]


def listed(level: int, text: str, list_id: int = 1) -> str:
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered_by(path: Path, levels: str, style: str = "") -> Path:
    """A file whose headings are numbered by one list of Word's, `style` by a style's list."""
    document = word.new()
    word.centred(document, *TOP)
    for level, text in ((0, "MỤC TIÊU"), (1, "Mục tiêu chung"), (0, "NHIỆM VỤ"), (1, "Quy hoạch")):
        word.put(document, listed(level, text))
        word.lines(document, *(["Xã sạch."] if level else []))
    if style:
        number = "<w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr>"
        document.styles.element.append(
            word.raw(
                f'<w:style w:type="numbering" w:styleId="{style}"><w:name w:val="x"/>{number}'
                "</w:style>"
            )
        )
    document.save(str(path))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    first = f'<w:numStyleLink w:val="{style}"/>' if style else levels
    content = (
        f'<w:numbering xmlns:w="{space}"><w:abstractNum w:abstractNumId="1">{first}'
        f'</w:abstractNum><w:abstractNum w:abstractNumId="2">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
    )
    return word.with_part(path, "word/numbering.xml", content.encode())


@pytest.mark.parametrize(
    ("legal", "style", "lines"),
    [
        ("", "", ["I. MỤC TIÊU", "I.1. Mục tiêu chung", "II. NHIỆM VỤ", "II.1. Quy hoạch"]),
        (
            "<w:isLgl/>", "",
            ["I. MỤC TIÊU", "1.1. Mục tiêu chung", "II. NHIỆM VỤ", "2.1. Quy hoạch"],
        ),
        ("", "Kieu", ["I. MỤC TIÊU", "I.1. Mục tiêu chung", "II. NHIỆM VỤ", "II.1. Quy hoạch"]),
    ],
)  # fmt: skip
def test_word_s_numbers_of_two_levels_are_shown_as_word_shows_them(
    tmp_path: Path, legal: str, style: str, lines: list[str]
) -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
        f'<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/>{legal}<w:lvlText w:val="%1.%2."/></w:lvl>'
    )
    path = numbered_by(tmp_path / "plan.docx", levels, style)
    assert [line.text for line in read_lines(path) if line.text[:1] in "I12"] == lines
    assert list(headings(imported(path)).values()) == [
        *("MỤC TIÊU", "Mục tiêu chung", "NHIỆM VỤ", "Quy hoạch"),
    ]


def test_numbers_need_not_begin_with_one(tmp_path: Path) -> None:
    plan = of_lines(tmp_path, *TOP, "II. MỤC TIÊU", "3. Cây xanh", "- Trồng 30 cây.")
    assert list(items(plan)) == ["II.3.1"]


def test_what_stands_under_a_line_has_its_words_and_its_time(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. MỤC TIÊU", "1. Giai đoạn 2026 - 2030", "- Phát triển cây xanh:"),
        *("+ Trồng 300 cây;", "+ Tỷ lệ sống đạt 95%.", "- Đến năm 2028 hoàn thành các việc sau:"),
        *("+ Xây 02 công viên.", "- Giữ sạch 05 hồ."),
    )
    by_text = {item.text: item for item in items(plan).values()}
    assert by_text["Trồng 300 cây;"].under == ("Phát triển cây xanh:",)
    assert by_text["Trồng 300 cây;"].period == "Giai đoạn 2026 - 2030"
    assert by_text["Xây 02 công viên."].period == "Đến năm 2028"
    assert by_text["Giữ sạch 05 hồ."].under == ()
    figure = told(plan, by_text["Tỷ lệ sống đạt 95%."].id).figures[0]
    assert (figure.first_year, figure.last_year) == (2026, 2030)


def test_an_office_as_a_heading_does_all_that_stands_under_it(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. THỰC HIỆN", "1. Phòng Kinh tế", "a) Lập danh sách.", "b) Kiểm tra."),
        *("2. Đối với các thôn:", "- Giữ vệ sinh.", "- Công an xã tuần tra hằng tuần."),
        *("3. Phòng Văn hóa", "Tuyên truyền rộng rãi.", "4. Hội Nông dân: vận động hội viên."),
    )
    who = {key: item.who for key, item in items(plan).items()}
    assert who == {
        "I.1.a": "Phòng Kinh tế",
        "I.1.b": "Phòng Kinh tế",
        "I.2.1": "các thôn",
        "I.2.2": "Công an xã",
        "I.3.1": "Phòng Văn hóa",
        "I.4": "Hội Nông dân",
    }
    assert [doer.said for doer in told(plan, "I.1.a").by("lead")] == ["Phòng Kinh tế"]


def test_offices_in_a_row_bans_and_somebody_by_office_do_what_stands_under_them(
    tmp_path: Path,
) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. TỔ CHỨC", "1. Công ty Điện lực; Công ty Cấp nước", "- Bảo đảm điện, nước."),
        *("2. Trưởng các bản: Thông báo lịch thu gom.", "3. Các bản: Vận động dân."),
        *("4. Đồng chí Lò Văn A, Phó Chủ tịch UBND xã", "- Trực tiếp chỉ đạo.", "5. ĐƠN VỊ"),
        *("- Làm sạch đường.", "- UBND xã giao Phòng Kinh tế chủ trì việc trồng cây."),
    )
    assert {key: item.who for key, item in items(plan).items()} == {
        "I.1.1": "Công ty Điện lực; Công ty Cấp nước",
        "I.2": "Trưởng các bản",
        "I.3": "Các bản",
        "I.4.1": "Phó Chủ tịch UBND xã",
        "I.5.1": "",
        "I.5.2": "Phòng Kinh tế",
    }
    assert [doer.said for doer in told(plan, "I.5.2").by("lead")] == ["Phòng Kinh tế"]


@pytest.mark.parametrize(
    ("line", "after", "is_heading"),
    [
        ("a) Về nhà ở", "- Xây 12 căn.", True),
        ("a) Xây 12 căn nhà ở cho hộ nghèo trong xã, hoàn thành trước tháng 9.", "b) X.", False),
        ("1. Cây xanh.", "- Trồng 30 cây.", True),
        ("1. Tổng kinh phí thực hiện Kế hoạch là 18,35 tỷ đồng, từ ngân sách xã.", "2. X.", False),
        ("1. " + "Công tác quản lý và " * 12 + "bảo vệ cây xanh", "- Trồng 30 cây.", True),
        ("2.1. Đất ở; đất vườn", "- Rà soát đất.", True),
    ],
)
def test_a_numbered_line_is_a_heading_where_something_hangs_under_it(
    tmp_path: Path, line: str, after: str, is_heading: bool
) -> None:
    plan = of_lines(tmp_path, *TOP, "I. NHIỆM VỤ", "2. Nhiệm vụ chung", line, after)
    words = line.partition(" ")[2]
    assert (words in headings(plan).values()) == is_heading
    assert (words in texts(plan).values()) != is_heading


def test_headings_without_numbers_are_known_by_their_letters(tmp_path: Path) -> None:
    def more(document: object) -> None:
        word.lines(document, "MỤC TIÊU CHUNG", "Xã sạch hơn.")
        word.centred(document, "Về cây xanh")
        word.lines(document, "Trồng 30 cây.")

    document = word.new()
    word.centred(document, *TOP)
    more(document)
    document.save(str(tmp_path / "plan.docx"))
    plan = imported(tmp_path / "plan.docx")
    assert list(headings(plan).values()) == ["MỤC TIÊU CHUNG", "Về cây xanh"]
    assert list(items(plan)) == ["muc-tieu-chung.1", "muc-tieu-chung.ve-cay-xanh.1"]


def test_a_footnote_stands_beside_its_sentence(tmp_path: Path) -> None:
    document = word.new()
    word.centred(document, *TOP)
    word.lines(document, "I. MỤC TIÊU")
    word.put(
        document,
        "<w:p><w:r><w:t>- Tỷ lệ đạt 60%</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        '<w:r><w:t xml:space="preserve"> số hộ.</w:t></w:r></w:p>',
    )
    word.lines(document, "- Trồng 30 cây.")
    document.save(str(tmp_path / "plan.docx"))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = (
        f'<w:footnotes xmlns:w="{space}"><w:footnote w:type="separator" w:id="0"><w:p/>'
        '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>Theo tiêu chí của tỉnh.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    plan = imported(word.with_part(tmp_path / "plan.docx", "word/footnotes.xml", note.encode()))
    assert list(texts(plan).values()) == [
        *("Tỷ lệ đạt 60% số hộ.", "Theo tiêu chí của tỉnh.", "Trồng 30 cây."),
    ]
    assert items(plan)["I.[1]"].under == ()


def test_notes_have_each_a_number_and_one_in_a_cell_the_words_of_its_row(tmp_path: Path) -> None:
    document = word.new()
    word.centred(document, *TOP)
    word.lines(document, "I. MỤC TIÊU")
    word.put(
        document,
        "<w:p><w:r><w:t>- Trồng 30 cây</w:t></w:r><w:r><w:endnoteReference w:id='2'/></w:r></w:p>",
    )
    cell = word.table(document, [["TT", "Việc"], ["1", "Làm đường"]]).cell(1, 1)
    cell.paragraphs[0]._p.append(word.raw("<w:r><w:footnoteReference w:id='2'/></w:r>"))
    document.save(str(tmp_path / "plan.docx"))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for kind, text in (("footnote", "Đường liên bản."), ("endnote", "Cây ban.")):
        word.with_part(
            tmp_path / "plan.docx",
            f"word/{kind}s.xml",
            f'<w:{kind}s xmlns:w="{space}"><w:{kind} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r>'
            f"</w:p></w:{kind}></w:{kind}s>".encode(),
        )
    plan = imported(tmp_path / "plan.docx")
    notes = {key: (item.text, item.under) for key, item in items(plan).items() if "[" in key}
    assert notes == {
        "I.[2]": ("Cây ban.", ()),
        "I.[1]": ("Đường liên bản.", ("1 | Làm đường",)),
    }


def test_numbers_behind_line_breaks_in_a_paragraph_begin_lines(tmp_path: Path) -> None:
    document = word.new()
    word.centred(document, *TOP)
    for paragraph in (
        ("I. MỤC TIÊU", "1. Trồng 500 cây", "xanh.", "2. Làm 02 cầu."),
        ("II. NHIỆM VỤ", "- Lập danh mục;", "- Kiểm tra."),
    ):
        run = document.add_paragraph().add_run(paragraph[0])
        for line in paragraph[1:]:
            run.add_break()
            run.add_text(line)
    document.save(str(tmp_path / "plan.docx"))
    plan = imported(tmp_path / "plan.docx")
    assert headings(plan) == {"I": "MỤC TIÊU", "II": "NHIỆM VỤ"}
    assert list(texts(plan).values()) == [
        *("Trồng 500 cây xanh.", "Làm 02 cầu.", "Lập danh mục;", "Kiểm tra."),
    ]


def test_a_line_that_was_broken_goes_on(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *TOP,
        "I. NHIỆM VỤ VÀ GIẢI PHÁP",
        "CHỦ YẾU",
        "- Trồng cây trên",
        "các tuyến đường.",
    )
    assert headings(plan) == {"I": "NHIỆM VỤ VÀ GIẢI PHÁP CHỦ YẾU"}
    assert texts(plan) == {"I.1": "Trồng cây trên các tuyến đường."}
    assert items(plan)["I.1"].lines == (5, 6)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("1. 95% hộ dân được dùng nước sạch", "1"),
        ("3. 07 tuyến hẻm được lát gạch", "3"),
        ("2.4. 12 bãi xe", "2.4"),
        ("6. 3/9 chợ được sửa", "6"),
        ("6. 2027", None),
        ("11. 2028 thì nghiệm thu", None),
        ("15. 000 đồng", None),
        ("1.250 cây xanh", None),
    ],
)
def test_a_number_stands_before_an_amount(line: str, label: str | None) -> None:
    marker = marker_of(line)
    assert (marker and marker.label) == label


def test_a_number_of_the_document_is_no_other_line_s_id(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("QUYẾT ĐỊNH", "Về chợ xã Suối Lụa", "Điều 2. Giải thích từ ngữ"),
        *("Các từ ngữ dưới đây được hiểu như sau:", "1. Điểm là quầy.", "2. Sạp là bàn."),
    )
    assert texts(plan) == {
        "Điều 2.1(2)": "Các từ ngữ dưới đây được hiểu như sau:",
        "Điều 2.1": "Điểm là quầy.",
        "Điều 2.2": "Sạp là bàn.",
    }
