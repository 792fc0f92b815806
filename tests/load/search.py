"""How long an official's search takes among 100,000 reports, on both databases.

    python -m tests.load.search --reports 100000

Rare words, with marks and without; words that most reports have; and two common words that are
never together, for which the latest reports are looked through.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from sqlmodel import Session

from bot.reports.desk import queries as cases
from bot.understanding import lookup
from db.engine import Database
from db.models import Report, ReportWord
from db.report_words import words_of
from tests.load.duplicates import AT_A_TIME, NOW, STREETS, WORDS, databases

RARE = ("Nghềnh", "Đắk Pơ", "khuỷnh")
SEARCHES = {
    "rare": ("nghềnh", "đắk pơ", "khuỷnh"),
    "rare, without marks": ("nghenh", "dak po", "khuynh"),
    "common": ("cây", "duong", "chặt cây"),
    "none": ("zalo", "trụ cứu hỏa", "xyz"),
    "never together": ("thưa kính", "kinh thua"),
}


def reports(count: int) -> Iterator[dict[str, object]]:
    """Made-up reports; three of them have a rare word, and each greets in one of two ways."""
    chance = random.Random(7)
    for number in range(1, count + 1):
        rare = RARE[number % 3] if number in (count // 4, count // 2, count - 1) else ""
        words = [("thưa", "kính")[number % 2], *chance.choices(WORDS, k=18), rare]
        place = f"số {number} {chance.choice(STREETS)}"
        yield {
            "id": number, "code": f"LC-{number:06}", "category": "cay_xanh", "agency": "ubnd",
            "description": " ".join(words), "place": place, "receipt": "",
            "status": "new" if number % 10 == 0 else "resolved", "created_at": NOW,
            "deadline_at": NOW,
        }  # fmt: skip


def store(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Store reports with their words, as the product does one by one."""
    session.execute(insert(Report), rows)
    words = [
        {"report_id": row["id"], "word": word}
        for row in rows
        for word in words_of(f"{row['description']} {row['place']}")
    ]
    session.execute(insert(ReportWord), words)


def taken(session: Session, text: str) -> float:
    """Milliseconds of a search."""
    began = time.perf_counter()
    search = cases.Search(text, lookup.patterns(text), [], bool)
    viewer = cases.Viewer(None, NOW, search=search)
    for wish in (cases.EVERY, cases.Wish(ended=True, sort="newest")):
        cases.page(session, viewer, wish, 0, 11)
    return 1000 * (time.perf_counter() - began)


async def measure(folder: Path, count: int) -> Table:
    """Measure on each database."""
    table = Table("ms, median (longest)", *SEARCHES)
    async with databases(folder) as both:
        for name, database in both.items():
            database.migrate()
            fill(database, count)
            table.add_row(name, *(cell(database, texts) for texts in SEARCHES.values()))
    return table


def fill(database: Database, count: int) -> None:
    """Store so many reports."""
    rows = list(reports(count))
    with database.transaction() as session:
        for start in range(0, count, AT_A_TIME):
            store(session, rows[start : start + AT_A_TIME])
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def cell(database: Database, texts: Sequence[str]) -> str:
    """The median and the longest of some searches."""
    with database.reading() as session:
        times = [taken(session, text) for _ in range(7) for text in texts]
    return f"{statistics.median(times):.1f} ({max(times):.1f})"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    count = parser.parse_args().reports
    with tempfile.TemporaryDirectory(prefix="dangiamsat-search-", dir="/tmp") as folder:
        Console(width=120).print(asyncio.run(measure(Path(folder), count)))


if __name__ == "__main__":
    main()
