"""The pace: judged by the times at which the double got each message."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import rates
from bot.channels.rates import Limits, Rate, Rates
from bot.events import Address, Button, Reply, TryLater
from tests.botapi import BotApi
from tests.botapi.fixtures import AT_WILL, UNHURRIED, Start, api, inbox, media, start

__all__ = ["api", "inbox", "media", "start"]


def private(number: int) -> Address:
    return Address(chat=str(number))


def group(number: int) -> Address:
    return Address(chat=str(number), private=False)


@pytest.mark.parametrize(
    ("rate", "seconds", "allowed"),
    [(rates.OVERALL, 1, 30), (rates.PRIVATE, 1, 2), (rates.GROUP, 60, 20)],
)
def test_the_most_that_can_leave_is_below_what_telegram_allows(
    rate: Rate, seconds: float, allowed: int
) -> None:
    assert rate.burst + seconds / rate.every < allowed


async def test_thirty_a_second_and_one_a_second_in_a_chat(api: BotApi, start: Start) -> None:
    telegram = await start(limits=Limits())
    for number in range(1, 41):
        api.person(number)
    everyone = [telegram.send(private(number), Reply(text="x")) for number in range(1, 41)]
    one = [telegram.send(private(1), Reply(text=str(number))) for number in range(2)]
    await asyncio.gather(*everyone, *one)
    assert len(api.called("sendMessage")) == 42
    assert 10 <= api.most_within(1.0) <= 30
    assert api.most_within(1.0, chat=1) == 1


async def test_a_group_gets_a_burst_and_then_a_trickle(api: BotApi, start: Start) -> None:
    slow = Rate(burst=5, every=0.25)  # the shape of GROUP, 17 times as fast
    telegram = await start(limits=Limits(overall=UNHURRIED, private=UNHURRIED, group=slow))
    api.group(-1001, "Tổ 3")
    api.person(7)
    sent = [telegram.send(group(-1001), Reply(text=str(number))) for number in range(9)]
    await asyncio.gather(*sent, telegram.send(private(7), Reply(text="x")))
    assert api.most_within(0.9, chat=-1001) <= 5 + 4
    times = [call.at for call in api.called("sendMessage", chat=-1001)]
    assert times[4] - times[0] < 0.25
    assert times[8] - times[0] > 0.9
    (other,) = api.called("sendMessage", chat=7)
    assert other.at < times[5]


async def test_changes_count_too(api: BotApi, start: Start) -> None:
    telegram = await start(limits=Limits())
    api.person(7)
    rows = ((Button(text="A", data="a"),),)
    name = await telegram.send(private(7), Reply(text="một", buttons=rows))
    await telegram.send(private(7), Reply(text="hai", edit=name))
    assert api.most_within(1.0, chat=7) == 1


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
    once = Rate(burst=1, every=0.3)
    telegram = await start(limits=Limits(overall=UNHURRIED, private=once, group=once))
    api.person(7)
    api.fail("sendMessage", 429, retry_after=9)
    answers = await asyncio.gather(
        *(telegram.send(private(7), Reply(text=str(number))) for number in range(3)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [TryLater] * 3
    assert len(api.called("sendMessage")) == 1


async def test_only_so_many_chats_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "CHATS", 100)
    pace = Rates(AT_WILL)
    for number in range(250):
        await pace.turn(str(number), private=True)
    assert len(pace) == 100
