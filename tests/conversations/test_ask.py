"""Asking: the plan's words with their section, an honest no, and the way on."""

from sqlmodel import select

from db.models import Question
from tests.town import Town, report


async def test_a_figure_with_its_section_and_sentence(town: Town) -> None:
    an = town.person("an")
    await an.says("cay xanh 2030 dc bn m2 1 ng")
    assert "trên 12 m²" in an.heard and "6 - 8 m²" in an.heard
    assert "Mục II.2.2" in an.heard and "đạt trên 12m2" in an.heard


async def test_the_whole_item_and_its_neighbours(town: Town) -> None:
    an = town.person("an")
    await an.says("có xây thêm công viên, vườn hoa không?")
    await an.presses("Xem cả mục")
    assert "nguyên văn" in an.heard
    await an.presses("III.3.2")
    assert "Mục III.3.2" in an.heard


async def test_an_item_says_what_residents_report_about_it(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await report(an)
    await binh.does(button="item:III.3.3")
    assert "1 phản ánh chưa xong" in binh.heard


async def test_what_the_plan_does_not_say_is_told_and_kept_without_who_asked(town: Town) -> None:
    an = town.person("an")
    await an.says("giá đất đường Trần Hưng Đạo bao nhiêu, gọi tôi 0912345678")
    assert "Kế hoạch không nêu số tiền" in an.heard
    async with town.database.reading() as session:
        (kept,) = (await session.exec(select(Question))).all()
    assert "0912345678" not in kept.text and "Trần Hưng Đạo" in kept.text


async def test_a_report_on_the_matter_is_one_tap_away(town: Town) -> None:
    an = town.person("an")
    await an.says("có xây thêm công viên, vườn hoa không?")
    await an.presses("Phản ánh việc này")
    assert "xin anh/chị đồng ý" in an.heard


async def test_every_kind_of_message_gets_a_sensible_reply(town: Town) -> None:
    an = town.person("an")
    for text in (
        "chào bot",
        "cảm ơn nhé",
        "phản ánh của tôi tới đâu rồi",
        "?",
        "🌳",
        "x" * 4000,
        "1",
        "\u202e",
    ):
        await an.says(text)
        assert len(an.news) == 1 or text == "\u202e"
    for event in ("unsupported",):
        await an.does(event=event)
        assert "chữ, ảnh và vị trí" in an.heard
    await an.commands("khongco")
    assert "chưa hiểu lệnh" in an.heard
    await an.commands("hoi", "ai đôn đốc việc thực hiện kế hoạch")
    assert "Mục IV" in an.heard
    await an.does(button="item:IX.9")
    assert "Nút này" in an.heard


async def test_in_a_group_a_question_is_answered_without_a_report_button(town: Town) -> None:
    an = town.person("an", chat="-9")
    await an.commands("hoi", "cây xanh 2030 bao nhiêu m2 một người")
    assert "12 m²" in an.heard
    assert not any("Phản ánh" in label for label in an.last.labels)
