"""For whoever runs an installation: a copy of it, its return, and what is wrong with it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot import app
from bot.settings import Settings
from db.engine import Database

DATABASE, MEDIA = "database", "media"
"""The names inside a backup."""


class CannotDo(Exception):
    """A copy cannot be made or put back; the message says why and what to do."""


def backup(settings: Settings, file: Path) -> int:
    """Copy database and media into one tar file, while the product runs; returns its bytes.

    The database is copied first and in one moment; a picture is stored before any row names
    it, so every picture the copy names is there. Raises `CannotDo` and `BadSetting`.
    """
    app.check_data_dir(settings)
    with tempfile.TemporaryDirectory(dir=_folder_of(file)) as folder:
        copy = Path(folder) / DATABASE
        _copy_database(settings, copy)
        part = Path(folder) / "part.tar"
        part.touch(mode=0o600)  # it holds what residents wrote
        with tarfile.open(part, "w") as archive:
            archive.add(copy, DATABASE)
            for picture in _media_files(settings):
                archive.add(picture, f"{MEDIA}/{picture.name}")
        part.replace(file)
    return file.stat().st_size


def restore(settings: Settings, file: Path) -> None:
    """Put a backup back into an installation that holds nothing yet.

    The pictures go first and the database last, in one step: what is broken off can be begun
    again. Raises `CannotDo`, and `BadSetting` while a process runs on that database.
    """
    target = app.open_database(settings)
    with app.only_process(settings, target):
        _refuse_remains(target)
        try:
            with (
                tempfile.TemporaryDirectory(dir=_beside(settings, target)) as folder,
                tarfile.open(file) as archive,
            ):
                archive.extractall(folder, filter="data")
                for picture in (Path(folder) / MEDIA).glob("*"):
                    place = settings.data_dir / "media" / picture.name[:2]
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.move(picture, place / picture.name)
                _return_database(settings, target, Path(folder) / DATABASE)
        except (OSError, tarfile.TarError) as error:
            raise CannotDo(f"{file}: {error}") from error


def _refuse_remains(target: Database) -> None:
    """A write-ahead log that is left of another database would be replayed over the copy."""
    if target.file is None:
        return
    parts = [target.file.with_name(target.file.name + end) for end in ("", "-wal", "-shm")]
    if there := [str(part) for part in parts if part.exists()]:
        raise CannotDo(f"move away first, so that nothing is overwritten: {', '.join(there)}")


def _beside(settings: Settings, target: Database) -> Path:
    """Where a copy can be made that is then the database by its name alone."""
    return target.file.parent if target.file else settings.data_dir


def _folder_of(file: Path) -> Path:
    if not file.parent.is_dir():
        raise CannotDo(f"{file.parent} is no folder")
    return file.parent


def _media_files(settings: Settings) -> Iterator[Path]:
    return (path for path in (settings.data_dir / "media").glob("*/*.*") if path.is_file())


def _copy_database(settings: Settings, copy: Path) -> None:
    file = Database(settings.database).file
    if file is None:
        asyncio.run(
            _postgres_tool("pg_dump", "--format=custom", f"--file={copy}", _plain(settings))
        )
        return
    if not file.exists():
        raise CannotDo(f"there is no database yet at {file}")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as to:
            source.backup(to)
    except sqlite3.Error as error:
        raise CannotDo(f"{file} cannot be copied ({error}); see: dangiamsat doctor") from error


def _return_database(settings: Settings, target: Database, copy: Path) -> None:
    if target.file:
        copy.replace(target.file)
    else:
        where = f"--dbname={_plain(settings)}"
        asyncio.run(_postgres_tool("pg_restore", "--exit-on-error", where, str(copy)))


def _plain(settings: Settings) -> str:
    return settings.database.replace("postgresql+asyncpg", "postgresql")


async def _postgres_tool(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; raises `CannotDo`."""
    if shutil.which(name) is None:
        raise CannotDo(f"{name} is not installed; it comes with PostgreSQL's client programs")
    process = await asyncio.create_subprocess_exec(name, *arguments, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    if process.returncode:
        raise CannotDo(f"{name}: {said.decode().strip().splitlines()[-1]}")
