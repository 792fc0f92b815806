"""How long the board of targets and the digest's section take, for 10,000 targets in 300 plans.

    python -m tests.load.targets --targets 10000 --plans 300

Every second target was stated twice, every hundredth checked. The board is one page as it is
served: states of all targets (judged anew after an event: `anew`), details of those on the page,
and its HTML. The digest's section stands beside the bare SQL it needs.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from sqlmodel import Session

from bot import memory
from bot.app import make_tools
from bot.core.media import Media
from bot.core.turn import Tools
from bot.oversight import queries, summary
from bot.oversight.pages import EVERY, Filter, Pages
from bot.oversight.promises import Promise, Promises
from bot.settings import Settings
from db.models import TargetEvent
from tests.load.duplicates import databases

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TIMES = 9


def promises(tools: Tools, count: int, plans: int) -> Promises:
    """So many targets in so many plans, made of those of the plan that comes along."""
    made = tools.once(Promises)
    models = [promise for promise in made.all if not promise.is_task]
    rows: list[Promise] = []
    for number in range(count):
        model = models[number % len(models)]
        plan = f"plan-{number % plans}"
        rows.append(replace(model, plan=plan, id=f"{model.id}-{number}"))
        made.plans[plan] = plan
    made.all = tuple(rows)
    made.home = set(made.plans)
    made._heads |= dict.fromkeys(made.plans, ("", ""))
    made.__dict__.pop("by_key", None)
    return made


def fill(session: Session, made: Promises) -> None:
    """Store the statements and checks."""
    rows: list[dict[str, Any]] = []
    for number, promise in enumerate(made.all):
        same = {"plan": promise.plan, "target": promise.id, "role": "official", "agency": "ubnd",
                "document": "1/BC", "photos": [], "entered": False, "words": "", "link": "",
                "step": "", "about": None}  # fmt: skip
        if number % 2 == 0:
            rows += [
                same | {"kind": "stated", "value": value, "as_of": day, "at": NOW}
                for value, day in ((5.0, date(2025, 1, 1)), (7.0, date(2025, 12, 31)))
            ]
        if number % 100 == 0:
            rows.append(
                same
                | {"kind": "checked", "step": "no", "as_of": NOW.date(), "at": NOW}
                | {"value": None, "about": len(rows)}
            )
    session.execute(insert(TargetEvent), rows)


def milliseconds(work: Callable[[], object]) -> float:
    """The median time of a piece of work, after one run to warm up."""
    taken = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken[1:])


async def measure(folder: Path, count: int, plans: int) -> Table:
    """Measure on each database."""
    table = Table("ms, median", "board anew", "board", "its page", "digest's section", "bare SQL")
    tools = make_tools(Settings(data_dir=folder / "data"))
    made = promises(tools, count, plans)
    memory.loaded()
    checked = [promise.key for promise in made.all[::100]]
    span, every = (NOW - timedelta(days=7), NOW + timedelta(minutes=1)), Filter(plan=EVERY)
    async with databases(folder) as both:
        for name, database in both.items():
            database.migrate()
            with database.transaction() as session:
                fill(session, made)
            pages = Pages(database, tools, Media(folder / "media"), lambda: NOW)
            with database.reading() as session:

                def bare(session: Session = session) -> None:
                    queries.stated_within(session, span)
                    queries.judged(session, checked)
                    queries.disputes(session)
                    queries.owners(session)
                    queries.happened(session, "stated", span)
                    queries.happened(session, "checked", span)
                    queries.judged(session, checked, span[0])
                    queries.unanswered(session, span[1])

                def section(session: Session = session) -> None:
                    summary.figures(session, tools, None, span, NOW)

                def page(pages: Pages = pages, session: Session = session) -> None:
                    pages.rendered(pages.shown(session, every), every)

                def board(pages: Pages = pages, session: Session = session) -> None:
                    pages.shown(session, every)

                def anew(pages: Pages = pages, session: Session = session) -> None:
                    pages._kept = None
                    pages.shown(session, every)

                again, shown = milliseconds(anew), milliseconds(board)
                figures = (
                    again,
                    shown,
                    milliseconds(page),
                    milliseconds(section),
                    milliseconds(bare),
                )
                table.add_row(name, *(f"{ms:.0f}" for ms in figures))
    return table


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--targets", type=int, default=10_000)
    parser.add_argument("--plans", type=int, default=300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        table = asyncio.run(measure(Path(folder), asked.targets, asked.plans))
    Console().print(table)


if __name__ == "__main__":
    main()
