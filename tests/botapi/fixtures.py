"""Fixtures for tests of the Telegram channel: the double, an inbox in memory, the channel."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.rates import Limits, Rate
from bot.core.events import Button, Incoming, LookupResult, NotStored, Passage, Unparsed
from bot.core.media import Media
from bot.settings import Settings
from tests.botapi import BotApi

UNHURRIED = Rate(1_000_000, 0)
AT_WILL = Limits(overall=UNHURRIED, private=UNHURRIED, group=UNHURRIED)
"""As fast as it goes, for tests that are not about the pace."""

Start = Callable[..., Awaitable[Telegram]]


class Inbox:
    """The other side of a channel: keeps what arrives, each update once."""

    def __init__(self) -> None:
        self.arrived: list[Incoming | Unparsed] = []
        self.batches: list[list[str]] = []
        """The update ids of each call, also of those refused."""
        self.refusals = 0
        """So many calls still fail."""
        self._waiting: list[asyncio.Future[None]] = []

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        """Keep all, or with `refusals` left none."""
        self.batches.append([update.update_id for update in arrived])
        if self.refusals > 0:
            self.refusals -= 1
            raise NotStored("the disk is full")
        known_ids = {update.update_id for update in self.arrived}
        self.arrived += [update for update in arrived if update.update_id not in known_ids]
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def holds(self, count: int, timeout: float = 5.0) -> list[Incoming]:
        """Wait until `count` have arrived, and return them all (no one may be unparsed)."""
        everything = await self.holds_any(count, timeout)
        assert all(isinstance(update, Incoming) for update in everything), everything
        return [update for update in everything if isinstance(update, Incoming)]

    async def holds_any(self, count: int, timeout: float = 5.0) -> list[Incoming | Unparsed]:
        """The same, with what could not be understood."""
        async with asyncio.timeout(timeout):
            while len(self.arrived) < count:
                future = asyncio.get_running_loop().create_future()
                self._waiting.append(future)
                await future
        return self.arrived


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as running:
        yield running


@pytest.fixture
def inbox() -> Inbox:
    """An inbox in memory, to which the channel gives its updates."""
    return Inbox()


@pytest.fixture
def media(tmp_path: Path) -> Media:
    """A store for pictures and files."""
    return Media(tmp_path / "media")


@pytest.fixture
async def start(api: BotApi, inbox: Inbox, media: Media) -> AsyncIterator[Start]:
    """`await start(…)`: a running channel with these settings, stopped at the end."""
    running: list[Telegram] = []

    async def begin(**settings: Any) -> Telegram:
        channel = make(api, inbox, media, **settings)
        running.append(channel)
        await channel.start()
        return channel

    yield begin
    for channel in running:
        await channel.stop()


@pytest.fixture
async def telegram(start: Start) -> Telegram:
    """The channel, polling the double, without hurry."""
    return await start()


def make(api: BotApi, inbox: Inbox, media: Media, **settings: Any) -> Telegram:
    """Return a channel that is not started; the settings are those of the connection or its own."""
    connection = {"telegram_bot_token": api.token, "telegram_api_url": api.url}
    for key in [key for key in settings if key.startswith("telegram_")]:
        connection[key] = settings.pop(key)
    own: dict[str, Any] = {"look_up": offers, "now": lambda: datetime.now(UTC), "limits": AT_WILL}
    return Telegram(Settings(**connection), intake=inbox, media=media, **(own | settings))


def offers(words: str) -> LookupResult:
    """A lookup: one passage of the words themselves, and for none the way to a private chat."""
    if not words:
        return LookupResult(entrance=Button(text="Hỏi riêng", start="hoi"))
    button = Button(text="Đọc", start="muc_III-5-6")
    text = f"<blockquote>{escape(words)}</blockquote>"
    passage = Passage(id="a1", title=words, description="Mục III.5", text=text, button=button)
    return LookupResult(passages=(passage,))


def picture(width: int = 40, height: int = 30, colour: str = "green") -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()
