"""The bot's messages as people see them."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from tests.botapi.markup import Refused


@dataclass(frozen=True)
class Key:
    """A button under a message."""

    text: str
    data: str | None = None
    url: str | None = None


def keys_in(markup: dict[str, Any]) -> list[list[Key]]:
    """The inline keyboard of a message, row by row."""
    rows = markup.get("inline_keyboard", [])
    return [[Key(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows]


def checked_keys(markup: dict[str, Any]) -> dict[str, Any]:
    """The markup, if its inline keyboard is one Telegram takes; raises `Refused`."""
    for key in (key for row in keys_in(markup) for key in row):
        if key.data is None and not key.url:
            raise Refused("Bad Request: text buttons are unallowed in the inline keyboard")
        if key.data is not None and not 1 <= len(key.data.encode()) <= 64:
            raise Refused("Bad Request: BUTTON_DATA_INVALID")
        if key.url and not re.match(r"(https?|tg)://\S+$", key.url):
            raise Refused("Bad Request: BUTTON_URL_INVALID")
    return dict(markup)


@dataclass
class BotMessage:
    """One message of the bot (an album is one), as it stood when it was read.

    `html` is what was sent, `text` what people see (of a picture: its caption).
    """

    chat: int
    id: int
    method: str
    at: float
    """Monotonic seconds when the double took it."""
    html: str = ""
    text: str = ""
    markup: dict[str, object] = field(default_factory=dict)
    photos: list[bytes] = field(default_factory=list)
    document: bytes | None = None
    file_name: str | None = None
    location: tuple[float, float] | None = None
    thread: int | None = None
    reply_to: int | None = None
    ids: tuple[int, ...] = ()
    """Of an album: the id of each picture."""
    edits: int = 0
    deleted: bool = False

    @property
    def buttons(self) -> list[list[Key]]:
        """The inline keyboard, row by row."""
        return keys_in(self.markup)

    @property
    def keys(self) -> list[Key]:
        """The buttons of all rows in one list."""
        return [key for row in self.buttons for key in row]

    @property
    def force_reply(self) -> dict[str, object] | None:
        """The reply prompt's settings, where this message is one."""
        return self.markup if self.markup.get("force_reply") else None

    def key(self, wanted: str) -> Key | None:
        """The button whose text or data is `wanted`."""
        return next((key for key in self.keys if wanted in (key.text, key.data)), None)

    def snapshot(self) -> "BotMessage":
        """The message as it is now; later edits do not reach the copy."""
        return replace(self, photos=list(self.photos))
