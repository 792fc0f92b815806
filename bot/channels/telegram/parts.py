"""A reply split into the messages Telegram needs for it; no calls are made here."""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape

from bot.channels.telegram import html
from bot.core.events import TEXT_UNITS, Address, Button, File, Place, Reply
from bot.core.recordings import is_recording, pictures_of
from bot.texts.characters import units

# Telegram takes captions of 1,024 UTF-16 units, messages of 4,096.
CAPTION_UNITS = 1024
# sendMediaGroup takes at most 10.
ALBUM = 10
# input_field_placeholder has at most 64.
PLACEHOLDER = 64
"""Characters in the field people type in."""
SEND_PLACE = "📍 Gửi vị trí"
POINTER = "👇"
"""Stands over buttons that come with no words."""
PLACE_QUESTION = "Bấm nút <b>📍 Gửi vị trí</b> ở cuối màn hình nếu anh/chị đang đứng ở đó."

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
class Part:
    """One message; only words and a single picture can have markup."""

    markup: Markup = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Text(Part):
    """A message of words."""

    html: str


@dataclass(frozen=True)
class Pictures(Part):
    """One picture, or an album of up to ten."""

    keys: tuple[str, ...]
    caption: str = ""


@dataclass(frozen=True)
class Document(Part):
    """A file."""

    file: File


@dataclass(frozen=True)
class Recording(Part):
    """A voice note or a video."""

    key: str


@dataclass(frozen=True)
class Spot(Part):
    """A place on the map."""

    place: Place


@dataclass(frozen=True)
class Sweep(Part):
    """A message that only takes the place key away, and is deleted at once."""


def parts(to: Address, reply: Reply, *, keys_shown: bool = False) -> list[Part]:
    """Return the messages that show `reply`, in order: place, recordings, pictures, words, files.

    A message holds only one of buttons, reply prompt and place key. Buttons go with the words;
    the prompt or the key then follow in a short message of their own: without the prompt a bot
    in a group would never see the answer. `keys_shown`: the place key is still there from an
    earlier message and has to go.
    """
    question = _question(to, reply)
    recordings = [Recording(key) for key in reply.photos if is_recording(key)]
    messages = _with_markup(_words(reply), reply.buttons or (question.markup if question else ()))
    if question and reply.buttons:
        messages.append(question)
    if keys_shown and not (question and question.markup == AskPlace()):
        messages = _without_keys(messages)
    place: list[Part] = [Spot(reply.place)] if reply.place else []
    return [*place, *recordings, *messages, *(Document(file) for file in reply.files)]


def fingerprint(part: Part) -> str:
    """Return a short fingerprint of a message's content, its buttons left out."""
    return sha256(repr(replace(part, markup=())).encode()).hexdigest()[:16]


def as_files(pictures: Pictures) -> list[Part]:
    """Return pictures as files and words, where Telegram does not take them as pictures."""
    files = [File(key=key, name=f"anh-{n}.jpg") for n, key in enumerate(pictures.keys, 1)]
    return [*(Document(file) for file in files), *as_words(pictures)]


def as_file(recording: Recording) -> list[Part]:
    """Return a recording as a file, for a person who takes no voice notes."""
    suffix = recording.key.rpartition(".")[2]
    return [Document(File(key=recording.key, name=f"ghi-am.{suffix}"))]


def as_words(part: Part) -> list[Part]:
    """Return the words of a message, for a chat that allows nothing else."""
    if not isinstance(part, Pictures) or not (part.caption or part.markup):
        return []
    return [Text(part.caption or POINTER, markup=part.markup)]


def as_change(to: Address, reply: Reply) -> Text | None:
    """Return the new text of an earlier message (none: only its buttons change), or None.

    One message of words and buttons can be changed. Pictures, files, a second message or a key
    in place of letters cannot be put into one that is there.
    """
    if not (reply.text or reply.photos or reply.files or reply.place):
        return Text("", markup=reply.buttons)
    planned = parts(to, reply)
    only = planned[0] if len(planned) == 1 else None
    return only if isinstance(only, Text) and isinstance(only.markup, tuple) else None


def fits_caption(text: str) -> bool:
    """Return whether `text` (HTML) is short enough to stand under a picture."""
    return units(html.plain(text)) <= CAPTION_UNITS


def _question(to: Address, reply: Reply) -> Text | None:
    """Return the message that asks: with a prompt in a group, for a place in private."""
    if to.private:
        return Text(PLACE_QUESTION, markup=AskPlace()) if reply.ask_place else None
    if reply.ask is None:
        return None
    hint = reply.ask if len(reply.ask) <= PLACEHOLDER else reply.ask[: PLACEHOLDER - 1] + "…"
    return Text(escape(reply.ask) or POINTER, markup=Prompt(hint))


def _words(reply: Reply) -> list[Part]:
    photos = pictures_of(reply.photos)
    if len(photos) == 1 and fits_caption(reply.text):
        return [Pictures(photos, reply.text)]
    albums = (Pictures(photos[n : n + ALBUM]) for n in range(0, len(photos), ALBUM))
    return [*albums, *(Text(piece) for piece in html.split(reply.text, TEXT_UNITS))]


def _with_markup(messages: list[Part], markup: Markup) -> list[Part]:
    """Put the markup on the last message, or on one more where that one cannot have any."""
    if markup == ():
        return messages
    if not messages or not _can_be_marked(messages[-1]):
        return [*messages, Text(POINTER, markup=markup)]
    return [*messages[:-1], replace(messages[-1], markup=markup)]


def _without_keys(messages: list[Part]) -> list[Part]:
    for number, part in enumerate(messages):
        if _can_be_marked(part) and part.markup == ():
            marked = replace(part, markup=TakeKeysAway())
            return [*messages[:number], marked, *messages[number + 1 :]]
    return [*messages, Sweep()]


def _can_be_marked(part: Part) -> bool:
    return isinstance(part, Text) or (isinstance(part, Pictures) and len(part.keys) == 1)
