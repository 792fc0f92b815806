"""Acting from a digest: each button for each role, the message that shows it, and stale ones."""

import re

import pytest
from sqlmodel import select

from bot.conversations.turn import Tools
from bot.digests.acted import marked
from bot.digests.listed import MOST_OVERSEEN
from bot.digests.sending import send_due
from bot.services.retention import forget
from db.models import Audit, Person, Report
from tests.town import Shown, Someone, Town, report


async def digests(town: Town, tools: Tools) -> None:
    """The next digests, as the schedule sends them; at 8 on a Monday."""
    await send_due(town.database, tools, town.media, town.clock())
    await town.settle()


async def overdue(town: Town, tools: Tools, an: Someone, count: int = 1) -> list[str]:
    """Reports that nobody has touched for two weeks, and the digests that say so."""
    codes = [await report(an, photos=()) for _ in range(count)]
    town.clock.advance(days=14)
    await digests(town, tools)
    return codes


def digest_of(someone: Someone) -> Shown:
    """The newest; what was missed before comes after it, as one."""
    return next(each for each in someone.shown if "Bản tin" in each.reply.text)


def line(shown: Shown, code: str) -> str:
    return next(each for each in shown.reply.text.split("\n") if code in each)


def under(shown: Shown, code: str) -> list[str]:
    """The labels beside a report's own button."""
    (row,) = [row for row in shown.reply.buttons if (row[0].data or "").endswith(f":{code}")]
    return [button.text for button in row]


def data(shown: Shown, verb: str, code: str = "all") -> str:
    return next(
        button.data
        for row in shown.reply.buttons
        for button in row
        if button.data and re.fullmatch(rf"dg:{verb}:\d+:{code}", button.data)
    )


async def press(someone: Someone, shown: Shown, verb: str, code: str = "all") -> None:
    await someone.does(button=data(shown, verb, code), message=shown.id)


async def found(town: Town, code: str) -> Report:
    async with town.database.reading() as session:
        return (await session.exec(select(Report).where(Report.code == code))).one()


async def actions(town: Town, code: str) -> list[str]:
    """What was done with a report by those who have a right to it."""
    async with town.database.reading() as session:
        query = select(Audit.action).where(Audit.subject == code).order_by("id")
        return list((await session.exec(query)).all())


async def test_an_official_accepts_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    shown = digest_of(binh)
    short = code.removeprefix("LC-")
    assert under(shown, code) == [f"👁 {short}", "✅ Nhận", "❓ Hỏi", "↪ Chuyển"]
    before = len(binh.shown)
    await press(binh, shown, "accept", code)
    assert (await found(town, code)).status == "accepted"
    assert "đã <b>tiếp nhận</b>" in an.last.reply.text
    assert line(shown, code).endswith("<i>✓ đã nhận 08:00</i>") and shown.edits == 1
    assert under(shown, code) == [f"👁 {code}", "❓ Hỏi", "↪ Chuyển"]
    assert len(binh.shown) == before + 1, "beside it, one word that it is done"


async def test_the_front_reminds_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    shown = digest_of(front)
    assert under(shown, code) == [f"👁 {code}", "❓ Hỏi", "🔔 Nhắc"]
    town.clock.advance(minutes=41)
    await press(front, shown, "remind", code)
    assert "Mặt trận nhắc" in binh.last.reply.text and code in binh.last.reply.text
    assert line(shown, code).endswith("<i>✓ đã nhắc 08:41</i>") and shown.edits == 1
    assert under(shown, code) == [f"👁 {code}", "❓ Hỏi"]
    other = digest_of(binh)
    assert "✓" not in other.reply.text and other.edits == 0, "an agency is told in words"


async def test_each_opens_the_card_of_theirs(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    for someone in (binh, front):
        await press(someone, digest_of(someone), "show", code)
        assert "Chặt hai cây phượng" in someone.heard
        assert digest_of(someone).edits == 0
    assert "✅ Tiếp nhận" in binh.last.labels and "❓ Hỏi cơ quan" in front.last.labels


async def test_an_official_asks_and_it_is_marked_when_it_is_sent(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    shown = digest_of(binh)
    await press(binh, shown, "ask", code)
    assert "hỏi người gửi" in binh.heard and shown.edits == 0
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    assert "Cây ở đâu" in an.last.reply.text
    assert "✓ đã hỏi người gửi 08:00" in line(shown, code) and shown.edits == 1
    assert under(shown, code) == [f"👁 {code}", "↪ Chuyển"]


async def test_an_official_forwards_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    (code,) = await overdue(town, tools, an)
    shown = digest_of(binh)
    await press(binh, shown, "forward", code)
    await binh.presses("Sở Xây dựng")
    await binh.presses("Gửi")
    assert (await found(town, code)).agency == "so_xay_dung"
    assert "✓ đã chuyển 08:00" in line(shown, code)
    assert under(shown, code) == [f"👁 {code}"], "it is no longer theirs"


async def test_the_front_asks_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    shown = digest_of(front)
    await press(front, shown, "query", code)
    await front.says("Vì sao chưa đi kiểm tra?")
    await front.presses("Gửi")
    assert "Vì sao chưa" in binh.last.reply.text
    assert "✓ đã hỏi 08:00" in line(shown, code) and shown.edits == 1
    await binh.presses("Trả lời Mặt trận")
    await binh.says("Chiều nay đi")
    await binh.presses("Gửi")
    town.clock.advance(minutes=5)
    await press(front, shown, "remind", code)
    assert "✓ đã nhắc 08:05" in line(shown, code) and line(shown, code).count("✓") == 1


async def test_what_is_done_under_the_card_is_marked_too(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    await binh.does(button=f"case:accept:{code}")
    shown = digest_of(binh)
    assert "✓ đã nhận" in line(shown, code) and shown.edits == 1


async def test_the_front_reminds_of_all_that_is_overdue(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    codes = await overdue(town, tools, an, 8)
    shown, before = digest_of(front), len(binh.shown)
    assert shown.labels[0] == "🔔 Nhắc tất cả quá hạn (8)"
    all_of_them = data(shown, "remind")
    await front.does(button=all_of_them, message=shown.id)
    assert "Đã nhắc <b>8 việc quá hạn</b>: UBND phường Tân Phong 8" in front.heard
    assert len(binh.shown) == before + 1, "one message for all of them"
    told = binh.last
    assert "8 việc quá hạn" in told.reply.text and all(code in told.reply.text for code in codes)
    assert f"📋 {codes[0]}" in told.labels
    assert shown.edits == 1 and shown.reply.text.count("✓ đã nhắc 08:00") == MOST_OVERSEEN
    assert not [label for label in shown.labels if "Nhắc" in label]
    for code in codes:
        assert await actions(town, code) == ["remind"]
    await front.does(button=all_of_them, message=shown.id)
    assert "Không còn việc quá hạn nào" in front.heard
    for code in codes:
        assert await actions(town, code) == ["remind"], "once a working day"


async def test_an_agency_takes_all_that_is_new_on(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    codes = [await report(an, photos=()) for _ in range(3)]
    await binh.does(button=f"case:accept:{codes[0]}")
    town.clock.advance(days=1)
    await digests(town, tools)
    shown, before = digest_of(binh), len(an.shown)
    assert shown.labels[0] == "✅ Nhận cả 2 việc mới"
    town.clock.advance(minutes=1)
    later = await report(an, photos=())
    await press(binh, shown, "accept")
    assert "Đã nhận <b>2 việc mới</b>. 2 người gửi được báo" in binh.heard
    assert [(await found(town, code)).status for code in codes] == ["accepted"] * 3
    assert (await found(town, later)).status == "new", "nobody has read of it in this digest"
    assert sum("đã <b>tiếp nhận</b>" in each.reply.text for each in an.shown[before:]) == 2
    assert shown.edits == 1 and not [each for each in shown.labels if "Nhận" in each]


async def test_a_stale_button_says_what_has_happened_since(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    """Done by a colleague in another chat, sent elsewhere, or taken back by who sent it."""
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    taken, sent_on, over, gone = await overdue(town, tools, an, 4)
    shown = digest_of(binh)
    old = {code: data(shown, "accept", code) for code in (taken, sent_on, over, gone)}
    town.clock.advance(minutes=12)
    await chi.does(button=f"case:accept:{taken}")
    await chi.does(button=f"forward:{sent_on}:so_xay_dung")
    await chi.presses("Gửi")
    await chi.does(button=f"case:reject:{over}")
    await chi.says("Cây trong đất tư, không thuộc thẩm quyền")
    await chi.presses("Gửi")
    await an.does(button=f"withdraw_yes:{gone}")
    assert shown.edits == 0, "it was done elsewhere"
    for code, since, mark in (
        (taken, "đã nhận lúc 08:12 ngày 07/12/2026, bởi UBND phường Tân Phong", "đã nhận 08:12"),
        (sent_on, "đã chuyển lúc 08:12 ngày 07/12/2026 đến Sở Xây dựng", "đã chuyển 08:12"),
        (over, "không xử lý lúc 08:12", "không xử lý 08:12"),
        (gone, "người gửi đã rút lúc 08:12", "người gửi đã rút 08:12"),
    ):
        edits = shown.edits
        await binh.does(button=old[code], message=shown.id)
        assert f"<b>{code}</b>: {since}" in binh.heard
        assert shown.edits == edits + 1 and f"✓ {mark}" in line(shown, code)
        assert not {"✅ Nhận"} & set(under(shown, code))
    assert await actions(town, taken) == ["accept"]
    await press(front, digest_of(front), "remind", over)
    assert "không xử lý lúc 08:12" in front.heard and digest_of(front).edits == 1


async def test_two_officials_press_at_the_same_time(town: Town, tools: Tools, an: Someone) -> None:
    """In a group, and one of them in private: one wins, everybody is told, each message says it."""
    binh, chi = town.person("binh", chat="-7"), town.person("chi", chat="-7")
    alone = town.person("dung")
    for someone in (binh, alone):
        await town.invited(someone, "official", "ubnd_tan_phong")
    (code,) = await overdue(town, tools, an)
    group, private = digest_of(binh), digest_of(alone)
    presses = [
        who.incoming(button=data(shown, "accept", code), message=shown.id)
        for who, shown in ((binh, group), (chi, group), (alone, private))
    ]
    before = len(binh.shown), len(alone.shown)
    await town.dispatcher.receive(presses)
    await town.settle()
    assert await actions(town, code) == ["accept"]
    for shown in (group, private):
        assert "✓ đã nhận 08:00" in line(shown, code) and shown.edits >= 1
    told = [each.reply.text for each in (*binh.shown[before[0] :], *alone.shown[before[1] :])]
    assert len(told) == 3 and sum("đã nhận lúc 08:00" in text for text in told) == 2


async def test_forged_and_foreign_buttons_gain_nothing(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    so, eve, other = town.person("so"), town.person("eve"), town.person("other")
    await town.invited(so, "official", "so_xay_dung")
    await town.invited(other, "overseer", "mttq_tan_phong")
    listed, unlisted = await overdue(town, tools, an), await report(an, photos=())
    mine, theirs = digest_of(binh), digest_of(front)
    number = (data(mine, "accept", listed[0])).split(":")[2]
    forged = [
        *("dg", "dg:", "dg:accept", f"dg:accept:{number}", f"dg:accept:{number}:{unlisted}"),
        *(f"dg:accept:{number}:LC-222222", f"dg:accept:²:{listed[0]}", f"dg:accept:-1:{listed[0]}"),
        *(f"dg:accept:{'9' * 12}:{listed[0]}", f"dg:resolve:{number}:{listed[0]}"),
        *(f"dg:all:{number}:all", f"dg:show:{number}:all", f"dg:xlsx:{number}:{listed[0]}"),
        *(f"dg:remind:{number}:all", f"dg:remind:{number}:{listed[0]}", "dg:docx:0:all"),
        *(f"dg:query:{number}:{listed[0]}", f"dg:accept:{number}:all:all"),
    ]
    seen = [b.data for shown in (mine, theirs) for row in shown.reply.buttons for b in row]
    for who in (so, eve, an, other):
        for press in (*seen, *forged):
            await who.does(button=press, message=mine.id)
            assert len(who.news) == 1 and "Nút này đã cũ" in who.heard, (who.name, press)
    for press in forged:
        await binh.does(button=press, message=mine.id)
        assert binh.news, press
    assert (await found(town, listed[0])).status == (await found(town, unlisted)).status == "new"
    assert await actions(town, listed[0]) == await actions(town, unlisted) == []


async def test_what_is_the_others_role_is_refused(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    for who, verb in ((front, "accept"), (front, "forward"), (front, "ask"), (binh, "query")):
        shown = digest_of(who)
        number = data(shown, "show", code).split(":")[2]
        await who.does(button=f"dg:{verb}:{number}:{code}", message=shown.id)
        assert "nút này không dành cho anh/chị" in who.heard, (who.name, verb)
    for who, verb in ((front, "accept"), (binh, "remind")):
        number = data(digest_of(who), "show", code).split(":")[2]
        await who.does(button=f"dg:{verb}:{number}:all")
        assert "không dành cho" in who.heard
    assert await actions(town, code) == []


async def test_with_the_role_the_buttons_go(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    async with town.database.transaction() as session:
        for person in (await session.exec(select(Person))).all():
            person.role = "resident"
    for who, verbs in ((binh, ("accept", "ask", "forward")), (front, ("query", "remind"))):
        shown = digest_of(who)
        for verb in ("show", *verbs):
            await press(who, shown, verb, code)
            assert "không dành cho" in who.heard and len(who.news) == 1, verb
        for form in ("chart", "map", "xlsx", "docx"):
            await press(who, shown, form)
            assert "không dành cho" in who.heard and len(who.news) == 1, form
        assert shown.edits == 0
    assert await actions(town, code) == []


async def test_in_a_group_that_became_a_supergroup_nothing_is_shown_anew(
    town: Town, tools: Tools, an: Someone
) -> None:
    """What was sent before stays where it was: there is no such message in the new chat."""
    old, new = town.person("binh", chat="-7"), town.person("binh", chat="-1007")
    await town.invited(old, "official", "ubnd_tan_phong")
    first, second = await overdue(town, tools, an, 2)
    before = digest_of(old)
    await town.dispatcher.receive([old.incoming(button=f"case:accept:{first}")])
    await town.dispatcher.settle()
    await old.does(event="moved", moved_to="-1007")
    assert before.edits == 0 and not [each for each in new.shown if "Bản tin" in each.reply.text]
    await new.does(button=f"case:accept:{second}")
    assert (await found(town, second)).status == "accepted"
    assert before.edits == 0 and not [each for each in new.shown if "Bản tin" in each.reply.text]
    later = await report(an, photos=())
    town.clock.advance(days=1)
    await digests(town, tools)
    shown = digest_of(new)
    await press(new, shown, "accept", later)
    assert "✓ đã nhận" in line(shown, later) and shown.edits == 1


async def test_after_thirty_days_and_a_restart_the_buttons_still_work(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    """What was sent is emptied by then: the words stay as they are, and the buttons change."""
    (code,) = await overdue(town, tools, an)
    shown = digest_of(binh)
    words = shown.reply.text
    town.clock.advance(days=31)
    await forget(town.database, town.media, tools.city.keep, town.clock())
    await town.restart(tools)
    await press(binh, shown, "accept", code)
    assert (await found(town, code)).status == "accepted"
    assert shown.edits == 1 and shown.reply.text == words
    assert "✅ Nhận" not in under(shown, code)


async def test_what_waits_to_be_sent_is_up_to_date_when_it_comes(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    code = await report(an, photos=())
    town.clock.advance(days=14)
    await send_due(town.database, tools, town.media, town.clock())
    await town.dispatcher.receive([binh.incoming(button=f"case:accept:{code}")])
    await town.dispatcher.settle()
    await town.settle()
    shown = digest_of(binh)
    assert shown.edits == 0 and line(shown, code).count("✓ đã nhận 08:00") == 1
    await press(binh, shown, "show", code)
    await binh.does(button=f"case:start:{code}")
    assert line(shown, code).count("✓") == 1 and "✓ đang xử lý" in line(shown, code)


@pytest.mark.parametrize("form", ["chart", "map", "xlsx", "docx"])
async def test_each_form_comes_on_demand(
    town: Town, tools: Tools, an: Someone, front: Someone, form: str
) -> None:
    await overdue(town, tools, an)
    async with town.database.transaction() as session:
        (row,) = (await session.exec(select(Report))).all()
        row.latitude, row.longitude = 22.396, 103.458
    shown = digest_of(front)
    await press(front, shown, form)
    (given,) = front.news
    assert "Bản tin tuần 30/11–06/12/2026" in given.reply.text and shown.edits == 0
    (key,) = given.reply.photos or [file.key for file in given.reply.files]
    begins = {"chart": b"\x89PNG", "map": b"\x89PNG", "xlsx": b"PK", "docx": b"PK"}
    assert town.media.read(key).startswith(begins[form])
    assert "Số liệu lúc 08:00 ngày 07/12/2026." in given.reply.text
    assert "lập lúc" not in given.reply.text, "the message above was made at the same time"
    town.clock.advance(days=2)
    await press(front, shown, form)
    (later,) = front.news
    assert "Số liệu lúc 08:00 ngày 09/12/2026.\nBản tin ở trên lập lúc 08:00 ngày 07/12/2026" in (
        later.reply.text
    )


def test_a_mark_stands_where_the_code_does_and_nowhere_else() -> None:
    """A resident's words are escaped, and so never look like a line of ours."""
    text = "• <code>LC-AAAAAA</code> cây đổ, gần &gt;LC-BBBBBB&lt;\n• <code>LC-BBBBBB</code> ổ gà"
    assert marked(text, {"LC-BBBBBB": "<i>✓ đã nhận 08:00</i>"}) == (
        f"{text} <i>✓ đã nhận 08:00</i>"
    )
    again = marked(marked(text, {"LC-BBBBBB": "<i>✓ a</i>"}), {"LC-AAAAAA": "<i>✓ b</i>"})
    assert again.count("✓") == 1 and again.split("\n")[0].endswith("✓ b</i>")


def test_what_would_be_too_long_is_not_marked() -> None:
    text = "<code>LC-AAAAAA</code>" + "🌳" * 2030
    assert marked(text, {"LC-AAAAAA": "<i>✓ đã nhận 08:00</i>"}) == text


async def test_a_form_with_nothing_in_it_says_so(
    town: Town, tools: Tools, an: Someone, front: Someone
) -> None:
    await overdue(town, tools, an)
    await press(front, digest_of(front), "map")
    assert front.heard == "Kỳ này chưa có gì để vẽ lên bản đồ." and len(front.news) == 1
