"""Copies of an installation, their return, and what is said of one that is broken."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import storage
from bot.cli.app import cli
from bot.cli.common import CannotDo
from bot.cli.installation import backup, restore
from bot.core.media import Media
from bot.settings import BadSetting, Settings
from bot.storage import open_database
from tests.town import picture

NAME = "dangiamsat.db"


pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture
def running(sqlite_template: Path, tmp_path: Path) -> Settings:
    """An installation of one chat and one picture, the chat still in the write-ahead log."""
    settings = Settings(data_dir=tmp_path / "running")
    open_database(settings)
    (settings.data_dir / NAME).write_bytes(sqlite_template.read_bytes())
    Media(settings.data_dir / "media").add_picture(picture())
    return settings


@pytest.fixture
def copy(running: Settings, tmp_path: Path) -> Path:
    """A backup of it, made while somebody writes."""
    with closing(sqlite3.connect(running.data_dir / NAME)) as writer:
        writer.execute(
            "INSERT INTO chat (channel, channel_id, thread, private, title, active, created_at)"
            " VALUES ('web', 'an', '', 1, '', 1, '2026-11-23 01:00:00')"
        )
        writer.commit()
        assert (running.data_dir / f"{NAME}-wal").stat().st_size
        backup(running, tmp_path / "copy.tar")
    return tmp_path / "copy.tar"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def media_of(settings: Settings) -> list[tuple[str, bytes]]:
    return [(f.name, f.read_bytes()) for f in (settings.data_dir / "media").glob("*/*")]


def test_a_copy_comes_back_whole(running: Settings, copy: Path, tmp_path: Path) -> None:
    fresh = Settings(data_dir=tmp_path / "fresh")
    restore(fresh, copy)
    with closing(sqlite3.connect(fresh.data_dir / NAME)) as database:
        assert database.execute("SELECT channel_id FROM chat").fetchall() == [("an",)]
    assert len(media_of(fresh)) == 1 and media_of(fresh) == media_of(running)
    assert {path.name for path in fresh.data_dir.iterdir()} <= {NAME, f"{NAME}.lock", "media"}


def test_what_residents_wrote_is_for_the_owner_only(copy: Path, running: Settings) -> None:
    assert (mode(copy), mode(running.data_dir)) == (0o600, 0o700)


@pytest.mark.parametrize("remains", [["", "-wal", "-shm"], ["-wal"], ["-shm"]])
def test_no_copy_is_put_beside_what_is_left_of_another(
    copy: Path, tmp_path: Path, remains: list[str]
) -> None:
    fresh = Settings(data_dir=tmp_path / "fresh")
    open_database(fresh)
    files = [fresh.data_dir / f"{NAME}{end}" for end in remains]
    for file in files:
        file.write_bytes(b"left")
    with pytest.raises(CannotDo) as refused:
        restore(fresh, copy)
    assert str(refused.value).endswith(f": {', '.join(map(str, files))}")
    assert all(file.read_bytes() == b"left" for file in files) and not media_of(fresh)


def test_no_copy_is_put_under_a_running_process(copy: Path, tmp_path: Path) -> None:
    fresh = Settings(data_dir=tmp_path / "fresh")
    with (
        storage.only_process(fresh, open_database(fresh)),
        pytest.raises(BadSetting, match="already runs on"),
    ):
        restore(fresh, copy)
    assert not (fresh.data_dir / NAME).exists()
    restore(fresh, copy)


def test_half_a_copy_leaves_nothing_behind(copy: Path, tmp_path: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:30_000])
    fresh = Settings(data_dir=tmp_path / "fresh")
    with pytest.raises(CannotDo, match=r"copy\.tar"):
        restore(fresh, copy)
    assert {path.name for path in fresh.data_dir.iterdir()} <= {f"{NAME}.lock"}


def test_a_broken_database_is_not_copied(running: Settings, tmp_path: Path) -> None:
    (running.data_dir / NAME).write_bytes(b"no database" * 1000)
    with pytest.raises(CannotDo, match="file is not a database"):
        backup(running, tmp_path / "copy.tar")
    assert not (tmp_path / "copy.tar").exists()


@pytest.mark.parametrize(("host", "by_page"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_an_invite_names_the_page_only_where_it_takes_one(
    host: str, by_page: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", host)
    output = CliRunner().invoke(cli, ["invite", "--role", "overseer"]).output
    assert "/start " in output
    assert ("/?start=" in output) is by_page


@pytest.mark.parametrize("role", ["clerk", "admin", "overseer", "resident"])
def test_each_role_that_needs_no_agency_is_invited_with_one_word(role: str) -> None:
    result = CliRunner().invoke(cli, ["invite", "--role", role])
    assert result.exit_code == 0 and "/start " in result.output
