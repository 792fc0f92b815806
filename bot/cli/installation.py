"""Back up an installation and restore it. Both are proved before they replace anything."""

import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from pydantic import BaseModel, ValidationError

from bot import app, storage
from bot.cli import postgres_tools
from bot.cli.common import CannotDo
from bot.core.media import Media
from bot.settings import Settings
from db import copies
from db.copies import Contents, NotWhole
from db.engine import FAULTS, Database

DATABASE, MEDIA = "database", "media"
"""Names inside a backup."""


def backup(settings: Settings, file: Path) -> int:
    """Copy database and media into one tar file, while the product runs; returns its bytes.

    The database is copied first and in one moment; a picture is stored before any row names
    it, so every picture the copy names is there. What was written is read again and proved before
    it takes the name of an earlier backup. Raises `CannotDo` and `BadSetting`.
    """
    storage.check_data_dir(settings)
    if file.is_dir():
        raise CannotDo(f"{file} is a folder: name a file in it")
    if not file.parent.is_dir():
        raise CannotDo(f"{file.parent} is no folder")
    with _errors_named(file), tempfile.TemporaryDirectory(dir=file.parent) as folder:
        copy, part = Path(folder) / DATABASE, Path(folder) / "part.tar"
        contents = _copy_database(settings, copy)
        part.touch(mode=0o600)  # it holds what residents wrote
        _write(settings, part, copy, contents)
        with tarfile.open(part) as archive:
            proved(archive)
        part.replace(file)
        return file.stat().st_size


def _write(settings: Settings, part: Path, copy: Path, contents: Contents) -> None:
    with copy.open("rb") as database:
        files = {DATABASE: sha256(database)}
    with part.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            archive.add(copy, DATABASE)
            for picture in (settings.data_dir / "media").glob("*/*.*"):
                name = f"{MEDIA}/{picture.name}"
                try:
                    files[name] = _add(archive, name, picture.read_bytes())
                except FileNotFoundError:
                    continue  # somebody erased it meanwhile
            manifest = Manifest(
                made_at=app.now(),
                database="sqlite" if Database(settings.database).is_sqlite else "postgresql",
                stands_at=contents.stands_at,
                rows=contents.rows,
                files=files,
            )
            _add(archive, MANIFEST, manifest.model_dump_json(indent=1).encode())
        stream.flush()
        os.fsync(stream.fileno())


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> str:
    """Add a file, and return its SHA-256."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    archive.addfile(member, io.BytesIO(data))
    return hashlib.sha256(data).hexdigest()


def restore(settings: Settings, file: Path) -> None:
    """Restore a backup into an empty installation.

    All of it is proved before anything is written. Then the pictures go first and the database
    last, in one step, so that an interrupted restore can be repeated. Raises `CannotDo`, and
    `BadSetting` while a process runs on that database.
    """
    target = storage.open_database(settings)
    with storage.only_process(settings, target), _errors_named(file):
        _refuse_remains(target)
        parent = target.file.parent if target.file else settings.data_dir
        with tempfile.TemporaryDirectory(dir=parent) as name:
            folder = Path(name)
            manifest = _unpacked(file, folder)
            _prove_database(folder / DATABASE, target, manifest)
            media = Media(settings.data_dir / "media")
            for picture in (folder / MEDIA).glob("*"):
                place = media.path(picture.name)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(picture, place)
            if target.file:
                (folder / DATABASE).replace(target.file)
            else:
                _load(target, folder / DATABASE, manifest)


def _unpacked(file: Path, folder: Path) -> "Manifest":
    """Prove a backup by its manifest, then unpack it; raises `Damaged`."""
    with tarfile.open(file) as archive:
        if DATABASE not in archive.getnames():
            raise Damaged("it holds no database, and is no backup of this product")
        manifest = proved(archive)
        archive.extractall(folder, filter="data")
        return manifest


def _prove_database(copy: Path, target: Database, manifest: "Manifest") -> None:
    kind = "sqlite" if target.is_sqlite else "postgresql"
    if manifest.database != kind:
        raise Damaged(f"it is of {manifest.database}, and DATABASE_URL names {kind}")
    if target.is_sqlite:
        compare(manifest, copies.contents_of(copy))
    else:
        _readable(target, copy)


def _refuse_remains(target: Database) -> None:
    """Raise `CannotDo` for remains of another database: its log would be replayed on the copy."""
    if target.file is None:
        return
    parts = [target.file.with_name(target.file.name + end) for end in ("", "-wal", "-shm")]
    if existing := [str(part) for part in parts if part.exists()]:
        raise CannotDo(f"move away first, so that nothing is overwritten: {', '.join(existing)}")


def _copy_database(settings: Settings, copy: Path) -> Contents:
    """Copy the database, and return the contents of the copy."""
    database = Database(settings.database)
    if database.file is None:
        return _dump(database, copy)
    if not database.file.exists():
        raise CannotDo(f"there is no database yet at {database.file}")
    try:
        copies.copy_file(database.file, copy)
        return copies.contents_of(copy)
    except (sqlite3.Error, NotWhole) as error:
        raise CannotDo(
            f"{database.file} cannot be copied ({error}); see: dangiamsat doctor"
        ) from None


def _dump(database: Database, copy: Path) -> Contents:
    try:
        with copies.snapshot(database) as (moment, contents):
            arguments = ("--format=custom", f"--snapshot={moment}", f"--file={copy}")
            address = postgres_tools.address(database.url)
            postgres_tools.run("pg_dump", database.url, *arguments, f"--dbname={address}")
        _readable(database, copy)
        return contents
    finally:
        database.close()


def _readable(database: Database, copy: Path) -> None:
    """Raise `ToolFailed` unless all of a dump can be read."""
    postgres_tools.run("pg_restore", database.url, "--file=/dev/null", str(copy))


def _load(target: Database, copy: Path, manifest: "Manifest") -> None:
    """Load a dump into a database without tables, all or nothing."""
    address = postgres_tools.address(target.url)
    options = ("--exit-on-error", "--single-transaction", f"--dbname={address}")
    try:
        if copies.contents_in(target) is not None:
            raise CannotDo("the database has tables: name an empty one, so that nothing is lost")
        postgres_tools.run("pg_restore", target.url, *options, str(copy))
        if contents := copies.contents_in(target):
            compare(manifest, contents)
    finally:
        target.close()


@contextmanager
def _errors_named(file: Path) -> Iterator[None]:
    """Raise the errors of the block as `CannotDo` with the name of the backup."""
    try:
        yield
    except tarfile.ReadError:
        raise CannotDo(f"{file}: it is no backup, or is cut off") from None
    except (Damaged, NotWhole, postgres_tools.ToolFailed, tarfile.TarError, ValueError) as error:
        raise CannotDo(f"{file}: {error}") from None
    except FAULTS as error:
        raise CannotDo(f"{file}: {storage.reason(error)}") from None


MANIFEST = "manifest.json"
"""Its name in a backup; written last, so that a backup that was cut off has none."""


class Damaged(Exception):
    """A backup does not hold what it should; the message says which part."""


class Manifest(BaseModel, frozen=True):
    """The time, database kind, schema, rows per table, and SHA-256 of each file of a backup."""

    product: Literal["dangiamsat"] = "dangiamsat"
    made_at: datetime
    database: Literal["sqlite", "postgresql"]
    stands_at: str
    rows: dict[str, int]
    files: dict[str, str]


def sha256(stream: IO[bytes]) -> str:
    """Return the SHA-256 of a stream, in hexadecimal."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def proved(archive: tarfile.TarFile) -> Manifest:
    """Read a whole backup and return its manifest; raises `Damaged` unless all is as listed."""
    members = {member.name: member for member in archive if member.isfile()}
    if MANIFEST not in members:
        raise Damaged("it has no manifest: it is cut off")
    try:
        manifest = Manifest.model_validate_json(_stream(archive, members[MANIFEST]).read())
    except ValidationError as error:
        raise Damaged(f"its manifest cannot be read ({error.error_count()} problems)") from None
    listed, stored = set(manifest.files), set(members) - {MANIFEST}
    if missing := sorted(listed - stored):
        raise Damaged(f"{len(missing)} file(s) are missing: {', '.join(missing[:3])}")
    if unknown := sorted(stored - listed):
        raise Damaged(f"{len(unknown)} file(s) are not of it: {', '.join(unknown[:3])}")
    for name, expected in manifest.files.items():
        if sha256(_stream(archive, members[name])) != expected:
            raise Damaged(f"{name} is not what was written (its SHA-256 is another)")
    return manifest


def _stream(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(member)
    assert stream is not None
    return stream


def compare(manifest: Manifest, contents: Contents) -> None:
    """Raise `Damaged` unless a database holds what the manifest lists."""
    if contents.stands_at != manifest.stands_at:
        raise Damaged(f"its schema is {contents.stands_at} instead of {manifest.stands_at}")
    differences = [
        f"{table} ({contents.rows.get(table, 0)} rows instead of {number})"
        for table, number in manifest.rows.items()
        if contents.rows.get(table) != number
    ]
    if differences:
        raise Damaged(f"its tables hold something else: {', '.join(differences)}")
