"""The library's HTTP client, changed to note a sent message the moment Telegram answers."""

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import Any

import httpx
from telegram.request import HTTPXRequest

AT_ONCE = 32
"""Threads; the library's pool of connections is as large (`make_bot`)."""
_note: ContextVar[Callable[[Sequence[str]], None] | None] = ContextVar("_note", default=None)


@contextmanager
def noting(note: Callable[[Sequence[str]], None]) -> Iterator[None]:
    """Give the ids of the messages sent inside to `note`, which is called in any thread."""
    before = _note.set(note)
    try:
        yield
    finally:
        _note.reset(before)


class Request(HTTPXRequest):
    """The library's requests; a message to be noted is sent in a thread of its own.

    In the event loop an answer waits until everybody else has had their turn, a tenth of a second
    when there is much to do: so long nobody would know that the message has left.
    """

    def _build_client(self) -> httpx.AsyncClient:
        return _Client(**self._client_kwargs, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom all clients trust: to read the certificates takes long, and a megabyte."""
    return httpx.create_ssl_context()


class _Client(httpx.AsyncClient):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._settings = settings
        self._threads = ThreadPoolExecutor(AT_ONCE, "telegram")

    @cached_property
    def _in_thread(self) -> httpx.Client:
        return httpx.Client(**self._settings)

    async def request(self, *args: Any, **settings: Any) -> httpx.Response:
        note = _note.get()
        if note is None:
            return await super().request(*args, **settings)

        client = self._in_thread

        def send() -> httpx.Response:
            response = client.request(*args, **settings)
            if ids := _ids(response):
                note(ids)
            return response

        return await asyncio.get_running_loop().run_in_executor(self._threads, send)

    async def aclose(self) -> None:
        await super().aclose()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._in_thread.close()


def _ids(response: httpx.Response) -> list[str]:
    """Return the ids of the messages in an answer of the Bot API."""
    if response.status_code != 200:
        return []
    try:
        result = json.loads(response.content)["result"]
        return [
            str(message["message_id"])
            for message in (result if isinstance(result, list) else [result])
        ]
    except (ValueError, KeyError, TypeError):
        return []
