"""Groups of questions among very many, and what is cut off from people in time."""

import random

import pytest
from sqlmodel import func, select

from bot.city.city import City
from bot.core.media import Media
from bot.core.turn import Tools
from bot.people import queries as db_people
from bot.people import roles as people
from bot.privacy.retention import forget
from bot.questions import queries as questions
from bot.questions import rules as answers
from bot.questions.alike import gist
from db.engine import Database
from db.models import OfficialAnswer, Question, QuestionGroup, SentQuestion
from knowledge.answering.engine import Answer
from knowledge.vietnamese.text import tokens
from tests.clock import Clock

pytestmark = pytest.mark.both_databases

NO = Answer("not_in_plan", "weak", score=0.2)
SYLLABLES = tokens(
    "đèn đường bản chợ trường lớp xe buýt nước điện rác cống mương ruộng chè nương đồi suối cầu "
    "vỉa hè loa phường thuế bò lợn gà mèo tivi sóng mạng học bổng trạm xá thuốc sân bóng cỏ vườn"
)


async def test_a_question_finds_its_group_among_two_thousand(
    database: Database, tools: Tools, clock: Clock
) -> None:
    dice, search = random.Random(7), tools.answerer.search
    texts = {" ".join(dice.sample(SYLLABLES, dice.randint(3, 7))) for _ in range(2_000)}
    gists = [(text, gist(search, text)) for text in sorted(texts)]
    with database.transaction() as session:
        session.add_all(
            QuestionGroup(
                head=text_gist.head,
                size=text_gist.size,
                words=text_gist.line,
                text=text,
                created_at=clock.now,
            )
            for text, text_gist in gists
        )
    wanted = "Khi nào sửa bể bơi công cộng ở phường Tân Phong?"
    with database.transaction() as session:
        first = answers.keep(session, search, wanted, NO, clock.now)
        for same in ("sua be boi cogn cong o phuong tan phong khi nao", wanted.upper()):
            assert answers.keep(session, search, same, NO, clock.now).group_id == (first.group_id)
        looked_at = [
            len(questions.groups_like(session, text_gist.head, text_gist.size))
            for _, text_gist in dice.sample(gists, 50)
        ]
        assert max(looked_at) < len(gists) / 5  # not the whole table for each question
        count = session.exec(select(func.count()).select_from(QuestionGroup)).one()
    assert count == len(gists) + 1


async def test_a_group_begun_without_marks_takes_the_marks_of_the_next(
    database: Database, tools: Tools, clock: Clock
) -> None:
    with database.transaction() as session:
        stored = [
            answers.keep(session, tools.answerer.search, text, NO, clock.now)
            for text in ("lich mo cho phien", "lịch mở chợ phiên", "lịch mổ chó phiên")
        ]
    assert stored[0].group_id == stored[1].group_id != stored[2].group_id


async def test_two_who_send_the_same_on_wait_together(
    database: Database, tools: Tools, clock: Clock
) -> None:
    with database.transaction() as session:
        question = answers.keep(
            session, tools.answerer.search, "Khi nào lắp đèn đường?", NO, clock.now
        )
        for name, state, first in (("an", "sent", True), ("an", "waits", False),
                                   ("binh", "sent", False)):  # fmt: skip
            person = db_people.person(session, "town", name, clock.now)
            chat = db_people.chat(session, "town", name, "", True, clock.now)
            if not people.has_consented(person):
                people.give_consent(session, person, clock.now)
            sent = answers.send_on(session, question, person, chat, "so_xay_dung", clock.now)
            assert (sent.state, sent.first) == (state, first)
            session.flush()
        (waiting,) = questions.waiting(session, "so_xay_dung")
        assert waiting.since == clock.now
        assert len(questions.waiting_of(session, waiting.group.number)) == 2
        assert questions.waiting(session, "ubnd_doan_ket") == []


async def test_who_was_answered_long_ago_is_forgotten_and_who_waits_is_not(
    database: Database, clock: Clock, city: City, media: Media
) -> None:
    with database.transaction() as session:
        an = db_people.person(session, "town", "an", clock.now)
        group = QuestionGroup(head="|1", size=1, words="x||", text="x", created_at=clock.now)
        session.add(group)
        session.flush()
        assert group.id is not None
        answer = OfficialAnswer(group_id=group.id, agency="a", text="y", given_at=clock.now)
        session.add(answer)
        session.flush()
        for answer_id in (answer.id, None):
            session.add(
                SentQuestion(
                    group_id=group.id, person_id=an.id, agency="a", text="x",
                    sent_at=clock.now, answer_id=answer_id,
                )
            )  # fmt: skip
    clock.advance(days=city.keep.delivered_messages, minutes=1)
    forget(database, media, city.keep, clock.now)
    with database.reading() as session:
        ties = session.exec(select(SentQuestion.answer_id, SentQuestion.person_id)).all()
        assert set(ties) == {(answer.id, None), (None, an.id)}
        assert session.exec(select(Question)).all() == []
