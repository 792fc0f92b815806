"""A question the plan does not answer: kept without a person, sent on with consent, answered."""

import asyncio

import pytest
from sqlmodel import col, select

from bot.channels.telegram.html import plain
from bot.core.turn import Tools
from bot.questions.rules import official_answer
from bot.texts.characters import units
from bot.understanding.masking import MASK
from db.models import Audit, Consent, Draft, OfficialAnswer, Outbox, Person, Question, SentQuestion
from tests.questions.asking import (
    LAMPS,
    LAMPS_AGAIN,
    POOL,
    answers,
    asked_question,
    officer,
    sends_on,
)
from tests.town import Someone, Town


async def sent(town: Town) -> list[SentQuestion]:
    with town.database.reading() as session:
        return list(session.exec(select(SentQuestion).order_by(SentQuestion.id)).all())  # type: ignore[arg-type]


async def shown_to_all(town: Town, tools: Tools, text: str) -> str | None:
    with town.database.reading() as session:
        official = official_answer(session, tools.answerer.search, text)
        return official[1].text if official else None


async def test_equal_questions_are_one_group_and_nobody_is_kept_with_them(
    town: Town, tools: Tools
) -> None:
    first = await asked_question(town, tools, LAMPS)
    second = await asked_question(town, tools, LAMPS_AGAIN)
    third = await asked_question(town, tools, POOL)
    assert first.group_id == second.group_id != third.group_id
    assert (first.kind, first.score) == ("when", 0.3)
    with town.database.reading() as session:
        assert len(session.exec(select(Question)).all()) == 3
        assert session.exec(select(Person)).all() == []


async def test_what_is_kept_is_masked(town: Town, tools: Tools) -> None:
    question = await asked_question(town, tools, f"{LAMPS} Gọi 0912 345 678 cho an@example.org")
    assert question.text == f"{LAMPS} Gọi {MASK} cho {MASK}"


async def test_consent_for_a_question_is_for_questions_alone(town: Town, tools: Tools) -> None:
    an = town.person("an")
    question = await asked_question(town, tools, LAMPS)
    await an.does(button=f"pass:{question.token}")
    assert "xin anh/chị đồng ý" in an.heard and "chỉ cho câu hỏi" in an.heard
    assert "ảnh" not in an.heard and "phản ánh" not in an.heard
    assert await sent(town) == []
    await an.presses("Đồng ý")
    assert len(await sent(town)) == 1
    second_question = await asked_question(town, tools, POOL)
    await an.does(button=f"pass:{second_question.token}")
    assert "xin anh/chị đồng ý" not in an.heard and len(await sent(town)) == 2
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" in an.heard  # a report is more, and asked about by itself
    await an.presses("Không đồng ý")
    await an.commands("quyenriengtu")
    assert "chưa cho giữ điều gì khác" in an.heard
    await an.presses("Rút lại đồng ý")
    await an.presses("Chắc chắn rút lại")
    third_question = await asked_question(town, tools, "Bao giờ có cầu mới qua suối Nậm So?")
    await an.does(button=f"pass:{third_question.token}")
    assert "xin anh/chị đồng ý" in an.heard


async def test_sent_on_only_with_consent(town: Town, tools: Tools, an: Someone) -> None:
    question = await asked_question(town, tools, LAMPS)
    await an.does(button=f"pass:{question.token}")
    assert LAMPS in an.heard and "Sở Xây dựng tỉnh Lai Châu" in an.heard
    assert "xin anh/chị đồng ý" in an.heard and "cán bộ thấy câu hỏi" in an.heard
    assert await sent(town) == []
    await an.presses("Không đồng ý")
    assert "không được gửi" in an.heard and await sent(town) == []
    with town.database.reading() as session:
        assert session.exec(select(Consent)).all() == []
    await an.does(button=f"pass:{question.token}")
    await an.presses("Đồng ý")
    assert "Đã ghi câu hỏi" in an.heard
    (row,) = await sent(town)
    assert row.text == LAMPS and row.person_id is not None
    await an.does(button=f"pass:{question.token}")
    assert "đã gửi câu hỏi này" in an.heard and len(await sent(town)) == 1


async def test_a_denunciation_is_not_sent_on(town: Town, tools: Tools, an: Someone) -> None:
    so = await officer(town)
    before = len(so.shown)
    question = await asked_question(town, tools, "Ai xử lý cán bộ phường đòi hối lộ 5 triệu?")
    for verb in ("pass", "pass_yes", "pass_anew"):
        await an.does(button=f"{verb}:{question.token}")
        assert "Luật Tố cáo" in an.heard and "Công an phường" in an.heard
    assert await sent(town) == [] and len(so.shown) == before
    with town.database.reading() as session:
        assert session.exec(select(Consent)).all() == []


@pytest.mark.both_databases
async def test_from_the_question_to_the_answer_everybody_gets(
    town: Town, tools: Tools, an: Someone
) -> None:
    so, admin, binh = await officer(town), town.person("quan"), town.person("binh")
    await town.invited(admin, "admin")
    await sends_on(town, tools, an)
    assert "Đã gửi đến Sở Xây dựng tỉnh Lai Châu" in an.heard
    assert LAMPS in so.last.reply.text and "1 người gửi" in so.last.reply.text
    await sends_on(town, tools, binh, LAMPS_AGAIN)
    assert len(so.shown) == 2 and so.last.edits == 1  # the welcome, and one card for both
    assert "2 người gửi" in so.last.reply.text and LAMPS_AGAIN in so.last.reply.text
    await so.presses("Trả lời")
    await so.says("Quý 2 năm 2027.")
    assert "Gửi câu trả lời này?" in so.heard and LAMPS in so.heard
    await so.presses("Gửi")
    assert "Đã gửi đến 2 người hỏi" in so.heard
    for someone, text in ((an, LAMPS), (binh, LAMPS_AGAIN)):
        answer = someone.last.reply.text
        assert "<b>Trả lời của Sở Xây dựng tỉnh Lai Châu, ngày 23/11/2026</b>" in answer
        assert (
            "không phải lời kế hoạch" in answer and text in answer and "Quý 2 năm 2027." in answer
        )
    assert await shown_to_all(town, tools, LAMPS) is None
    assert "chờ quản trị duyệt" in admin.last.reply.text
    await admin.presses("Hiện cho mọi người")
    assert "đang hiện" in admin.heard
    assert await shown_to_all(town, tools, LAMPS_AGAIN) == "Quý 2 năm 2027."
    assert await shown_to_all(town, tools, POOL) is None
    await admin.presses("Thôi hiện")
    assert await shown_to_all(town, tools, LAMPS) is None
    with town.database.reading() as session:
        audit = session.exec(select(Audit.action).order_by(Audit.id)).all()  # type: ignore[arg-type]
    assert [action for action in audit if action != "join"] == [
        "answer question",
        "approve answer",
        "take answer",
    ]


async def test_who_asks_what_was_answered_is_told_at_once_and_may_insist(
    town: Town, tools: Tools, an: Someone
) -> None:
    so, binh = await officer(town), town.person("binh")
    await sends_on(town, tools, an)
    await answers(so)
    assert "chưa hiện cho người khác" in so.heard
    await sends_on(town, tools, binh)
    assert "Trả lời của Sở Xây dựng" in binh.heard and "Quý 2" in binh.heard
    await binh.presses("Chưa đúng ý tôi")
    assert "Đã gửi đến Sở Xây dựng" in binh.heard
    assert "1 người gửi" in so.last.reply.text and "Trả lời của Sở" in so.last.reply.text


async def test_declined_with_a_sentence(town: Town, tools: Tools, an: Someone) -> None:
    so, admin, binh = await officer(town), town.person("quan"), town.person("binh")
    await town.invited(admin, "admin")
    await sends_on(town, tools, an)
    await so.presses("Không trả lời được")
    await so.says("Không")
    assert "viết thêm vài chữ" in so.heard
    await so.says("Việc này của công ty điện lực, xin hỏi 02133 123 456.")
    assert MASK in so.heard and "được che đi" in so.heard
    await so.presses("Gửi")
    answer = an.last.reply.text
    assert "không trả lời được câu hỏi này" in answer and LAMPS in answer
    assert "công ty điện lực" in answer and MASK in answer
    assert "Câu hỏi" not in admin.last.reply.text  # there is nothing to approve
    await sends_on(town, tools, an)
    assert "không trả lời được câu hỏi này" in an.heard and len(await sent(town)) == 2
    await sends_on(town, tools, binh)
    assert "Đã gửi đến" in binh.heard and "không trả lời</b>" in so.last.reply.text


async def test_nobody_there_is_said_and_the_first_who_joins_finds_it(
    town: Town, tools: Tools, an: Someone
) -> None:
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    await sends_on(town, tools, an)
    assert "chưa có cán bộ nhận qua đây" in an.heard and "đã báo nơi giám sát" in an.heard
    assert LAMPS in front.last.reply.text
    so = await officer(town)
    assert "Không có phản ánh nào đang chờ" in so.heard
    await so.presses("Câu hỏi của người dân (1)")
    await so.presses("Khi nào lắp đèn")
    await answers(so)
    assert "Quý 2" in an.last.reply.text


async def test_a_ward_that_is_named_is_asked_itself(town: Town, tools: Tools, an: Someone) -> None:
    await sends_on(town, tools, an, "Khi nào lắp đèn đường ở phường Tân Phong?")
    assert "UBND phường Tân Phong" in an.heard


@pytest.mark.both_databases
async def test_of_two_who_answer_one_wins_and_the_other_loses_no_words(
    town: Town, tools: Tools, an: Someone
) -> None:
    so, phong = await officer(town), await officer(town, "phong")
    await sends_on(town, tools, an)
    for official, words in ((so, "Quý 2 năm 2027."), (phong, "Chưa rõ, xin chờ.")):
        await official.presses("Trả lời")
        await official.says(words)
    presses = [official.incoming(button=official.button("Gửi").data) for official in (so, phong)]
    for official in (so, phong):
        official.read = len(official.shown)
    await asyncio.gather(*(town.dispatcher.receive([press]) for press in presses))
    await town.settle()
    winner, loser = (so, phong) if "Đã gửi đến 1 người hỏi" in so.heard else (phong, so)
    assert "Đã gửi đến 1 người hỏi" in winner.heard
    assert "đã được Sở Xây dựng" in loser.heard and "chưa gửi đi" in loser.heard
    with town.database.reading() as session:
        assert len(session.exec(select(OfficialAnswer)).all()) == 1
        assert session.exec(select(Draft)).all() == []
    assert sum("Trả lời của" in official.reply.text for official in an.shown) == 1


async def test_nobody_without_the_right_can_do_anything(
    town: Town, tools: Tools, an: Someone
) -> None:
    so, eve, ward_official = await officer(town), town.person("eve"), town.person("other")
    front = town.person("front")
    await town.invited(ward_official, "official", "ubnd_doan_ket")
    await town.invited(front, "overseer", "mttq_tinh")
    await sends_on(town, tools, an)
    for someone in (eve, ward_official, front, an):
        for data in ("question:answer:1", "question:decline:1", "question_send:1"):
            await someone.does(button=data)
            assert "không dành cho anh/chị" in someone.heard or "Nút này" in someone.heard
    for someone in (eve, ward_official, an):
        for data in ("question:show:1", "answers:0"):
            await someone.does(button=data)
            assert "không dành cho anh/chị" in someone.heard
    await front.does(button="question:show:1")
    assert LAMPS in front.heard and not front.last.reply.buttons
    await answers(so)
    for someone in (eve, ward_official, front, an, so):
        for verdict in ("approve", "refuse", "take"):
            await someone.does(button=f"verdict:{verdict}:1")
            assert "không dành cho anh/chị" in someone.heard
    with town.database.reading() as session:
        (row,) = session.exec(select(OfficialAnswer)).all()
    assert row.state == "given"


@pytest.mark.parametrize(
    "data",
    ["pass:x", "question:answer:99", "question:burn:1", "question:show:" + "9" * 30, "question:x",
     "question_send:99", "discard:x", "verdict:approve:99", "verdict:burn:1", "why:asked:9",
     "asked:9", "rate:up:x:y", "rate:up", "rate:up:lai-chau-2030:é",
     "rate:sideways:lai-chau-2030:III.3.3"],
)  # fmt: skip
async def test_a_forged_button_is_answered_and_does_nothing(
    town: Town, tools: Tools, an: Someone, data: str
) -> None:
    so = await officer(town)
    await sends_on(town, tools, an)
    await so.does(button=data)
    assert "Nút này" in so.heard
    assert [row.answer_id for row in await sent(town)] == [None]


async def test_a_right_taken_away_between_words_and_sending_is_gone(
    town: Town, tools: Tools, an: Someone
) -> None:
    so = await officer(town)
    await sends_on(town, tools, an)
    await so.presses("Trả lời")
    await so.says("Quý 2 năm 2027.")
    with town.database.transaction() as session:
        person = session.exec(select(Person).where(Person.channel_id == "so")).one()
        person.role, person.agency = "resident", None
    await so.presses("Gửi")
    assert "không dành cho anh/chị" in so.heard
    assert [row.answer_id for row in await sent(town)] == [None]


@pytest.mark.both_databases
async def test_two_admins_and_an_answer_that_gives_way(
    town: Town, tools: Tools, an: Someone
) -> None:
    so, admin, binh = await officer(town), town.person("quan"), town.person("binh")
    await town.invited(admin, "admin")
    await sends_on(town, tools, an)
    await answers(so)
    await admin.presses("Hiện cho mọi người")
    await admin.does(button="verdict:approve:1")
    assert "Trước đó đã có người duyệt" in admin.heard
    await sends_on(town, tools, binh)
    await binh.presses("Chưa đúng ý tôi")
    await answers(so, "Nay đổi thành quý 3 năm 2027.")
    await admin.presses("Hiện cho mọi người")
    assert await shown_to_all(town, tools, LAMPS) == "Nay đổi thành quý 3 năm 2027."
    await admin.commands("viec")
    await admin.presses("Trả lời của cơ quan")
    assert "0 chờ duyệt, 1 đang hiện" in admin.heard
    assert [label[0] for label in admin.last.labels] == ["✅", "🗑"]


async def test_who_takes_consent_back_is_untied_and_the_question_stays(
    town: Town, tools: Tools, an: Someone
) -> None:
    so = await officer(town)
    await sends_on(town, tools, an)
    await an.does(button="withdraw_consent:all")
    await an.presses("Chắc chắn rút lại")
    (row,) = await sent(town)
    assert (row.person_id, row.chat_id, row.text) == (None, None, LAMPS)
    before = len(an.shown)
    await answers(so)
    assert "không còn nhận tin" in so.heard and len(an.shown) == before


async def test_an_official_can_change_words_or_drop_them(
    town: Town, tools: Tools, an: Someone
) -> None:
    so = await officer(town)
    await sends_on(town, tools, an)
    await so.presses("Trả lời")
    first = await so.says("Quý 2 năm 2028.")
    await so.sends_photos("green")
    assert "chỉ gửi được chữ" in so.heard
    await so.does(text="Quý 3 năm 2027.", edited=True, message=first.message)
    assert "Quý 3 năm 2027." in so.heard and "2028" not in so.last.reply.text
    await so.presses("Bỏ")
    assert "Không gì được gửi đi" in so.heard
    assert [row.answer_id for row in await sent(town)] == [None]


async def test_the_longest_words_fit_into_every_message(
    town: Town, tools: Tools, an: Someone
) -> None:
    so, phong, admin = await officer(town), await officer(town, "phong"), town.person("quan")
    await town.invited(admin, "admin")
    for number in range(4):
        someone = town.person(f"p{number}")
        await sends_on(town, tools, someone, f"{LAMPS} {'ạ ' * (200 + number)}")
    assert so.last.reply.text.count("•") == 3
    for person in (so, phong):
        await person.presses("Trả lời")
        await person.says("&" * 1501)
        assert "1501" in person.heard
        await person.says("&" * 1500)
    await so.presses("Gửi")
    await phong.presses("Gửi")
    assert "chưa gửi đi" in phong.heard
    for person in (so, phong, admin, town.person("p0")):
        assert all(units(plain(message.reply.text)) <= 4096 for message in person.shown)


async def test_what_is_kept_of_a_person_is_told(town: Town, an: Someone) -> None:
    await an.commands("quyenriengtu")
    assert "gửi câu hỏi đến cán bộ" in an.heard and "gắn với anh/chị 1 ngày" in an.heard


async def test_words_begun_for_another_question_are_shown_and_not_mixed(
    town: Town, tools: Tools, an: Someone
) -> None:
    so = await officer(town)
    await sends_on(town, tools, an)
    await sends_on(town, tools, an, POOL)
    await so.does(button="question:answer:1")
    await so.says("Quý 2 năm 2027.")
    await so.does(button="question:answer:2")
    assert "viết dở cho câu hỏi khác" in so.heard and "Quý 2 năm 2027." in so.heard
    await so.says("Chưa có kế hoạch xây bể bơi.")
    await so.presses("Gửi")
    assert [row.answer_id for row in await sent(town)] == [None, 1]
    await so.commands("viec")
    await so.presses("Câu hỏi của người dân (1)")
    assert so.last.labels == [LAMPS]


async def test_in_a_group_a_question_is_not_sent_on(town: Town, tools: Tools) -> None:
    question = await asked_question(town, tools, LAMPS)
    member = town.person("an", chat="group")
    await member.does(button=f"pass:{question.token}")
    assert "nhắn riêng" in member.heard and await sent(town) == []


async def test_who_is_erased_leaves_no_words_of_theirs_in_what_was_sent(
    town: Town, tools: Tools, an: Someone
) -> None:
    await officer(town)
    await sends_on(town, tools, an, LAMPS)
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).where(col(Outbox.question_id).is_not(None))).all()
    assert rows and not [row for row in rows if LAMPS in str(row.payload)]
