"""New and changed messages, pushed to the pages that are open."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.core.recordings import is_recording, is_video
from db import web
from db.engine import Database
from db.faults import DatabaseFault
from db.models import WebMessage

POLL_SECONDS = 2.0
"""Seconds after which a chat is read from the database again: other processes write there too."""
BATCH = 200
PING_SECONDS = 15
"""The page takes a stream that is silent for three times this to be dead."""
MAX_PER_CHAT = 6
"""As many connections as a browser opens to one server."""
MAX_STREAMS = 500
"""In all; the other connections of `bot.web.connections` are left for requests."""

log = logging.getLogger(__name__)


class _Stream:
    """One open page: the revision it has, and the messages that wait for it."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.waiting: asyncio.Queue[WebMessage | None] = asyncio.Queue()
        """The messages the page does not have yet; behind the last one None."""

    def give(self, messages: Sequence[WebMessage]) -> None:
        """Queue the messages that the page does not have yet."""
        for message in messages:
            if message.revision > self.after:
                self.after = message.revision
                self.waiting.put_nowait(message)

    def end(self) -> None:
        """End after the messages that wait."""
        self.waiting.put_nowait(None)


class _Chat:
    """The open streams of one chat, oldest first, and the signal to read its new messages."""

    def __init__(self) -> None:
        self.streams: list[_Stream] = []
        self.woken = asyncio.Event()


class Streams:
    """The open streams of this process, by chat; one query serves all streams of a chat."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._chats: dict[str, _Chat] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return sum(len(chat.streams) for chat in self._chats.values())

    @property
    def is_full(self) -> bool:
        """Return whether another stream would have to end some chat's only one."""
        return len(self) >= MAX_STREAMS and len(self._fullest().streams) < 2

    def wake(self, chat: str) -> None:
        """Read the new messages of a chat, if a page of it is open."""
        if chat in self._chats:
            self._chats[chat].woken.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for chat in self._chats.values():
            chat.woken.set()
            for stream in chat.streams:
                stream.end()

    def response(self, chat: str, after: int) -> EventSourceResponse:
        """Return an endless answer with the messages of a chat after that revision."""
        return EventSourceResponse(
            self._changes(chat, after),
            ping=PING_SECONDS,
            # an event and not a comment, since a page cannot see comments
            ping_message_factory=lambda: ServerSentEvent("", event="ping"),
        )

    async def _changes(self, chat: str, after: int) -> AsyncIterator[ServerSentEvent]:
        with self._open(chat, after) as stream:
            while message := await stream.waiting.get():
                yield ServerSentEvent(json.dumps(page_message(message)), id=str(message.revision))

    @contextmanager
    def _open(self, name: str, after: int) -> Iterator[_Stream]:
        stream = _Stream(after)
        self._make_room(name)
        if self._closed or len(self) >= MAX_STREAMS:
            stream.end()
            yield stream
            return
        chat = self._chats.get(name) or self._begin(name)
        chat.streams.append(stream)
        chat.woken.set()
        try:
            yield stream
        finally:
            with suppress(ValueError):  # it was ended to make room
                chat.streams.remove(stream)
            self._leave(name, chat)

    def _make_room(self, name: str) -> None:
        """End the oldest stream, of this chat or of the fullest, where one more is too many."""
        chat = self._chats.get(name)
        if chat and len(chat.streams) >= MAX_PER_CHAT:
            chat.streams.pop(0).end()
        elif len(self) >= MAX_STREAMS and len(self._fullest().streams) > 1:
            self._fullest().streams.pop(0).end()

    def _fullest(self) -> _Chat:
        return max(self._chats.values(), key=lambda chat: len(chat.streams))

    def _begin(self, name: str) -> _Chat:
        chat = self._chats[name] = _Chat()
        task = asyncio.create_task(self._watch(name, chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return chat

    def _leave(self, name: str, chat: _Chat) -> None:
        if not chat.streams and self._chats.get(name) is chat:
            del self._chats[name]
            chat.woken.set()

    async def _watch(self, name: str, chat: _Chat) -> None:
        """Give the streams of a chat the messages they lack, until no stream is left."""
        while chat.streams and not self._closed:
            chat.woken.clear()
            streams = list(chat.streams)  # one that is opened meanwhile may lack older messages
            messages = await self._since(name, min(stream.after for stream in streams))
            for stream in streams:
                stream.give(messages)
            if len(messages) < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(chat.woken.wait(), POLL_SECONDS)

    async def _since(self, chat: str, after: int) -> Sequence[WebMessage]:
        try:
            return await self._database.read(web.changed, chat, after, BATCH)
        except DatabaseFault as error:
            log.warning("web_stream_could_not_read", extra={"error": type(error).__name__})
            return []


def page_message(message: WebMessage) -> dict[str, Any]:
    """Return a message as the page reads it; addresses are relative to the chat's own."""
    payload = message.payload
    version = f"?v={message.revision}"
    media = [
        (f"media/{message.id}/{n}{version}", key) for n, key in enumerate(payload.get("photos", []))
    ]
    return {
        "id": str(message.id),
        "author": message.author,
        "client": message.update_id,
        "html": payload.get("text", "") if message.author == "bot" else "",
        "text": payload.get("text", "") if message.author == "me" else "",
        "spent": payload.get("spent", False),
        "buttons": payload.get("buttons", []),
        "photos": [url for url, key in media if not is_recording(key)],
        "recordings": [
            {"url": url, "video": is_video(key)} for url, key in media if is_recording(key)
        ],
        "drawn": any(key.endswith(".png") for _, key in media),
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
