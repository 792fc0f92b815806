"""The Telegram channel itself: connecting, receiving updates into the inbox, and sending.

Only this package imports python-telegram-bot: its Bot and its Updater. Nothing is handled here,
everything goes to the inbox.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import telegram as ptb
from starlette.routing import BaseRoute
from telegram.ext import Updater

from bot.channels.telegram import webhook
from bot.channels.telegram.arrivals import Arrivals, cancel
from bot.channels.telegram.bot import DiscardingQueue, WrongToken, make_bot
from bot.channels.telegram.calls import Calls, not_fetched
from bot.channels.telegram.error_words import known_phrases
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.rates import Limits, Rates
from bot.channels.telegram.sending import Sending
from bot.channels.telegram.updates import ALLOWED, Me
from bot.core import events
from bot.core.media import Media
from bot.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that the start waits for Telegram before it goes on without."""
LONGEST_PAUSE = 60.0
"""Seconds between two attempts to connect."""
POLL = timedelta(seconds=20)


@dataclass(frozen=True)
class Profile:
    """The texts that Telegram shows of the bot: the menu of its commands, and its descriptions."""

    commands: Sequence[tuple[str, str]] = ()
    of_role: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """The menu in the chats of people with a role."""
    description: str = ""
    short_description: str = ""


class Telegram:
    """Telegram as a channel of the core; see `bot.core.events.Channel`.

    `problem` says what keeps it from working just now, in words for whoever runs it; `username`
    is the bot's own, empty until Telegram has told it.
    """

    name = "telegram"

    def __init__(
        self,
        settings: Settings,
        intake: events.Intake,
        look_up: events.Lookup,
        media: Media,
        now: Callable[[], datetime],
        profile: Profile | None = None,
        limits: Limits | None = None,
    ) -> None:
        """`look_up` answers inline queries; nothing is called before `start`."""
        self.username = ""
        self.problem: str | None = None
        self._webhook, secret = settings.telegram_webhook_url, settings.telegram_webhook_secret
        self._secret = secret.get_secret_value() if secret else ""
        self._profile = profile or Profile()
        self._bot = make_bot(self._store_batch, settings)
        self._inline = Inline(look_up, self._bot)
        self._arrivals = Arrivals(intake, now, self._answer, self._inline.take)
        self._updater = Updater(self._bot, DiscardingQueue())
        self._sending = Sending(Calls(self._bot, media), Rates(limits), media)
        self._connecting: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()

    @property
    def last_poll(self) -> datetime | None:
        """The time at which Telegram last answered a poll, or pushed an update."""
        return self._arrivals.last_update

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

    async def stop_receiving(self) -> None:
        """Take no more updates, which Telegram gives to the next start, and begin to send no more.

        Messages being sent are not disturbed.
        """
        self._sending.stop()
        if self._connecting is not None:
            await cancel([self._connecting])
        if self._updater.running:
            with suppress(ptb.error.TelegramError, TimeoutError):
                await asyncio.wait_for(self._updater.stop(), 5)
        await self._arrivals.stop()
        await self._inline.stop()

    async def stop(self) -> None:
        """Receive and send no more; messages being sent break off."""
        await self.stop_receiving()
        await self._updater.shutdown()
        await self._bot.shutdown()  # the updater leaves it open where it never began whole

    def routes(self) -> list[BaseRoute]:
        """Return the route of the webhook; none while updates are polled for."""
        if self._webhook is None:
            return []
        return [webhook.route(self._secret, self._arrivals.store)]

    async def _connect(self) -> None:
        pause = 1.0
        while not await self._connected():
            self._tried.set()
            if self.problem == WrongToken.TEXT:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self._report_recovery()
        self._tried.set()
        await self._introduce()

    async def _connected(self) -> bool:
        try:
            await self._updater.initialize()
            self.username = self._bot.username
            self._arrivals.me = Me(self._bot.id, self._bot.username)
            await (self._poll() if self._webhook is None else self._set_webhook(self._webhook))
        except ptb.error.TelegramError as error:
            self._report_trouble(error)
            return False
        return True

    async def _poll(self) -> None:
        await self._updater.start_polling(
            timeout=POLL,
            bootstrap_retries=-1,
            allowed_updates=ALLOWED,
            # Telegram keeps updates for 24 hours: those of an outage are answered too.
            drop_pending_updates=False,
            error_callback=lambda _: None,  # _store_batch reports it
        )

    async def _set_webhook(self, url: str) -> None:
        await self._bot.set_webhook(
            url, secret_token=self._secret, allowed_updates=ALLOWED, drop_pending_updates=False
        )

    async def _introduce(self) -> None:
        """Give Telegram the bot's profile."""
        profile, bot = self._profile, self._bot
        await self._give("commands", bot.set_my_commands(profile.commands))
        await self._give("description", bot.set_my_description(profile.description))
        short = bot.set_my_short_description(profile.short_description)
        await self._give("short description", short)

    def _report_trouble(self, error: Exception) -> None:
        """Log a problem once, and not at every attempt."""
        match error:
            case ptb.error.InvalidToken():
                problem, level = WrongToken.TEXT, logging.ERROR
            case ptb.error.Conflict():
                problem = "Another process polls Telegram with the same token: stop one of them"
                level = logging.ERROR
            case events.NotStored():
                problem, level = f"Updates from Telegram are not stored: {error}", logging.ERROR
            case _:
                problem, level = (
                    f"Telegram cannot be reached: {known_phrases(str(error))}",
                    logging.WARNING,
                )
        if problem != self.problem:
            log.log(level, "%s", problem)
        self.problem = problem

    def _report_recovery(self) -> None:
        if self.problem is not None:
            log.info("Telegram works again")
        self.problem = None

    # -- receiving -------------------------------------------------------------------------

    async def _store_batch(self, fetching: Awaitable[Any]) -> tuple[ptb.Update, ...]:
        """Store a batch of updates. Whatever is raised here, Telegram gives the batch again."""
        try:
            numbers = await self._arrivals.store(await fetching)
        except (ptb.error.TelegramError, events.NotStored) as error:
            self._report_trouble(error)
            if isinstance(error, ptb.error.InvalidToken | events.NotStored):
                raise ptb.error.NetworkError("to be tried again") from None  # else the polling ends
            raise
        except Exception as error:
            log.exception("A batch of updates could not be taken")
            raise ptb.error.NetworkError("to be tried again") from error
        self._report_recovery()
        return tuple(ptb.Update(number) for number in numbers)

    async def _answer(self, pressed: str) -> None:
        """Take the spinner off a pressed button; too late is no harm."""
        try:
            await self._bot.answer_callback_query(pressed)
        except ptb.error.TelegramError as error:
            log.debug("A pressed button could not be answered: %s", known_phrases(error.message))

    async def fetch(self, ref: str) -> bytes:
        """Return a picture (at most 20 MB); raise `FileGone`, `TooBig`, or `TryLater`."""
        try:
            file = await self._bot.get_file(ref)
            return bytes(await file.download_as_bytearray())
        except ptb.error.TelegramError as error:
            raise not_fetched(error) from None

    # -- sending ---------------------------------------------------------------------------

    async def send(
        self, to: events.Address, reply: events.Reply, progress: events.Progress | None = None, /
    ) -> events.Message:
        """Show `reply`; return the id of the message with the buttons, or else of the last.

        With the same `progress` it goes on where it broke off. Raises `TryLater`, `Blocked`,
        `Unsendable` or `Moved`.
        """
        message = await self._sending.send(to, reply, progress or events.Progress())
        if commands := self._profile.of_role.get(reply.menu):
            scope = ptb.BotCommandScopeChat(to.chat)
            await self._give("menu of a role", self._bot.set_my_commands(commands, scope=scope))
        return message

    async def _give(self, gift: str, call: Awaitable[object]) -> None:
        """Await a call that nobody waits for; another server than Telegram's may not know it."""
        try:
            await call
        except ptb.error.TelegramError as error:
            log.warning(
                "Telegram did not take the bot's %s: %s", gift, known_phrases(error.message)
            )
