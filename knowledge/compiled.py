"""Values that take long to make, kept in a file as Python keeps its compiled modules.

Large arrays stay in the file, and only those parts of them are in memory that have been read.
"""

import hashlib
import logging
import mmap
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")
PACKAGE = Path(__file__).parent
KEPT = PACKAGE / "__pycache__"
"""Whoever can write here can change the code as well: what is read here may be unpickled."""
MOST = 16
"""Files that are kept, the newest."""
LIBRARIES = ("numpy", "pydantic", "rapidfuzz")
LARGE = 8192
"""Bytes of an array that stays in the file: two pages of memory."""
_ALIGNED, _PLACE = 64, 8
"""Bytes: what processors like arrays to begin at; a number at the end of the file."""


class Remembering:
    """Keeps what it has computed in cached properties; those are not pickled with it."""

    def __getstate__(self) -> dict[str, object]:
        """Return the values of an object, but for what it would compute again."""
        kind = type(self)
        return {
            name: value
            for name, value in vars(self).items()
            if not isinstance(getattr(kind, name, None), cached_property)
        }


def compiled(parts: Iterable[str], make: Callable[[], T]) -> T:
    """Return what `make` returns, from the file where it was made of the same `parts` before.

    By the same code and language too: all that lies in this package. A file that cannot be read or
    written only costs time.
    """
    digest = hashlib.sha256(_package())
    for part in parts:
        digest.update(part.encode() + b"\0")
    file = KEPT / f"{digest.hexdigest()[:32]}.made"
    try:
        result: T = _read(file)
        return result
    except FileNotFoundError:
        pass
    except Exception as error:  # a damaged file fails in any way there is
        log.warning("%s is made anew: %s", file.name, error)
    content = make()
    try:
        _write(file, content)
    except OSError as error:  # a folder that this user cannot write to
        log.debug("%s cannot be kept: %s", file.name, error.strerror)
    except Exception as error:  # what cannot be pickled is a defect, but stops no start
        log.warning("%s cannot be kept: %s", file.name, error)
    return content


def _read(file: Path) -> Any:
    with file.open("rb") as stored:
        stored.seek(-_PLACE, os.SEEK_END)
        stored.seek(int.from_bytes(stored.read(_PLACE), "big"))
        places = pickle.load(stored)  # noqa: S301 - see KEPT
        mapped = memoryview(mmap.mmap(stored.fileno(), 0, access=mmap.ACCESS_READ))
        arrays = [mapped[start : start + size] for start, size in places]
        return pickle.load(stored, buffers=arrays)  # noqa: S301


def _write(file: Path, made: object) -> None:
    """Write the file whole, or not at all, and delete the oldest.

    First the large arrays, then where each stands, then all else, then where that begins.
    """
    arrays: list[memoryview] = []

    def is_small(buffer: pickle.PickleBuffer) -> bool:
        if (array := buffer.raw()).nbytes < LARGE:
            return True
        arrays.append(array)
        return False

    content = pickle.dumps(made, pickle.HIGHEST_PROTOCOL, buffer_callback=is_small)
    file.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            places = []
            for array in arrays:
                new.write(b"\0" * (-new.tell() % _ALIGNED))
                places.append((new.tell(), array.nbytes))
                new.write(array)
            start = new.tell()
            new.write(pickle.dumps(places) + content + start.to_bytes(_PLACE, "big"))
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    files = sorted(file.parent.glob("*.made"), key=lambda path: -path.stat().st_mtime)
    for old in files[MOST:]:
        old.unlink(missing_ok=True)


@cache
def _package() -> bytes:
    """Return a checksum of the code, language, gate and versions that something is made with."""
    digest = hashlib.sha256("\n".join([sys.version, *map(version, LIBRARIES)]).encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".yaml", ".npz"):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
