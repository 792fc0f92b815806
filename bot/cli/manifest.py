"""What a backup says of itself, and the proof that it holds what it says."""

from __future__ import annotations

import hashlib
import tarfile
from datetime import datetime
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from db.copies import Contents

MANIFEST = "manifest.json"
"""Its name inside the backup; written last, so that a backup that was cut off has none."""


class Damaged(Exception):
    """A backup does not hold what it should; the message says what."""


class Manifest(BaseModel):
    """When it was made, of which kind of database and schema, its rows a table, and the SHA-256 of
    each file."""

    model_config = ConfigDict(frozen=True)

    product: Literal["dangiamsat"] = "dangiamsat"
    made_at: datetime
    database: Literal["sqlite", "postgresql"]
    stands_at: str
    rows: dict[str, int]
    files: dict[str, str]


def sha256(stream: IO[bytes]) -> str:
    """The SHA-256 of what a stream gives, in hexadecimal."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def proved(archive: tarfile.TarFile) -> Manifest:
    """Read a whole backup and return its manifest.

    Raises `Damaged` unless every file is there, as it was written, and told of.
    """
    members = {member.name: member for member in archive if member.isfile()}
    if MANIFEST not in members:
        raise Damaged(
            "it has no manifest: it is cut off, or was made by an older version, and can then be "
            "put back with --without-manifest"
        )
    try:
        manifest = Manifest.model_validate_json(_stream(archive, members[MANIFEST]).read())
    except ValidationError as error:
        raise Damaged(f"its manifest cannot be read ({error.error_count()} problems)") from None
    told, there = set(manifest.files), set(members) - {MANIFEST}
    if missing := sorted(told - there):
        raise Damaged(f"{len(missing)} file(s) are missing: {', '.join(missing[:3])}")
    if unknown := sorted(there - told):
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
    """Raise `Damaged` unless a database holds what the manifest says."""
    if contents.stands_at != manifest.stands_at:
        raise Damaged(f"its schema is {contents.stands_at} instead of {manifest.stands_at}")
    other = [
        f"{table} ({contents.rows.get(table, 0)} rows instead of {number})"
        for table, number in manifest.rows.items()
        if contents.rows.get(table) != number
    ]
    if other:
        raise Damaged(f"its tables hold something else: {', '.join(other)}")
