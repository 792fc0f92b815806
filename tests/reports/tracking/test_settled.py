"""The reporter's answer to a resolution; additions; a hidden name; replies to our notices."""

import pytest
from sqlmodel import select

from db.models import Audit, Draft, Outbox, Report, ReportEvent
from tests.town import Someone, Town, report


async def only_report(town: Town) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report)).one()


async def actions(town: Town) -> list[str]:
    with town.database.reading() as session:
        return list(session.exec(select(ReportEvent.action).order_by("id")).all())


def all_text(someone: Someone) -> str:
    return "\n".join(message.reply.text for message in someone.shown)


async def resolved(an: Someone, binh: Someone) -> str:
    """A report that is called resolved."""
    code = await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã kiểm tra, đã nhắc nhở, sẽ trồng lại sau 2 tháng")
    await binh.presses("Gửi")
    return code


async def test_done_is_thanked_for_and_told_to_the_agency(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await resolved(an, binh)
    assert "Đã xử lý xong chưa?" in all_text(an)
    await an.presses("Đã xong")
    row = await only_report(town)
    assert (row.status, row.confirmed) == ("resolved", "yes") and "Cảm ơn" in an.heard
    assert f"Người gửi xác nhận <b>{code}</b>" in all_text(binh)
    await an.presses("Đã xong")
    assert (await actions(town)).count("confirm") == 1
    await an.commands("trangthai", code)
    assert "người gửi xác nhận đã xong" in an.heard
    assert "(UBND phường Tân Phong)" in an.heard


async def test_in_part_stays_open_at_once_and_words_may_follow(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await resolved(an, binh)
    town.clock.advance(days=20)
    await an.presses("Xong một phần")
    row = await only_report(town)
    assert (row.status, row.confirmed, row.ended_at) == ("in_progress", "partly", None)
    assert row.deadline_at > town.clock.now
    assert "một phần" in binh.last.reply.text and "còn thiếu gì" in an.heard
    await an.says("còn gốc cây")
    await an.presses("Gửi")
    assert "còn gốc cây" in binh.last.reply.text and code in binh.last.reply.text
    assert "một phần" not in all_text(front) and "chưa xong" not in all_text(front)


async def test_not_at_all_needs_a_reason_or_a_picture_and_alerts_both(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await resolved(an, binh)
    await an.presses("Chưa xong")
    assert (await only_report(town)).status == "resolved"
    await an.says("ko")
    assert "vài chữ, hoặc gửi một tấm ảnh" in an.heard
    await an.sends_photos("red")
    await an.presses("Gửi")
    row = await only_report(town)
    assert (row.status, row.confirmed) == ("reopened", "no")
    for someone in (binh, front):
        notice = next(message for message in someone.shown if "chưa xong" in message.reply.text)
        assert code in notice.reply.text and len(notice.reply.photos) == 1
    assert "Mặt trận Tổ quốc được báo" in binh.last.reply.text
    assert "Mặt trận Tổ quốc" in an.heard and "Mục tiêu nội bộ mới" in an.heard


async def test_coarse_words_and_denunciations_do_not_pass(
    town: Town, an: Someone, binh: Someone
) -> None:
    await resolved(an, binh)
    await an.presses("Chưa xong")
    sent = await an.says("ĐM lũ khốn nạn, cây vẫn nằm đó")
    await an.presses("Gửi")
    assert "vẫn còn nguyên" in an.heard and (await only_report(town)).status == "resolved"
    await an.says("tôi tố cáo cán bộ nhận hối lộ", message=sent.message, edited=True)
    await an.presses("Gửi")
    assert "Luật Tố cáo" in an.heard and (await only_report(town)).status == "resolved"
    assert "Vẫn gửi" not in str(an.last.labels)
    await an.says("cây vẫn nằm đó", message=sent.message, edited=True)
    await an.presses("Gửi")
    assert (await only_report(town)).status == "reopened" and "cây vẫn nằm đó" in all_text(binh)
    assert "khốn nạn" not in all_text(binh) and "hối lộ" not in all_text(binh)


async def test_a_picture_alone_is_enough(town: Town, an: Someone, binh: Someone) -> None:
    await resolved(an, binh)
    await an.presses("Chưa xong")
    await an.sends_photos("red")
    await an.presses("Gửi")
    assert (await only_report(town)).status == "reopened"
    assert "None" not in all_text(binh) and "<blockquote></blockquote>" not in all_text(binh)
    assert "được mở lại" in binh.last.reply.text
    assert "Mặt trận" not in binh.last.reply.text, "there is no overseer who was told"


async def test_the_front_reads_no_number_in_the_reason(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    await resolved(an, binh)
    await an.presses("Chưa xong")
    await an.says("hỏi tôi ở 0912 345 678, cây vẫn nằm đó")
    await an.presses("Gửi")
    assert "vẫn nằm đó" in all_text(front) and "0912" not in all_text(front)


async def test_a_button_from_before_still_says_that_it_is_not_done(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await resolved(an, binh)
    await an.does(button=f"reopen:{code}")
    await an.says("cây vẫn nằm đó")
    await an.presses("Gửi")
    assert (await only_report(town)).confirmed == "no"


async def test_a_new_resolution_is_asked_about_anew(town: Town, an: Someone, binh: Someone) -> None:
    await resolved(an, binh)
    await an.presses("Chưa xong")
    await an.says("cây vẫn nằm đó")
    await an.presses("Gửi")
    await binh.presses("Đã xử lý")
    await binh.says("đã chở cây đi")
    await binh.presses("Gửi")
    row = await only_report(town)
    assert (row.status, row.confirmed) == ("resolved", None)


async def test_nobody_else_answers_for_the_reporter(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await resolved(an, binh)
    eve = town.person("eve")
    for someone in (eve, binh, front):
        for button in (f"settled:yes:{code}", f"settled:part:{code}", f"settled:no:{code}",
                       f"hide_name:{code}", f"add:{code}"):  # fmt: skip
            await someone.does(button=button)
            assert "không dành cho anh/chị" in someone.heard, button
    for button in (f"settled:x:{code}", "settled:yes:LC-222222", "hide_name:x", "newdate:1:x"):
        await an.does(button=button)
        assert "Nút này" in an.heard
    assert (await only_report(town)).confirmed is None


async def test_a_promise_is_kept_with_its_day(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã dọn cây, sẽ trồng lại sau 2 tháng")
    assert "Có hẹn: hỏi lại sau 2 tháng" in binh.last.labels
    await binh.presses("Có hẹn: hỏi lại sau 2 tháng")
    row = await only_report(town)
    assert row.promise == "đã dọn cây, sẽ trồng lại sau 2 tháng"
    assert f"{row.promised_at:%Y-%m-%d}" == "2027-01-25"  # 23 January is a Saturday
    assert "25/01/2027 tôi hỏi lại" in all_text(an)


async def test_words_and_pictures_are_added_while_it_is_open(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    for number in range(10):
        await an.does(button=f"add:{code}")
        await an.sends_photos("blue", caption=f"thêm {number}")
        await an.presses("Gửi")
        assert f"thêm {number}" in binh.last.reply.text and len(binh.last.reply.photos) == 1
    await an.does(button=f"add:{code}")
    assert "mức nhiều nhất" in an.heard
    await an.commands("trangthai", code)
    assert "người gửi bổ sung" in an.heard and "thêm 9" in an.heard
    assert (await only_report(town)).status == "new"


async def test_a_name_can_be_taken_back_alone(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    with town.database.transaction() as session:
        session.exec(select(Report)).one().shown_name = "Nguyễn Thị Lan"
    await binh.presses("Tiếp nhận")
    assert "Nguyễn Thị Lan" in all_text(binh)
    await an.commands("trangthai", code)
    await an.presses("Bỏ tên tôi")
    await an.presses("Bỏ tên tôi")
    assert "ẩn danh" in an.heard and (await only_report(town)).shown_name is None
    assert "Nguyễn Thị Lan" not in all_text(binh)
    with town.database.reading() as session:
        messages = session.exec(select(Outbox)).all()
        assert "hide_name" in session.exec(select(Audit.action)).all()
    assert not any("Nguyễn Thị Lan" in str(row.payload) for row in messages)
    await an.commands("trangthai", code)
    assert not any("Bỏ tên" in label for label in an.last.labels)


async def test_a_reply_to_the_question_answers_it(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    question = next(message for message in an.shown if "Cây ở đâu" in message.reply.text)
    await an.commands("phananh")  # something else begun meanwhile takes nothing away
    await an.says("ở cổng sau trường", replied=question.id)
    assert "Gửi câu trả lời này?" in an.heard
    await an.presses("Gửi")
    assert "ở cổng sau trường" in all_text(binh) and (await only_report(town)).status == "accepted"


async def test_a_reply_to_a_notice_is_added_to_its_report(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    await binh.presses("Tiếp nhận")
    notice = an.last
    assert "tiếp nhận" in notice.reply.text
    await an.says("họ đang chặt tiếp", replied=notice.id)
    await an.presses("Gửi")
    assert "họ đang chặt tiếp" in binh.last.reply.text
    await an.says("công viên ở đâu?", replied="m0")
    assert "Thêm vào" not in an.heard


@pytest.mark.parametrize(
    "words", ["cảm ơn cháu nhiều nhé", "ok", "bao giờ xong vậy?", "mai có người đến không?"]
)
async def test_a_reply_that_thanks_or_asks_is_added_to_nothing(
    town: Town, an: Someone, words: str
) -> None:
    await report(an)
    await an.says(words, replied=an.last.id)
    assert "Thêm vào" not in an.heard


@pytest.mark.parametrize(
    "words",
    [
        "cảm ơn, tối qua họ chặt nốt cây cuối rồi",
        "cháu ơi họ đang chặt tiếp đây này",
        "xe biển số 25C-12345 chở đi rồi, có xử lý không",
        "xe 25C-12345 có xử lý không?",
    ],
)
async def test_a_reply_that_tells_something_beside_thanks_is_offered_to_be_added(
    town: Town, an: Someone, words: str
) -> None:
    code = await report(an)
    await an.says(words, replied=an.last.id)
    assert f"Thêm vào {code}?" in an.heard and words in an.heard


async def test_a_reply_to_the_resolution_shows_the_three_answers(
    town: Town, an: Someone, binh: Someone
) -> None:
    await resolved(an, binh)
    await an.says("chưa đâu", replied=an.last.id)
    assert [label[2:] for label in an.last.labels] == ["Đã xong", "Xong một phần", "Chưa xong"]


async def test_an_official_goes_on_without_the_answer(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    await binh.presses("Đang xử lý")
    row = await only_report(town)
    assert (row.status, row.answer_by) == ("in_progress", None)


async def test_an_official_tells_a_later_date_twice_at_most(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    target = (await only_report(town)).deadline_at
    await front.does(button=f"newdate:3:{code}")
    assert "không dành cho anh/chị" in front.heard
    for days in (3, 1):
        await binh.does(button=f"newdate:{days}:{code}")
        assert "ngày hẹn mới là" in binh.heard and "xin lỗi" in an.last.reply.text
    for days in (5, 4):
        await binh.does(button=f"newdate:{days}:{code}")
        assert "chỉ hẹn lại được 2 lần" in binh.heard
    row = await only_report(town)
    assert row.deadline_at == target and f"{row.expected_at:%d/%m/%Y}" in an.last.reply.text
    await an.commands("trangthai", code)
    assert "Ngày hẹn mới" in an.heard and "không phải thời hạn luật định" in an.heard


async def test_without_consent_nothing_is_added(town: Town, an: Someone, binh: Someone) -> None:
    code = await resolved(an, binh)
    await an.commands("quyenriengtu")
    await an.presses("Rút lại đồng ý")
    await an.presses("Chắc chắn rút lại")
    await an.does(button=f"settled:no:{code}")
    assert "đồng ý lại" in an.heard
    with town.database.reading() as session:
        assert session.exec(select(Draft).where(Draft.kind == "dispute")).all() == []
    await an.presses("Đồng ý")
    await an.says("cây vẫn nằm đó")
    await an.presses("Gửi")
    assert (await only_report(town)).status == "reopened"


@pytest.mark.parametrize("words", ["cảm ơn cháu nhiều nhé", "ok", "mai có người đến không?"])
async def test_thanks_and_questions_in_a_reply_add_nothing(
    town: Town, an: Someone, binh: Someone, words: str
) -> None:
    await report(an)
    await binh.presses("Tiếp nhận")
    await an.says(words, replied=an.last.id)
    assert "Thêm vào" not in an.heard
