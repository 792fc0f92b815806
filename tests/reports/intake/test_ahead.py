"""Words that tell another step than the one asked: taken there, and nothing else of them."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, previewed, reports, told
from tests.town import Someone, Town, report

STORY = "nha hang xom xay len tang 4 ma giay phep co 3 tang thoi"


async def asked_for_ward(town: Town) -> Someone:
    """Somebody who told what, and where, and is asked for the ward."""
    an = await begun(town)
    await an.says(STORY)
    await an.says("o duong tran hung dao")
    assert "phường nào hiện nay" in an.heard
    return an


async def test_a_number_at_the_question_for_the_ward_is_of_the_place(town: Town) -> None:
    an = await asked_for_ward(town)
    await an.says("so 45")
    assert "phường nào hiện nay" in an.heard, "it is asked once more"
    draft = await told(town)
    assert draft["place"] == "o duong tran hung dao, so 45"
    assert not draft.get("area_unknown")
    await an.says("tan phong")
    assert (await told(town))["area"] == "tan_phong"


async def test_more_of_the_story_there_is_kept_as_that(town: Town) -> None:
    an = await asked_for_ward(town)
    await an.says("họ còn đổ cát ra đường")
    assert "phường nào hiện nay" in an.heard
    assert "họ còn đổ cát ra đường" in (await told(town))["description"]


async def test_who_does_not_know_the_ward_is_asked_no_more(town: Town) -> None:
    an = await asked_for_ward(town)
    await an.says("chịu, không biết phường nào")
    assert (await told(town))["area_unknown"]


async def test_a_ward_a_time_and_no_picture_are_taken_whatever_was_asked(town: Town) -> None:
    an = await asked_for_ward(town)
    await an.presses("Tôi không rõ")
    await an.says("tân phong nhé")  # the pictures are asked for
    assert (await told(town))["area"] == "tan_phong"
    await an.says("ko có ảnh")
    assert "còn đang diễn ra không" in an.heard
    await an.says("từ tháng trước")
    draft = await told(town)
    assert draft["happened"] == "từ tháng trước"
    assert "going_on" not in draft.get("details", {}), "a time answers no question for yes or no"
    await an.says("ko có ảnh")
    assert not (await told(town)).get("details")


@pytest.mark.parametrize(
    ("correction", "place"),
    [
        ("à không phải số 9, số 19", "vỉa hè trước nhà số 19 đường Lê Lợi, phường Đoàn Kết"),
        ("không phải 9 cái ghế, 12 cái cơ", None),
    ],
)
async def test_a_number_takes_the_place_of_one_behind_the_same_word(
    town: Town, correction: str, place: str | None
) -> None:
    an = town.person("an")
    await an.commands("phananh", "vỉa hè trước nhà số 9 đường Lê Lợi, phường Đoàn Kết bị chiếm hết")
    await an.presses("Đồng ý")
    await an.says(correction)
    assert (await told(town)).get("place") == place


async def test_words_after_a_report_that_name_no_place_may_belong_to_it(town: Town) -> None:
    an = town.person("an")
    code = await report(an)
    await an.says("quán đó còn để cả bàn ghế ra đường nữa")
    await an.presses(f"Nói về {code}")
    await an.presses("Gửi")
    assert code in an.heard
    town.clock.advance(days=8)
    await an.says("quán đó còn để cả bàn ghế ra đường nữa")
    assert not any("Nói về" in label for shown in an.news for label in shown.labels)


async def test_a_further_question_answered_where_pictures_are_asked_for_is_not_asked(
    town: Town,
) -> None:
    an = await begun(town)
    await an.says("quán ốc lấn chiếm hết vỉa hè trước số 9 đường Lê Lợi, phường Đoàn Kết")
    await an.says("vẫn đang bán đấy")
    assert "Còn đang diễn ra: Còn" in an.heard and "Không có ảnh" in an.last.labels
    await an.says("không có ảnh")
    assert "Xem lại trước khi gửi" in an.heard


@pytest.mark.parametrize("words", ["em cũng chỉ đoán chứ không dám chắc", "tôi già rồi không rành"])
async def test_what_is_neither_a_picture_nor_told_is_asked_about(town: Town, words: str) -> None:
    an = await asked_for_pictures(town)
    before = await told(town)
    await an.says(words)
    assert "chưa chắc câu" in an.heard and "Không có ảnh" in str(an.news[0].labels)
    await an.presses("➕ Thêm vào phản ánh")
    assert (await told(town))["description"] == f"{before['description']}\n{words}"


async def in_doubt(town: Town) -> Someone:
    """Somebody who sees the preview, and under it words of which it is not clear what they are."""
    an = await previewed(town)
    await an.says("hôm ấy mình đi nương về thì gặp")
    if "🗑 Bỏ câu này" not in an.last.labels:
        await an.says("biết rồi còn hỏi")
    assert "chưa chắc câu" in an.heard, an.heard
    return an


async def test_a_doubt_holds_the_sending_up_once(town: Town) -> None:
    an = await in_doubt(town)
    await an.says("gửi")
    assert "chưa chắc câu" in an.heard and not await reports(town)
    await an.says("gửi đi")
    assert "Đã gửi" in an.heard and len(await reports(town)) == 1


async def test_words_in_doubt_are_left_out_by_a_button(town: Town) -> None:
    an = await in_doubt(town)
    before = await told(town)
    await an.presses("🗑 Bỏ câu này")
    after = await told(town)
    assert "doubt" not in after and after["description"] == before["description"]
    await an.presses("Gửi phản ánh")
    assert len(await reports(town)) == 1


async def test_what_recurs_is_told_beside_an_exact_time(town: Town) -> None:
    an = await begun(town)
    await an.says(
        "nhà số 12 ngõ 31 Trần Phú, phường Đoàn Kết xây không phép lên tầng 4, "
        "khoảng 6 rưỡi sáng nay lại đổ bê tông, tuần nào cũng thế"
    )
    await an.presses("Không có ảnh")
    assert "Còn đang diễn ra:</b> Còn" in an.heard and "Số tầng đã xây:</b> 4" in an.heard
    assert "khoảng 6 rưỡi sáng nay" in an.heard


async def test_what_the_writer_does_every_day_is_not_what_recurs(town: Town) -> None:
    an = await begun(town)
    await an.says(
        "8 giờ tối qua xe tải đổ trộm phế thải ở số 12 Trần Phú, phường Đoàn Kết, "
        "tuần nào tôi cũng đi chợ qua nên biết"
    )
    await an.presses("Không có ảnh")
    assert "going_on" not in (await told(town)).get("details", {})


async def test_pictures_and_a_position_nobody_asked_for_are_taken_back_with_one_tap(
    town: Town,
) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.sends_photos("green")
    assert "Đã ghi. Ảnh: 1." in an.heard
    await an.presses("↩️ Bỏ câu vừa thêm")
    assert await told(town) == before and list(town.media.folder.glob("*/*.jpg")) == []
    await an.sends_place()
    assert "vị trí vừa gửi" in an.heard
    await an.presses("↩️ Bỏ câu vừa thêm")
    assert await told(town) == before


async def test_a_time_told_by_itself_counts_more_than_one_out_of_the_story(town: Town) -> None:
    an = await begun(town)
    await an.says("quán nhậu số 12 Trần Phú, phường Đoàn Kết buổi tối bày bàn ghế kín vỉa hè")
    assert "happened" not in await told(town), "it is only understood, and shown in the preview"
    await an.says("khoảng 7h tối hôm qua")
    after = await told(town)
    assert after["happened"] == "khoảng 7h tối hôm qua"
    assert "buổi tối bày bàn ghế" in after["description"]
