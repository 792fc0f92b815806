"""The admins' block list: length of a block, what a blocked person can do, who has none."""

from sqlmodel import col, select

from bot.core.turn import Tools
from db.models import Audit, Block, Outbox, Report
from tests.clock import Clock
from tests.people.test_limits import person_of
from tests.questions.asking import sends_on
from tests.town import Someone, Town, report

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
    await an.presses("Chắc chắn rút lại")
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
    with town.database.reading() as session:
        entries = [
            (entry.action, entry.subject, entry.role)
            for entry in session.exec(select(Audit).order_by(col(Audit.id))).all()
            if "block" in entry.action
        ]
    assert entries == [("block", code, "admin"), ("unblock", code, "admin")]


async def test_who_was_given_a_role_meanwhile_is_not_blocked(town: Town) -> None:
    an, admin = town.person("an"), await admin_of(town)
    code = await report(an, photos=())
    await admin.commands("chan", f"{code} phá rối")
    await town.invited(an, "official", "ubnd_tan_phong")
    await admin.presses("7 ngày")
    assert "đang giữ vai trò" in admin.heard
    with town.database.reading() as session:
        assert session.exec(select(Block)).all() == []


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
    await an.presses("Bỏ tên tôi")
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
    with town.database.reading() as session:
        assert session.exec(select(Report.status)).one() == "withdrawn"


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
    for update in (
        {"text": "chào"},
        {"command": "phananh"},
        {"event": "unsupported"},
        {"text": "a"},
    ):
        clock.advance(minutes=1)
        await an.does(**update)
        assert "tạm ngừng" in an.heard
        await an.does(**update)
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
    for person in (an, binh, front):
        for command in ("chan", "bochan"):
            await person.commands(command, f"{code} vì thích")
            assert "chưa hiểu lệnh" in person.heard
        for button in ("ban:1", "block:1:7", "unblock:1"):
            await person.does(button=button)
            assert "không dành cho" in person.heard
        await person.commands("trogiup")
        assert "/chan" not in person.heard
    with town.database.reading() as session:
        assert session.exec(select(Block)).all() == []


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
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
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
    in_group = town.person("an", chat="-8")
    await in_group.says("xin chào")
    assert in_group.news == []
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
    with town.database.reading() as session:
        assert session.exec(select(Block)).all() == []
        assert session.exec(select(Outbox).where(Outbox.state == "dead")).all() == []
