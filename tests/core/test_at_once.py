"""An update that comes alone is stored and handled in one transaction, its answer handed over."""

import asyncio

import pytest
from sqlmodel import col, select

from bot.core.delivery import Delivery
from bot.core.events import Address, Message, Progress, Reply, TryLater
from db import inbox
from db.models import Inbox, Outbox
from tests.core.test_delivery import Slow, ignore_unreachable
from tests.core.test_dispatch import poison
from tests.town import Someone, Town

pytestmark = pytest.mark.both_databases

URGENT = "cây đổ đè lên dây điện đang tóe lửa trước cổng trường phường Tân Phong"


def states(town: Town) -> list[str]:
    with town.database.reading() as session:
        return list(session.exec(select(Inbox.state).order_by(col(Inbox.id))).all())


def outgoing(town: Town) -> list[tuple[str, bool]]:
    """Each message's state, and whether it is leased."""
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
        return [(row.state, row.claimed_until is not None) for row in rows]


async def test_it_is_done_when_the_channel_is_told_that_it_arrived(town: Town, an: Someone) -> None:
    await an.commands("start")
    update = an.incoming(command="trogiup")
    await town.dispatcher.receive([update])
    assert (states(town), outgoing(town)[1:]) == (["done", "done"], [("waiting", True)])
    await town.dispatcher.receive([update])
    await town.settle()
    assert len(an.shown) == 2, "and it is handled once, however often it is delivered"


async def test_one_that_fails_is_stored_and_holds_up_those_behind_it(
    town: Town, an: Someone
) -> None:
    await an.commands("start")
    await poison(town, "an")
    await town.dispatcher.receive([an.incoming(text="chào")])
    await town.dispatcher.receive([an.incoming(command="trogiup")])
    assert states(town) == ["done", "waiting", "waiting"]
    for _ in range(3):
        await town.settle()
        town.clock.advance(seconds=10)
    assert states(town) == ["done", "dead", "done"]
    assert "làm được những việc này" in an.last.reply.text


async def test_one_whose_chat_another_process_has_is_stored_and_waits(
    town: Town, an: Someone
) -> None:
    if town.database.is_sqlite:
        pytest.skip("one process on SQLite")
    with town.database.transaction() as session:
        assert inbox.has_chat(session, "town:an")
        await town.dispatcher.receive([an.incoming(command="start")])
        assert states(town) == ["waiting"]
        assert not outgoing(town)
    async with asyncio.timeout(30):
        while states(town) != ["done"]:
            await town.settle()
    assert an.shown


async def test_of_two_messages_of_a_turn_the_second_waits_for_the_first(
    town: Town, an: Someone
) -> None:
    await an.commands("start")
    town.channel.fails = [TryLater("502")]
    await an.says(URGENT)
    assert not an.news
    assert outgoing(town)[1:] == [("waiting", False), ("waiting", False)]
    town.clock.advance(minutes=1)
    await town.settle()
    first, second = (shown.reply.text for shown in an.news)
    assert "114" in first and "phản ánh" in second


async def test_what_is_handed_over_and_not_begun_at_a_stop_is_free_for_the_next_process(
    town: Town, an: Someone
) -> None:
    await an.commands("start")
    slow = Slow()
    delivery = Delivery(town.database, {"town": slow}, town.clock, ignore_unreachable)
    town.dispatcher._delivery = delivery
    running = asyncio.create_task(delivery.run())
    await town.dispatcher.receive([an.incoming(text=URGENT)])
    await slow.began.wait()
    delivery.stop()
    slow.may.set()
    await running
    assert outgoing(town)[1:] == [("sent", False), ("waiting", False)]


class Busy:
    """A channel that is busy with patient messages."""

    name = "town"

    def __init__(self) -> None:
        self.began, self.may = asyncio.Event(), asyncio.Event()
        self.sent: list[str] = []

    async def send(self, _: Address, reply: Reply, __: Progress | None = None, /) -> str:
        if reply.patient:
            self.began.set()
            await self.may.wait()
        self.sent.append(reply.text)
        return Message(str(len(self.sent)))

    async def fetch(self, ref: str) -> bytes:
        raise NotImplementedError


async def test_an_answer_does_not_wait_for_a_digest_to_the_same_chat(
    town: Town, an: Someone
) -> None:
    await an.commands("start")
    with town.database.transaction() as session:
        chat_id = session.exec(select(Outbox.chat_id)).first() or 0
        now, payload = town.clock.now, {"text": "bản tin"}
        session.add(
            Outbox(chat_id=chat_id, kind="digest", payload=payload, created_at=now, due_at=now)
        )
    busy = Busy()
    delivery = Delivery(town.database, {"town": busy}, town.clock, ignore_unreachable)
    town.dispatcher._delivery = delivery
    running = asyncio.create_task(delivery.run())
    await busy.began.wait()
    await town.dispatcher.receive([an.incoming(command="trogiup")])
    async with asyncio.timeout(30):
        while not busy.sent:
            await asyncio.sleep(0.01)
    assert "bản tin" not in busy.sent
    busy.may.set()
    delivery.stop()
    await running
    assert busy.sent[-1] == "bản tin"
