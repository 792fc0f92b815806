"""An official's question answered without a reply: the bot asks, and loses and guesses nothing."""

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


async def test_words_by_themselves_become_the_answer_by_one_tap(town: Town) -> None:
    binh, an, code = await waited_for(town)
    await an.says("Sát tường rào, gần quán phở số 5")
    assert f"trả lời về <b>{code}</b>" in an.heard
    await an.presses("Là câu trả lời")
    assert "Sát tường rào" in an.heard, "shown before it is sent"
    assert (await reports(town))[0].status == "needs_info"
    await an.presses("Gửi")
    assert (await reports(town))[0].status != "needs_info" and "Sát tường rào" in binh.heard
    assert await drafts(town) == []
    await an.says("Cảm ơn")
    assert code not in an.heard and await offers(town) == []


async def test_a_picture_by_itself_too_and_the_report_it_began_is_gone(town: Town) -> None:
    binh, an, _ = await waited_for(town)
    await an.sends_photos("blue", caption="đây ạ, cây thứ hai")
    assert {draft.kind for draft in await drafts(town)} == {"report", "answer_offer"}
    await an.presses("Là câu trả lời")
    assert [draft.kind for draft in await drafts(town)] == ["answer"]
    await an.presses("Gửi")
    assert "cây thứ hai" in binh.heard
    assert sum(len(message.reply.photos) for message in binh.news) == 1


async def test_a_report_that_went_on_meanwhile_stays(town: Town) -> None:
    _, an, _ = await waited_for(town)
    await an.sends_place()
    yes = an.button("Là câu trả lời").data
    town.clock.advance(minutes=1)
    await an.presses("Cây xanh")
    await an.says("Đổ một cây nữa")
    await an.does(button=yes)
    assert {draft.kind for draft in await drafts(town)} == {"report", "answer"}


async def test_nothing_is_kept_or_offered_to_others(town: Town) -> None:
    _, an, code = await waited_for(town)
    eve = town.person("eve")
    await eve.says("Sát tường rào, gần quán phở số 5")
    assert code not in eve.heard
    await an.says("Sát tường rào, gần quán phở số 5")
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
