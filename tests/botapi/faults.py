"""The faults at Telegram's end: floods, refusals, broken answers, silence."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from tests.botapi.markup import Refused

How = int | Literal["timeout", "drop", "drop_after", "half"]
WORDS = {
    400: "Bad Request: something is wrong",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found: method not found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    500: "Internal Server Error",
}


@dataclass
class Fault:
    """One way a method fails, the next `times` times it is called (None: until healed).

    An HTTP status answers in Telegram's words (502: a web page, as its proxies send);
    `timeout` never answers, `drop` breaks the connection; `drop_after` does the work first, and
    so does `half`, which gives the first half of its answer.
    """

    method: str
    how: How
    times: int | None = 1
    after: int = 0
    """Calls that still succeed before it begins."""
    retry_after: int = 1
    chat: int | None = None
    description: str | None = None
    hits: int = 0
    _hit: asyncio.Event = field(default_factory=asyncio.Event)

    def takes(self, method: str, chat: int | None) -> bool:
        """Count a call, and return whether it fails."""
        if self.method not in ("*", method) or self.times == 0:
            return False
        if self.chat is not None and self.chat != chat:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        self.hits += 1
        self._hit.set()
        return True

    def heal(self) -> None:
        """It works again."""
        self.times = 0

    async def hit(self, count: int = 1, timeout: float = 5.0) -> None:
        """Wait until it has failed so many times."""
        async with asyncio.timeout(timeout):
            while self.hits < count:
                self._hit.clear()
                await self._hit.wait()

    def refusal(self) -> Refused:
        """The answer of a fault that is an HTTP status."""
        code = int(self.how)
        if code == 429:
            seconds = self.retry_after
            return Refused(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)
        return Refused(self.description or WORDS.get(code, "Error"), code)
