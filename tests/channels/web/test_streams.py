"""The streams of open pages, and the messages that are forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.channels.web import chat as web_chat
from bot.channels.web import streams as web_stream
from bot.core.events import Reply
from db import web
from db.engine import Database
from tests.channels.web.web_fixtures import Site, picture, running_site

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """The page on either kind of database: revisions are made in different ways."""
    async with running_site(database, tmp_path) as running:
        yield running


async def test_nothing_is_missed_between_history_and_stream(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start")
        last = (await me.history())[-1]
        chat = site.parrot.arrived[0].chat
        await site.parrot.say(chat, Reply(text="giữa chừng"))
        async with me.stream(after=last["revision"]) as pushed:
            assert (await anext(pushed))["html"] == "giữa chừng"
            await site.parrot.say(chat, Reply(text="sau đó"))
            assert (await anext(pushed))["html"] == "sau đó"
            await site.parrot.say(chat, Reply(text="đã sửa", edit=last["id"]))
            assert (await anext(pushed))["id"] == last["id"]


async def test_the_browser_says_where_it_was_when_it_comes_back(site: Site) -> None:
    async with site.browser() as me:
        await me.post("một")
        await me.post("hai")
        two = (await me.history())[2]
        back = {"Last-Event-ID": str(two["revision"])}
        async with me.stream(headers=back) as pushed:
            assert (await anext(pushed))["html"] == "Đã nhận: hai"


async def test_what_another_process_wrote_is_found(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_stream, "POLL_SECONDS", 0.1)
    async with site.browser() as me:
        await me.post("a")
        chat = site.parrot.arrived[0].chat
        async with me.stream() as pushed:
            await anext(pushed)
            await anext(pushed)
            with site.database.transaction() as session:
                web.add(session, chat, "bot", {"text": "từ nơi khác"}, NOW)
            assert (await anext(pushed))["html"] == "từ nơi khác"


async def test_one_look_serves_all_streams_of_a_chat(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_stream, "POLL_SECONDS", 1000)
    looks: list[str] = []

    @event.listens_for(site.database.engine, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "web_message.revision >" in statement.replace('"', ""):
            looks.append(statement)

    async with site.browser() as me, AsyncExitStack() as stack:
        await me.post("a")
        pages = [
            await stack.enter_async_context(me.stream()) for _ in range(web_stream.MAX_PER_CHAT)
        ]
        for pushed in pages:
            assert [(await anext(pushed))["text"], (await anext(pushed))["html"]] == [
                *("a", "Đã nhận: a")
            ]
        looks.clear()
        await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="một lần"))
        for pushed in pages:
            assert (await anext(pushed))["html"] == "một lần"
    assert len(looks) == 1


async def test_streams_that_know_different_much_get_what_each_lacks(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_stream, "BATCH", 2)
    async with site.browser() as me:
        for word in "abcd":
            await me.post(word)
        history = await me.history()
        async with me.stream(after=history[5]["revision"]) as late, me.stream() as early:
            assert [(await anext(early))["id"] for _ in history] == [m["id"] for m in history]
            assert [(await anext(late))["id"] for _ in range(2)] == [m["id"] for m in history[6:]]


async def test_a_stream_too_many_of_a_chat_ends_its_oldest(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_stream, "MAX_PER_CHAT", 2)
    async with site.browser() as me, site.browser() as visitor:
        await me.post("a")
        await visitor.post("b")
        async with visitor.stream() as visitor_stream, me.stream() as first, me.stream() as second:
            await anext(first)
            await anext(second)
            async with me.stream() as third:
                assert (await anext(third))["text"] == "a"
                assert len([message async for message in first]) <= 1, "it has ended"
                await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="sau"))
                assert [message["html"] for message in await _until(second, "sau")][-1] == "sau"
                assert (await anext(visitor_stream))["text"] == "b"


async def test_streams_in_all_are_bounded_and_nobody_takes_them_from_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_stream, "MAX_STREAMS", 3)
    async with AsyncExitStack() as stack:
        first, two, three, fourth = [
            await stack.enter_async_context(site.browser()) for _ in range(4)
        ]
        for person in (first, two, three, fourth):
            await person.post("a")
        greedy = [await stack.enter_async_context(first.stream()) for _ in range(2)]
        for pushed in greedy:
            await anext(pushed)
        second = await stack.enter_async_context(two.stream())
        await anext(second)
        third = await stack.enter_async_context(three.stream())
        assert (await anext(third))["text"] == "a"
        assert len([message async for message in greedy[0]]) <= 1, "it has ended"
        refused = await fourth.http.get("api/stream")
        assert (refused.status_code, refused.json()["error"]) == (503, web_chat.FULL)
        await site.parrot.say(site.parrot.arrived[1].chat, Reply(text="sau"))
        await _until(second, "sau")


async def _until(pushed: AsyncIterator[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return the messages pushed up to those words."""
    messages = [await anext(pushed)]
    while messages[-1]["html"] != words:
        messages.append(await anext(pushed))
    return messages


async def test_a_closed_channel_ends_its_streams(site: Site) -> None:
    async with site.browser() as me:
        await me.post("a")
        async with me.stream() as pushed:
            await anext(pushed)
            site.web.close()
            assert len([message async for message in pushed]) == 1


async def test_writers_side_by_side_never_share_a_revision(database: Database) -> None:
    second_database = Database(str(database.url.render_as_string(hide_password=False)))

    def write(through: Database, n: int) -> int:
        with through.transaction() as session:
            return web.add(session, f"chat{n % 3}", "bot", {"text": str(n)}, NOW).revision

    doors = [database, second_database] if not database.is_sqlite else [database]
    revisions = await asyncio.gather(
        *(asyncio.to_thread(write, doors[n % len(doors)], n) for n in range(30))
    )
    second_database.close()
    assert sorted(revisions) == list(range(1, 31))


async def test_the_same_post_twice_at_once_is_one_message(database: Database) -> None:
    def write() -> int | None:
        with database.transaction() as session:
            return web.add(session, "chat", "me", {"text": "a"}, NOW, "id-1").id

    assert len(set(await asyncio.gather(*(asyncio.to_thread(write) for _ in range(5))))) == 1


async def test_an_erased_chat_is_dropped_by_the_open_page_too(site: Site) -> None:
    async with site.browser() as me, site.browser() as visitor:
        await visitor.post("của người khác")
        await me.send_photos((picture(), "image/jpeg"))
        chat = site.parrot.arrived[-1].chat
        last = (await me.history())[-1]
        async with me.stream(after=last["revision"]) as pushed:
            with site.database.transaction() as session:
                keys = web.forget(session, chat)
            await site.parrot.say(chat, Reply(text="Đã xóa hết."))
            erased_message, notice = await anext(pushed), await anext(pushed)
        assert erased_message["erased"] and erased_message["revision"] > last["revision"]
        assert notice["html"] == "Đã xóa hết."
        assert [message["html"] for message in await me.history()] == ["", "Đã xóa hết."]
        assert keys == {site.parrot.arrived[-1].photos[0].key}
        assert (await me.http.get("media/3/0")).status_code == 404
        assert len(await visitor.history()) == 2


async def test_forgetting_nothing_does_nothing(database: Database) -> None:
    with database.transaction() as session:
        assert web.forget(session, "nobody") == set()
        assert web.forget_before(session, NOW) == set()


async def test_what_is_old_is_forgotten_and_no_revision_is_given_twice(database: Database) -> None:
    old, new = NOW - timedelta(days=91), NOW
    with database.transaction() as session:
        web.add(session, "a", "me", {"text": "cũ", "photos": ["k.jpg"]}, old)
        web.add(session, "b", "me", {"text": "mới"}, new)
        last = web.add(session, "a", "bot", {"text": "cũ nữa"}, old)
    revision = last.revision
    with database.transaction() as session:
        assert web.forget_before(session, NOW - timedelta(days=90)) == {"k.jpg"}
    with database.transaction() as session:
        (recent,) = web.latest(session, "a", 10)
        assert (recent.payload, recent.revision) == (web.ERASED, revision)
        (foreign,) = web.latest(session, "b", 10)
        assert foreign.payload == {"text": "mới"}
        assert web.add(session, "a", "bot", {"text": "b"}, NOW).revision > revision
