"""The Front watches: its digest, its questions to agencies, its checks on the ground."""

import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import event

from bot.core import chain
from bot.core.turn import Tools
from bot.digests.period import Period
from bot.digests.queries import Scope
from bot.digests.render import buttons, chart, document, workbook
from bot.digests.render.message import answer
from bot.digests.render.rows import Names
from bot.digests.select.content import select
from bot.oversight import queries, summary
from bot.oversight.announcing import unanswered
from bot.oversight.reminders import remind
from bot.plan.outline import name_of
from db.models import TargetEvent
from tests.oversight.kit import GREEN, PLAN, SUBDIVISION, WARD, belongs, checked, opens, stated
from tests.town import Someone, Town, picture, report

SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for the sheet, to look at it."""


def digest(town: Town, tools: Tools, agency: str | None = None) -> str:
    """The week's digest as the Front or an agency reads it."""
    now = town.clock()
    week = Period(now - timedelta(days=7), now)
    before = Period(now - timedelta(days=14), week.start)
    town.clock.advance(minutes=1)
    with town.database.reading() as session:
        content = select(session, tools, Scope(agency), week, before, town.clock())
    return answer(content, tools).text


async def test_the_digest_counts_stated_not_stated_and_newly_contested(
    town: Town, tools: Tools, binh: Someone
) -> None:
    for target in (GREEN, SUBDIVISION):
        await belongs(town, target)
    remind(town.database, tools, town.clock())
    town.clock.advance(minutes=1)
    stated(town, SUBDIVISION, 90)
    checked(town, SUBDIVISION)
    town.clock.advance(minutes=1)
    text = digest(town, tools)
    assert "công bố trong kỳ <b>1</b> · chưa công bố <b>18</b> (6 quá hạn)" in text
    silent = "nhắc mà chưa trả lời <b>1</b> (UBND phường Tân Phong 1)"
    assert f"{silent} · mới có ý kiến khác <b>1</b>" in text
    assert "• Tỷ lệ phủ kín quy hoạch phân khu" in text


async def test_who_answers_no_reminder_is_named_until_it_states(
    town: Town, tools: Tools, binh: Someone
) -> None:
    await belongs(town)
    remind(town.database, tools, town.clock())
    town.clock.advance(days=40)  # long before the week of the digest
    text = digest(town, tools)
    assert "nhắc mà chưa trả lời <b>1</b> (UBND phường Tân Phong 1)" in text
    assert "không có phản ánh nào mới" not in text  # it is what the week is about
    await belongs(town, GREEN, None)
    assert "chưa trả lời" not in digest(town, tools)  # it is not theirs any more
    await belongs(town)
    stated(town)
    assert "chưa trả lời" not in digest(town, tools)


async def test_the_first_line_names_targets_to_act_on(town: Town, tools: Tools) -> None:
    for target in (GREEN, SUBDIVISION):
        await belongs(town, target)
    stated(town, SUBDIVISION, 92)
    checked(town, SUBDIVISION, "part")
    town.clock.advance(minutes=1)
    text = digest(town, tools)
    assert "Hôm nay:</b> hỏi 1 chỉ tiêu có ý kiến khác." in text.splitlines()[0]
    await report(town.person("neighbour"))
    line = digest(town, tools, WARD).splitlines()[0]
    assert "xem lại 1 chỉ tiêu có ý kiến khác, công bố 1 chỉ tiêu quá hạn." in line
    town.clock.now = town.clock.now.replace(year=2026, month=1, day=6)
    text = digest(town, tools)
    assert "Hôm nay:</b> hỏi 6 chỉ tiêu mới quá hạn." in text.splitlines()[0]


async def test_an_agencys_silence_is_no_daily_digest_to_itself(
    town: Town, tools: Tools, binh: Someone
) -> None:
    await belongs(town, SUBDIVISION)
    remind(town.database, tools, town.clock())
    town.clock.advance(days=3)
    now = town.clock()
    day = Period(now - timedelta(days=1), now)
    with town.database.reading() as session:
        ward = select(session, tools, Scope(WARD), day, day, now)
        front = select(session, tools, Scope(), day, day, now)
    assert ward.targets.silent == front.targets.silent == 1
    assert front.happened and not ward.happened and ward.is_empty


async def test_a_week_with_no_reports_tells_of_the_targets_too(town: Town, tools: Tools) -> None:
    text = digest(town, tools)
    assert "không có phản ánh nào mới" in text
    assert "Chỉ tiêu của kế hoạch: công bố trong kỳ <b>0</b> · chưa công bố <b>19</b>" in text


async def test_what_became_overdue_in_the_week_is_told(town: Town, tools: Tools) -> None:
    town.clock.now = town.clock.now.replace(year=2026, month=1, day=4)
    assert "(7 quá hạn, trong kỳ này 7)" in digest(town, tools)
    town.clock.advance(days=7)
    assert "(7 quá hạn)" in digest(town, tools)


async def test_an_agency_reads_of_its_own_targets(town: Town, tools: Tools, an: Someone) -> None:
    await report(an)
    assert "Chỉ tiêu của kế hoạch" not in digest(town, tools, WARD)
    await belongs(town)
    assert "chưa công bố <b>1</b> (1 quá hạn)" in digest(town, tools, WARD)


async def test_the_head_of_the_chain_stands_in_every_digest(town: Town, tools: Tools) -> None:
    assert "Dấu lịch sử" not in digest(town, tools)
    stated(town)
    chain.seal(town.database, town.clock())
    with town.database.reading() as session:
        head = chain.head(session)
    for agency in (None, WARD, "so_xay_dung"):
        assert f"<code>số {head.number} {head.short}</code>" in digest(town, tools, agency)
    stated(town, value=8)
    assert "1 việc của phút gần nhất chưa niêm phong" in digest(town, tools)


async def test_the_mark_stands_in_every_form_of_a_digest(town: Town, tools: Tools) -> None:
    stated(town)
    chain.seal(town.database, town.clock())
    now = town.clock() + timedelta(minutes=1)
    week = Period(now - timedelta(days=7), now)
    with town.database.reading() as session:
        mark = f"số 1 {chain.head(session).short}"
        content = select(session, tools, Scope(), week, week, now)
    paper = Document(io.BytesIO(document.write(content, tools, "mttq_tinh")))
    assert any(mark in paragraph.text for paragraph in paper.paragraphs)
    book = load_workbook(io.BytesIO(workbook.write(content, tools)))
    assert any(mark in str(cell.value) for row in book.worksheets[0].rows for cell in row)


async def test_its_files_have_every_target_with_what_was_stated(town: Town, tools: Tools) -> None:
    await belongs(town, SUBDIVISION, "so_xay_dung")
    stated(town, SUBDIVISION, 93.5)
    checked(town, SUBDIVISION, "part")
    now = town.clock() + timedelta(minutes=1)
    week = Period(now - timedelta(days=7), now)
    with town.database.reading() as session:
        content = select(session, tools, Scope(), week, week, now)
    book = load_workbook(io.BytesIO(workbook.write(content, tools)))
    lines = [[cell.value for cell in row] for row in book["Chỉ tiêu"].iter_rows(min_row=5)]
    assert len(lines) == 19
    name, years, planned, said, as_of, state, late, agency = lines[0]  # contested: it stands first
    assert name == "Tỷ lệ phủ kín quy hoạch phân khu" and years == "2021-2025"
    assert (planned, said, as_of.date()) == ("đạt 90%", "93,5%", date(2025, 12, 31))
    assert (state, late, agency) == ("Có ý kiến khác", None, "Sở Xây dựng tỉnh Lai Châu")
    assert [line[6] for line in lines].count(327) == 6
    paper = Document(io.BytesIO(document.write(content, tools, "mttq_tinh")))
    if SHOTS:
        paper.save(str(Path(SHOTS) / "targets.docx"))
    assert any("CHỈ TIÊU CỦA KẾ HOẠCH" in paragraph.text for paragraph in paper.paragraphs)
    table = next(table for table in paper.tables if table.cell(0, 0).text == "Chỉ tiêu")
    assert len(table.rows) == 8 and "93,5%, tính đến 31/12/2025" in table.cell(1, 2).text
    assert any(
        "19 chỉ tiêu và việc kế hoạch giao, 1 được công bố trong kỳ; 18 chưa" in paragraph.text
        for paragraph in paper.paragraphs
    )


async def test_under_a_digest_the_front_asks_about_what_is_contested_or_overdue(
    town: Town, tools: Tools, front: Someone
) -> None:
    for target in (GREEN, SUBDIVISION):
        await belongs(town, target)
    stated(town, SUBDIVISION, 95)
    checked(town, SUBDIVISION)
    since, now = town.clock() - timedelta(days=31), town.clock() + timedelta(minutes=1)
    with town.database.reading() as session:
        pressing = summary.to_ask(session, tools, since, now)
    assert [promise.id for promise in pressing] == [SUBDIVISION, GREEN]
    rows = buttons.targets("overseer", tools, pressing)
    assert [row[0].text[:7] for row in rows[:2]] == ["❓ Hỏi: "[:7]] * 2
    await front.does(button=rows[0][0].data)
    assert "Hỏi cơ quan điều gì" in front.heard and "phân khu" in front.heard
    await front.says("Vì sao kiểm tra thấy khác?")
    await front.presses("Gửi")
    with town.database.reading() as session:
        pressing = summary.to_ask(session, tools, since, town.clock() + timedelta(minutes=2))
    assert [promise.id for promise in pressing] == [GREEN]
    assert buttons.targets("official", tools, pressing) == ()


async def test_the_chart_says_what_is_left_out(
    town: Town, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "MOST_BARS", 2)
    now = town.clock()
    week = Period(now - timedelta(days=7), now)
    with town.database.reading() as session:
        content = select(session, tools, Scope(), week, week, now)
    drawn = chart.chart(content, Names(tools))[-1]
    assert len(drawn.groups) == 2 and "còn 8 chỉ tiêu" in drawn.heading


async def test_the_chart_shows_plan_and_stated_side_by_side(town: Town, tools: Tools) -> None:
    stated(town, GREEN, 3)
    now = town.clock() + timedelta(minutes=1)
    week = Period(now - timedelta(days=7), now)
    with town.database.reading() as session:
        content = select(session, tools, Scope(), week, week, now)
    drawn = chart.chart(content, Names(tools))[-1]
    green = next(group for group in drawn.groups if "cây xanh" in group.name)
    assert [bar.parts[0][0] for bar in green.bars] == [100, 50]
    assert green.bars[1].words == "Công bố: 3 m² (31/12/2025)"
    assert chart.paint(content, Names(tools)).png()


async def test_the_chart_draws_what_is_stated_or_due_in_parts_of_the_plans_own_figure(
    town: Town, tools: Tools
) -> None:
    stated(town, "cay_xanh_2030", 5.5, as_of=date(2026, 9, 30))
    now = town.clock() + timedelta(minutes=1)
    with town.database.reading() as session:
        drawn = summary.figures(session, tools, None, (now - timedelta(days=9), now), now)
    ends = {bar.promise.goal.due.year for bar in drawn.bars if bar.stated is None}
    assert ends == {2025} and drawn.undrawn
    (bar,) = [bar for bar in drawn.bars if bar.stated]
    low = bar.promise.goal.low
    assert low and bar.percent == round(550 / low)


async def test_only_what_came_to_be_contested_is_newly_so(town: Town, tools: Tools) -> None:
    stated(town, GREEN, 6.4)
    checked(town, GREEN, "no")
    town.clock.advance(days=8)
    checked(town, GREEN, "part")  # again, a week later
    stated(town, SUBDIVISION, 93)
    checked(town, SUBDIVISION, "no", agency="mttq_tan_phong")
    town.clock.advance(days=8)
    checked(town, SUBDIVISION, "yes")  # of another office: it still is contested
    town.clock.advance(minutes=1)
    week, now = timedelta(days=7), town.clock()
    with town.database.reading() as session:
        last, this = (
            [row.id for row in summary.figures(session, tools, None, span, now).contested]
            for span in ((now - 2 * week, now - week), (now - week, now))
        )
    assert last == [SUBDIVISION] and this == []


async def test_a_target_stated_twice_is_one(town: Town, tools: Tools) -> None:
    stated(town, GREEN, 5.1)
    stated(town, GREEN, 5.2, words="Sửa số")
    town.clock.advance(minutes=1)
    assert "công bố trong kỳ <b>1</b>" in digest(town, tools)


async def test_the_section_takes_few_queries_however_many_targets(town: Town, tools: Tools) -> None:
    for target in (GREEN, SUBDIVISION, "nha_o_2030"):
        stated(town, target, 5)
    seen: list[str] = []

    def note(*values: object) -> None:
        seen.append(str(values[2]))

    now = town.clock()
    event.listen(town.database.engine, "before_cursor_execute", note)
    with town.database.reading() as session:
        span = now - timedelta(days=7), now
        summary.figures(session, tools, None, span, now)
    event.remove(town.database.engine, "before_cursor_execute", note)
    assert len(seen) <= 9


async def test_the_front_asks_and_the_answer_stands_in_the_history(
    town: Town, binh: Someone, front: Someone, an: Someone
) -> None:
    await belongs(town)
    await opens(front)
    await front.presses("Hỏi cơ quan")
    await front.says("Vì sao gần một năm chưa công bố, anh Nguyễn Văn Ba phụ trách?")
    assert "▒▒▒" in front.heard and "đã được che" in front.heard
    await front.presses("Gửi")
    assert "Đã hỏi UBND phường Tân Phong" in front.heard
    assert "Ủy ban MTTQ Việt Nam tỉnh Lai Châu hỏi" in binh.last.reply.text
    await binh.presses("Trả lời")
    await binh.says("Đang chờ số liệu của Chi cục Thống kê")
    await binh.presses("Gửi")
    assert "Đang chờ số liệu" in front.last.reply.text
    await opens(an)
    await an.presses("Lịch sử")
    assert an.heard.index("trả lời: “Đang chờ") < an.heard.index("hỏi: “Vì sao")


async def test_a_wards_front_gets_the_answer_and_a_statement_settles_a_question(
    town: Town, binh: Someone
) -> None:
    await belongs(town)
    ward = town.person("ward")
    await town.invited(ward, "overseer", "mttq_tan_phong")
    for words in ("Bao giờ công bố?", "Số liệu này của ai?"):
        await opens(ward)
        await ward.presses("Hỏi cơ quan")
        await ward.says(words)
        await ward.presses("Gửi")
    await binh.presses("Trả lời")
    await binh.says("Của phòng Kinh tế")
    await binh.presses("Gửi")
    assert "Của phòng Kinh tế" in ward.last.reply.text
    assert len(_open_questions(town)) == 1
    await opens(binh)
    await binh.presses("Công bố kết quả")
    await binh.says("7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026")
    await binh.presses("Gửi")
    assert "Đã có công bố" in ward.last.reply.text and "7,2 m²" in ward.last.reply.text
    assert _open_questions(town) == []


def _open_questions(town: Town) -> list[TargetEvent]:
    with town.database.reading() as session:
        return unanswered(queries.events(session, [(PLAN, GREEN)])[PLAN, GREEN])


async def test_overseers_see_where_and_what_was_checked(
    town: Town, front: Someone, an: Someone
) -> None:
    key = town.media.add_picture(picture())
    stated(town)
    checked(town, latitude=22.4, longitude=103.4, photos=[key])
    await opens(an)
    assert not any("vị trí" in label for label in an.last.labels)
    await an.does(button=f"checks:{PLAN}:{name_of(GREEN)}")
    assert "22.4" not in an.heard
    await opens(front)
    await front.presses("🖼 Ảnh, vị trí kiểm tra (1)")
    assert "mlat=22.4&amp;mlon=103.4" in front.heard and front.last.reply.photos == (key,)


async def test_what_an_admin_entered_is_marked_and_the_agency_told(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town)
    admin = town.person("admin")
    await town.invited(admin, "admin")
    await opens(an)
    await an.presses("Theo dõi")
    await an.presses("Đồng ý")
    await opens(admin)
    await admin.presses("Ghi công bố từ nơi khác")
    await admin.presses("UBND phường Tân Phong")
    await admin.says("7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026")
    await admin.sends_photos("green")
    await admin.presses("Gửi")
    assert "Quản trị đã ghi" in binh.last.reply.text
    assert "do quản trị ghi lại từ nơi khác" in an.last.reply.text
    await an.says("cây xanh đạt bao nhiêu rồi")
    assert "do quản trị ghi lại từ nơi khác" in an.heard


async def test_states_around_the_last_day_say_how_late(town: Town, an: Someone) -> None:
    stated(town, value=3, as_of=date(2025, 6, 30))
    await opens(an)
    assert "Chưa công bố kết quả cuối kỳ (mới có 3 m², tính đến 30/06/2025)" in an.heard
    stated(town, value=3, as_of=date(2025, 12, 31), words="Cuối kỳ")
    await opens(an)
    assert "Chưa đạt, theo công bố" in an.heard
    stated(town, value=7, as_of=date(2026, 2, 9), words="Đã trồng thêm")
    await opens(an)
    assert "Đạt sau hạn 40 ngày, theo công bố" in an.heard


async def test_before_a_statement_a_check_is_of_the_plan_and_contests_nothing_later(
    town: Town, front: Someone
) -> None:
    await opens(front)
    await front.presses("Kiểm tra tại chỗ")
    assert "Tại chỗ thấy kế hoạch đã làm đúng chưa?" in front.heard
    await front.presses("Không đúng")
    await front.presses("Ngày")
    await front.says("Chưa thấy cây nào")
    await front.presses("Đủ rồi")
    assert "<b>chưa làm đúng kế hoạch</b>" in front.heard
    await front.presses("Gửi")
    stated(town)
    await opens(front)
    assert "Đạt, theo công bố" in front.heard
    await front.presses("Kiểm tra tại chỗ")
    assert "Tại chỗ có đúng như công bố không?" in front.heard
    await front.presses("Không đúng")
    await front.presses("Ngày")
    await front.says("Chưa thấy cây nào")
    await front.presses("Đủ rồi")
    await front.presses("Gửi")
    await opens(front)
    assert "Có ý kiến khác" in front.heard


async def test_a_check_is_of_what_is_stated_when_it_is_sent(
    town: Town, front: Someone, an: Someone
) -> None:
    stated(town, value=9.1)
    await opens(front)
    await front.presses("Kiểm tra tại chỗ")
    assert "Công bố: 9,1 m²" in front.heard
    stated(town, value=8.8)
    await opens(front)
    await front.presses("Kiểm tra tại chỗ")
    assert "Công bố: 8,8 m²" in front.heard
    await front.presses("Một phần")
    await front.presses("Ngày")
    await front.says("Chỉ có cọc mốc")
    await front.presses("Đủ rồi")
    assert "Công bố: 8,8 m²" in front.heard
    newest = stated(town, value=9.3)
    await front.presses("Gửi")
    assert "đã có việc mới" in front.heard and "Công bố: 9,3 m²" in front.heard
    await front.presses("Gửi")
    assert "Đã ghi kiểm tra tại chỗ" in front.heard
    with town.database.reading() as session:
        (check,) = (e for e in queries.events(session, [(PLAN, GREEN)])[PLAN, GREEN]
                    if e.kind == "checked")  # fmt: skip
    assert check.about == newest.id
    await opens(an)
    assert "Có ý kiến khác" in an.heard and "(về công bố" not in an.heard
    stated(town, value=9.5)
    await opens(an)
    assert "đúng một phần</b> (về công bố 9,3 m², tính đến 31/12/2025)" in an.heard


async def test_what_was_found_on_the_ground_goes_back_in_by_chat(
    town: Town, binh: Someone, front: Someone, an: Someone
) -> None:
    await belongs(town)
    stated(town)
    await opens(front)
    await front.presses("Kiểm tra tại chỗ")
    await front.presses("Một phần")
    await front.presses("Ngày 23/11/2026")
    await front.says("Một nửa mới có cọc mốc")
    await front.sends_photos("red")
    await front.sends_place()
    await front.presses("Đủ rồi")
    assert "đúng một phần" in front.heard
    await front.presses("Gửi")
    assert "Đã báo UBND phường Tân Phong" in front.heard
    assert "kiểm tra tại chỗ" in binh.last.reply.text
    await opens(an)
    assert "Kiểm tra tại chỗ ngày 23/11/2026, của Ủy ban MTTQ Việt Nam tỉnh Lai Châu" in an.heard
    assert "đúng một phần</b> – “Một nửa mới có cọc mốc” (1 ảnh)" in an.heard
    assert "Có ý kiến khác với công bố" in an.heard


async def test_what_was_found_may_be_told_with_the_day(town: Town, front: Someone) -> None:
    stated(town)
    await opens(front)
    await front.presses("Kiểm tra tại chỗ")
    await front.presses("Một phần")
    await front.says("Công viên mới xong một nửa, chưa có cây")
    assert "chưa đọc được ngày" in front.heard
    await front.says("chiều qua tôi ra xem lại vẫn thế")
    await front.presses("Đủ rồi")
    assert "22/11/2026" in front.heard and "mới xong một nửa" in front.heard
    assert "vẫn thế" in front.heard


async def test_the_sheet_has_the_plans_words_and_lines_to_fill_in(
    town: Town, an: Someone, front: Someone
) -> None:
    code = await report(an)
    await belongs(town)
    stated(town)
    await opens(front)
    await front.presses("Đưa vào phiếu")
    await opens(front, SUBDIVISION)
    await front.presses("Đưa vào phiếu")
    await front.commands("phieu", f"{code} LC-NONE99")
    assert "dưới mã <b>LC-NONE99</b>." in front.heard
    assert "Diện tích đất cây xanh" in front.heard and f"Phản ánh {code}" in front.heard
    await front.presses("Làm phiếu")
    (file,) = front.last.reply.files
    if SHOTS:
        (Path(SHOTS) / file.name).write_bytes(town.media.read(file.key))
    paper = Document(io.BytesIO(town.media.read(file.key)))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for words in ("Điều 85–87 Nghị định số 29/2021/NĐ-CP", "đạt khoảng 6 - 8m2", "7,2 m²",
                  "văn bản 12/BC-UBND ngày 15/01/2026", "Chưa có cơ quan nào công bố", "☐ Đúng",
                  f"{code} – Chặt hạ"):  # fmt: skip
        assert words in text
    assert "phượng" not in text and "cổng trường" not in text  # nothing of who sent it
    assert len(paper.tables[-1].rows) >= 6  # five people and more sign
    blank = [paragraph for paragraph in paper.paragraphs if paragraph.text == "\t"]
    assert blank and all('w:leader="dot"' in paragraph._p.xml for paragraph in blank)
    await front.commands("phieu")
    assert "Chưa chọn gì" in front.heard


async def test_nobody_else_makes_a_sheet(an: Someone, binh: Someone) -> None:
    for someone in (an, binh):
        await someone.commands("phieu")
        assert "Phiếu" not in someone.heard
        await someone.does(button=f"sheet_add:{PLAN}:{name_of(GREEN)}")
        assert "Phiếu" not in someone.heard


@pytest.mark.parametrize("verb", ["check", "ask_of"])
async def test_only_the_front_checks_and_asks(
    town: Town, an: Someone, binh: Someone, verb: str
) -> None:
    await belongs(town)
    for someone in (an, binh):
        await someone.does(button=f"{verb}:{PLAN}:{name_of(GREEN)}")
        assert "anh/chị không làm được việc này" in someone.heard


async def test_only_the_agency_that_was_asked_answers(
    town: Town, binh: Someone, front: Someone
) -> None:
    await belongs(town)
    await opens(front)
    await front.presses("Hỏi cơ quan")
    await front.says("Bao giờ công bố?")
    await front.presses("Gửi")
    stranger = town.person("stranger")
    await town.invited(stranger, "official", "ubnd_doan_ket")
    await stranger.does(button="reply_of:1")
    assert "không làm được" in stranger.heard
    await stranger.does(button="reply_of:999")
    assert "không làm được" not in stranger.heard
