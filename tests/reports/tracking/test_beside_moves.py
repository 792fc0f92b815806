"""What is said while words for an own report are awaited, and is none of them."""

import pytest

from tests.reports.reporting import drafts, reports
from tests.town import Someone, Town, report


@pytest.fixture
async def code(an: Someone, binh: Someone) -> str:
    """A report to which more is to be added."""
    sent = await report(an)
    await an.does(button=f"add:{sent}")
    return sent


async def kinds(town: Town) -> list[str]:
    return [draft.kind for draft in await drafts(town)]


async def test_who_wants_to_add_nothing_adds_nothing(town: Town, an: Someone, code: str) -> None:
    await an.says("thôi không cần thêm gì nữa đâu")
    assert await kinds(town) == [] and "Không gì được gửi đi" in an.heard
    await an.presses("Hoàn tác")
    assert await kinds(town) == ["add"]


async def test_a_question_is_answered_and_what_was_added_stays(
    town: Town, an: Someone, code: str
) -> None:
    await an.says("họ đổ thêm hai xe đất nữa rồi")
    await an.says("bao giờ họ xuống kiểm tra?")
    assert "Trạng thái" in an.heard and f"Thêm vào {code}" in an.last.reply.text
    assert "hai xe đất" in an.last.reply.text and "bao giờ" not in an.last.reply.text
    await an.says("cây xanh năm 2030 bao nhiêu m2 một người?")
    assert "12 m²" in an.heard and "cây xanh" not in an.last.reply.text


async def test_what_is_still_missing_is_kept_though_it_sounds_like_a_question(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã kiểm tra, đã nhắc nhở, sẽ trồng lại sau 2 tháng")
    await binh.presses("Gửi")
    await an.presses("Xong một phần")
    await an.says("còn mấy bao chưa bê")
    await an.presses("Gửi")
    assert "còn mấy bao chưa bê" in binh.last.reply.text


async def test_the_wish_to_withdraw_is_no_addition(town: Town, an: Someone, code: str) -> None:
    await an.says("cho tôi rút lại phản ánh, họ dọn sạch rồi")
    assert "Thêm vào" not in an.heard and "Rút phản ánh" in an.last.labels


async def test_a_plain_yes_sends(town: Town, an: Someone, binh: Someone, code: str) -> None:
    await an.says("họ đổ thêm hai xe đất nữa rồi")
    await an.says("có nhé")
    assert await kinds(town) == [] and "có nhé" not in binh.last.reply.text
    assert "hai xe đất" in binh.last.reply.text


async def test_a_question_is_a_reason_why_it_is_not_done(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã kiểm tra, đã nhắc nhở, sẽ trồng lại sau 2 tháng")
    await binh.presses("Gửi")
    await an.presses("Chưa xong")
    await an.says("làm thế này mà gọi là xong à?")
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "reopened"


async def test_what_is_said_in_two_messages_about_a_report_is_added_whole(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await an.says("họ lại chặt thêm cây nữa rồi")
    await an.says("còn cưa cả hai cây phượng vào lúc 10 giờ đêm")
    await an.presses(f"Nói về {code}")
    await an.presses("Gửi")
    words = binh.last.reply.text
    assert "chặt thêm cây" in words and "10 giờ đêm" in words
