"""New and changed messages, pushed to the pages that are open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent

from db import web
from db.engine import Database
from db.models import WebMessage

LOOK_SECONDS = 2.0
"""How often a stream looks at the database unasked: another process may have written there."""
PING_SECONDS = 15
"""The page takes a stream that is silent for three times this to be dead."""

log = structlog.get_logger()


class Streams:
    """The open streams of this process, by chat."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._closed = False

    def wake(self, chat: str) -> None:
        """Let the streams of a chat look for what is new."""
        for event in self._waiting.get(chat, ()):
            event.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for chat in self._waiting:
            self.wake(chat)

    def response(self, chat: str, after: int) -> EventSourceResponse:
        """An endless answer with what happens in a chat after that revision."""
        return EventSourceResponse(
            self._changes(chat, after), ping=PING_SECONDS, ping_message_factory=_ping
        )

    async def _changes(self, chat: str, after: int) -> AsyncIterator[ServerSentEvent]:
        with self._listening(chat) as woken:
            while not self._closed:
                woken.clear()
                for message in await self._since(chat, after):
                    after = message.revision
                    yield ServerSentEvent(json.dumps(shown(message)), id=str(after))
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), LOOK_SECONDS)

    async def _since(self, chat: str, after: int) -> list[WebMessage]:
        try:
            async with self._database.reading() as session:
                return list(await web.changed(session, chat, after))
        except SQLAlchemyError as error:
            log.warning("web_stream_could_not_read", error=type(error).__name__)
            return []

    @contextmanager
    def _listening(self, chat: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._waiting.setdefault(chat, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[chat].discard(event)
            if not self._waiting[chat]:
                del self._waiting[chat]


def shown(message: WebMessage) -> dict[str, Any]:
    """A message as the page reads it; addresses are relative to the chat's own."""
    payload = message.payload
    version = f"?v={message.revision}"
    return {
        "id": str(message.id),
        "author": message.author,
        "client": message.update_id,
        "html": payload.get("text", "") if message.author == "bot" else "",
        "text": payload.get("text", "") if message.author == "me" else "",
        "buttons": payload.get("buttons", []),
        "photos": [
            f"media/{message.id}/{n}{version}" for n, _ in enumerate(payload.get("photos", []))
        ],
        "drawn": any(key.endswith(".png") for key in payload.get("photos", [])),
        "not_taken": payload.get("not_taken", 0),
        "gone": payload.get("gone", 0),
        "files": [
            {"url": f"files/{message.id}/{n}{version}", "name": file["name"]}
            for n, file in enumerate(payload.get("files", []))
        ],
        "place": payload.get("place"),
        "ask": payload.get("ask"),
        "ask_place": payload.get("ask_place", False),
        "failed": payload.get("failed", False),
        "erased": payload.get("erased", False),
        "at": message.created_at.isoformat(),
        "revision": message.revision,
    }


def _ping() -> ServerSentEvent:
    """An event and not a comment, since a page cannot see comments."""
    return ServerSentEvent("", event="ping")
