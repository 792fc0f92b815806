"""How long a digest takes to count among a million reports, beside its bare queries.

    python -m tests.load.digests --reports 1000000 --times 5

On both databases, the month of the Front, which reads everything. The bare queries are the very
statements that the digest sends, with the same values, given to the driver and read to the end.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import event, insert, text
from sqlmodel import Session

from bot.app import make_tools
from bot.core.turn import Tools
from bot.digests.content import Content
from bot.digests.period import parse_period, previous
from bot.digests.queries import Scope
from bot.digests.select.content import select
from bot.reports.duplicates import REMINDER
from bot.settings import Settings
from db.engine import Database
from db.models import Notice, Report, ReportEvent
from tests.load.duplicates import databases

NOW = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
YEARS = timedelta(days=5 * 365)
OPEN = ("new", "accepted", "in_progress", "needs_info", "forwarded", "reopened")
OPEN_SHARE = 0.02
"""So much of all that was ever reported is open."""
AIM = 1.3
"""Times the bare queries."""
AT_A_TIME = 5_000

Row = dict[str, Any]
Sent = tuple[str, Any]
"""A statement as the driver gets it, and its values."""


def rows(tools: Tools, count: int) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """So many reports of five years with their notices and steps; the same ones in every run."""
    chance, city = random.Random(11), tools.city
    categories = city.category_ids()
    handled = [(area.id, f"ubnd_{area.id}") for area in city.areas] + [(None, "so_xay_dung")]
    for number in range(1, count + 1):
        came = NOW - YEARS * (1 - number / count)
        area, agency = chance.choice(handled)
        status = chance.choice(OPEN) if chance.random() < OPEN_SHARE else "resolved"
        took = timedelta(days=chance.expovariate(1 / 5))
        ended = min(came + took, NOW) if status == "resolved" else None
        report = {
            "id": number, "code": f"LC-{number}", "category": chance.choice(categories),
            "description": "x", "details": {}, "place": "trước cổng trường", "area": area,
            "agency": agency, "receipt": "", "status": status, "created_at": came,
            "deadline_at": came + timedelta(days=5), "ended_at": ended,
            "days_taken": took.days if ended else None,
            "latitude": chance.uniform(city.bounds.south, city.bounds.north),
            "longitude": chance.uniform(city.bounds.west, city.bounds.east),
        }  # fmt: skip
        steps = [("send", "new", came)]
        if status != "new":
            steps.append(("resolve", status, ended) if ended else ("step", status, came))
        notices = [
            {"report_id": number, "kind": kind, "about": f"{came:%F}", "at": came}
            for kind in ("due_soon", REMINDER if number % 50 == 0 else "overdue")
        ]
        yield (
            report,
            notices,
            [
                {"report_id": number, "at": at, "action": action, "status": to, "role": "official"}
                for action, to, at in steps
            ],
        )


async def fill(database: Database, tools: Tools, count: int) -> None:
    """Bring the reports in, batch by batch."""
    database.migrate()
    reports: list[Row] = []
    notices: list[Row] = []
    steps: list[Row] = []
    for number, (report, noticed, history) in enumerate(rows(tools, count), start=1):
        reports.append(report)
        notices += noticed
        steps += history
        if len(reports) == AT_A_TIME or number == count:
            with database.transaction() as session:
                session.exec(insert(Report), params=reports)  # type: ignore[call-overload]
                session.exec(insert(Notice), params=notices)  # type: ignore[call-overload]
                session.exec(insert(ReportEvent), params=steps)  # type: ignore[call-overload]
            reports, notices, steps = [], [], []
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("ANALYZE"))


async def digest(session: Session, tools: Tools) -> Content:
    """The Front's digest of the last month."""
    period = parse_period("2026-11", tools.zone)
    return select(session, tools, Scope(), period, previous(period, tools.zone), NOW)


async def sent_by(database: Database, tools: Tools) -> list[Sent]:
    """The statements a digest sends."""
    sent: list[Sent] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip("( ").startswith("SELECT") or statement.startswith("WITH"):
            sent.append((statement, values))

    engine = database.engine
    event.listen(engine, "before_cursor_execute", note)
    with database.reading() as session:
        await digest(session, tools)
    event.remove(engine, "before_cursor_execute", note)
    return sent


async def timed(database: Database, tools: Tools, sent: list[Sent]) -> tuple[float, float]:
    """Seconds of a digest, and of its bare queries, one right after the other."""
    with database.reading() as session:
        began = time.perf_counter()
        await digest(session, tools)
        ours = time.perf_counter() - began
    with database.engine.connect() as connection:
        began = time.perf_counter()
        for statement, values in sent:
            connection.exec_driver_sql(statement, values).fetchall()
        return ours, time.perf_counter() - began


async def memory(database: Database, tools: Tools) -> float:
    """Megabytes of Python's memory a digest takes at its most."""
    with database.reading() as session:
        tracemalloc.start()
        await digest(session, tools)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most / 1e6


async def run(folder: Path, count: int, times: int) -> tuple[Table, bool]:
    """The figures of both, and whether all of them are within the aim."""
    tools = make_tools(Settings(data_dir=folder))
    columns = ("reports", "digest", "bare queries", "digest / bare", "statements", "memory")
    table, within = Table("", *columns), True
    async with databases(folder) as both:
        for name, database in both.items():
            print(f"{name}: {count} reports …", file=sys.stderr, flush=True)
            await fill(database, tools, count)
            sent = await sent_by(database, tools)
            took = [await timed(database, tools, sent) for _ in range(times)]
            ratio = statistics.median(ours / bare for ours, bare in took)
            within = within and ratio <= AIM
            seconds = (statistics.median(each) for each in zip(*took, strict=True))
            cells = (f"{each:.2f} s" for each in seconds)
            most = f"{await memory(database, tools):.1f} MB"
            table.add_row(name, f"{count}", *cells, f"{ratio:.2f}", f"{len(sent)}", most)
    return table, within


def main() -> int:
    """The command line; status 1 when a digest takes longer than the aim allows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    # Under /tmp: PostgreSQL's user has to reach it.
    with tempfile.TemporaryDirectory(prefix="dangiamsat-bench-", dir="/tmp") as folder:
        table, within = asyncio.run(run(Path(folder), options.reports, options.times))
    console = Console(width=110)
    console.print(table)
    console.print(f"Aim: {AIM} times the bare queries: {'met' if within else 'MISSED'}.")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
