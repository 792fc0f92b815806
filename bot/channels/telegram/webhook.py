"""The webhook: the HTTP route to which Telegram pushes updates, instead of being polled."""

import hmac
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.updates import update_id
from bot.core.events import NotStored
from bot.web.bounded import TooDeep, bounded, read_json, warn_once

PATH = "/telegram/webhook"
LARGEST = 1 << 20
"""Bytes. An update takes a few thousand."""


class _TooLarge(Exception):
    """The request is longer than an update."""


def route(secret: str, store: Callable[[Sequence[object]], Awaitable[object]]) -> Route:
    """Return the route that takes updates and answers 200 only once `store` has stored them.

    401 without the secret, 413 for more than a megabyte, 400 for what is no update, 503 when
    `store` raises `NotStored`: Telegram then sends the update again.
    """

    async def receive(request: Request) -> Response:
        sent_secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(sent_secret.encode(), secret.encode()):
            return Response(status_code=401)
        try:
            update = _update(await bounded(request, LARGEST, _TooLarge()).body())
        except _TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        except ValueError as error:
            warn_once(f"Refused at the webhook: {error}")
            return Response(status_code=400)
        try:
            await store([update])
        except NotStored:
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(PATH, receive, methods=["POST"])


def _update(body: bytes) -> dict[str, object]:
    """Return the update in a request; raise ValueError that quotes nothing of it."""
    try:
        update = read_json(body)
    except TooDeep:
        raise ValueError("JSON nested too deep") from None
    except ValueError:
        raise ValueError("no JSON") from None
    if not isinstance(update, dict):
        raise ValueError("JSON that is no object")
    if isinstance(update.get("update_id"), int) and update_id(update) is None:
        raise ValueError("an update_id that is no positive number of 64 bits")
    return update
