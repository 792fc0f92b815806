"""A button acts once, for its own step alone; what deletes can be undone or is asked first."""

from bot.core.dropping import erase_dropped
from bot.core.turn import Tools
from bot.schedule import Schedule
from db.models import Draft
from tests.questions.asking import officer, sends_on
from tests.reports.reporting import begun, drafts, previewed, reports, told
from tests.town import Someone, Town, report


async def taps_twice(someone: Someone, label: str, message: str = "m") -> None:
    """Two updates of one button of one message, as a trembling finger makes them."""
    button = someone.button(label).data
    taps = [someone.incoming(button=button, message=message) for _ in range(2)]
    someone.read = len(someone.shown)
    await someone.town.dispatcher.receive(taps)
    await someone.town.settle()


async def test_a_button_pressed_twice_acts_once(town: Town) -> None:
    an = await begun(town)
    await taps_twice(an, "Cây xanh")
    assert len(an.news) == 1 and "chọn việc" in an.heard
    await taps_twice(an, "Chặt hạ")
    assert len(an.news) == 1 and "ở đâu" in an.heard


async def test_the_same_button_a_while_later_is_another_tap(town: Town, an: Someone) -> None:
    await an.commands("start")
    menu = an.button("Gửi phản ánh").data
    await an.does(button=menu, message="m")
    town.clock.advance(seconds=2)
    await an.does(button=menu, message="m")
    assert "xin anh/chị đồng ý" in an.heard


async def test_two_people_press_the_same_button_of_a_group(town: Town) -> None:
    an, binh = town.person("an", "group"), town.person("binh", "group")
    taps = [person.incoming(button="nothing:1", message="m") for person in (an, binh)]
    await town.dispatcher.receive(taps)
    await town.settle()
    assert an.heard.count("Nút này đã cũ") == 2


async def test_a_button_of_an_older_step_chooses_nothing_and_shows_the_present_one(
    town: Town,
) -> None:
    an = await begun(town)
    await an.presses("Cây xanh")
    first, second = an.button("Chặt hạ").data, an.button("Cây chết").data
    await an.does(button=first)
    await an.does(button=second)
    assert "một bước đã qua" in an.news[0].reply.text
    assert "Việc này ở đâu?" in an.last.reply.text
    assert (await told(town))["category"] == "chat_ha_cay"
    await an.presses("Không rõ địa chỉ")
    assert "mô tả chỗ đó" in an.heard, "the present step's buttons act"


async def test_an_older_preview_sends_nothing_and_drops_nothing(town: Town) -> None:
    an = await previewed(town)
    send, drop = an.button("Gửi phản ánh").data, an.button("Bỏ bản viết dở").data
    await an.presses("Sửa nội dung")
    await an.says("Chặt ba cây phượng")
    for data in (send, drop):
        await an.does(button=data)
        assert "một bước đã qua" in an.heard and "ba cây" in an.last.reply.text
    assert await reports(town) == [] and len(await drafts(town)) == 1


async def test_the_buttons_of_a_step_go_with_the_tap(town: Town) -> None:
    an = await begun(town)
    question = an.last
    await an.does(button=an.button("Cây xanh").data, message=question.id)
    assert question.labels == [] and "về việc gì" in question.reply.text
    message = an.last
    await an.does(button=f"track:{await report(town.person('binh'))}", message=message.id)
    assert message.labels, "what can be pressed again stays"


async def test_no_does_nothing_after_yes(town: Town, an: Someone) -> None:
    await an.commands("phananh", "Chặt cây")
    no, yes = an.button("Không đồng ý").data, an.button("Đồng ý").data
    await an.presses("Đồng ý")
    for data in (no, yes):
        await an.does(button=data)
        assert "một bước đã qua" in an.heard
    assert (await told(town))["description"] == "Chặt cây"


async def test_refusing_is_asked_once_more_and_can_be_thought_over(town: Town, an: Someone) -> None:
    await an.commands("phananh", "Chặt cây")
    row, _ = an.last.reply.buttons
    assert [button.text for button in row] == ["✅ Đồng ý", "Không đồng ý"]
    await an.presses("Không đồng ý")
    row = an.last.reply.buttons[0]
    assert [button.text for button in row] == ["✅ Đồng ý", "🗑 Không, xóa đi"]
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == "Chặt cây"


async def test_what_is_refused_in_words_is_asked_too_and_nothing_else_of_it(
    town: Town, an: Someone
) -> None:
    await an.commands("phananh", "Chặt cây")
    yes = an.button("Đồng ý").data
    await an.says("không đồng ý")
    (row,) = an.last.reply.buttons
    assert [button.text for button in row] == ["↩️ Khoan đã", "🗑 Không, xóa đi"]
    await an.does(button=row[0].data)
    await an.does(button=yes)
    assert (await told(town))["description"] == "Chặt cây"


async def test_a_dropped_report_comes_back_for_ten_minutes(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.presses("Bỏ bản viết dở")
    assert await drafts(town) == [] and "mười phút" in an.heard
    town.clock.advance(minutes=9, seconds=59)
    erase_dropped(town.database, town.media, town.clock())
    await an.does(button=an.last.reply.buttons[0][0].data)
    assert "Xem lại trước khi gửi" in an.heard and await told(town) == before
    await an.presses("Gửi phản ánh")
    assert len(await reports(town)) == 1


async def test_after_ten_minutes_nothing_of_it_is_left(town: Town, tools: Tools) -> None:
    an = await begun(town)
    await an.sends_photos("green")
    await an.commands("huy")
    undo = an.last.reply.buttons[0][0].data
    town.clock.advance(minutes=10, seconds=1)
    await an.does(button=undo)
    assert "mười phút" in an.heard and await drafts(town) == []
    await Schedule(town.database, tools, town.media, town.clock)._every_minute()
    with town.database.reading() as session:
        assert session.get(Draft, 1) is None
    assert list(town.media.folder.glob("*/*.jpg")) == []


async def test_undoing_twice_or_beside_another_report_loses_neither(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Bỏ bản viết dở")
    undo = an.last.reply.buttons[0][0].data
    await an.commands("phananh", "việc khác")
    await an.does(button=undo)
    assert "viết một bản khác" in an.heard
    assert (await told(town))["description"] == "việc khác"
    await an.presses("Cây xanh")
    await an.does(button=undo)
    assert len(await drafts(town)) == 1


async def test_the_words_of_a_move_come_back_too(town: Town, tools: Tools, binh: Someone) -> None:
    await report(town.person("an"))
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở bên trái hay bên phải cổng?")
    await binh.presses("Bỏ")
    assert await drafts(town) == []
    await binh.does(button=binh.last.reply.buttons[0][0].data)
    assert "bên trái hay bên phải" in binh.heard
    await binh.presses("Gửi")
    assert await drafts(town) == []
    so = await officer(town)
    await sends_on(town, tools, town.person("cuc"))
    await so.presses("Trả lời")
    await so.says("Quý 2 năm 2027, sau khi xong đường.")
    await so.presses("Bỏ")
    await so.does(button=so.last.reply.buttons[0][0].data)
    assert "Quý 2 năm 2027" in so.heard


async def test_all_pictures_go_only_when_that_is_sure(town: Town) -> None:
    an = await previewed(town)
    await an.presses("Sửa ảnh")
    await an.sends_photos("green", "red")
    await an.presses("Sửa ảnh")
    await an.presses("Bỏ hết ảnh")
    assert len((await told(town))["photos"]) == 2 and an.last.labels == ["Giữ ảnh", "Bỏ hết ảnh"]
    await an.presses("Bỏ hết ảnh")
    assert "photos" not in await told(town)


async def test_what_cannot_be_undone_is_sure_for_ten_minutes(town: Town, an: Someone) -> None:
    await report(an)
    await an.commands("xoa")
    await an.does(button=an.last.reply.buttons[0][0].data)
    sure = an.last.reply.buttons[0][0].data
    assert sure is not None and sure.startswith("erase:yes:")
    town.clock.advance(minutes=11)
    for data in (sure, "erase:yes"):
        await an.does(button=data)
        assert an.last.reply.buttons[0][0].data != sure, "asked once more"
    assert len(await reports(town)) == 1 and (await reports(town))[0].person_id is not None
