"""The figures beside each other in a digest, of its lists and of its buttons, are the same."""

from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.preview import content_for
from bot.digests.render.message import nothing
from bot.digests.sending import send_due
from tests.digests.contents import rich
from tests.town import Shown, Someone, Town, report


async def newest(town: Town, tools: Tools, someone: Someone) -> Shown:
    """The digest that comes to somebody now."""
    there = len(someone.shown)
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()
    return next(each for each in someone.shown[there:] if "Bản tin" in each.reply.text)


async def figures(town: Town, tools: Tools, whose: str) -> Content:
    with town.database.reading() as session:
        return content_for(session, tools, whose, None, town.clock())


async def test_what_nobody_took_on_stays_new_for_as_long(town: Town, tools: Tools) -> None:
    binh, an = town.person("binh"), town.person("an")
    await town.invited(binh, "official", "ubnd_tan_phong")
    for _ in range(2):
        await report(an, photos=())
    for _ in range(2):
        town.clock.advance(days=2)
        assert (await newest(town, tools, binh)).labels[0] == "✅ Nhận cả 2 việc mới"
        made = await figures(town, tools, "ubnd_tan_phong")
        assert [each.count for each in made.listings if each.why == "new"] == [2]


async def test_who_waits_for_an_answer_is_not_reminded_as_overdue(town: Town, tools: Tools) -> None:
    binh, front, an = (town.person(name) for name in ("binh", "front", "an"))
    await town.invited(binh, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer", "mttq_tinh")
    asked, *_ = [await report(an, photos=()) for _ in range(3)]
    town.clock.advance(days=7)
    await binh.does(button=f"case:ask:{asked}")
    await binh.says("Cây ở số nhà nào?")
    await binh.presses("Gửi")
    town.clock.advance(hours=24)
    shown = await newest(town, tools, front)
    assert (await figures(town, tools, "overseer")).overdue_count == 2
    assert "Quá hạn: 2 việc" in shown.reply.text
    assert shown.labels[0] == "🔔 Nhắc tất cả quá hạn (2)"


def test_of_what_is_within_its_time_it_is_not_said_that_nothing_waits(tools: Tools) -> None:
    busy = nothing(rich(open={"accepted": 3}), tools).text
    assert busy.endswith("sắp đến hạn hay quá hạn. Đang làm 3 việc còn hạn.")
    assert nothing(rich(open={}), tools).text.endswith("mới, đang chờ hay quá hạn.")
