"""Tables: headings, group rows, merged cells; a row is shown and read with its headings."""

from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.plan.outline import spot_of
from bot.texts import without_markup
from knowledge.schema import Plan
from knowledge.slots.shape import Slots
from tests.importing import printed, word
from tests.importing.kit import imported, items, of_lines, sections, told

TASKS = (
    ("TT", "Nhiệm vụ", "Sản phẩm", "Thời gian hoàn thành", "Cơ quan chủ trì", "Cơ quan phối hợp"),
    ("I", "Lĩnh vực cây xanh", "", "", "", ""),
    ("1", "Trồng cây dọc suối", "500 cây", "Quý II/2026", "Phòng Kinh tế", "Công an xã"),
    ("2", "Chăm sóc cây", "Báo cáo", "Hằng tháng", "Phòng Kinh tế", ""),
    ("II", "Lĩnh vực nhà ở", "", "", "", ""),
    ("3", "Sửa nhà dột nát", "08 căn", "Trước 30/9/2026", "Phòng Văn hóa", "Mặt trận Tổ quốc xã"),
    ("4", "Vay vốn làm nhà", "", "", "", ""),
)
GOALS = (
    ("STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Kế hoạch", ""),
    ("", "", "", "", "2026", "2030"),
    ("1", "Tỷ lệ che phủ", "%", "12", "15,5", "20"),
    ("2", "Cây xanh", "cây", "8.400", "9.650", "≥ 12.000"),
)


def appended(folder: Path) -> Plan:
    """A plan with an appendix of tasks and one of figures."""

    def more(document: object) -> None:
        word.centred(document, "PHỤ LỤC I", "DANH MỤC NHIỆM VỤ")
        word.lines(document, "(Kèm theo Kế hoạch số 0130/KH-UBND ngày 05/02/2026)")
        word.table(document, TASKS, [(1, 1, 1, 5), (5, 3, 6, 3), (5, 4, 6, 4)])
        word.centred(document, "Phụ lục II", "CHỈ TIÊU")
        merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3), (0, 4, 0, 5)]
        word.table(document, GOALS, merges)

    return imported(word.whole(folder / "plan.docx", more=more))


def kinds(slots: Slots) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    return (
        [figure.said for figure in slots.figures],
        [time.said for time in slots.times],
        [(doer.said, doer.role) for doer in slots.doers],
    )


def test_a_task_has_its_time_and_its_offices_from_the_cells_of_its_row(tmp_path: Path) -> None:
    plan = appended(tmp_path)
    row = items(plan)["Phụ lục I.1"]
    assert row.text == "1 | Trồng cây dọc suối | 500 cây | Quý II/2026 | Phòng Kinh tế | Công an xã"
    assert row.quotes == (row.text,)
    assert row.row == "Trồng cây dọc suối"
    assert [(cell.column, cell.text) for cell in row.cells[3:]] == [
        ("Thời gian hoàn thành", "Quý II/2026"),
        ("Cơ quan chủ trì", "Phòng Kinh tế"),
        ("Cơ quan phối hợp", "Công an xã"),
    ]
    assert (row.who, row.under) == ("Phòng Kinh tế", ("Lĩnh vực cây xanh",))
    slots = told(plan, "Phụ lục I.1")
    assert kinds(slots) == (
        ["500 cây"],
        ["Quý II/2026"],
        [("Phòng Kinh tế", "lead"), ("Công an xã", "with")],
    )
    for slot in (*slots.figures, *slots.times, *slots.doers):
        assert row.text[slot.start : slot.end] == slot.said


def test_a_cell_that_reaches_down_is_lent_to_the_rows_below(tmp_path: Path) -> None:
    plan = appended(tmp_path)
    row = items(plan)["Phụ lục I.4"]
    assert row.text == "4 | Vay vốn làm nhà | | | |"
    assert [(cell.text, cell.lent) for cell in row.cells] == [
        *(("4", False), ("Vay vốn làm nhà", False), ("Trước 30/9/2026", True)),
        ("Phòng Văn hóa", True),
    ]
    time, doer = told(plan, "Phụ lục I.4").times[0], told(plan, "Phụ lục I.4").doers[0]
    assert (time.said, time.lent, doer.said, doer.lent) == (
        *("Trước 30/9/2026", True, "Phòng Văn hóa", True),
    )


def test_a_figure_has_the_unit_of_its_row_and_the_year_of_its_column(tmp_path: Path) -> None:
    plan = appended(tmp_path)
    table = sections(plan)["Phụ lục II"].tables[0]
    assert table.columns[3:] == ("Năm 2025", "Kế hoạch: 2026", "Kế hoạch: 2030")
    last = told(plan, "Phụ lục II.2").figures[-1]
    assert (last.said, last.low, last.unit, last.counts) == ("≥ 12.000", 12000, "cây", "Cây xanh")
    assert (last.bound, last.last_year) == ("at_least", 2030)
    targets = [(t.name, t.said, t.last_year) for t in plan.targets if t.item == "Phụ lục II.1"]
    assert targets == [("Tỷ lệ che phủ", "15,5", 2026), ("Tỷ lệ che phủ", "20", 2030)]


def test_a_table_on_a_page_is_read_like_one_in_word(tmp_path: Path) -> None:
    story = printed.text("KẾ HOẠCH", "Dự án năm 2026", style=printed.CENTRED)
    story += printed.text("I. DỰ ÁN") + printed.table(
        [
            ["TT", "Dự án", "Thời gian", "Kinh phí (tỷ đồng)", "Chủ trì"],
            ["I", "Hạ tầng giao thông", "", "", ""],
            ["1", "Mở rộng đường Nguyễn Du, đoạn từ cầu Phú đến chợ", "2026", "45,5", "Phòng A"],
            ["2", "Lát vỉa hè 12 tuyến phố", "2028", "7,25", "Phòng Kinh tế"],
            ["3", "Cải tạo cống", "", "3", "Phòng Kinh tế"],
        ],
        [30, 170, 80, 80, 100],
        (1, 1, 4, 1),
        (2, 3, 2, 4),
    )
    story += printed.text("II. THỰC HIỆN", "- Công an xã giám sát.")
    plan = imported(printed.write(tmp_path / "plan.pdf", story))
    row = items(plan)["I.2"]
    assert row.text == "2 | Lát vỉa hè 12 tuyến phố | 2028 | 7,25 | Phòng Kinh tế"
    assert row.under == ("Hạ tầng giao thông",)
    assert items(plan)["I.3"].cells[2].text == "2028" and items(plan)["I.3"].cells[2].lent
    money = next(row for row in told(plan, "I.2").figures if row.kind == "money")
    assert (money.said, money.unit, money.counts) == ("7,25", "tỷ đồng", "Lát vỉa hè 12 tuyến phố")
    assert told(plan, "I.2").times[0].last is not None
    assert items(plan)["II.1"].text == "Công an xã giám sát."


def test_a_table_over_two_pages_is_one(tmp_path: Path) -> None:
    rows = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"]]
    rows += [[str(n), f"Việc thứ {n} của xã", "Phòng Kinh tế"] for n in range(1, 90)]
    story = printed.text("KẾ HOẠCH", "Việc năm 2026", style=printed.CENTRED)
    story += printed.text("I. VIỆC") + printed.table(rows, [30, 250, 160])
    plan = imported(printed.write(tmp_path / "plan.pdf", story, printed.page_number))
    assert len(sections(plan)["I"].tables) == 1
    assert list(items(plan)) == [f"I.{n}" for n in range(1, 90)]
    assert {item.who for item in items(plan).values()} == {"Phòng Kinh tế"}
    assert plan.page_lines


def test_a_row_that_a_page_breaks_is_one(tmp_path: Path) -> None:
    widths = [30, 250, 160]
    story = printed.text("KẾ HOẠCH", "Việc năm 2026", style=printed.CENTRED)
    story += printed.text("I. VIỆC") + printed.table(
        [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Khơi 14 km mương", "Phòng Kinh tế"],
         ["2", "Sửa 06 cống qua đường vào", "Ban Quản lý chợ và"]], widths,
    )  # fmt: skip
    rest = [["", "nghĩa trang bản Nà", "bến đò"], ["3", "Kè suối", "Công an xã"]]
    story += [printed.PageBreak(), *printed.table(rest, widths)]
    plan = imported(printed.write(tmp_path / "plan.pdf", story, printed.page_number))
    assert list(items(plan)) == ["I.1", "I.2", "I.3"]
    assert items(plan)["I.2"].row == "Sửa 06 cống qua đường vào nghĩa trang bản Nà"
    assert items(plan)["I.2"].who == "Ban Quản lý chợ và bến đò"


def test_a_law_site_s_table_with_one_cell_a_line_is_read(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Môi trường năm 2026", "I. NHIỆM VỤ", "1. Danh mục nhiệm vụ:"),
        *("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
        *("1", "Xây nhà máy xử lý rác", "Phòng Kinh tế", "Quý IV/2026"),
        *("2", "Đóng cửa 05 bãi rác", "Công an xã", "Trước 31/12/2026"),
        *("II. THỰC HIỆN", "- Báo cáo hằng quý."),
    )
    row = items(plan)["I.1.2"]
    assert (row.lines, row.who) == ((13, 14, 15, 16), "Công an xã")
    assert row.text == "2 Đóng cửa 05 bãi rác Công an xã Trước 31/12/2026"
    assert kinds(told(plan, "I.1.2"))[:2] == (["05 bãi rác"], ["Trước 31/12/2026"])


def test_such_a_table_is_read_without_numbers_of_its_rows_too(tmp_path: Path) -> None:
    """Its last row has no sum of the years."""
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Chợ năm 2026", "I. HIỆN TRẠNG", "Bảng 1. Các chợ của xã"),
        *("Tên chợ", "Số hộ", "Năm xây dựng", "Diện tích (m2)"),
        *("Chợ Nà Luông", "524", "1996", "12.600"),
        *("Chợ Bến Sậy", "312", "2004", "6.850,5"),
        *("Tổng cộng", "836", "19.450,5"),
        *("II. THỰC HIỆN", "- Báo cáo hằng quý."),
    )
    assert items(plan)["I.2"].row == "Chợ Bến Sậy"
    assert items(plan)["I.2"].under == ("Bảng 1. Các chợ của xã",)
    total = [(cell.column, cell.text) for cell in items(plan)["I.3"].cells]
    assert total == [("Tên chợ", "Tổng cộng"), ("Số hộ", "836"), ("Diện tích (m2)", "19.450,5")]
    assert items(plan)["II.1"].text == "Báo cáo hằng quý."


def test_a_unit_may_stand_between_a_caption_and_such_a_table(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Vốn năm 2026", "I. NGUỒN VỐN", "Bảng 1. Vốn của xã"),
        *("Đơn vị tính: triệu đồng", "Nguồn vốn", "Năm 2026", "Năm 2027"),
        *("Ngân sách tỉnh", "4.500", "6.200", "Ngân sách xã", "310", "290"),
        *("Dân đóng góp", "120", "95", "II. THỰC HIỆN", "- Báo cáo hằng quý."),
    )
    assert [items(plan)[f"I.{n}"].row for n in (1, 2, 3)] == [
        "Ngân sách tỉnh", "Ngân sách xã", "Dân đóng góp",
    ]  # fmt: skip
    figure = told(plan, "I.2").figures[0]
    assert (figure.said, figure.unit, figure.last_year) == ("310", "triệu đồng", 2026)
    assert "Bảng 1. Vốn của xã" in items(plan)["I.1"].under


def test_a_row_of_sums_has_no_number(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Chợ năm 2026", "I. KINH PHÍ", "1. Nhu cầu:"),
        *("TT", "Nội dung", "Kinh phí (triệu đồng)", "Nguồn"),
        *("1", "Sửa mái chợ", "450", "Ngân sách", "2", "Lắp đèn", "120", "Xã hội hóa"),
        *("Tổng cộng", "570", "II. THỰC HIỆN", "- Báo cáo hằng quý."),
    )
    total = [(cell.column, cell.text) for cell in items(plan)["I.1.3"].cells]
    assert total == [("Nội dung", "Tổng cộng"), ("Kinh phí (triệu đồng)", "570")]


def test_a_blank_line_and_a_sign_are_cells_of_a_law_site_s_table(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Đường năm 2026", "I. CHỈ TIÊU", "1. Chỉ tiêu chủ yếu:"),
        *(
            "TT",
            "Chỉ tiêu",
            "Đơn vị",
            "Năm 2025",
            "Năm 2026",
            "1",
            "Đường bê tông",
            "%",
            "47",
            "65",
        ),
        *("2", "Hộ được cấp giấy", "%", "", "85", "A", "Cầu", "3", "Cầu mới", "cây", "4", "2"),
        *("4", "Cầu sửa", "cây", "-", "5"),
        *("", "II. THỰC HIỆN", "- Báo cáo hằng quý."),
    )
    rows = [
        [cell.text for cell in item.cells if cell.column in ("Đơn vị", "Năm 2025", "Năm 2026")]
        for item in (items(plan)[f"I.1.{number}"] for number in (1, 2, 3, 4))
    ]
    assert rows == [["%", "47", "65"], ["%", "85"], ["cây", "4", "2"], ["cây", "-", "5"]]
    assert items(plan)["I.1.2"].cells[-1].column == "Năm 2026"
    assert items(plan)["I.1.3"].under == ("Cầu",)


@pytest.mark.parametrize(
    "lines",
    [
        ("TT", "Nội dung", "Đơn vị", "1", "Cây", "cây", "", "2", "Cầu", "cái", ""),
        ("TT", "Nội dung", "Đơn vị", "", "1", "Cây", "cây", "2", "Cầu", "cái", ""),
        ("TT", "Nội dung", "Đơn vị", "I", "Cây xanh", "", "1", "Cây", "cây", "2", "Cầu", "cái", ""),
    ],
)
def test_a_blank_line_may_stand_between_rows_too(tmp_path: Path, lines: tuple[str, ...]) -> None:
    head = ("KẾ HOẠCH", "Đường năm 2026", "I. CHỈ TIÊU", "1. Chỉ tiêu chủ yếu:")
    plan = of_lines(tmp_path, *head, *lines, "II. THỰC HIỆN", "- Báo cáo hằng quý.")
    assert [items(plan)[f"I.1.{number}"].row for number in (1, 2)] == ["Cây", "Cầu"]


def test_a_sign_alone_between_paragraphs_says_nothing(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path, "KẾ HOẠCH", "Cây xanh", "I. VIỆC", "Trồng cây ở xã.", "-", "Sửa đường.", "%"
    )
    assert [item.text for item in items(plan).values()] == ["Trồng cây ở xã.", "Sửa đường."]


def test_a_heading_that_the_rows_begin_with_is_one(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Phố đêm", "I. PHÂN KHU", "Bảng 1. Mức thu (đồng/gian/đêm)"),
        *("Phân khu\tVị trí\tMức thu", "Phân khu A\tCầu Quay\t70.000", "Phân khu B\tChợ\t45.000"),
    )
    figure = told(plan, "I.1").figures[0]
    assert (figure.said, figure.kind, figure.unit) == ("70.000", "money", "đồng/gian/đêm")


def test_columns_of_text_files_and_their_unit_are_read(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Vốn năm 2026", "I. NGUỒN VỐN", "(Đơn vị tính: triệu đồng)"),
        *("TT\tNội dung\tNăm 2026", "1\tTrồng cây\t1.250", "2\tSửa cầu\t800"),
        *("II. CHỈ TIÊU", "| TT | Chỉ tiêu | Năm 2027 |", "| 1 | Tỷ lệ hộ có nước | 95% |"),
    )
    figure = told(plan, "I.1").figures[0]
    assert (figure.said, figure.kind, figure.unit) == ("1.250", "money", "triệu đồng")
    assert told(plan, "II.1").figures[0].last_year == 2027


def test_a_row_is_read_with_its_headings(tmp_path: Path, tools: Tools) -> None:
    plan = appended(tmp_path)
    item = items(plan)["Phụ lục I.4"]
    shown = without_markup(
        tools.texts(
            "reading.item", item=item, headings=[], title="", targets=(), general=None, reported=0,
            spot=spot_of(plan, item),
        )
    )  # fmt: skip
    assert "Phụ lục I.4 (nguyên văn" in shown and "Lĩnh vực nhà ở" in shown
    assert "Nhiệm vụ: Vay vốn làm nhà\nThời gian hoàn thành: Trước 30/9/2026\n" in shown
    assert "Cơ quan chủ trì: Phòng Văn hóa" in shown and " | " not in shown


def test_a_group_ends_at_a_row_of_figures_that_stands_beside_it(tmp_path: Path) -> None:
    rows = (
        ("TT", "Nội dung", "Năm 2026", "Năm 2027"),
        ("A", "Cây đường phố", "", ""),
        ("I", "Trồng mới", "5", "6"),
        ("B", "Công viên", "", ""),
        ("1", "Vườn hoa Nà Ún", "3", "4"),
        ("C", "Chăm sóc", "7", "8"),
        ("", "Tổng cộng", "15", "18"),
    )
    document = word.new()
    word.centred(document, "KẾ HOẠCH", "Cây xanh giai đoạn 2026-2030")
    word.lines(document, "I. KINH PHÍ")
    word.table(document, rows)
    document.save(str(tmp_path / "plan.docx"))
    plan = imported(tmp_path / "plan.docx")
    assert {item.row: item.under for item in items(plan).values()} == {
        "Trồng mới": ("Cây đường phố",),
        "Vườn hoa Nà Ún": ("Công viên",),
        "Chăm sóc": (),
        "Tổng cộng": (),
    }


def test_a_row_with_the_sums_of_those_below_it_is_their_group_too(tmp_path: Path) -> None:
    rows = (
        ("TT", "Danh mục", "Năm 2026", "Năm 2027"),
        ("", "TỔNG SỐ", "18", "20"),
        ("A", "CẤP NƯỚC", "11", "12"),
        ("I", "Dự án chuyển tiếp", "5", "6"),
        ("1", "Tuyến Bờ Đông", "5", "6"),
        ("1.1", "Gói thầu ống", "3", "2"),
        ("II", "Dự án mới", "6", "6"),
        ("1", "Tuyến chợ Cồn", "6", "6"),
        ("B", "THOÁT NƯỚC", "7", "8"),
        ("1", "Kênh Sậy", "7", "8"),
    )
    document = word.new()
    word.centred(document, "KẾ HOẠCH", "Cấp nước giai đoạn 2026-2030")
    word.lines(document, "I. KINH PHÍ", "Đơn vị tính: tỷ đồng")
    word.table(document, rows)
    document.save(str(tmp_path / "plan.docx"))
    plan = imported(tmp_path / "plan.docx")
    assert {item.row: item.under[1:] for item in items(plan).values()} == {
        "TỔNG SỐ": (),
        "CẤP NƯỚC": (),
        "Dự án chuyển tiếp": ("CẤP NƯỚC",),
        "Tuyến Bờ Đông": ("CẤP NƯỚC", "Dự án chuyển tiếp"),
        "Gói thầu ống": ("CẤP NƯỚC", "Dự án chuyển tiếp", "Tuyến Bờ Đông"),
        "Dự án mới": ("CẤP NƯỚC",),
        "Tuyến chợ Cồn": ("CẤP NƯỚC", "Dự án mới"),
        "THOÁT NƯỚC": (),
        "Kênh Sậy": ("THOÁT NƯỚC",),
    }


def test_a_form_with_a_name_in_the_body_captions_its_table(tmp_path: Path) -> None:
    head = ["TT", "Chợ", "Số hộ"]
    document = word.new()
    word.centred(document, "ĐỀ ÁN", "Chợ năm 2026")
    word.lines(document, "I. CHỢ", "1. Hiện có")
    word.centred(document, "Biểu số 01. Các chợ của xã")
    word.table(document, [head, ["1", "Chợ Nà", "12"]])
    word.lines(document, "2. Xây mới", "Xây chợ Bến Sậy./.", "Nơi nhận:", "- Lưu: VT.")
    word.centred(document, "Phụ lục 01: Vốn")
    word.lines(document, "Đơn vị tính: triệu đồng")
    word.table(document, [["TT", "Chợ", "Vốn"], ["1", "Chợ Nà", "150"]])
    document.save(str(tmp_path / "plan.docx"))
    plan = imported(tmp_path / "plan.docx")
    assert items(plan)["I.1.1"].under == ("Biểu số 01. Các chợ của xã",)
    assert items(plan)["I.2.1"].text == "Xây chợ Bến Sậy./."
    assert items(plan)["Phụ lục 01.1"].under == ("Đơn vị tính: triệu đồng",)


def test_forms_behind_the_end_are_parts(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Chợ năm 2026", "I. CHỢ", "1. Xây chợ./.", "Nơi nhận:", "- Lưu: VT."),
        *("Biểu số 01. Các chợ", "TT\tChợ\tSố hộ", "1\tChợ Nà\t12"),
        *("Biểu số 02. Vốn", "TT\tChợ\tVốn", "1\tChợ Nà\t150"),
    )
    assert list(items(plan)) == ["I.1", "Biểu số 01.1", "Biểu số 02.1"]


def test_a_cell_that_says_the_same_is_lent_what_stands_above(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Chợ năm 2026", "I. CHỢ", "TT\tChợ\tChủ đầu tư\tKhu vực\tVốn (tỷ đồng)"),
        *("I\tChợ xã\t\t\t", "1\tChợ Nà\tPhòng Kinh tế\tĐT\t4", "2\tChợ Pá\t-nt-\tNT\t5"),
        *("3\t- Khu ăn\tnt\tNT\t1", "\tTổng cộng (I)\t\t\t10"),
    )
    second, third, total = list(items(plan).values())[1:]
    assert (second.who, third.who, third.row) == ("Phòng Kinh tế", "Phòng Kinh tế", "Khu ăn")
    assert [(cell.text, cell.lent) for cell in second.cells[2:4]] == [
        *(("Phòng Kinh tế", True), ("NT", False)),
    ]
    assert (second.text, total.under) == ("2 Chợ Pá -nt- NT 5", ())
