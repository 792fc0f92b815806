"""aiosqlite, with one way to its thread and back for a statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Self

import aiosqlite
from sqlalchemy import URL

Row = tuple[Any, ...]


async def connect(url: URL, busy_seconds: float) -> aiosqlite.Connection:
    """Open the file; a statement waits so long while another process writes."""
    place, options = url.get_dialect()().create_connect_args(url)
    opened = partial(sqlite3.connect, *place, timeout=busy_seconds, **options)
    connection = _Connection(opened, iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does it
    return await connection


class _Connection(aiosqlite.Connection):
    """A connection whose cursors run a statement and fetch its rows in one go.

    aiosqlite's own go to the thread four times: for the cursor, the statement, the rows and the
    cursor's end. The way there and back takes longer than most statements of ours.
    """

    def cursor(self) -> _Cursor:  # type: ignore[override]
        return _Cursor(self)


class _Cursor:
    """What SQLAlchemy asks of a cursor: it takes a new one for each statement."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: list[Row] = []

    def __getattr__(self, name: str) -> Any:
        """`description`, `rowcount`, `lastrowid`."""
        return getattr(self._cursor, name)

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> None:
        await self._run(self._connection._conn.execute, statement, values)

    async def executemany(self, statement: str, values: Iterable[Iterable[Any]]) -> None:
        await self._run(self._connection._conn.executemany, statement, values)

    async def fetchall(self) -> list[Row]:
        return self._rows

    async def close(self) -> None:
        """All rows are fetched: nothing is open any more."""

    async def _run(self, run: Callable[..., sqlite3.Cursor], *arguments: Any) -> None:
        execute: Any = self._connection._execute
        self._cursor, self._rows = await execute(_fetched, run, *arguments)


def _fetched(run: Callable[..., sqlite3.Cursor], *arguments: Any) -> Row:
    cursor = run(*arguments)
    return cursor, cursor.fetchall()
