"""The double's state: chats, files, what waits to be fetched by the bot, what the bot has shown."""

import asyncio
import itertools
import random
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.markup import Refused
from tests.botapi.messages import BotMessage

Json = dict[str, Any]

DOWNLOAD_LIMIT = 20_000_000
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class User:
    """A Telegram account, of a person or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    is_bot: bool = False

    def json(self) -> Json:
        optional = {"last_name": self.last_name, "username": self.username}
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{key: value for key, value in optional.items() if value},
        }


@dataclass
class Chat:
    """A private chat, a group or a supergroup, and what the bot has shown in it."""

    id: int
    type: str
    title: str = ""
    person: User | None = None
    refusal: Refused | None = None
    """Why the bot may not write here just now."""
    forum: bool = False
    words_only: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    """Thread id to `open` or `closed`."""
    shown_by_id: dict[int, BotMessage] = field(default_factory=dict)
    timeline: list[BotMessage] = field(default_factory=list)
    keyboard: Json | None = None
    """The reply keyboard people have in place of letters."""
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def json(self) -> Json:
        if self.person is not None:
            name = {k: v for k, v in self.person.json().items() if k != "is_bot"}
            return {**name, "id": self.id, "type": self.type}
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "type": self.type, "title": self.title, **forum}

    def next_id(self) -> int:
        return next(self._ids)

    def show(self, message: BotMessage, *, to_read: bool = True) -> None:
        """Put a new or an edited message before the people here, and wake who waits.

        Of buttons that are gone there is nothing `to_read`.
        """
        for message_id in message.ids or (message.id,):
            self.shown_by_id[message_id] = message
        if to_read:
            self.timeline.append(message.snapshot())
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def changed(self) -> None:
        """Wait until the bot shows something more."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future


@dataclass
class StoredFile:
    """A file on Telegram's servers; `size` may say more than the bytes that are kept."""

    id: str
    path: str
    data: bytes
    size: int


class Updates:
    """The updates that the bot has not confirmed yet, in order."""

    def __init__(self) -> None:
        self.pending: OrderedDict[int, Json] = OrderedDict()
        self.allowed: list[str] = []
        self._ids = itertools.count(730_000_001)
        self._arrived = asyncio.Event()
        self._empty = asyncio.Event()
        self._disorder: tuple[random.Random, int] | None = None

    def push(self, kind: str, body: Json) -> int | None:
        """Queue an update unless the bot did not ask for its kind; returns its id."""
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        return self.push_raw({kind: body}) if wanted else None

    def push_raw(self, body: Json) -> int:
        """Queue whatever it is; it gets an update_id unless it brings its own."""
        update_id = int(body.get("update_id", next(self._ids)))
        self.pending[update_id] = {"update_id": update_id, **body}
        self._arrived.set()
        self._empty.clear()
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget what lies before `offset`; a negative one keeps that many of the last."""
        confirmed = list(self.pending)[:offset] if offset < 0 else self._before(offset)
        for update_id in confirmed:
            self.forget(update_id)

    def forget(self, update_id: int) -> None:
        """The bot has it."""
        self.pending.pop(update_id, None)
        if not self.pending:
            self._empty.set()

    async def emptied(self) -> None:
        """Wait until nothing is pending."""
        if self.pending:
            self._empty.clear()
            await self._empty.wait()

    def _before(self, offset: int) -> list[int]:
        return list(itertools.takewhile(lambda update_id: update_id < offset, self.pending))

    def disorder(self, seed: int, copies: int = 3) -> None:
        """From now on every batch holds each pending update `copies` times, shuffled."""
        self._disorder = (random.Random(seed), copies)

    def batch(self, limit: int) -> list[Json]:
        """Return the updates that a getUpdates would be given now."""
        updates = list(itertools.islice(self.pending.values(), limit))
        if self._disorder is not None:
            shuffler, copies = self._disorder
            updates = updates * copies
            shuffler.shuffle(updates)
        return updates

    async def wait(self, seconds: float) -> None:
        """Until there is something pending, at most `seconds`."""
        self._arrived.clear()
        if not self.pending and seconds > 0:
            try:
                await asyncio.wait_for(self._arrived.wait(), seconds)
            except TimeoutError:
                return


class World:
    """Everything Telegram would remember."""

    def __init__(self, token: str, username: str) -> None:
        self.token = token
        self.bot = User(
            int(token.partition(":")[0]), "Dân giám sát", username=username, is_bot=True
        )
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.updates = Updates()
        self.callbacks: dict[str, asyncio.Future[Json]] = {}
        self.typed: dict[str, asyncio.Future[Any]] = {}
        """Inline queries that wait for their answer."""
        self.inline = True
        """Whether the operator has switched inline mode on."""
        self.settings: Json = {}
        """What the bot set for itself: commands, descriptions."""
        self._numbers = itertools.count(1)

    def chat(self, chat_id: int) -> Chat:
        """The chat the bot may write to; raises `Refused` with Telegram's words otherwise."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise Refused("Bad Request: chat not found")
        if chat.refusal is not None:
            raise chat.refusal
        return chat

    def number(self) -> int:
        return next(self._numbers)

    def keep(self, data: bytes, folder: str, suffix: str, size: int | None = None) -> StoredFile:
        """Store a file and give it an id."""
        number = self.number()
        file = StoredFile(
            id=f"AgACAgUAAxkBAAI{number:08d}",
            path=f"{folder}/file_{number}{suffix}",
            data=data,
            size=len(data) if size is None else size,
        )
        self.files[file.id] = file
        return file

    def message(self, chat: Chat, sender: User | None, **content: Any) -> Json:
        """A message of `sender` in `chat` as the Bot API writes it."""
        message = {
            "message_id": chat.next_id(),
            "date": int(time.time()),
            "chat": chat.json(),
            **content,
        }
        return message if sender is None else {**message, "from": sender.json()}
