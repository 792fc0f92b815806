"""Saying it: suggestions confirmed with one tap, further questions, what cannot wait, and more."""

import pytest

from bot.city.working_days import deadline
from bot.core.turn import Tools, turn_of
from bot.reports.intake import conversation, spot_rules
from db.models import Spot
from tests.conftest import ZONE
from tests.reports.reporting import FELLED, begun, drafts, previewed, reports, told
from tests.town import Someone, Town


async def test_all_in_one_sentence_is_sent_with_one_tap(town: Town) -> None:
    an = await begun(town)
    await an.sends_photos("green", caption=FELLED)
    assert "Xem lại trước khi gửi" in an.heard and len(an.last.reply.photos) == 1
    for phrase in ("Chặt hạ", "cổng trường Tân Phong", "sáng nay", "phường Tân Phong", "ẩn danh"):
        assert phrase in an.heard
    assert {"category", "place", "area", "happened"}.isdisjoint(await told(town)), "not yet"
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.category, report.area) == ("chat_ha_cay", "tan_phong")
    assert report.place.endswith("cổng trường Tân Phong") and report.happened == "sáng nay"
    assert (report.description, report.place_guess) == (FELLED, "")
    assert (report.unit_reported, report.held, report.urgent) == ("phường Tân Phong", None, False)


@pytest.mark.parametrize(
    ("label", "press", "says", "field", "value"),
    [
        ("Sửa việc", ["Việc khác…", "Cây xanh", "Cây chết"], None, "category", "cay_chet"),
        ("Sửa nơi", [], "cổng chợ trung tâm", "place", "cổng chợ trung tâm"),
        ("Sửa phường", ["phường Đoàn Kết"], None, "area", "doan_ket"),
        ("Sửa thời gian", [], "tối qua", "happened", "tối qua"),
    ],
)
async def test_each_part_of_what_was_understood_can_be_changed(
    town: Town, label: str, press: list[str], says: str | None, field: str, value: str
) -> None:
    an = await begun(town)
    await an.sends_photos("green", caption=FELLED)
    await an.presses(label)
    for name in press:
        await an.presses(name)
    if says:
        await an.says(says)
    data = await told(town)
    assert data[field] == value
    assert data["description"] == FELLED


async def test_the_pictures_are_shown_once_however_often_something_is_changed(town: Town) -> None:
    an = await begun(town)
    await an.sends_photos("green", "red", caption=FELLED)
    assert len(an.last.reply.photos) == 2
    await an.presses("Sửa phường")
    await an.presses("phường Đoàn Kết")
    assert "Xem lại trước khi gửi" in an.heard and an.last.reply.photos == ()
    await an.sends_photos("blue")
    assert len(an.last.reply.photos) == 3, "there is a new one among them"


async def test_the_send_button_of_what_was_understood_otherwise_sends_nothing(town: Town) -> None:
    an = await begun(town)
    message = await an.does(photos=(an.photo("green"),), text=FELLED)
    old = an.button("Gửi phản ánh")
    other = "chặt hạ hai cây phượng ở chợ San Thàng hôm qua"
    await an.says(other, message=message.message, edited=True)
    await an.does(button=old.data)
    assert "chợ San Thàng" in an.heard and await reports(town) == []
    stamp, _, _ = (an.button("Gửi phản ánh").data or "").rpartition(":")
    await an.does(button=f"{stamp}:00000000")
    assert "Xem lại trước khi gửi" in an.heard and await reports(town) == []


async def test_what_is_understood_outlives_days_and_a_position_leaves_the_rest(town: Town) -> None:
    an = await begun(town)
    await an.says(FELLED)
    town.clock.advance(days=3)
    await an.sends_place()
    await an.presses("Không có ảnh")
    assert "theo vị trí đã gửi (22.39600, 103.45800)" in an.last.reply.text
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.latitude, report.area, report.category) == (22.396, "tan_phong", "chat_ha_cay")


async def test_the_ward_of_a_position_is_guessed_by_the_known_places_nearest(town: Town) -> None:
    cuc = town.person("cuc")
    await report_of(cuc)
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Cây chết")
    await an.sends_place(22.3965, 103.4581)
    assert "phường nào" not in an.heard
    await an.presses("Không có ảnh")
    await an.says("hai cây phượng đã chết khô")
    assert "phường Đoàn Kết (tôi đoán)" in an.heard
    await an.presses("Sửa phường")
    await an.presses("phường Tân Phong")
    assert "phường Tân Phong" in an.heard and "tôi đoán" not in an.heard


async def report_of(someone: Someone) -> None:
    """A report with a position in Đoàn Kết."""
    await someone.commands("phananh")
    for label in ("Đồng ý", "Cây xanh", "Thiếu cây xanh"):
        await someone.presses(label)
    await someone.sends_place()
    assert "phường nào" in someone.heard, "nothing is known near it"
    await someone.presses("phường Đoàn Kết")
    await someone.presses("Không có ảnh")
    await someone.says("đề nghị trồng thêm cây")
    await someone.presses("Gửi phản ánh")


async def test_a_time_alone_is_shown_before_sending_and_can_be_changed(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("cổng trường, phường Tân Phong")
    await an.presses("Không có ảnh")
    await an.says("đốn cây từ hôm qua")
    assert "<b>Khi nào:</b> từ hôm qua" in an.heard
    await an.presses("Sửa thời gian")
    await an.presses("Tôi không nhớ")
    assert "Khi nào" not in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.happened == ""


async def building(town: Town) -> Someone:
    """Somebody asked the further questions of an unpermitted building."""
    an = await begun(town)
    await an.presses("Trật tự")
    await an.presses("Nghi xây dựng không phép")
    await an.says("số 5 đường Trần Phú, phường Đoàn Kết")
    await an.presses("Không có ảnh")
    await an.says("Nhà xây không có giấy phép")
    assert "tầng mấy" in an.heard
    return an


async def test_further_questions_take_a_tap_or_words_and_are_shown(town: Town) -> None:
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_doan_ket")
    an = await building(town)
    message = await an.says("tầng 2 và lửng")
    assert "còn đang diễn ra" in an.heard
    await an.says("còn ạ")
    assert "<b>Còn đang diễn ra:</b> Còn" in an.heard and "<b>Số tầng đã xây:</b> 2" in an.heard
    await an.says("tầng 3", message=message.message, edited=True)
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.details == {"Số tầng đã xây": "3", "Còn đang diễn ra": "Còn"}
    assert "<b>Số tầng đã xây:</b> 3" in binh.last.reply.text


async def test_further_questions_can_be_passed_over_and_answered_later(town: Town) -> None:
    an = await building(town)
    await an.presses("Bỏ qua các câu")
    assert "Số tầng" not in an.last.reply.text
    await an.presses("Trả lời lại")
    await an.presses("Từ 5 tầng")
    await an.says("bỏ qua")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.details == {"Số tầng đã xây": "Từ 5 tầng"}


async def test_somebody_in_danger_makes_it_urgent_and_short(town: Town) -> None:
    cuc, binh = town.person("cuc"), town.person("binh")
    await town.invited(cuc, "overseer")
    await town.invited(binh, "official", "ubnd_doan_ket")
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Công viên, thiết bị")
    await an.says("vườn hoa phường Đoàn Kết")
    await an.presses("Không có ảnh")
    await an.says("đu quay ở công viên hỏng mấy tháng nay, địt mẹ chúng nó")
    await an.presses("Có")
    assert "Việc khẩn" in an.heard and "<b>115</b>" in an.heard
    assert "Xem lại trước khi gửi" in an.heard, "nothing more is asked"
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.urgent and report.shown_name is None
    assert report.held is None, "coarse words are no reason to wait while somebody is in danger"
    assert report.deadline_at == deadline(town.clock(), 1, ZONE), "the category has ten days"
    assert "KHẨN" in binh.last.reply.text and "KHẨN" in cuc.last.reply.text


async def test_what_cannot_wait_needs_a_place_and_a_picture_or_none(town: Town) -> None:
    cuc = town.person("cuc")
    await town.invited(cuc, "overseer")
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Cây đổ chắn đường")
    assert "<b>114</b>" in an.heard and "việc này ở đâu" in an.heard.lower()
    await an.sends_place()
    assert "Việc khẩn" not in an.heard, "told once"
    await an.presses("phường Tân Phong")
    await an.sends_photos("green")
    assert "Xem lại trước khi gửi" in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.description, report.urgent) == ("Cây đổ chắn đường", True)
    assert any("KHẨN" in message.reply.text for message in cuc.shown) and "<b>112</b>" in an.heard


DENOUNCED = "Cán bộ địa chính nhận hối lộ nên nhà số 5 xây không phép"


async def test_a_denunciation_is_told_its_way_and_can_go_on_to_the_front(town: Town) -> None:
    an = await begun(town)
    await an.says(DENOUNCED)
    assert "Luật Tố cáo 2018" in an.heard and "Điều 25" in an.heard
    assert (await told(town))["description"] == DENOUNCED
    await an.presses("🔒 Gửi riêng Mặt trận")
    assert "tố cáo" not in an.heard.lower()
    assert (await told(town))["to_front"] is True


async def test_a_denunciation_is_recognised_in_a_later_edit(town: Town) -> None:
    an = await begun(town)
    message = await an.says("Nhà số 5 xây không phép")
    await an.says(DENOUNCED, message=message.message, edited=True)
    assert "Luật Tố cáo 2018" in an.heard
    await an.says("Nhà số 5 xây không phép", message=message.message, edited=True)
    assert "Luật Tố cáo" not in an.heard, "it is none any more"
    await an.says(DENOUNCED, message=message.message, edited=True)
    await an.presses("Bỏ bản viết dở")
    assert await drafts(town) == []


async def test_a_preview_that_became_a_denunciation_cannot_be_sent_as_it_is(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa nội dung")
    await an.says(DENOUNCED)
    await an.presses("Gửi phản ánh")
    assert "Luật Tố cáo 2018" in an.heard and await reports(town) == []


@pytest.mark.parametrize(
    "typed",
    [
        "22.396, 103.458",
        "22°23'45.6\"N 103°27'28.8\"E",
        "https://maps.google.com/?q=22.396,103.458",
        "geo:22.396,103.458",
    ],
)
async def test_a_typed_position_is_a_position_wherever_it_comes(town: Town, typed: str) -> None:
    an = town.person("an")
    await an.says(typed)
    await an.presses("Đồng ý")
    data = await told(town)
    assert (round(data["latitude"], 5), round(data["longitude"], 5)) == (22.396, 103.458)
    assert "description" not in data
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    assert "phường nào hiện nay" in an.heard


async def test_words_beside_a_typed_position_are_kept(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("sau chợ San Thàng 22.396, 103.458")
    data = await told(town)
    assert (data["place"], data["latitude"]) == ("sau chợ San Thàng", 22.396)
    assert data["area"] == "tan_phong"


async def test_a_typed_position_outside_is_told_and_taken(town: Town) -> None:
    an = await begun(town)
    await an.says("21.0285, 105.8542")
    assert "ngoài địa bàn" in an.heard
    assert (await told(town))["latitude"] == 21.0285


async def test_a_short_link_cannot_be_opened_and_is_kept(town: Town) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("https://maps.app.goo.gl/AbCd")
    assert "không mở được đường dẫn rút gọn" in an.heard
    assert (await told(town))["place"] == "https://maps.app.goo.gl/AbCd"


async def test_a_guess_is_marked_beside_the_persons_own_words(town: Town) -> None:
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    an = await begun(town)
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("sau cho San Thàn")
    await an.presses("Không có ảnh")
    await an.says("đốn cây")
    assert "Nơi:</b> sau cho San Thàn" in an.heard
    assert "phường Tân Phong (tôi đoán)" in an.heard
    assert "Nơi (tôi đoán):</b> chợ San Thàng, xã San Thàng" in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.place, report.place_guess) == ("sau cho San Thàn", "chợ San Thàng, xã San Thàng")
    assert "Nơi (đoán):</b> chợ San Thàng" in binh.last.reply.text


async def opens(town: Town, tools: Tools, someone: Someone, **spot: object) -> None:
    """What happens when somebody opens the code of a spot."""
    incoming = someone.incoming(command="start", text="q")
    with town.database.transaction() as session:
        turn = turn_of(tools, session, incoming, town.clock(), town.media)
        assert turn is not None
        someone.read = len(someone.shown)
        stored = Spot(token="q", created_at=town.clock(), **spot)  # type: ignore[arg-type]
        session.add(stored)
        conversation.begin(turn, spot=spot_rules.payload(stored))
    await town.settle()


async def test_a_spot_fills_the_place_of_a_new_report(town: Town, tools: Tools) -> None:
    an = town.person("an")
    await opens(
        town, tools, an, name="Công viên A", latitude=22.396, longitude=103.458, area="tan_phong"
    )
    await an.presses("Đồng ý")
    data = await told(town)
    assert (data["place"], data["latitude"], data["area"]) == ("Công viên A", 22.396, "tan_phong")
    assert "phản ánh về việc gì" in an.heard


async def test_a_spot_replaces_the_place_of_an_open_report_and_says_so(
    town: Town, tools: Tools
) -> None:
    an = await previewed(town)
    await opens(town, tools, an, name="Công trình B")
    assert "cổng trường, phường Tân Phong" in an.heard and "Công trình B" in an.heard
    data = await told(town)
    assert (data["place"], data["description"]) == ("Công trình B", "Chặt hai cây phượng")
    assert "area" not in data


async def test_no_suggestion_is_kept_in_the_draft(town: Town) -> None:
    an = await begun(town)
    await an.says(FELLED)
    assert set(await told(town)) == {"description", "said_in"}


async def test_a_place_that_nobody_else_can_find_is_asked_for(town: Town) -> None:
    an = await begun(town)
    await an.says("chặt hạ hai cây phượng trước cửa nhà tôi sáng nay")
    if "Chặt hạ" in str(an.last.labels):
        await an.presses("Chặt hạ")
    assert "Việc này ở đâu" in an.heard


@pytest.mark.parametrize("words", ["nó chặt hết cây ở công viên", "họ đổ phế thải ra đường"])
async def test_a_place_that_only_tells_its_kind_is_asked_for(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says(words)
    for label in ("Chặt hạ", "Đổ trộm"):
        if any(label in shown for shown in an.last.labels):
            await an.presses(label)
    assert "Việc này ở đâu" in an.heard
