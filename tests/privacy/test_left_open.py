"""What nobody closes and nobody answers keeps a person for so long after their last word."""

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
        (kept,) = session.exec(select(Report)).all()
    assert SECRET in kept.description and kept.person_id is not None
    await forget(town, tools, days=2)
    await forget(town, tools, hours=1)
    found = everywhere(town, await dump(town.database), "")
    assert hits(found, SECRET, NAME, PLACE, "0912000111", ID) == []
    with town.database.reading() as session:
        (left,) = session.exec(select(Report)).all()
    assert left.ended_at is None and left.receipt and left.area == "tan_phong"
    assert not any(SECRET in each.reply.text for each in binh.shown if "Gửi" not in each.labels)


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
        left = session.exec(select(SentQuestion)).one()
        count = len(session.exec(select(Outbox.id)).all())
    assert left.person_id is None and left.answer_id is None
    await forget(town, tools, hours=1)
    with town.database.reading() as session:
        assert len(session.exec(select(Outbox.id)).all()) == count  # told once
