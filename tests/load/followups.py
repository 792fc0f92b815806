"""How long the minute's look takes at what is due by itself, among 100,000 open reports.

    python -m tests.load.followups --reports 100000

On both databases: a look with nothing due, one with some due, and the largest there can be.
"""

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert, text, update
from sqlmodel import col

from bot.app import make_tools
from bot.city.codes import new_code
from bot.city.working_days import deadline
from bot.core.turn import Tools
from bot.reports.tracking import notices
from bot.settings import Settings
from db.engine import Database
from db.models import Chat, Person, Report
from tests.load.duplicates import databases

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)  # a Monday, 8:00 in Lai Châu
CATEGORY = "lan_via_he"
SOME = 20
AT_A_TIME = 2_000


async def fill(database: Database, tools: Tools, count: int) -> None:
    """Open reports of one resident, with an official and an overseer to be told."""
    with database.transaction() as session:
        for name, role in (("an", "resident"), ("binh", "official"), ("front", "overseer")):
            person = Person(channel="t", channel_id=name, role=role, created_at=NOW)
            session.add(person)
            session.flush()
            session.add(Chat(channel="t", channel_id=name, person_id=person.id, created_at=NOW))
        session.flush()
    target = deadline(NOW, tools.city.days(CATEGORY), ZONE)
    row = {"person_id": 1, "chat_id": 1, "category": CATEGORY, "description": "x", "details": {},
           "agency": "ubnd_tan_phong", "receipt": "", "created_at": NOW,
           "deadline_at": target}  # fmt: skip
    look_at = NOW + timedelta(days=30)  # only what a measurement makes due is
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code())
    ordered = [row | {"code": code, "look_at": look_at} for code in codes]
    for start in range(0, count, AT_A_TIME):
        with database.transaction() as session:
            session.execute(insert(Report), ordered[start : start + AT_A_TIME])
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("ANALYZE"))


async def took(database: Database, tools: Tools, due: int, now: datetime) -> float:
    """Seconds a look takes with so many due, of which as many are overdue and apologised for."""
    with database.transaction() as session:
        ids = range(1, due + 1)
        for start in range(0, due, AT_A_TIME):
            part = ids[start : start + AT_A_TIME]
            session.exec(update(Report).where(col(Report.id).in_(part)).values(look_at=now))
    begun = time.perf_counter()
    looked_at = notices.follow(database, tools, now)
    seconds = time.perf_counter() - begun
    assert looked_at == min(due, notices.AT_ONCE * notices.MOST_BATCHES), looked_at
    return seconds


async def measure(name: str, database: Database, tools: Tools, count: int, table: Table) -> None:
    """One database's row."""
    database.migrate()
    await fill(database, tools, count)
    nothing = [await took(database, tools, 0, NOW) for _ in range(20)]
    late = NOW + timedelta(days=9)
    some = await took(database, tools, SOME, late)
    most = await took(database, tools, notices.AT_ONCE * notices.MOST_BATCHES, late)
    table.add_row(name, *(f"{each * 1000:.1f}" for each in (sorted(nothing)[10], some, most)))


async def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    count: int = parser.parse_args().reports
    largest = notices.AT_ONCE * notices.MOST_BATCHES
    table = Table("database", "nothing due, ms", f"{SOME} due, ms", f"{largest} due, ms")
    folder = Path(tempfile.mkdtemp(prefix="dangiamsat-bench-", dir="/tmp"))
    tools = make_tools(Settings(data_dir=folder))
    async with databases(folder) as both:
        for name, database in both.items():
            await measure(name, database, tools, count, table)
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
