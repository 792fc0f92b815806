"""The bot's account as Telegram describes it, for `doctor` and the command line."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import telegram as ptb

from bot.channels.telegram.bot import WrongToken, make_bot
from bot.channels.telegram.error_words import known_phrases
from bot.settings import Settings


class NotReached(Exception):
    """Telegram cannot be reached, or does not answer as Telegram does; the message says how."""


@dataclass(frozen=True)
class Account:
    """The bot's account.

    `inline`: whether inline mode is switched on at @BotFather; `webhook`: the address updates are
    pushed to, empty where they are polled for; `webhook_error`: what last went wrong with that.
    """

    username: str
    inline: bool
    webhook: str
    webhook_error: str


async def account(settings: Settings) -> Account:
    """Return the account of the token that is set; raise `WrongToken` or `NotReached`."""
    async with _bot(settings) as bot:
        info = None
        with suppress(ptb.error.TelegramError):  # a server of one's own may not know it
            info = await bot.get_webhook_info()
        return Account(
            bot.username,
            bool(bot.supports_inline_queries),
            webhook=info.url if info else "",
            webhook_error=(info.last_error_message or "") if info else "",
        )


async def polled_by_another(settings: Settings, seconds: int) -> bool:
    """Return whether another process polls with this token, watching for so many seconds.

    No update is taken from it: what is asked for without an offset is not confirmed, so Telegram
    gives it once more. Its poll is broken off once, and when it comes again, this one is. Raises
    `WrongToken` and `NotReached`.
    """
    async with _bot(settings) as bot:
        until = asyncio.get_running_loop().time() + seconds
        while (remaining := until - asyncio.get_running_loop().time()) > 0:
            try:
                if await bot.get_updates(limit=1, timeout=timedelta(seconds=int(remaining) + 1)):
                    await asyncio.sleep(1)  # updates wait, and come back at once
            except ptb.error.Conflict:
                return True
    return False


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[ptb.Bot]:
    bot = make_bot(_as_they_come, settings)
    try:
        await bot.initialize()
        yield bot
    except ptb.error.InvalidToken:
        raise WrongToken from None
    except ptb.error.TelegramError as error:
        raise NotReached(known_phrases(error.message)) from None
    finally:
        await bot.shutdown()


async def _as_they_come(fetching: Awaitable[Any]) -> Any:
    return await fetching
