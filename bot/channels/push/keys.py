"""The keys by which push services know this installation (VAPID, RFC 8292)."""

import os
import tempfile
from base64 import urlsafe_b64encode
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py_vapid import Vapid02

FILE = "push-key.pem"
"""In the data folder; with another key every browser has to allow it anew."""


class Keys:
    """The installation's keys, made when they are first used: their library is a large one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def pair(self) -> "Vapid02":
        """Both keys, read from the data folder."""
        from py_vapid import Vapid02

        path = self._folder / FILE
        if not path.exists():
            _make(path)
        return Vapid02.from_pem(path.read_bytes())

    @cached_property
    def public(self) -> str:
        """The public key as a browser takes it."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        point = self.pair.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()


def _make(path: Path) -> None:
    from py_vapid import Vapid02

    keys = Vapid02()
    keys.generate_keys()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(keys.private_pem())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster
            path.hardlink_to(name)  # whole, or not there
    finally:
        Path(name).unlink()
