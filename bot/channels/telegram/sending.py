"""Showing a reply in Telegram: at the allowed pace, to the end, and around its refusals."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Literal, Protocol, TypeVar

from bot.channels.telegram.parts import (
    POINTER,
    Part,
    Pictures,
    Spot,
    Sweep,
    Text,
    as_change,
    as_files,
    as_words,
    asks_place,
    carries_buttons,
    fits_caption,
    is_prompt,
    parts,
    shows,
    takes_keys_away,
)
from bot.channels.telegram.rates import Rates
from bot.core.events import (
    Address,
    Blocked,
    ChannelError,
    Message,
    Progress,
    Reply,
    TryLater,
    Unsendable,
)
from bot.core.media import Media

T = TypeVar("T")

log = logging.getLogger(__name__)

REMEMBERED = 10_000
"""Chats with a place key shown: so many of the latest are known."""
UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "bot was kicked",
    "bot was blocked",
    "peer_id_invalid",
    "not enough rights to send text messages",
    "have no rights to send a message",
    "chat_write_forbidden",
)
WORDS_ONLY = ("not enough rights to send", "chat_send_media_forbidden")
"""A group may let members write, and send no pictures, files or places."""
TOPIC_IS_GONE = ("message thread not found", "topic_closed", "topic_deleted")
NOT_AS_PICTURE = ("photo_invalid_dimensions", "image_process_failed")
NOT_MODIFIED = "message is not modified"

Note = Callable[[Sequence[str]], None]
What = Literal["text", "caption", "buttons", "picture"]
WIPING: Sequence[What] = ("text", "picture")
"""What there is to change in a message that is wiped; in which order, only Telegram knows."""


def refusal(words: str) -> ChannelError:
    """What a 400 of Telegram means, told by its words: there is no other sign."""
    error = Unsendable(words)
    return Blocked(words) if _says(error, UNREACHABLE) else error


class Api(Protocol):
    """The calls of the Bot API that show something; each raises a `ChannelError`."""

    async def put(self, to: Address, part: Part, reply_to: int | None, note: Note) -> Sequence[int]:
        """Send one message and return its id, or of an album those of all pictures.

        `note` is given the same in the moment in which Telegram answers.
        """

    async def change(self, chat: str, message: int, to: Text, what: What) -> None:
        """Change the text, the caption or only the buttons of a message.

        Of `picture` the picture too: an empty one takes its place.
        """

    async def delete(self, chat: str, message: int) -> None:
        """Delete a message of the bot."""


class Sending:
    """Sends replies over an `Api`, each part of them once."""

    def __init__(self, api: Api, rates: Rates, media: Media) -> None:
        self._api = api
        self._rates = rates
        self._media = media
        self._keys_shown: OrderedDict[str, None] = OrderedDict()

    def stop(self) -> None:
        """Begin to show nothing more."""
        self._rates.stop()

    async def send(self, to: Address, reply: Reply, progress: Progress) -> Message:
        """Show what of `reply` has not left before, and note each part that leaves.

        Returns the id of the message with the buttons, or else of the last one.
        """
        if reply.edit is not None and reply.wipe:
            await self._wipe(to, reply, reply.edit)
            return Message(reply.edit, captioned=reply.captioned)
        if reply.edit is not None and (await self._edit(to, reply, reply.edit) or reply.in_place):
            return Message(reply.edit, captioned=reply.captioned)
        todo, before = self._plan(to, reply), list(progress.left)
        shown: list[tuple[Part, Sequence[str]]] = []
        while todo:
            part = todo.pop(0)
            ids = _taken_from(before, shows(part))
            if ids is None:
                try:
                    answers = reply.reply_to if not shown or is_prompt(part) else None
                    note = partial(progress.note, shows(part))
                    ids = await self._put(to, part, answers, reply.patient, note)
                except Unsendable as error:
                    todo[:0] = _instead(part, error)
                    continue
                if todo or part == Sweep():  # else it is noted with the whole
                    await progress.add(shows(part), ids)
                await self._mind_keys(to.chat, part, int(ids[-1]))
            shown.append((part, ids))
        if not shown:
            raise Unsendable("the group takes words only, and there are none")
        return _named(shown)

    def _plan(self, to: Address, reply: Reply) -> list[Part]:
        photos = tuple(key for key in reply.photos if self._is_kept(key))
        files = tuple(file for file in reply.files if self._is_kept(file.key))
        here = reply.model_copy(update={"photos": photos, "files": files})
        todo = parts(to, here, keys_shown=to.chat in self._keys_shown)
        if not todo:
            raise Unsendable("there is nothing to show")
        return todo

    def _is_kept(self, key: str) -> bool:
        """Whether it is still there: who wants their pictures erased does not ask the outbox."""
        kept = self._media.path(key).exists()
        if not kept:
            log.warning("%s is no longer kept, and is left out of a message", key)
        return kept

    async def _put(
        self, to: Address, part: Part, reply_to: str | None, patient: bool, note: Note
    ) -> Sequence[str]:
        answers = _number(reply_to)
        try:
            ids = await self._in_turn(to, patient, lambda: self._api.put(to, part, answers, note))
        except Unsendable as error:
            if to.thread is None or not _says(error, TOPIC_IS_GONE):
                raise
            whole = to.model_copy(update={"thread": None})
            return await self._put(whole, part, reply_to, patient, note)
        return [str(each) for each in ids]

    async def _in_turn(
        self, to: Address, patient: bool, call: Callable[[], Awaitable[T]], *, spare: bool = False
    ) -> T:
        pace = {"private": to.private, "patient": patient, "spare": spare}
        async with self._rates.turn(to.chat, **pace):
            try:
                return await call()
            except TryLater as error:
                if error.seconds is not None:
                    self._rates.hold(to.chat, error.seconds)
                raise

    async def _mind_keys(self, chat: str, part: Part, message: int) -> None:
        """Remember where the place key is shown; the message that swept it away goes too."""
        if asks_place(part):
            _remember(self._keys_shown, chat)
        elif takes_keys_away(part):
            self._keys_shown.pop(chat, None)
        if isinstance(part, Sweep):
            try:
                await self._api.delete(chat, message)
            except ChannelError as error:
                log.debug("A message that took a key away stays: %s", error)

    async def _edit(self, to: Address, reply: Reply, edit: str) -> bool:
        """Whether the earlier message now shows the reply."""
        new = as_change(to, reply)
        if new is None:
            return False
        ways = _ways(new, captioned=reply.captioned)
        return await self._change(to, edit, new, ways, reply.patient, spare=reply.patient)

    async def _wipe(self, to: Address, reply: Reply, edit: str) -> None:
        """Take all of an earlier message out of the chat.

        What was sent with it is deleted, which Telegram lets a bot do for 48 hours; what cannot
        be deleted any more shows the new words instead, and an empty picture for a picture. What
        somebody saved, forwarded or photographed, and files, nobody can take back.
        """
        new = as_change(to, reply) or Text(POINTER)
        for each in reply.parts:
            if not await self._delete(to, each, reply.patient):
                await self._change(to, each, Text(new.html), WIPING, reply.patient)
        ways = WIPING[1:] if reply.captioned else WIPING
        await self._change(to, edit, new, ways, reply.patient)

    async def _delete(self, to: Address, message: str, patient: bool) -> bool:
        number = _number(message)
        if number is None:
            return False
        try:
            await self._in_turn(to, patient, lambda: self._api.delete(to.chat, number))
        except Unsendable as error:
            log.debug("Message %s cannot be deleted: %s", message, error)
            return False
        return True

    async def _change(
        self,
        to: Address,
        message: str,
        new: Text,
        ways: Sequence[What],
        patient: bool,
        *,
        spare: bool = False,
    ) -> bool:
        """Whether one of these ways to change a message worked."""
        number = _number(message)
        if number is None:
            return False
        for what in ways:
            try:
                change = partial(self._api.change, to.chat, number, new, what)
                await self._in_turn(to, patient, change, spare=spare)
            except Unsendable as error:
                spare = False  # tried again later, it would come no further
                if _says(error, (NOT_MODIFIED,)):
                    return True
                log.debug("Message %s is not changed: %s", message, error)
            else:
                return True
        return False


def _instead(part: Part, error: Unsendable) -> list[Part]:
    """What is sent in place of what Telegram refused; raises its refusal where nothing helps."""
    if isinstance(part, Pictures) and _says(error, NOT_AS_PICTURE):
        return as_files(part)
    if not isinstance(part, Text) and _says(error, WORDS_ONLY):
        log.warning("A group takes words only: %s", error)
        return as_words(part)
    raise error


def _ways(new: Text, *, captioned: bool) -> list[What]:
    """How a message can be changed to this.

    Of one sent by an older release nobody may know whether its words stand under a picture.
    """
    if not new.html:
        return ["buttons"]
    fits: list[What] = ["caption"] if fits_caption(new.html) else []
    return fits if captioned else ["text", *fits]


def _named(shown: Sequence[tuple[Part, Sequence[str]]]) -> Message:
    """The id a reply goes by: of the message with the buttons, or else of the last.

    With those of the further ones that hold words, pictures or files of it.
    """
    seen = [(part, ids) for part, ids in shown if part != Sweep()]
    by, name = next(((part, ids[-1]) for part, ids in seen if carries_buttons(part)),
                    (seen[-1][0], seen[-1][1][-1]))  # fmt: skip
    held = [each for part, ids in seen if not isinstance(part, Spot) for each in ids]
    return Message(name, [each for each in held if each != name], isinstance(by, Pictures))


def _taken_from(left: list[tuple[str, tuple[str, ...]]], part: str) -> Sequence[str] | None:
    """The ids of a part that left before, taken out of what did."""
    number = next((n for n, (shown, _) in enumerate(left) if shown == part), None)
    return None if number is None else left.pop(number)[1]


def _says(error: Exception, words: Sequence[str]) -> bool:
    told = str(error).lower()
    return any(word in told for word in words)


def _number(message: str | None) -> int | None:
    """A message's id, unless it is one of another channel."""
    return int(message) if message is not None and message.isdecimal() else None


def _remember(memory: OrderedDict[str, None], key: str) -> None:
    memory[key] = None
    memory.move_to_end(key)
    if len(memory) > REMEMBERED:
        memory.popitem(last=False)
