"""Reading bodies and JSON from outside to a bound, and warnings that cannot fill the log."""

import json
import logging

from starlette.requests import Request
from starlette.types import Message

DEEPEST = 64
"""Levels of objects and lists. Telegram's updates and the page's messages have about ten."""

log = logging.getLogger(__name__)
_logged: set[str] = set()


class TooDeep(ValueError):
    """JSON with so many levels that what reads it further would run out of stack."""


def read_json(body: bytes) -> object:
    """Return the value of the JSON in `body`; raise `TooDeep`, or ValueError for no JSON."""
    try:
        value: object = json.loads(body)
    except RecursionError as error:
        raise TooDeep from error
    if is_too_deep(value):
        raise TooDeep
    return value


def is_too_deep(value: object) -> bool:
    """Return whether there are more than `DEEPEST` levels of objects and lists in `value`."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def bounded(request: Request, most: int, too_large: Exception) -> Request:
    """Return the same request, which raises `too_large` after so many bytes."""
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most:
            raise too_large
        return message

    return Request(request.scope, receive)


def warn_once(warning: str) -> None:
    """Log a warning the first time; later, when it is sent again and again, only at DEBUG."""
    log.log(logging.DEBUG if warning in _logged else logging.WARNING, "%s", warning)
    _logged.add(warning)


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
