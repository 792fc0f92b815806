"""Encrypt what a person writes before consent; the key is only in the consent button.

A sealed box (libsodium's, by PyNaCl) is closed with a public key, stored beside its content, and
opened with the secret key alone, which comes back when the button in the person's chat is pressed.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

MOST_PARTS = 30
"""Messages taken before consent: a report has ten pictures and 3,000 characters."""
MOST_KEYS = 10_000


class WrongKey(ValueError):
    """The key is not valid, or that of another box."""


class Sealed(BaseModel):
    """Encrypted parts, and the public key for adding more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    parts: tuple[str, ...] = ()

    def with_part(self, data: bytes) -> "Sealed":
        """Return a copy with one more part, encrypted."""
        from nacl.public import PublicKey, SealedBox

        box = SealedBox(PublicKey(_bytes(self.key)))
        return self.model_copy(update={"parts": (*self.parts, _text(box.encrypt(data)))})

    def opened(self, secret: str) -> Sequence[bytes]:
        """Decrypt the parts, in the order they were added; raises `WrongKey`."""
        from nacl.exceptions import CryptoError
        from nacl.public import PrivateKey, SealedBox

        try:
            box = SealedBox(PrivateKey(_bytes(secret)))
            return [box.decrypt(_bytes(part)) for part in self.parts]
        except (CryptoError, ValueError) as error:
            raise WrongKey from error


class Keys:
    """The secrets of the latest boxes, in the memory of this process and nowhere else.

    With them a reminder can repeat the consent button. After a restart, in another process or after
    `MOST_KEYS` newer ones, a secret is only in the first button.
    """

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        self._owners: dict[tuple[int, int], str] = {}

    def keep(self, sealed: Sealed, secret: str, owner: tuple[int, int] | None = None) -> None:
        """Remember the secret of this box; the oldest of too many is forgotten.

        `owner`: the person and the chat whose latest box it is.
        """
        self._secrets[sealed.key] = secret
        if owner is not None:
            self._owners[owner] = sealed.key
        if len(self._secrets) > MOST_KEYS:
            del self._secrets[next(iter(self._secrets))]
        if len(self._owners) > MOST_KEYS:
            del self._owners[next(iter(self._owners))]

    def has_one_of(self, owner: tuple[int, int]) -> bool:
        """Return whether the secret of this owner's latest box is known."""
        return self._owners.get(owner) in self._secrets

    def of(self, sealed: Sealed | None) -> str | None:
        """Return the secret of this box, where it is known."""
        return self._secrets.get(sealed.key) if sealed else None

    def forget(self, sealed: Sealed | None) -> None:
        """Forget the secret of this box."""
        if sealed is not None:
            self._secrets.pop(sealed.key, None)


def new() -> tuple[Sealed, str]:
    """Return an empty box with a new key, and its secret, 43 characters for a button."""
    from nacl.public import PrivateKey

    # 32 bytes: `offer:MARK:KEY` and `consent:yes:KEY` fit into Telegram's 64 bytes of button data.
    secret = PrivateKey.generate()
    return Sealed(key=_text(bytes(secret.public_key))), _text(bytes(secret))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
