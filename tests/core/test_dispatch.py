"""The inbox and the dispatcher: nothing lost, nothing doubled, nobody held up."""

import asyncio
import random

import pytest
from sqlmodel import select

from bot.core import draft_queries as drafts
from bot.core.events import Incoming, Photo, TryLater, Unparsed
from bot.people import queries as people
from db import inbox
from db.models import Draft, Inbox, Outbox, Person
from tests.town import Town, picture

pytestmark = pytest.mark.both_databases


async def rows(town: Town) -> list[Inbox]:
    with town.database.reading() as session:
        return list(session.exec(select(Inbox).order_by(Inbox.id)).all())  # type: ignore[arg-type]


def a_report(town: Town, name: str, mark: str) -> list[Incoming]:
    """Every update of one person's report, none of which depends on what was answered.

    What is said before consent would wait for the key in the answer: tests of that are elsewhere.
    """
    someone = town.person(name)
    words = someone.incoming
    return [
        words(command="phananh"),
        words(button="consent:yes"),
        words(command="phananh", text=f"Chặt cây trái phép {mark}"),
        words(text=f"cổng trường số {mark}, phường Tân Phong"),
        words(photos=(someone.photo("green"),)),
        words(photos=(someone.photo("red"),)),
        words(text=f"cành đè lên hàng rào {mark}"),
    ]


async def all_drafts(town: Town) -> list[tuple[str, str]]:
    """Every draft's words and pictures, whoever made them and in whatever order."""
    with town.database.reading() as session:
        drafts = session.exec(select(Person.channel_id, Draft.data).join(Draft))  # type: ignore[arg-type]
        return sorted((name, str(sorted(data.items()))) for name, data in drafts.all())


async def test_three_times_and_shuffled_is_the_same_as_once(town: Town) -> None:
    updates = [update for n in range(5) for update in a_report(town, f"p{n}", str(n))]
    for delivered in updates:
        await town.dispatcher.receive([delivered])
    await town.settle()
    once = await all_drafts(town)
    answers = {key: len(messages) for key, messages in town.channel.chats.items()}
    assert len(once) == 5

    thrice = updates * 3
    random.Random(7).shuffle(thrice)
    for delivered in thrice:
        await town.dispatcher.receive([delivered])
    await town.settle()
    assert await all_drafts(town) == once
    assert {key: len(messages) for key, messages in town.channel.chats.items()} == answers


async def test_a_shuffled_batch_is_handled_in_the_order_it_was_said(town: Town) -> None:
    batch = [update for n in range(3) for update in a_report(town, f"p{n}", str(n))] * 3
    random.Random(11).shuffle(batch)
    await town.dispatcher.receive(batch)
    await town.settle()
    drafts = await all_drafts(town)
    assert len(drafts) == 3
    for n, (_, data) in enumerate(drafts):
        assert f"cổng trường số {n}" in data
        assert f"Chặt cây trái phép {n}\\ncành đè lên hàng rào {n}" in data


async def test_what_is_done_keeps_its_ids_and_no_content(town: Town) -> None:
    an = town.person("an")
    await an.says("bí mật của tôi")
    (row,) = await rows(town)
    assert (row.state, row.payload, row.update_id) == ("done", None, "1")


async def test_an_album_is_one_message(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    before = len(an.shown)
    parts = [an.incoming(photos=(an.photo(c),), album="a1") for c in ("red", "green", "blue")]
    for part in parts:
        await town.dispatcher.receive([part])
        town.clock.advance(seconds=0.5)
        await town.settle()
    assert len(an.shown) == before, "the album may go on"
    town.clock.advance(seconds=1)
    await town.settle()
    assert len(an.shown) == before + 1
    ((_, draft),) = await all_drafts(town)
    assert draft.count(".jpg") == 3


async def test_an_update_that_cannot_be_read_is_set_aside_and_said_so(town: Town) -> None:
    an = town.person("an")
    await an.commands("start")
    broken = Unparsed(
        channel="town", update_id="x1", sequence=50, chat="an", raw='{"?": 1}', error="KeyError"
    )
    good = an.incoming(command="start", sequence=51)
    await town.dispatcher.receive([broken, good])
    await town.settle()
    dead = [row for row in await rows(town) if row.state == "dead"]
    assert [(row.update_id, row.error, row.payload) for row in dead] == [
        ("x1", "KeyError", {"raw": '{"?": 1}'})
    ]
    texts = [message.reply.text for message in an.shown]
    assert sum("chưa xử lý được" in text for text in texts) == 1
    assert sum("Chào anh/chị" in text for text in texts) == 2
    await town.dispatcher.receive([broken])
    await town.settle()
    assert len(an.shown) == len(texts), "told once, however often it is delivered"


async def poison(town: Town, name: str) -> None:
    """Break somebody's draft in the database: whatever they say now cannot be handled."""
    with town.database.transaction() as session:
        person = people.person(session, "town", name, town.clock())
        chat = people.chat(session, "town", name, "", True, town.clock())
        drafts.begin(session, person, chat, "report", town.clock(), data={"broken": 1})


async def test_a_failing_update_is_tried_three_times_and_blocks_nobody(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await an.commands("start")
    await poison(town, "an")
    bad, behind = an.incoming(text="chào"), an.incoming(command="trogiup")
    await town.dispatcher.receive([bad, behind, binh.incoming(command="start")])
    await town.settle()
    assert "Chào anh/chị" in binh.last.reply.text, "another chat is not held up"
    assert len(an.shown) == 1, "what was said after it waits"
    for _ in range(2):
        town.clock.advance(seconds=10)
        await town.settle()
    (row,) = [row for row in await rows(town) if row.state == "dead"]
    assert (row.update_id, row.attempts) == (bad.update_id, 3)
    assert row.error == "ValidationError: broken extra_forbidden"
    assert "chưa xử lý được" in an.shown[1].reply.text
    assert "Anh/chị làm được những việc này" in an.shown[2].reply.text


async def test_half_a_transaction_is_nothing(town: Town) -> None:
    an = town.person("an")
    await an.commands("start")
    await poison(town, "an")
    with town.database.reading() as session:
        before = len(session.exec(select(Outbox)).all())
    town.channel.files["f"] = b"no picture"
    await town.dispatcher.receive([an.incoming(photos=(Photo(ref="f"),), text="x")])
    await town.settle()
    with town.database.reading() as session:
        assert len(session.exec(select(Outbox)).all()) == before


async def test_chats_are_handled_side_by_side(town: Town) -> None:
    """One whose picture hangs on the network holds up nobody else."""
    an, binh = town.person("an"), town.person("binh")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    before = len(an.shown)
    reached = asyncio.Event()
    hang = asyncio.Event()

    async def slow(ref: str) -> bytes:
        reached.set()
        await hang.wait()
        return picture()

    town.channel.fetch = slow  # type: ignore[method-assign]
    await town.dispatcher.receive(
        [an.incoming(photos=(an.photo(),)), binh.incoming(command="start")]
    )
    working = asyncio.create_task(town.dispatcher.settle())
    await asyncio.wait_for(reached.wait(), 5)
    while not binh.shown:
        await town.delivery.settle()
        await asyncio.sleep(0)
    assert "Chào anh/chị" in binh.last.reply.text
    assert len(an.shown) == before
    hang.set()
    await working
    await town.settle()
    assert len(an.shown) > before


async def test_a_picture_that_cannot_be_fetched_now_is_fetched_later(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    town.channel.fetch_fails = [TryLater("no connection", 3)]
    await an.sends_photos("green")
    assert not an.news
    town.clock.advance(seconds=4)
    await town.settle()
    assert an.news


async def test_a_picture_that_never_comes_is_told(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    town.channel.fetch_fails = [TryLater("no connection") for _ in range(9)]
    await an.sends_photos("green")
    town.clock.advance(minutes=3)
    await town.settle()
    assert "không tải về được" in an.heard


async def test_a_chat_that_another_process_has_is_left_to_it_for_a_while(town: Town) -> None:
    if town.database.is_sqlite:
        pytest.skip("one process on SQLite")
    an, binh = town.person("an"), town.person("binh")
    await town.dispatcher.receive([an.incoming(command="start"), an.incoming(command="start")])
    with town.database.transaction() as session:
        assert inbox.take(session, await rows(town))
        async with asyncio.timeout(10):
            await town.dispatcher.settle()  # it would go round and round here
            await binh.commands("start")
        assert binh.news and not an.shown
    working = asyncio.create_task(town.dispatcher.run())
    async with asyncio.timeout(10):
        while not an.shown:
            await town.delivery.settle()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def test_two_processes_share_the_work_and_keep_the_order(
    town: Town, database_url: str
) -> None:
    if town.database.is_sqlite:
        pytest.skip("one process on SQLite")
    second_town = Town(town.database, town.dispatcher._router, town.media, town.clock)
    second_town.channel = town.channel
    second_town.dispatcher._channels = {"town": town.channel}
    updates = [update for n in range(8) for update in a_report(town, f"p{n}", str(n))]
    await town.dispatcher.receive(updates)
    for _ in range(20):
        await asyncio.gather(town.dispatcher.settle(), second_town.dispatcher.settle())
    assert all(row.state == "done" for row in await rows(town))
    for n, (_, data) in enumerate(await all_drafts(town)):
        assert f"Chặt cây trái phép {n}\\ncành đè lên hàng rào {n}" in data
