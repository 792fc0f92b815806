"""Handling: rights from the database at each action, one winner, the audit."""

import asyncio
import re

import pytest
from sqlmodel import select

from bot.core.events import Sender
from bot.reports.moves import MOVES, OPEN
from db.models import Audit, Person, Report
from tests.reports.desk.desks import add_cases
from tests.town import Someone, Town, report, report_by_talking

CODE = re.compile(r"LC-\w{6}")


async def only_report(town: Town) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report)).one()


async def test_nobody_without_the_right_can_do_anything(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    eve, outsider, front = town.person("eve"), town.person("other"), town.person("front")
    await town.invited(outsider, "official", "ubnd_doan_ket")
    await town.invited(front, "overseer", "mttq_tinh")
    for someone in (eve, outsider, front, an):
        for action in ("accept", "start", "ask", "resolve", "reject"):
            await someone.does(button=f"case:{action}:{code}")
            assert "không dành cho anh/chị" in someone.heard
    for someone in (eve, outsider, front, binh):
        for action in ("answer", "reopen", "withdraw", "withdraw_yes"):
            await someone.does(button=f"{action}:{code}")
            assert "không dành cho anh/chị" in someone.heard
    assert (await only_report(town)).status == "new"


NOT_YOURS = (
    ("official", "ubnd_tan_phong", "oversee:remind:{}", "chỉ người gửi hoặc Mặt trận làm được"),
    ("official", "ubnd_doan_ket", "case:accept:{}", "do UBND phường Tân Phong xử lý, nên nút này"),
    ("overseer", "mttq_tan_phong", "case:accept:{}", "các bước xử lý do cơ quan làm"),
    ("overseer", "mttq_doan_ket", "oversee:remind:{}", "không thuộc địa bàn"),
    ("admin", None, "case:accept:{}", "Vai trò quản trị"),
)


async def test_who_may_not_reads_whose_matter_it_is(town: Town, an: Someone) -> None:
    code = await report(an)
    for number, (role, agency, button, why) in enumerate(NOT_YOURS):
        someone = town.person(f"person {number}")
        await town.invited(someone, role, agency)
        await someone.does(button=button.format(code))
        assert why in someone.heard, (role, agency)


async def test_words_about_the_case_of_others_are_shown_again(town: Town, an: Someone) -> None:
    code, other = await report(an), town.person("chi")
    await town.invited(other, "official", "ubnd_doan_ket")
    await other.sends_photos("red", caption=f"{code} đã dựng lại cây, buộc cọc")
    assert "do UBND phường Tân Phong xử lý, nên không dành cho anh/chị" in other.heard
    assert f"<blockquote>{code} đã dựng lại cây, buộc cọc</blockquote>" in other.heard


async def test_a_forged_button_is_answered_and_does_nothing(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    for data in (
        *("case:accept:LC-222222", f"case:burn:{code}", "case", "x:y", ":", "confirm:1"),
        *("bantin:99:show", "é" * 20),
    ):
        await binh.does(button=data)
        assert "Nút này" in binh.heard, data
        assert (await only_report(town)).status == "new"


async def test_who_is_no_official_in_a_group_sees_no_list_when_it_joins(
    town: Town, an: Someone
) -> None:
    code = await report(an)
    await town.invited(town.person("boss"), "admin")
    group = town.person("boss", chat="-55")
    await town.invited(group, "official", "ubnd_doan_ket")
    assert code not in group.heard and "việc chưa xong" not in group.heard


async def test_a_right_taken_away_is_gone_at_once(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    with town.database.transaction() as session:
        person = session.exec(select(Person).where(Person.channel_id == "binh")).one()
        person.role, person.agency = "resident", None
    await binh.presses("Tiếp nhận")
    assert "không dành cho anh/chị" in binh.heard


@pytest.mark.both_databases
async def test_of_two_who_press_at_once_one_wins(town: Town, an: Someone, binh: Someone) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    code = await report(an)
    presses = [person.incoming(button=f"case:accept:{code}") for person in (binh, chi)]
    await asyncio.gather(*(town.dispatcher.receive([press]) for press in presses))
    await town.settle()
    chats = [person.shown for person in (binh, chi)]
    texts = ["\n".join(message.reply.text for message in messages) for messages in chats]
    assert sum("Người gửi sẽ được báo" in text for text in texts) == 1
    assert sum("không còn làm được" in text for text in texts) == 1
    notices = [message for message in an.shown if "đã <b>tiếp nhận" in message.reply.text]
    assert len(notices) == 1
    for message in chats:
        card = next(shown_message for shown_message in message if shown_message.edits)
        assert "đã tiếp nhận" in card.reply.text and "✅ Tiếp nhận" not in card.labels


async def test_rejecting_tells_the_reason(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Từ chối")
    await binh.says("Cây nằm trong đất tư, không thuộc thẩm quyền")
    await binh.presses("Gửi")
    assert (await only_report(town)).status == "rejected"
    assert "không xử lý" in an.last.reply.text and "đất tư" in an.last.reply.text


async def test_a_group_that_joined_acts_as_its_agency(town: Town, an: Someone) -> None:
    chair = town.person("chair", chat="-100", thread="5")
    clerk = town.person("clerk", chat="-100", thread="5")
    await town.invited(chair, "official", "ubnd_tan_phong")
    code = await report(an)
    assert code in chair.last.reply.text
    await clerk.does(button=f"case:accept:{code}")
    assert (await only_report(town)).status == "accepted"
    with town.database.reading() as session:
        query = select(Audit, Person).join(Person).where(Audit.action == "accept")
        audit, person = session.exec(query).one()
    assert (person.channel_id, audit.role, audit.subject) == ("clerk", "official", code)


async def test_a_masked_administrator_does_nothing(town: Town, an: Someone) -> None:
    chair = town.person("chair", chat="-100")
    await town.invited(chair, "official", "ubnd_tan_phong")
    code = await report(an)
    mask = Sender(id="1087968824", name="Group", accountable=False)
    await chair.does(button=f"case:accept:{code}", sender=mask)
    assert "quản trị viên ẩn danh" in chair.heard
    assert (await only_report(town)).status == "new"


async def test_what_people_in_a_group_say_to_each_other_is_not_answered(town: Town) -> None:
    chair = town.person("chair", chat="-100")
    await town.invited(chair, "official", "ubnd_tan_phong")
    await chair.says("trưa nay ăn gì", addressed=False)
    assert chair.news == []


async def test_a_report_nobody_can_receive_reaches_the_front(town: Town, an: Someone) -> None:
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    code = await report(an)
    assert code in front.last.reply.text and "chưa có cán bộ" in front.last.reply.text
    assert "Mặt trận Tổ quốc" in an.last.reply.text


async def test_the_front_sees_the_case_without_the_name(
    town: Town, an: Someone, binh: Someone
) -> None:
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    of = {"place": "xã San Thàng", "description": "chặt cây"}
    await report_by_talking(an, "Nguyễn Thị An", photos=(), **of)
    assert "Nguyễn Thị An" in binh.last.reply.text
    await front.commands("viec")
    await front.presses("1")
    assert "chặt cây" in front.heard and "Nguyễn" not in front.heard
    assert front.last.labels == [
        "❓ Hỏi cơ quan", "🔔 Nhắc cơ quan", "✏️ Sửa loại, nơi, mức khẩn", "Việc tiếp theo ▸",
    ]  # fmt: skip


async def test_an_admin_reads_a_case_and_is_offered_no_move_of_others(
    town: Town, an: Someone
) -> None:
    admin = town.person("quan")
    await town.invited(admin, "admin")
    await report(an)
    await admin.commands("viec")
    await admin.presses("1")
    assert admin.last.labels == ["📷 Ảnh (1)", "Việc tiếp theo ▸"]


async def test_my_cases_show_the_nearest_deadline_first_and_what_is_late(
    town: Town, an: Someone, binh: Someone
) -> None:
    slow = await report(an, category="Thiếu cây xanh")
    fast = await report(an, category="Cây đổ chắn đường")
    town.clock.advance(days=4)
    await binh.commands("viec")
    assert "2 việc chưa xong" in binh.heard and "1 quá hạn" in binh.heard
    late, later = re.split(r"(?=<b>\d\.</b>)", binh.heard)[1:]
    assert "🚨⏰" in late and fast in late and "quá 2 ngày" in late
    assert "⏰" not in later and slow in later and "còn" in later
    await binh.presses("1")
    assert fast in binh.heard and "Nội dung" in binh.heard


async def test_every_status_and_move_is_listed_or_refused(
    town: Town, an: Someone, binh: Someone
) -> None:
    """Whatever the status, a move that is not listed from there changes nothing."""
    code = await report(an)
    statuses = sorted(OPEN | {"resolved", "rejected", "withdrawn"})
    for status in statuses:
        for action in ("accept", "start"):
            with town.database.transaction() as session:
                session.exec(select(Report)).one().status = status
            await binh.does(button=f"case:{action}:{code}")
            allowed = status in MOVES[action].before
            assert (await only_report(town)).status == (MOVES[action].after if allowed else status)
            assert ("không còn làm được" in binh.heard) != allowed


async def test_who_no_longer_handles_a_report_sees_no_more_of_it(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    code = await report(an)
    await town.invited(chi, "resident")
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.says("Trước nhà bà Lan, số 0912345678")
    await an.presses("Gửi")
    card = next(message for message in chi.shown if message.edits)
    assert "không còn do nơi đây xử lý" in card.reply.text and card.labels == []
    assert "0912345678" not in "".join(message.reply.text for message in chi.shown)
    assert code in card.reply.text


async def test_the_front_sees_no_numbers_and_no_answers_of_the_reporter(
    town: Town, an: Someone, binh: Someone
) -> None:
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    await report(
        an, description="Cây nghiêng, gọi ông Sáu 0912345678", place="nhà 0912 345 678, Tân Phong"
    )
    await binh.presses("Hỏi người gửi")
    await binh.says("Anh/chị tả rõ hơn ạ")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.says("Tôi là Lan")
    await an.presses("Gửi")
    await front.commands("viec")
    await front.presses("1")
    assert "▒▒▒" in front.heard and "tả rõ hơn" in front.heard
    for secret in ("0912345678", "0912 345 678", "Tôi là Lan", "Người gửi:"):
        assert secret not in front.heard
    assert "0912345678" in "".join(message.reply.text for message in binh.shown)


async def test_an_official_is_one_only_where_it_is_meant(
    town: Town, an: Someone, binh: Someone
) -> None:
    """In a group of residents nobody is shown what an official may see."""
    code = await report(an)
    among_residents = town.person("binh", chat="-55")
    for data in (f"case:show:{code}", f"case:accept:{code}"):
        await among_residents.does(button=data)
        assert "không dành cho anh/chị" in among_residents.heard
    await among_residents.commands("viec")
    assert "dành cho cán bộ" in among_residents.heard
    await among_residents.commands("trangthai", code)
    assert "Chặt hai cây" not in among_residents.heard


async def test_a_long_list_of_cases_can_be_read_to_its_end(
    town: Town, an: Someone, binh: Someone
) -> None:
    codes = set(await add_cases(town.database, town.clock(), 12))
    await binh.commands("viec")
    assert "12 việc" in binh.heard
    listed = set(CODE.findall(binh.heard))
    await binh.presses("Xem tiếp")
    assert {*listed, *CODE.findall(binh.heard)} == codes and "<b>12.</b>" in binh.heard


async def test_a_category_that_is_no_more_does_not_stop_a_case(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    with town.database.transaction() as session:
        session.exec(select(Report)).one().category = "removed_since"
    await binh.presses("Tiếp nhận")
    assert (await only_report(town)).status == "accepted"
    await an.commands("cuatoi")
    await an.presses("LC-")
    assert "removed_since" in an.heard


async def test_a_card_that_waits_is_sent_as_things_stand_then(
    town: Town, an: Someone, binh: Someone
) -> None:
    town.channel.fails = []
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("xã San Thàng")
    await an.presses("Không có ảnh")
    await an.says("chặt cây")
    send = an.incoming(button=an.button("Gửi phản ánh").data)
    await town.dispatcher.receive([send])
    await town.dispatcher.settle()
    code = (await only_report(town)).code
    await town.dispatcher.receive([an.incoming(button=f"withdraw_yes:{code}")])
    await town.settle()
    cards = [message for message in binh.shown if "Nội dung" in message.reply.text]
    assert len(cards) == 1 and "người gửi đã rút" in cards[0].reply.text
    assert cards[0].labels == []


async def test_who_joins_finds_what_has_waited(town: Town, an: Someone) -> None:
    code = await report(an)
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    assert "1 việc chưa xong" in binh.heard
    await binh.presses("1")
    assert code in binh.heard and "Chặt hai cây" in binh.heard
