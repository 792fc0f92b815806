"""The keys by which push services know this installation (VAPID, RFC 8292)."""

import os
import tempfile
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

FILE = "push-key.pem"
"""In the data folder; with another key every browser has to allow it anew."""


def load(folder: Path) -> Vapid02:
    """Return the installation's keys, made at the first start."""
    path = folder / FILE
    try:
        return Vapid02.from_pem(path.read_bytes())
    except FileNotFoundError:
        keys = Vapid02()
        keys.generate_keys()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(keys.private_pem())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster
            path.hardlink_to(name)  # whole, or not there
    finally:
        Path(name).unlink()
    return Vapid02.from_pem(path.read_bytes())


def public(keys: Vapid02) -> str:
    """Return the public key as a browser takes it."""
    point = keys.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()
