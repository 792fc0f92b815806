"""Trouble at one recipient's end of a digest stops no other's, and is in the log."""

import asyncio
from datetime import datetime, timedelta

from sqlmodel import func, select

from bot.core.delivery import Delivery
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests import queries as journal
from bot.digests.screens import journal as lost
from bot.digests.screens.journal import why
from bot.digests.sending import send_due
from bot.router import Router
from db.engine import Database
from db.models import Chat, Outbox
from tests.botapi import BotApi
from tests.botapi.fixtures import Start, api, inbox, media, start
from tests.clock import Clock
from tests.digests.rows import NOW, add_chat, add_report, subscribe

__all__ = ["api", "inbox", "media", "start"]

FORUM, OLD, NEW, DELETED, KICKED = -1001, -2, -1002, -1003, -1004


async def recipients(database: Database, api: BotApi) -> dict[str, Chat]:
    """Chats of overseers, each with a trouble of its own."""
    admin = api.person(9, "Chủ")
    forum = api.group(FORUM, "Diễn đàn", topics=True)
    topic, closed, deleted = (forum.topic(name, admin) for name in ("Bản tin", "Cũ", "Bỏ"))
    forum.closes_topic(closed)
    forum.deletes_topic(deleted)
    old = api.group(OLD, "Nhóm cũ")
    await old.upgrades_to(NEW, admin)
    await api.group(KICKED, "Nhóm đã mời ra").kicks_bot(admin)
    for number in (1, 2, 3, 4):
        api.person(number)
    places: dict[str, tuple[int, str]] = {
        "fine": (1, ""),
        "blocked": (2, ""),
        "paced": (3, ""),
        "broken": (4, ""),
        "topic": (FORUM, str(topic)),
        "closed topic": (FORUM, str(closed)),
        "deleted topic": (FORUM, str(deleted)),
        "moved": (OLD, ""),
        "deleted": (DELETED, ""),
        "kicked": (KICKED, ""),
    }
    api.fail("sendMessage", 403, times=None, chat=2)
    api.fail("sendMessage", 429, times=1, chat=3, retry_after=2)
    api.fail("sendMessage", 502, times=2, chat=4)
    return {
        name: await add_chat(
            database, str(chat), channel="telegram", thread=thread, private=chat > 0, title=name
        )
        for name, (chat, thread) in places.items()
    }


async def delivered(database: Database, delivery: Delivery, clock: Clock) -> None:
    """Send until nothing waits, whatever has to be waited for."""
    async with asyncio.timeout(20):
        while await _deliver_more(database, delivery, clock):
            await asyncio.sleep(0.05)  # what Telegram asks to wait are real seconds


async def _deliver_more(database: Database, delivery: Delivery, clock: Clock) -> bool:
    await delivery.settle()
    with database.reading() as session:
        waiting = select(func.max(Outbox.due_at)).where(Outbox.state == "waiting")
        due: datetime | None = session.exec(waiting).one()
    clock.now = max(clock.now, due or clock.now)
    return due is not None


async def test_the_others_get_theirs_and_the_admins_hear_once(
    database: Database, api: BotApi, start: Start, tools: Tools, media: Media, clock: Clock
) -> None:
    chats = await recipients(database, api)
    for chat in chats.values():
        await subscribe(database, chat, forms=["xlsx"])
    admin = await add_chat(database, "9", channel="telegram", role="admin")
    await add_report(database, NOW - timedelta(days=2))
    telegram = await start()
    unreachable = Router(tools).unreachable
    delivery = Delivery(database, {"telegram": telegram}, clock, unreachable, at_once=8)
    assert send_due(database, tools, media, clock()) == len(chats)
    await delivered(database, delivery, clock)

    lines = {}
    with database.reading() as session:
        for line in journal.page(session, None, 0, 50):
            assert line.sent is not None
            lines[line.chat.title] = (line.sent.state, why(tools, line.sent))
    arrived = {name for name, (state, _) in lines.items() if state == "sent"}
    assert arrived == {"fine", "paced", "broken", "topic", "closed topic", "deleted topic", "moved"}
    assert "chặn" in lines["blocked"][1]
    assert "đã xóa" in lines["deleted"][1] and "mời trợ lý ra" in lines["kicked"][1]
    for chat in (1, 3, 4, FORUM, NEW):
        assert len([c for c in api.called("sendDocument", chat=chat) if c.status == 200]) >= 1

    assert lost.tell_lost(database, tools, clock()) == 1
    assert lost.tell_lost(database, tools, clock() + timedelta(hours=2)) == 0
    await delivered(database, delivery, clock)
    notices = [call for call in api.called("sendMessage", chat=9) if call.status == 200]
    assert len(notices) == 1 and "3 bản tin không đến được" in notices[0].fields["text"]
    assert admin.id is not None
