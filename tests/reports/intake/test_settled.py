"""What was known of a report stays known: more words add to it, and few words replace no story."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, previewed, told
from tests.town import Town

STORY = "họ bày ngô ra phơi kín vỉa hè đường Lê Duẩn, phường Đoàn Kết"


@pytest.mark.parametrize(
    "words",
    ["1 cái nhà 3 tầng đang xây sát đó", "còn nữa, họ còn đổ cát với rác ra cả lòng đường"],
)
async def test_more_words_undo_no_step_that_was_passed(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    await an.says(words)
    assert "Không có ảnh" in an.last.labels and words in (await told(town))["description"]
    await an.says("không có ảnh")
    assert "Chặt hạ, dịch chuyển cây" in an.heard and "đường Trần Phú" in an.heard, an.heard


async def test_the_place_a_story_told_stays_when_another_is_named(town: Town) -> None:
    an = await begun(town)
    await an.says(STORY)
    await an.says("còn nữa, hôm trước ở chợ San Thàng họ cũng làm y như thế, tôi thấy rồi")
    await an.says("không có ảnh")
    while "Xem lại" not in an.heard:
        await an.presses("Bỏ qua")
    assert "<b>Nơi:</b> vỉa hè đường Lê Duẩn" in an.heard and "phường Đoàn Kết" in an.heard


async def test_what_was_taken_back_settles_nothing(town: Town) -> None:
    an = await begun(town)
    await an.says("họ bày ngô ra phơi kín vỉa hè")
    await an.says("còn nữa, sáng nay ở đường Lê Duẩn, phường Đoàn Kết lại thế")
    await an.says("bỏ câu vừa rồi đi")
    assert "Việc này ở đâu" in an.heard


async def test_an_edited_story_is_read_anew(town: Town) -> None:
    an = await begun(town)
    message = await an.says(STORY)
    await an.says(
        "họ bày ngô ra phơi kín vỉa hè đường Trần Phú", message=message.message, edited=True
    )
    assert "phường nào hiện nay" in an.heard


@pytest.mark.parametrize("words", ["tôi không hiểu", "hả", "nói lại xem nào"])
async def test_what_tells_nothing_replaces_no_story(town: Town, words: str) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.presses("Sửa nội dung")
    await an.says(words)
    assert (await told(town))["description"] == before["description"]
    await an.says("Chặt ba cây phượng non")
    assert (await told(town))["description"] == "Chặt ba cây phượng non"


async def test_a_ward_is_changed_and_the_place_stays_in_it(town: Town) -> None:
    an = await begun(town)
    await an.says(STORY)
    await an.says("đổi sang phường Tân Phong")
    data = await told(town)
    assert data["area"] == "tan_phong" and data["place"] == "vỉa hè đường Lê Duẩn, phường Tân Phong"
