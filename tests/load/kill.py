"""Residents report while the process is killed (SIGKILL) and started again, many times over.

    python -m tests.load.kill --kills 60 --residents 20 --seed 1
    python -m tests.load.kill --kills 15 --orderly
    python -m tests.load.kill --kills 60 --postgresql

With `--postgresql` two processes share a database behind one address, and one or both are killed.
Says what was lost or doubled, which has to be nothing, and exits with 1 otherwise. Messages
are sent at least once: one that had left and was not yet marked comes twice, which may happen
in one kill of twelve, and in no `--orderly` stop (SIGTERM).
"""

import argparse
import asyncio
import logging
import random
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bot.city.city import DEFAULT_FILE
from tests.botapi import BotApi
from tests.e2e.balancer import balancer
from tests.e2e.process import Process
from tests.load.ledger import Ledger
from tests.load.pair import Pair, server
from tests.load.swarm import WARDS, Resident, shown_twice

LONGEST_LIFE = 1.5
"""Seconds a process lives at most once it is ready."""
BOUNDLESS = ", ".join(
    f"{name}: 1000000"
    for name in ("messages_a_minute", "open_drafts", "reports_an_hour", "reports_a_day")
)
TWICE = 12
"""One message may come twice in so many kills."""
EARLY = 5
"""One in so many is killed while it still starts."""


@dataclass
class Outcome:
    """What came of a run."""

    kills: int = 0
    acknowledged: int = 0
    reports: int = 0
    drafts: int = 0
    twice: int = 0
    messages: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def told(self) -> str:
        """The summary, as it is printed."""
        lines = [
            f"{self.kills} kills or stops in {self.seconds:.0f} s",
            f"{self.acknowledged} updates acknowledged, {self.reports} reports sent, "
            f"{self.drafts} drafts left and resumed",
            f"{self.twice} of {self.messages} messages came twice",
            *(f"PROBLEM {problem}" for problem in self.problems),
            "something is wrong" if self.problems else "nothing lost, nothing doubled",
        ]
        return "\n".join(lines)


async def run(
    folder: Path,
    kills: int,
    residents: int,
    seed: int,
    *,
    orderly: bool = False,
    postgresql: str | None = None,
) -> Outcome:
    """Let `residents` report while the process is killed `kills` times; then compare.

    `orderly`: it is told to stop, as at every deployment. `postgresql`: the URL of an empty
    database, for two processes.
    """
    began, chance, outcome = time.monotonic(), random.Random(seed), Outcome()
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        settings = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url,
                    "CITY_FILE": str(_boundless(folder)), "LOG_LEVEL": "WARNING"}  # fmt: skip
        process: Process | Pair = Process(folder, **settings)
        if postgresql is not None:
            process = Pair(folder, chance, postgresql, settings)
            await stack.enter_async_context(balancer(process.port, process.urls))
        stack.push_async_callback(process.away)
        swarm = _swarm(api, residents, chance)
        await _play(api, process, kills, swarm, chance, outcome, orderly)
    outcome.seconds = time.monotonic() - began
    if outcome.twice > (0 if orderly else kills / TWICE):
        outcome.problems.append(f"{outcome.twice} messages came twice")
    return outcome


def _boundless(folder: Path) -> Path:
    """The real city, in which one resident may report more in a minute than others in a year."""
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    text, count = re.subn(r"(?m)^limits: .*$", f"limits: {{{BOUNDLESS}}}", text)
    assert count == 1
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "city.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def _swarm(api: BotApi, count: int, chance: random.Random) -> list[Resident]:
    return [Resident(api, 1000 + n, random.Random(chance.random())) for n in range(count)]


async def _play(
    api: BotApi,
    process: Process | Pair,
    kills: int,
    residents: Sequence[Resident],
    chance: random.Random,
    outcome: Outcome,
    orderly: bool,
) -> None:
    first = api.push_raw({})  # an update of no kind, which only tells where the counting stands
    await _officials_join(api, process)
    enough = asyncio.Event()
    lives = [asyncio.create_task(resident.lives(enough)) for resident in residents]
    for number in range(kills):
        early = number % EARLY == EARLY - 1 and not orderly
        await _one_life(process, chance, early, orderly)
        outcome.kills += 1
    enough.set()
    await process.start()
    ended = await asyncio.gather(*lives, return_exceptions=True)
    outcome.problems += [f"somebody waits for ever: {error}" for error in ended if error]
    outcome.problems += await _resumed([each for each in residents if each.left and each.asked])
    await process.settled()
    await api.confirmed(30)
    acknowledged = range(first + 1, api.push_raw({}))
    await process.kill()
    _compare(api, process, acknowledged, residents, outcome)


async def _officials_join(api: BotApi, process: Process | Pair) -> None:
    """One for each ward, so that every report goes to somebody."""
    await process.start()
    for number, agency in enumerate(WARDS.values(), start=1):
        official = api.person(number, f"Cán bộ {number}")
        await official.says(f"/start {await process.invite('official', agency)}")
        await official.reads("Đã nhận vai trò", 30)
    await process.stop()


async def _one_life(
    process: Process | Pair, chance: random.Random, early: bool, orderly: bool
) -> None:
    """A start, and a kill at a random moment of it, or a stop."""
    await process.launch()
    if not early:
        await process.ready()
    await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
    if orderly:
        assert await process.stop() == 0, process.log[-3000:]
    else:
        await process.kill()


async def _resumed(residents: Sequence[Resident]) -> list[str]:
    """Let everybody go on with what they left; what is not as they left it."""
    questions = await asyncio.gather(*(resident.resumes() for resident in residents))
    return [
        f"{resident.me.user.first_name} is asked {question.text!r} and not {resident.asked!r}"
        for resident, question in zip(residents, questions, strict=True)
        if question.text != resident.asked
    ]


def _compare(
    api: BotApi,
    process: Process | Pair,
    acknowledged: Sequence[int],
    residents: Sequence[Resident],
    outcome: Outcome,
) -> None:
    ledger = Ledger(process.data, process.database_url)
    outcome.acknowledged, outcome.drafts = len(acknowledged), len(residents)
    outcome.reports = ledger.count("report")
    outcome.twice, outcome.messages = shown_twice(api)
    ledger.check(acknowledged, residents)
    outcome.problems += ledger.problems


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--residents", type=int, default=20)
    parser.add_argument("--orderly", action="store_true", help="SIGTERM in place of SIGKILL")
    parser.add_argument("--postgresql", action="store_true", help="two processes on PostgreSQL")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    logging.getLogger("uvicorn.error").disabled = True  # whoever is killed breaks off its requests
    print(f"{options.residents} residents, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="dangiamsat-kill-", dir="/tmp") as folder:
        told = options.kills, options.residents, options.seed
        with server(Path(folder) / "postgresql") if options.postgresql else nullcontext() as url:
            outcome = asyncio.run(run(Path(folder), *told, orderly=options.orderly, postgresql=url))
    print(outcome.told())
    raise SystemExit(1 if outcome.problems else 0)


if __name__ == "__main__":
    main()
