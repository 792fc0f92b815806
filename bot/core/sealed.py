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


MOST_KEYS = 10_000


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


class Keys:
    """The secrets that were given out last, in the memory of this process and nowhere else.

    So a reminder has the button that opens what is locked. What a restart, another process or
    `MOST_KEYS` newer ones have taken away is only in the first button.
    """

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def keep(self, sealed: Sealed, secret: str) -> None:
        """Know the secret of this box from now on; the oldest of too many is forgotten."""
        self._secrets[sealed.key] = secret
        if len(self._secrets) > MOST_KEYS:
            del self._secrets[next(iter(self._secrets))]

    def of(self, sealed: Sealed | None) -> str | None:
        """The secret of this box, where it is known."""
        return self._secrets.get(sealed.key) if sealed else None

    def forget(self, sealed: Sealed | None) -> None:
        """Know it no more."""
        if sealed is not None:
            self._secrets.pop(sealed.key, None)


def new() -> tuple[Sealed, str]:
    """Nothing yet, to be locked with a new key; and its secret, 43 characters for a button."""
    secret = PrivateKey.generate()
    return Sealed(key=_text(bytes(secret.public_key))), _text(bytes(secret))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
