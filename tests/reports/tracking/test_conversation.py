"""Following, reopening, withdrawing, and the right to take consent back."""

import re

from sqlmodel import select

from bot.reports.moves import EVERY
from db.models import Consent, Draft, Outbox, Report
from tests.town import Someone, Town, report


async def test_a_wrong_code_is_told_and_a_right_one_found_however_typed(town: Town) -> None:
    an = town.person("an")
    code = await report(an)
    for typed in (code, code.lower(), code[3:], f" {code} ", code.replace("-", " ")):
        await an.commands("trangthai", typed)
        assert code in an.heard
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for typed in (wrong, "abc", "LC-000000", "<b>", "x" * 5000):
        await an.commands("trangthai", typed)
        assert "Không có phản ánh nào mang mã" in an.heard
        assert "<b><b>" not in an.heard and len(an.heard) < 1000
    await an.commands("trangthai")
    assert "gõ mã sau lệnh" in an.heard


async def test_a_code_in_a_sentence_is_enough(town: Town) -> None:
    an = town.person("an")
    code = await report(an)
    await an.says(f"phản ánh {code.lower()} của tôi sao rồi")
    assert code in an.heard and "Diễn biến" in an.heard


async def test_somebody_else_with_the_code_sees_no_words_of_it(town: Town) -> None:
    an, eve = town.person("an"), town.person("eve")
    code = await report(an, description="nhà ông Sáu chặt cây", place="số 5 Tân Phong")
    await eve.commands("trangthai", code)
    assert "mới gửi" in eve.heard and not re.search(r"• \d\d:\d\d ", eve.heard)
    assert "ông Sáu" not in eve.heard and "số 5" not in eve.heard
    assert eve.last.labels == ["🤝 Ủng hộ phản ánh này"]
    await an.does(button=f"withdraw_yes:{code}")
    await eve.commands("trangthai", code)
    assert "không có diễn biến" in eve.heard and "rút" not in eve.heard


async def test_mine_shows_all_of_mine_and_nobody_elses(town: Town) -> None:
    an, eve = town.person("an"), town.person("eve")
    first, second = await report(an), await report(an)
    await report(eve)
    await an.commands("cuatoi")
    assert [label.split(" ·")[0] for label in an.last.labels] == [second, first]
    await an.presses(first)
    assert first in an.heard


async def test_only_of_what_is_called_resolved_it_is_asked_whether_it_is(town: Town) -> None:
    an = town.person("an")
    code = await report(an)
    for status in sorted(EVERY):
        with town.database.transaction() as session:
            session.exec(select(Report)).one().status = status
        await an.commands("trangthai", code)
        assert ("✅ Đã xong" in an.last.labels) == (status == "resolved"), status


async def test_not_resolved_at_all_reopens_it(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã kiểm tra, đã nhắc nhở")
    await binh.presses("Gửi")
    await an.presses("Chưa xong")
    await an.says("vẫn còn gốc cây chắn lối đi")
    await an.presses("Gửi")
    assert "đã được mở lại" in an.heard
    assert "vẫn còn gốc cây" in "\n".join(message.reply.text for message in binh.shown)
    with town.database.reading() as session:
        row = session.exec(select(Report).where(Report.code == code)).one()
    assert row.status == "reopened" and row.ended_at is None


async def test_withdrawing_is_asked_once_more(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    await an.does(button=f"withdraw:{code}")
    assert "chắc chắn" in an.heard
    await an.presses("Vâng, rút")
    assert "Đã rút" in an.heard
    assert "đã rút phản ánh" in "\n".join(message.reply.text for message in binh.shown)
    card = next(message for message in binh.shown if message.edits)
    assert "người gửi đã rút" in card.reply.text and card.labels == []


async def test_consent_can_be_taken_back(town: Town) -> None:
    an = town.person("an")
    code = await report(an)
    with town.database.transaction() as session:
        session.exec(select(Report)).one().shown_name = "Cô An"
    await an.commands("phananh")
    await an.commands("quyenriengtu")
    await an.presses("Rút lại đồng ý")
    await an.presses("Chắc chắn rút lại")
    with town.database.reading() as session:
        assert (session.exec(select(Report).where(Report.code == code))).one().shown_name is None
        assert session.exec(select(Draft)).all() == []
        assert session.exec(select(Consent)).one().withdrawn_at == town.clock.now
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" in an.heard


async def test_a_group_never_learns_whose_report_it_is(town: Town) -> None:
    an = town.person("an")
    code = await report(an)
    chair = town.person("chair", chat="-100")
    await town.invited(chair, "official", "ubnd_tan_phong")
    in_group = town.person("an", chat="-77")
    await in_group.commands("trangthai", code)
    assert "Chặt hai cây" not in in_group.heard and in_group.last.labels == []
    await in_group.commands("cuatoi")
    assert "nhắn riêng" in in_group.heard and code not in in_group.heard


async def test_reopening_gives_a_new_deadline(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await report(an)
    await binh.presses("Từ chối")
    await binh.says("không thuộc thẩm quyền")
    await binh.presses("Gửi")
    town.clock.advance(days=30)
    await an.presses("Mở lại")
    await an.says("cây trồng trên đất công")
    await an.presses("Gửi")
    with town.database.reading() as session:
        row = session.exec(select(Report)).one()
    assert row.deadline_at > town.clock.now
    assert "Mục tiêu nội bộ mới" in an.heard


async def test_nobody_is_said_to_be_told_who_is_not(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    await binh.does(event="left")
    await an.does(button=f"withdraw_yes:{code}")
    assert "Đã rút" in an.heard and "báo" not in an.heard


async def test_after_consent_is_taken_back_nothing_more_is_kept_without_it(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await report(an)
    with town.database.transaction() as session:
        session.exec(select(Report)).one().shown_name = "Nguyễn Thị Lan"
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    assert "Nguyễn Thị Lan" in next(message for message in binh.shown if message.edits).reply.text
    await an.commands("quyenriengtu")
    await an.presses("Rút lại đồng ý")
    await an.presses("Chắc chắn rút lại")
    assert "Nguyễn" not in "".join(message.reply.text for message in binh.shown)
    with town.database.reading() as session:
        messages = session.exec(select(Outbox)).all()
    assert not any("Nguyễn Thị Lan" in str(row.payload) for row in messages)
    await an.commands("quyenriengtu")
    assert "đã gửi vẫn được xử lý" in an.heard
    await an.presses("Trả lời")
    assert "đồng ý lại" in an.heard
    with town.database.reading() as session:
        assert session.exec(select(Draft)).all() == []
    await an.presses("Đồng ý")
    await an.says("ở cổng trường")
    await an.presses("Gửi")
    assert "ở cổng trường" in "".join(message.reply.text for message in binh.shown)


async def test_due_and_done_dates_are_shown_also_when_late(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await an.commands("cuatoi")
    assert "· hạn 27/11/2026" in str(an.last.labels)
    town.clock.advance(days=10)
    await an.commands("trangthai", code)
    assert "Đã quá mục tiêu" in an.heard
    await an.commands("cuatoi")
    assert "· quá hạn 27/11/2026" in str(an.last.labels)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã trồng lại hai cây phượng ngày 23/11")
    await binh.presses("Gửi")
    await an.commands("trangthai", code)
    assert "mục tiêu 27/11/2026, <b>trễ</b>" in an.heard and "03/12/2026" in an.heard
