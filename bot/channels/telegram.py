"""The Telegram channel: updates are stored before they are confirmed, messages keep the limits.

The only module that imports python-telegram-bot. Its Application owns the life of the Bot and of
the Updater, and is never started: nothing is handled here, everything goes to the inbox.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import telegram as ptb
from starlette.routing import BaseRoute
from telegram import error as said
from telegram.constants import ParseMode
from telegram.ext import Application, Updater
from telegram.request import HTTPXRequest

from bot import events
from bot.channels import telegram_parts as parts
from bot.channels import telegram_webhook
from bot.channels.rates import Limits, Rates
from bot.channels.telegram_arrivals import Arrivals
from bot.channels.telegram_secrets import keep_out_of_logs, secret_of
from bot.channels.telegram_sending import Sending, What, refusal
from bot.channels.telegram_updates import ALLOWED, Me
from bot.media import Media

os.environ.setdefault("PTB_TIMEDELTA", "true")  # RetryAfter in timedeltas, as it soon always is

log = logging.getLogger(__name__)

TELEGRAM = "https://api.telegram.org"
PATIENCE = 3.0
"""Seconds that the start waits for Telegram before it goes on without."""
LONGEST_PAUSE = 60.0
"""Seconds between two attempts to connect."""
POLL = timedelta(seconds=20)
READ_SECONDS = 20.0
NO_PREVIEW = ptb.LinkPreviewOptions(is_disabled=True)
HTML: dict[str, Any] = {"parse_mode": ParseMode.HTML}


class WrongToken(Exception):
    """TELEGRAM_BOT_TOKEN is not one that Telegram knows."""

    TEXT = (
        "TELEGRAM_BOT_TOKEN: Telegram does not know this token; "
        "copy it again from @BotFather, for example 123456789:AA…"
    )

    def __init__(self) -> None:
        super().__init__(self.TEXT)


class Telegram:
    """Telegram as a channel of the core; see `bot.events.Channel`.

    `problem` says what keeps it from working just now, in words for whoever runs it; `username`
    is the bot's own, empty until Telegram has told it.
    """

    name = "telegram"

    def __init__(  # noqa: PLR0913 - one for each setting
        self,
        *,
        token: str,
        intake: events.Intake,
        media: Media,
        now: Callable[[], datetime],
        api_url: str | None = None,
        proxy: str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        commands: Sequence[tuple[str, str]] = (),
        description: str = "",
        short_description: str = "",
        limits: Limits | None = None,
    ) -> None:
        """Raises `WrongToken` for what cannot be a token; talks to nobody before `start`."""
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
            raise WrongToken
        self.username = ""
        self.problem: str | None = None
        self._webhook = telegram_webhook.with_path(webhook_url) if webhook_url else None
        self._secret = webhook_secret or secret_of(token)
        keep_out_of_logs(token, self._secret)  # the library logs addresses as it is built
        self._about = (commands, description, short_description)
        self._arrivals = Arrivals(intake, now, self._answer)
        self._bot = _bot(self._take, token, api_url or TELEGRAM, proxy)
        self._updater = Updater(self._bot, _Nowhere())
        # It owns the life of both; it is never started, since nothing is handled here.
        self._application = Application.builder().updater(self._updater).job_queue(None).build()
        self._sending = Sending(_Calls(self._bot, media), Rates(limits), media)
        self._connecting: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()

    @property
    def last_poll(self) -> datetime | None:
        """When Telegram last answered a poll, or last pushed an update."""
        return self._arrivals.last

    # -- life ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Connect, or go on trying in the background while Telegram cannot be reached.

        Raises `WrongToken` when Telegram says so within a few seconds; later it is only logged,
        and told by `problem`.
        """
        self._connecting = asyncio.create_task(self._connect())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._tried.wait(), PATIENCE)
        if self.problem == WrongToken.TEXT:
            await self.stop()
            raise WrongToken

    async def stop(self) -> None:
        """Take no more updates; what Telegram still has, it gives to the next start."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._updater.running:
            with suppress(said.TelegramError, TimeoutError):
                await asyncio.wait_for(self._updater.stop(), 5)
        await self._arrivals.stop()
        await self._application.shutdown()
        await self._bot.shutdown()  # the application leaves it open where it never began whole

    def routes(self) -> list[BaseRoute]:
        """Where updates are pushed to; none while they are polled for."""
        if self._webhook is None:
            return []
        return [telegram_webhook.route(self._secret, self._arrivals.store_one)]

    async def _connect(self) -> None:
        pause = 1.0
        while not await self._connected():
            self._tried.set()
            if self.problem == WrongToken.TEXT:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self._fine()
        self._tried.set()
        await self._introduce()

    async def _connected(self) -> bool:
        try:
            await self._application.initialize()
            self.username = self._bot.username
            self._arrivals.me = Me(self._bot.id, self._bot.username)
            await (self._poll() if self._webhook is None else self._be_pushed(self._webhook))
        except said.TelegramError as error:
            self._trouble(error)
            return False
        return True

    async def _poll(self) -> None:
        await self._updater.start_polling(
            timeout=POLL,
            bootstrap_retries=-1,
            allowed_updates=ALLOWED,
            drop_pending_updates=False,
            error_callback=lambda _: None,  # _take has told it
        )

    async def _be_pushed(self, url: str) -> None:
        await self._bot.set_webhook(
            url, secret_token=self._secret, allowed_updates=ALLOWED, drop_pending_updates=False
        )

    async def _introduce(self) -> None:
        """Tell Telegram the bot's commands and what it is; a server may know none of that."""
        commands, description, short = self._about
        for what, tell in (
            ("commands", partial(self._bot.set_my_commands, commands)),
            ("description", partial(self._bot.set_my_description, description)),
            ("short description", partial(self._bot.set_my_short_description, short)),
        ):
            try:
                await tell()
            except said.TelegramError as error:
                log.warning("Telegram did not take the bot's %s: %s", what, error.message)

    def _trouble(self, error: Exception) -> None:
        """Say what is wrong, once and not at every attempt."""
        match error:
            case said.InvalidToken():
                what, level = WrongToken.TEXT, logging.ERROR
            case said.Conflict():
                what = "Another process polls Telegram with the same token: stop one of them"
                level = logging.ERROR
            case events.NotStored():
                what, level = f"Updates from Telegram are not stored: {error}", logging.ERROR
            case _:
                what, level = f"Telegram cannot be reached: {error}", logging.WARNING
        if what != self.problem:
            log.log(level, "%s", what)
        self.problem = what

    def _fine(self) -> None:
        if self.problem is not None:
            log.info("Telegram works again")
        self.problem = None

    # -- what arrives ----------------------------------------------------------------------

    async def _take(self, fetching: Awaitable[Any]) -> tuple[ptb.Update, ...]:
        """Store a batch as it came. Whatever is raised here, Telegram gives the batch again."""
        try:
            numbers = await self._arrivals.store(await fetching)
        except (said.TelegramError, events.NotStored) as error:
            self._trouble(error)
            if isinstance(error, said.InvalidToken | events.NotStored):
                raise said.NetworkError("to be tried again") from None  # else the polling ends
            raise
        except Exception as error:
            log.exception("A batch of updates could not be taken")
            raise said.NetworkError("to be tried again") from error
        self._fine()
        return tuple(ptb.Update(number) for number in numbers)

    async def _answer(self, pressed: str) -> None:
        """Take the spinner off a pressed button; too late is no harm."""
        try:
            await self._bot.answer_callback_query(pressed)
        except said.TelegramError as error:
            log.debug("A pressed button could not be answered: %s", error.message)

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a picture (20 MB at most); raises `Gone`, `TooBig`, or `TryLater`."""
        try:
            file = await self._bot.get_file(ref)
            return bytes(await file.download_as_bytearray())
        except said.TelegramError as error:
            raise _not_fetched(error) from None

    # -- what is sent ----------------------------------------------------------------------

    async def send(self, to: events.Address, reply: events.Reply) -> str:
        """Show `reply`; returns the id of the message with the buttons, or else of the last.

        After a `TryLater` the same reply goes on where it broke off, as long as this process
        lives. Raises `TryLater`, `Blocked`, `Unsendable` or `Moved`.
        """
        return await self._sending.send(to, reply)


class _Bot(ptb.Bot):
    """A bot whose updates are stored, all of a batch or none, before it hands them on.

    The Updater confirms with its next call whatever `get_updates` returns. So the batch goes to
    `take` as it came, and what is returned are mere numbers.
    """

    def __init__(self, take: Callable[[Awaitable[Any]], Awaitable[Any]], **settings: Any) -> None:
        super().__init__(**settings)
        self._take = take

    async def get_updates(  # type: ignore[override]
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: timedelta = timedelta(),  # noqa: ASYNC109 - so the Updater calls it
        allowed_updates: Sequence[str] | None = None,
    ) -> tuple[ptb.Update, ...]:
        wanted = {
            "offset": offset,
            "limit": limit,
            "timeout": timeout,
            "allowed_updates": allowed_updates,
        }
        patience = timeout.total_seconds() + READ_SECONDS
        fetching = self._post("getUpdates", wanted, read_timeout=patience)
        return cast("tuple[ptb.Update, ...]", await self._take(fetching))


class _Nowhere(asyncio.Queue[object]):
    """Where the Updater puts what has been stored already."""

    async def put(self, item: object) -> None:
        """Let it go."""


def _bot(take: Any, token: str, api_url: str, proxy: str | None) -> _Bot:
    request: Callable[..., HTTPXRequest] = partial(
        HTTPXRequest,
        proxy=proxy,
        connect_timeout=5,
        read_timeout=READ_SECONDS,
        media_write_timeout=60,
        pool_timeout=10,
    )
    api = api_url.rstrip("/")
    return _Bot(
        take,
        token=token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=request(connection_pool_size=32),
        get_updates_request=request(connection_pool_size=2),
    )


class _Calls:
    """The calls that show something; see `bot.channels.telegram_sending.Api`."""

    def __init__(self, bot: ptb.Bot, media: Media) -> None:
        self._bot = bot
        self._media = media

    async def put(self, to: events.Address, part: parts.Part, reply_to: int | None) -> int:
        where: dict[str, Any] = {"chat_id": to.chat}
        if to.thread is not None:
            where["message_thread_id"] = int(to.thread)
        if reply_to is not None:
            where["reply_parameters"] = ptb.ReplyParameters(
                reply_to, allow_sending_without_reply=True
            )
        with _in_our_words():
            return (await self._put(part, where)).message_id

    async def _put(self, part: parts.Part, where: dict[str, Any]) -> ptb.Message:
        answers = "reply_parameters" in where
        match part:
            case parts.Text(html, markup):
                more = {"reply_markup": _keys(markup, answers=answers), **HTML, **where}
                return await self._bot.send_message(
                    text=html, link_preview_options=NO_PREVIEW, **more
                )
            case parts.Pictures((key,), caption, markup):
                more = {"reply_markup": _keys(markup, answers=answers), **HTML, **where}
                return await self._bot.send_photo(
                    photo=await self._read(key), caption=caption, **more
                )
            case parts.Pictures(several):
                album = [ptb.InputMediaPhoto(await self._read(key)) for key in several]
                return (await self._bot.send_media_group(media=album, **where))[-1]
            case parts.Document(file):
                data = await self._read(file.key)
                return await self._bot.send_document(document=data, filename=file.name, **where)
            case parts.Spot(place):
                return await self._bot.send_location(
                    latitude=place.latitude, longitude=place.longitude, **where
                )
            case parts.Sweep():
                where |= {"reply_markup": ptb.ReplyKeyboardRemove(), "disable_notification": True}
                return await self._bot.send_message(text="✓", **where)

    async def change(self, chat: str, message: int, to: parts.Text, what: What) -> None:
        where: dict[str, Any] = {
            "chat_id": chat,
            "message_id": message,
            "reply_markup": _keys(to.markup, answers=False),
        }
        with _in_our_words():
            if what == "text":
                await self._bot.edit_message_text(
                    to.html, link_preview_options=NO_PREVIEW, **HTML, **where
                )
            elif what == "caption":
                await self._bot.edit_message_caption(caption=to.html, **HTML, **where)
            else:
                await self._bot.edit_message_reply_markup(**where)

    async def delete(self, chat: str, message: int) -> None:
        with _in_our_words():
            await self._bot.delete_message(chat, message)

    async def _read(self, key: str) -> bytes:
        return await asyncio.to_thread(self._media.read, key)


def _keys(markup: parts.Markup, *, answers: bool) -> Any:
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
            return ptb.InlineKeyboardMarkup([[_key(button) for button in row] for row in rows])


def _key(button: events.Button) -> ptb.InlineKeyboardButton:
    return ptb.InlineKeyboardButton(button.text, url=button.url, callback_data=button.data)


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
            return events.Blocked(error.message)
        case said.BadRequest():
            return refusal(error.message)
        case said.InvalidToken():
            return events.TryLater("Telegram does not know the token")
    if "entity too large" in error.message.lower():
        return events.Unsendable(error.message)
    return events.TryLater(error.message)


def _not_fetched(error: said.TelegramError) -> events.ChannelError:
    words = error.message.lower()
    if isinstance(error, said.BadRequest):
        return events.TooBig(words) if "too big" in words else events.Gone(words)
    if isinstance(error, said.InvalidToken) and "not found" in words:
        return events.Gone(words)  # so python-telegram-bot reads the 404 of a file
    return _ours(error)


async def username_of(token: str, api_url: str | None, proxy: str | None) -> str | None:
    """The bot's name on Telegram, for links to it; None where Telegram cannot be reached."""
    bot = _bot(None, token, api_url or TELEGRAM, proxy)
    try:
        async with bot:
            return bot.username
    except said.TelegramError:
        return None
