"""How fast Telegram lets a bot write: more is refused with 429, as the real one does.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import deque
from dataclasses import dataclass, field

from tests.botapi.markup import Refused

OVERALL = (30, 1.0)
GROUP = (20, 60.0)
BURST = 5
"""A private chat takes one message a second, and short bursts: so many at once."""


@dataclass
class Pace:
    """Counts messages as they arrive: so many in so many seconds, overall and in each chat."""

    _overall: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _private: "dict[int, Bucket]" = field(default_factory=dict)
    refused: int = 0

    def take(self, chat: int, at: float) -> None:
        """Count a message; raises `Refused` with 429 for one too many, which counts as well."""
        full = _is_full(self._overall, *OVERALL, at)
        self._overall.append(at)
        if chat > 0:
            full |= not self._private.setdefault(chat, Bucket(at)).take(at)
        else:
            own = self._groups.setdefault(chat, deque())
            full |= _is_full(own, *GROUP, at)
            own.append(at)
        if full:
            self.refused += 1
            raise Refused("Too Many Requests: retry after 1", 429, retry_after=1)


@dataclass
class Bucket:
    """The messages that a private chat still takes: filled by one a second, up to a burst."""

    at: float
    free: float = BURST

    def take(self, at: float) -> bool:
        """Take a message; return whether there was room for it."""
        self.free, self.at = min(BURST, self.free + at - self.at), at
        took = self.free >= 1
        self.free -= took
        return took


def _is_full(times: deque[float], limit: int, seconds: float, at: float) -> bool:
    while times and at - times[0] >= seconds:
        times.popleft()
    return len(times) >= limit
