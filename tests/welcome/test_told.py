"""What is said after a notice about one's own report reaches that report."""

import pytest

from tests.reports.reporting import drafts, reports
from tests.town import Someone, Town, report


async def ended(an: Someone, binh: Someone, action: str = "resolve") -> str:
    """The code of a report that its agency has ended."""
    code = await report(an)
    await binh.does(button=f"case:{action}:{code}")
    await binh.says("Đã trồng lại hai cây phượng ngày 23/11")
    await binh.presses("Gửi")
    return code


async def test_thanks_days_after_it_was_called_done_ask_whether_it_is(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await ended(an, binh)
    town.clock.advance(days=6)
    await an.says("sạch sẽ rồi ạ, tốt quá")
    assert code in an.heard and "Đã xử lý xong chưa?" in an.heard
    await an.says("đã xong")
    assert [row.confirmed for row in await reports(town)] == ["yes"]
    await an.says("cảm ơn cháu nhiều nhé")
    assert an.heard.startswith("Dạ vâng ạ")


async def test_who_says_that_it_is_not_done_has_said_why(
    town: Town, an: Someone, binh: Someone
) -> None:
    await ended(an, binh)
    await an.says("làm rồi nhưng ẩu")
    await an.presses("Chưa xong")
    assert "làm rồi nhưng ẩu" in an.heard, "it is shown before it is sent"
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "reopened" and "ẩu" in binh.last.reply.text


@pytest.mark.parametrize("words", ["chào cháu", "xóa hết thông tin của tôi đi"])
async def test_a_greeting_and_words_to_the_bot_judge_nothing(
    town: Town, an: Someone, binh: Someone, words: str
) -> None:
    code = await ended(an, binh)
    await an.says(words)
    assert code not in an.heard


@pytest.mark.parametrize("action", ["resolve", "reject"])
async def test_more_of_the_matter_can_be_said_of_the_ended_report(
    town: Town, an: Someone, binh: Someone, action: str
) -> None:
    code = await ended(an, binh, action)
    await an.says("họ lại chặt thêm cây nữa rồi")
    await an.presses(f"Nói về {code}")
    assert "họ lại chặt thêm" in an.heard
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "reopened"


async def test_it_can_be_said_after_the_status_was_shown(town: Town, an: Someone) -> None:
    code = await report(an)
    town.clock.advance(days=5)
    await an.commands("trangthai", code)
    await an.says("họ lại chặt thêm cây nữa rồi")
    assert f"Nói về {code}" in str(an.last.labels)
    assert [draft.kind for draft in await drafts(town)] == ["offer"]


async def test_days_after_it_was_sent_more_can_be_said_of_it_or_of_the_one_before(
    town: Town, an: Someone
) -> None:
    first, second = await report(an), await report(an, description="Cưa trụi cây trước cổng")
    town.clock.advance(days=4)
    await an.says("nay lại thêm một gốc nữa bị cưa")
    assert an.last.labels[:2] == [f"💬 Nói về {second}", f"💬 Nói về {first}"]
    await an.presses(f"Nói về {first}")
    await an.presses("Gửi")
    assert first in an.heard and second not in an.heard


async def test_the_same_words_after_it_was_sent_show_it(town: Town, an: Someone) -> None:
    code = await report(an, description="Máy xúc húc đổ hàng cây ven hồ")
    await an.says("máy xúc húc đổ hàng cây ven hồ!")
    assert code in an.heard and "Trạng thái" in an.heard and await drafts(town) == []


async def test_a_picture_by_itself_can_be_more_of_the_report_that_was_sent(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await an.sends_photos("blue", caption="tấm nữa đây ạ")
    assert "Nếu là việc khác" in an.heard
    await an.presses(f"Nói về {code}")
    assert [draft.kind for draft in await drafts(town)] == ["add"]
    await an.presses("Gửi")
    assert len(binh.last.reply.photos) == 1


async def test_of_one_called_done_it_shows_that_it_is_not(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await ended(an, binh)
    town.clock.advance(days=3)
    await an.sends_photos("blue")
    await an.presses(f"Nói về {code}")
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "reopened"


async def test_a_picture_that_tells_a_matter_is_another_report(town: Town, an: Someone) -> None:
    code = await report(an)
    await an.sends_photos("blue", caption="xây nhà không phép ở đường Trần Phú, phường Đoàn Kết")
    assert code not in an.heard
    await an.commands("huy")
    town.clock.advance(days=8)
    await an.sends_photos("red")
    assert code not in an.heard


async def test_who_wants_a_refused_report_opened_again_is_shown_where(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await ended(an, binh, "reject")
    town.clock.advance(days=3)
    await an.says("tôi không đồng ý, mở lại cho tôi")
    assert code in an.heard
    await an.presses("Mở lại")
    await an.says("cây vẫn nằm chắn lối đi")
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "reopened"


async def test_a_picture_after_a_notice_is_of_that_and_not_of_an_offer_before(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await an.says("xây nhà không phép ở số 5 đường Trần Phú, phường Đoàn Kết")
    town.clock.advance(minutes=1)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã trồng lại hai cây phượng ngày 23/11")
    await binh.presses("Gửi")
    town.clock.advance(minutes=1)
    await an.sends_photos("blue", caption="tấm nữa đây ạ")
    assert "xây nhà không phép" not in an.heard
    await an.presses(f"Nói về {code}")


async def test_what_is_put_into_a_message_after_sending_may_be_of_the_report(
    town: Town, an: Someone
) -> None:
    code = await report(an)
    await an.says("chặt hai cây phượng trước cổng trường Tân Phong, từ hôm 15", edited=True)
    await an.presses(f"Nói về {code}")
    assert [draft.kind for draft in await drafts(town)] == ["add"]


async def test_a_supporter_who_asks_is_shown_what_they_support(town: Town, an: Someone) -> None:
    code, eve = await report(an), town.person("eve")
    await eve.commands("trangthai", code)
    await eve.presses("🤝 Ủng hộ phản ánh này")
    await eve.presses("Đồng ý")
    await eve.says("bao giờ thì có người xuống?")
    assert code in eve.heard and "Trạng thái" in eve.heard
