"""The door to the database: SQLite by default, PostgreSQL by its URL; migrations."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from db.sqlite import connect

Row = TypeVar("Row", bound=SQLModel)

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
"""What is deleted is written over: https://sqlite.org/pragma.html#pragma_secure_delete."""

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_SECONDS = 15
"""How long a SQLite connection waits for another process (the command line) to finish writing."""

ERASURE_SECONDS = 5
"""How long an erasure waits for who reads just now; the log is then cut within the minute."""

ERASED = "erased"
"""Under this name a session's `info` says that something was promised to be erased."""


class NewerSchema(Exception):
    """The database was brought up to date by a newer version of this program."""

    def __init__(self, stands_at: str, newest: str) -> None:
        super().__init__(f"it stands at {stands_at}, and this version knows up to {newest}")


FAULTS = (NewerSchema, SQLAlchemyError, sqlite3.Error, OSError, PostgresError, InterfaceError)
"""What opening a database and bringing it up to date raises; asyncpg's own come bare."""


class Database:
    """Transactions on one database.

    On SQLite a writer takes the lock at its beginning (`BEGIN IMMEDIATE`), since a transaction
    that reads first and writes later can fail half-way, and writers of this process queue for
    it in order instead of polling. On PostgreSQL writers run side by side.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite(url)
            if self.is_sqlite
            else create_async_engine(url, pool_size=20, hide_parameters=True)
        )
        self._reader = self.engine.execution_options(reading=True)
        self._writing = self._lock()
        self._line = self._lock()

    def _lock(self) -> AbstractAsyncContextManager[Any]:
        return asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def transaction(self, *, first: bool = False) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed when the block ends, and undone when it raises.

        Where writers queue, the `first` go ahead of all that do not write yet: the others wait
        in line until there, and only one of them at a time is at the lock. After `promise_erasure`
        nobody else writes until the write-ahead log is cut off too: no message that tells of an
        erasure is taken out of the outbox before it is true.
        """
        async with nullcontext() if first else self._line, self._writing:
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                async with session.begin():
                    yield session
                erased = session.info.get(ERASED, False)
            if erased:
                await self._cut_log(ERASURE_SECONDS)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads: it waits for no writer."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    async def migrate(self) -> None:
        """Bring the schema up to the newest migration; does nothing where it is.

        Raises `NewerSchema`.
        """
        async with self.engine.begin() as connection:
            await connection.run_sync(_upgrade)

    async def prove_writable(self) -> None:
        """Write what changes nothing; raises whatever keeps it from being written."""
        async with self.transaction() as session:
            connection = await session.connection()
            await connection.exec_driver_sql("UPDATE alembic_version SET version_num=version_num")

    async def schema(self) -> str | None:
        """The migration the database stands at, None where it holds nothing; changes nothing.

        Raises `NewerSchema`.
        """
        async with self.engine.execution_options(reading=True).connect() as connection:
            return await connection.run_sync(stands_at)

    @property
    def file(self) -> Path | None:
        """The SQLite file, wherever links lead; None on PostgreSQL."""
        return Path(str(self.url.database)).resolve() if self.is_sqlite else None

    async def scrub(self, *, wait: bool = True) -> None:
        """Leave nothing in SQLite's files of what was deleted; on PostgreSQL VACUUM does that.

        Deleted cells are written over at once (`secure_delete`); the write-ahead log still has the
        pages as they were, until it is folded into the file and cut off. Without `wait` it is left
        for the next time where somebody reads just now: whoever writes would wait as well.
        """
        if self.is_sqlite:
            async with self._writing:
                await self._cut_log(BUSY_SECONDS * wait)

    async def _cut_log(self, seconds: int) -> None:
        async with self.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.execute_fetchall(f"PRAGMA busy_timeout={seconds * 1000}")
            await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            await driver.execute_fetchall(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    async def close(self) -> None:
        """Close every connection; on SQLite this folds the write-ahead log into the file."""
        await self.engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for an open connection; there is no alembic.ini to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def schemas() -> list[str]:
    """Every migration of this version, the newest first."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return [script.revision for script in scripts.walk_revisions()]


def stands_at(connection: Connection) -> str | None:
    """The migration a database stands at, None where it holds nothing; raises `NewerSchema`."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in (known := schemas()):
        raise NewerSchema(revision, known[0])
    return revision


def _upgrade(connection: Connection) -> None:
    stands_at(connection)
    command.upgrade(alembic_config(connection), "head")


def _sqlite(url: str) -> AsyncEngine:
    opened = partial(connect, make_url(url), BUSY_SECONDS)
    engine = create_async_engine(url, async_creator=opened, hide_parameters=True)
    _begin_as_told(engine.sync_engine)
    return engine


def _begin_as_told(engine: Engine) -> None:
    """Take BEGIN out of the driver's hands (SQLAlchemy's pysqlite page says why and how)."""

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def promise_erasure(session: AsyncSession) -> bool:
    """Have the log cut off with the end of the transaction; false where only the server can."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.info[ERASED] = is_sqlite
    return is_sqlite


async def insert_new(
    session: AsyncSession, model: type[Row], rows: Sequence[Row], key: Sequence[str]
) -> Sequence[Row]:
    """Insert the rows whose `key` (the columns of a unique constraint) is not there yet.

    Returns those that were inserted.
    """
    if not rows:
        return []
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = [row.model_dump(exclude={"id"}) for row in rows]
    insert = dialect.insert(model).values(values).on_conflict_do_nothing(index_elements=key)
    inserted: Sequence[Row] = (await session.exec(insert.returning(model))).scalars().all()
    return inserted
