"""What a turn costs: statements and commits, counted; nothing is looked for or read back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event

from db import queues
from db.engine import Database
from db.models import Outbox
from tests.reports.desk.desks import add_cases
from tests.town import Someone, Town, report

QUESTION = "cây xanh 2030 bao nhiêu m2 một người"
FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Cost:
    """Statements, without those that begin and end transactions, and commits."""

    statements: int = 0
    commits: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Cost]:
    cost = Cost()

    def count(_: Any, __: Any, statement: str, values: Any, ___: Any, many: bool) -> None:
        if not statement.startswith(FRAMES):
            cost.statements += len(values) if many and isinstance(values, list) else 1

    def count_commit(_: Any) -> None:
        cost.commits += 1

    event.listen(database.engine, "before_cursor_execute", count)
    event.listen(database.engine, "commit", count_commit)
    yield cost
    event.remove(database.engine, "before_cursor_execute", count)
    event.remove(database.engine, "commit", count_commit)


async def cost_of(someone: Someone, **what: object) -> Cost:
    """Do something, and let follow what the process does without looking into the tables."""
    town = someone.town
    someone.read = len(someone.shown)
    with counted(town.database) as cost:
        await town.dispatcher.receive([someone.incoming(**what)])
        await town.dispatcher.settle(looks=False)
        await town.delivery.settle(looks=False)
    assert someone.news, "the answer has come"
    if not town.database.is_sqlite:
        cost.statements -= 1  # the chat's lock
    return cost


@pytest.fixture
async def known(an: Someone) -> Someone:
    """A resident who agreed to what is kept, and has asked before."""
    await report(an)
    await an.says(QUESTION)
    return an


async def test_a_question(known: Someone) -> None:
    cost = await cost_of(known, text=QUESTION)
    assert (cost.statements, cost.commits) == (7, 2)


async def test_another_question(known: Someone) -> None:
    """And its subject is kept."""
    cost = await cost_of(known, text="ai chịu trách nhiệm quản lý cây xanh")
    assert cost.statements <= 9
    assert cost.commits == 2


async def test_the_first_sentence_of_a_report(known: Someone) -> None:
    cost = await cost_of(known, text="ghế đá công viên trước cổng trường phường Tân Phong gãy hết")
    assert "phản ánh" in known.heard
    assert cost.statements <= 10
    assert cost.commits == 2


async def test_an_officials_tap(known: Someone, binh: Someone) -> None:
    await report(known, place="ngã tư đường Trần Phú, phường Tân Phong", description="Chặt cây")
    await cost_of(binh, command="viec")
    cost = await cost_of(binh, button=binh.button("Tiếp nhận").data)
    assert "đã tiếp nhận" in binh.heard
    assert cost.statements <= 21, "the reporter's notice and the card's change wait for a look"
    assert cost.commits == 2


async def test_an_officials_list(known: Someone, binh: Someone) -> None:
    cost = await cost_of(binh, command="viec")
    assert cost.statements <= 9, "one of them keeps the list that is worked on"
    assert cost.commits == 2


async def test_of_two_hundred_cases_each_that_is_opened_is_one_message(
    town: Town, binh: Someone
) -> None:
    """At Telegram's pace of one a second in a chat ten are seen in ten seconds."""
    codes = await add_cases(town.database, town.clock(), 200)
    cost = await cost_of(binh, command="viec")
    assert len(binh.news) == 1 and cost.statements <= 12
    for code in codes[:10]:
        cost = await cost_of(binh, button=f"case:show:{code}")
        assert code in binh.last.reply.text and len(binh.news) == 1
        assert sum(message.edits for message in binh.shown) == 0, "each would wait as a message"
        assert cost.statements <= 12


@pytest.mark.both_databases
async def test_many_who_ask_at_once_share_their_commits(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not town.database.is_sqlite:
        pytest.skip("PostgreSQL's writers go side by side")
    monkeypatch.setattr("db.writing.LONGEST_SHARED", 600)
    people = [town.person(f"p{number}") for number in range(16)]
    for person in people:
        await person.says(QUESTION)
    with counted(town.database) as cost:
        await town.dispatcher.receive([person.incoming(text=QUESTION) for person in people])
        with town.database.transaction():
            working = asyncio.create_task(town.dispatcher.settle(looks=False))
            for _ in range(3):  # until each has asked for the writer
                await asyncio.sleep(0)
        await working
        await town.delivery.settle(looks=False)
    assert all(len(person.shown) == 2 for person in people)
    assert cost.commits == 3, "they are stored, handled, and marked"
    assert cost.statements <= 16 * 8


async def test_what_left_is_marked_without_being_asked_for(known: Someone) -> None:
    """A moment later, if no other transaction took the mark along."""
    town = known.town
    await town.dispatcher.receive([known.incoming(text=QUESTION)])
    await town.delivery.take_up()
    async with asyncio.timeout(30):
        while _waiting(town):
            await asyncio.sleep(0.01)
    assert known.last.reply.text


def _waiting(town: Town) -> int:
    with town.database.reading() as session:
        return queues.count(session, Outbox)["waiting"]
