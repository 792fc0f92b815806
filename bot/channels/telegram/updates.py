"""Conversion of Telegram's updates into the core's `Incoming`.

Only what is used here is read and checked, straight from the JSON: an update with something odd
in a field nobody needs is still understood, and one that is not is kept as `Unparsed`.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.schema import CallbackQuery, Chat, Document, Membership, Message, User
from bot.core.events import Incoming, Photo, Place, Sender, Unparsed
from bot.core.heif import may_be_picture
from bot.core.logs import describe
from bot.core.papers import may_be_paper
from bot.core.recordings import MOST_SECONDS, may_be_recording
from bot.web.bounded import is_too_deep

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query")
"""The kinds of updates asked for: no other kind is of use here. The last is not for the core:
see `bot.channels.telegram.inline`."""
DOWNLOAD_LIMIT = 20_000_000
"""Bytes. Telegram gives a bot no larger file."""
LARGEST_ID = 2**63 - 1
"""What a column of 64 bits holds: a larger id ended in an OverflowError, again and again."""
UNSUPPORTED = {
    *("animation", "checklist", "contact", "dice", "document", "game", "giveaway"),
    *("giveaway_winners", "invoice", "live_photo", "paid_media", "poll", "sticker", "story"),
}
"""What people send that the bot can do nothing with. All else that a message may hold besides text,
pictures, recordings and places is a note of the service's own: who joined, what was pinned."""
ANONYMOUS_SENDERS = (1087968824, 136817688)
"""The accounts in whose name anonymous administrators and channels write."""
_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<text>.*))?", re.S)


@dataclass(frozen=True)
class Me:
    """The bot itself, as Telegram knows it."""

    id: int
    username: str


def convert(raw: object, me: Me) -> Incoming | Unparsed | None:
    """Return an update as the core takes it, or None for one that does not concern the bot."""
    if is_too_deep(raw):
        return _unparsed({"update_id": update_id(raw)}, "nested too deep")
    raw = _storable(raw)
    try:
        return _parse(raw, me)
    except Exception as error:  # whatever is wrong with one update, the others go on
        return _unparsed(raw, describe(error)[:1000])


def update_id(raw: object) -> int | None:
    """Return the id of an update; None where it is missing or too large for its column."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and 0 < number <= LARGEST_ID else None


def callback_id(raw: object) -> str | None:
    """Return the id by which a pressed button is answered."""
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    identifier = query.get("id") if isinstance(query, dict) else None
    return identifier if isinstance(identifier, str) else None


def _storable(value: Any) -> Any:
    """Return the value without what no database takes: NUL, and halves of characters."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case dict():
            return {key: _storable(inner) for key, inner in value.items()}
        case list():
            return [_storable(inner) for inner in value]
    return value


def _parse(raw: object, me: Me) -> Incoming | None:
    number = update_id(raw)
    if not isinstance(raw, dict) or number is None:
        raise ValueError("an update without its update_id")
    fields = _fields(raw, me)
    if fields is None:
        return None
    return Incoming(channel="telegram", update_id=str(number), sequence=number, **fields)


def _fields(raw: dict[str, Any], me: Me) -> dict[str, Any] | None:
    if "callback_query" in raw:
        return _button_fields(CallbackQuery.model_validate(raw["callback_query"]))
    if "my_chat_member" in raw:
        return _membership_fields(Membership.model_validate(raw["my_chat_member"]))
    for kind in ("message", "edited_message"):
        if kind in raw:
            message = Message.model_validate(raw[kind])
            return _message_fields(message, me, edited=kind == "edited_message")
    return None


def _button_fields(query: CallbackQuery) -> dict[str, Any] | None:
    if query.data is None:
        return None
    fields = {"sender": _sender(query.from_), "button": query.data}
    if query.message is None:
        return {"chat": str(query.from_.id), **fields}
    message = query.message
    chat_fields = _chat_fields(message.chat, message.thread)
    return {**chat_fields, **fields, "message": str(message.message_id)}


def _membership_fields(change: Membership) -> dict[str, Any] | None:
    before, now = change.old_chat_member.can_write, change.new_chat_member.can_write
    if change.chat.type == "channel" or before == now:
        return None
    fields = {"sender": _sender(change.from_), "event": "back" if now else "left"}
    return {**_chat_fields(change.chat, None), **fields}


def _message_fields(message: Message, me: Me, *, edited: bool) -> dict[str, Any] | None:
    if message.chat.type == "channel" or message.is_automatic_forward:
        return None
    if message.via_bot is not None and message.via_bot.id == me.id:
        return None  # a passage of the plan that somebody shared: our own words
    chat_fields = _chat_fields(message.chat, message.thread)
    if message.migrate_to_chat_id is not None:
        return {**chat_fields, "event": "moved", "moved_to": str(message.migrate_to_chat_id)}
    content = _content(message)
    words = _words(message, me)
    if content is None or words is None:
        return None
    to_bot, replied = words.pop("to_bot"), _replied(message, me)
    return {
        **chat_fields,
        **content,
        **words,
        "addressed": message.chat.private or to_bot or replied is not None,
        "sender": message.from_ and _sender(message.from_, as_chat=message.sender_chat is not None),
        "message": str(message.message_id),
        "replied": replied,
        "edited": edited,
        "album": message.media_group_id,
    }


def _chat_fields(chat: Chat, thread: str | None) -> dict[str, Any]:
    place = {"chat": str(chat.id), "thread": thread, "private": chat.private}
    return {**place, "title": "" if chat.private else chat.title}


def _sender(user: User, *, as_chat: bool = False) -> Sender:
    accountable = not as_chat and user.id not in ANONYMOUS_SENDERS
    return Sender(id=str(user.id), name=user.full_name, accountable=accountable)


def _replied(message: Message, me: Me) -> str | None:
    """Return the id of the bot's message that this one replies to."""
    to = message.reply_to_message
    is_own = to is not None and to.from_ is not None and to.from_.id == me.id
    return str(to.message_id) if to is not None and is_own else None


def _content(message: Message) -> dict[str, Any] | None:
    """Return what was sent apart from words; None for a note of the service's own."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return {"photos": (Photo(ref=largest.file_id),)}
    moving = message.video or message.video_note
    if recording := message.voice or message.audio or moving:
        longest = MOST_SECONDS["video" if moving else "audio"]
        too_long = "too_long" if recording.duration > longest else None
        refused = "too_big" if recording.file_size > DOWNLOAD_LIMIT else too_long
        return {"photos": (Photo(ref=recording.file_id, recording=True, refused=refused),)}
    document, more_fields = message.document, (message.model_extra or {}).keys()
    if (
        document is not None
        and "animation" not in more_fields
        and may_be_picture(document.mime_type, document.file_name)
    ):
        return {"photos": (_file(document),)}
    if document is not None and may_be_recording(document.mime_type):
        return {"photos": (_file(document).model_copy(update={"recording": True}),)}
    venue = message.venue
    location = venue.location if venue else message.location
    if location is not None:
        title = ", ".join(filter(None, (venue.title, venue.address))) if venue else ""
        return {
            "place": Place(latitude=location.latitude, longitude=location.longitude, title=title)
        }
    if document is not None and may_be_paper(document.mime_type, document.file_name):
        paper = _file(document).model_copy(update={"paper": True})
        return {"event": "unsupported", "photos": (paper,)}
    if document is not None or UNSUPPORTED & more_fields:
        return {"event": "unsupported"}
    return None if message.text is None else {}


def _file(document: Document) -> Photo:
    refused = "too_big" if document.file_size > DOWNLOAD_LIMIT else None
    return Photo(ref=document.file_id, refused=refused)


def _words(message: Message, me: Me) -> dict[str, Any] | None:
    """Return text, command and whether the bot is addressed; None when another bot is.

    Under a picture a command is only dropped from the words: the picture says what is wanted.
    """
    text = message.caption if message.text is None else message.text
    mention = re.compile(rf"(?<!\w)@{re.escape(me.username)}(?!\w)[ \t]*", re.IGNORECASE)
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        mentioned = mention.search(text) is not None
        text = mention.sub("", text).strip() if mentioned else text
        command = _COMMAND.fullmatch(text) if mentioned else None
        if command is None:
            return {"text": text, "to_bot": mentioned}
    if command["bot"] and command["bot"].lower() != me.username.lower():
        return None
    words = {"text": command["text"] or "", "to_bot": True}
    return words if message.text is None else {**words, "command": command["name"].lower()}


def _unparsed(raw: object, error: str) -> Unparsed:
    written = json.dumps(raw, ensure_ascii=False)
    number = update_id(raw)
    name = "raw-" + hashlib.sha256(written.encode()).hexdigest()[:32]
    return Unparsed(
        channel="telegram",
        update_id=name if number is None else str(number),
        sequence=number or 0,
        chat=_chat_of(raw),
        raw=written,
        error=error,
    )


def _chat_of(raw: object) -> str | None:
    """Return the chat of an update that could not be parsed."""
    for kind in ALLOWED:
        value = raw.get(kind) if isinstance(raw, dict) else None
        for key in ("message", "chat") if kind == "callback_query" else ("chat",):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(value.get("id"), int):
            return str(value["id"])
    return None
