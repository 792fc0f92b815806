"""The channel of web push: a line on the screen of a browser whose page is closed.

The line is encrypted for that browser (RFC 8291): the push service between, which knows this
installation by its keys (VAPID, RFC 8292), sees its size alone.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import httpx

from bot.channels.push.endpoints import Endpoint, is_service
from bot.channels.push.keys import Keys
from bot.core.events import Address, Blocked, Channel, Progress, Reply, TryLater, Unsendable
from bot.people.contact_queries import PUSH
from bot.texts import first_line

SECONDS = 20
KEPT_SECONDS = 24 * 3600
"""Seconds for which a push service keeps a line for a browser that is not running."""
LONGEST_LINE = 150
"""Characters of the line: the words are in the chat, and this stands on a locked screen."""
SIGNED_FOR = 12 * 3600
"""Seconds that a signature holds: RFC 8292 allows 24 hours at most, and clocks differ."""


class Push(Channel):
    """Sends the first line of a reply to one browser."""

    name = PUSH

    def __init__(self, keys: Keys, contact: str, services: Sequence[str] | None = None) -> None:
        """`contact` is whom a push service can reach; `services` are hosts besides the known."""
        self._keys, self._contact, self._services = keys, contact, tuple(services or ())

    async def send(self, to: Address, reply: Reply, _: Progress | None = None, /) -> str:
        """Hand the line to the push service; raises `TryLater`, `Blocked` or `Unsendable`."""
        if reply.edit is not None:
            return reply.edit
        endpoint = Endpoint.model_validate_json(to.chat)
        if not is_service(endpoint.endpoint, self._services):
            raise Blocked("no push service")
        try:
            line = first_line(reply.text, LONGEST_LINE)
            body, headers = await asyncio.to_thread(self._sealed, endpoint, line)
        except ValueError as error:  # its key is no point of the curve
            raise Blocked("no browser's key") from error
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
                answer = await client.post(endpoint.endpoint, content=body, headers=headers)
        except httpx.InvalidURL as error:
            raise Blocked("no address") from error
        except httpx.HTTPError as error:
            raise TryLater(f"the push service: {type(error).__name__}") from error
        _check(answer)
        return "pushed"

    def _sealed(self, endpoint: Endpoint, line: str) -> tuple[bytes, Mapping[str, str]]:
        from pywebpush import WebPusher  # takes long

        parts = urlsplit(endpoint.endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + SIGNED_FOR,
            "sub": self._contact,
        }
        headers = {
            **self._keys.pair.sign(claims),
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "high",
        }
        data = json.dumps({"body": line}, ensure_ascii=False).encode()
        return bytes(WebPusher(endpoint.model_dump()).encode(data)["body"]), headers


def _check(answer: httpx.Response) -> None:
    """Raise the error for what a push service answered (RFC 8030)."""
    if answer.status_code in (401, 403, 404, 410):  # of another key, or of no browser
        raise Blocked("the browser does not listen any more")
    if answer.status_code == 429 or answer.status_code >= 500:
        pause = answer.headers.get("retry-after", "")
        seconds = float(pause) if pause.isdecimal() else None
        raise TryLater(f"the push service answered {answer.status_code}", seconds)
    if not answer.is_success:
        raise Unsendable(f"the push service answered {answer.status_code}")
