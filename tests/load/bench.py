"""How fast the product is, beside a bare python-telegram-bot echo bot in the same run.

    python -m tests.load.bench --updates 400

Both poll the same kind of double on this machine, whose own work is in every figure. The echo
bot keeps nothing: whatever it was doing when it dies is lost.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.load.measures import (
    Echo,
    Ours,
    Unhurried,
    answered,
    first_answer,
    fresh,
    idle_latency,
    memory,
    taken_in,
)

AT_ONCE = 32
"""Updates the second echo bot works on side by side; with many more the library gets slower."""
NOTES = """\
Answers a second: that many residents, each in a chat of their own, ask in the same moment.
With the pace: messages leave at the pace Telegram allows, at most 30 in any second.
Pace lifted: the same process with the pace taken away for this measure, which compares with echo.
Stored: updates written to the database and only then confirmed. Handled: their transaction done.
The echo bot stores nothing; its answers a second stand beside both."""


@dataclass
class Figures:
    """What was measured of one program; None where it does not apply."""

    first_answer: float
    latency: tuple[float, float]
    rest: float
    answered: float
    after: float
    stored: float | None = None
    handled: float | None = None


async def measure_ours(folder: Path, updates: int) -> tuple[Figures, float]:
    """The product as it is, and how many it answers a second with its pace lifted."""
    async with fresh(Ours, folder / "ours") as (api, process):
        first = await first_answer(api, process)
        rest, latency = memory(process), await idle_latency(api)
        with_pace = await answered(api, updates // 2)
        stored, handled = await taken_in(api, process, updates)
        figures = Figures(first, latency, rest, with_pace, memory(process), stored, handled)
    async with fresh(Unhurried, folder / "unhurried") as (api, process):
        await first_answer(api, process)
        return figures, await answered(api, updates)


async def measure_echo(folder: Path, updates: int, concurrent: int) -> Figures:
    """The echo bot, one update after the other or that many at once."""
    folder = folder / f"echo{concurrent}"
    async with fresh(Echo, folder, CONCURRENT=str(concurrent)) as (api, process):
        first = await first_answer(api, process)
        rest, latency = memory(process), await idle_latency(api)
        return Figures(first, latency, rest, await answered(api, updates), memory(process))


async def run(folder: Path, updates: int) -> Table:
    """Measure all of them, one after the other."""
    _tell("the echo bot …")
    echo = await measure_echo(folder, updates, 1)
    many = await measure_echo(folder, updates, AT_ONCE)
    _tell("the product …")
    ours, lifted = await measure_ours(folder, updates)
    table = Table("", "ours", "echo", f"echo, {AT_ONCE} at once", "ours / echo")

    def row(name: str, form: str, mine: float, *theirs: float) -> None:
        beside = [form.format(each) for each in theirs] or ["–", "–"]
        ratio = f"{mine / theirs[0]:.2f}" if theirs else "–"
        table.add_row(name, form.format(mine), *beside, ratio)

    def both(name: str, form: str, get: str) -> None:
        row(name, form, *(getattr(each, get) for each in (ours, echo, many)))

    both("process start to first answer", "{:.2f} s", "first_answer")
    for number, name in enumerate(("median", "99th percentile")):
        row(f"answer while idle, {name}", "{:.4f} s",
            *(each.latency[number] for each in (ours, echo, many)))  # fmt: skip
    rates = (echo.answered, many.answered)
    row("answers a second, pace lifted", "{:.0f}", lifted, *rates)
    row("answers a second, with the pace", "{:.1f}", ours.answered, *rates)
    row("updates stored a second", "{:.0f}", ours.stored or 0, *rates)
    row("updates handled a second", "{:.0f}", ours.handled or 0, *rates)
    both("memory at rest", "{:.0f} MB", "rest")
    both("memory after the run", "{:.0f} MB", "after")
    return table


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--updates", type=int, default=400, help="in the larger bursts")
    options = parser.parse_args()
    logging.getLogger("uvicorn.error").disabled = True  # the double breaks off whoever still polls
    with tempfile.TemporaryDirectory(prefix="dangiamsat-bench-") as folder:
        table = asyncio.run(run(Path(folder), options.updates))
    console = Console(width=100)
    console.print(table)
    console.print(NOTES)


if __name__ == "__main__":
    main()
