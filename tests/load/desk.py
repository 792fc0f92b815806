"""How long the desk's list takes with 10,000 open cases, and the board with 100,000 reports.

    python -m tests.load.desk --cases 10000 --reports 100000

Measured where the page is made, in one transaction each, as the server does it; and in a browser,
how long the pages let wait who works off thirty cases.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from sqlmodel import Session
from starlette.requests import Request

from bot.app import make_tools
from bot.core.media import Media
from bot.core.turn import Tools
from bot.public.pages import Board
from bot.reports.desk import pages as desk
from bot.router import Router
from bot.settings import Settings
from bot.web.forms import Form
from bot.web.pages import Pages, Visit
from bot.web.tiles import Tiles
from db.engine import Database
from db.models import Chat, Person, Report, ReportWord
from db.report_words import words_of
from tests.browser.chromium import chromium
from tests.channels.web.page_fixtures import DESKTOP, PHONE
from tests.clock import Clock
from tests.load.duplicates import AT_A_TIME, STREETS, WORDS
from tests.reports.desk.desks import add_cases, opened, served, work_off
from tests.town import Town

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
LISTS = ("", "loc=late", "loc=urgent", "xep=supporters", "phuong=tan_phong", "tim=cay+tran+phu",
         "trang=150", "xem=ban-do")  # fmt: skip
POINTS = "nam=22.29&bac=22.49&tay=103.35&dong=103.55&muc=12"
"""The box that the desk's map asks for."""
BOARDS = ("", "phuong=doan_ket", "tinhtrang=late", "thang=2026-11", "loai=cay_chet")
TIMES = 20


def store(session: Session, count: int, is_open: Callable[[int], bool]) -> None:
    """Store made-up reports of a ward, with their words."""
    for start in range(1, count + 1, AT_A_TIME):
        numbers = range(start, min(start + AT_A_TIME, count + 1))
        rows: list[dict[str, Any]] = [
            {
                "code": f"LC-{number:06}", "id": number, "agency": "ubnd_tan_phong", "receipt": "",
                "category": ("cay_chet", "lan_via_he", "cay_sap_do")[number % 3],
                "area": ("tan_phong", "doan_ket")[number % 2], "urgent": number % 9 == 0,
                "description": " ".join(WORDS[(number + n) % len(WORDS)] for n in range(18)),
                "place": f"số {number} {STREETS[number % len(STREETS)]}",
                "latitude": 22.34 + number % 1000 / 10_000,
                "longitude": 103.4 + number // 1000 % 1000 / 10_000,
                "status": "new" if is_open(number) else "resolved",
                "created_at": NOW - timedelta(minutes=3 * (count - number)),
                "deadline_at": NOW + timedelta(minutes=number % 20_000 - 5_000),
                "ended_at": None if is_open(number) else NOW,
            }
            for number in numbers
        ]  # fmt: skip
        session.execute(insert(Report), rows)
        words = [
            {"word": word, "report_id": row["id"]}
            for row in rows
            for word in words_of(f"{row['description']} {row['place']}")
        ]
        session.execute(insert(ReportWord), words)


def request(query: str) -> Request:
    scope = {"type": "http", "query_string": query.encode(), "headers": [], "path_params": {}}
    return Request(scope)


def measure(database: Database, make: Callable[[Session], object]) -> float:
    """Return the median of the milliseconds that a page takes."""
    took = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        with database.reading() as session:
            make(session)
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)


def lists(database: Database, tools: Tools, media: Media, pages: Pages) -> dict[str, float]:
    with database.transaction() as session:
        person = Person(channel="x", channel_id="1", role="official", agency="ubnd_tan_phong",
                        created_at=NOW)  # fmt: skip
        session.add(person)
        session.flush()
        chat = Chat(channel="x", channel_id="1", person_id=person.id, created_at=NOW)
        session.add(chat)

    def make(query: str) -> Callable[[Session], object]:
        def page(session: Session) -> object:
            someone, here = session.get(Person, person.id), session.get(Chat, chat.id)
            assert someone and here
            turn = pages._turn(session, someone, here, NOW)
            visit = Visit(
                turn, "", "/viec", {}, request(query).query_params, Form(), (), Tiles(), False
            )
            return desk.show_points(visit) if query == POINTS else desk.show_list(visit)

        return page

    return {query: measure(database, make(query)) for query in (*LISTS, POINTS)}


def boards(database: Database, tools: Tools, media: Media) -> dict[str, float]:
    board = Board(database, tools, media, lambda: NOW)
    times = {
        query: measure(database, lambda session, asked=query: board._list(session, request(asked)))  # type: ignore[misc]
        for query in BOARDS
    }
    times["so-lieu"] = measure(database, lambda session: board._figures(session, request("")))
    for zoom, half in ((12, 0.1), (15, 0.01), (17, 0.004)):
        box = f"nam={22.39 - half}&bac={22.39 + half}&tay={103.45 - half}&dong={103.45 + half}"
        asked = request(f"{box}&muc={zoom}")
        times[f"ban-do, zoom {zoom}"] = measure(
            database,
            lambda session, asked=asked: board._squares(session, asked),  # type: ignore[misc]
        )
    return times


async def work_off_thirty(folder: Path, size: dict[str, int]) -> tuple[int, float]:
    """Return the taps for thirty cases, and the seconds: of the machine alone, nobody reads."""
    page_url = "https://giamsat.example.vn"
    tools = make_tools(Settings(data_dir=folder, page_url=page_url, _env_file=None))  # type: ignore[call-arg]
    database = Database(f"sqlite:///{folder}/town.db")
    database.migrate()
    town = Town(database, Router(tools), Media(folder / "media"), Clock())
    official = town.person("binh")
    await town.invited(official, "official", "ubnd_tan_phong")
    await add_cases(database, town.clock(), 30)
    async with (
        chromium() as browser,
        served(town, town.conversation) as url,
        opened(browser, official, url, size) as page,
    ):
        begin = time.perf_counter()
        taps = await work_off(page, 30)
        took = time.perf_counter() - begin
    database.close()
    return taps, took


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--reports", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), _env_file=None)  # type: ignore[call-arg]
        tools, media = make_tools(settings), Media(Path(folder) / "media")
        table = Table("page", "reports", "asked", "median ms", title="The desk and the board")
        for name, count in (("/viec", asked.cases), ("/congkhai", asked.reports)):
            database = Database(f"sqlite:///{folder}/{count}{name[1:]}.db")
            database.migrate()
            everything = name == "/viec"
            with database.transaction() as session:
                store(session, count, lambda number, all_=everything: all_ or number % 10 == 0)  # type: ignore[misc]
            nothing = cast(Any, SimpleNamespace())
            pages = Pages(database, tools, media, lambda: NOW, nothing, nothing)
            times = (
                lists(database, tools, media, pages)
                if everything
                else boards(database, tools, media)
            )
            for query, took in times.items():
                table.add_row(name, f"{count:,}", query or "first page", f"{took:.0f}")
            database.close()
    Console().print(table)
    for name, size in (("telephone", PHONE), ("desk", DESKTOP)):
        with tempfile.TemporaryDirectory() as folder:
            taps, took = await work_off_thirty(Path(folder), size)
        Console().print(f"thirty cases ended, {name}: {taps} taps, {took:.1f} s")


if __name__ == "__main__":
    asyncio.run(main())
