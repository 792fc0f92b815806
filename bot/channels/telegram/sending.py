"""Sending, changing and wiping replies: at the allowed pace, and around Telegram's refusals."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.channels.telegram.calls import Calls, EditKind, Note
from bot.channels.telegram.error_words import (
    NO_VOICES,
    NOT_AS_PICTURE,
    NOT_MODIFIED,
    TOPIC_IS_GONE,
    WORDS_ONLY,
    mentions,
)
from bot.channels.telegram.parts import (
    POINTER,
    AskPlace,
    Part,
    Pictures,
    Prompt,
    Recording,
    Spot,
    Sweep,
    TakeKeysAway,
    Text,
    as_change,
    as_file,
    as_files,
    as_words,
    fingerprint,
    fits_caption,
    parts,
)
from bot.channels.telegram.rates import Rates
from bot.core.events import (
    Address,
    ChannelError,
    Message,
    Progress,
    Reply,
    TryLater,
    Unsendable,
)
from bot.core.media import Media
from bot.web.allowances import remember

T = TypeVar("T")

log = logging.getLogger(__name__)

WIPING: Sequence[EditKind] = ("text", "picture")
"""The edits that wipe a message, tried in this order: its kind is not known."""


class Sending:
    """Sends replies, each part of them once."""

    def __init__(self, api: Calls, rates: Rates, media: Media) -> None:
        self._api = api
        self._rates = rates
        self._media = media
        self._keys_shown: dict[str, None] = {}

    def stop(self) -> None:
        """Begin to send no more."""
        self._rates.stop()

    async def send(self, to: Address, reply: Reply, progress: Progress) -> Message:
        """Send the parts of `reply` not sent before, and note each in `progress`.

        Returns the id of the message with the buttons, or else of the last one.
        """
        if reply.edit is not None and reply.wipe:
            await self._wipe(to, reply, reply.edit)
            return Message(reply.edit, captioned=reply.captioned)
        if reply.edit is not None and (await self._edit(to, reply, reply.edit) or reply.in_place):
            return Message(reply.edit, captioned=reply.captioned)
        todo, before = self._plan(to, reply), list(progress.sent)
        sent: list[tuple[Part, Sequence[str]]] = []
        while todo:
            part = todo.pop(0)
            shows = fingerprint(part)
            ids = _pop_ids(before, shows)
            if ids is None:
                try:
                    answers = (
                        reply.reply_to if not sent or isinstance(part.markup, Prompt) else None
                    )
                    note = partial(progress.note, shows)
                    ids = await self._put(to, part, answers, reply.patient, note)
                except Unsendable as error:
                    todo[:0] = _substitutes(part, error)
                    continue
                if todo or part == Sweep():  # else it is noted with the whole
                    await progress.add(shows, ids)
                await self._track_place_key(to.chat, part, int(ids[-1]))
            sent.append((part, ids))
        if not sent:
            raise Unsendable("the group takes words only, and there are none")
        return _reply_message(sent)

    def _plan(self, to: Address, reply: Reply) -> list[Part]:
        if reply.photos or reply.files:
            photos = tuple(key for key in reply.photos if self._is_stored(key))
            files = tuple(file for file in reply.files if self._is_stored(file.key))
            reply = reply.model_copy(update={"photos": photos, "files": files})
        todo = parts(to, reply, keys_shown=to.chat in self._keys_shown)
        if not todo:
            raise Unsendable("there is nothing to show")
        return todo

    def _is_stored(self, key: str) -> bool:
        """Return whether a file still exists: it may have been erased meanwhile."""
        exists = self._media.path(key).exists()
        if not exists:
            log.warning("%s is no longer kept, and is left out of a message", key)
        return exists

    async def _put(
        self, to: Address, part: Part, reply_to: str | None, patient: bool, note: Note
    ) -> Sequence[str]:
        answers = _number(reply_to)
        try:
            ids = await self._in_turn(to, patient, lambda: self._api.put(to, part, answers, note))
        except Unsendable as error:
            if to.thread is None or not mentions(error, TOPIC_IS_GONE):
                raise
            main_chat = to.model_copy(update={"thread": None})
            return await self._put(main_chat, part, reply_to, patient, note)
        return [str(message_id) for message_id in ids]

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

    async def _track_place_key(self, chat: str, part: Part, message: int) -> None:
        """Remember which chats show the place key; delete the message that swept it away."""
        if part.markup == AskPlace():
            remember(self._keys_shown, chat, None)
        elif part == Sweep() or part.markup == TakeKeysAway():
            self._keys_shown.pop(chat, None)
        if isinstance(part, Sweep):
            try:
                await self._api.delete(chat, message)
            except ChannelError as error:
                log.debug("A message that took a key away stays: %s", error)

    async def _edit(self, to: Address, reply: Reply, edit: str) -> bool:
        """Change the earlier message; return whether it now shows the reply."""
        new = as_change(to, reply)
        if new is None:
            return False
        kinds = _edit_kinds(new, captioned=reply.captioned)
        return await self._change(to, edit, new, kinds, reply.patient, spare=reply.patient)

    async def _wipe(self, to: Address, reply: Reply, edit: str) -> None:
        """Take an earlier message out of the chat.

        What was sent with it is deleted, which Telegram lets a bot do for 48 hours; what cannot
        be deleted any more shows the new words instead, and an empty picture for a picture. What
        somebody saved, forwarded or photographed, and files, nobody can take back.
        """
        new = as_change(to, reply) or Text(POINTER)
        for message in reply.parts:
            if not await self._delete(to, message, reply.patient):
                await self._change(to, message, Text(new.html), WIPING, reply.patient)
        kinds = WIPING[1:] if reply.captioned else WIPING
        await self._change(to, edit, new, kinds, reply.patient)

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
        kinds: Sequence[EditKind],
        patient: bool,
        *,
        spare: bool = False,
    ) -> bool:
        """Try these kinds of edits in turn; return whether one worked."""
        number = _number(message)
        if number is None:
            return False
        for kind in kinds:
            try:
                change = partial(self._api.change, to.chat, number, new, kind)
                await self._in_turn(to, patient, change, spare=spare)
            except Unsendable as error:
                spare = False  # tried again later, it would come no further
                if mentions(error, NOT_MODIFIED):
                    return True
                log.debug("Message %s is not changed: %s", message, error)
            else:
                return True
        return False


def _substitutes(part: Part, error: Unsendable) -> list[Part]:
    """Return other parts in place of a refused one; raise the refusal where there are none."""
    if isinstance(part, Pictures) and mentions(error, NOT_AS_PICTURE):
        return as_files(part)
    if isinstance(part, Recording) and mentions(error, NO_VOICES):
        return as_file(part)
    if not isinstance(part, Text) and mentions(error, WORDS_ONLY):
        log.warning("A group takes words only: %s", error)
        return as_words(part)
    raise error


def _edit_kinds(new: Text, *, captioned: bool) -> list[EditKind]:
    """Return the kinds of edits to try.

    Of a message sent by an older release it is not known whether its words are a caption.
    """
    if not new.html:
        return ["buttons"]
    fits: list[EditKind] = ["caption"] if fits_caption(new.html) else []
    return fits if captioned else ["text", *fits]


def _reply_message(sent: Sequence[tuple[Part, Sequence[str]]]) -> Message:
    """Return the id of the message with the buttons, or else of the last, and those of the rest.

    A place is not among the rest: there are no words or pictures in it to wipe.
    """
    visible = [(part, ids) for part, ids in sent if part != Sweep()]
    with_buttons = (row for row in visible if isinstance(row[0].markup, tuple) and row[0].markup)
    named_part, (*_, name) = next(with_buttons, visible[-1])
    message_ids = [
        message_id for part, ids in visible if not isinstance(part, Spot) for message_id in ids
    ]
    return Message(
        name,
        [message_id for message_id in message_ids if message_id != name],
        isinstance(named_part, Pictures),
    )


def _pop_ids(earlier: list[tuple[str, tuple[str, ...]]], part: str) -> Sequence[str] | None:
    """Return the ids of a part that was sent before, and remove it from those."""
    number = next((n for n, (earlier_part, _) in enumerate(earlier) if earlier_part == part), None)
    return None if number is None else earlier.pop(number)[1]


def _number(message: str | None) -> int | None:
    """A message's id, unless it is one of another channel."""
    return int(message) if message is not None and message.isdecimal() else None
