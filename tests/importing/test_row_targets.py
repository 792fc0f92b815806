"""Figures as targets: of tables and headings; their names, periods, and those that are none."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.schema import Plan
from tests.importing import printed, word
from tests.importing.kit import imported, items, of_lines

TOP = ("KẾ HOẠCH", "Phát triển đô thị xã Suối Lụa giai đoạn 2026-2030")
Rows = Sequence[Sequence[str]]


def with_table(path: Path, rows: Rows, *lines: str) -> Plan:
    document = word.new()
    word.centred(document, *TOP)
    word.lines(document, "I. CHỈ TIÊU", *lines)
    word.table(document, rows)
    document.save(str(path / "plan.docx"))
    return imported(path / "plan.docx")


def targets(plan: Plan) -> list[tuple[str, str, str]]:
    return [(target.name, target.said, target.period) for target in plan.targets]


def test_several_sums_of_a_row_are_named_by_their_columns_and_a_sum_row_is_none(
    tmp_path: Path,
) -> None:
    rows = [
        ["TT", "Nội dung", "Tổng (triệu đồng)", "NS xã (triệu đồng)", "Xã hội hóa (triệu đồng)"],
        ["1", "Cây xanh", "250", "200", "50"],
        ["", "Cộng", "250", "200", "50"],
        ["", "Tổng cộng", "250", "200", "50"],
    ]
    period = "Giai đoạn 2026-2030"
    assert targets(with_table(tmp_path, rows)) == [
        ("Cây xanh: Tổng", "250", period),
        ("Cây xanh: NS xã", "200", period),
        ("Cây xanh: Xã hội hóa", "50", period),
    ]


def test_where_a_measure_stands_already_is_no_target(tmp_path: Path) -> None:
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Hiện trạng 2025", "Năm 2026", "Năm 2030"],
        ["1", "Tỷ lệ hộ dùng nước sạch", "%", "82,5", "≥ 90", "100"],
    ]
    assert targets(with_table(tmp_path, rows)) == [
        ("Tỷ lệ hộ dùng nước sạch", "≥ 90", "Năm 2026"),
        ("Tỷ lệ hộ dùng nước sạch", "100", "Năm 2030"),
    ]


def test_a_row_s_own_year_is_the_period_of_its_figures(tmp_path: Path) -> None:
    rows = [
        ["TT", "Tuyến phố", "Chiều dài (m)", "Năm thực hiện"],
        ["1", "Phố Lê Lợi", "750", "2026"],
        ["2", "Phố Trần Phú", "1.200", "2027 - 2028"],
    ]
    plan = with_table(tmp_path, rows)
    assert targets(plan) == [
        ("Phố Lê Lợi", "750", "2026"),
        ("Phố Trần Phú", "1.200", "2027 - 2028"),
    ]
    assert [(target.first_year, target.last_year) for target in plan.targets] == [
        *((2026, 2026), (2027, 2028)),
    ]


def test_a_table_without_headings_keeps_its_first_row(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. LỊCH", "Tháng 3\tTrồng cây tuyến Lê Lợi", "Tháng 4\tTrồng cây tuyến Trần Phú"),
        "Tháng 5\tChăm sóc cây",
    )
    assert [[cell.text for cell in item.cells] for item in items(plan).values()] == [
        ["Tháng 3", "Trồng cây tuyến Lê Lợi"],
        ["Tháng 4", "Trồng cây tuyến Trần Phú"],
        ["Tháng 5", "Chăm sóc cây"],
    ]


def test_a_heading_that_a_page_repeats_is_no_row(tmp_path: Path) -> None:
    head = ("TT", "Nhiệm vụ", "Chủ trì")
    task = "Sửa đường liên bản và hệ thống thoát nước dọc tuyến theo thiết kế được duyệt, số"
    rows = [(str(n), f"{task} {n}", "Phòng Kinh tế") for n in range(1, 41)]
    rows[20:20] = [head]
    story = printed.text(*TOP, style=printed.CENTRED)
    story += printed.text("I. PHÂN CÔNG") + printed.table([head, *rows], (40, 280, 110))
    plan = imported(printed.write(tmp_path / "plan.pdf", story))
    assert [item.id for item in items(plan).values()] == [f"I.{n}" for n in range(1, 41)]


def test_the_rest_of_headings_that_a_page_broke_heads_its_columns(tmp_path: Path) -> None:
    rows = [
        ["", "vật nuôi", "", "Mùa mưa", "Mùa khô"],
        ["1", "Trâu", "đồng/con", "7.000", "9.000"],
        ["2", "Bò", "đồng/con", "6.000", "8.000"],
    ]
    first = items(with_table(tmp_path, rows))["I.1"]
    assert [cell.column for cell in first.cells] == ["", "vật nuôi", "", "Mùa mưa", "Mùa khô"]


def test_a_figure_in_a_heading_is_a_target_of_what_stands_under_it(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. MỤC TIÊU ĐẾN NĂM 2027", "1. Trồng 1.250 cây xanh trong năm 2026:"),
        *("- Tuyến Lê Lợi;", "- Tuyến Trần Phú.", "2. Giảm hộ nghèo từ 12 % xuống còn 5,0 %"),
        "- Hỗ trợ vốn vay.",
    )
    assert targets(plan) == [
        ("Cây xanh", "1.250 cây xanh", "trong năm 2026"),
        ("Giảm hộ nghèo", "từ 12 % xuống còn 5,0 %", "đến năm 2027"),
    ]
    assert [(target.item, target.quote) for target in plan.targets] == [
        ("I.1.1", "Trồng 1.250 cây xanh trong năm 2026:"),
        ("I.2.1", "Giảm hộ nghèo từ 12 % xuống còn 5,0 %"),
    ]


def test_a_plan_that_names_no_year_says_so(tmp_path: Path) -> None:
    plan = of_lines(tmp_path, "KẾ HOẠCH", "Trồng cây bản Nà", "1. Mục tiêu", "- Trồng 300 cây.")
    assert targets(plan) == [("Trồng: cây", "300 cây", "không nêu năm")]


def test_years_of_the_text_are_not_what_the_plan_is_for(tmp_path: Path) -> None:
    body = ("1. Phí giữ xe đạp là 2.000 đồng.", "2. Đề án của năm 2023 kết thúc trong năm 2029.")
    plan = of_lines(tmp_path, "QUYẾT ĐỊNH", "Về phí giữ xe tại chợ xã", "I. MỨC PHÍ", *body)
    assert (plan.first_year, plan.last_year, plan.dated) == (2023, 2029, False)
    assert [(t.said, t.period) for t in plan.targets] == [("2.000 đồng", "không nêu năm")]


def test_an_outlook_in_a_heading_is_no_time_of_what_stands_under_it(tmp_path: Path) -> None:
    heading = "II. PHÁT TRIỂN CHỢ ĐẾN NĂM 2029, TẦM NHÌN ĐẾN NĂM 2045"
    plan = of_lines(tmp_path, *TOP, heading, "1. Lợp lại 3 chợ.")
    assert targets(plan) == [("Lợp lại: chợ", "3 chợ", "đến năm 2029")]


def test_a_column_that_compares_years_sets_nothing(tmp_path: Path) -> None:
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2027", "So sánh KH 2027/ƯTH 2026 (%)"],
        ["1", "Sản lượng chè", "Tấn", "410", "104,2"],
    ]
    assert targets(with_table(tmp_path, rows)) == [("Sản lượng chè", "410", "Năm 2027")]


def test_what_is_not_to_be_built_and_how_things_went_set_nothing(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. ĐÁNH GIÁ CHUNG", "1. Nạo vét được 4 km mương.", "II. NHIỆM VỤ"),
        "1. Làm bến đò rộng 300 m2 thay vì 450 m2.",
    )
    assert [(t.said, t.item) for t in plan.targets] == [("300 m2", "II.1")]


def test_what_is_so_already_is_no_target_and_a_change_keeps_its_word(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. THỰC TRẠNG NĂM 2025", "- Toàn xã còn 86 căn nhà tạm.", "II. MỤC TIÊU"),
        *("- Khai thác 86 camera hiện có, lắp thêm 40 camera.", "- Giảm 30 % số vụ vi phạm."),
    )
    assert [target.said for target in plan.targets] == ["thêm 40 camera", "Giảm 30 %"]


def test_a_unit_with_a_capital_is_a_unit(tmp_path: Path) -> None:
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2027", "Năm 2030"],
        ["1", "Cầu treo được thay bằng cầu cứng", "Cầu", "03", "7"],
        ["2", "Phòng học xây mới", "Phòng", "12", "40"],
    ]
    plan = with_table(tmp_path, rows)
    assert targets(plan) == [
        ("Cầu treo được thay bằng cầu cứng", "03", "Năm 2027"),
        ("Cầu treo được thay bằng cầu cứng", "7", "Năm 2030"),
        ("Phòng học xây mới", "12", "Năm 2027"),
        ("Phòng học xây mới", "40", "Năm 2030"),
    ]
    assert {target.unit for target in plan.targets} == {"cầu", "phòng"}


def test_a_bare_number_counts_what_its_heading_does(tmp_path: Path) -> None:
    rows = [
        ["STT", "Bản", "Số học sinh ở bán trú", "Số hiệu biển"],
        ["1", "Bản Nà Ún", "38", "204"],
        ["2", "Bản Pá Hạ", "51", "205"],
    ]
    plan = with_table(tmp_path, rows)
    assert [(t.name, t.said, t.unit) for t in plan.targets] == [
        ("Bản Nà Ún", "38", "học sinh"),
        ("Bản Pá Hạ", "51", "học sinh"),
    ]


def test_a_bare_number_counts_what_its_row_does(tmp_path: Path) -> None:
    rows = [["TT", "Chỉ tiêu", "Năm 2028"], ["1", "Số lớp xóa mù chữ", "9"]]
    assert targets(with_table(tmp_path, rows)) == [("Số lớp xóa mù chữ", "9", "Năm 2028")]


def test_a_figure_that_only_describes_or_goes_on_from_others_is_none(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *(*TOP, "I. CHỈ TIÊU"),
        "1. Phát 640 tủ sách hai ngăn cho các bản.",
        "2. Mỗi bản có một nhà kho.",
        "3. Đóng đập tràn khi mưa trên 90 mm, báo trước 02 giờ.",
        "4. Hộ mất lúa được hỗ trợ 4 triệu đồng/ha, nếu mất giống thì được 2 triệu đồng/ha.",
        "5. Mở 06 lớp xóa mù chữ miễn phí cho 95 người.",
        "6. Dựng 07 nhà trực canh lửa rừng tại các cửa rừng.",
        "7. 45% học sinh từ lớp 3 đến lớp 5 biết bơi.",
    )
    assert [(target.name, target.said) for target in plan.targets] == [
        ("Tủ sách", "640 tủ sách"),
        ("Hộ mất lúa được hỗ trợ", "4 triệu đồng/ha"),
        ("Lớp xóa mù chữ miễn phí", "06 lớp xóa mù chữ"),
        ("Miễn phí cho: người", "95 người"),
        ("Nhà trực canh lửa rừng tại các cửa rừng", "07 nhà trực canh lửa rừng"),
        ("Học sinh từ lớp 3 đến lớp 5 biết bơi", "45%"),
    ]


def test_how_a_place_is_sets_no_target_and_a_column_s_period_has_no_unit(tmp_path: Path) -> None:
    told = (
        "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "1. Xã có 9 bản với 1.204 hộ.",
        "II. MỤC TIÊU",
        "1. Xây 02 cầu.",
    )
    plan = of_lines(tmp_path / "lines", *TOP, *told)
    assert [target.said for target in plan.targets] == ["02 cầu"]
    rows = [
        ["TT", "Hạng mục", "Năm 2026 (tỷ đồng)", "2027 - 2028 (tỷ đồng)"],
        ["1", "Kè", "3", "5"],
    ]
    periods = {period for _, _, period in targets(with_table(tmp_path, rows))}
    assert periods == {"Năm 2026", "2027 - 2028"}


def test_a_column_that_adds_up_others_is_for_all_their_years(tmp_path: Path) -> None:
    rows = [
        ["TT", "Nội dung", "Hiện trạng 2024", "2026 - 2027", "2028", "Tổng cộng"],
        ["1", "Chăm sóc cây", "2", "3", "4", "7"],
    ]
    plan = with_table(tmp_path, rows, "1. Kinh phí đến năm 2040", "(Đơn vị tính: tỷ đồng)")
    assert [(target.said, target.first_year, target.last_year) for target in plan.targets] == [
        *(("3", 2026, 2027), ("4", 2028, 2028), ("7", 2026, 2028)),
    ]


def test_a_row_is_not_called_by_its_roman_number(tmp_path: Path) -> None:
    rows = [
        ["TT", "Nguồn vốn", "Năm 2027 (tỷ đồng)"],
        ["I", "Vốn trung ương", "5"],
        ["II", "Vốn địa phương", "8"],
        ["III.", "Vốn vay", "9"],
    ]
    names = [target.name for target in with_table(tmp_path, rows).targets]
    assert names == ["Vốn trung ương", "Vốn địa phương", "Vốn vay"]
