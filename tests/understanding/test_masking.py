"""Masking removes what leads to a person, and nothing else."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.city.city import City
from bot.understanding.masking import MASK, masked

M = MASK

NAMES = [
    ("Nhà ông Nguyễn Văn Hùng xây ba tầng", f"Nhà ông {M} xây ba tầng"),
    ("bà Lò Thị Panh chặt cây", f"bà {M} chặt cây"),
    ("anh Tuấn bán phở", f"anh {M} bán phở"),
    ("Chị Hoa ở tổ 5 đổ rác", f"Chị {M} ở tổ 5 đổ rác"),
    ("gia đình Giàng A Páo lấn chiếm", f"gia đình {M} lấn chiếm"),
    ("Gia đình ông Trần Phú cơi nới", f"Gia đình ông {M} cơi nới"),
    ("chủ nhà tên là Vàng Thị Mỷ", f"chủ nhà tên là {M}"),
    ("họ và tên: Phạm Thị Lan", f"họ và tên: {M}"),
    ("cô giáo Hoa dạy ở đó", f"cô giáo {M} dạy ở đó"),
    ("ông trưởng bản Páo cho phép", f"ông trưởng bản {M} cho phép"),
    ("Sùng A Tủa lấn vỉa hè", f"{M} lấn vỉa hè"),
    ("thầy Lê Quý Đôn dạy toán", f"thầy {M} dạy toán"),
    ("Đặng Hữu Phước, Bùi Thị Xuân Mai và Lù Văn Siểng", f"{M}, Bùi Thị Xuân Mai và {M}"),
    ("cháu Tẩn Láo Lở bị cây đổ vào", f"cháu {M} bị cây đổ vào"),
    ("Chẻo Sử Mẩy xây nhà", f"{M} xây nhà"),
    ("do Hạng A Chu làm", f"do {M} làm"),
    ("nhà bà Nguyễn Thị Minh Khai đổ đất", f"nhà bà {M} đổ đất"),
    ("ONG NGUYỄN VĂN A xây nhà sai phép ở đó", f"ONG {M} xây nhà sai phép ở đó"),
    ("ÔNG NGUYỄN VĂN BA XÂY NHÀ SAI PHÉP Ở ĐÓ", f"ÔNG {M} XÂY NHÀ SAI PHÉP Ở ĐÓ"),
    ("Nguyễn Văn A. Trần Văn B.", f"{M}. {M}."),
    ("2. Nguyễn Văn An", f"2. {M}"),
    ("quán Lò Văn Páo lấn vỉa hè", f"quán {M} lấn vỉa hè"),
    ("anh cán bộ Hùng nhận tiền", f"anh cán bộ {M} nhận tiền"),
    ("da bao Do Thi Lan dung xay", f"da bao {M} dung xay"),
    ("cho doi Do Thi Lan", f"cho doi {M}"),
    ("can bo quan ly do thi huong nhan tien", f"can bo quan ly {M} nhan tien"),
    ("xin gap quan ly do thi hoa 0912345678", f"xin gap quan ly {M} {M}"),
    ("cay xanh do thi hoa chat", f"cay xanh {M} chat"),
    ("chau do thi than uyen noi", f"chau {M} uyen noi"),
    ("chau do thi Than Uyen noi", f"chau {M} Uyen noi"),
    ("so xay dung, phong quan ly do thi lan", f"so xay dung, phong quan ly {M}"),
    # in small letters, with marks and without
    ("ông nguyễn văn tám xây nhà", f"ông {M} xây nhà"),
    ("nhà ông páo chặt cây", f"nhà ông {M} chặt cây"),
    ("chị hoa bán phở", f"chị {M} bán phở"),
    ("ong nguyen van ba xay nha", f"ong {M} xay nha"),
    ("nha ong hung do rac", f"nha ong {M} do rac"),
    ("anh tuan lan chiem via he", f"anh {M} lan chiem via he"),
    ("nguyen thi hoa do rac ra suoi", f"{M} do rac ra suoi"),
    ("ba lo thi panh chat cay", f"ba {M} chat cay"),
    ("vợ chồng trần bình cơi nới", f"vợ chồng {M} cơi nới"),
    ("ông giàng a sáng phá rừng", f"ông {M} phá rừng"),
]

NUMBERS = [
    ("gọi 0912345678", f"gọi {M}"),
    ("gọi 0912 345 678 nhé", f"gọi {M} nhé"),
    ("+84 912.345.678", M),
    ("(0213) 3 876 543", M),
    ("0912-345-678", M),
    ("CCCD 012345678901", f"CCCD {M}"),
    ("cmnd: 045123456", f"cmnd: {M}"),
    ("số tài khoản 1903567", f"số tài khoản {M}"),
    ("stk: 19035678901234 Techcombank", f"stk: {M} Techcombank"),
    ("hộ chiếu C1234567", f"hộ chiếu {M}"),
    ("xe 25A-123.45 đổ trộm", f"xe {M} đổ trộm"),
    ("xe biển 25C 01234", f"xe biển {M}"),
    ("xe máy 25B1-234.56", f"xe máy {M}"),
    ("xe 25a12345", f"xe {M}"),
    ("thư: an.nguyen@example.com", f"thư: {M}"),
    ("facebook.com/nguyenvana", M),
    ("https://zalo.me/0912345678", M),
    ("https://t.me/aiday xem", f"{M} xem"),
    ("fb: hoaban97", f"fb: {M}"),
    ("nhắn @hoa_ban nhé", f"nhắn {M} nhé"),
]

NO_PERSON = [
    "da ha canh, doi do thi 3 nguoi",
    "da bao doi do thi den don",
    "doi quan ly do thi phuong da xuong",
    "quan ly do thi khong xuong",
    "Đội Quản lý đô thị đã nhắc",
    "Do thi Lai Chau",
    "đường Trần Hưng Đạo, gần chợ Tân Phong",
    "Lê Duẩn giao với Trần Phú",
    "số 12 Lê Lợi",
    "ngõ 12 Hoàng Văn Thái",
    "số nhà 7 ngõ 3 phố Nguyễn Văn Bảy",
    "trường THPT Lê Quý Đôn",
    "trường tiểu học Kim Đồng",
    "công viên Nguyễn Tất Thành",
    "duong nguyen van cu bi ngap",
    "cổng UBND phường Đoàn Kết",
    "hồ Thủy Sơn bị ô nhiễm, Hồ Thủy Sơn có rác",
    "xã Sùng Phài cũ, bản Lò Suối Tủng",
    "tượng đài Bác Hồ",
    "phố Bà Triệu và phố Hai Bà Trưng",
    "đại lộ Lê Lợi",
    "phường Tân Phong, tỉnh Lai Châu",
    "ngã tư Võ Nguyên Giáp",
    "Công ty Hoàng Long đổ thải",
    "anh chị xem giúp tôi",
    "Anh/chị cho hỏi cây này bao giờ chặt",
    "ông công an phường nói không có phép",
    "bà Chủ tịch UBND phường đã đến",
    "em thấy cây sắp đổ",
    "co le do mua to nen cay do",
    "chi thay cay do thoi",
    "giai đoạn 2021-2025 và 2026 - 2030",
    "ngày 23-11-2026 và 23.11.2026 lúc 7h30",
    "tổng vốn 12.500.000.000 đồng",
    "diện tích 1 250 000 m2",
    "tọa độ 22.39612, 103.45812",
    "nghị quyết 1670/NQ-UBTVQH15, số 06-NQ/TU",
    "nhà cao 5 tầng, rộng 20 m2 1500 nghìn",
    "mã LC-7K2M9A",
    "cây vàng úa, lò gạch cũ, mùa mưa, cứ đổ",
    "Cao tốc, cầu, cống",
    "bạn bè tôi ai cũng thấy",
    "hộ dân kêu nhiều",
    "quốc lộ 4D, QL32, tổ 12",
]


@pytest.mark.parametrize(("text", "expected"), NAMES + NUMBERS)
def test_what_leads_to_a_person_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize("text", NO_PERSON)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert masked(text) == text


def test_the_citys_own_names_stay(city: City) -> None:
    places = [name for part in city.places for name in (part.name, *part.aliases)]
    areas = [name for part in city.areas for name in (part.name, *part.units)]
    own = [*places, *areas, *(part.name for part in city.agencies), city.name, city.province]
    assert {name: masked(name) for name in own if masked(name) != name} == {}


PIECES = [
    "ông", "Nguyễn", "Văn", "Tám", "đường", "Trần Phú", "25A-123.45", "0912345678", MASK, "số", "5",
    ", ", ". ", "@hoa_ban", "lò", "thị", "hoa", "A", "fb: x", "Lê", "2026", "bà", "Chủ tịch",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_what_is_masked_stays_as_it_is(pieces: list[str]) -> None:
    once = masked(" ".join(pieces))
    assert masked(once) == once


def test_three_hundred_full_names_are_found() -> None:
    surnames = ("Nguyễn", "Trần", "Lê", "Lò", "Vàng", "Giàng", "Thào", "Mùa", "Tẩn", "Phàn")
    middles = ("Văn", "Thị", "A", "Hữu", "Seo", "Xuân")
    given_names = ("An", "Páo", "Hùng", "Mỷ", "Bình")
    names = [" ".join(part) for part in itertools.product(surnames, middles, given_names)]
    assert [name for name in names if masked(f"Thấy {name} đổ rác") != f"Thấy {MASK} đổ rác"] == []
