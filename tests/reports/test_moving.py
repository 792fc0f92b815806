"""The words and pictures a move waits for: gathered, shown, changed, dropped, and never mixed."""

from sqlmodel import select

from db.models import Report
from tests.reports.desk.test_handling import only_report
from tests.town import Someone, Town, report


async def test_resolving_needs_words_that_say_what_was_done(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    await binh.presses("Tiếp nhận")
    await binh.presses("Đã xử lý")
    await binh.says("xong")
    assert "viết thêm vài chữ" in binh.heard
    await binh.sends_photos("brown")
    assert "viết thêm vài chữ" in binh.heard
    await binh.says("đã trồng lại hai cây ngày 24/11")
    await binh.presses("Gửi")
    assert (await only_report(town)).status == "resolved"
    assert "đã trồng lại hai cây" in an.last.reply.text
    assert len(an.last.reply.photos) == 1


async def test_words_begun_can_be_dropped(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Từ chối")
    await binh.commands("huy")
    assert "Không gì được gửi đi" in binh.heard
    await binh.says("chào bot")
    assert (await only_report(town)).status == "new"


async def test_a_case_closed_meanwhile_is_told_when_the_words_come(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã lập biên bản ngày 24/11")
    await an.does(button=f"withdraw_yes:{code}")
    await binh.presses("Gửi")
    assert "không còn làm được" in binh.heard
    assert (await only_report(town)).status == "withdrawn"


async def test_in_a_group_words_are_asked_of_everybody_under_the_card(town: Town) -> None:
    """To answer the card would ask nobody: its author is the bot."""
    chair = town.person("chair", chat="-100")
    await town.invited(chair, "official", "ubnd_tan_phong")
    await report(town.person("an"))
    await chair.presses("Từ chối")
    assert chair.last.reply.ask and chair.last.reply.reply_to is None
    assert "Trả lời" in chair.last.reply.text
    await chair.says("chưa rõ", addressed=False)
    assert chair.news == []
    message = await chair.says("đất tư, không thuộc thẩm quyền")
    assert message.message and "Từ chối" in chair.heard


async def test_words_for_two_cases_do_not_mix(town: Town, an: Someone, binh: Someone) -> None:
    first, second = await report(an), await report(an)
    await binh.does(button=f"case:reject:{first}")
    await binh.says("lý do của phản ánh thứ nhất")
    confirm = binh.button("Gửi")
    await binh.does(button=f"case:resolve:{second}")
    await binh.says("đã xử lý phản ánh thứ hai")
    await binh.does(button=confirm.data)
    with town.database.reading() as session:
        statuses = {r.code: r.status for r in session.exec(select(Report)).all()}
    assert statuses == {first: "rejected", second: "new"}
    await binh.presses("Gửi")
    with town.database.reading() as session:
        statuses = {r.code: r.status for r in session.exec(select(Report)).all()}
    assert statuses[second] == "resolved"


async def test_words_that_give_way_to_others_are_shown_again(
    town: Town, an: Someone, binh: Someone
) -> None:
    first, second = await report(an), await report(an)
    await binh.does(button=f"case:reject:{first}")
    await binh.says("những lời viết công phu")
    await binh.does(button=f"case:reject:{second}")
    assert "những lời viết công phu" in binh.heard


async def test_words_come_back_when_the_move_is_refused(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Anh/chị tả rõ hơn ạ")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.says("câu trả lời viết công phu")
    answer = an.button("Gửi")
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("đã kiểm tra và lập biên bản")
    await binh.presses("Gửi")
    await an.does(button=answer.data)
    assert "không còn làm được" in an.heard and "câu trả lời viết công phu" in an.heard


async def test_a_place_is_an_answer_too(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.sends_place(22.4, 103.5)
    await an.presses("Gửi")
    assert "22.40000, 103.50000" in "".join(message.reply.text for message in binh.shown)


async def test_an_edit_changes_just_what_it_said(town: Town, an: Someone, binh: Someone) -> None:
    await report(an)
    await binh.presses("Đã xử lý")
    first = await binh.says("đã lập biên bản")
    await binh.says("đã trồng lại cây")
    await binh.says("đã lập biên bản số 5", message=first.message, edited=True)
    assert "đã lập biên bản số 5\nđã trồng lại cây" in binh.heard
    await binh.says("trưa nay họp", message="old", edited=True)
    assert "chưa được ghi" in binh.heard
    await binh.presses("Gửi")
    assert "biên bản số 5" in an.last.reply.text and "họp" not in an.last.reply.text


async def test_pictures_where_only_words_go_are_told(
    town: Town, an: Someone, binh: Someone
) -> None:
    await report(an)
    await binh.presses("Từ chối")
    await binh.sends_photos("red", caption="không thuộc thẩm quyền")
    assert "ảnh chưa được ghi" in binh.heard
