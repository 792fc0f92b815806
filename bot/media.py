"""Pictures and files of ours: checked by content, re-encoded without metadata, named by hash."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 2048
"""Pixels. Enough to read a house number across a street; a tenth of what a telephone sends."""
MOST_PIXELS = 64_000_000
"""A picture that unpacks to more is refused: it is an attack, or of no use here."""


class NotAPicture(ValueError):
    """The bytes are not a picture that can be read."""


class Media:
    """A folder of files named by the SHA-256 of what is in them: the same picture is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add_picture(self, data: bytes) -> str:
        """Keep a picture as JPEG, at most `LONGEST_SIDE` pixels long, with no metadata at all.

        It is turned upright first, since the note that says which side is up goes too.
        Returns its key. Raises `NotAPicture`.
        """
        return self.add_file(_as_plain_jpeg(data), ".jpg")

    def add_file(self, data: bytes, suffix: str) -> str:
        """Keep bytes we made ourselves (a digest, an export) and return their key."""
        key = hashlib.sha256(data).hexdigest()[:40] + suffix
        if not self.renew(key):
            self.add_named(key, data)
        return key

    def add_named(self, key: str, data: bytes) -> None:
        """Keep bytes under a key that is known before they are: the hash of what they show."""
        _write_whole(self.path(key), data)

    def renew(self, key: str) -> bool:
        """Whether the file is there; if so it counts as new, and no sweep takes it for unnamed."""
        try:
            os.utime(self.path(key))
        except FileNotFoundError:
            return False
        return True

    def path(self, key: str) -> Path:
        """Where the file of `key` is; raises ValueError for a key that is none of ours."""
        stem, dot, suffix = key.partition(".")
        if len(stem) != 40 or not stem.isalnum() or not dot or not suffix.isalnum():
            raise ValueError(f"not a media key: {key!r}")
        return self.folder / stem[:2] / key

    def read(self, key: str) -> bytes:
        """The bytes of `key`; raises FileNotFoundError once it has been erased."""
        return self.path(key).read_bytes()

    def erase(self, key: str) -> None:
        """Delete the file of `key`; one that is not there is gone already."""
        self.path(key).unlink(missing_ok=True)


def _as_plain_jpeg(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture("too many pixels")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture(str(error)) from error
    except Image.DecompressionBombError as error:
        raise NotAPicture("too many pixels") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=85)
    return out.getvalue()


def _write_whole(path: Path, data: bytes) -> None:
    """Write so that a crash leaves the whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
