"""What somebody says before they agree: locked with a key that is not kept here.

A sealed box (libsodium's, by PyNaCl) is closed with a public key, which is kept beside what it
holds, and opened with the secret one alone, which is only in the data of a button in the person's
chat: it comes back when that is pressed.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import BaseModel, ConfigDict

MOST_PARTS = 30
"""So many messages are taken up before consent: a report has ten pictures and 3,000 characters."""


class WrongKey(ValueError):
    """The key is none, or that of something else."""


class Sealed(BaseModel):
    """Parts that were locked, and the public key for more of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    parts: tuple[str, ...] = ()

    def with_part(self, data: bytes) -> Sealed:
        """The same with one more part; it can be read by nobody here from now on."""
        box = SealedBox(PublicKey(_bytes(self.key)))
        return self.model_copy(update={"parts": (*self.parts, _text(box.encrypt(data)))})

    def opened(self, secret: str) -> Sequence[bytes]:
        """All parts, in the order they were added; raises `WrongKey`."""
        try:
            box = SealedBox(PrivateKey(_bytes(secret)))
            return [box.decrypt(_bytes(part)) for part in self.parts]
        except (CryptoError, ValueError) as error:
            raise WrongKey from error


def new() -> tuple[Sealed, str]:
    """Nothing yet, to be locked with a new key; and its secret, 43 characters for a button."""
    secret = PrivateKey.generate()
    return Sealed(key=_text(bytes(secret.public_key))), _text(bytes(secret))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
