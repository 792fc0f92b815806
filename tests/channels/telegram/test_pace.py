"""The pace by a clock that jumps: what may leave in a second leaves, and not one more."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bot.channels.telegram.rates import Limits, Rates


class Jumping(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next thing to do: nobody waits."""

    def __init__(self) -> None:
        super().__init__(_Jumps(self))
        self.now = 0.0

    def time(self) -> float:
        return self.now


class _Jumps(selectors.SelectSelector):
    def __init__(self, loop: Jumping) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        self._loop.now += timeout or 0
        return super().select(0)


def played(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=Jumping) as runner:
        runner.run(play())


class Wire:
    """Sends at the pace, and notes when each message left."""

    def __init__(self) -> None:
        self.rates = Rates(Limits())
        self.left: dict[str, list[float]] = {}

    async def send(self, chat: str, *, patient: bool = False) -> float:
        """Send a message; returns how long it waited."""
        asked = _now()
        async with self.rates.turn(chat, private=True, patient=patient):
            self.left.setdefault(chat, []).append(_now())
            return _now() - asked

    def all(self) -> list[float]:
        return sorted(time for times in self.left.values() for time in times)


def _now() -> float:
    return asyncio.get_running_loop().time()


def in_any_second(times: list[float]) -> list[int]:
    """How many left in the second that began with each of them."""
    return [sum(begin <= time < begin + 0.999 for time in times) for begin in times]


def test_a_thousand_who_wait_are_answered_thirty_in_every_second() -> None:
    async def play() -> None:
        wire = Wire()
        await asyncio.gather(*(wire.send(str(number)) for number in range(1000)))
        seconds = [round(time) for time in wire.all()]
        assert [seconds.count(second) for second in range(33)] == [30] * 33
        assert max(in_any_second(wire.all())) == 30

    played(play)


def test_a_private_chat_gets_five_at_once_and_then_one_a_second() -> None:
    async def play() -> None:
        wire = Wire()
        await asyncio.gather(*(wire.send("7") for _ in range(9)))
        assert [round(time, 3) for time in wire.left["7"]] == [0, 0, 0, 0, 0, 1, 2, 3, 4]

    played(play)


def test_a_digest_to_five_hundred_delays_no_answer() -> None:
    async def play() -> None:
        wire = Wire()
        digest = asyncio.gather(*(wire.send(f"d{number}", patient=True) for number in range(500)))
        waited = await _asked_every(0.25, wire.send)
        assert not digest.done()
        await digest
        assert max(waited) == 0
        assert max(in_any_second(wire.all())) <= 30
        last = max(time for chat, (time,) in wire.left.items() if chat.startswith("d"))
        assert last <= 20, "twenty-five in a second"

    played(play)


async def _asked_every(seconds: float, send: Callable[[str], Awaitable[float]]) -> list[float]:
    waited = []
    for number in range(60):
        waited.append(await send(f"a{number}"))
        await asyncio.sleep(seconds)
    return waited


def test_a_burst_of_answers_takes_all_slots_from_a_digest() -> None:
    """Its own slots come back one by one, and answers have them first."""

    async def play() -> None:
        wire = Wire()
        digest = asyncio.gather(*(wire.send(f"d{number}", patient=True) for number in range(200)))
        await asyncio.sleep(3)
        waited = await asyncio.gather(*(wire.send(f"a{number}") for number in range(30)))
        await digest
        assert max(waited) <= 1.04
        assert max(in_any_second(wire.all())) <= 30

    played(play)


def test_no_more_are_on_their_way_than_the_pace_needs() -> None:
    """Nearby three at once, far away as many as make thirty a second."""

    async def most_at_once(way: float) -> tuple[int, float]:
        rates, going, most = Rates(Limits()), 0, 0

        async def send(chat: str) -> None:
            nonlocal going, most
            async with rates.turn(chat, private=True):
                going += 1
                most = max(most, going)
                await asyncio.sleep(way)
                going -= 1

        began = _now()
        await asyncio.gather(*(send(str(number)) for number in range(300)))
        return most, _now() - began

    async def play() -> None:
        near, near_took = await most_at_once(0.005)
        far, far_took = await most_at_once(0.25)
        assert near == 3
        assert 8 <= far <= 15
        assert near_took <= 10.1
        assert far_took <= 10 * 1.25 + 1.5

    played(play)
