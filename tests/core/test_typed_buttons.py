"""The button under words that are open, typed instead of pressed."""

from sqlmodel import select

from bot.core.turn import Tools
from db.models import Report, ReportEvent
from tests.questions.asking import officer, sends_on
from tests.reports.reporting import drafts
from tests.town import Someone, Town, report


async def texts(town: Town) -> dict[str, str]:
    """The words of each step there was."""
    with town.database.reading() as session:
        events = session.exec(select(ReportEvent)).all()
    return {event.action: event.text for event in events}


async def test_from_a_question_to_a_dispute_the_button_is_typed(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.presses("Hỏi")
    await binh.says("Cây ở bên trái hay bên phải cổng?")
    await binh.says("Gửi đi")
    await an.presses("Trả lời")
    await an.says("Bên trái ạ")
    await an.says("gui a")
    await binh.presses("Đã xử lý")
    await binh.says("Đã lập biên bản, trồng lại hai cây ngày 24/11")
    await binh.says("gửi")
    await an.presses("Chưa xong")
    await an.says("Chưa có cây nào được trồng lại")
    await an.says("Gửi")
    assert code in an.heard and "mở lại" in an.heard
    await an.does(button=f"add:{code}")
    await an.sends_photos("red")
    await an.says("gửi ạ")
    assert await texts(town) == {
        "send": "",
        "ask": "Cây ở bên trái hay bên phải cổng?",
        "answer": "Bên trái ạ",
        "resolve": "Đã lập biên bản, trồng lại hai cây ngày 24/11",
        "dispute": "Chưa có cây nào được trồng lại",
        "add": "",
    }
    assert await drafts(town) == []


async def test_what_is_only_like_the_button_is_words(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await an.does(button=f"add:{code}")
    messages = ["gửi", "Bò", "gửi thêm một câu", "bộ"]
    for text in messages:
        await an.says(text)
    await an.says("Chặt cây thứ ba", message="m1")
    await an.says("gửi", message="m1", edited=True)
    await an.says("gửi chưa?")
    assert code in an.heard, "a question shows how it stands, and is not written down"
    (draft,) = await drafts(town)
    assert list(draft.data["words_by_message"].values()) == [*messages, "gửi"]
    await an.sends_photos("red", caption="gửi")
    (draft,) = await drafts(town)
    assert list(draft.data["words_by_message"].values())[-1] == "gửi", (
        "under a picture it is said of that"
    )
    await an.says("bỏ")
    assert await drafts(town) == [] and "add" not in await texts(town)
    with town.database.reading() as session:
        assert session.exec(select(Report.status)).all() == ["new"]


async def test_the_answer_to_a_residents_question_too(
    town: Town, tools: Tools, an: Someone
) -> None:
    so = await officer(town)
    await sends_on(town, tools, an)
    await so.presses("Trả lời")
    await so.says("Quý 2 năm 2027, sau khi xong đường.")
    await so.says("gửi")
    assert "Quý 2 năm 2027" in an.last.reply.text and await drafts(town) == []
