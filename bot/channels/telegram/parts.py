"""A reply as the messages Telegram needs for it; nothing here talks to anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape

from bot.channels.telegram import html
from bot.core.events import Address, Button, File, Place, Reply

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
ALBUM = 10
PLACEHOLDER = 64
"""Characters in the field people type in."""
SEND_PLACE = "📍 Gửi vị trí"
POINTER = "👇"
"""Stands over buttons that come with no words."""
WHERE = "Bấm nút <b>📍 Gửi vị trí</b> ở cuối màn hình nếu anh/chị đang đứng ở đó."

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Prompt:
    """A reply prompt: the next words come as an answer to this message, which the bot then sees."""

    hint: str


@dataclass(frozen=True)
class AskPlace:
    """A key in place of letters that sends where one is."""


@dataclass(frozen=True)
class TakeKeysAway:
    """Letters again."""


Markup = Rows | Prompt | AskPlace | TakeKeysAway


@dataclass(frozen=True)
class Text:
    """A message of words."""

    html: str
    markup: Markup = ()


@dataclass(frozen=True)
class Pictures:
    """One picture, or an album of up to ten; only a single one can have markup."""

    keys: tuple[str, ...]
    caption: str = ""
    markup: Markup = ()


@dataclass(frozen=True)
class Document:
    """A file."""

    file: File


@dataclass(frozen=True)
class Spot:
    """A place on the map."""

    place: Place


@dataclass(frozen=True)
class Sweep:
    """A message that only takes the place key away, and is deleted at once."""


Part = Text | Pictures | Document | Spot | Sweep


def parts(to: Address, reply: Reply, *, keys_shown: bool = False) -> list[Part]:
    """The messages that show `reply`, in order: place, pictures, words, files.

    A message holds only one of buttons, reply prompt and place key. Buttons go with the words;
    the prompt or the key then follow in a short message of their own: without the prompt a bot
    in a group would never see the answer. `keys_shown`: the place key is still there from an
    earlier message and has to go.
    """
    asked = _asked(to, reply)
    shown = _marked(_words(reply), reply.buttons or (asked.markup if asked else ()))
    if asked and reply.buttons:
        shown.append(asked)
    if keys_shown and not (asked and asked.markup == AskPlace()):
        shown = _without_keys(shown)
    place: list[Part] = [Spot(reply.place)] if reply.place else []
    return [*place, *shown, *(Document(file) for file in reply.files)]


def shows(part: Part) -> str:
    """What a message shows, in short, without what is pressed under it."""
    match part:
        case Text(words):
            what = words
        case Pictures(keys, caption):
            what = f"{keys} {caption}"
        case Sweep():
            what = ""
        case Document(shown) | Spot(shown):
            what = shown.model_dump_json()
    return f"{type(part).__name__} {sha256(what.encode()).hexdigest()[:16]}"


def as_files(pictures: Pictures) -> list[Part]:
    """The same as files and words, for pictures that Telegram does not take as such."""
    files = [File(key=key, name=f"anh-{n}.jpg") for n, key in enumerate(pictures.keys, 1)]
    return [*(Document(file) for file in files), *as_words(pictures)]


def as_words(part: Part) -> list[Part]:
    """What is left of a message where only words are allowed."""
    if not isinstance(part, Pictures) or not (part.caption or part.markup):
        return []
    return [Text(part.caption or POINTER, part.markup)]


def as_change(to: Address, reply: Reply) -> Text | None:
    """What an earlier message is changed to, with no text: its buttons alone; None if it cannot.

    One message of words and buttons can be changed. Pictures, files, a second message or a key
    in place of letters cannot be put into one that is there.
    """
    if not (reply.text or reply.photos or reply.files or reply.place):
        return Text("", reply.buttons)
    planned = parts(to, reply)
    only = planned[0] if len(planned) == 1 else None
    return only if isinstance(only, Text) and isinstance(only.markup, tuple) else None


def fits_caption(text: str) -> bool:
    """Whether `text` (HTML) is short enough to stand under a picture."""
    return html.units(html.plain(text)) <= CAPTION_UNITS


def carries_buttons(part: Part) -> bool:
    """Whether people press on this one."""
    markup = _markup(part)
    return isinstance(markup, tuple) and markup != ()


def is_prompt(part: Part) -> bool:
    """Whether it asks for an answer, which has to be tied to somebody's message."""
    return isinstance(_markup(part), Prompt)


def asks_place(part: Part) -> bool:
    """Whether it shows the place key."""
    return isinstance(_markup(part), AskPlace)


def takes_keys_away(part: Part) -> bool:
    """Whether it brings the letters back."""
    return isinstance(part, Sweep) or isinstance(_markup(part), TakeKeysAway)


def _markup(part: Part) -> Markup:
    return part.markup if isinstance(part, Text | Pictures) else ()


def _asked(to: Address, reply: Reply) -> Text | None:
    """The message that asks, as it looks alone: by a prompt in a group, for a place in private."""
    if to.private:
        return Text(WHERE, AskPlace()) if reply.ask_place else None
    if reply.ask is None:
        return None
    hint = reply.ask if len(reply.ask) <= PLACEHOLDER else reply.ask[: PLACEHOLDER - 1] + "…"
    return Text(escape(reply.ask) or POINTER, Prompt(hint))


def _words(reply: Reply) -> list[Part]:
    photos = reply.photos
    if len(photos) == 1 and fits_caption(reply.text):
        return [Pictures(photos, reply.text)]
    albums = (Pictures(photos[n : n + ALBUM]) for n in range(0, len(photos), ALBUM))
    return [*albums, *(Text(piece) for piece in html.split(reply.text, TEXT_UNITS))]


def _marked(shown: list[Part], markup: Markup) -> list[Part]:
    """With the markup on the last message, or on one more where that one cannot have any."""
    if markup == ():
        return shown
    last = shown[-1] if shown else None
    if not isinstance(last, Text | Pictures) or not _can_be_marked(last):
        return [*shown, Text(POINTER, markup)]
    return [*shown[:-1], replace(last, markup=markup)]


def _without_keys(shown: list[Part]) -> list[Part]:
    for number, part in enumerate(shown):
        if isinstance(part, Text | Pictures) and _can_be_marked(part) and part.markup == ():
            return [*shown[:number], replace(part, markup=TakeKeysAway()), *shown[number + 1 :]]
    return [*shown, Sweep()]


def _can_be_marked(part: Text | Pictures) -> bool:
    return isinstance(part, Text) or len(part.keys) == 1
