"""A first message goes to the room for what it means; where that is uncertain, two buttons ask."""

from __future__ import annotations

import pytest

from tests.reports.reporting import drafts, told
from tests.town import Someone, Town, report


async def test_another_offices_matter_is_told_so_and_can_be_sent_here_all_the_same(
    town: Town, an: Someone
) -> None:
    await an.says("đèn đường trước nhà tôi hỏng ba hôm nay rồi")
    assert "đèn đường" in an.heard and "UBND phường" in an.heard
    assert [draft.kind for draft in await drafts(town)] == ["offer"], "nothing is begun"
    await an.presses("Gửi qua đây")
    await an.presses("Đồng ý")
    assert (await told(town))["description"].startswith("đèn đường trước nhà tôi")


async def test_of_an_urgent_one_the_numbers_come_first(town: Town, an: Someone) -> None:
    await an.says("dây điện đứt rơi xuống đường")
    assert "<b>114</b>" in an.news[0].reply.text and "Việc khẩn" in an.news[0].reply.text
    assert len(an.news) == 2


async def test_a_question_is_answered_from_the_plan(town: Town, an: Someone) -> None:
    await an.says("cho hỏi kế hoạch cây xanh năm 2030 bao nhiêu m2 một người?")
    assert "12 m²" in an.heard and await drafts(town) == []


async def test_who_asks_after_a_report_sees_their_own(town: Town, an: Someone) -> None:
    code = await report(an)
    await an.says("phản ánh hôm trước của tôi xử lý đến đâu rồi?")
    assert code in str([shown.labels for shown in an.news])


@pytest.mark.parametrize("words", ["xin chào", "cảm ơn nhiều nhé"])
async def test_company_is_answered(town: Town, an: Someone, words: str) -> None:
    await an.says(words)
    assert "Dạ vâng ạ" in an.heard and await drafts(town) == []


@pytest.mark.parametrize(
    "words",
    [
        "địt mẹ chúng mày làm ăn kiểu gì",
        "Cho vay nhanh lãi suất thấp, không thế chấp LH 0912345678",
    ],
)
async def test_abuse_and_advertisement_get_one_polite_line(
    town: Town, an: Someone, words: str
) -> None:
    await an.says(words)
    assert len(an.news) == 1 and "nói rõ việc cần giúp" in an.heard
    assert an.last.labels == [] and await drafts(town) == []


async def test_what_is_unclear_is_asked_and_either_is_done(
    town: Town, an: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.welcome.words.INTENT", 1.1)
    await an.says("cây xanh năm 2030 bao nhiêu m2 một người")
    assert an.last.labels == ["📣 Phản ánh việc này", "💬 Hỏi về quy hoạch"]
    monkeypatch.undo()
    await an.presses("Hỏi về quy hoạch")
    assert "12 m²" in an.heard and await drafts(town) == []


async def test_a_question_taken_for_a_report_is_answered_after_one_tap(
    town: Town, an: Someone
) -> None:
    await an.says("chặt hạ hai cây phượng ở đường Trần Phú")
    assert an.last.labels[-1] == "💬 Hỏi về quy hoạch"
    await an.presses("Hỏi về quy hoạch")
    assert "Tôi hiểu là" not in an.heard and await drafts(town) == []
