"""Figures, times and doers in the forms that offices use: what is an amount and what an order."""

from pathlib import Path

import pytest

from knowledge.slots.read import read_slots
from tests.importing.kit import of_lines


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Nâng cấp 42 km đường, cung cấp 20 máy tính.", ["42 km", "20 máy tính"]),
        ("Trợ cấp 500.000 đồng/người/tháng.", ["500.000 đồng/người/tháng"]),
        ("Kinh phí 200 triệu đồng phục vụ thu gom rác.", ["200 triệu đồng"]),
        ("Hỗ trợ 500.000.000 đồng phục hồi sản xuất.", ["500.000.000 đồng"]),
        ("Gió mạnh cấp 10 giật trên 12 nhà cấp 4 và trường cấp 2 xã.", ["trên 12 nhà cấp"]),
        ("Tổng số 120 hộ, trong số 45 hộ nghèo.", ["120 hộ", "45 hộ nghèo"]),
        ("Nhà số 120 đường Trần Phú, lớp 4 và năm 2026.", []),
        ("Mỗi năm 03 lớp, mỗi lớp 25 người.", ["03 lớp", "25 người"]),
        ("Hỗ trợ mỗi tháng 500.000 đồng.", ["500.000 đồng"]),
        ("Thay 2.150 đồng hồ nước cho 35 đồng bào.", ["2.150 đồng hồ nước", "35 đồng bào"]),
    ],
)
def test_an_amount_is_no_order(text: str, figures: list[str]) -> None:
    assert [figure.said for figure in read_slots(text, 2026).figures] == figures


def test_at_least_may_stand_behind_what_is_counted() -> None:
    first, second = read_slots("Từ 80% hộ dân trở lên có điện, 70% hộ có nước.").figures
    assert (first.said, first.bound, second.bound) == ("80%", "at_least", "exactly")


def test_a_year_that_is_compared_with_is_no_time_of_the_figure() -> None:
    assert read_slots("Đón 1,2 triệu lượt khách, gấp 2 lần năm 2025.").times == ()
    assert read_slots("Thu 150 tỷ đồng, bằng 110% năm 2025.").times == ()
    assert [t.said for t in read_slots("Gấp đôi số chợ năm 2027.").times] == ["năm 2027"]


def test_a_bare_year_behind_its_preposition_is_a_time() -> None:
    assert [t.said for t in read_slots("Đến 2030, tăng 02 trạm.").times] == ["Đến 2030"]
    assert [f.said for f in read_slots("Nâng đến 2050 hộ.").figures] == ["2050 hộ"]


def test_who_does_it_ends_before_what_is_done() -> None:
    told = {
        "Trưởng các bản tổ chức thực hiện, báo cáo kết quả.": "Trưởng các bản",
        "Mỗi đơn vị tự bảo đảm kinh phí.": "Mỗi đơn vị",
        "Đảng ủy các xã cử cán bộ dự lớp.": "Đảng ủy các xã",
        "Ban tổ chức lễ hội bố trí xe.": "Ban tổ chức lễ hội",
    }
    assert {text: read_slots(text).doers[0].said for text in told} == told


def test_an_age_is_no_target_and_a_ratio_of_years_neither(tmp_path: Path) -> None:
    plan = of_lines(
        tmp_path,
        *("KẾ HOẠCH", "Y tế xã Suối Lụa năm 2026", "I. CHỈ TIÊU"),
        "1. Giảm tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng còn 15%, tuổi thọ đạt 74,5 tuổi.",
        "TT\tChỉ tiêu\tĐVT\tKH 2026\tKH 2026/TH 2025 (%)",
        "1\tThu phí\tTr.đ\t150\t125",
    )
    assert [target.said for target in plan.targets] == ["15%", "74,5 tuổi", "150"]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Đạt bằng 100% năm 2026.", ["năm 2026"]),
        ("Thu bằng 110% năm 2025.", []),
        ("Nồng độ từ 1500 đến 2000, lên đến 2000.", []),
    ],
)
def test_a_year_that_is_compared_with_is_no_time(text: str, times: list[str]) -> None:
    assert [time.said for time in read_slots(text, 2026).times] == times


@pytest.mark.parametrize("office", ["Đội kiểm tra", "Tổ quản lý", "Đội thu gom"])
def test_an_office_keeps_its_name_before_what_it_does(office: str) -> None:
    assert [doer.said for doer in read_slots(f"{office} thực hiện tuần tra.").doers] == [office]
