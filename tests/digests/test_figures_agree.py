"""The figures beside each other in a digest, of its lists and of its buttons, are the same."""

from bot.core.turn import Tools
from bot.digests.by_hand import content_for
from bot.digests.content import Content
from bot.digests.render.message import empty_message
from bot.digests.sending import send_due
from tests.digests.contents import rich
from tests.town import Shown, Someone, Town, report


async def newest(town: Town, tools: Tools, someone: Someone) -> Shown:
    """The digest that comes to somebody now."""
    count_before = len(someone.shown)
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()
    return next(
        message for message in someone.shown[count_before:] if "Bản tin" in message.reply.text
    )


async def figures(town: Town, tools: Tools, recipient: str) -> Content:
    with town.database.reading() as session:
        return content_for(session, tools, recipient, None, town.clock())


async def test_what_nobody_took_on_stays_new_for_as_long(town: Town, tools: Tools) -> None:
    binh, an = town.person("binh"), town.person("an")
    await town.invited(binh, "official", "ubnd_tan_phong")
    for _ in range(2):
        await report(an, photos=())
    for _ in range(2):
        town.clock.advance(days=2)
        assert (await newest(town, tools, binh)).labels[0] == "✅ Nhận cả 2 việc mới"
        content = await figures(town, tools, "ubnd_tan_phong")
        assert [listing.count for listing in content.listings if listing.why == "new"] == [2]


async def test_who_waits_for_an_answer_is_not_reminded_as_overdue(town: Town, tools: Tools) -> None:
    binh, front, an = (town.person(name) for name in ("binh", "front", "an"))
    await town.invited(binh, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer", "mttq_tinh")
    waiting, *_ = [await report(an, photos=()) for _ in range(3)]
    town.clock.advance(days=7)
    await binh.does(button=f"case:ask:{waiting}")
    await binh.says("Cây ở số nhà nào?")
    await binh.presses("Gửi")
    town.clock.advance(hours=24)
    digest = await newest(town, tools, front)
    assert (await figures(town, tools, "overseer")).overdue_count == 2
    assert "Quá hạn: 2 việc" in digest.reply.text
    assert digest.labels[0] == "🔔 Nhắc tất cả quá hạn (2)"


def test_of_what_is_within_its_time_it_is_not_said_that_nothing_waits(tools: Tools) -> None:
    busy = empty_message(rich(open={"accepted": 3}), tools).text
    assert busy.endswith("sắp đến hạn hay quá hạn. Đang làm 3 việc còn hạn.")
    assert empty_message(rich(open={}), tools).text.endswith("mới, đang chờ hay quá hạn.")
