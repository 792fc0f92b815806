"""How fast Telegram may be written to, kept on our side so that it never has to refuse."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from aiolimiter import AsyncLimiter

from bot.events import TryLater


@dataclass(frozen=True)
class Rate:
    """A leaky bucket: `burst` messages at once, then one every `every` seconds.

    In any stretch of T seconds at most `burst + T / every` messages leave, wherever it begins:
    that sum, and not the rate alone, has to stay under Telegram's limit.
    """

    burst: int
    every: float

    def limiter(self) -> AsyncLimiter:
        return AsyncLimiter(self.burst, self.burst * self.every)


OVERALL = Rate(burst=5, every=1 / 20)
"""25 in any second where Telegram allows 30: messages arrive closer together than they left."""
PRIVATE = Rate(burst=1, every=1.05)
"""Telegram: one a second in a chat."""
GROUP = Rate(burst=5, every=60 / 14)
"""19 in any minute where Telegram allows 20."""
CHATS = 10_000
"""Chats remembered. At 20 a second it takes 500 s to write to so many others: by then the
bucket of the one forgotten has long run dry, and a fresh one allows no more than it would."""


@dataclass(frozen=True)
class Limits:
    """What one bot keeps to; a test against a server of one's own may ask for more."""

    overall: Rate = OVERALL
    private: Rate = PRIVATE
    group: Rate = GROUP


class Rates:
    """Lets messages out one by one, and holds them back where Telegram asked to wait."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._overall = self._limits.overall.limiter()
        self._chats: OrderedDict[str, AsyncLimiter] = OrderedDict()
        self._held: dict[str, float] = {}

    async def turn(self, chat: str, *, private: bool) -> None:
        """Wait until a message may go to `chat`; raises `TryLater` while Telegram has us wait."""
        self._refuse_held(chat)
        await self._chat(chat, private=private).acquire()
        await self._overall.acquire()
        self._refuse_held(chat)

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram asked to wait so long before the next message to `chat`.

        It does not say whether it means this chat or the bot. Two chats held at the same time
        mean the bot.
        """
        now = _now()
        self._held = {held: until for held, until in self._held.items() if until > now}
        self._held[chat] = max(self._held.get(chat, 0), now + seconds)

    def __len__(self) -> int:
        """Chats whose pace is remembered."""
        return len(self._chats)

    def _refuse_held(self, chat: str) -> None:
        now = _now()
        waits = {held: until - now for held, until in self._held.items() if until > now}
        left = max(waits.values()) if len(waits) > 1 else waits.get(chat, 0)
        if left > 0:
            raise TryLater("Telegram asked to wait", left)

    def _chat(self, chat: str, *, private: bool) -> AsyncLimiter:
        limiter = self._chats.get(chat)
        if limiter is None:
            rate = self._limits.private if private else self._limits.group
            limiter = self._chats[chat] = rate.limiter()
        self._chats.move_to_end(chat)
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)
        return limiter


def _now() -> float:
    return asyncio.get_running_loop().time()
