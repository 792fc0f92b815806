"""The database's door: zones, undoing, and that the migrations make what the models say."""

import asyncio
import shutil
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel, select

import db.models  # noqa: F401
from db.engine import MIGRATIONS, Database, insert_new, promise_erasure, schemas, upgrade
from db.models import Outbox, Person
from tests.conftest import created

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def test_migrations_make_what_the_models_say(database: Database) -> None:
    def difference(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)

    with database.engine.begin() as connection:
        assert difference(connection) == [], "as it is made at once"
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        upgrade(connection)
        assert difference(connection) == [], "as the migrations make it"
    assert database.schema() == schemas()[0]


async def test_a_second_migration_does_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alembic is not even asked."""
    monkeypatch.setitem(sys.modules, "alembic.command", None)
    database.migrate()


def test_the_migrations_are_known_without_alembic() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert schemas() == [script.revision for script in scripts.walk_revisions()]


async def test_times_come_back_in_utc(database: Database) -> None:
    hanoi = timezone(timedelta(hours=7))
    with database.transaction() as session:
        session.add(Person(channel="t", channel_id="1", created_at=NOW.astimezone(hanoi)))
    with database.reading() as session:
        person = session.exec(select(Person)).one()
    assert person.created_at == NOW
    assert person.created_at.utcoffset() == timedelta()


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with (
        pytest.raises(StatementError, match="without a zone"),
        database.transaction() as session,
    ):
        session.add(Person(channel="t", channel_id="1", created_at=NOW.replace(tzinfo=None)))


async def test_what_raises_is_undone(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.add(Person(channel="t", channel_id="1", created_at=NOW))
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.exec(select(Person)).all() == []


async def test_what_is_promised_to_be_erased_is_in_no_file_when_the_transaction_ends(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where somebody reads all the while, once they have read."""
    file = Path(shutil.copy(sqlite_template, tmp_path / "town.db"))
    database = Database(f"sqlite:///{file}")
    monkeypatch.setattr("db.engine.ERASURE_SECONDS", 0)

    def erased(name: str) -> bytes:
        with database.transaction() as session:
            session.add(Person(channel="t", channel_id=name, created_at=NOW))
        with database.transaction() as session:
            for person in session.exec(select(Person)).all():
                session.delete(person)
            assert promise_erasure(session)
        return b"".join(each.read_bytes() for each in tmp_path.iterdir())

    assert b"chim-hoang-yen" not in erased("chim-hoang-yen")
    with database.reading() as session:
        session.exec(select(Person))
        assert b"chim-chao-mao" in erased("chim-chao-mao")
    database.scrub()
    assert not any(b"chim-chao-mao" in each.read_bytes() for each in tmp_path.iterdir())
    database.close()


async def test_only_new_rows_are_inserted(database: Database) -> None:
    key = ("channel", "channel_id")
    rows = [Person(channel="t", channel_id=number, created_at=NOW) for number in ("1", "2")]
    with database.transaction() as session:
        first = insert_new(session, Person, rows[:1], key)
        second = insert_new(session, Person, rows, key)
    assert [row.channel_id for row in first] == ["1"]
    assert [row.channel_id for row in second] == ["2"]


@pytest.mark.parametrize("kind", ["sqlite"])  # PostgreSQL has its defaults
async def test_sqlite_is_set_to_lose_nothing(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as session:
        settings = [
            session.exec(text(f"PRAGMA {name}")).scalar()  # type: ignore[call-overload]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert settings == ["wal", 2, 1]


async def test_two_processes_may_start_at_once_on_an_empty_database(postgres_url: str) -> None:
    created(postgres_url, "empty")
    both = [Database(postgres_url.format(name="empty")) for _ in range(2)]
    await asyncio.gather(*(asyncio.to_thread(database.migrate) for database in both))
    assert [database.schema() for database in both] == [schemas()[0]] * 2
    for database in both:
        database.close()


def test_a_row_has_its_defaults_as_soon_as_it_is_made() -> None:
    """And no two share one that was made."""
    first, second = (Outbox(chat_id=1, created_at=NOW, due_at=NOW) for _ in range(2))
    assert (first.state, first.id, first.parts) == ("waiting", None, [])
    first.parts.append("1")
    assert second.parts == []


async def test_of_rows_with_one_key_the_first_is_inserted(database: Database) -> None:
    """What is returned is stored: changes to it are written."""
    key = ("channel", "channel_id")
    with database.transaction() as session:
        rows = [Person(channel="t", channel_id="1", role=role, created_at=NOW)
                for role in ("clerk", "admin")]  # fmt: skip
        (person,) = insert_new(session, Person, rows, key)
        assert person.role == "clerk" and session.get(Person, person.id) is person
        person.alias = "an"
    with database.reading() as session:
        assert session.exec(select(Person.alias)).all() == ["an"]
