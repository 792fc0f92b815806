"""A first message goes to the room for what it means; where that is uncertain, two buttons ask."""

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


async def test_a_cry_for_help_that_tells_nothing_gets_the_numbers(town: Town, an: Someone) -> None:
    await an.says("trời ơi có ai cứu người với")
    assert "<b>115</b>" in an.heard and len(an.news) == 1
    assert await drafts(town) == []


async def test_a_question_is_answered_from_the_plan(town: Town, an: Someone) -> None:
    await an.says("cho hỏi kế hoạch cây xanh năm 2030 bao nhiêu m2 một người?")
    assert "12 m²" in an.heard and await drafts(town) == []


@pytest.mark.parametrize(
    "words",
    ["nhà số 9 ngõ 12 Lê Lợi phường Tân Phong cơi nới ra hồ thì quy hoạch có cho không?",
     "ở phường Đoàn Kết có người san đồi làm nhà xưởng, theo kế hoạch chỗ đó để làm gì?"],
)  # fmt: skip
async def test_the_button_under_an_answer_reports_what_was_told_in_the_question(
    town: Town, an: Someone, words: str
) -> None:
    await an.says(words)
    await an.says("ừ")
    assert [draft.kind for draft in await drafts(town)] == ["from_ask"], "only a tap reports it"
    await an.presses("Phản ánh việc này")
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == words


async def test_a_mere_question_is_no_story_of_a_report(town: Town, an: Someone) -> None:
    await an.says("cây xanh 2030 bao nhiêu m2 một người")
    await an.presses("Phản ánh việc này")
    await an.presses("Đồng ý")
    assert "muốn phản ánh về việc gì" in an.heard and "description" not in await told(town)


async def test_who_asks_of_anothers_matter_that_is_taken_here_can_send_it(
    town: Town, an: Someone
) -> None:
    await an.says("ai dọn rác ở bờ hồ cho chúng tôi?")
    assert "Rác sinh hoạt" in an.heard or "rác sinh hoạt" in an.heard
    await an.presses("Gửi qua đây")
    await an.presses("Đồng ý")
    assert "bờ hồ" in (await told(town))["description"]


async def test_who_asks_after_a_report_sees_their_own(town: Town, an: Someone) -> None:
    code = await report(an)
    await an.says("phản ánh hôm trước của tôi xử lý đến đâu rồi?")
    assert code in an.heard and "Trạng thái" in an.heard


@pytest.mark.parametrize(
    "words",
    ["sao lâu thế, bao giờ xong?", "đến đâu rồi", "bao giờ xong", "chưa thấy ai đến",
     "khi nào giải quyết", "sao lâu thế", "vẫn chưa ai xử lý à"],
)  # fmt: skip
async def test_what_is_said_after_a_report_goes_to_it(town: Town, an: Someone, words: str) -> None:
    code = await report(an)
    await an.says(words)
    assert code in an.heard and "Trạng thái" in an.heard


async def test_it_goes_to_it_after_a_dispute_too(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã trồng lại hai cây phượng ngày 23/11")
    await binh.presses("Gửi")
    await an.presses("Chưa xong")
    await an.says("Chưa thấy cây nào được trồng")
    await an.presses("Gửi")
    await an.says("đến đâu rồi")
    assert code in an.heard and "mở lại" in an.heard


@pytest.mark.parametrize("words", ["bao giờ có công viên mới?", "cây xanh 2030 bao nhiêu"])
async def test_what_names_a_subject_of_the_plan_is_asked_of_it(
    town: Town, an: Someone, words: str
) -> None:
    code = await report(an)
    await an.says(words)
    assert code not in an.heard


async def test_without_a_report_it_is_asked_of_the_plan(town: Town, an: Someone) -> None:
    await an.says("sao lâu thế")
    assert "Trạng thái" not in an.heard and an.news


async def test_unclear_words_can_be_said_about_the_report(
    town: Town, an: Someone, binh: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await report(an)
    monkeypatch.setattr("bot.welcome.own_reports.INTENT", 1.1)
    await an.says("họ có đến làm nhưng còn dở dang")
    await an.presses(f"Nói về {code}")
    assert "họ có đến làm nhưng còn dở dang" in an.heard, "it is shown before it is sent"
    await an.presses("Gửi")
    assert "họ có đến làm nhưng còn dở dang" in binh.last.reply.text


@pytest.mark.parametrize(
    ("words", "heard"),
    [("xin chào", "Chào anh/chị."), ("cảm ơn nhiều nhé", "Dạ vâng ạ."),
     ("Kính chào bộ phận tiếp nhận", "Chào anh/chị."), ("a lô em ơi", "Chào anh/chị.")],
)  # fmt: skip
async def test_company_is_answered(town: Town, an: Someone, words: str, heard: str) -> None:
    await an.says(words)
    assert an.heard.startswith(heard) and await drafts(town) == []


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
    for module in ("words", "asking"):
        monkeypatch.setattr(f"bot.welcome.{module}.INTENT", 1.1)
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
    assert "Tôi hiểu là" not in an.heard
    assert [draft.kind for draft in await drafts(town)] == ["from_ask"], "it can still be reported"


@pytest.mark.parametrize(
    ("words", "who"),
    [("mất điện thì gọi ai", "điện lực"), ("rãnh thoát nước tắc thì báo ở đâu", "Sở Xây dựng")],
)
async def test_whom_to_tell_of_another_offices_matter_is_said(
    an: Someone, words: str, who: str
) -> None:
    await an.says(words)
    assert who in an.heard and "Kế hoạch không" not in an.heard


@pytest.mark.parametrize(
    "words", ["gọi cấp cứu số mấy cháu ơi", "nha hang xom chay roi goi so nao"]
)
async def test_whom_to_call_is_told_at_once(town: Town, an: Someone, words: str) -> None:
    await an.says(words)
    assert "114" in an.heard and "115" in an.heard


async def test_who_cannot_type_is_told_how_to_speak(an: Someone) -> None:
    await an.says("bác không biết gõ chữ, gửi ghi âm được không")
    assert "micro" in an.heard
