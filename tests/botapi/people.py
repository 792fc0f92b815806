"""The people's side: who writes to the bot, in private and in groups, and reads what it answers."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from tests.botapi.inline import Offered, Typing
from tests.botapi.markup import Refused, units
from tests.botapi.messages import BotMessage
from tests.botapi.world import Chat, Json, User, World

ANONYMOUS = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
HUGE = 25_000_000
PATIENCE = 30.0
"""Seconds somebody waits for the bot, unless the test says otherwise."""

SentMessage = Json
"""What somebody sent, as the Bot API writes it: to be edited or replied to."""


class Press:
    """A pressed button: `answered` once the bot has taken the spinner away."""

    def __init__(self, callback_id: str, answer: asyncio.Future[Json]) -> None:
        self.id = callback_id
        self._answer = answer

    async def answered(self, timeout: float = PATIENCE) -> Json:
        """Wait for answerCallbackQuery and return its parameters."""
        return await asyncio.wait_for(asyncio.shield(self._answer), timeout)


class Speaker:
    """A person in a chat: writes, presses, and reads what the bot shows there."""

    def __init__(self, world: World, chat: Chat, user: User, thread: int | None = None) -> None:
        self.world = world
        self.chat = chat
        self.user = user
        self.thread = thread
        self._read = 0

    # -- writing ---------------------------------------------------------------------------

    async def says(
        self, text: str, reply_to: BotMessage | SentMessage | None = None
    ) -> SentMessage:
        """Send text; commands and mentions get their entities."""
        return self._send({"text": text, **_entities(text)}, reply_to)

    async def sends_photo(
        self, data: bytes, caption: str = "", reply_to: BotMessage | SentMessage | None = None
    ) -> SentMessage:
        """Send a picture; Telegram makes a small one of it too."""
        return self._send({**self._photo(data), **_caption(caption)}, reply_to)

    async def sends_album(self, pictures: Sequence[bytes], caption: str = "") -> list[SentMessage]:
        """Send pictures together: one message each, one media_group_id, caption on the first."""
        album = {"media_group_id": str(13_000_000_000 + self.world.number())}
        return [
            self._send({**self._photo(data), **album, **_caption("" if number else caption)})
            for number, data in enumerate(pictures)
        ]

    async def sends_document(
        self,
        data: bytes,
        mime: str = "application/pdf",
        name: str = "file.pdf",
        caption: str = "",
        size: int | None = None,
    ) -> SentMessage:
        """Send a file; `size` may claim more bytes than there are."""
        file = self.world.keep(data, "documents", "." + name.rpartition(".")[2], size)
        document = {
            "file_id": file.id,
            "file_unique_id": file.id[-12:],
            "file_name": name,
            "mime_type": mime,
            "file_size": file.size,
        }
        return self._send({"document": document, **_caption(caption)})

    async def sends_huge_file(self, mime: str = "image/jpeg") -> SentMessage:
        """Send a picture as a file of 25 MB, more than a bot may fetch."""
        return await self.sends_document(b"", mime, "anh.jpg", size=HUGE)

    async def sends_location(self, latitude: float, longitude: float) -> SentMessage:
        """Send where one is; the reply keyboard that asked for it is used up."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    async def sends_venue(
        self, latitude: float, longitude: float, title: str, address: str = ""
    ) -> SentMessage:
        """Send a named place."""
        location = {"latitude": latitude, "longitude": longitude}
        venue = {"location": location, "title": title, "address": address}
        return self._send({"venue": venue, "location": location})

    async def sends_sticker(self) -> SentMessage:
        """Send a sticker."""
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": {**self._file("sticker"), "type": "regular", **size}})

    async def sends_voice(
        self, caption: str = "", data: bytes = b"voice", duration: int = 3
    ) -> SentMessage:
        """Send a voice note of 3 seconds."""
        voice = {**self._file("voice", data), "duration": duration}
        return self._send({"voice": voice, **_caption(caption)})

    async def sends_video(self, data: bytes, caption: str = "") -> SentMessage:
        """Send a video."""
        size = {"width": 64, "height": 48, "duration": 1}
        return self._send({"video": {**self._file("video", data), **size}, **_caption(caption)})

    async def sends(
        self, reply_to: BotMessage | SentMessage | None = None, **content: Any
    ) -> SentMessage:
        """Send a message with this content, whatever it is (`dice={...}`, `contact={...}`)."""
        return self._send(content, reply_to)

    async def types(self, text: str) -> Typing:
        """Type words after the bot's name, as one does to look for something to share."""
        kind = "sender" if self.chat.type == "private" else self.chat.type
        return Typing(self.world, self.user.json(), text, kind)

    async def picks(self, offered: Offered) -> SentMessage:
        """Send one of the results here, under one's own name and `via` the bot."""
        content: Json = {"text": offered.message.text, "via_bot": self.world.bot.json()}
        if offered.message.entities:
            content["entities"] = offered.message.entities
        return self._send({**content, "reply_markup": offered.markup})

    async def edits(self, message: SentMessage, text: str) -> SentMessage:
        """Change an earlier message of one's own: its text, or its caption."""
        content = _caption(text) if "caption" in message else {"text": text, **_entities(text)}
        edited = {**message, **content, "edit_date": message["date"] + 1}
        if self._reaches_bot(edited):
            self.world.updates.push("edited_message", edited)
        return edited

    async def presses(self, wanted: str, message: BotMessage | None = None) -> Press:
        """Press the button with this text or data, on the newest message that has it."""
        target = message or self._with_button(wanted)
        key = target.key(wanted)
        assert key is not None, f"no button {wanted!r} under {target.text!r}: {target.keys}"
        assert key.data is not None, f"{wanted!r} opens {key.url}"
        return await self.presses_forged(key.data, target)

    async def presses_forged(
        self, data: str, message: BotMessage, forgotten: bool = False
    ) -> Press:
        """Send any callback data from under `message`, which Telegram may have `forgotten`."""
        callback_id = str(4_000_000_000_000 + self.world.number())
        answer = asyncio.get_running_loop().create_future()
        self.world.callbacks[callback_id] = answer
        thread = {} if message.thread is None else _thread(message.thread)
        under: Json = {"message_id": message.id, "chat": self.chat.json(), "date": 0}
        if not forgotten:
            under |= {"date": 1, "from": self.world.bot.json(), "text": message.text, **thread}
        query = {"id": callback_id, "from": self.user.json(), "message": under, "data": data}
        self.world.updates.push("callback_query", {**query, "chat_instance": str(self.chat.id)})
        return Press(callback_id, answer)

    # -- reading ---------------------------------------------------------------------------

    async def reads(self, containing: str = "", timeout: float = PATIENCE) -> BotMessage:
        """The next message (or edit) of the bot with these words in it; passes over others.

        Raises AssertionError after `timeout` seconds, telling what was shown instead.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found_message := self._next(containing)) is None:
                    await self.chat.changed()
        except TimeoutError:
            texts = [message.text for message in self.chat.timeline[-5:]]
            raise AssertionError(
                f"{self.user.first_name} waited for {containing!r}: {texts}"
            ) from None
        return found_message

    @property
    def unread(self) -> list[BotMessage]:
        """The messages that the bot has shown since the last `reads`."""
        return self.chat.timeline[self._read :]

    @property
    def screen(self) -> list[BotMessage]:
        """The messages of the bot in this chat as they stand now, without the deleted ones."""
        distinct = {id(message): message for message in self.chat.shown_by_id.values()}
        return [message for message in distinct.values() if not message.deleted]

    @property
    def keyboard(self) -> list[list[Json]] | None:
        """The reply keyboard now shown in place of letters."""
        return None if self.chat.keyboard is None else self.chat.keyboard["keyboard"]

    # -- within ----------------------------------------------------------------------------

    def _next(self, containing: str) -> BotMessage | None:
        for number in range(self._read, len(self.chat.timeline)):
            if containing in self.chat.timeline[number].text:
                self._read = number + 1
                return self.chat.timeline[number]
        return None

    def _with_button(self, wanted: str) -> BotMessage:
        for message in reversed(self.screen):
            if message.key(wanted):
                return message
        keys = [key.text for message in self.screen for key in message.keys]
        raise AssertionError(f"no button {wanted!r} in sight, only {keys}")

    def _send(self, content: Json, reply_to: BotMessage | SentMessage | None = None) -> SentMessage:
        message = self.world.message(self.chat, self.user, **content)
        if self.user is ANONYMOUS:
            message["sender_chat"] = self.chat.json()
        if self.thread is not None:
            message |= _thread(self.thread)
        if reply_to is not None:
            message["reply_to_message"] = self._replied(reply_to)
        if self._reaches_bot(message):
            self.world.updates.push("message", message)
        return message

    def _replied(self, to: BotMessage | SentMessage) -> Json:
        if isinstance(to, BotMessage):
            return {
                "message_id": to.id,
                "date": 1,
                "chat": self.chat.json(),
                "from": self.world.bot.json(),
                "text": to.text,
            }
        return {key: value for key, value in to.items() if key != "reply_to_message"}

    def _reaches_bot(self, message: Json) -> bool:
        """Return whether Telegram gives a message to a bot in privacy mode."""
        if self.chat.type == "private":
            return True
        if self.chat.refusal is not None and self.chat.refusal.code == 403:
            return False
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.world.bot.id:
            return True
        if message.get("via_bot", {}).get("id") == self.world.bot.id:
            return True
        text = str(message.get("text", message.get("caption", "")))
        if command := re.match(r"/[A-Za-z0-9_]+(@\w+)?", text):
            return command[1] in (None, f"@{self.world.bot.username}")
        return f"@{self.world.bot.username}".lower() in text.lower()

    def _photo(self, data: bytes) -> Json:
        sizes = ((b"small", 90, 67), (data, 1280, 960))
        photo = []
        for content, width, height in sizes:
            file = self.world.keep(content, "photos", ".jpg")
            photo.append(
                {
                    "file_id": file.id,
                    "file_unique_id": file.id[-12:],
                    "width": width,
                    "height": height,
                    "file_size": file.size,
                }
            )
        return {"photo": photo}

    def _file(self, kind: str, data: bytes = b"?") -> Json:
        file = self.world.keep(data, kind, ".bin")
        return {"file_id": file.id, "file_unique_id": file.id[-12:], "file_size": file.size}


class Person(Speaker):
    """A person in the private chat with the bot."""

    def _send(self, content: Json, reply_to: BotMessage | SentMessage | None = None) -> SentMessage:
        if self.chat.refusal is not None and "initiate" in self.chat.refusal.description:
            self.chat.refusal = None  # who writes to the bot has started it
        return super()._send(content, reply_to)

    async def opens(self, link: str) -> SentMessage:
        """Follow a deep link of the bot and press Start."""
        start = rf"https://t\.me/{self.world.bot.username}\?start=([A-Za-z0-9_-]{{1,64}})"
        match = re.fullmatch(start, link)
        assert match is not None, f"{link} is no deep link of this bot"
        return await self.says(f"/start {match[1]}")

    async def blocks_bot(self) -> None:
        """Stop the bot from writing to this person."""
        self.chat.refusal = Refused("Forbidden: bot was blocked by the user", 403)
        push_membership(self.world, self.chat, self.user, "member", "kicked")

    async def unblocks_bot(self) -> None:
        """Let it write again."""
        self.chat.refusal = None
        push_membership(self.world, self.chat, self.user, "kicked", "member")

    async def deactivates(self) -> None:
        """Delete the account."""
        self.chat.refusal = Refused("Forbidden: user is deactivated", 403)


def push_membership(world: World, chat: Chat, by: User, old: str, new: str) -> None:
    """Tell the bot that its own standing in a chat has changed."""
    rights = {"restricted": {"is_member": True, "can_send_messages": False, "until_date": 0}}

    def member(status: str) -> Json:
        return {"user": world.bot.json(), "status": status, **rights.get(status, {})}

    body = {"chat": chat.json(), "from": by.json(), "date": 1}
    change = {"old_chat_member": member(old), "new_chat_member": member(new)}
    world.updates.push("my_chat_member", {**body, **change})


def _thread(thread: int) -> Json:
    return {"message_thread_id": thread, "is_topic_message": True}


def _caption(caption: str) -> Json:
    return {"caption": caption} if caption else {}


def _entities(text: str) -> Json:
    """Commands and mentions in it, as Telegram marks them."""
    entities = [
        {
            "type": "bot_command" if match[0].startswith("/") else "mention",
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in re.finditer(r"(?<!\S)/[A-Za-z0-9_]{1,64}(@\w+)?|(?<!\w)@\w{4,}", text)
    ]
    return {"entities": entities} if entities else {}
