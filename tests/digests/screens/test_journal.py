"""/nhatky: what went to whom and whether it arrived; and the admins hear of what did not."""

from datetime import timedelta

from bot.core.events import Blocked, TryLater, Unsendable
from bot.core.turn import Tools
from bot.digests.screens import journal as lost
from bot.digests.sending import send_due
from tests.town import Someone, Town, report


async def invited(town: Town, name: str, role: str, agency: str | None = None) -> Someone:
    someone = town.person(name)
    await town.invited(someone, role, agency)
    return someone


async def goes_out(town: Town, tools: Tools, days: float = 1) -> None:
    """Days later, what is due is made and sent."""
    town.clock.advance(days=days)
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()


async def test_the_log_shows_what_arrived_and_nobodys_name(town: Town, tools: Tools) -> None:
    admin, binh = (
        await invited(town, "admin", "admin"),
        await invited(town, "binh", "official", "ubnd_tan_phong"),
    )
    await binh.commands("nhatky")
    assert "Chưa gửi bản tin nào" in binh.heard
    await report(town.person("an"))
    await goes_out(town, tools)
    for someone in (binh, admin):
        await someone.commands("nhatky")
        assert "Bản tin ngày 23/11/2026" in someone.heard
        assert "đã đến lúc 08:00 ngày 24/11/2026" in someone.heard
    assert "Cán bộ UBND phường Tân Phong" in admin.heard
    assert "Binh" not in admin.heard and "binh" not in admin.heard
    an = town.person("an")
    await an.commands("nhatky")
    assert "chưa hiểu lệnh" in an.heard
    await an.does(button="journal:0")
    assert "không dành cho" in an.heard


async def test_an_official_sees_the_log_of_their_own_chat_alone(town: Town, tools: Tools) -> None:
    binh = await invited(town, "binh", "official", "ubnd_tan_phong")
    cuong = await invited(town, "cuong", "official", "ubnd_doan_ket")
    await report(town.person("an"))
    await goes_out(town, tools)
    await binh.commands("nhatky")
    await cuong.commands("nhatky")
    assert "✅" in binh.heard and "✅" not in cuong.heard
    assert "không có gì để báo nên không gửi" in cuong.heard


async def test_what_waits_is_told_with_its_reason(town: Town, tools: Tools) -> None:
    binh = await invited(town, "binh", "official", "ubnd_tan_phong")
    await report(town.person("an"))
    town.clock.advance(days=1)
    send_due(town.database, tools, town.media, town.clock())
    town.channel.fails = [TryLater("Too Many Requests: retry after 30", 30)]
    await town.settle()
    await binh.commands("nhatky")
    assert "đang chờ: kênh bảo chờ, sẽ gửi lại" in binh.heard
    town.clock.advance(seconds=31)
    await town.settle()
    await binh.commands("nhatky")
    assert "đã đến lúc" in binh.heard


async def test_what_a_channel_says_is_never_shown_as_it_is(town: Town, tools: Tools) -> None:
    binh = await invited(town, "binh", "official", "ubnd_tan_phong")
    await report(town.person("an"))
    town.clock.advance(days=1)
    send_due(town.database, tools, town.media, town.clock())
    for state, error in (
        ("đang chờ: kênh gặp trục trặc, sẽ gửi lại", TryLater("Conflict <b>bot123:AAE-x</b>", 30)),
        ("đang chờ: kênh chưa trả lời, sẽ gửi lại", TryLater("Bad Gateway", 30)),
        (": có tệp không gửi được, đã thôi gửi", Unsendable("Request Entity Too Large -1001234")),
    ):
        town.channel.fails = [error]
        await town.settle()
        await binh.commands("nhatky")
        assert state in binh.heard
        assert not [raw for raw in ("bot123", "AAE", "Bad", "-100", "Large") if raw in binh.heard]
        town.clock.advance(seconds=31)


async def test_one_lost_is_told_to_the_admins_once_and_the_others_get_theirs(
    town: Town, tools: Tools
) -> None:
    admin = await invited(town, "admin", "admin")
    names = [f"binh{number}" for number in range(4)]
    officials = [await invited(town, name, "official", "ubnd_tan_phong") for name in names]
    await report(town.person("an"))
    town.clock.advance(days=1)
    send_due(town.database, tools, town.media, town.clock())
    town.channel.fails = [
        Blocked("Forbidden: bot was blocked by the user"),
        Blocked("Bad Request: chat not found"),
        Unsendable("Bad Request: TOPIC_CLOSED"),
    ]
    await town.settle()
    assert sum("📊" in official.last.reply.text for official in officials) == 1
    assert lost.tell_lost(town.database, tools, town.clock()) == 1
    await town.settle()
    notice = admin.last.reply.text
    assert (
        "3 bản tin không đến được" in notice and notice.count("Cán bộ UBND phường Tân Phong") == 3
    )
    assert "chặn" in notice and "đã xóa" in notice and "không cho trợ lý viết" in notice
    assert lost.tell_lost(town.database, tools, town.clock()) == 0
    await admin.commands("nhatky")
    assert admin.heard.count("❌") == 3 and admin.heard.count("✅") == 1


async def test_a_flood_of_losses_is_one_message_an_hour(town: Town, tools: Tools) -> None:
    admin = await invited(town, "admin", "admin")
    await invited(town, "binh", "official", "ubnd_tan_phong")
    await report(town.person("an"))
    count = len(admin.shown)
    for day in range(3):
        await invited(town, f"new{day}", "official", "ubnd_tan_phong")
        town.clock.advance(days=1)
        send_due(town.database, tools, town.media, town.clock())
        town.channel.fails = [Blocked("Forbidden: bot was blocked by the user")]
        await town.settle()
        now = town.clock()
        assert lost.tell_lost(town.database, tools, now) == 1
        assert lost.tell_lost(town.database, tools, now + timedelta(minutes=1)) == 0
    await town.settle()
    assert len(admin.shown) == count + 3


async def test_the_log_turns_its_pages(town: Town, tools: Tools) -> None:
    binh = await invited(town, "binh", "official", "ubnd_tan_phong")
    await report(town.person("an"))
    for _ in range(15):
        await goes_out(town, tools)
    await binh.commands("nhatky")
    assert binh.heard.count("✅") == 10 and binh.last.labels == ["Cũ hơn ▶"]
    await binh.does(button=binh.button("Cũ hơn").data, message=binh.last.id)
    assert binh.last.labels == ["◀ Mới hơn"] and binh.last.edits == 1
    await binh.does(button="journal:99999999")
    assert "Không còn dòng nào cũ hơn" in binh.heard
