"""The library's bot, changed to store updates before it confirms them, and how it connects."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, cast

import telegram as ptb

from bot.channels.telegram.noting import Request
from bot.settings import Settings

os.environ.setdefault("PTB_TIMEDELTA", "true")  # RetryAfter in timedeltas, as it soon always is

TELEGRAM = "https://api.telegram.org"
READ_SECONDS = 20.0


class WrongToken(Exception):
    """TELEGRAM_BOT_TOKEN is not one that Telegram knows."""

    TEXT = (
        "TELEGRAM_BOT_TOKEN: Telegram does not know this token; "
        "copy it again from @BotFather, for example 123456789:AA…"
    )

    def __init__(self) -> None:
        super().__init__(self.TEXT)


class Bot(ptb.Bot):
    """Store updates, all of a batch or none, before they are confirmed.

    The Updater confirms with its next call whatever `get_updates` returns. So the batch goes to
    `take` as it came, and what is returned are mere numbers.
    """

    def __init__(self, take: Callable[[Awaitable[Any]], Awaitable[Any]], **settings: Any) -> None:
        super().__init__(**settings)
        self._take = take

    async def get_updates(  # type: ignore[override]
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: timedelta = timedelta(),  # noqa: ASYNC109 - so the Updater calls it
        allowed_updates: Sequence[str] | None = None,
    ) -> tuple[ptb.Update, ...]:
        wanted = {"offset": offset, "limit": limit, "timeout": timeout}
        fetching = self._post(
            "getUpdates",
            wanted | {"allowed_updates": allowed_updates},
            read_timeout=timeout.total_seconds() + READ_SECONDS,
        )
        return cast("tuple[ptb.Update, ...]", await self._take(fetching))

    async def send_words(self, message: dict[str, Any]) -> int:
        """Send a message and return its id; the library would make objects of all that returns."""
        sent = await self._post("sendMessage", message)
        return int(sent["message_id"])


class DiscardingQueue(asyncio.Queue[object]):
    """Drop what the Updater puts into it: the updates are stored already."""

    async def put(self, item: object) -> None:
        """Drop an update."""


def make_bot(take: Any, settings: Settings) -> Bot:
    """Return a bot that has not connected yet; it gives each batch of updates to `take`."""
    assert settings.telegram_bot_token is not None
    request: Callable[..., Request] = partial(
        Request,
        proxy=settings.telegram_proxy,
        connect_timeout=5,
        read_timeout=READ_SECONDS,
        media_write_timeout=60,
        pool_timeout=10,
    )
    api = (settings.telegram_api_url or TELEGRAM).rstrip("/")
    return Bot(
        take,
        token=settings.telegram_bot_token.get_secret_value(),
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=request(connection_pool_size=32),
        get_updates_request=request(connection_pool_size=2),
    )
