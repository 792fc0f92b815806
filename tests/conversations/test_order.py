"""Keeping order: limits for each person, one notice a minute, and the block list of admins."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.city import City, Limits
from bot.conversations import Conversation
from bot.conversations.turn import Tools
from bot.events import Incoming, Reply
from bot.media import Media
from db import drafts, people
from db.engine import Database
from db.models import Audit, Block, Draft, Inbox, Outbox, Person, Report
from tests.conftest import Clock
from tests.conversations.asking import sends_on
from tests.town import Someone, Town, report

LIMITS = Limits(messages_a_minute=20, open_drafts=2, reports_an_hour=2, reports_a_day=3)


def with_limits(tools: Tools, city: City, limits: Limits) -> Tools:
    return replace(tools, city=city.model_copy(update={"limits": limits}))


@pytest.fixture
def strict(tools: Tools, city: City, database: Database, media: Media, clock: Clock) -> Town:
    """A town with limits that are soon reached."""
    return Town(database, Conversation(with_limits(tools, city, LIMITS)), media, clock)


async def person_of(town: Town, name: str) -> Person:
    async with town.database.reading() as session:
        return (await session.exec(select(Person).where(Person.channel_id == name))).one()


# -- limits -------------------------------------------------------------------------------------


async def test_a_minute_holds_so_many_messages_and_one_notice(strict: Town, clock: Clock) -> None:
    an = strict.person("an")
    for _ in range(LIMITS.messages_a_minute):
        await an.commands("trogiup")
        assert "làm được những việc này" in an.heard
    await an.commands("trogiup")
    assert "gửi nhanh quá" in an.heard
    for _ in range(30):
        await an.commands("trogiup")
        assert an.news == []
    clock.advance(seconds=3)  # a twentieth of a minute: room for one
    await an.commands("trogiup")
    assert "làm được những việc này" in an.heard
    await an.commands("trogiup")
    assert an.news == []  # too fast again, and told so within this minute
    clock.advance(seconds=58)
    for _ in range(LIMITS.messages_a_minute):
        await an.commands("trogiup")
    assert sum("gửi nhanh quá" in each.reply.text for each in an.shown) == 2


async def test_officials_are_never_held_up(strict: Town) -> None:
    binh, group = strict.person("binh"), strict.person("chi", chat="-7")
    await strict.invited(binh, "official", "ubnd_tan_phong")
    await strict.invited(group, "official", "ubnd_tan_phong")
    for who in (binh, group):
        for _ in range(3 * LIMITS.messages_a_minute):
            await who.commands("viec")
            assert who.news and "nhanh quá" not in who.heard


async def test_what_is_said_beyond_the_pace_leaves_the_draft_alone(
    strict: Town, clock: Clock
) -> None:
    an = strict.person("an")
    await an.commands("phananh", "Chặt cây")
    await an.presses("Đồng ý")
    for number in range(40):
        await an.says(f"từ {number}")
    clock.advance(minutes=2)
    await an.commands("phananh")
    assert "vẫn còn nguyên" in an.heard


async def test_reports_an_hour_and_a_day(strict: Town, clock: Clock) -> None:
    an = strict.person("an")

    async def sends(number: int) -> None:
        clock.advance(minutes=1)
        await an.commands("phananh")
        if "xin anh/chị đồng ý" in an.heard:
            await an.presses("Đồng ý")
        await an.presses("Cây xanh")
        await an.presses("Chặt hạ")
        await an.says(f"số {number}000 đường Trần Phú, phường Tân Phong")
        await an.presses("Không có ảnh")
        await an.says(f"Chặt cây số {number}")
        await _to_the_end(an)

    for number in range(2):
        await sends(number)
        assert "Mã phản ánh" in an.heard
    await sends(2)
    assert "2 phản ánh một giờ" in an.heard and "vẫn còn nguyên" in an.heard
    assert "09:02 ngày 23/11/2026" in an.heard or "sau 09:0" in an.heard
    clock.advance(hours=1)
    await an.presses("Gửi phản ánh")
    assert "Mã phản ánh" in an.heard  # nothing was lost
    clock.advance(hours=2)
    await sends(3)
    assert "3 một ngày" in an.heard and "24/11/2026" in an.heard
    clock.advance(hours=22)
    await an.presses("Gửi phản ánh")
    assert "Mã phản ánh" in an.heard


async def _to_the_end(an: Someone) -> None:
    for _ in range(6):
        labels = an.last.labels
        for wanted in ("Bỏ qua", "Ẩn danh", "Gửi phản ánh"):
            if any(wanted in label for label in labels):
                await an.presses(wanted)
                break
        else:
            return
        if wanted == "Gửi phản ánh":
            return


async def test_drafts_left_open(strict: Town, clock: Clock) -> None:
    an = strict.person("an")
    await an.commands("start")
    async with strict.database.transaction() as session:
        who = await people.person(session, "town", "an", clock())
        for thread in ("1", "2"):
            chat = await people.chat(session, "town", "-9", thread, False, clock())
            await drafts.begin(session, who, chat, "answer", clock())
    await an.commands("phananh")
    assert "2 việc viết dở" in an.heard
    async with strict.database.transaction() as session:
        one = (await session.exec(select(Draft))).first()
        await session.delete(one)
    await an.commands("phananh")
    assert "2 việc viết dở" not in an.heard


class Counted:
    """The statements of a block of code."""

    def __init__(self, database: Database) -> None:
        self.engine = database.engine.sync_engine
        self.statements: list[str] = []

    def _note(self, _c: object, _cur: object, statement: str, *_: object) -> None:
        self.statements.append(statement)

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)


async def test_counting_asks_the_database_for_nothing_more(strict: Town) -> None:
    """One row, which is read anyway, is written: nothing is counted by reading."""
    an, binh = strict.person("an"), strict.person("binh")
    await an.commands("trogiup")
    await strict.invited(binh, "official", "ubnd_tan_phong")
    counted = []
    for who in (an, binh):
        with Counted(strict.database) as statements:
            await who.commands("trogiup")
        counted.append([each for each in statements if not each.startswith("PRAGMA")])
    mine, theirs = counted
    written = [each for each in mine if each.startswith("UPDATE person")]
    assert len(written) == 1 and len(mine) == len(theirs) + 1


class Noting(Conversation):
    """The product's own conversation, which notes in which order chats are answered."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.order: list[str] = []

    async def respond(
        self,
        session: AsyncSession,
        incoming: Incoming,
        now: datetime,
        media: Media | None = None,
        ready: Reply | None = None,
        unlocked: Sequence[Incoming] = (),
    ) -> None:
        self.order.append(incoming.chat)
        await super().respond(session, incoming, now, media, ready, unlocked)


async def test_one_persons_flood_slows_nobody_else(
    tools: Tools, city: City, database: Database, media: Media, clock: Clock
) -> None:
    noting = Noting(with_limits(tools, city, LIMITS))
    town = Town(database, noting, media, clock)
    an, others = town.person("an"), [town.person(name) for name in ("binh", "chi", "dung")]
    await town.dispatcher.receive([an.incoming(command="huy") for _ in range(500)])
    for other in others:
        await town.dispatcher.receive([other.incoming(command="trogiup")])
    await town.settle()
    assert noting.order.count("an") == 500
    for other in others:
        assert "làm được những việc này" in other.heard
        # at most what was taken up before is handled first: one of the flood, one of each other
        assert noting.order.index(other.name) <= len(others)
    async with database.reading() as session:
        assert (await session.exec(select(Inbox).where(Inbox.state != "done"))).all() == []


# -- blocks -------------------------------------------------------------------------------------


async def admin_of(town: Town) -> Someone:
    admin = town.person("quan")
    await town.invited(admin, "admin")
    return admin


async def test_an_admin_blocks_by_code_and_lifts_it(town: Town, clock: Clock) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    await admin.commands("chan", f"{code} gửi tin rác <nhiều> lần")
    assert code in admin.heard and "rác &lt;nhiều&gt; lần" in admin.heard
    assert "an" not in admin.heard.split()  # never by name
    await admin.presses("7 ngày")
    assert "Đã chặn" in admin.heard and "30/11/2026" in admin.heard

    await an.says("xin chào")
    assert "tạm ngừng" in an.heard and "08:00 ngày 30/11/2026" in an.heard
    assert "rác &lt;nhiều&gt; lần" in an.heard
    for _ in range(3):
        await an.says("chào nữa")
        await an.commands("phananh")
        await an.does(button="report:new")
        assert an.news == []  # told once
    await an.commands("trangthai", code)
    assert code in an.heard
    await an.commands("quyenriengtu")
    assert "Quyền riêng tư" in an.heard
    await an.presses("Rút lại đồng ý")
    assert "Đã rút lại" in an.heard

    await admin.commands("bochan")
    assert code in admin.heard
    await admin.presses(f"Bỏ chặn {code}")
    assert "Đã bỏ chặn" in admin.heard
    await admin.does(button=admin.shown[-2].reply.buttons[0][0].data)
    assert "Nút này đã cũ" in admin.heard
    await an.commands("trogiup")
    assert "làm được những việc này" in an.heard
    assert not (await person_of(town, "an")).blocked
    async with town.database.reading() as session:
        done = [
            (each.action, each.subject, each.role)
            for each in (await session.exec(select(Audit).order_by(col(Audit.id)))).all()
            if "block" in each.action
        ]
    assert done == [("block", code, "admin"), ("unblock", code, "admin")]


async def test_a_block_ends_by_itself(town: Town, clock: Clock) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    await admin.commands("chan", code)
    assert "vì sao" in admin.heard
    await admin.says("phá rối")
    await admin.presses("1 ngày")
    await an.says("xin chào")
    assert "tạm ngừng" in an.heard
    clock.advance(hours=23, minutes=59)
    await an.commands("trogiup")
    assert "tạm ngừng" in an.heard and "làm được những việc này" not in an.heard
    clock.advance(minutes=1)
    await an.commands("trogiup")
    assert "làm được những việc này" in an.heard


async def test_who_is_blocked_still_answers_and_withdraws(town: Town, clock: Clock) -> None:
    an, binh, admin = town.person("an"), town.person("binh"), await admin_of(town)
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an, photos=())
    await admin.commands("chan", f"{code} phá rối")
    await admin.presses("7 ngày")
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Cây ở số nhà nào?")
    await binh.presses("Gửi")
    await an.does(button=f"answer:{code}")
    await an.says("số nhà 12")
    assert "số nhà 12" in an.heard
    await an.presses("Gửi")
    assert "số nhà 12" in binh.last.reply.text
    await an.does(button=f"hide_name:{code}")
    assert an.heard
    await an.says("chặn tôi làm gì")
    assert "tạm ngừng" in an.heard, "no draft waits for these words"
    for _ in range(3):
        await an.does(button="report:new")
        assert an.news == []
    clock.advance(minutes=1)
    await an.does(button="report:new")
    assert "tạm ngừng" in an.heard, "no press is met with silence"
    await an.does(button=f"withdraw:{code}")
    await an.presses("Vâng, rút")
    async with town.database.reading() as session:
        assert (await session.exec(select(Report.status))).one() == "withdrawn"


async def test_who_is_blocked_answers_by_replying_and_is_never_met_with_silence(
    town: Town, clock: Clock
) -> None:
    an, binh, admin = town.person("an"), town.person("binh"), await admin_of(town)
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an, photos=())
    await admin.commands("chan", f"{code} phá rối")
    await admin.presses("7 ngày")
    await binh.does(button=f"case:accept:{code}")
    await an.says("cảm ơn", replied=an.last.id)
    assert "tạm ngừng" in an.heard, "nothing was asked"
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Cây ở số nhà nào?")
    await binh.presses("Gửi")
    await an.says("số nhà 12", replied=an.last.id)
    await an.presses("Gửi")
    assert "số nhà 12" in binh.last.reply.text
    for what in ({"text": "chào"}, {"command": "phananh"}, {"event": "unsupported"}, {"text": "a"}):
        clock.advance(minutes=1)
        await an.does(**what)
        assert "tạm ngừng" in an.heard
        await an.does(**what)
        assert an.news == [], "once a minute"


async def test_of_two_blocks_the_longer_one_counts(town: Town, clock: Clock) -> None:
    an, admin = town.person("an"), await admin_of(town)
    codes = [await report(an, photos=(), place=f"số {n}00 Trần Phú, Tân Phong") for n in (1, 2)]
    for code, days in zip(codes, ("Không thời hạn", "1 ngày"), strict=True):
        await admin.commands("chan", f"{code} phá rối")
        await admin.presses(days)
    clock.advance(days=400)
    await an.says("xin chào")
    assert "tạm ngừng dùng trợ lý." in an.heard
    await admin.commands("chan")
    assert codes[0] in admin.heard and codes[1] not in admin.heard


async def test_nobody_else_can_block(town: Town) -> None:
    an, binh, front = town.person("an"), town.person("binh"), town.person("front")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer", "mttq_tinh")
    code = await report(an, photos=())
    for who in (an, binh, front):
        for command in ("chan", "bochan"):
            await who.commands(command, f"{code} vì thích")
            assert "chưa hiểu lệnh" in who.heard
        for button in ("ban:1", "block:1:7", "unblock:1"):
            await who.does(button=button)
            assert "không dành cho" in who.heard
        await who.commands("trogiup")
        assert "/chan" not in who.heard
    async with town.database.reading() as session:
        assert (await session.exec(select(Block))).all() == []


async def test_who_holds_a_role_cannot_be_blocked(town: Town) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    await town.invited(an, "official", "ubnd_tan_phong")
    await admin.commands("chan", f"{code} vì thích")
    assert "đang giữ vai trò" in admin.heard
    await admin.commands("trogiup")
    assert "/chan" in admin.heard and "/bochan" in admin.heard


async def test_a_report_without_a_person_and_a_wrong_code(town: Town) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    async with town.database.transaction() as session:
        row = (await session.exec(select(Report))).one()
        row.person_id = None
    await admin.commands("chan", f"{code} phá rối")
    assert "không còn gắn với ai" in admin.heard
    await admin.commands("chan", "LC-AAAAAA phá rối")
    assert "không thấy phản ánh" in admin.heard
    await admin.commands("chan", "<b>x")
    assert "&lt;b&gt;x" in admin.heard
    for button in ("ban:99", "ban:1:7", "ban:²"):
        await admin.does(button=button)
        assert "không còn gắn với ai" in admin.heard


async def test_the_person_behind_a_question(town: Town, tools: Tools) -> None:
    an, admin = town.person("an"), await admin_of(town)
    await sends_on(town, tools, an)
    await admin.does(button="ban:1")
    assert "câu hỏi số 1" in admin.heard
    await admin.says("nhắn linh tinh " * 40)
    assert "Đoạn này dài" in admin.heard
    await admin.says("nhắn linh tinh")
    await admin.presses("30 ngày")
    assert "Đã chặn" in admin.heard
    await an.says("xin chào")
    assert "nhắn linh tinh" in an.heard


async def test_of_several_who_asked_the_same_one_is_chosen(town: Town, tools: Tools) -> None:
    admin = await admin_of(town)
    for name in ("an", "eve"):
        await sends_on(town, tools, town.person(name))
    await admin.does(button="ban:1")
    assert "Nhiều người" in admin.heard
    await admin.does(button=admin.last.reply.buttons[1][0].data)
    await admin.says("nhắn linh tinh")
    await admin.presses("1 ngày")
    assert not (await person_of(town, "an")).blocked and (await person_of(town, "eve")).blocked


async def test_a_block_is_not_read_out_in_a_group(town: Town) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    await admin.commands("chan", f"{code} phá rối")
    await admin.presses("1 ngày")
    there = town.person("an", chat="-8")
    await there.says("xin chào")
    assert there.news == []
    await an.says("xin chào")
    assert "phá rối" in an.heard


async def test_an_admin_thinks_better_of_it(town: Town) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    await admin.commands("chan", f"{code} phá rối")
    await admin.presses("Thôi")
    assert "không chặn ai" in admin.heard
    await admin.does(button="block:1:7")
    assert "Nút này đã cũ" in admin.heard
    async with town.database.reading() as session:
        assert (await session.exec(select(Block))).all() == []
        assert (await session.exec(select(Outbox).where(Outbox.state == "dead"))).all() == []
