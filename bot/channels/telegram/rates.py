"""The pace of messages to Telegram, limited on our side so that it never has to refuse."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.core.events import NotNow, TryLater

CATCH_UP = 5
"""So many patient messages at most leave at once, after a moment in which none could."""


FEWEST_GOING = 3
"""So many messages may always be on their way at once."""
MEASURED = 50
"""Of so many answers the quickest tells how long the way is."""


@dataclass(frozen=True)
class Rate:
    """At most so many messages in any stretch of so many seconds.

    `apart`: they cease to count one by one, so many seconds from each other: a burst of `count`,
    and then one in so many seconds. `reserved`: slots only for what people wait for.
    """

    count: int
    seconds: float
    apart: float = 0
    reserved: int = 0


@dataclass(frozen=True)
class Limits:
    """The rates that Telegram allows a bot; tests may set faster ones."""

    # Telegram's FAQ: 30 messages a second in all, one a second to a chat but for short bursts,
    # and 20 a minute to a group.
    overall: Rate = Rate(30, 1, reserved=5)
    private: Rate = Rate(5, 1, apart=1, reserved=3)
    group: Rate = Rate(20, 60, reserved=10)


class Rates:
    """Lets messages out at the allowed pace, and holds them back where Telegram asked to wait."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._overall = _Slots(self._limits.overall)
        self._road = _Road(self._limits.overall)
        self._chats: dict[str, _Slots] = {}
        self._held: dict[str, float] = {}
        self._in_line: set[asyncio.Timeout] = set()
        self._stopping = False

    @asynccontextmanager
    async def turn(
        self, chat: str, *, private: bool, patient: bool = False, spare: bool = False
    ) -> AsyncIterator[None]:
        """Wait until a message may go to `chat`; it is to be sent, and answered, inside.

        A `patient` one leaves the reserved slots to those that are not, so none of them waits for
        it. A `spare` one does not wait for its chat: it raises `NotNow` where only reserved slots
        are free. Raises `TryLater` while Telegram has us wait, and to whoever waits when we stop.
        """
        self._refuse_held(chat)
        rate = self._limits.private if private else self._limits.group
        slots = self._chats.setdefault(chat, _Slots(rate))
        if spare and not slots.to_spare:
            raise NotNow("others come first", rate.apart or 1)
        async with AsyncExitStack() as held_slots:
            async with self._until_stopped():
                await held_slots.enter_async_context(slots.slot(lambda: self._forget(chat)))
                await held_slots.enter_async_context(self._overall.slot(patient=patient))
                await held_slots.enter_async_context(self._road.place())
            self._refuse_held(chat)  # meanwhile another message may have been refused
            yield

    def stop(self) -> None:
        """Let no further message go; those being sent are not disturbed."""
        self._stopping = True
        for wait in self._in_line:
            wait.reschedule(_now())

    @asynccontextmanager
    async def _until_stopped(self) -> AsyncIterator[None]:
        if self._stopping:
            raise TryLater("the process stops", 1)
        try:
            async with asyncio.timeout(None) as wait:
                self._in_line.add(wait)
                try:
                    yield
                finally:
                    self._in_line.discard(wait)
        except TimeoutError:
            raise TryLater("the process stops", 1) from None

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram asked to wait so long before the next message to `chat`.

        It does not say whether it means this chat or the bot. Two chats held at the same time
        mean the bot.
        """
        now = _now()
        self._held = {held: until for held, until in self._held.items() if until > now}
        self._held[chat] = max(self._held.get(chat, 0), now + seconds)

    def _refuse_held(self, chat: str) -> None:
        now = _now()
        waits = {held: until - now for held, until in self._held.items() if until > now}
        wait = max(waits.values()) if len(waits) > 1 else waits.get(chat, 0)
        if wait > 0:
            raise TryLater("Telegram asked to wait", wait)

    def _forget(self, chat: str) -> None:
        if self._chats[chat].idle:
            del self._chats[chat]


class _Slots:
    """As many slots as messages are allowed; each message has one for as long as it counts.

    Telegram counts messages as they arrive, and what leaves at an even pace arrives in bunches:
    a leaky bucket would space departures only. All we know of an arrival is that it lies between
    sending and the answer. So a slot is taken before the one and comes back `seconds` after the
    other. Messages that arrive within `seconds` of each other then hold their slots at the same
    moment, and there are only `count` of them, whatever the delays. Those that come back `apart`
    fill what Telegram may keep as a bucket no sooner than Telegram does.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate, self._gap = rate, rate.seconds / (rate.count - rate.reserved)
        self._in_use, self._back = 0, 0.0
        self._free = asyncio.Semaphore(rate.count)
        self._for_the_patient = asyncio.Semaphore(rate.count - rate.reserved)
        self._line = asyncio.Lock()
        self._next = 0.0
        self._users = 0

    @property
    def idle(self) -> bool:
        """Return whether all slots are free and nobody waits."""
        return self._users == 0

    @property
    def to_spare(self) -> bool:
        """Return whether more slots are free than the reserved ones."""
        return self._rate.count - self._in_use > self._rate.reserved

    @asynccontextmanager
    async def slot(
        self, freed: Callable[[], None] = lambda: None, *, patient: bool = False
    ) -> AsyncIterator[None]:
        """Hold a slot inside, and a while longer; call `freed` when that is over."""

        def give_back() -> None:
            self._in_use -= 1
            self._free.release()
            if patient:
                self._for_the_patient.release()
            leave()

        def leave() -> None:
            self._users -= 1
            freed()

        self._users += 1
        try:
            await (self._in_line() if patient else self._free.acquire())
        except asyncio.CancelledError:
            leave()
            raise
        self._in_use += 1
        try:
            yield
        finally:
            self._back = max(self._back + self._rate.apart, _now() + self._rate.seconds)
            asyncio.get_running_loop().call_at(self._back, give_back)

    async def _in_line(self) -> None:
        """Take a slot that is not reserved, the patient one after the other and evenly.

        Taken all at once, they would come back all at once.
        """
        async with self._line:
            now = _now()
            self._next = max(self._next, now - CATCH_UP * self._gap)
            await asyncio.sleep(max(0, self._next - now))
            self._next += self._gap  # from when it was to be: a busy moment is caught up with
            await self._for_the_patient.acquire()
            try:
                await self._free.acquire()
            except asyncio.CancelledError:
                self._for_the_patient.release()
                raise


class _Road:
    """Lets no more messages be on their way at once than the pace needs.

    What is on its way when the process dies is sent once more, and where many go together each
    takes longer. At the full pace, and with answers after `seconds`, `count * seconds` are on
    their way; twice as many may be.
    """

    def __init__(self, rate: Rate) -> None:
        self._a_second = rate.count / (rate.seconds or 0.001)
        self._lasted: deque[float] = deque(maxlen=MEASURED)
        self._going = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Be on the way inside."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._going < self._most)
            self._going += 1
        began = _now()
        try:
            yield
        finally:
            self._lasted.append(_now() - began)
            self._going -= 1
            async with self._changed:
                self._changed.notify_all()

    @property
    def _most(self) -> int:
        needed = 2 * self._a_second * min(self._lasted, default=0)
        return max(FEWEST_GOING, math.ceil(needed))


def _now() -> float:
    return asyncio.get_running_loop().time()
