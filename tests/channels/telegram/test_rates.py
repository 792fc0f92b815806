"""The pace: judged by the times at which the double got each message."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.rates import Limits, Rate, Rates
from bot.core.events import Address, Button, NotNow, Reply, TryLater
from tests.botapi import BotApi
from tests.botapi.fixtures import UNHURRIED, Start, api, inbox, media, start
from tests.botapi.pace import Pace

__all__ = ["api", "inbox", "media", "start"]


def private(number: int) -> Address:
    return Address(chat=str(number))


def group(number: int) -> Address:
    return Address(chat=str(number), private=False)


async def test_thirty_a_second_and_five_at_once_in_a_chat(api: BotApi, start: Start) -> None:
    """And then one a second there, as the double has it: nothing is refused."""
    telegram = await start(limits=Limits())
    api.pace = Pace()
    for number in range(1, 71):
        api.person(number)
    everyone = [telegram.send(private(number), Reply(text="x")) for number in range(1, 71)]
    burst = [telegram.send(private(1), Reply(text=str(number))) for number in range(7)]
    await asyncio.gather(*everyone, *burst)
    assert len(api.called("sendMessage")) == 77
    assert 5 < api.most_within(1.0) <= 30
    assert api.most_within(1.0, chat=1) == 5
    assert api.pace.refused == 0


async def test_a_group_has_a_limit_of_its_own(api: BotApi, start: Start) -> None:
    assert (Limits().group.count, Limits().group.seconds) == (20, 60)
    quick = Rate(5, 0.5)  # the same, without the minute
    telegram = await start(limits=Limits(overall=UNHURRIED, private=UNHURRIED, group=quick))
    api.group(-1001, "Tổ 3")
    api.person(7)
    sent = [telegram.send(group(-1001), Reply(text=str(number))) for number in range(12)]
    await asyncio.gather(*sent, telegram.send(private(7), Reply(text="x")))
    assert api.most_within(0.5, chat=-1001) <= 5
    times = [call.at for call in api.called("sendMessage", chat=-1001)]
    (private_call,) = api.called("sendMessage", chat=7)
    assert private_call.at < times[5]


@given(st.lists(st.tuples(st.floats(0, 0.03), st.floats(0, 0.03)), max_size=25))
@settings(max_examples=20, deadline=None)
def test_whatever_the_delays(delays: list[tuple[float, float]]) -> None:
    """A message arrives some time after it left, and its answer some time after that."""

    async def arrivals() -> list[float]:
        pace = Rates(Limits(overall=Rate(4, 0.05), private=UNHURRIED))
        arrived = []

        async def send(number: int, outward: float, back: float) -> None:
            async with pace.turn(str(number), private=True):
                await asyncio.sleep(outward)
                arrived.append(asyncio.get_running_loop().time())
                await asyncio.sleep(back)

        await asyncio.gather(*(send(number, *delay) for number, delay in enumerate(delays)))
        return sorted(arrived)

    times = asyncio.run(arrivals())
    assert all(later - early >= 0.05 for early, later in zip(times, times[4:], strict=False))


async def test_changes_count_too(api: BotApi, start: Start) -> None:
    telegram = await start(limits=Limits(private=Rate(1, 0.2)))
    api.person(7)
    rows = ((Button(text="A", data="a"),),)
    name = await telegram.send(private(7), Reply(text="một", buttons=rows))
    await telegram.send(private(7), Reply(text="hai", edit=name))
    assert api.most_within(0.2, chat=7) == 1


async def test_edits_nobody_waits_for_leave_room_and_do_not_wait_in_line(
    api: BotApi, start: Start
) -> None:
    """So whoever writes next is answered at once, and the edits are tried again later."""
    telegram = await start(limits=Limits())
    api.pace = Pace()
    api.person(7)
    old = await telegram.send(private(7), Reply(text="phiếu"))
    edits = [Reply(text=f"phiếu {n}", edit=old, patient=True) for n in range(3)]
    outcomes = [await send_or_not(telegram, reply) for reply in edits]
    assert outcomes == [True, False, False]
    for number in range(3):
        await telegram.send(private(7), Reply(text=f"trả lời {number}"))
    assert api.most_within(1.0, chat=7) == 5
    assert api.pace.refused == 0


async def send_or_not(telegram: Telegram, reply: Reply) -> bool:
    try:
        await telegram.send(private(7), reply)
    except NotNow:
        return False
    return True


async def test_who_waits_in_line_is_let_go_when_all_stops_and_who_is_inside_is_not() -> None:
    pace = Rates(Limits(private=Rate(1, 9)))
    inside, waits = asyncio.Event(), asyncio.Event()

    async def goes() -> None:
        async with pace.turn("7", private=True):
            inside.set()
            await waits.wait()

    async def comes_late() -> None:
        async with pace.turn("7", private=True):
            raise AssertionError

    first = asyncio.create_task(goes())
    await inside.wait()
    second = asyncio.create_task(comes_late())
    await asyncio.sleep(0)
    pace.stop()
    with pytest.raises(TryLater):
        await second
    with pytest.raises(TryLater):
        await comes_late()
    waits.set()
    await first


async def test_a_chat_that_has_to_wait_is_left_alone_and_others_are_not(
    api: BotApi, start: Start
) -> None:
    telegram = await start()
    api.person(7), api.person(8)
    api.fail("sendMessage", 429, retry_after=1, chat=7)
    with pytest.raises(TryLater) as later:
        await telegram.send(private(7), Reply(text="x"))
    assert later.value.seconds == 1
    with pytest.raises(TryLater) as still:
        await telegram.send(private(7), Reply(text="x"))
    assert 0 < (still.value.seconds or 0) <= 1
    await telegram.send(private(8), Reply(text="x"))
    assert len(api.called("sendMessage", chat=7)) == 1
    await asyncio.sleep(still.value.seconds or 0)
    await telegram.send(private(7), Reply(text="x"))


async def test_when_two_chats_have_to_wait_all_do(api: BotApi, start: Start) -> None:
    telegram = await start()
    for number in (7, 8, 9):
        api.person(number)
    for number, seconds in ((7, 5), (8, 30)):
        api.fail("sendMessage", 429, retry_after=seconds, chat=number)
        with pytest.raises(TryLater):
            await telegram.send(private(number), Reply(text="x"))
    with pytest.raises(TryLater) as later:
        await telegram.send(private(9), Reply(text="x"))
    assert 29 < (later.value.seconds or 0) <= 30
    assert api.called("sendMessage", chat=9) == []


async def test_who_waited_in_line_does_not_slip_through(api: BotApi, start: Start) -> None:
    """One message is refused while the next is already waiting for its turn."""
    once = Rate(1, 0.3)
    telegram = await start(limits=Limits(overall=UNHURRIED, private=once, group=once))
    api.person(7)
    api.fail("sendMessage", 429, retry_after=9)
    answers = await asyncio.gather(
        *(telegram.send(private(7), Reply(text=str(number))) for number in range(3)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [TryLater] * 3
    assert len(api.called("sendMessage")) == 1


async def test_chats_are_forgotten_once_they_are_free_again() -> None:
    pace = Rates(Limits(overall=UNHURRIED, private=Rate(1, 0.02)))
    for number in range(250):
        async with pace.turn(str(number), private=True):
            pass
    async with pace.turn("249", private=True):  # free after 0.02 s, and so are all before it
        assert len(pace._chats) == 1


async def test_who_gives_up_waiting_leaves_the_slot_to_others() -> None:
    pace = Rates(Limits(private=Rate(1, 0.05)))
    async with pace.turn("7", private=True):
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.001), pace.turn("7", private=True):
                    raise AssertionError
    async with pace.turn("7", private=True):
        assert len(pace._chats) == 1
