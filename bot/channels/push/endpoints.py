"""The addresses browsers give to be pushed to: only those of the browsers' own push services."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, StringConstraints

SERVICES = (
    "fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com",
)  # fmt: skip
"""The push services of Chrome, Firefox, Edge and Safari. Any other address could be one of a
machine that only this server reaches."""
_Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,120}={0,2}$")]


class Keys(BaseModel, frozen=True):
    """A browser's public key and secret."""

    p256dh: _Key
    auth: _Key


class Endpoint(BaseModel, frozen=True):
    """A browser, as its `PushSubscription` describes it."""

    endpoint: Annotated[str, StringConstraints(min_length=12, max_length=1000)]
    keys: Keys


def is_service(address: str, others: Sequence[str] = ()) -> bool:
    """Return whether an address is one of a known push service, or of the `others`."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if host in others:
        return True
    is_known = any(host == service or host.endswith(f".{service}") for service in SERVICES)
    return is_known and parts.scheme == "https" and port in (None, 443) and parts.username is None
