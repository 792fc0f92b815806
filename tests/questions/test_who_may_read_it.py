"""Which questions no plan answers the Front reads of: asked as questions, and not by one alone."""

import pytest
from sqlmodel import col, select

from bot.core.turn import Tools
from bot.digests.by_hand import content_for
from bot.digests.content import Content
from bot.digests.render.forms import make
from bot.digests.render.message import message
from bot.understanding.masking import MASK
from db.models import Question, QuestionGroup
from tests.digests.readers import Workbook, report, tables_of, words_of
from tests.privacy.test_my_copy import unpacked
from tests.town import Someone, Town
from tests.town import report as sends_report

LAMPS = "Khi nào lắp đèn đường ở bản Tả Làn Than?"
POOL = "Có bể bơi công cộng cho trẻ em khuyết tật không?"


async def stored_questions(town: Town) -> list[Question]:
    with town.database.reading() as session:
        return list(session.exec(select(Question).order_by(col(Question.id))).all())


async def overseer_content(town: Town, tools: Tools) -> Content:
    """Return the digest of the last days for an overseer."""
    town.clock.advance(days=7)
    with town.database.reading() as session:
        return content_for(session, tools, "overseer", None, town.clock())


@pytest.mark.parametrize(
    "words",
    ["Lò Văn An", "Tôi là Lò Văn An, phụ trách địa bàn", "7K2M-99QX", "Đã nhận, mai làm",
     "hôm nay anh Bình trực, gọi 0912345678", "học phí cấp 2"],
)  # fmt: skip
async def test_what_was_not_asked_is_no_question(
    town: Town, an: Someone, binh: Someone, words: str
) -> None:
    for someone in (an, binh):
        await someone.says(words)
        assert someone.heard, "something is answered all the same"
        assert not any(
            "Gửi câu hỏi" in label for message in someone.news for label in message.labels
        )
    assert await stored_questions(town) == []


async def test_what_may_answer_the_ward_is_no_question(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await sends_report(an)
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Cây cao khoảng mấy mét ạ?")
    await binh.presses("Gửi")
    await an.says("Cây đó cao ngang cột đèn, nhà bà Lan biết ai trồng, cao bao nhiêu thì tôi chịu")
    assert await stored_questions(town) == [] and "trả lời" in an.heard
    await an.says(LAMPS)
    assert [row.text for row in await stored_questions(town)] == [LAMPS]


async def test_what_one_person_asks_three_times_is_not_listed_and_what_three_ask_is(
    town: Town, tools: Tools, an: Someone
) -> None:
    for _ in range(3):
        await an.says(POOL)
    for name in ("an", "chi", "dung"):
        await town.person(name).says(LAMPS)
    content = await overseer_content(town, tools)
    assert content.unanswered is not None and content.unanswered.now == 6
    assert [(group.text, group.times) for group in content.questions.most] == [(LAMPS, 3)]
    assert content.questions.groups == 1
    xlsx, docx = make("xlsx", content, tools), make("docx", content, tools)
    assert xlsx and docx
    paper = report(docx.data)
    for form in (
        message(content, tools).text,
        words_of(paper) + str(tables_of(paper)),
        "\n".join(Workbook(xlsx.data).texts()),
    ):
        assert LAMPS in form and "bể bơi" not in form


async def test_what_its_asker_wanted_sent_on_is_listed(
    town: Town, tools: Tools, an: Someone
) -> None:
    await an.says(POOL)
    await an.presses("Gửi câu hỏi")
    await an.presses("Đồng ý")
    content = await overseer_content(town, tools)
    assert [group.text for group in content.questions.most] == [POOL]


async def test_what_is_listed_is_masked_though_it_was_kept_otherwise(
    town: Town, tools: Tools
) -> None:
    for name in ("an", "chi", "dung"):
        await town.person(name).says(LAMPS)
    with town.database.transaction() as session:
        group = session.exec(select(QuestionGroup)).one()
        group.text = "Anh Nguyễn Văn Bình, 0912 345 678, khi nào lắp đèn?"
    (listed,) = (await overseer_content(town, tools)).questions.most
    assert listed.text.count(MASK) == 2 and "Bình" not in listed.text


async def test_who_asked_is_known_by_a_hash_of_that_group_alone(
    town: Town, tools: Tools, an: Someone
) -> None:
    for text in (LAMPS, POOL, LAMPS):
        await an.says(text)
    lamps, pool, lamps_again = await stored_questions(town)
    assert lamps.asker == lamps_again.asker != pool.asker
    await an.commands("dulieu")
    page = unpacked(town, an)["doc-truoc.html"].decode()
    assert "chưa trả lời (3)" in page and POOL in page
    assert lamps.asker not in unpacked(town, an)["du-lieu.json"].decode()
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    erased = await stored_questions(town)
    assert {row.asker for row in erased}.isdisjoint({lamps.asker, pool.asker})
    assert erased[0].asker == erased[2].asker != erased[1].asker, "and still counted as one"
    for name in ("chi", "dung"):
        await town.person(name).says(LAMPS)
    assert [group.text for group in (await overseer_content(town, tools)).questions.most] == [LAMPS]
