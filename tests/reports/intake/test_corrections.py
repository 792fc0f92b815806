"""A correction changes what it names, opens what it only points at, and is no part of the story."""

from typing import Any

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, previewed, told
from tests.town import Someone, Town

SPOT = "vỉa hè trước nhà số 9 đường Lê Lợi, phường Đoàn Kết"
STORY = f"quán nhậu lấn chiếm hết {SPOT}"


async def of_a_pavement(town: Town) -> Someone:
    """Somebody who told a place with a number, and is asked for pictures."""
    an = await begun(town)
    await an.says(STORY)
    assert "Không có ảnh" in an.last.labels
    return an


async def place_after(town: Town, words: str) -> str:
    """The place once this was typed; the story tells of no other house."""
    an = await of_a_pavement(town)
    await an.says(words)
    data: dict[str, Any] = await told(town)
    place = str(data["place"])
    story = STORY if SPOT in place else STORY.replace(SPOT, place)
    assert data["description"] == story and "Đã sửa" in an.heard
    return place


@pytest.mark.parametrize(
    ("words", "asked"),
    [("sửa lại địa chỉ giúp tôi", "Việc này ở đâu"), ("sai phường rồi", "phường nào hiện nay"),
     ("thời gian sai rồi", "xảy ra khi nào"), ("nhầm ảnh rồi", "gửi <b>ảnh</b>"),
     ("sua lai noi dung", "Có chuyện gì"), ("đổi loại việc nhé", "là việc nào")],
)  # fmt: skip
async def test_a_part_that_is_named_is_asked_for(town: Town, words: str, asked: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says(words)
    after = await told(town)
    assert asked in an.heard and after.pop("changing") and after == before


@pytest.mark.parametrize("words", ["sai rồi", "sửa lại giúp tôi", "nhầm rồi em ơi", "khong dung"])
async def test_where_no_part_is_named_it_is_asked_which(town: Town, words: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.says(words)
    assert "phần nào" in an.heard and await told(town) == before
    await an.presses("Sửa phường")
    assert "phường nào hiện nay" in an.heard


@pytest.mark.parametrize(
    "words", ["số điện thoại tôi 0912345678", "sdt 0912.345.678 nhe", "gọi tôi số 0912 345 678"]
)
async def test_a_telephone_number_is_no_part_of_the_report(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "không cần để lại số điện thoại" in an.heard and await told(town) == before


async def test_what_was_added_is_said_to_be_added(town: Town) -> None:
    an = await previewed(town)
    await an.says("không phải hai cây, ba cây mới đúng")
    assert "Đã ghi thêm" in an.heard and "Đã sửa" not in an.heard


@pytest.mark.parametrize(
    "words",
    ["số 19 mới đúng", "sửa thành số 19", "không phải số 9, số 19", "số 19 chứ không phải số 9"],
)
async def test_a_mere_number_takes_the_place_of_the_old_one(town: Town, words: str) -> None:
    assert await place_after(town, words) == (
        "vỉa hè trước nhà số 19 đường Lê Lợi, phường Đoàn Kết"
    )


@pytest.mark.parametrize(
    "words",
    ["19 mới đúng nhé", "à nhầm, 19 cơ", "không phải 9 mà là 19", "số nhà sai rồi, 19 chứ",
     "sửa thành 19 giúp tôi", "9 là nhầm, 19 mới phải", "khong phai 9, 19"],
)  # fmt: skip
async def test_a_number_of_no_kind_is_of_the_house(town: Town, words: str) -> None:
    assert await place_after(town, words) == (
        "vỉa hè trước nhà số 19 đường Lê Lợi, phường Đoàn Kết"
    )


async def test_each_number_that_is_put_right_takes_the_place_of_its_kind(town: Town) -> None:
    an = await begun(town)
    await an.says("xe để kín vỉa hè trước số 8 ngõ 12 đường Trần Phú, phường Đoàn Kết")
    await an.says("cho tôi đính chính: số 18 ngõ 21, không phải ngõ 12")
    assert "Nơi: “vỉa hè trước số 18 ngõ 21 đường Trần Phú, phường Đoàn Kết”.\n" in an.heard
    await an.says("không phải 21, 22 cơ")
    assert (await told(town))["place"].startswith("vỉa hè trước số 18 ngõ 22 đường")
    await an.says("ý tôi là ngõ 24")
    assert (await told(town))["place"].startswith("vỉa hè trước số 18 ngõ 24 đường")


@pytest.mark.parametrize(
    "words", ["không phải 9 cái bàn, 12 cái", "không phải 4, 6 người cơ", "nhầm, 3 xe tải chứ"]
)
async def test_a_number_of_something_else_is_not_of_the_house(town: Town, words: str) -> None:
    an = await of_a_pavement(town)
    await an.says(words)
    assert "19" not in str(await told(town)) and "place" not in await told(town)


async def test_the_place_is_not_the_one_that_is_denied_and_its_ward_stays(town: Town) -> None:
    an = await begun(town)
    await an.says("quán nhậu lấn chiếm hết vỉa hè trước cổng bến xe")
    await an.presses("phường Tân Phong")
    await an.says("à không phải trước cổng bến xe mà phía sau, lối ra đường Lê Duẩn")
    data = await told(town)
    assert "Lê Duẩn" in data["place"] and "cổng bến xe" not in data["place"]
    assert data["area"] == "tan_phong" and "Không có ảnh" in an.last.labels


@pytest.mark.parametrize("words", ["đúng ra là số 31 đường Trần Phú", "phải là đường Trần Phú"])
async def test_another_place_that_is_said_to_be_right_is_not_added(town: Town, words: str) -> None:
    assert await place_after(town, words) == words.partition(" là ")[2]


async def test_another_kind_of_number_goes_in_front_of_the_place(town: Town) -> None:
    place = await place_after(town, "sửa lại là ngõ 12")
    assert place == "ngõ 12 vỉa hè trước nhà số 9 đường Lê Lợi, phường Đoàn Kết"


@pytest.mark.parametrize(
    ("words", "place"),
    [("sửa tên đường thành Trần Hưng Đạo", "đường Trần Hưng Đạo"),
     ("đổi thành đường Trần Phú nhé", "đường Trần Phú"),
     ("sửa nơi thành cổng chợ San Thàng", "cổng chợ San Thàng")],
)  # fmt: skip
async def test_the_word_before_a_new_place_is_none_of_it(
    town: Town, words: str, place: str
) -> None:
    assert await place_after(town, words) == place


async def test_a_category_is_changed_by_other_words_for_it(town: Town) -> None:
    an = await of_a_pavement(town)
    await an.says("đổi thành đỗ xe ô tô kín vỉa hè")
    assert (await told(town))["category"] == "giu_xe_via_he"


@pytest.mark.parametrize(
    "words",
    ["không phải Đoàn Kết đâu", "khong phai phuong Doan Ket", "Tân Phong chứ không phải Đoàn Kết",
     "không phải Đoàn Kết mà là Tân Phong"],
)  # fmt: skip
async def test_of_two_wards_one_that_is_denied_is_the_other(town: Town, words: str) -> None:
    an = await of_a_pavement(town)
    await an.says(words)
    data = await told(town)
    assert data["area"] == "tan_phong" and "changing" not in data
    assert data["description"] == STORY
    assert "phường Tân Phong" in data["place"]


async def test_a_denied_ward_that_was_not_meant_changes_nothing(town: Town) -> None:
    an = await of_a_pavement(town)
    await an.says("không phải Tân Phong đâu nhé")
    assert (await told(town)).get("area") in (None, "doan_ket")


async def test_an_old_unit_that_is_denied_has_the_ward_asked_for(town: Town) -> None:
    an = await begun(town)
    await an.says("quán nhậu lấn chiếm hết vỉa hè đường Lê Lợi, phường Quyết Thắng")
    await an.says("không phải Quyết Thắng")
    assert "phường nào hiện nay" in an.heard


async def test_a_storey_is_put_right_in_the_answer(town: Town) -> None:
    an = await begun(town)
    await an.says("Nhà số 5 đường Trần Phú, phường Đoàn Kết xây không có giấy phép, đã đổ tầng 3")
    await an.says("không có ảnh")
    await an.says("không phải 3 tầng, 4 tầng")
    assert (await told(town))["details"]["storeys"] == "4"


@pytest.mark.parametrize(
    ("words", "said"),
    [("không phải 3 tầng, 2 tầng thôi", "Số tầng đã xây: 2."),
     ("không phải Đoàn Kết mà là Tân Phong",
      "Nơi: “Nhà số 25 đường Trần Phú, phường Tân Phong”. Phường: phường Tân Phong."),
     ("sửa lại, việc xảy ra từ hôm kia", "Khi nào: “từ hôm kia”."),
     ("đổi thành đổ trộm phế thải", "Việc: Đổ trộm phế thải.")],
)  # fmt: skip
async def test_what_was_put_right_is_named_and_nothing_else(
    town: Town, words: str, said: str
) -> None:
    an = await begun(town)
    await an.says("Nhà số 5 đường Trần Phú, phường Đoàn Kết xây không có giấy phép, đã đổ tầng 3")
    await an.says("sai rồi, là số 25")
    assert "Đã sửa theo lời anh/chị. Nơi: “Nhà số 25" in an.heard
    await an.says("không có ảnh")
    await an.says(words)
    assert f"Đã sửa theo lời anh/chị. {said}\n" in f"{an.heard}\n"


async def test_a_storey_names_no_category(town: Town) -> None:
    an = await begun(town)
    await an.says("nha hang xom xay 5 tang khong phep o ngo 12 tran hung dao")
    await an.says("sua lai la 4 tang thoi")
    assert "category" not in await told(town)


async def test_a_ward_that_falls_away_with_its_place_is_not_said_to_be_noted(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa nơi")
    await an.says("số 15 đường Nguyễn Trãi")
    assert "Đã ghi" not in an.heard


async def test_the_ward_stays_where_only_the_number_was_wrong(town: Town) -> None:
    an = await previewed(town, "ngõ 5 đường Tô Hiến Thành, phường Tân Phong")
    await an.says("không phải ngõ 5, ngõ 15")
    data = await told(town)
    assert data["area"] == "tan_phong" and "ngõ 15 đường Tô Hiến Thành" in data["place"]


async def test_a_story_that_takes_anothers_place_is_not_said_to_be_added(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa nội dung")
    await an.says("Chặt ba cây phượng non trước cổng trường")
    assert "Đã sửa" in an.heard and "Đã ghi thêm" not in an.heard


@pytest.mark.parametrize(
    "words", ["không phải đêm thứ 5 mà đêm thứ 6", "nhầm, phường Tân Phong mới phải"]
)
async def test_a_wrong_time_or_ward_stays_in_the_story_as_it_was_told(
    town: Town, words: str
) -> None:
    story = ("xe ben đổ trộm phế thải ở số 7 ngõ 4 đường Lê Duẩn, phường Đoàn Kết đêm thứ 5. "
             "Ngay đêm thứ 5 tôi đã gọi UBND phường Đoàn Kết mà chẳng thấy ai")  # fmt: skip
    an = await begun(town)
    await an.says(story)
    await an.says(words)
    data = await told(town)
    assert data["description"] == story and "Đã sửa" in an.heard
    assert (data.get("happened"), data.get("area")) in (("đêm thứ 6", None), (None, "tan_phong"))


async def test_only_the_wrong_place_itself_is_put_right_in_the_story(town: Town) -> None:
    an = await begun(town)
    await an.says("ngõ 45 cũng kêu vì quán nhậu lấn hết vỉa hè ở ngõ 4, phường Tân Phong")
    await an.says("nhầm, ngõ 6 chứ không phải ngõ 4")
    story = str((await told(town))["description"])
    assert "ngõ 45 cũng kêu" in story and "ngõ 65" not in story


async def test_a_place_without_a_number_stays_in_the_story(town: Town) -> None:
    an = await begun(town)
    await an.says("xe ben đổ đất đá ra bờ suối chỗ cầu Nậm Loỏng, phường Đoàn Kết")
    await an.says("nhầm, không phải cầu Nậm Loỏng, chỗ cầu Sùng Phài")
    data = await told(town)
    assert "Sùng Phài" in data["place"] and "bờ suối" in data["description"]


@pytest.mark.parametrize(
    ("words", "added"),
    [("ở ngay chỗ rẽ vào sân bóng", "ngay chỗ rẽ vào sân bóng"),
     ("cạnh trạm biến áp", "cạnh trạm biến áp"),
     ("đối diện cổng phụ", "đối diện cổng phụ"),
     ("ở lối ra phía sau", "lối ra phía sau")],
)  # fmt: skip
async def test_where_at_the_place_it_is_stands_behind_it(
    town: Town, words: str, added: str
) -> None:
    an = await previewed(town, "trước cổng trường Quyết Thắng, phường Đoàn Kết")
    await an.says(words)
    place = (await told(town))["place"]
    assert place == f"trước cổng trường Quyết Thắng, phường Đoàn Kết, {added}"


@pytest.mark.parametrize(
    "words",
    ["thực ra nó ở đường lê duẩn", "thực ra là ở đường trần phú", "à nhầm, ở đường lê lợi sau đồn"],
)
async def test_a_street_in_small_letters_takes_the_place_of_the_wrong_one(
    town: Town, words: str
) -> None:
    an = await previewed(town, "trước cổng trường Quyết Thắng, phường Đoàn Kết")
    await an.says(words)
    place = str((await told(town))["place"])
    assert place.startswith("đường ") and "Quyết Thắng" not in place
