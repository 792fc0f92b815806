"""What is pushed to open pages, and what is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import web_stream
from bot.events import Reply
from db import web
from db.engine import Database
from tests.channels.web_fixtures import Site, picture, running_site

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
    monkeypatch.setattr(web_stream, "LOOK_SECONDS", 0.1)
    async with site.browser() as me:
        await me.post("a")
        chat = site.parrot.arrived[0].chat
        async with me.stream() as pushed:
            await anext(pushed)
            await anext(pushed)
            async with site.database.transaction() as session:
                await web.add(session, chat, "bot", {"text": "từ nơi khác"}, NOW)
            assert (await anext(pushed))["html"] == "từ nơi khác"


async def test_a_closed_channel_ends_its_streams(site: Site) -> None:
    async with site.browser() as me:
        await me.post("a")
        async with me.stream() as pushed:
            await anext(pushed)
            site.web.close()
            assert len([message async for message in pushed]) == 1


async def test_writers_side_by_side_never_share_a_revision(database: Database) -> None:
    other = Database(str(database.url.render_as_string(hide_password=False)))

    async def write(through: Database, n: int) -> int:
        async with through.transaction() as session:
            return (await web.add(session, f"chat{n % 3}", "bot", {"text": str(n)}, NOW)).revision

    doors = [database, other] if not database.is_sqlite else [database]
    revisions = await asyncio.gather(*(write(doors[n % len(doors)], n) for n in range(30)))
    await other.close()
    assert sorted(revisions) == list(range(1, 31))


async def test_the_same_post_twice_at_once_is_one_message(database: Database) -> None:
    async def write() -> int | None:
        async with database.transaction() as session:
            return (await web.add(session, "chat", "me", {"text": "a"}, NOW, "id-1")).id

    assert len(set(await asyncio.gather(*(write() for _ in range(5))))) == 1


async def test_an_erased_chat_is_dropped_by_the_open_page_too(site: Site) -> None:
    async with site.browser() as me, site.browser() as other:
        await other.post("của người khác")
        await me.send_photos((picture(), "image/jpeg"))
        chat = site.parrot.arrived[-1].chat
        last = (await me.history())[-1]
        async with me.stream(after=last["revision"]) as pushed:
            async with site.database.transaction() as session:
                keys = await web.forget(session, chat)
            await site.parrot.say(chat, Reply(text="Đã xóa hết."))
            gone, told = await anext(pushed), await anext(pushed)
        assert gone["erased"] and gone["revision"] > last["revision"]
        assert told["html"] == "Đã xóa hết."
        assert [message["html"] for message in await me.history()] == ["", "Đã xóa hết."]
        assert keys == {site.parrot.arrived[-1].photos[0].key}
        assert (await me.http.get("media/3/0")).status_code == 404
        assert len(await other.history()) == 2


async def test_forgetting_nothing_does_nothing(database: Database) -> None:
    async with database.transaction() as session:
        assert await web.forget(session, "nobody") == set()
        assert await web.forget_before(session, NOW) == set()


async def test_what_is_old_is_forgotten_and_no_revision_is_given_twice(database: Database) -> None:
    old, new = NOW - timedelta(days=91), NOW
    async with database.transaction() as session:
        await web.add(session, "a", "me", {"text": "cũ", "photos": ["k.jpg"]}, old)
        await web.add(session, "b", "me", {"text": "mới"}, new)
        last = await web.add(session, "a", "bot", {"text": "cũ nữa"}, old)
    revision = last.revision
    async with database.transaction() as session:
        assert await web.forget_before(session, NOW - timedelta(days=90)) == {"k.jpg"}
    async with database.transaction() as session:
        (kept,) = await web.latest(session, "a", 10)
        assert (kept.payload, kept.revision) == (web.ERASED, revision)
        (theirs,) = await web.latest(session, "b", 10)
        assert theirs.payload == {"text": "mới"}
        assert (await web.add(session, "a", "bot", {"text": "b"}, NOW)).revision > revision
