"""/bantin: what comes to a chat and when, and that nobody reaches into another's."""

from sqlmodel import select

from bot.core.turn import Tools
from bot.digests.sending import send_due
from db.models import Audit, Digest, Person, Subscription
from tests.town import Someone, Town, report


async def officials(town: Town) -> Someone:
    """A group of officials of phường Tân Phong that has joined."""
    group = town.person("binh", chat="group")
    await town.invited(group, "official", "ubnd_tan_phong")
    return group


async def ticks(town: Town, tools: Tools) -> int:
    """Run the minute's schedule, and the delivery after it."""
    sent = send_due(town.database, tools, town.media, town.clock())
    await town.settle()
    return sent


async def test_a_resident_is_told_who_it_is_for(town: Town) -> None:
    an = town.person("an")
    await an.commands("bantin")
    assert "dành cho cán bộ" in an.heard and not an.last.reply.buttons


async def test_an_official_sees_what_comes_and_when(town: Town) -> None:
    group = await officials(town)
    await group.commands("bantin")
    assert "UBND phường Tân Phong" in group.heard
    assert "thứ Hai đến thứ Sáu, lúc 07:30" in group.heard
    assert "Lần tới: 07:30 ngày 24/11/2026" in group.heard
    assert group.last.labels == [
        "👁 Xem ngay", "🕗 Từ đó đến nay", "⏸ Tạm dừng", "⚙️ Thay đổi", "➕ Thêm bản tin"
    ]  # fmt: skip


async def test_it_comes_by_itself_and_its_button_opens_the_case(town: Town, tools: Tools) -> None:
    group, front, an = await officials(town), town.person("front"), town.person("an")
    await town.invited(front, "overseer", "mttq_tinh")
    code = await report(an)
    town.clock.advance(days=14)
    assert await ticks(town, tools) == 2, "one for each, with what was missed before"
    for reader in (group, front):
        assert code in reader.heard and "Quá hạn: 1 việc" in reader.heard
        buttons = [
            button for message in reader.news for row in message.reply.buttons for button in row
        ]
        data = [button.data or "" for button in buttons]
        await reader.does(button=next(d for d in data if "show" in d and d.endswith(code)))
        assert "Chặt hai cây phượng" in reader.heard
    assert await ticks(town, tools) == 0


async def test_one_can_look_at_it_now_and_at_what_came_since(town: Town) -> None:
    group, an = await officials(town), town.person("an")
    await group.commands("bantin")
    await group.presses("👁 Xem ngay")
    assert "Bản tin 20/11–22/11/2026" in group.heard and "không có phản ánh nào" in group.heard
    await report(an)
    town.clock.advance(minutes=1)
    await group.presses("🕗 Từ đó đến nay")
    assert "Mới, chờ tiếp nhận: 1 việc" in group.heard
    await group.presses("👁 Xem ngay")
    text = group.last.reply.text
    assert "Bản tin 20/11–22/11/2026" in text and "<b>Đang chờ: 1 việc</b>" in text
    assert "Mới, chờ tiếp nhận: 1 việc" in text, "what waits, it tells as of now"


async def test_paused_nothing_comes_and_resumed_nothing_comes_late(
    town: Town, tools: Tools
) -> None:
    group, an = await officials(town), town.person("an")
    await report(an)
    await group.commands("bantin")
    card = group.last
    await group.does(button=group.button("⏸ Tạm dừng").data, message=card.id)
    assert "đang tạm dừng" in card.reply.text and card.edits == 1
    town.clock.advance(days=3)
    assert await ticks(town, tools) == 0
    await group.does(button=group.button("▶️ Bật lại").data, message=card.id)
    assert "đang tạm dừng" not in card.reply.text and card.edits == 2
    assert await ticks(town, tools) == 0
    town.clock.advance(days=1)
    assert await ticks(town, tools) == 1
    with town.database.reading() as session:
        actions = session.exec(select(Audit.action)).all()
    assert actions[-2:] == ["pause_digest", "resume_digest"]


async def test_a_forged_button_reaches_no_other_chats_digest(town: Town) -> None:
    group, front, an = await officials(town), town.person("front"), town.person("an")
    await town.invited(front, "overseer", "mttq_tinh")
    await front.commands("bantin")
    number = front.button("⏸ Tạm dừng").data
    for stranger in (group, an):
        await stranger.does(button=number)
        assert "Nút này đã cũ" in stranger.heard
    await an.does(button="bantin:0:join")
    assert "không dành cho" in an.heard
    with town.database.reading() as session:
        rows = session.exec(select(Subscription)).all()
    assert [row.active for row in rows] == [True, True]


async def test_nonsense_in_a_button_does_nothing(town: Town) -> None:
    group = await officials(town)
    await group.commands("bantin")
    pause_data = group.button("⏸ Tạm dừng").data
    assert pause_data is not None
    number = pause_data.split(":")[1]
    for data in (
        "bantin:1", "bantin:", "bantin:x:pause", "bantin:²:pause", "bantin:-1:pause",
        "bantin:0:pause", "bantin:99999999999999999999:pause", f"bantin:{number}:drop",
    ):  # fmt: skip
        await group.does(button=data)
        assert "Nút này đã cũ" in group.heard, data


async def test_a_role_taken_back_takes_the_digest_with_it(town: Town, tools: Tools) -> None:
    front, an = town.person("front"), town.person("an")
    await town.invited(front, "overseer", "mttq_tinh")
    await report(an)
    await front.commands("bantin")
    with town.database.transaction() as session:
        query = select(Person).where(Person.channel_id == "front")
        session.exec(query).one().role = "resident"
    await front.presses("👁 Xem ngay")
    assert "không dành cho" in front.heard
    await front.commands("bantin")
    assert "dành cho cán bộ" in front.heard
    town.clock.advance(days=7)
    assert await ticks(town, tools) == 0


async def test_a_new_agency_brings_its_own_digest(town: Town, tools: Tools) -> None:
    group, an = await officials(town), town.person("an")
    await town.invited(group, "official", "ubnd_doan_ket")
    await group.commands("bantin")
    assert "UBND phường Đoàn Kết" in group.heard and "UBND phường Tân Phong" not in group.heard
    await report(an)
    town.clock.advance(days=1)
    assert await ticks(town, tools) == 0
    with town.database.reading() as session:
        assert len(session.exec(select(Digest)).all()) == 1


async def test_whoever_gets_none_may_have_their_roles(town: Town, tools: Tools) -> None:
    front = town.person("front")
    await front.commands("start")
    with town.database.transaction() as session:
        session.exec(select(Person)).one().role = "overseer"
    await front.commands("bantin")
    assert "chưa đăng ký" in front.heard
    await front.presses("📬 Nhận bản tin")
    assert "thứ Hai hằng tuần, lúc 07:30" in front.heard and "toàn địa bàn" in front.heard
    await front.presses("📬 Nhận bản tin")
    with town.database.reading() as session:
        (row,) = session.exec(select(Subscription)).all()
    assert (row.agency, row.areas) == (None, [])


async def test_a_role_without_a_digest_is_told_so(town: Town) -> None:
    admin = town.person("admin")
    await town.invited(admin, "admin")
    await admin.commands("bantin")
    await admin.presses("📬 Nhận bản tin")
    assert "chưa có bản tin định kỳ" in admin.heard
