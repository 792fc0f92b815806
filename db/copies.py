"""Copies of a database made in one moment, and the check that a copy is whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, inspect

from db.engine import Database, NewerSchema, schemas, stands_at


class Contents(NamedTuple):
    """The migration a database stands at, and its number of rows by table."""

    stands_at: str
    rows: dict[str, int]


class NotWhole(Exception):
    """A copy cannot serve as a database of this version; the message says why."""


def copy_file(file: Path, copy: Path) -> None:
    """Copy a SQLite database while others write; raises `sqlite3.Error`."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)


def contents_of(file: Path) -> Contents:
    """Return what a SQLite file that nobody else uses holds; raises `NotWhole`."""
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)
        ) as database:
            return _checked(database)
    except sqlite3.Error as error:
        raise NotWhole(f"the database is damaged ({error})") from None


def _checked(database: sqlite3.Connection) -> Contents:
    damage = [line for (line,) in database.execute("PRAGMA integrity_check(5)") if line != "ok"]
    if damage:
        raise NotWhole(f"the database is damaged ({'; '.join(damage)})")
    tables = [
        name
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_")
    ]
    if "alembic_version" not in tables:
        raise NotWhole("the database is empty, or none of this product")
    orphans = database.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        references = ", ".join(sorted({f"{table} to {of}" for table, _, of, _ in orphans}))
        raise NotWhole(f"{len(orphans)} row(s) refer to others that are not there: {references}")
    versions = database.execute("SELECT version_num FROM alembic_version").fetchall()
    rows = {table: database.execute(f'SELECT count(*) FROM "{table}"') for table in tables}  # noqa: S608
    return Contents(
        _known_version(versions[0][0] if versions else None),
        {table: counted.fetchone()[0] for table, counted in rows.items()},
    )


def _known_version(version: str | None) -> str:
    if version is None:
        raise NotWhole("the database is empty, or none of this product")
    if version not in (versions := schemas()):
        raise NotWhole(str(NewerSchema(version, versions[0])))
    return version


@contextmanager
def snapshot(database: Database) -> Iterator[tuple[str, Contents]]:
    """Yield the id of a PostgreSQL snapshot, for pg_dump, and what the database holds in it."""
    with database.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        exported = connection.exec_driver_sql("SELECT pg_export_snapshot()")
        yield str(exported.scalar_one()), _counted(connection)


def contents_in(database: Database) -> Contents | None:
    """Return what a PostgreSQL database holds now; None where it has no tables."""
    with database.engine.connect() as connection:
        if not inspect(connection).get_table_names():
            return None
        return _counted(connection)


def _counted(connection: Connection) -> Contents:
    rows = {
        table: connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()  # noqa: S608
        for table in inspect(connection).get_table_names()
    }
    return Contents(_known_version(stands_at(connection)), rows)
