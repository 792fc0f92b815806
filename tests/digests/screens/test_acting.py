"""Acting from a digest: each button for each role, and the message that shows it."""

import re

import pytest
from sqlmodel import select

from bot.core import pdf
from bot.core.turn import Tools
from bot.digests.content import MOST_OVERSEEN
from bot.digests.render.progress import marked
from bot.digests.sending import send_due
from bot.privacy.retention import forget
from db.models import Audit, Report
from tests.town import Shown, Someone, Town, report


async def digests(town: Town, tools: Tools) -> None:
    """The next digests, as the schedule sends them; at 8 on a Monday."""
    send_due(town.database, tools, town.media, town.clock())
    await town.settle()


async def overdue(town: Town, tools: Tools, an: Someone, count: int = 1) -> list[str]:
    """Reports that nobody has touched for two weeks, and the digests that say so."""
    codes = [await report(an, photos=()) for _ in range(count)]
    town.clock.advance(days=14)
    await digests(town, tools)
    return codes


def digest_of(someone: Someone) -> Shown:
    """The first that came."""
    return next(message for message in someone.shown if "Bản tin" in message.reply.text)


def line(message: Shown, code: str) -> str:
    return next(text_line for text_line in message.reply.text.split("\n") if code in text_line)


def under(message: Shown, code: str) -> list[str]:
    """The labels beside a report's own button."""
    (row,) = [row for row in message.reply.buttons if (row[0].data or "").endswith(f":{code}")]
    return [button.text for button in row]


def data(message: Shown, verb: str, code: str = "all") -> str:
    return next(
        button.data
        for row in message.reply.buttons
        for button in row
        if button.data and re.fullmatch(rf"dg:{verb}:\d+:{code}|look:{verb}::#\d+", button.data)
    )


async def press(someone: Someone, message: Shown, verb: str, code: str = "all") -> None:
    await someone.does(button=data(message, verb, code), message=message.id)


async def report_of(town: Town, code: str) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report).where(Report.code == code)).one()


async def actions(town: Town, code: str) -> list[str]:
    """Return the moves made with a report by those who have a right to it."""
    with town.database.reading() as session:
        query = select(Audit.action).where(Audit.subject == code).order_by("id")
        return list(session.exec(query).all())


async def test_an_official_accepts_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    digest = digest_of(binh)
    short = code.removeprefix("LC-")
    assert under(digest, code) == [f"👁 {short}", "✅ Nhận", "❓ Hỏi", "↪ Chuyển"]
    before = len(binh.shown)
    await press(binh, digest, "accept", code)
    assert (await report_of(town, code)).status == "accepted"
    assert "đã <b>tiếp nhận</b>" in an.last.reply.text
    assert line(digest, code).endswith("<i>✓ đã nhận 08:00</i>") and digest.edits == 1
    assert under(digest, code) == [f"👁 {code}", "❓ Hỏi", "↪ Chuyển"]
    assert len(binh.shown) == before + 1, "beside it, one word that it is done"


async def test_the_front_reminds_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    digest = digest_of(front)
    assert under(digest, code) == [f"👁 {code}", "❓ Hỏi", "🔔 Nhắc"]
    town.clock.advance(minutes=41)
    await press(front, digest, "remind", code)
    assert "Mặt trận nhắc" in binh.last.reply.text and code in binh.last.reply.text
    assert line(digest, code).endswith("<i>✓ đã nhắc 08:41</i>") and digest.edits == 1
    assert under(digest, code) == [f"👁 {code}", "❓ Hỏi"]
    agency_digest = digest_of(binh)
    assert "✓" not in agency_digest.reply.text and agency_digest.edits == 0, (
        "an agency is told in words"
    )


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
    digest = digest_of(binh)
    await press(binh, digest, "ask", code)
    assert "hỏi người gửi" in binh.heard and digest.edits == 0
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    assert "Cây ở đâu" in an.last.reply.text
    assert "✓ đã hỏi người gửi 08:00" in line(digest, code) and digest.edits == 1
    assert under(digest, code) == [f"👁 {code}", "↪ Chuyển"]


async def test_an_official_forwards_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    (code,) = await overdue(town, tools, an)
    digest = digest_of(binh)
    await press(binh, digest, "forward", code)
    await binh.presses("Sở Xây dựng")
    await binh.presses("Gửi")
    assert (await report_of(town, code)).agency == "so_xay_dung"
    assert "✓ đã chuyển 08:00" in line(digest, code)
    assert under(digest, code) == [f"👁 {code}"], "it is no longer theirs"


async def test_the_front_asks_from_the_digest(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    digest = digest_of(front)
    await press(front, digest, "query", code)
    await front.says("Vì sao chưa đi kiểm tra?")
    await front.presses("Gửi")
    assert "Vì sao chưa" in binh.last.reply.text
    assert "✓ đã hỏi 08:00" in line(digest, code) and digest.edits == 1
    await binh.presses("Trả lời Mặt trận")
    await binh.says("Chiều nay đi")
    await binh.presses("Gửi")
    town.clock.advance(minutes=5)
    await press(front, digest, "remind", code)
    assert "✓ đã nhắc 08:05" in line(digest, code) and line(digest, code).count("✓") == 1


async def test_what_is_done_under_the_card_is_marked_too(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    await binh.does(button=f"case:accept:{code}")
    digest = digest_of(binh)
    assert "✓ đã nhận" in line(digest, code) and digest.edits == 1


async def test_the_front_reminds_of_all_that_is_overdue(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    codes = await overdue(town, tools, an, 8)
    digest, before = digest_of(front), len(binh.shown)
    assert digest.labels[0] == "🔔 Nhắc tất cả quá hạn (8)"
    all_of_them = data(digest, "remind")
    await front.does(button=all_of_them, message=digest.id)
    assert "Đã nhắc <b>8 việc quá hạn</b>: UBND phường Tân Phong 8" in front.heard
    assert "đang chờ người gửi trả lời thì không nhắc" in front.heard
    assert len(binh.shown) == before + 1, "one message for all of them"
    notice = binh.last
    assert "8 việc quá hạn" in notice.reply.text and all(
        code in notice.reply.text for code in codes
    )
    assert f"📋 {codes[0]}" in notice.labels
    assert digest.edits == 1 and digest.reply.text.count("✓ đã nhắc 08:00") == MOST_OVERSEEN
    assert not [label for label in digest.labels if "Nhắc" in label]
    for code in codes:
        assert await actions(town, code) == ["remind"]
    await front.does(button=all_of_them, message=digest.id)
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
    digest, before = digest_of(binh), len(an.shown)
    assert digest.labels[0] == "✅ Nhận cả 2 việc mới"
    town.clock.advance(minutes=1)
    later = await report(an, photos=())
    await press(binh, digest, "accept")
    assert "Đã nhận <b>2 việc mới</b>. 2 người gửi được báo" in binh.heard
    assert [(await report_of(town, code)).status for code in codes] == ["accepted"] * 3
    assert (await report_of(town, later)).status == "new", "nobody has read of it in this digest"
    assert sum("đã <b>tiếp nhận</b>" in message.reply.text for message in an.shown[before:]) == 2
    assert digest.edits == 1 and not [label for label in digest.labels if "Nhận" in label]


async def test_after_thirty_days_and_a_restart_the_buttons_still_work(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    """The sent text is erased by then: the message keeps its words, and the buttons change."""
    (code,) = await overdue(town, tools, an)
    digest = digest_of(binh)
    words = digest.reply.text
    town.clock.advance(days=31)
    forget(town.database, town.media, tools.city.keep, town.clock())
    await town.restart(tools)
    await press(binh, digest, "accept", code)
    assert (await report_of(town, code)).status == "accepted"
    assert digest.edits == 1 and digest.reply.text == words
    assert "✅ Nhận" not in under(digest, code)


async def test_what_waits_to_be_sent_is_up_to_date_when_it_comes(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    code = await report(an, photos=())
    town.clock.advance(days=14)
    send_due(town.database, tools, town.media, town.clock())
    await town.dispatcher.receive([binh.incoming(button=f"case:accept:{code}")])
    await town.dispatcher.settle()
    await town.settle()
    digest = digest_of(binh)
    assert digest.edits == 0 and line(digest, code).count("✓ đã nhận 08:00") == 1
    await press(binh, digest, "show", code)
    await binh.does(button=f"case:start:{code}")
    assert line(digest, code).count("✓") == 1 and "✓ đang xử lý" in line(digest, code)


@pytest.mark.parametrize("form", ["chart", "map", "xlsx", "docx", "pdf"])
async def test_each_form_comes_on_demand(
    town: Town, tools: Tools, an: Someone, front: Someone, form: str
) -> None:
    if form == "pdf" and pdf.program() is None:
        pytest.skip(pdf.NONE_HERE)
    await overdue(town, tools, an)
    with town.database.transaction() as session:
        (row,) = session.exec(select(Report)).all()
        row.latitude, row.longitude = 22.396, 103.458
    digest = digest_of(front)
    await press(front, digest, form)
    (form_message,) = front.news
    assert "Bản tin 23/11–06/12/2026" in form_message.reply.text and digest.edits == 0
    (key,) = form_message.reply.photos or [file.key for file in form_message.reply.files]
    begins = {"chart": b"\x89PNG", "map": b"\x89PNG", "xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF"}
    assert town.media.read(key).startswith(begins[form])
    assert "Số liệu lúc 08:00 ngày 07/12/2026." in form_message.reply.text
    assert "lập lúc" not in form_message.reply.text, "the message above was made at the same time"
    town.clock.advance(days=2)
    await press(front, digest, form)
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
    remarked = marked(marked(text, {"LC-BBBBBB": "<i>✓ a</i>"}), {"LC-AAAAAA": "<i>✓ b</i>"})
    assert remarked.count("✓") == 1 and remarked.split("\n")[0].endswith("✓ b</i>")


def test_what_would_be_too_long_is_not_marked() -> None:
    text = "<code>LC-AAAAAA</code>" + "🌳" * 2030
    assert marked(text, {"LC-AAAAAA": "<i>✓ đã nhận 08:00</i>"}) == text


async def test_a_form_with_nothing_in_it_says_so(
    town: Town, tools: Tools, an: Someone, front: Someone
) -> None:
    await overdue(town, tools, an)
    await press(front, digest_of(front), "map")
    assert front.heard == "Kỳ này chưa có gì để vẽ lên bản đồ." and len(front.news) == 1
