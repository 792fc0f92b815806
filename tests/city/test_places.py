"""Positions in many notations, and known places: named right, misspelled, or not meant at all."""

import pytest

from bot.city.city import City
from bot.city.places import guess, places_in
from bot.city.positions import position_in, short_link_in

POSITION = (22.396, 103.458)

SAME_PLACE = [
    "22.396, 103.458",
    "22.396 103.458",
    "22,396 103,458",
    "22,396; 103,458",
    "(22.39600, 103.45800)",
    "103.458, 22.396",
    "N22.396 E103.458",
    "22.396N, 103.458E",
    "22.396° 103.458°",
    "22°23'45.6\"N 103°27'28.8\"E",
    "22°23’45.6”B, 103°27’28.8”Đ",
    "N 22° 23.76' E 103° 27.48'",
    "22 độ 23 phút 45,6 giây Bắc, 103 độ 27 phút 28,8 giây Đông",
    "vĩ độ 22.396 kinh độ 103.458",
    "lat: 22.396, lng: 103.458",
    "22.396\n103.458",
    "cây đổ ở 22.396, 103.458 sáng nay",
    "https://www.google.com/maps/@22.396,103.458,15z",
    "https://www.google.com/maps/place/X/@22.1,103.1,17z/data=!4m5!3m4!1s0x0!8m2!3d22.396!4d103.458",
    "https://maps.google.com/?q=22.396,103.458",
    "https://www.google.com/maps/search/?api=1&query=22.396%2C103.458",
    "https://www.google.com/maps/dir//22.396,103.458",
    "https://www.google.com/maps?ll=22.396,103.458&z=16",
    "https://www.openstreetmap.org/?mlat=22.396&mlon=103.458#map=18/22.1/103.1",
    "https://www.openstreetmap.org/#map=18/22.396/103.458",
    "https://maps.apple.com/?ll=22.396,103.458&q=Ch%E1%BB%A3",
    "geo:22.396,103.458?z=17",
    "geo:0,0?q=22.396,103.458(Cho)",
]

NO_PLACE = [
    "",
    "trước cổng trường",
    "diện tích 12,5 13,5 m2",
    "nhà số 22.396",
    "giá 103.458 và 22.396 đồng",
    "0912.345678 0912.345",
    "ngày 20.11, 21.11",
    "999.123, 888.456",
    "91.5000, 200.5000",
    "https://facebook.com/x?q=22.396,103.458",
    "https://maps.google.com/?q=cho+san+thang",
    "0.000, 0.000",
]


@pytest.mark.parametrize("text", SAME_PLACE)
def test_a_position_is_read_however_it_is_written(text: str) -> None:
    result = position_in(text)
    assert result is not None
    assert (result.latitude, result.longitude) == pytest.approx(POSITION, abs=1e-6)


@pytest.mark.parametrize("text", NO_PLACE)
def test_other_numbers_and_links_are_no_position(text: str) -> None:
    assert position_in(text) is None


def test_the_words_around_a_position_are_kept() -> None:
    result = position_in("gần chợ San Thàng, tọa độ: 22.396, 103.458\nđi vào 100 m")
    assert result is not None
    assert result.remainder == "gần chợ San Thàng\nđi vào 100 m"


def test_a_position_elsewhere_on_earth_needs_no_doubt() -> None:
    far = position_in("48.8566, 2.3522")
    south = position_in("33.865° Nam, 151.209° Đông")
    assert far and (far.latitude, far.longitude) == (48.8566, 2.3522)
    assert south and (south.latitude, south.longitude) == (-33.865, 151.209)


@pytest.mark.parametrize(
    "link", ["https://maps.app.goo.gl/abcDEF", "goo.gl/maps/xyz", "https://osm.org/go/0EEQ"]
)
def test_a_short_link_is_known_as_one(link: str) -> None:
    assert short_link_in(f"đây ạ {link}") and position_in(link) is None


NAMED_PLACES = {
    "cổng chợ san thang": ("chợ San Thàng", "tan_phong"),
    "o cho san thang": ("chợ San Thàng", "tan_phong"),
    "chợ San Thàn": ("chợ San Thàng", "tan_phong"),
    "chợ đêm San Thàng": ("chợ San Thàng", "tan_phong"),
    "bản san thàng 2": ("bản San Thàng", "tan_phong"),
    "ban sung phai": ("bản Sùng Phài", "doan_ket"),
    "phuong tan fong": ("phường Tân Phong", "tan_phong"),
    "PHƯỜNG TÂN PHONG": ("phường Tân Phong", "tan_phong"),
    "p. Đoan Kết": ("phường Đoàn Kết", "doan_ket"),
    "xã sùng fài": ("xã Sùng Phài", "doan_ket"),
    "xa lan nhi thang": ("xã Lản Nhì Thàng", "doan_ket"),
    "xã Lản Nhì Thàn": ("xã Lản Nhì Thàng", "doan_ket"),
    "tổ 3 phường quyết thắng cũ": ("phường Quyết Thắng", "doan_ket"),
    "quyet tien": ("phường Quyết Tiến", "doan_ket"),
    "xa ban giang": ("xã Bản Giang", "tan_phong"),
    "Nùng Nàng": ("xã Nùng Nàng", "tan_phong"),
    "phuong dong phong": ("phường Đông Phong", "tan_phong"),
    "truoc cong truong tan phong": ("trường Tân Phong", None),
    "benh vien da khoa tinh": ("bệnh viện tỉnh", None),
    "quang truong nhan dan": ("quảng trường Nhân dân", None),
    "ho thuy son": ("hồ Thủy Sơn", None),
    "gần trung tâm hành chính": ("Trung tâm Hành chính - Chính trị tỉnh", None),
    "dai lo le loi": ("đại lộ Lê Lợi", None),
    "đường 30-4": ("đường 30/4", None),
    "chợ San Thàng, phường Tân Phong": ("chợ San Thàng", "tan_phong"),
}


@pytest.mark.parametrize("text", NAMED_PLACES)
def test_a_known_place_is_found_by_its_name_or_nearly(text: str, city: City) -> None:
    result = guess(text, city)
    assert result is not None
    assert (result.name, result.area) == NAMED_PLACES[text]


@pytest.mark.parametrize(
    "text",
    [
        "văn phòng",
        "van phong",
        "tòa nhà văn phòng cao",
        "cây nghiêng",
        "bán hàng chợ",
        "trước cửa nhà tôi",
        "đường 30/5",
        "sùng phong",
    ],
)
def test_what_is_only_like_a_name_is_none(text: str, city: City) -> None:
    assert places_in(text, city) == []


def test_a_guess_says_whether_there_was_a_slip_and_where_it_stands(city: City) -> None:
    right, slip = guess("ở chợ San Thàng", city), guess("ở chợ San Thàn", city)
    assert right and slip and right.score == 100 > slip.score
    assert right.span == (2, 15) and right.marked


def test_a_name_stands_for_one_place_at_a_time(city: City) -> None:
    result = places_in("từ chợ San Thàng đến phường Đoàn Kết", city)
    assert [place.name for place in result] == ["chợ San Thàng", "phường Đoàn Kết"]


@pytest.mark.parametrize(
    ("words", "unit", "areas"),
    [
        ("rãnh nước đường Quyết Thắng phường Tân Phong bị lấp", "phường Tân Phong", ["tan_phong"]),
        ("nhà văn hóa Quyết Thắng, p. Tân Phong", "phường Tân Phong", ["tan_phong", "doan_ket"]),
        ("duong quyet thang, tan phong", "phường Tân Phong", ["tan_phong"]),
        ("hàng cây đường Quyết Thắng", "phường Quyết Thắng", ["doan_ket"]),
        ("xe từ phường Tân Phong sang Đoàn Kết", "phường Tân Phong", ["tan_phong", "doan_ket"]),
    ],
)
def test_what_is_called_a_ward_goes_before_a_street(
    city: City, words: str, unit: str, areas: list[str]
) -> None:
    named = city.unit_in(words)
    assert named and named[0] == unit
    assert [area.id for area in city.areas_in(words)] == areas
