"""👍 and 👎: one for each person and item; a word why is welcome, and nothing else is swallowed."""

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.understanding.masking import MASK
from db.models import Draft, Rating
from tests.town import Someone, Town

ABOUT = "lai-chau-2030:III.3.3"


async def ratings(town: Town) -> list[tuple[str, bool, str]]:
    with town.database.reading() as session:
        rows = session.exec(select(Rating).order_by(Rating.id)).all()  # type: ignore[arg-type]
        return [(row.item, row.up, row.word) for row in rows]


async def drafts(town: Town) -> list[str]:
    with town.database.reading() as session:
        return list(session.exec(select(Draft.kind)).all())


async def test_a_later_one_takes_the_place_of_an_earlier_one(town: Town, an: Someone) -> None:
    binh = town.person("binh")
    await an.does(button=f"rate:up:{ABOUT}")
    assert an.heard == "Cảm ơn anh/chị."
    await an.does(button=f"rate:down:{ABOUT}")
    assert "chưa được ở chỗ nào" in an.heard
    await binh.does(button=f"rate:up:{ABOUT}")
    await an.does(button="rate:up:lai-chau-2030:III.3.1")
    assert await ratings(town) == [
        ("III.3.3", False, ""),
        ("III.3.3", True, ""),
        ("III.3.1", True, ""),
    ]
    assert await drafts(town) == []  # 👍 ended the waiting for a word


async def test_the_word_why_is_masked_and_goes_with_the_thumb(town: Town, an: Someone) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.says("lan man, gọi tôi 0912345678")
    assert "tôi đã ghi" in an.heard and MASK in an.heard
    assert await ratings(town) == [("III.3.3", False, f"lan man, gọi tôi {MASK}")]
    await an.does(button=f"rate:down:{ABOUT}")
    assert (await ratings(town))[0][2]
    await an.does(button=f"rate:up:{ABOUT}")
    assert await ratings(town) == [("III.3.3", True, "")]


@pytest.mark.parametrize(
    "word", ["sai rồi", "khó hiểu quá", "chua du", "không liên quan", "chẳng ăn nhập gì"]
)
async def test_what_is_no_question_is_a_word(town: Town, an: Someone, word: str) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.says(word)
    assert (await ratings(town))[0][2] == word


@pytest.mark.parametrize(
    "question",
    [
        "cay xanh nam 2030 duoc bao nhieu m2 1 nguoi",
        "sai ở đâu vậy?",
        "Đất giao thông năm 2030 chiếm bao nhiêu",
    ],
)
async def test_the_next_question_is_answered(town: Town, an: Someone, question: str) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.says(question)
    assert "tôi đã ghi" not in an.heard and an.heard
    assert await ratings(town) == [("III.3.3", False, "")] and await drafts(town) == []


async def test_a_word_that_was_a_question_is_answered_after_all(town: Town, an: Someone) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.says("mấy cái đèn lồng cá chép")
    assert "tôi đã ghi" in an.heard
    await an.presses("Đó là câu hỏi")
    assert "Kế hoạch" in an.heard
    assert await ratings(town) == [("III.3.3", False, "")]
    await an.presses("Đó là câu hỏi")
    assert "Nút này" in an.heard


async def test_skipping_a_command_and_time_end_the_waiting(town: Town, an: Someone) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.presses("Bỏ qua")
    assert "tôi đã ghi" in an.heard and await drafts(town) == []
    await an.does(button=f"rate:down:{ABOUT}")
    await an.commands("trogiup")
    assert await drafts(town) == []
    await an.does(button=f"rate:down:{ABOUT}")
    await an.commands("huy")
    assert "Không gì được gửi đi" in an.heard and await drafts(town) == []
    await an.does(button=f"rate:down:{ABOUT}")
    town.clock.advance(minutes=11)
    await an.says("cảm ơn")
    assert await ratings(town) == [("III.3.3", False, "")] and await drafts(town) == []


async def test_a_picture_begins_a_report_and_an_edit_is_no_word(town: Town, an: Someone) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.does(text="cảm ơn", edited=True, message="in1")
    assert await ratings(town) == [("III.3.3", False, "")] and await drafts(town) == ["rating"]
    await an.sends_photos("green")
    assert await drafts(town) == ["report"]


async def test_an_open_report_is_not_disturbed(town: Town, an: Someone) -> None:
    await an.commands("phananh")
    await an.does(button=f"rate:down:{ABOUT}")
    assert "chưa được ở chỗ nào" not in an.heard and await drafts(town) == ["report"]


async def test_in_a_group_nobody_is_asked_why(town: Town) -> None:
    member = town.person("an", chat="group")
    await member.does(button=f"rate:down:{ABOUT}")
    assert "tôi đã ghi" in member.heard and await drafts(town) == []


async def test_another_ones_word_is_out_of_reach(town: Town, an: Someone, tools: Tools) -> None:
    await an.does(button=f"rate:down:{ABOUT}")
    await an.says("lan man")
    eve = town.person("eve")
    await eve.does(button="asked:1")
    assert "Nút này" in eve.heard and (await ratings(town))[0][2] == "lan man"
