"""The manifest of a backup, and the proof that the backup holds what it lists."""

from __future__ import annotations

import hashlib
import tarfile
from datetime import datetime
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from db.copies import Contents

MANIFEST = "manifest.json"
"""Its name in a backup; written last, so that a backup that was cut off has none."""


class Damaged(Exception):
    """A backup does not hold what it should; the message says which part."""


class Manifest(BaseModel):
    """The time, database kind, schema, rows per table, and SHA-256 of each file of a backup."""

    model_config = ConfigDict(frozen=True)

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
    """Read a whole backup and return its manifest.

    Raises `Damaged` unless every listed file is there, unchanged, and no other.
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
