"""Hundreds get their digest at Telegram's own pace, and whoever asks meanwhile goes first."""

import pytest

from bot.core.delivery import Delivery
from bot.core.events import Address, Reply
from bot.core.media import Media
from bot.core.turn import Tools
from db.engine import Database
from db.models import Chat, Outbox
from tests.botapi import BotApi
from tests.botapi.fixtures import api, media
from tests.clock import Clock
from tests.load.recipients import send_to_all

__all__ = ["api", "media"]


@pytest.mark.parametrize("count", [200, pytest.param(1000, marks=pytest.mark.slow)])
async def test_hundreds_of_recipients_no_429_and_nobody_who_asks_waits_for_them(
    database: Database, api: BotApi, tools: Tools, media: Media, count: int
) -> None:
    outcome = await send_to_all(database, api, tools, media, count)
    assert outcome.refused == 0, "the double refuses what Telegram would"
    assert len(outcome.passed) == count // 100 - 1
    # Of the hundreds that still wait, only those go first that are on their way just then: at most
    # the places that Delivery gives to digests.
    assert max(outcome.passed) < 32
    chats = {call.chat for call in api.called("sendMessage")}
    assert len(chats) == count + len(outcome.passed)


async def test_an_answer_goes_before_a_digest_in_the_same_chat_and_in_others(
    database: Database, clock: Clock
) -> None:
    """Also where the digest was there first, is tried again, or waits for the morning."""
    sent: list[tuple[str, str]] = []

    class Channel:
        name = "town"

        async def send(self, to: Address, reply: Reply, _: object = None, /) -> str:
            sent.append((to.chat, reply.text))
            return str(len(sent))

        async def fetch(self, ref: str) -> bytes:
            raise NotImplementedError

    def ignore_unreachable(*_: object) -> None: ...

    with database.transaction() as session:
        chats = [
            Chat(channel="town", channel_id=name, created_at=clock()) for name in ("an", "binh")
        ]
        session.add_all(chats)
        session.flush()
        an, binh = (chat.id or 0 for chat in chats)
        later = clock.now.replace(hour=9)
        rows = (
            (an, "digest", "bản tin", clock()),
            (an, "digest", "tệp", clock()),
            (binh, "digest", "để sáng", later),
            (binh, "digest", "bản tin", clock()),
            (an, "reply", "trả lời 1", clock()),
            (an, "reply", "trả lời 2", clock()),
            (binh, "notice", "báo tin", clock()),
        )
        session.add_all(
            Outbox(chat_id=chat, kind=kind, payload={"text": text}, created_at=clock(), due_at=due)
            for chat, kind, text, due in rows
        )
    delivery = Delivery(database, {"town": Channel()}, clock, ignore_unreachable, at_once=2)
    await delivery.settle()
    assert sent == [
        ("an", "trả lời 1"),
        ("binh", "báo tin"),
        ("an", "trả lời 2"),
        ("binh", "bản tin"),
        ("an", "bản tin"),
        ("an", "tệp"),
    ]
    clock.now = later
    await delivery.settle()
    assert sent[6:] == [("binh", "để sáng")]
