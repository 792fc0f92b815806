"""What the bench measures, each through the double from the outside."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

import psutil

from tests.botapi import BotApi
from tests.e2e.process import Process

QUESTION = "cây xanh 2030 bao nhiêu m2 một người"
PATIENCE = 90.0


class Ours(Process):
    """The product, as it is."""

    begins_bare = True


class Unhurried(Ours):
    """The product, its pace taken away."""

    program = ("tests.load.unhurried",)


class Echo(Ours):
    """The bare echo bot."""

    program = ("tests.load.echo",)


@asynccontextmanager
async def fresh(
    kind: type[Process], folder: Path, **settings: str
) -> AsyncIterator[tuple[BotApi, Process]]:
    """A double and a program of that kind, not started yet; gone at the end."""
    async with BotApi() as api:
        usual = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
        process = kind(folder, LOG_LEVEL="WARNING", **usual, **settings)
        try:
            yield api, process
        finally:
            await process.away()


async def first_answer(api: BotApi, process: Process) -> float:
    """Seconds from the process's start to the answer to a question that waits for it."""
    await api.person(1).says(QUESTION)
    began = time.monotonic()
    await process.launch()
    try:
        return (await api.person(1).reads("", 60)).at - began
    except AssertionError:
        raise RuntimeError(f"no answer came:\n{process.log}") from None


async def idle_latency(api: BotApi, times: int = 100) -> tuple[float, float]:
    """Median and 99th percentile of the seconds to an answer, one question at a time.

    Each comes from another chat, a little after the last answer, so that no pace is felt.
    """
    taken = []
    for number in range(1000, 1000 + times):
        began = time.monotonic()
        await api.person(number).says(QUESTION)
        taken.append((await api.person(number).reads("", PATIENCE)).at - began)
        await asyncio.sleep(0.06)  # the pace is one in a twentieth of a second
    return median(taken), quantiles(taken, n=100)[98]


async def answered(api: BotApi, count: int) -> float:
    """Answers a second when `count` residents ask in the same moment."""
    people = [api.person(number) for number in range(5000, 5000 + count)]
    began = time.monotonic()
    for person in people:
        await person.says(QUESTION)
    heard = await asyncio.gather(*(person.reads("", PATIENCE) for person in people))
    return count / (max(message.at for message in heard) - began)


async def taken_in(api: BotApi, process: Process, count: int) -> tuple[float, float]:
    """Updates a second, stored and confirmed; and handled to the end of their transaction.

    `count` of them, from a quarter as many chats; whether the answers have left is another
    matter.
    """
    before = await _handled(process)
    for number in range(count):
        await api.person(20_000 + number // 4).says(QUESTION)
    began = time.monotonic()
    await api.confirmed(PATIENCE)
    stored = time.monotonic()
    while await _handled(process) < before + count:
        await asyncio.sleep(0.05)  # another process: there is no event to wait for
    return count / (stored - began), count / (time.monotonic() - began)


def memory(process: Process) -> float:
    """Megabytes of memory the process holds (RSS)."""
    return float(psutil.Process(process.pid).memory_info().rss) / 1e6


async def _handled(process: Process) -> float:
    counted = await process.metrics()
    return counted.get('dangiamsat_updates_handled_total{channel="telegram"}', 0.0)
