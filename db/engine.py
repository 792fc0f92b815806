"""The database: SQLite by default, PostgreSQL by its URL; transactions and migrations.

Queries are synchronous functions. Asynchronous code runs them in a database thread, by
`Database.read` and `Database.write`.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, SQLModel

from db.types import Numbered, values_of
from db.writing import Writers

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=SQLModel)
P = ParamSpec("P")
Address = URL
"""The address of a database, for modules that know no SQL."""
T = TypeVar("T")

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
"""What is deleted is written over: https://sqlite.org/pragma.html#pragma_secure_delete."""

_SAVEPOINTS = {
    "do_savepoint": "SAVEPOINT",
    "do_rollback_to_savepoint": "ROLLBACK TO SAVEPOINT",
    "do_release_savepoint": "RELEASE SAVEPOINT",
}
"""The dialect's own compile a statement for every new name, which takes longer than to run it."""

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_SECONDS = 15
"""How long a SQLite connection waits for another process (the command line) to finish writing."""

ERASURE_SECONDS = 5
"""How long an erasure waits for readers; the log is then cut within the minute."""

_MIGRATION_LOCK = 7_031_504  # any number that no other advisory lock uses

_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), primary_key=True),
)
"""Alembic's own table: https://alembic.sqlalchemy.org/en/latest/cookbook.html
#building-an-up-to-date-database-from-scratch."""

ERASED = "erased"
"""The key of a session's `info` that says that an erasure was promised."""


class NewerSchema(Exception):
    """The database was brought up to date by a newer version of this program."""

    def __init__(self, stands_at: str, newest: str) -> None:
        super().__init__(f"it stands at {stands_at}, and this version knows up to {newest}")


FAULTS = (NewerSchema, SQLAlchemyError, sqlite3.Error, OSError)
"""The errors that opening and migrating a database raises."""

READERS, WRITERS = 4, 8
"""Threads for asynchronous code; on SQLite one transaction writes at a time all the same."""


class Database:
    """Transactions on one database.

    On SQLite a writer takes the lock at its beginning (`BEGIN IMMEDIATE`), since a transaction
    that reads first and writes later can fail half-way, and writers of this process queue for
    it instead of polling. On PostgreSQL writers run side by side.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._reader = self.engine.execution_options(reading=True)
        self._writing: AbstractContextManager[Any] = (
            threading.Lock() if self.is_sqlite else nullcontext()
        )
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writers = Writers(self._shared, 1 if self.is_sqlite else WRITERS)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose work is committed when the block ends, and undone when it raises.

        After `promise_erasure` nobody else writes until the write-ahead log is cut off too: no
        message that tells of an erasure is taken out of the outbox before it is true.
        """
        with self._writing:
            with Session(self.engine, expire_on_commit=False) as session:
                with session.begin():
                    yield session
                info = session.info
            self._erase_for_good(info)

    @contextmanager
    def _shared(self, info: dict[Any, Any]) -> Iterator[Connection]:
        """Yield the connection of a transaction of several sessions, whose infos are in `info`."""
        with self._writing:
            with self.engine.begin() as connection:
                yield connection
            self._erase_for_good(info)

    def _erase_for_good(self, info: dict[Any, Any]) -> None:
        """Cut off the log if an erasure was promised."""
        if info.get(ERASED, False):
            try:
                self._cut_log(ERASURE_SECONDS)
            except sqlite3.Error:  # committed it is: raised here, it would be done again
                log.exception("the log is not cut after an erasure: tried again in a minute")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that only reads: it waits for no writer."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    async def write(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **values: P.kwargs
    ) -> T:
        """Return what `work(session, …)` returns, run in a database thread, once it is committed.

        On SQLite it shares the transaction of what waits with it, and alone is undone where it
        raises.
        """
        return await self._writers.queue(lambda session: work(session, *args, **values))

    async def write_first(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **values: P.kwargs
    ) -> T:
        """Do as `write`, ahead of other writers: to renew leases."""
        return await self._writers.queue(
            lambda session: work(session, *args, **values), urgent=True
        )

    async def write_soon(self, work: Callable[[Session], T], within: float) -> T:
        """Do as `write`, at the beginning of the next transaction, within so many seconds."""
        return await self._writers.queue(work, urgent=True, within=within)

    def write_now(self) -> None:
        """Begin the transaction that `write_soon` waits for."""
        self._writers.begin()

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **values: P.kwargs
    ) -> T:
        """Return what `work(session, …)` returns, run in a database thread; it changes nothing."""

        def reading() -> T:
            with self.reading() as session:
                return work(session, *args, **values)

        return await asyncio.get_running_loop().run_in_executor(self._readers, reading)

    def migrate(self) -> None:
        """Bring the schema up to the newest migration; does nothing where it is.

        An empty database is made from the models, which the migrations end with: that they do is
        tested. Raises `NewerSchema`.
        """
        newest = schemas()[0]
        if self.schema() == newest:
            return
        with self.engine.begin() as connection:
            lock(connection, _MIGRATION_LOCK)  # two processes may start at once
            if stands_at(connection) is None:
                _create(connection, newest)
            else:
                upgrade(connection)

    def prove_writable(self) -> None:
        """Write without changing anything; raises whatever prevents writing."""
        with self.transaction() as session:
            connection = session.connection()
            connection.exec_driver_sql("UPDATE alembic_version SET version_num=version_num")

    def schema(self) -> str | None:
        """Return the migration the database stands at, None where it holds nothing.

        Changes nothing. Raises `NewerSchema`.
        """
        with self.engine.execution_options(reading=True).connect() as connection:
            return stands_at(connection)

    @property
    def file(self) -> Path | None:
        """The SQLite file, symbolic links resolved; None on PostgreSQL."""
        return Path(str(self.url.database)).resolve() if self.is_sqlite else None

    def scrub(self, *, wait: bool = True) -> None:
        """Remove deleted data from SQLite's files; on PostgreSQL VACUUM does that.

        Deleted cells are written over at once (`secure_delete`); the write-ahead log still has the
        pages as they were, until it is folded into the file and cut off. Without `wait` that is
        left for the next time while somebody reads: writers would wait as well.
        """
        if self.is_sqlite:
            with self._writing:
                self._cut_log(BUSY_SECONDS * wait)

    def _cut_log(self, seconds: int) -> None:
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            # A checkpoint that truncates the log waits for readers, as long as busy_timeout says.
            driver.execute(f"PRAGMA busy_timeout={seconds * 1000}")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def close(self) -> None:
        """Close every connection; on SQLite this folds the write-ahead log into the file."""
        self._readers.shutdown()
        self._writers.shutdown()
        self.engine.dispose()


def _create(connection: Connection, newest: str) -> None:
    import db.models  # noqa: F401 - fills the metadata

    SQLModel.metadata.create_all(connection)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=newest))


def upgrade(connection: Connection) -> None:
    """Run the migrations that a database lacks."""
    from alembic import command  # a tenth of a second, seldom needed

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> "Config":
    """Return Alembic's settings for an open connection; there is no alembic.ini."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def schemas() -> list[str]:
    """Return every migration of this version, the newest first."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return sorted((file.stem.partition("_")[0] for file in files), reverse=True)


def lock(connection: Connection, number: int) -> None:
    """Wait until nobody else has the lock of that number, until the end of the transaction.

    On SQLite a writing transaction is that lock.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")


def stands_at(connection: Connection) -> str | None:
    """Return the migration a database stands at, None for an empty one; raises `NewerSchema`."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is not None and revision not in (versions := schemas()):
        raise NewerSchema(revision, versions[0])
    return revision


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's pysqlite page says why and how
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        # One that reads, and writes after another's commit, fails at once (SQLITE_BUSY_SNAPSHOT),
        # however long busy_timeout is.
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    for name, words in _SAVEPOINTS.items():
        setattr(engine.dialect, name, partial(_run_named, words))
    return engine


def _run_named(words: str, connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"{words} {name}")


def _postgresql(url: URL) -> Engine:
    url = url.set(drivername="postgresql+psycopg")
    # Errors are logged: without the parameters, which are residents' words.
    return create_engine(url, pool_size=READERS + WRITERS + 1, hide_parameters=True)


def promise_erasure(session: Session) -> bool:
    """Cut off the log when the transaction ends; false where only the server can do that."""
    is_sqlite = dialect_of(session) == "sqlite"
    session.info[ERASED] = is_sqlite
    return is_sqlite


def insert_new(
    session: Session, model: type[Row], rows: Sequence[Row], key: Sequence[str]
) -> Sequence[Row]:
    """Insert the rows whose `key` (columns of a unique constraint) is new, and return them."""
    if not rows:
        return []
    by_key: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        by_key.setdefault(tuple(getattr(row, name) for name in key), row)
    statement = _insert_new(model, tuple(key), dialect_of(session))
    values = [values_of(row) for row in by_key.values()]
    new = []
    for names in session.connection().execute(statement, values).mappings():
        row = by_key[tuple(names[name] for name in key)]
        for name in names.keys() - set(key):
            setattr(row, name, names[name])
        new.append(_as_stored(session, row))
    return new


def insert_now(session: Session, row: Numbered) -> None:
    """Insert a row at once: the session's own insert takes twice as long."""
    values = values_of(row)
    key = session.connection().execute(_insert(type(row)), values).inserted_primary_key
    assert key is not None
    row.id = key[0]
    _as_stored(session, row)


@cache
def _insert(model: type[SQLModel]) -> Any:
    return insert(model)


def _as_stored(session: Session, row: Row) -> Row:
    make_transient_to_detached(row)  # which, added to a session, is a row that is stored
    session.add(row)
    return row


@cache
def _insert_new(model: type[SQLModel], key: tuple[str, ...], dialect: str) -> Any:
    """Return the statement, which is built once: compiling it takes longer than running it."""
    statement = insert_of(dialect, model)
    names = dict.fromkeys((*key, *(column.key for column in inspect(model).primary_key)))
    returned = (getattr(model, name) for name in names)
    return statement.on_conflict_do_nothing(index_elements=key).returning(*returned)


def dialect_of(session: Session) -> str:
    """Return the name of the session's dialect: sqlite or postgresql."""
    return session.get_bind().dialect.name


def insert_of(dialect: str, model: type[SQLModel]) -> Any:
    """Return the dialect's own insert, which knows conflicts; the other's is not even imported."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(model)
