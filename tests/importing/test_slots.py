"""What code reads from a sentence: figures, times, doers, places, state."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.slots.doers import is_office, leading_office
from knowledge.slots.numbers import numbers_in
from knowledge.slots.read import read_slots
from knowledge.slots.shape import Figure, Slots


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("08 tuyến", [8]),
        ("1.250 căn và 12.345.678 đồng", [1250, 12345678]),
        ("5,0 % và 4.2 m", [5, 4.2]),
        ("1.234,5 ha", [1234.5]),
        ("hai mươi lăm hộ", [25]),
        ("một trăm linh năm cây", [105]),
        ("mười lăm ngày", [15]),
        ("hai nghìn năm trăm căn", [2500]),
        ("một tỷ hai trăm năm mươi triệu đồng", [1.25e9]),
        ("hai tỷ đồng", [2]),
        ("ba lần", [3]),
        ("một số nơi, một cách, năm nay, không ai, tư nhân", []),
    ],
)
def test_numbers_are_read_in_all_their_forms(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers_in(text)] == values


@pytest.mark.parametrize(
    ("text", "said", "counts"),
    [
        ("Trồng 300 cây trước 15/12.", "300 cây", "Trồng: cây"),
        ("Đến năm 2026 làm 3 cầu trước ngày 30/9/2026.", "3 cầu", "làm: cầu"),
        ("Đất cây xanh đến năm 2030 đạt 6 m2.", "6 m2", "Đất cây xanh"),
        ("Một là, trồng 300 cây.", "300 cây", "trồng: cây"),
        ("Cải tạo 08 (tám) tuyến phố.", "08 (tám) tuyến phố", "tuyến phố"),
        ("Bố trí 2 tỷ 500 triệu đồng.", "2 tỷ 500 triệu đồng", "Bố trí"),
        ("Hộ dùng nước sạch từ 80% trở lên vào năm 2030.", "80% trở lên", "Hộ dùng nước sạch"),
    ],
)
def test_a_figure_counts_what_is_said_and_no_time(text: str, said: str, counts: str) -> None:
    assert (only(text).said, only(text).counts) == (said, counts)


def test_two_shares_of_a_sentence_are_of_what_stands_behind_each() -> None:
    figures = read_slots("Mục tiêu: ≥ 90% rác được thu gom, < 5% khiếu nại.").figures
    assert [(figure.said, figure.counts) for figure in figures] == [
        *(("≥ 90%", "rác được thu gom"), ("< 5%", "khiếu nại")),
    ]


def test_a_sum_in_two_scales_is_one() -> None:
    assert only("Bố trí 2 tỷ 500 triệu đồng.").amount == 2.5e9


@given(st.integers(0, 10**9))
def test_a_number_with_dots_is_itself(value: int) -> None:
    written = f"{value:,}".replace(",", ".")
    assert [number.value for number in numbers_in(f"Trồng {written} cây.")] == [value]


def only(text: str) -> Figure:
    (figure,) = read_slots(text).figures
    return figure


@pytest.mark.parametrize(
    ("text", "said", "first", "last"),
    [
        ("báo cáo trước 15/12.", "trước 15/12", (2026, 12, 15), (2026, 12, 15)),
        ("nộp trước 15/12, gửi xã", "trước 15/12", (2026, 12, 15), (2026, 12, 15)),
        ("quý III và IV năm 2026", "quý III và IV năm 2026", (2026, 7, 1), (2026, 12, 31)),
        ("Tháng 9 - 10/2026", "Tháng 9 - 10/2026", (2026, 9, 1), (2026, 10, 31)),
        (
            "Trong 6 tháng đầu năm 2027 rà soát xong.", "Trong 6 tháng đầu năm 2027",
            (2027, 1, 1), (2027, 6, 30),
        ),
        (
            "Trước Tết Nguyên đán Bính Ngọ 2026 dọn sạch.", "Trước Tết Nguyên đán Bính Ngọ 2026",
            (2026, 1, 20), (2026, 2, 20),
        ),
        ("trong tháng 9, 10 hộ nghèo", "trong tháng 9", (2026, 9, 1), (2026, 9, 30)),
    ],
)  # fmt: skip
def test_a_time_is_read_whole(
    text: str, said: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    (time,) = read_slots(text, 2026).times
    assert (time.said, time.first, time.last) == (said, date(*first), date(*last))


@pytest.mark.parametrize(
    "text",
    ["khoảng 1/3 số hộ", "05/05 chợ", "không quá 1/12 mức cũ", "8/11 trường học", "Bảo vệ 24/7."],
)
def test_a_part_of_something_is_no_day(text: str) -> None:
    assert read_slots(text, 2026).times == ()


@pytest.mark.parametrize("text", ["dịp 2/9 phường treo cờ", "sáng 1/6 trường đón trẻ", "từ 1/6 xã"])
def test_a_day_is_no_part_of_something(text: str) -> None:
    assert read_slots(text, 2026).figures == ()


@pytest.mark.parametrize(
    ("text", "said", "low", "high", "bound"),
    [
        ("Có ít nhất 08 tuyến phố.", "ít nhất 08 tuyến phố", 8, 8, "at_least"),
        ("Bố trí tối thiểu 1.250 chỗ.", "tối thiểu 1.250 chỗ", 1250, 1250, "at_least"),
        ("Tỷ lệ đạt từ 85% trở lên.", "85% trở lên", 85, 85, "at_least"),
        ("Không quá 15 dự án.", "Không quá 15 dự án", 15, 15, "at_most"),
        ("Chi tối đa 3 tỷ đồng.", "tối đa 3 tỷ đồng", 3, 3, "at_most"),
        ("Tỷ lệ hộ nghèo còn dưới 1,5%.", "dưới 1,5%", 1.5, 1.5, "under"),
        ("Đạt trên 60%.", "trên 60%", 60, 60, "over"),
        ("Trồng hơn 2,5 triệu cây.", "hơn 2,5 triệu cây", 2.5, 2.5, "over"),
        ("Đạt khoảng 29,1m2.", "khoảng 29,1m2", 29.1, 29.1, "about"),
        ("Rộng từ 12 m đến 15 m.", "12 m đến 15 m", 12, 15, "range"),
        ("Tỷ lệ đạt 60 - 62%.", "60 - 62%", 60, 62, "range"),
        ("Cải tạo hai mươi (20) tuyến hẻm.", "hai mươi (20) tuyến hẻm", 20, 20, "exactly"),
        ("Tổng là 20 tỷ đồng (hai mươi tỷ đồng).", "20 tỷ đồng", 20, 20, "exactly"),
        ("Có 8/11 trường học đạt chuẩn.", "8/11 trường học", 8, 8, "exactly"),
        ("Clo dư tối thiểu 0,2 mg/lít.", "tối thiểu 0,2 mg/lít", 0.2, 0.2, "at_least"),
        ("Hố rộng 1,2 m x 1,2 m.", "1,2 m x 1,2 m", 1.2, 1.2, "exactly"),
    ],
)
def test_a_figure_has_its_bound(text: str, said: str, low: float, high: float, bound: str) -> None:
    figure = only(text)
    assert (figure.said, figure.low, figure.high, figure.bound) == (said, low, high, bound)
    assert text[figure.start : figure.end] == said


def test_above_a_place_is_no_bound() -> None:
    assert only("Kẻ vạch trên 14 tuyến đường.").bound == "exactly"
    assert only("Nâng cấp đạt trên 14 tuyến đường.").bound == "over"


@pytest.mark.parametrize(
    ("text", "kind", "unit", "counts"),
    [
        ("Tỷ lệ thu gom rác đạt 98,5%.", "share", "%", "Tỷ lệ thu gom rác"),
        ("100% hộ kinh doanh ký cam kết.", "share", "%", "hộ kinh doanh ký cam kết"),
        ("100 % số hộ[1] có nước sạch.", "share", "%", "số hộ có nước sạch"),
        ("Trồng 1.250 cây bóng mát.", "count", "cây bóng mát", "cây bóng mát"),
        ("Diện tích đạt 4,2 m2/người.", "measure", "m2/người", "Diện tích"),
        ("Chợ mới, kinh phí 4,6 tỷ đồng.", "money", "tỷ đồng", "Chợ mới, kinh phí"),
        ("Hỗ trợ mỗi tổ 05 triệu đồng/năm.", "money", "triệu đồng/năm", "Hỗ trợ mỗi tổ"),
        ("Trợ cấp ốm 2 triệu đồng/trường hợp.", "money", "triệu đồng/trường hợp", "Trợ cấp ốm"),
        ("Tặng gạo 15 kg/hộ gia đình.", "measure", "kg/hộ gia đình", "Tặng gạo"),
    ],
)
def test_a_figure_has_what_it_counts(text: str, kind: str, unit: str, counts: str) -> None:
    figure = only(text)
    assert (figure.kind, figure.unit, figure.counts) == (kind, unit, counts)


def test_a_rise_has_its_baseline_and_a_cut_its_direction() -> None:
    rise = only("Nâng số trường đạt chuẩn từ 12 lên 15 trường.")
    assert (rise.baseline, rise.low, rise.change) == (12, 15, "")
    over_years = only("Tăng độ che phủ từ 12% năm 2025 lên 15,5% năm 2030.")
    assert (over_years.baseline, over_years.high, over_years.last_year) == (12, 15.5, 2030)
    assert only("Số vụ vi phạm giảm 30% so với năm 2025.").change == "falls"
    assert only("Lắp đặt thêm 120 thùng rác.").change == "rises"


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Năm 2027 thu 10 tỷ đồng; tổng vốn 50 tỷ đồng.", ["Năm 2027", ""]),
        ("Năm 2027: xây 05 chợ; sửa 06 cầu.", ["Năm 2027", "Năm 2027"]),
        ("Dạy bơi cho 800 trẻ trong năm học 2028 - 2029.", ["trong năm học 2028 - 2029"]),
        ("Đóng 40 ghế đá, riêng năm 2027 đóng 12 ghế.", ["", "năm 2027"]),
        ("Có 9 giếng (năm 2026: 4 giếng, năm 2027: 5 giếng).", ["", "năm 2026", "năm 2027"]),
        ("Sửa 7 km mương, năm 2028 sửa 2 km.", ["", "năm 2028"]),
        ("Đào 06 ao, trước 30/6/2027.", ["trước 30/6/2027"]),
    ],
)
def test_a_time_is_for_the_figures_it_leads_on_to(text: str, periods: list[str]) -> None:
    assert [figure.period for figure in read_slots(text, 2026).figures] == periods


@pytest.mark.parametrize("number", ["0912 345 678", "024.3825.1234", "0905.111222"])
def test_a_telephone_number_counts_nothing(number: str) -> None:
    assert read_slots(f"Gọi {number} gặp tổ trưởng.").figures == ()


def test_two_periods_in_one_sentence_have_a_figure_each() -> None:
    first, second = read_slots(
        "Tỷ lệ đô thị hóa đến năm 2025 đạt 60-62%, đến năm 2030 đạt 75%."
    ).figures
    assert (first.low, first.high, first.first_year) == (60, 62, 2025)
    assert (second.low, second.period, second.counts) == (75, "đến năm 2030", "Tỷ lệ đô thị hóa")


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Nghị định số 258/2025/NĐ-CP ngày 09 tháng 10 năm 2025 của Chính phủ.",
        "Ra quân đợt 1 và đợt 2 theo Điều 5 trên Quốc lộ 4.",
        "Dẹp hàng quán ở ngã ba Cây Thị và ngã tư Lò Vôi.",
        "Sửa tại ngõ 5 phố Lê Lợi và Trường Tiểu học Đông Hạc 1.",
        "Hoàn thành trước ngày 30/6/2026, trong quý 3 hoặc năm 2027.",
        "Thắp sáng Công viên 30 tháng 4 và đường 19/8.",
    ],
)
def test_what_only_names_or_dates_is_no_figure(text: str) -> None:
    assert read_slots(text).figures == ()


def day(year: int, month: int, number: int) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("trước 30/6/2027", "by", day(2027, 6, 30), day(2027, 6, 30)),
        ("chậm nhất ngày 15 tháng 3 năm 2027", "by", day(2027, 3, 15), day(2027, 3, 15)),
        ("đến hết năm 2026", "until", day(2026, 1, 1), day(2026, 12, 31)),
        ("trong quý III/2026", "in", day(2026, 7, 1), day(2026, 9, 30)),
        ("quý 4 năm 2026", "in", day(2026, 10, 1), day(2026, 12, 31)),
        ("trong tháng 9", "in", day(2026, 9, 1), day(2026, 9, 30)),
        ("6 tháng đầu năm 2027", "in", day(2027, 1, 1), day(2027, 6, 30)),
        ("giai đoạn 2026 - 2030", "span", day(2026, 1, 1), day(2030, 12, 31)),
        ("từ ngày 20/01/2026 đến ngày 10/02/2026", "span", day(2026, 1, 20), day(2026, 2, 10)),
        ("từ tháng 3 đến tháng 5 năm 2026", "span", day(2026, 3, 1), day(2026, 5, 31)),
        ("hằng năm", "every", None, None),
        ("trước ngày 20 hằng tháng", "every", None, None),
        ("02 lần/ngày", "every", None, None),
        ("02 tuần/lần", "every", None, None),
        ("trong vòng 24 giờ", "within", None, None),
        ("chậm nhất 03 ngày làm việc trước khi khởi công", "within", None, None),
    ],
)
def test_a_time_has_its_kind_and_days(
    text: str, kind: str, first: date | None, last: date | None
) -> None:
    (time,) = read_slots(f"Hoàn thành {text}.", 2026).times
    assert (time.said, time.kind, time.first, time.last) == (text, kind, first, last)


def test_a_place_that_is_named_after_a_day_is_no_time() -> None:
    text = "Sửa chợ 2/9 và Quảng trường 26 tháng 3 trước 30/4, làm đường từ 1/5 đến 20/6."
    said = [time.said for time in read_slots(text, 2027).times]
    assert said == ["trước 30/4", "từ 1/5 đến 20/6"]


def test_the_day_of_a_law_and_a_year_to_compare_with_are_no_time() -> None:
    text = "Thực hiện Nghị quyết số 06-NQ/TW ngày 24/01/2022, giảm 5% so với năm 2025."
    assert read_slots(text).times == ()
    assert read_slots(text).deadlines == ()


def doers(text: str) -> list[tuple[str, str]]:
    return [(doer.said, doer.role) for doer in read_slots(text).doers]


def test_who_does_it_with_whom_and_who_pays() -> None:
    assert doers(
        "Sở Tài chính chủ trì, phối hợp với Sở Xây dựng, Công an thành phố và các đơn vị liên quan "
        "bố trí vốn từ ngân sách thành phố."
    ) == [
        ("Sở Tài chính", "lead"),
        ("Sở Xây dựng, Công an thành phố và các đơn vị liên quan", "with"),
        ("ngân sách thành phố", "pays"),
    ]
    assert doers("Giao Phòng Kinh tế tham mưu ban hành quyết định.") == [("Phòng Kinh tế", "lead")]
    assert doers("Đề nghị Mặt trận Tổ quốc phường giám sát.") == [
        ("Mặt trận Tổ quốc phường", "asked")
    ]
    assert doers("Tổ chức 12 hội nghị; phòng, chống cháy nổ; ban hành văn bản.") == []


@pytest.mark.parametrize(
    ("heading", "office"),
    [
        ("Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("Đối với UBND các xã, phường:", "UBND các xã, phường"),
        ("SỞ XÂY DỰNG", "SỞ XÂY DỰNG"),
        ("Tổ quản lý trật tự đô thị", "Tổ quản lý trật tự đô thị"),
        ("Các sở, ban, ngành; UBND các huyện", "Các sở, ban, ngành; UBND các huyện"),
        ("Ban Quản lý dự án đầu tư xây dựng", "Ban Quản lý dự án đầu tư xây dựng"),
        ("UBND các xã có trách nhiệm:", "UBND các xã"),
        ("Tổ chức thực hiện", None),
        ("Phòng, chống cháy nổ", None),
        ("Công tác tuyên truyền", None),
        ("Kinh phí thực hiện", None),
        ("Trường hợp đặc biệt", None),
    ],
)
def test_an_office_is_known_as_a_heading(heading: str, office: str | None) -> None:
    assert is_office(heading) == office


def test_an_office_before_a_colon_does_what_follows() -> None:
    assert leading_office("Sở Y tế: làm việc này.") == "Sở Y tế"
    assert leading_office("Mục tiêu: làm việc này.") is None


def test_places_are_named_or_described() -> None:
    text = (
        "Chốt tại 06 điểm gồm: chợ Đông Hạc, cổng Trường Tiểu học Đông Hạc 1, bến xe phía Bắc; "
        "lắp thùng rác tại công viên, trường học và chợ; không theo điểm a tại Nghị định này."
    )
    assert [place.said for place in read_slots(text).places] == [
        "chợ Đông Hạc",
        "cổng Trường Tiểu học Đông Hạc 1",
        "bến xe phía Bắc",
        "tại công viên, trường học và chợ",
    ]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Nghiêm cấm đổ rác tại gốc cây.", "forbidden"),
        ("Vỉa hè dưới 3 m không được sử dụng để trông giữ xe.", "forbidden"),
        ("Số tiền không quá 3 tỷ đồng.", "planned"),
        ("Nghiên cứu lập quy hoạch chung.", "studied"),
        ("Đến nay đã hoàn thành 12 dự án.", "done"),
        ("Các điểm trông xe chỉ được hoạt động ban ngày.", "allowed"),
        ("Trồng 20 cây.", "planned"),
    ],
)
def test_a_sentence_has_a_state(text: str, state: str) -> None:
    assert read_slots(text).state == state


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Thư viện mở cửa đến 21 giờ.", [("đến 21 giờ", "on")]),
        ("Kẻng báo vào 5 giờ 15 phút.", [("vào 5 giờ 15 phút", "on")]),
        ("Chốt sổ trước 16 giờ mỗi ngày.", [("trước 16 giờ", "on"), ("mỗi ngày", "every")]),
        ("Súc rửa bể hai tháng một lần.", [("hai tháng một lần", "every")]),
        ("Cắt nước thì báo trước 12 giờ.", []),
        ("Việc này kéo dài đến 36 giờ.", []),
    ],
)
def test_hours_of_the_day_and_rhythms_are_times(text: str, times: list[tuple[str, str]]) -> None:
    assert [(time.said, time.kind) for time in read_slots(text).times] == times


def test_a_condition_tells_when() -> None:
    assert "when" in read_slots("Kéo còi khi nước sông lên mức báo động 2.").kinds
    assert "when" not in read_slots("Dọn vệ sinh sau khi họp chợ.").kinds


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("Chốt trực tại 06 điểm gồm: cổng chợ, ngã tư Cầu Sâng và bến xe.", True),
        ("Loài cây gồm ban trắng, lát hoa, sấu và móng bò.", True),
        ("Ba cực: cực Trúc Khê (đầu mối), cực Hàm Châu (công nghiệp), cực Cồn Mây.", True),
        ("Giờ cắt tỉa tại 14 đường phố chính là từ 22 giờ đến 5 giờ sáng.", False),
        ("Trồng mới 900 cây, trồng thay 60 cây trên 16 tuyến (Phụ lục 1).", False),
    ],
)
def test_what_is_named_one_by_one_is_a_list(text: str, is_list: bool) -> None:
    assert ("list" in read_slots(text).kinds) is is_list


def test_the_kinds_of_what_is_told_are_named() -> None:
    slots = read_slots("Công an phường kiểm tra 12 chợ tại đường Lê Lợi trước ngày 30/6/2026.")
    assert slots.kinds == {"figure", "count", "when", "deadline", "who", "where"}
    assert read_slots("Nâng cao ý thức người dân.").kinds == frozenset()
    assert Slots().kinds == frozenset()


@given(st.text(alphabet="0123456789.,%-/ mtỷđồngtừđếnnămtrướcquýIV()[]|", max_size=60))
def test_whatever_is_read_stands_in_the_text(text: str) -> None:
    slots = read_slots(text)
    for slot in (*slots.figures, *slots.times, *slots.doers, *slots.places):
        assert text[slot.start : slot.end] == slot.said


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Trưởng bản phát lệnh di dời khi có báo động.", "Trưởng bản"),
        ("Lực lượng dân quân xã trực 24/24 giờ trong mùa khô.", "Lực lượng dân quân xã"),
        ("Đội cứu hộ ứng trực tại bến đò.", "Đội cứu hộ"),
        ("Trung tâm Y tế trực thuộc tỉnh quản lý hồ sơ.", "Trung tâm Y tế trực thuộc tỉnh"),
    ],
)
def test_who_keeps_watch_or_gives_the_order_is_a_doer(text: str, doer: str) -> None:
    assert doers(text) == [(doer, "lead")]


def test_to_be_stopped_is_a_penalty_and_to_be_free_says_who_pays() -> None:
    assert "penalty" in read_slots("Quán lấn vỉa hè bị đình chỉ hoạt động.").kinds
    assert "pays" in read_slots("Trẻ dưới 6 tuổi được miễn vé vào cửa.").kinds
