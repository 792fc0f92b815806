"""From what Telegram sends to what the core understands.

Only what is used here is read and checked, straight from the JSON: an update with something odd
in a field nobody needs is still understood, and one that is not is kept as `Unparsed`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.schema import CallbackQuery, Chat, Membership, Message
from bot.core.events import Incoming, Photo, Place, Sender, Unparsed
from bot.core.heif import may_be_picture
from bot.core.logs import told
from bot.web.bounded import is_too_deep

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query")
"""The kinds of updates asked for: no other kind is of use here. The last is not for the core:
see `bot.channels.telegram.inline`."""
DOWNLOAD_LIMIT = 20_000_000
"""Bytes. Telegram gives a bot no larger file."""
LARGEST_ID = 2**63 - 1
UNSUPPORTED = {
    *("animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway"),
    *("giveaway_winners", "invoice", "live_photo", "paid_media", "poll", "sticker", "story"),
    *("video", "video_note", "voice"),
}
"""What people send that the bot can do nothing with. All else that a message may hold besides
text, pictures and places is a note of the service's own: who joined, what was pinned."""
MASKS = (1087968824, 136817688)
"""The accounts in whose name anonymous administrators and channels write."""
_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.S)


@dataclass(frozen=True)
class Me:
    """The bot itself, as Telegram knows it."""

    id: int
    username: str


def convert(raw: object, me: Me) -> Incoming | Unparsed | None:
    """One update as the core takes it, or None for what concerns nobody here."""
    if is_too_deep(raw):
        return _unparsed({"update_id": update_id(raw)}, "nested too deep")
    raw = _storable(raw)
    try:
        return _understand(raw, me)
    except Exception as error:  # whatever is wrong with one update, the others go on
        return _unparsed(raw, told(error)[:1000])


def update_id(raw: object) -> int | None:
    """Telegram's id of an update, which no update should lack; None for what no column holds."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and 0 < found <= LARGEST_ID else None


def callback_id(raw: object) -> str | None:
    """The id by which a pressed button is answered."""
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    found = query.get("id") if isinstance(query, dict) else None
    return found if isinstance(found, str) else None


def _storable(value: Any) -> Any:
    """Without what no database takes: NUL, and halves of characters."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case dict():
            return {key: _storable(inner) for key, inner in value.items()}
        case list():
            return [_storable(inner) for inner in value]
    return value


def _understand(raw: object, me: Me) -> Incoming | None:
    number = update_id(raw)
    if not isinstance(raw, dict) or number is None:
        raise ValueError("an update without its update_id")
    found = _what(raw, me)
    if found is None:
        return None
    return Incoming(channel="telegram", update_id=str(number), sequence=number, **found)


def _what(raw: dict[str, Any], me: Me) -> dict[str, Any] | None:
    if "callback_query" in raw:
        return _pressed(CallbackQuery.model_validate(raw["callback_query"]))
    if "my_chat_member" in raw:
        return _membership(Membership.model_validate(raw["my_chat_member"]))
    for kind in ("message", "edited_message"):
        if kind in raw:
            message = Message.model_validate(raw[kind])
            return _said(message, me, edited=kind == "edited_message")
    return None


def _pressed(query: CallbackQuery) -> dict[str, Any] | None:
    if query.data is None:
        return None
    sender = Sender(
        id=str(query.from_.id),
        name=query.from_.full_name,
        accountable=query.from_.id not in MASKS,
    )
    if query.message is None:
        return {"chat": sender.id, "sender": sender, "button": query.data}
    message = query.message
    return {
        **_where(message.chat, message.thread),
        "sender": sender,
        "message": str(message.message_id),
        "button": query.data,
    }


def _membership(change: Membership) -> dict[str, Any] | None:
    before, now = change.old_chat_member.can_write, change.new_chat_member.can_write
    if change.chat.type == "channel" or before == now:
        return None
    sender = Sender(
        id=str(change.from_.id),
        name=change.from_.full_name,
        accountable=change.from_.id not in MASKS,
    )
    return {**_where(change.chat, None), "sender": sender, "event": "back" if now else "left"}


def _said(message: Message, me: Me, *, edited: bool) -> dict[str, Any] | None:
    if message.chat.type == "channel" or message.is_automatic_forward:
        return None
    if message.via_bot is not None and message.via_bot.id == me.id:
        return None  # a passage of the plan that somebody shared: our own words
    where = _where(message.chat, message.thread)
    if message.migrate_to_chat_id is not None:
        return {**where, "event": "moved", "moved_to": str(message.migrate_to_chat_id)}
    content = _content(message)
    words = _words(message, me)
    if content is None or words is None:
        return None
    addressed = message.chat.private or words.pop("to_bot") or _answers(message, me)
    words.pop("to_bot", None)
    return {
        **where,
        **content,
        **words,
        "addressed": addressed,
        "sender": _sender(message),
        "message": str(message.message_id),
        "replied": _replied(message, me),
        "edited": edited,
        "album": message.media_group_id,
    }


def _where(chat: Chat, thread: str | None) -> dict[str, Any]:
    place = {"chat": str(chat.id), "thread": thread, "private": chat.private}
    return {**place, "title": "" if chat.private else chat.title}


def _sender(message: Message) -> Sender | None:
    user = message.from_
    if user is None:
        return None
    accountable = message.sender_chat is None and user.id not in MASKS
    return Sender(id=str(user.id), name=user.full_name, accountable=accountable)


def _answers(message: Message, me: Me) -> bool:
    return _replied(message, me) is not None


def _replied(message: Message, me: Me) -> str | None:
    """The id of the message of ours that this one replies to."""
    to = message.reply_to_message
    ours = to is not None and to.from_ is not None and to.from_.id == me.id
    return str(to.message_id) if to is not None and ours else None


def _content(message: Message) -> dict[str, Any] | None:
    """What was sent besides words; None for a note of the service's own."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return {"photos": (Photo(ref=largest.file_id),)}
    if _is_picture(message) and message.document is not None:
        too_big = message.document.file_size > DOWNLOAD_LIMIT
        photo = Photo(ref=message.document.file_id, refused="too_big" if too_big else None)
        return {"photos": (photo,)}
    if message.venue is not None:
        spot = message.venue.location
        named = ", ".join(part for part in (message.venue.title, message.venue.address) if part)
        return {"place": Place(latitude=spot.latitude, longitude=spot.longitude, title=named)}
    if message.location is not None:
        spot = message.location
        return {"place": Place(latitude=spot.latitude, longitude=spot.longitude)}
    if message.document is not None or UNSUPPORTED & (message.model_extra or {}).keys():
        return {"event": "unsupported"}
    return None if message.text is None else {}


def _is_picture(message: Message) -> bool:
    document = message.document
    moving = "animation" in (message.model_extra or {})
    return (
        document is not None
        and not moving
        and may_be_picture(document.mime_type, document.file_name)
    )


def _words(message: Message, me: Me) -> dict[str, Any] | None:
    """Text, command and whether it is meant for the bot; None when meant for another bot.

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
    words = {"text": command["rest"] or "", "to_bot": True}
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
    """The chat of an update in which little else can be relied on."""
    for kind in ALLOWED:
        found = raw.get(kind) if isinstance(raw, dict) else None
        for key in ("message", "chat") if kind == "callback_query" else ("chat",):
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, dict) and isinstance(found.get("id"), int):
            return str(found["id"])
    return None
