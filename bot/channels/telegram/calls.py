"""The calls of the Bot API that show something, and what its refusals mean."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast
from urllib.parse import quote

import telegram as ptb
from telegram import error as said
from telegram.constants import ParseMode

from bot.channels.telegram import parts
from bot.channels.telegram.error_words import known
from bot.channels.telegram.noting import noting
from bot.channels.telegram.sending import Note, What, refusal
from bot.core import events
from bot.core.media import Media, nothing_to_see

NO_PREVIEW = ptb.LinkPreviewOptions(is_disabled=True)
HTML: dict[str, Any] = {"parse_mode": ParseMode.HTML}


class Calls:
    """The calls that show something; see `bot.channels.telegram.sending.Api`."""

    def __init__(self, bot: ptb.Bot, media: Media) -> None:
        self._bot = bot
        self._media = media

    async def put(
        self, to: events.Address, part: parts.Part, reply_to: int | None, note: Note
    ) -> Sequence[int]:
        where: dict[str, Any] = {"chat_id": to.chat}
        if to.thread is not None:
            where["message_thread_id"] = int(to.thread)
        if reply_to is not None:
            where["reply_parameters"] = ptb.ReplyParameters(
                reply_to, allow_sending_without_reply=True
            )
        with _in_our_words(), noting(note):
            return [each.message_id for each in await self._put(part, where)]

    async def _put(self, part: parts.Part, where: dict[str, Any]) -> Sequence[ptb.Message]:
        answers = "reply_parameters" in where
        match part:
            case parts.Text(html, markup):
                more = {"reply_markup": _keys(self._bot, markup, answers=answers), **HTML, **where}
                return [
                    await self._bot.send_message(text=html, link_preview_options=NO_PREVIEW, **more)
                ]
            case parts.Pictures((key,), caption, markup):
                more = {"reply_markup": _keys(self._bot, markup, answers=answers), **HTML, **where}
                photo = await self._read(key)
                return [await self._bot.send_photo(photo=photo, caption=caption, **more)]
            case parts.Pictures(several):
                album = [ptb.InputMediaPhoto(await self._read(key)) for key in several]
                return await self._bot.send_media_group(media=album, **where)
            case parts.Document(file):
                data = await self._read(file.key)
                return [await self._bot.send_document(document=data, filename=file.name, **where)]
            case parts.Spot(place):
                where |= {"latitude": place.latitude, "longitude": place.longitude}
                return [await self._bot.send_location(**where)]
            case parts.Sweep():
                where |= {"reply_markup": ptb.ReplyKeyboardRemove(), "disable_notification": True}
                return [await self._bot.send_message(text="✓", **where)]

    async def change(self, chat: str, message: int, to: parts.Text, what: What) -> None:
        where: dict[str, Any] = {
            "chat_id": chat,
            "message_id": message,
            "reply_markup": _keys(self._bot, to.markup, answers=False),
        }
        with _in_our_words():
            if what == "text":
                await self._bot.edit_message_text(
                    to.html, link_preview_options=NO_PREVIEW, **HTML, **where
                )
            elif what == "caption":
                await self._bot.edit_message_caption(caption=to.html, **HTML, **where)
            elif what == "picture":
                empty = ptb.InputMediaPhoto(nothing_to_see(), caption=to.html, **HTML)
                await self._bot.edit_message_media(empty, **where)
            else:
                await self._bot.edit_message_reply_markup(**where)

    async def delete(self, chat: str, message: int) -> None:
        with _in_our_words():
            await self._bot.delete_message(chat, message)

    async def _read(self, key: str) -> bytes:
        return await asyncio.to_thread(self._media.read, key)


def inline_keys(bot: ptb.Bot, rows: Sequence[Sequence[events.Button]]) -> ptb.InlineKeyboardMarkup:
    """Buttons under a message; raises `TryLater` for a deep link of a bot not yet known."""
    return ptb.InlineKeyboardMarkup([[_key(bot, button) for button in row] for row in rows])


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
            return inline_keys(bot, rows)


def _key(bot: ptb.Bot, button: events.Button) -> ptb.InlineKeyboardButton:
    url = button.url if button.start is None else _deep_link(bot, button.start)
    if url and button.share:
        url = f"https://t.me/share/url?url={quote(url, safe='')}"
    return ptb.InlineKeyboardButton(button.text, url=url, callback_data=button.data)


def _deep_link(bot: ptb.Bot, payload: str) -> str:
    try:
        return f"{bot.link}?start={payload}"
    except RuntimeError:
        raise events.TryLater("Telegram has not told yet what the bot is called") from None


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What fails inside is raised as one of our errors, without Telegram's behind it."""
    try:
        yield
    except said.TelegramError as error:
        raise _ours(error) from None
    except FileNotFoundError:
        raise events.Unsendable("the file has been erased") from None


def _ours(error: said.TelegramError) -> events.ChannelError:
    """Which of our errors it is; in this order, for BadRequest is a NetworkError too."""
    match error:
        case said.RetryAfter():
            seconds = cast(timedelta, error.retry_after).total_seconds()
            return events.TryLater("Telegram asked to wait", seconds)
        case said.ChatMigrated():
            return events.Moved(str(error.new_chat_id))
        case said.Forbidden():
            return events.Blocked(known(error.message))
        case said.BadRequest():
            return refusal(known(error.message))
        case said.InvalidToken():
            return events.TryLater("Telegram does not know the token")
    if "entity too large" in error.message.lower():
        return events.Unsendable(known(error.message))
    return events.TryLater(known(error.message))


def not_fetched(error: said.TelegramError) -> events.ChannelError:
    """Why a file could not be fetched."""
    words = known(error.message)
    if isinstance(error, said.BadRequest):
        return events.TooBig(words) if "too big" in words else events.Gone(words)
    if isinstance(error, said.InvalidToken) and "not found" in words:
        return events.Gone(words)  # so python-telegram-bot reads the 404 of a file
    return _ours(error)
