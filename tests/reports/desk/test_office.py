"""Further moves: forward, merge, assign, notes, templates; the overseer asks and reminds."""

from sqlmodel import select

from bot.privacy.retention import forget
from db.models import Audit, Person, Report, ReportEvent, Supporter
from tests.reports.reporting import drafts
from tests.town import Someone, Town, report


async def stored_report(town: Town, code: str) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report).where(Report.code == code)).one()


def all_of(someone: Someone) -> str:
    return "\n".join(message.reply.text for message in someone.shown)


async def test_the_further_moves_open_and_close_in_the_card(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    before, few = len(binh.shown), binh.last.labels
    await binh.does(button=binh.button("➕ Thêm").data, message=binh.last.id)
    assert len(binh.shown) == before
    for label in ("Chuyển cơ quan khác", "Gộp vào", "Giao việc", "Ghi chú nội bộ"):
        assert any(label in shown_label for shown_label in binh.last.labels)
    await binh.does(button=binh.button("Bớt").data, message=binh.last.id)
    assert len(binh.shown) == before and binh.last.labels == few


async def test_forwarded_to_another_agency(town: Town, an: Someone, binh: Someone) -> None:
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    code = await report(an)
    await binh.does(button=f"forward:{code}")
    assert not any("Tân Phong" in label for label in binh.last.labels)
    await binh.presses("Sở Xây dựng")
    assert "Chuyển" in binh.heard
    await binh.says("Thuộc đường tỉnh quản lý")
    await binh.presses("Gửi")
    now = await stored_report(town, code)
    assert (now.agency, now.status) == ("so_xay_dung", "forwarded")
    assert "Sở Xây dựng" in an.last.reply.text and "Thuộc đường tỉnh" in an.last.reply.text
    assert "Chặt hai cây" in all_of(so)
    card = next(message for message in binh.shown if message.edits)
    assert "không còn do nơi đây xử lý" in card.reply.text and card.labels == []
    await binh.does(button=f"case:accept:{code}")
    assert "Sở Xây dựng" in binh.heard and "không dành cho anh/chị" in binh.heard
    await so.presses("Tiếp nhận")
    assert (await stored_report(town, code)).status == "accepted"


async def test_forwarded_without_a_word_to_one_who_is_not_here(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"forward:{code}:ubnd_doan_ket")
    await binh.presses("Gửi")
    assert (await stored_report(town, code)).agency == "ubnd_doan_ket"
    assert "chưa có cán bộ" in binh.heard and "Mặt trận" in binh.heard
    assert "chưa có cán bộ" in front.last.reply.text


async def test_merged_into_another(town: Town, an: Someone, binh: Someone) -> None:
    lan, mai = town.person("lan"), town.person("mai")
    main = await report(an)
    same = await report(lan)
    await mai.does(button=f"support:{same}")
    if "đồng ý" in mai.heard:
        await mai.presses("Đồng ý")
    await binh.does(button=f"merge:{same}")
    assert any(main in label for label in binh.last.labels)
    await binh.says(main.lower())
    assert main in binh.heard and same in binh.heard
    await binh.presses("Gộp lại")
    merged = await stored_report(town, same)
    assert (
        merged.status == "rejected" and merged.merged_into == (await stored_report(town, main)).id
    )
    assert "không bị từ chối" in lan.last.reply.text and main in lan.last.reply.text
    assert "gộp" in mai.last.reply.text
    with town.database.reading() as session:
        assert len(session.exec(select(Supporter)).all()) == 2
    await lan.commands("trangthai", same)
    assert "đã gộp" in lan.heard and "không xử lý" not in lan.heard
    await binh.does(button=f"case:accept:{main}")
    assert main in lan.last.reply.text and main in mai.last.reply.text


async def test_parted_again_each_is_heard_of_once(town: Town, an: Someone, binh: Someone) -> None:
    lan = town.person("lan")
    main, same = await report(an), await report(lan)
    await binh.does(button=f"merge_yes:{same}:{main}")
    assert (await stored_report(town, same)).status == "rejected"
    town.clock.advance(hours=1)
    await lan.does(button=f"reopen:{same}")
    await lan.says("Đây là cây khác, ở cổng sau")
    await lan.presses("Gửi")
    assert (await stored_report(town, same)).status == "reopened"
    before = len(lan.shown)
    await binh.does(button=f"case:accept:{main}")
    assert len(lan.shown) == before
    await binh.does(button=f"case:accept:{same}")
    assert len(lan.shown) == before + 1 and same in lan.last.reply.text


async def test_who_supported_it_of_their_own_still_does_when_it_is_parted(
    town: Town, an: Someone, binh: Someone
) -> None:
    lan = town.person("lan")
    main, same = await report(an), await report(lan)
    await lan.does(button=f"support:{main}")
    town.clock.advance(hours=1)
    await binh.does(button=f"merge_yes:{same}:{main}")
    await lan.does(button=f"reopen:{same}")
    await lan.says("Đây là cây khác, ở cổng sau")
    await lan.presses("Gửi")
    before = len(lan.shown)
    await binh.does(button=f"case:accept:{main}")
    assert len(lan.shown) == before + 1 and main in lan.last.reply.text


async def test_what_cannot_be_merged_says_so(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    await binh.does(button=f"merge:{code}")
    await binh.says("cái kia")
    assert "chờ mã" in binh.heard
    for bad in (code, "LC-222222"):
        await binh.says(bad)
        assert "Không gộp" in binh.heard
    await binh.does(button=f"merge_yes:{code}:{code}")
    assert "chưa có gì thay đổi" in binh.heard
    assert (await stored_report(town, code)).status == "new"


async def test_a_merge_spoken_of_waits_on(town: Town, an: Someone, binh: Someone) -> None:
    main, same = await report(an), await report(town.person("lan"))
    await binh.does(button=f"merge:{same}")
    for days in (60, 60):
        town.clock.advance(days=days)
        await binh.says("cái kia")
        forget(town.database, town.media, town.conversation.tools.city.keep, town.clock())
    await binh.says(main)
    await binh.presses("Gộp lại")
    assert (await stored_report(town, same)).merged_into == (await stored_report(town, main)).id


async def test_no_code_is_waited_for_once_the_case_has_ended(
    town: Town, an: Someone, binh: Someone
) -> None:
    main, same = await report(an), await report(town.person("lan"))
    await binh.does(button=f"merge:{same}")
    await town.person("lan").does(button=f"withdraw_yes:{same}")
    await binh.says(main)
    assert "đã rút" in binh.heard and await drafts(town) == []
    assert (await stored_report(town, same)).merged_into is None


async def test_given_to_a_colleague_who_is_told_in_private(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    await chi.commands("ten", "Chị Chi, địa chính")
    assert "Chị Chi" in chi.heard
    code = await report(an)
    await binh.does(button=f"assign:{code}")
    assert any("(tôi)" in label for label in binh.last.labels)
    await binh.presses("Chị Chi")
    assert "đã giao cho Chị Chi" in all_of(binh)
    assert "được giao cho anh/chị" in all_of(chi)
    assert "giao cho Chị Chi" in next(e for e in binh.shown if e.edits).reply.text
    await chi.commands("viec")
    assert "1 giao cho anh/chị" in chi.heard and "👤" in chi.heard
    await binh.does(button=f"assign:{code}:0")
    assert (await stored_report(town, code)).assignee_id is None
    with town.database.reading() as session:
        an_id = session.exec(select(Person.id).where(Person.channel_id == "an")).one()
    await binh.does(button=f"assign:{code}:{an_id}")
    assert "chưa có gì thay đổi" in binh.heard
    assert "Chị Chi" not in all_of(an)
    await an.does(button="erase:ask")
    await an.does(button=an.last.reply.buttons[0][0].data)
    assert "phượng" not in all_of(chi), "the card that was sent with it is rewritten too"


async def test_the_name_of_the_channel_is_used_only_when_chosen(town: Town, binh: Someone) -> None:
    eve = town.person("eve")
    await eve.commands("ten", "Chủ tịch")
    assert "của cán bộ" in eve.heard
    await binh.commands("ten")
    await binh.presses("Dùng tên")
    with town.database.reading() as session:
        people = {p.channel_id: p.alias for p in session.exec(select(Person)).all()}
    assert people == {"eve": None, "binh": "Binh"}


async def test_a_note_is_for_the_agency_and_the_admin_alone(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    admin = town.person("admin")
    await town.invited(admin, "admin")
    code = await report(an)
    await binh.does(button=f"case:note:{code}")
    await binh.says("chủ nhà là người quen của tổ trưởng")
    await binh.presses("Gửi")
    for person in (front, an):
        await person.commands("trangthai", code)
    await admin.does(button=f"case:show:{code}")
    await binh.does(button=f"case:show:{code}")
    assert "người quen" in binh.heard and "người quen" in admin.heard
    assert "người quen" not in all_of(an) + all_of(front)
    assert (await stored_report(town, code)).status == "new"


async def test_the_front_asks_and_the_agency_answers_it_alone(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    outsider = town.person("other")
    await town.invited(outsider, "overseer", "mttq_tan_phong")
    code = await report(an)
    await front.does(button=f"case:show:{code}")
    await front.presses("Hỏi cơ quan")
    await front.says("Vì sao chưa đi kiểm tra?")
    await front.presses("Gửi")
    assert "MTTQ" in binh.last.reply.text and "Vì sao chưa" in binh.last.reply.text
    await binh.presses("Trả lời Mặt trận")
    await binh.says("Chiều nay đi, liên hệ 0912345678")
    await binh.presses("Gửi")
    assert "Chiều nay đi" in front.last.reply.text and "0912345678" not in front.last.reply.text
    assert "Chiều nay đi" not in all_of(outsider)
    await an.commands("trangthai", code)
    assert "Chiều nay" not in all_of(an) and "Vì sao" not in all_of(an)
    assert (await stored_report(town, code)).status == "new"


async def test_the_front_reminds_once_a_working_day(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await front.does(button=f"oversee:remind:{code}")
    assert "Mặt trận nhắc" in binh.last.reply.text and "MTTQ" in binh.last.reply.text
    await front.does(button=f"oversee:remind:{code}")
    assert "đã được nhắc" in front.heard
    town.clock.advance(days=2)
    await front.does(button=f"oversee:remind:{code}")
    assert "đã chuyển đến" in front.heard
    with town.database.reading() as session:
        query = select(Audit.action).where(Audit.role == "overseer", Audit.subject == code)
        assert session.exec(query).all() == ["remind", "remind"]
        events = (session.exec(select(ReportEvent).where(ReportEvent.action == "remind"))).all()
    assert len(events) == 2 and "nhắc" not in all_of(an)


async def test_what_is_urgent_reaches_the_front_at_once(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    await an.commands("phananh")
    for label in ("Đồng ý", "Cây xanh", "Cây đổ chắn đường"):
        await an.presses(label)
    await an.says("trước cổng trường Tân Phong, phường Tân Phong")
    await an.sends_photos("green")
    await an.says("Cây phượng đổ ngang đường")
    await an.presses("Gửi phản ánh")
    for person in (binh, front):
        assert "KHẨN" in person.last.reply.text and "Cây phượng đổ" in person.last.reply.text


async def test_a_question_says_until_when_it_is_waited_for(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Chờ 10 ngày")
    waits = (await stored_report(town, code)).answer_by
    assert waits is not None and (waits - town.clock.now).days >= 13
    assert "trước 17:00" in an.last.reply.text
    await an.presses("Trả lời")
    await an.says("trước cổng")
    await an.presses("Gửi")
    assert (await stored_report(town, code)).answer_by is None


async def test_templates_are_added_used_and_deleted(town: Town, an: Someone, binh: Someone) -> None:
    outsider = town.person("other")
    await town.invited(outsider, "official", "ubnd_doan_ket")
    await binh.commands("mau")
    await binh.presses("➕ Từ chối")
    await binh.says("Cây trong đất tư, không thuộc thẩm quyền")
    await binh.presses("Lưu lời mẫu")
    assert "Đã lưu" in binh.heard
    await outsider.commands("mau")
    assert "đất tư" not in outsider.heard
    code = await report(an)
    await binh.does(button=f"case:reject:{code}")
    await binh.presses("📝 Cây trong đất tư")
    assert "với lý do này" in binh.heard
    await binh.presses("Gửi")
    assert (await stored_report(town, code)).status == "rejected" and "đất tư" in an.last.reply.text
    await binh.commands("mau")
    drop = binh.button("Cây trong đất tư").data
    await outsider.does(button=drop)
    assert "không dành cho anh/chị" in outsider.heard
    await binh.does(button=drop)
    sure = binh.last.reply.buttons[0][0].data
    await outsider.does(button=sure)
    assert "không dành cho anh/chị" in outsider.heard
    await binh.does(button=sure)
    assert "Đã xoá" in binh.heard
    await binh.does(button=drop)
    assert "Nút này đã cũ" in binh.heard
    with town.database.reading() as session:
        actions = session.exec(select(Audit.action).order_by(Audit.id)).all()  # type: ignore[arg-type]
    assert [action for action in actions if "template" in action] == [
        "template_add",
        "template_drop",
    ]


async def test_cases_are_found_by_code_place_and_words(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(
        an, place="12 đường Trần Phú, phường Tân Phong", description="chặt cây sấu 0912345678"
    )
    for words in (code, code.lower(), "trần phú", "tran phu", "TRẦN", "sấu", "sau tran", "chặt hạ",
                  "phuong"):  # fmt: skip
        await binh.commands("viec", words)
        assert code in binh.heard, words
    for words in ("trăn phú", "hoàng diệu", "tran phu nữa", "%", ".*"):
        await binh.commands("viec", words)
        assert code not in binh.heard, words
    await binh.commands("viec", "LC-PHUONG")
    assert "Không có phản ánh nào mang mã" in binh.heard
    await binh.commands("viec", "hoàng diệu")
    assert "chỉ tìm trong 50.000 phản ánh gần đây nhất" in binh.heard, "no more is claimed"
    await front.commands("viec", "tran phu")
    assert code in front.heard
    await front.commands("viec", "0912345678")
    assert code not in front.heard and "1" not in front.last.labels
    outsider = town.person("other")
    await town.invited(outsider, "official", "ubnd_doan_ket")
    for words in (code, "tran phu"):
        await outsider.commands("viec", words)
        assert "Chặt" not in outsider.heard and "1" not in outsider.last.labels
    await an.commands("viec", "tran phu")
    assert "dành cho cán bộ" in an.heard


async def test_many_cases_have_filters(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        me = session.exec(select(Person).where(Person.channel_id == "binh")).one()
        for number in range(24):
            values = row.model_dump(exclude={"id", "code", "created_at", "deadline_at"})
            due = row.created_at.replace(year=2026 if number < 13 else 2027, month=1 + number % 10)
            code = f"LC-{number:06}"
            session.add(Report(**values, code=code, created_at=row.created_at, deadline_at=due))
        session.flush()
        row.assignee_id = me.id
    await binh.commands("viec")
    assert "25 việc chưa xong" in binh.heard and "13 quá hạn" in binh.heard
    await binh.presses("Quá hạn (13)")
    assert "13 việc quá hạn" in binh.heard and binh.heard.count("⏰") == 10
    await binh.presses("Xem tiếp (3")
    assert binh.heard.count("⏰") == 3 and "<b>13.</b>" in binh.heard
    await binh.does(button="cases:mine:0")
    assert "1 giao cho anh/chị" in binh.heard


async def test_a_document_is_asked_for_as_a_picture(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Đã xử lý")
    await binh.does(event="unsupported")
    assert "PDF" in binh.heard and "vẫn còn nguyên" in binh.heard


async def test_the_card_says_all_that_was_told(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    """Guesses are marked as such; for the overseer numbers are masked here too."""
    code = await report(an)
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        row.details = {"storeys": "3 tầng, gọi 0912345678", "gone": ""}
        row.happened, row.place_guess, row.urgent = "sáng nay", "gần hồ Thủy Sơn", True
    for person in (binh, front):
        await person.does(button=f"case:show:{code}")
        for part in ("3 tầng", "sáng nay", "(đoán):</b> gần hồ Thủy Sơn", "KHẨN"):
            assert part in person.heard
    assert "0912345678" in binh.heard and "0912345678" not in front.heard


async def test_the_date_is_put_off_from_a_case(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    await binh.does(button=f"case:show:{code}")
    await binh.presses("➕ Thêm")
    await binh.presses("📅 Hẹn ngày mới")
    assert f"Hẹn ngày mới cho <b>{code}</b>" in binh.heard
    await binh.presses("Hẹn thêm 3 ngày")
    assert "ngày hẹn mới là" in binh.heard and code in an.last.reply.text
    await an.does(button=f"extend:{code}")
    assert "không dành cho anh/chị" in an.heard
