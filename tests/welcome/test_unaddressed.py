"""An official's question answered without a reply: nothing is lost, or sent before it is shown."""

import pytest

from bot.core.draft_queries import ANSWER_OFFER
from db.models import Draft
from tests.reports.reporting import drafts, reports
from tests.town import Someone, Town, report


async def waited_for(town: Town) -> tuple[Someone, Someone, str]:
    """The official who asked, the reporter, and the code."""
    binh, an = town.person("binh"), town.person("an")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Cây ở đoạn nào của trường?")
    await binh.presses("Gửi")
    return binh, an, code


async def offers(town: Town) -> list[Draft]:
    return [draft for draft in await drafts(town) if draft.kind == ANSWER_OFFER]


@pytest.mark.parametrize(
    "words", ["Sát tường rào, gần quán phở số 5", "đêm qua tầm 1 2 giờ", "tôi không biết"]
)
async def test_words_by_themselves_are_shown_as_the_answer(town: Town, words: str) -> None:
    binh, an, code = await waited_for(town)
    await an.says(words)
    assert "Gửi câu trả lời này?" in an.heard and words in an.heard
    assert len(an.news) == 1 and (await reports(town))[0].status == "needs_info"
    await an.presses("Gửi")
    assert (await reports(town))[0].status != "needs_info" and words in binh.heard
    assert await drafts(town) == []
    await an.says("Cảm ơn")
    assert code not in an.heard and await offers(town) == []


async def test_a_picture_or_a_place_by_itself_is_the_answer(town: Town) -> None:
    binh, an, _ = await waited_for(town)
    await an.sends_photos("blue")
    await an.sends_place()
    assert [draft.kind for draft in await drafts(town)] == ["answer"]
    await an.presses("Gửi")
    assert "📍" in binh.heard
    assert sum(len(message.reply.photos) for message in binh.news) == 1


async def test_a_picture_is_answer_enough(town: Town) -> None:
    _, an, _ = await waited_for(town)
    await an.sends_photos("blue")
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "accepted"


@pytest.mark.parametrize("words", ["cảm ơn cháu", "cây xanh năm 2030 bao nhiêu m2 một người?"])
async def test_thanks_and_questions_are_answered_first(town: Town, words: str) -> None:
    _, an, _ = await waited_for(town)
    await an.says(words)
    assert "Gửi câu trả lời này?" not in an.heard and len(an.news) == 2


@pytest.mark.parametrize(
    "words",
    ["hàng xóm nhà tôi đang xây nhà không phép", "tôi muốn phản ánh việc khác", "ẩn tên tôi đi"],
)
async def test_another_matter_is_answered_first_and_may_be_the_answer(
    town: Town, words: str
) -> None:
    _, an, _ = await waited_for(town)
    await an.says(words)
    assert "Gửi câu trả lời này?" not in an.heard
    assert "Là câu trả lời" in str(an.last.labels)


async def test_a_report_that_went_on_meanwhile_stays(town: Town) -> None:
    _, an, _ = await waited_for(town)
    await an.says("xây nhà không phép ở số 5 đường Trần Phú, phường Đoàn Kết")
    yes = an.button("Là câu trả lời").data
    town.clock.advance(minutes=1)
    await an.presses("Gửi phản ánh này")
    await an.does(button=yes)
    assert {draft.kind for draft in await drafts(town)} == {"report", "answer"}


async def test_nothing_is_kept_or_offered_to_others(town: Town) -> None:
    _, an, code = await waited_for(town)
    eve = town.person("eve")
    await eve.says("Sát tường rào, gần quán phở số 5")
    assert code not in eve.heard
    await an.says("Có phải quán phở số 5 không?")
    await eve.does(button=f"is_answer:{code}")
    await eve.does(button="is_answer:x")
    assert "Sát tường rào" not in eve.heard and "Nút này đã cũ" in eve.heard
    await an.commands("quyenriengtu")
    await an.presses("Rút lại đồng ý")
    await an.presses("Chắc chắn rút lại")
    assert await offers(town) == []
    await an.does(button=f"is_answer:{code}")
    assert "đã rút lại đồng ý" in an.heard
    await an.says("Sát tường rào, gần quán phở số 5")
    assert code not in an.heard and await offers(town) == []
