"""Reporting: any message fills any gap, nothing is lost, nothing is kept without consent."""

from sqlmodel import select

from bot.core.dropping import erase_dropped
from bot.core.events import Photo
from db.models import Consent, Report, ReportEvent
from db.models import Photo as Kept
from tests.reports.reporting import begun, chooses, drafts, previewed, reports, takes_offer, told
from tests.town import Town, report, report_by_talking


async def test_consent_comes_first_and_is_proved(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" in an.heard
    await an.presses("Đồng ý")
    assert "phản ánh về việc gì" in an.heard
    with town.database.reading() as session:
        (consent,) = session.exec(select(Consent)).all()
    assert consent.version and consent.withdrawn_at is None


async def test_without_consent_all_that_was_said_is_forgotten(town: Town) -> None:
    an = town.person("an")
    await an.sends_photos("green", caption="Chặt cây trước nhà tôi")
    assert "xin anh/chị đồng ý" in an.heard and "xóa ngay" in an.heard
    assert not town.media.folder.exists()
    await an.presses("Không đồng ý")
    await an.presses("Không, xóa đi")
    assert await drafts(town) == [] and not town.media.folder.exists()
    assert "đã xóa" in an.heard


async def test_pictures_go_with_a_dropped_draft_unless_something_else_names_them(
    town: Town,
) -> None:
    an, binh = town.person("an"), town.person("binh")
    for person in (an, binh):
        await person.commands("phananh", "Chặt cây trước nhà tôi")
        await person.presses("Đồng ý")
        await person.sends_photos("green")
    await an.sends_photos("red")
    assert len(list(town.media.folder.glob("*/*.jpg"))) == 2
    await an.commands("huy")
    town.clock.advance(minutes=11)
    erase_dropped(town.database, town.media, town.clock())
    (stored,) = town.media.folder.glob("*/*.jpg")
    (draft,) = await drafts(town)
    assert [stored.name] == draft.data["photos"]


async def test_a_photo_with_a_caption_begins_a_report(town: Town) -> None:
    an = town.person("an")
    await an.sends_photos("green", caption="Chặt 2 cây phượng ở cổng trường")
    await an.presses("Đồng ý")
    (draft,) = await drafts(town)
    assert draft.data["description"] == "Chặt 2 cây phượng ở cổng trường"
    assert len(draft.data["photos"]) == 1


async def test_everything_may_come_in_any_order(town: Town) -> None:
    an = await begun(town)
    await an.sends_place()
    await an.sends_photos("green", "red")
    await an.says("Cây bị đốn lúc sáng sớm nay")
    await an.presses("phường Đoàn Kết")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.area, report.agency, report.latitude) == ("doan_ket", "ubnd_doan_ket", 22.396)
    assert report.description == "Cây bị đốn lúc sáng sớm nay"


async def test_days_later_the_draft_is_as_it_was(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("cổng chợ San Thàng")
    (before,) = await drafts(town)
    town.clock.advance(days=5)
    await an.commands("phananh")
    assert "viết dở" in an.heard
    (after,) = await drafts(town)
    assert after.data == before.data | {"asked": before.data["asked"] + 1}
    assert "ảnh" in an.last.reply.text, "and the next question is the next thing it lacks"


async def test_huy_discards(town: Town) -> None:
    an = await begun(town)
    await an.says("rác trong công viên")
    await an.commands("huy")
    assert await drafts(town) == []
    assert await reports(town) == []
    await an.commands("huy")
    assert "Không có gì đang viết dở" in an.heard


async def test_each_field_can_be_changed_before_sending(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("đường 30/4, phường Tân Phong")
    await an.presses("Không có ảnh")
    await an.says("chặt hai cây hôm qua")
    assert "Xem lại trước khi gửi" in an.heard
    await an.presses("Sửa việc")
    await chooses(an, "Cây xanh", "Cây chết")
    await an.presses("Sửa nơi")
    await an.says("cổng bệnh viện, xã Sùng Phài")
    await an.presses("Sửa nội dung")
    await an.says("chặt ba cây sáng nay")
    await an.presses("Sửa ảnh")
    await an.sends_photos("blue")
    await an.presses("Hiện tên")
    await an.says("Cô An")
    preview = an.last.reply.text
    for part in ("Cây chết", "cổng bệnh viện", "phường Đoàn Kết", "chặt ba cây sáng nay", "Cô An"):
        assert part in preview
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.category, report.shown_name) == ("cay_chet", "Cô An")
    assert report.unit_reported == "xã Sùng Phài"


async def test_an_edited_message_changes_what_it_said(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    message = await an.says("cong cho trung tam")
    await an.says("cổng chợ trung tâm, Đoàn Kết", message=message.message, edited=True)
    (draft,) = await drafts(town)
    assert draft.data["place"] == "cổng chợ trung tâm, Đoàn Kết"
    assert draft.data["area"] == "doan_ket"
    await an.says("gì đó", message="another", edited=True)
    assert "chưa thay vào" in an.heard


async def test_a_place_nobody_can_name_is_described(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.presses("Không rõ địa chỉ")
    assert "mô tả chỗ đó" in an.heard
    await an.says("đối diện cây xăng, đi vào 100 m")
    (draft,) = await drafts(town)
    assert draft.data["place"] == "không rõ địa chỉ, mô tả: đối diện cây xăng, đi vào 100 m"


async def test_a_place_outside_is_told_and_still_taken(town: Town) -> None:
    an = await begun(town)
    await an.sends_place(21.03, 105.85)
    assert "ngoài địa bàn" in an.heard
    (draft,) = await drafts(town)
    assert draft.data["latitude"] == 21.03


async def test_more_than_ten_photos(town: Town) -> None:
    an = await begun(town)
    await an.sends_photos("red", "green", "blue", "white", "black", "gray")
    await an.sends_photos("pink", "brown", "orange", "purple", "yellow", "cyan")
    assert "2 ảnh sau chưa được ghi" in an.heard
    (draft,) = await drafts(town)
    assert len(draft.data["photos"]) == 10


async def test_what_is_no_picture_is_said_and_the_rest_is_kept(town: Town) -> None:
    an = await begun(town)
    town.channel.files["bad"] = b"no picture"
    photos = (an.photo("red"), Photo(ref="bad"), Photo(ref="x", refused="too_big"))
    await an.does(photos=photos)
    assert "không mở được" in an.heard and "quá lớn" in an.heard
    (draft,) = await drafts(town)
    assert len(draft.data["photos"]) == 1


async def test_too_long_a_text_loses_nothing(town: Town) -> None:
    an = await begun(town)
    await an.says("chặt cây")
    await an.says("x" * 5000)
    assert "dài 5000 ký tự" in an.heard
    (draft,) = await drafts(town)
    assert draft.data["description"] == "chặt cây"


async def test_a_report_is_sent_once_however_often_the_button_is_pressed(town: Town) -> None:
    an = await previewed(town)
    send = an.button("Gửi phản ánh")
    await an.does(button=send.data)
    await an.does(button=send.data)
    assert "đã được gửi hoặc đã bỏ" in an.heard
    assert len(await reports(town)) == 1


async def test_a_button_of_an_old_draft_changes_nothing(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    old = an.button("Chặt hạ")
    await an.commands("huy")
    await an.commands("phananh")
    await an.does(button=old.data)
    assert "một bước đã qua" in an.heard
    (draft,) = await drafts(town)
    assert "category" not in draft.data


async def test_somebody_elses_draft_cannot_be_sent(town: Town) -> None:
    an, eve = await begun(town, "an"), await begun(town, "eve")
    (first, _) = await drafts(town)
    for data in (f"send:{first.id}", f"drop:{first.id}", f"change:{first.id}:place"):
        await eve.does(button=data)
        assert "Nút này" in eve.heard
    assert len(await drafts(town)) == 2
    assert await reports(town) == []
    assert an.shown


async def test_what_was_sent_is_kept_whole(town: Town) -> None:
    an = town.person("an")
    code = await report(an, photos=("red", "blue"))
    with town.database.reading() as session:
        row = session.exec(select(Report).where(Report.code == code)).one()
        photos = session.exec(select(Kept).where(Kept.report_id == row.id)).all()
        events = session.exec(select(ReportEvent)).all()
    assert len(photos) == 2 and all(town.media.read(photo.key) for photo in photos)
    assert [(event.action, event.status) for event in events] == [("send", "new")]
    assert len(an.last.reply.text.splitlines()) <= 6 and f"<b>{code}</b>" in an.last.reply.text
    await an.presses("Biên nhận")
    assert len(row.receipt) == 64 and row.receipt[:32] in an.last.reply.text
    assert await drafts(town) == []


async def test_words_that_sound_like_a_report_are_kept_for_one_tap(town: Town) -> None:
    an = town.person("an")
    await an.says("nhà bên cạnh xây lấn ra vỉa hè")
    await takes_offer(an, "Lấn chiếm vỉa hè")
    await an.presses("Đồng ý")
    stored = [draft for draft in await drafts(town) if draft.kind == "report"]
    assert stored[0].data["description"] == "nhà bên cạnh xây lấn ra vỉa hè"


async def test_a_question_after_such_an_offer_is_a_question(town: Town) -> None:
    an = town.person("an")
    await an.says("nhà bên cạnh xây lấn ra vỉa hè")
    await an.says("cây xanh năm 2030 bao nhiêu m2 một người")
    assert "12 m²" in an.heard


async def test_in_a_group_one_is_sent_to_a_private_chat(town: Town) -> None:
    an = town.person("an", chat="-7")
    await an.commands("phananh")
    assert "nhắn riêng" in an.heard and an.button("Nhắn riêng").start == "phananh"
    assert await drafts(town) == []


async def test_markup_in_every_field_is_shown_as_text(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    evil = "<b>x</b></blockquote>&lt;{{7*7}}<script>"
    place = f"{evil} số 5 đường Trần Phú, Tân Phong"
    await report_by_talking(an, evil, place=place, description=evil, photos=())
    card = binh.last.reply.text
    assert card.count("&lt;b&gt;x&lt;/b&gt;") == 3
    assert "<script>" not in card and "{{7*7}}" in card
    for messages in an.shown:
        assert "<script>" not in messages.reply.text


async def test_only_yes_is_yes(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "Chặt cây")
    for data in ("consent:maybe", "consent:", "consent:YES"):
        await an.does(button=data)
        assert "Nút này đã cũ" in an.heard
    with town.database.reading() as session:
        assert session.exec(select(Consent)).all() == []
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == "Chặt cây"


async def test_what_is_said_of_who_was_told_is_true(town: Town) -> None:
    an, cuc, binh = (town.person(name) for name in ("an", "cuc", "binh"))
    await report(an)
    assert "sẽ chuyển ngay khi có người nhận" in an.heard
    assert "Mặt trận" not in an.heard
    await town.invited(cuc, "overseer")
    await report(an)
    assert "đã báo Mặt trận Tổ quốc" in an.heard and "sẽ chuyển" not in an.heard
    await town.invited(binh, "official", "ubnd_tan_phong")
    await report(an)
    assert "Đã chuyển đến UBND phường Tân Phong" in an.heard


async def test_before_sending_no_overseer_is_promised_who_may_not_be_here(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Cây đổ chắn đường")
    await an.says("cổng trường, phường Tân Phong")
    assert "Xem lại trước khi gửi" in an.heard and "nếu đã có người nhận" in an.heard
    await an.presses("Gửi phản ánh")
    assert "Mặt trận" not in an.heard


async def test_another_matter_told_before_consent_waits_for_its_turn(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "trồng thêm hoa ban ở đường Võ Nguyên Giáp nhé")
    await an.says("tiện thể báo luôn công viên Thanh Niên xích đu gãy")
    await an.presses("Đồng ý")
    data = await told(town)
    assert "xích đu" not in data["description"] and "xích đu" in str(data["waiting"])
    assert "việc khác, để sau: “tiện thể báo luôn công viên" in str(
        [each.reply.text for each in an.shown]
    )
