"""Storing the updates of a batch, all or none, before the pressed buttons in it are answered."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime

from bot.channels.telegram.updates import Me, callback_id, convert, update_id
from bot.core.events import Intake, NotStored

AT_ONCE = 8
"""Pressed buttons answered side by side; more would only wait for connections."""


async def cancel(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel tasks, and wait until they have ended."""
    ending = list(tasks)  # each leaves the collection as it ends
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


class Arrivals:
    """Stores updates in their order, then has each pressed button answered."""

    def __init__(
        self,
        intake: Intake,
        now: Callable[[], datetime],
        answer: Callable[[str], Awaitable[None]],
        typed: Callable[[object], None],
    ) -> None:
        """`answer` answers a pressed button; `typed` is shown each update, once all are stored."""
        self.me: Me | None = None
        """The bot's own name, by which groups address it; nothing is taken before it is known."""
        self.last_update: datetime | None = None
        """The time of the last batch, be it empty."""
        self._intake = intake
        self._now = now
        self._answer = answer
        self._typed = typed
        self._answering: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def store(self, batch: Sequence[object]) -> list[int]:
        """Store a batch in order, each update once; return their ids, or raise `NotStored`."""
        if self.me is None:
            raise NotStored("Telegram has not told yet what the bot is called")
        distinct = {update_id(raw) or -number: raw for number, raw in enumerate(batch, 1)}
        # A batch may come shuffled, or twice, and ids may jump: only their order counts.
        ordered = [raw for _, raw in sorted(distinct.items())]
        converted = [convert(raw, self.me) for raw in ordered]
        if arrived := [event for event in converted if event is not None]:
            await self._intake.receive(arrived)
        self.last_update = self._now()
        for raw in ordered:
            self._take_spinner_off(raw)
            self._typed(raw)
        return sorted(number for number in distinct if number > 0)

    async def stop(self) -> None:
        """Answer no more buttons."""
        await cancel(self._answering)

    def _take_spinner_off(self, raw: object) -> None:
        if (pressed := callback_id(raw)) is not None:
            task = asyncio.create_task(self._answer_in_turn(pressed))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer_in_turn(self, pressed: str) -> None:
        async with self._slots:
            await self._answer(pressed)
