"""The media store: pictures checked and re-encoded without metadata; files named by hash."""

import hashlib
import io
import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core import heif, papers, recordings

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = heif.LONGEST_SIDE
"""Pixels. Enough to read a house number across a street; a tenth of what a telephone sends."""
MOST_PIXELS = heif.MOST_PIXELS
"""A picture that unpacks to more is refused: it is an attack, or of no use here."""
FORMS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
"""The formats of cameras and telephones, besides HEIC (bot/core/heif.py); others would only add
readers to attack."""
warnings.filterwarnings("error", "Image size ")  # of Pillow: such a picture is refused anyway
SMALL_SIDE = 640
"""Pixels of a thumbnail: several side by side fill a page, and load at once."""


class NotAPicture(ValueError):
    """The bytes are not a picture that can be read."""


class Media:
    """A folder of files named by the SHA-256 of their content: the same picture is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add_picture(self, data: bytes) -> str:
        """Keep a picture as JPEG, at most `LONGEST_SIDE` pixels long, with no metadata at all.

        It is turned upright first, since the metadata that says which side is up goes too.
        Returns its key. Raises `NotAPicture`.
        """
        return self.add_file(_as_plain_jpeg(data), ".jpg")

    def add_recording(self, data: bytes) -> str:
        """Keep a voice note or a short video without metadata, and return its key.

        Raises `NotARecording` or `TooLong`.
        """
        return self.add_file(*recordings.remuxed(data))

    def add_paper(self, data: bytes) -> str:
        """Keep a document as it is, and return its key; raises `NotAPaper`."""
        return self.add_file(data, papers.suffix_of(data))

    def add_file(self, data: bytes, suffix: str) -> str:
        """Keep a generated file (a digest, an export) and return its key."""
        key = hashlib.sha256(data).hexdigest()[:40] + suffix
        if not self.renew(key):
            self.add_named(key, data)
        return key

    def add_named(self, key: str, data: bytes) -> None:
        """Keep a file under a key that is known before its bytes: the hash of what it shows."""
        _write_whole(self.path(key), data)

    def prove_writable(self) -> None:
        """Write and delete a temporary file; raises OSError where that cannot be done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.folder) as file:
            file.write(b"\0" * 65536)
            file.flush()

    def renew(self, key: str) -> bool:
        """Return whether the file exists; if so it counts as new, and no sweep erases it."""
        try:
            os.utime(self.path(key))
        except FileNotFoundError:
            return False
        return True

    def path(self, key: str) -> Path:
        """Return the path of the file of `key`; raises ValueError for what is no media key."""
        stem, dot, suffix = key.partition(".")
        if len(stem) != 40 or not stem.isalnum() or not dot or not suffix.isalnum():
            raise ValueError(f"not a media key: {key!r}")
        return self.folder / stem[:2] / key

    def read(self, key: str) -> bytes:
        """Return the bytes of `key`; raises FileNotFoundError once it has been erased."""
        return self.path(key).read_bytes()

    def find(self, key: str) -> bytes | None:
        """Return the bytes of `key`; None once it has been erased."""
        try:
            return self.read(key)
        except FileNotFoundError:
            return None

    def thumbnail(self, key: str) -> bytes:
        """Return a small JPEG of a picture, made for each call: no second file has to be erased.

        Raises FileNotFoundError once the picture has been erased.
        """
        from PIL import Image

        with Image.open(self.path(key)) as picture:
            picture.draft("RGB", (SMALL_SIDE, SMALL_SIDE))  # decodes only as much as is needed
            return _jpeg(picture.convert("RGB"), SMALL_SIDE)

    def erase(self, key: str) -> None:
        """Delete the file of `key`, if it exists."""
        self.path(key).unlink(missing_ok=True)


def nothing_to_see() -> bytes:
    """Return a grey JPEG that takes the place of an erased picture."""
    from PIL import Image

    return _jpeg(Image.new("RGB", (320, 240), "lightgrey"), LONGEST_SIDE)


def _as_plain_jpeg(data: bytes) -> bytes:
    from PIL import Image, ImageOps

    try:
        data = heif.as_jpeg(data) if heif.is_heif(data) else data
        with Image.open(io.BytesIO(data), formats=FORMS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture("too many pixels")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except NotAPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture("too many pixels") from error
    except Exception as error:  # hostile bytes make a decoder fail in any way there is
        raise NotAPicture(str(error)) from error
    return _jpeg(upright, LONGEST_SIDE)


def _jpeg(picture: "Image.Image", longest: int) -> bytes:
    """Return the pixels alone, as a new JPEG without anything else of the picture."""
    from PIL import Image

    picture.thumbnail((longest, longest))
    # EXIF tells where a picture was taken: sensitive data by Law 91/2025/QH15.
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
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
