"""A reply split into the messages Telegram needs for it; no calls are made here."""

from dataclasses import dataclass, replace
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
class Recording:
    """A voice note or a video."""

    key: str


@dataclass(frozen=True)
class Spot:
    """A place on the map."""

    place: Place


@dataclass(frozen=True)
class Sweep:
    """A message that only takes the place key away, and is deleted at once."""


Part = Text | Pictures | Recording | Document | Spot | Sweep


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
    match part:
        case Text(words):
            content = words
        case Pictures(keys, caption):
            content = f"{keys} {caption}"
        case Recording(key):
            content = key
        case Sweep():
            content = ""
        case Document(model) | Spot(model):
            content = model.model_dump_json()
    return f"{type(part).__name__} {sha256(content.encode()).hexdigest()[:16]}"


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
    return [Text(part.caption or POINTER, part.markup)]


def as_change(to: Address, reply: Reply) -> Text | None:
    """Return the new text of an earlier message (none: only its buttons change), or None.

    One message of words and buttons can be changed. Pictures, files, a second message or a key
    in place of letters cannot be put into one that is there.
    """
    if not (reply.text or reply.photos or reply.files or reply.place):
        return Text("", reply.buttons)
    planned = parts(to, reply)
    only = planned[0] if len(planned) == 1 else None
    return only if isinstance(only, Text) and isinstance(only.markup, tuple) else None


def fits_caption(text: str) -> bool:
    """Return whether `text` (HTML) is short enough to stand under a picture."""
    return units(html.plain(text)) <= CAPTION_UNITS


def carries_buttons(part: Part) -> bool:
    """Return whether a message has buttons."""
    markup = _markup(part)
    return isinstance(markup, tuple) and markup != ()


def is_prompt(part: Part) -> bool:
    """Return whether a message prompts for an answer, and so must reply to somebody's message."""
    return isinstance(_markup(part), Prompt)


def asks_place(part: Part) -> bool:
    """Return whether a message shows the place key."""
    return isinstance(_markup(part), AskPlace)


def takes_keys_away(part: Part) -> bool:
    """Return whether a message brings the letters back."""
    return isinstance(part, Sweep) or isinstance(_markup(part), TakeKeysAway)


def _markup(part: Part) -> Markup:
    return part.markup if isinstance(part, Text | Pictures) else ()


def _question(to: Address, reply: Reply) -> Text | None:
    """Return the message that asks: with a prompt in a group, for a place in private."""
    if to.private:
        return Text(PLACE_QUESTION, AskPlace()) if reply.ask_place else None
    if reply.ask is None:
        return None
    hint = reply.ask if len(reply.ask) <= PLACEHOLDER else reply.ask[: PLACEHOLDER - 1] + "…"
    return Text(escape(reply.ask) or POINTER, Prompt(hint))


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
    last = messages[-1] if messages else None
    if not isinstance(last, Text | Pictures) or not _can_be_marked(last):
        return [*messages, Text(POINTER, markup)]
    return [*messages[:-1], replace(last, markup=markup)]


def _without_keys(messages: list[Part]) -> list[Part]:
    for number, part in enumerate(messages):
        if isinstance(part, Text | Pictures) and _can_be_marked(part) and part.markup == ():
            return [
                *messages[:number],
                replace(part, markup=TakeKeysAway()),
                *messages[number + 1 :],
            ]
    return [*messages, Sweep()]


def _can_be_marked(part: Text | Pictures) -> bool:
    return isinstance(part, Text) or len(part.keys) == 1
