"""A sent report is called back for ten minutes; one that is accepted asks its office first."""

from sqlmodel import select

from db.models import ReportEvent
from tests.reports.reporting import reports
from tests.town import Someone, Town, report


async def history(town: Town) -> list[str]:
    """The actions of all reports, oldest first."""
    with town.database.reading() as session:
        return [event.action for event in session.exec(select(ReportEvent).order_by("id")).all()]


async def test_one_nobody_accepted_is_withdrawn_and_the_card_says_so(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    card = next(shown for shown in binh.shown if code in shown.reply.text)
    await an.presses("Gọi lại")
    assert "chắc chắn" in an.heard and (await reports(town))[0].status == "new", "asked once more"
    await an.presses("Vâng, rút")
    assert (await reports(town))[0].status == "withdrawn"
    assert "người gửi đã rút" in card.reply.text
    assert await history(town) == ["send", "withdraw"], "history keeps both"


async def test_an_accepted_one_asks_the_office_which_may_let_it_go(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.presses("Tiếp nhận")
    await an.does(button=f"recall:{code}")
    assert "hỏi cơ quan trước" in an.heard and (await reports(town))[0].status == "accepted"
    await binh.presses("Cho rút")
    assert (await reports(town))[0].status == "withdrawn"
    assert "đồng ý cho anh/chị" in an.last.reply.text
    assert await history(town) == ["send", "accept", "recall", "let_go"]


async def test_the_office_may_keep_on_and_is_asked_once(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.presses("Tiếp nhận")
    for _ in range(2):
        await an.does(button=f"recall:{code}")
    assert (await history(town)).count("recall") == 1
    await binh.presses("Vẫn xử lý")
    assert "vẫn xử lý" in an.last.reply.text and (await reports(town))[0].status == "accepted"


async def test_after_ten_minutes_it_can_only_be_withdrawn(town: Town, an: Someone) -> None:
    await report(an)
    town.clock.advance(minutes=11)
    await an.presses("Gọi lại")
    assert "quá mười phút" in an.heard
    await an.presses("Vâng, rút")
    assert (await reports(town))[0].status == "withdrawn"


async def test_nobody_else_calls_it_back_and_no_office_lets_go_unasked(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    eve = town.person("eve")
    await eve.does(button=f"recall:{code}")
    assert "withdrawn" not in str(await reports(town))
    await binh.presses("Tiếp nhận")
    await binh.does(button=f"recalled:yes:{code}")
    assert "đã cũ" in binh.heard and (await reports(town))[0].status == "accepted"
    await an.does(button=f"recall:{code}")
    await eve.does(button=f"recalled:yes:{code}")
    assert (await reports(town))[0].status == "accepted"
