"""An answer that says more than what was asked, or something else, loses nothing of it."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures, asked_for_the_ward
from tests.reports.reporting import begun, previewed, told
from tests.town import Town


@pytest.mark.parametrize(
    "words",
    ["không có ảnh đâu em", "ảnh thì không chụp được", "thôi không cần ảnh", "bỏ qua", "khỏi",
     "ko co", "chưa chụp được", "hết rồi, xong"],
)  # fmt: skip
async def test_a_no_or_a_done_is_the_end_of_pictures(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "Xem lại trước khi gửi" in an.heard
    assert (await told(town))["description"] == before["description"]


@pytest.mark.parametrize(
    ("words", "kept"),
    [("1 cái nhà 3 tầng đang xây sát đó", "3 tầng"), ("quán mở từ 5 giờ chiều", "5 giờ chiều"),
     ("nó cứ chặt suốt không ai nói gì", "suốt không ai nói gì")],
)  # fmt: skip
async def test_what_tells_something_is_kept_and_pictures_are_still_asked_for(
    town: Town, words: str, kept: str
) -> None:
    an = await asked_for_pictures(town)
    await an.says(words)
    data = await told(town)
    assert kept in f"{data['description']} {data.get('happened')}" and "photos_done" not in data


async def test_no_picture_and_a_story_are_both_taken(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says("không có ảnh, họ chặt xong chở gỗ đi hết rồi")
    assert (await told(town))["description"].endswith("\nhọ chặt xong chở gỗ đi hết rồi")
    assert "Xem lại trước khi gửi" in an.heard


@pytest.mark.parametrize("words", ["có", "ừ", "đây ạ"])
async def test_a_yes_to_pictures_waits_for_them(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "Không có ảnh" in an.last.labels and await told(town) == before


@pytest.mark.parametrize(
    ("words", "area", "kept"),
    [("phường tân phong, gần hồ Hạ", "tan_phong", "gần hồ Hạ"),
     ("gần chợ San Thàng", "tan_phong", "gần chợ San Thàng"),
     ("sau trường cao đẳng, phường Đoàn Kết ạ", "doan_ket", "sau trường cao đẳng")],
)  # fmt: skip
async def test_what_stands_beside_a_ward_is_added_to_the_place(
    town: Town, words: str, area: str, kept: str
) -> None:
    an = await asked_for_the_ward(town)
    await an.says(words)
    data = await told(town)
    assert data["area"] == area and kept in data["place"] and "Lê Duẩn" in data["place"]


async def test_a_place_is_added_to_one_that_the_story_told(town: Town) -> None:
    an = await begun(town)
    await an.says("Cây xanh ở công viên chết khô hết mà không ai trồng lại")
    await an.says("công viên Hồ Thượng ấy")
    data = await told(town)
    assert "Hồ Thượng" in data["place"] and "Hồ Thượng" not in data["description"]
    assert "phường nào" in an.heard


@pytest.mark.parametrize("words", ["không biết phường nào", "tôi không rõ", "chịu", "ko nho"])
async def test_only_who_does_not_know_the_ward_has_none(town: Town, words: str) -> None:
    an = await asked_for_the_ward(town)
    await an.says(words)
    assert (await told(town))["area_unknown"]


@pytest.mark.parametrize("words", ["ừ gửi đi", "đường Nguyễn Hữu Thọ", "họ chặt từ sáng tới giờ"])
async def test_anything_else_leaves_the_ward_to_be_asked(town: Town, words: str) -> None:
    an = await asked_for_the_ward(town)
    await an.says(words)
    data = await told(town)
    assert "phường nào hiện nay" in an.heard and "area_unknown" not in data


@pytest.mark.parametrize(
    ("words", "place", "kept"),
    [("đối diện nhà hàng Hoa Ban đường Lê Duẩn phường Tân Phong chắn hết lối xe lăn của mẹ tôi",
      "đối diện nhà hàng Hoa Ban đường Lê Duẩn phường Tân Phong", "lối xe lăn"),
     ("số 8 đường 19 tháng 8 phường Tân Phong chủ nhà bảo mặc kệ ai làm gì được",
      "số 8 đường 19 tháng 8 phường Tân Phong", "mặc kệ"),
     ("Ngay cổng Bưu điện, nó bày từ sáng đến giờ chưa dọn", "Ngay cổng Bưu điện", "chưa dọn")],
)  # fmt: skip
async def test_the_story_beside_an_answered_place_is_kept(
    town: Town, words: str, place: str, kept: str
) -> None:
    an = await begun(town)
    await an.says("họ đổ trộm phế thải xây dựng thành đống to")
    await an.says(words)
    data = await told(town)
    assert data["place"] == place and kept in data["description"]


@pytest.mark.parametrize(
    ("words", "area"),
    [("phường Tân Phong, chủ nhà còn dọa đánh người nhắc", "tan_phong"),
     ("thuộc Đoàn Kết, có cả bao tải xác lợn chết", "doan_ket"),
     ("Tân Phong, nước mưa cuốn bùn vào bếp nhà tôi", "tan_phong"),
     ("còn ở ngõ 3 Trần Phú phường Đoàn Kết có nhà đổ gạch kín lối đi", "doan_ket")],
)  # fmt: skip
async def test_the_story_beside_an_answered_ward_is_kept(town: Town, words: str, area: str) -> None:
    an = await begun(town)
    await an.says("họ đổ trộm phế thải xây dựng thành đống to sau nhà văn hóa tổ 24")
    await an.says(words)
    data = await told(town)
    assert data["area"] == area and data["description"].endswith(f"\n{words}")
    assert "place" not in data and "Đã sửa" not in an.heard


@pytest.mark.parametrize("words", ["hôm qua nói rồi", "sao hỏi lắm thế"])
async def test_an_annoyed_answer_is_no_fact(town: Town, words: str) -> None:
    an = await asked_for_the_ward(town)
    before = await told(town)
    await an.says(words)
    after = await told(town)
    assert {k: v for k, v in after.items() if k != "doubt"} == before
    assert "phường nào" in str([each.reply.text for each in an.news])


async def test_a_step_that_is_right_after_all_stays_as_it_was(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.presses("Sửa nơi")
    await an.says("à không, nơi đúng rồi")
    assert await told(town) == before and "Xem lại trước khi gửi" in an.heard
