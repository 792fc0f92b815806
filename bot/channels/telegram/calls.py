"""The calls of the Bot API that send and change messages, and what its errors mean."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Literal, cast
from urllib.parse import quote

import telegram as ptb
from telegram.constants import ParseMode

from bot.channels.telegram import parts
from bot.channels.telegram.bot import Bot
from bot.channels.telegram.error_words import UNREACHABLE, known_phrases, mentions
from bot.channels.telegram.noting import noting
from bot.core import events
from bot.core.media import Media, nothing_to_see
from bot.core.recordings import is_video

NO_PREVIEW = ptb.LinkPreviewOptions(is_disabled=True)
HTML: dict[str, Any] = {"parse_mode": ParseMode.HTML}

Note = Callable[[Sequence[str]], None]
EditKind = Literal["text", "caption", "buttons", "picture"]


class Calls:
    """The calls that send, change and delete messages; each raises a `ChannelError`."""

    def __init__(self, bot: Bot, media: Media) -> None:
        self._bot = bot
        self._media = media

    async def put(
        self, to: events.Address, part: parts.Part, reply_to: int | None, note: Note
    ) -> Sequence[int]:
        """Send one message and return its id, or of an album those of all pictures.

        `note` is given the same in the moment in which Telegram answers.
        """
        chat: dict[str, Any] = {"chat_id": to.chat}
        if to.thread is not None:
            chat["message_thread_id"] = int(to.thread)
        if reply_to is not None:
            chat["reply_parameters"] = ptb.ReplyParameters(
                reply_to, allow_sending_without_reply=True
            )
        with _channel_errors(), noting(note):
            return await self._put(part, chat)

    async def _put(self, part: parts.Part, chat: dict[str, Any]) -> Sequence[int]:
        bot = self._bot
        keys = _keys(bot, part.markup, answers="reply_parameters" in chat)
        marked = {"reply_markup": keys, **HTML, **chat}
        match part:
            case parts.Text(html):
                words = {"text": html, "link_preview_options": NO_PREVIEW.to_dict()}
                return [await bot.send_words(words | marked)]
            case parts.Pictures((key,), caption):
                photo = await self._read(key)
                sent = await bot.send_photo(photo=photo, caption=caption, **marked)
            case parts.Pictures(several):
                album = [ptb.InputMediaPhoto(await self._read(key)) for key in several]
                pictures = await bot.send_media_group(media=album, **chat)
                return [picture.message_id for picture in pictures]
            case parts.Recording(key):
                data = await self._read(key)
                if is_video(key):
                    sent = await bot.send_video(video=data, filename=f"video.{_end(key)}", **chat)
                else:
                    sent = await bot.send_voice(voice=data, filename=f"voice.{_end(key)}", **chat)
            case parts.Document(file):
                data = await self._read(file.key)
                sent = await bot.send_document(document=data, filename=file.name, **chat)
            case parts.Spot(place):
                chat |= {"latitude": place.latitude, "longitude": place.longitude}
                sent = await bot.send_location(**chat)
            case parts.Sweep():
                chat |= {"reply_markup": ptb.ReplyKeyboardRemove(), "disable_notification": True}
                sent = await bot.send_message(text="✓", **chat)
        return [sent.message_id]

    async def change(self, chat: str, message: int, to: parts.Text, kind: EditKind) -> None:
        """Change the text, the caption or only the buttons of a message.

        Of `picture` the picture too: an empty one takes its place.
        """
        bot, keys = self._bot, _keys(self._bot, to.markup, answers=False)
        edited: dict[str, Any] = {"chat_id": chat, "message_id": message, "reply_markup": keys}
        with _channel_errors():
            if kind == "text":
                await bot.edit_message_text(
                    to.html, link_preview_options=NO_PREVIEW, **HTML, **edited
                )
            elif kind == "caption":
                await bot.edit_message_caption(caption=to.html, **HTML, **edited)
            elif kind == "picture":
                empty = ptb.InputMediaPhoto(nothing_to_see(), caption=to.html, **HTML)
                await bot.edit_message_media(empty, **edited)
            else:
                await bot.edit_message_reply_markup(**edited)

    async def delete(self, chat: str, message: int) -> None:
        """Delete a message of the bot."""
        with _channel_errors():
            await self._bot.delete_message(chat, message)

    async def _read(self, key: str) -> bytes:
        return await asyncio.to_thread(self._media.read, key)


def _end(key: str) -> str:
    return key.rpartition(".")[2]


def inline_keys(bot: ptb.Bot, rows: Sequence[Sequence[events.Button]]) -> ptb.InlineKeyboardMarkup:
    """Return the buttons under a message; raise `TryLater` while the bot's name is unknown."""
    return ptb.InlineKeyboardMarkup(
        [[ptb.InlineKeyboardButton(**_key(bot, button)) for button in row] for row in rows]
    )


def _keys(bot: ptb.Bot, markup: parts.Markup, *, answers: bool) -> Any:
    match markup:
        case ():
            return None
        case parts.Prompt(hint):
            return ptb.ForceReply(selective=answers, input_field_placeholder=hint or None)
        case parts.AskPlace():
            key = ptb.KeyboardButton(parts.SEND_PLACE, request_location=True)
            return ptb.ReplyKeyboardMarkup([[key]], resize_keyboard=True, one_time_keyboard=True)
        case parts.TakeKeysAway():
            return ptb.ReplyKeyboardRemove()
        case rows:
            return {"inline_keyboard": [[_key(bot, button) for button in row] for row in rows]}


def _key(bot: ptb.Bot, button: events.Button) -> dict[str, Any]:
    """Return a button as Telegram takes it: an object of the library's would be made into this."""
    url = button.url if button.start is None else _deep_link(bot, button.start)
    if url and button.share:
        url = f"https://t.me/share/url?url={quote(url, safe='')}"
    key = {"text": button.text, "url": url, "callback_data": button.data}
    return {name: value for name, value in key.items() if value is not None}


def _deep_link(bot: ptb.Bot, payload: str) -> str:
    try:
        return f"{bot.link}?start={payload}"
    except RuntimeError:
        raise events.TryLater("Telegram has not told yet what the bot is called") from None


@contextmanager
def _channel_errors() -> Iterator[None]:
    """Raise Telegram's errors inside as a `ChannelError`, without the original behind it."""
    try:
        yield
    except ptb.error.TelegramError as error:
        # The token stands in every address, and a traceback shows what an exception holds.
        raise _channel_error(error) from None
    except FileNotFoundError:
        raise events.Unsendable("the file has been erased") from None


def _channel_error(error: ptb.error.TelegramError) -> events.ChannelError:
    """Return the matching error; the order matters, for BadRequest is a NetworkError too."""
    match error:
        case ptb.error.RetryAfter():
            seconds = cast(timedelta, error.retry_after).total_seconds()
            return events.TryLater("Telegram asked to wait", seconds)
        case ptb.error.ChatMigrated():
            return events.Moved(str(error.new_chat_id))
        case ptb.error.Forbidden():
            return events.Blocked(known_phrases(error.message))
        case ptb.error.BadRequest():
            refusal = events.Unsendable(known_phrases(error.message))
            return events.Blocked(str(refusal)) if mentions(refusal, UNREACHABLE) else refusal
        # The library reads every 404 so, an unknown method too: no message is given up for it.
        case ptb.error.InvalidToken():
            return events.TryLater("Telegram does not know the token")
    # A 413 is no BadRequest to the library; tried again, it would be refused again.
    if "entity too large" in error.message.lower():
        return events.Unsendable(known_phrases(error.message))
    return events.TryLater(known_phrases(error.message))


def not_fetched(error: ptb.error.TelegramError) -> events.ChannelError:
    """Return why a file could not be fetched."""
    words = known_phrases(error.message)
    if isinstance(error, ptb.error.BadRequest):
        return events.TooBig(words) if "too big" in words else events.FileGone(words)
    if isinstance(error, ptb.error.InvalidToken) and "not found" in words:
        return events.FileGone(words)  # so python-telegram-bot reads the 404 of a file
    return _channel_error(error)
