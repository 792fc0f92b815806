"""What somebody has taken out is what they name, and they are told what it was."""

from typing import Any

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import told
from tests.town import Someone, Town

POTS, DOG, PLATE = (
    "còn nữa, họ đập vỡ hết chậu hoa",
    "hôm qua chó nhà ấy cắn một cháu bé",
    "xe tải của họ mang biển số 25C 01234",
)


async def told_much(town: Town) -> Someone:
    """Somebody who added three sentences and a picture to a story."""
    an = await asked_for_pictures(town)
    for words in (POTS, DOG, PLATE):
        await an.says(words)
        if "➕ Thêm vào phản ánh" in an.last.labels:
            await an.presses("➕ Thêm vào phản ánh")
    await an.sends_photos("green", caption="ảnh đây ạ")
    return an


async def lines(town: Town) -> tuple[list[str], dict[str, Any]]:
    """What was added to the story, and the whole draft."""
    data = await told(town)
    return data["description"].split("\n")[1:], data


@pytest.mark.parametrize(
    ("words", "gone"),
    [("câu chó cắn cháu bé bỏ giúp tôi, tôi nghe kể thôi", DOG),
     ("bỏ đoạn nói về chậu hoa", POTS), ("a ma bo cai bien so xe di", PLATE),
     ("xin rút lại câu nói về biển số xe", PLATE), ("gỡ câu chậu hoa ra nhé", POTS)],
)  # fmt: skip
async def test_the_sentence_that_is_named_goes_and_no_other(
    town: Town, words: str, gone: str
) -> None:
    an = await told_much(town)
    await an.says(words)
    added, data = await lines(town)
    assert added == [line for line in (POTS, DOG, PLATE) if line != gone]
    assert len(data["photos"]) == 1 and f"Đã bỏ: “{gone}”" in an.heard
    await an.presses("↩️ Bỏ câu vừa thêm")
    assert (await lines(town))[0] == [POTS, DOG, PLATE]


@pytest.mark.parametrize("words", ["bỏ bớt một ảnh giúp tôi", "xóa tấm đầu tiên đi"])
async def test_to_take_out_a_picture_asks_for_the_pictures(town: Town, words: str) -> None:
    an = await told_much(town)
    await an.says(words)
    added, data = await lines(town)
    assert "Đã có 1 ảnh" in an.heard and len(added) == 3 and len(data["photos"]) == 1


@pytest.mark.parametrize(
    "words", ["bỏ chữ chậu hoa đi, ghi là bồn hoa", "xóa đoạn tả bộ quần áo của ông chủ"]
)
async def test_what_is_only_a_part_or_not_there_is_told_anew(town: Town, words: str) -> None:
    an = await told_much(town)
    await an.says(words)
    added, _ = await lines(town)
    assert "Có chuyện gì?" in an.heard and added == [POTS, DOG, PLATE]
    await an.presses("↩️ Giữ như cũ")
    assert (await lines(town))[0] == [POTS, DOG, PLATE]


async def test_what_was_added_last_is_named_when_it_goes(town: Town) -> None:
    an = await asked_for_pictures(town)
    await an.says(POTS)
    await an.says("rút lại câu ấy nhé")
    assert f"Đã bỏ câu “{POTS}”." in an.heard
    await an.sends_photos("green")
    await an.says("xóa cái vừa gửi")
    assert "Đã bỏ 1 ảnh vừa gửi." in an.heard


async def test_another_category_by_half_its_name_is_no_part_of_the_story(town: Town) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says("chuyển sang mục vướng điện giúp em")
    assert (await told(town))["description"] == before["description"]
