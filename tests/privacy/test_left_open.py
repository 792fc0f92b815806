"""Open reports and unanswered questions lose their person some time after the last word."""

from sqlmodel import select

from bot.core.turn import Tools
from bot.schedule import Schedule
from db.models import Outbox, Report, SentQuestion
from tests.privacy.test_my_data import (
    ID,
    NAME,
    PLACE,
    SECRET,
    dump,
    everything_said,
    everywhere,
    hits,
)
from tests.questions.asking import officer, sends_on
from tests.town import Town

DAYS = 1095


async def forget(town: Town, tools: Tools, **time: float) -> None:
    town.clock.advance(**time)
    Schedule(town.database, tools, town.media, town.clock).forget(town.clock())
    await town.settle()


async def test_a_report_nobody_closes_loses_its_person(town: Town, tools: Tools) -> None:
    assert tools.city.keep.left_open == DAYS
    an, binh, code = await everything_said(town)
    await an.commands("huy")
    town.clock.advance(days=400)
    await an.does(button=f"add:{code}")
    await an.says(f"Vẫn thế, {SECRET}")
    await an.presses("Gửi")
    await forget(town, tools, days=DAYS - 1)  # since the last word, not since it was sent
    with town.database.reading() as session:
        (open_row,) = session.exec(select(Report)).all()
    assert SECRET in open_row.description and open_row.person_id is not None
    await forget(town, tools, days=2)
    await forget(town, tools, hours=1)
    data = everywhere(town, await dump(town.database), "")
    assert hits(data, SECRET, NAME, PLACE, "0912000111", ID) == []
    with town.database.reading() as session:
        (row,) = session.exec(select(Report)).all()
    assert row.ended_at is None and row.receipt and row.area == "tan_phong"
    assert not any(
        SECRET in message.reply.text for message in binh.shown if "Gửi" not in message.labels
    )


async def test_a_question_nobody_answers_loses_its_person(town: Town, tools: Tools) -> None:
    an = town.person(ID)
    await officer(town)
    await sends_on(town, tools, an)
    with town.database.reading() as session:
        (row,) = session.exec(select(SentQuestion)).all()
    await forget(town, tools, days=DAYS - 1)
    with town.database.reading() as session:
        assert session.exec(select(SentQuestion.text)).all() == [row.text]
    await forget(town, tools, days=2)
    await forget(town, tools, hours=1)
    assert hits(everywhere(town, await dump(town.database), ""), row.text, ID) == []
    with town.database.reading() as session:
        question_row = session.exec(select(SentQuestion)).one()
        count = len(session.exec(select(Outbox.id)).all())
    assert question_row.person_id is None and question_row.answer_id is None
    await forget(town, tools, hours=1)
    with town.database.reading() as session:
        assert len(session.exec(select(Outbox.id)).all()) == count  # told once
