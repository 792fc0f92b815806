"""The library's bot, made so that updates are stored before they are confirmed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, cast

import telegram as ptb

from bot.channels.telegram.noting import Request

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
    """A bot whose updates are stored, all of a batch or none, before it hands them on.

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
        wanted = {
            "offset": offset,
            "limit": limit,
            "timeout": timeout,
            "allowed_updates": allowed_updates,
        }
        patience = timeout.total_seconds() + READ_SECONDS
        fetching = self._post("getUpdates", wanted, read_timeout=patience)
        return cast("tuple[ptb.Update, ...]", await self._take(fetching))


class Nowhere(asyncio.Queue[object]):
    """Where the Updater puts what has been stored already."""

    async def put(self, item: object) -> None:
        """Let it go."""


def make_bot(take: Any, token: str, api_url: str | None, proxy: str | None) -> Bot:
    """A bot that talks to nobody yet; `take` is given each batch of updates."""
    request: Callable[..., Request] = partial(
        Request,
        proxy=proxy,
        connect_timeout=5,
        read_timeout=READ_SECONDS,
        media_write_timeout=60,
        pool_timeout=10,
    )
    api = (api_url or TELEGRAM).rstrip("/")
    return Bot(
        take,
        token=token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=request(connection_pool_size=32),
        get_updates_request=request(connection_pool_size=2),
    )
