"""Work that waits together shares a transaction, and each is undone alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from db.engine import Database
from db.models import Person

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
Work = Callable[[Session], str]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, what waits together goes together."""
    monkeypatch.setattr("db.writing.LONGEST_SHARED", 600)


@contextmanager
def commits(database: Database) -> Iterator[list[object]]:
    counted: list[object] = []

    def count(connection: object) -> None:
        counted.append(connection)

    event.listen(database.engine, "commit", count)
    yield counted
    event.remove(database.engine, "commit", count)


def writes(name: str) -> Work:
    def work(session: Session) -> str:
        session.add(Person(channel="t", channel_id=name, created_at=NOW))
        session.flush()
        return name

    return work


def fails(name: str) -> Work:
    def work(session: Session) -> str:
        writes(name)(session)
        raise LookupError(name)

    return work


def loses_all(session: Session) -> str:
    """End the transaction as SQLite does where the disk is full."""
    session.connection().exec_driver_sql("ROLLBACK")
    raise LookupError("full")


async def together(database: Database, *works: Work) -> list[object]:
    """Queue the works while somebody else writes; returns their results and errors."""
    with database.transaction():
        tasks = [asyncio.create_task(database.write(work)) for work in works]
        await asyncio.sleep(0)
    return [
        repr(result) if isinstance(result, Exception) else result
        for result in await asyncio.gather(*tasks, return_exceptions=True)
    ]


def stored(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Person.channel_id).order_by(col(Person.id))).all())


async def test_what_waits_together_is_committed_together(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL's writers go side by side")
    with commits(database) as counted:
        results = await together(database, *map(writes, "abc"))
    assert results == ["a", "b", "c"]
    assert len(counted) == 1


@pytest.mark.parametrize("number", range(3))
async def test_who_raises_is_undone_alone(database: Database, number: int) -> None:
    works = [*map(writes, "abc")]
    works[number] = fails("x")
    results = await together(database, *works)
    assert results[number] == "LookupError('x')"
    assert sorted(stored(database)) == [name for name in results if name in ("a", "b", "c")]
    assert len(stored(database)) == 2


async def test_nobody_is_told_of_a_success_that_was_undone(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL never ends a transaction by itself")
    results = await together(database, writes("a"), loses_all, writes("c"))
    assert "a" not in results
    assert results[2:] == stored(database) == ["c"]


async def test_what_can_wait_goes_with_the_next_and_before_it(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL's writers go side by side")
    with commits(database) as counted:
        soon = asyncio.create_task(database.write_soon(writes("soon"), within=600))
        await asyncio.sleep(0)
        await database.write(writes("a"))
        await soon
    assert (stored(database), len(counted)) == (["soon", "a"], 1)


async def test_what_can_wait_does_not_wait_for_ever(database: Database) -> None:
    await database.write_soon(writes("soon"), within=0.01)
    assert stored(database) == ["soon"]


async def test_urgent_work_goes_first(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL's writers go side by side")
    with database.transaction():
        tasks: list[Awaitable[str]] = [
            asyncio.create_task(database.write(writes("a"))),
            asyncio.create_task(database.write(writes("b"))),
            asyncio.create_task(database.write_first(writes("urgent"))),
        ]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert stored(database).index("urgent") < stored(database).index("b")
