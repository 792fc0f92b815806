"""How fast Telegram lets a bot write: more is refused with 429, as the real one does.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tests.botapi.markup import Refused

OVERALL = (30, 1.0)
PRIVATE = (1, 1.0)
GROUP = (20, 60.0)


@dataclass
class Pace:
    """Counts messages as they arrive: so many in so many seconds, overall and in each chat."""

    _overall: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)
    refused: int = 0

    def take(self, chat: int, at: float) -> None:
        """Count a message; raises `Refused` with 429 for one too many, which counts as well."""
        rules = [(self._overall, OVERALL)]
        own = self._chats.setdefault(chat, deque())
        rules.append((own, PRIVATE if chat > 0 else GROUP))
        full = [_is_full(times, most, seconds, at) for times, (most, seconds) in rules]
        for times, _ in rules:
            times.append(at)
        if any(full):
            self.refused += 1
            raise Refused("Too Many Requests: retry after 1", 429, retry_after=1)


def _is_full(times: deque[float], most: int, seconds: float, at: float) -> bool:
    while times and at - times[0] >= seconds:
        times.popleft()
    return len(times) >= most
