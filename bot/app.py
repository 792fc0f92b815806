"""Build all parts of the product, and start and stop them."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlmodel import Session
from starlette.applications import Starlette

from bot import memory, storage
from bot.channels.mail.channel import Mail
from bot.channels.push.channel import Push
from bot.channels.push.keys import Keys
from bot.channels.telegram.channel import Profile, Telegram
from bot.channels.web import seats
from bot.channels.web.channel import Web
from bot.channels.web.health import Health
from bot.channels.web.pushing import Pushing
from bot.city.city import City, load_city
from bot.city.map_links import MapLinks
from bot.contacts.pages import ContactPages
from bot.core.deep_links import DeepLinks
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.events import Channel
from bot.core.media import Media
from bot.core.notes import Notes
from bot.core.turn import Tools
from bot.core.worker import Worker
from bot.digests import pages as digest_pages
from bot.oversight import desk_pages as target_pages
from bot.oversight.pages import Pages as OversightPages
from bot.plan import version_pages
from bot.plan.live import LivePlans
from bot.plan.pictures import Pictures
from bot.public.open311 import Open311
from bot.public.pages import Board
from bot.questions.conversation import rendered_all
from bot.questions.inline import PlanLookup
from bot.reports.desk import pages as desk_pages
from bot.reports.desk import pushing as desk_pushing
from bot.router import Router
from bot.schedule import Schedule
from bot.settings import BadSetting, Settings
from bot.texts import Texts
from bot.understanding import local
from bot.understanding.model import Model
from bot.understanding.reading import Understanding
from bot.web import server
from bot.web.pages import Pages
from bot.web.tiles import Tiles
from bot.welcome.conversation import COMMANDS, COMMANDS_OF
from db import leases
from knowledge.answering.kept import kept_answerer
from knowledge.load import NOTHING_STORED, PLANS, Knowledge, Stored, load_plans, only_plan

PUSH_CONTACT = "mailto:admin@localhost"
"""Whom push services are told to write to while PAGE_URL is not set."""


def now() -> datetime:
    """Return the time; all other code is given it."""
    return datetime.now(UTC)


@cache
def learnt_model(data_dir: Path) -> Model:
    """Return the models of understanding in use here, which are read once in a process."""
    return local.load(data_dir)


def plans_of(settings: Settings, city: City, stored: Stored = NOTHING_STORED) -> Knowledge:
    """Load the product's plans that the city uses, and its own; raises `Broken`."""
    shipped = (PLANS / plan for plan in city.plans)
    return load_plans(*shipped, settings.plans_dir, home=city.name, stored=stored)


def make_tools(
    settings: Settings, plan: str | None = None, stored: Stored = NOTHING_STORED
) -> Tools:
    """Load city, texts and knowledge, of the `plan` with that id alone if given.

    Raises `BadSetting`, `BadCity` or `knowledge.load.Broken`.
    """
    storage.check_data_dir(settings)
    city = load_city(settings.city_file)
    if plan is None:
        knowledge = plans_of(settings, city, stored)
    else:
        knowledge = only_plan(plan, PLANS, settings.plans_dir, stored=stored)
    texts = Texts(city, settings.zone)
    deep_links = DeepLinks(settings.page, public=settings.page_url is not None)
    understanding = Understanding(learnt_model(settings.data_dir), city)
    answerer = kept_answerer(knowledge)
    return Tools(
        city, settings.zone, texts, answerer.knowledge, answerer, deep_links, understanding,
        mails=settings.smtp_url is not None,
    )  # fmt: skip


def tiles_of(settings: Settings) -> Tiles:
    """Return the ground of the maps; raises `BadSetting` where its file cannot be used."""
    try:
        return Tiles(settings.map_tiles)
    except (OSError, ValueError) as error:
        raise BadSetting("MAP_TILES", storage.reason(error)) from error


class App:
    """The product in one process. Use it as `async with App(settings) as app`."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        self.settings, self._clock = settings, clock
        self.tools = make_tools(settings)
        self.media = Media(settings.data_dir / "media")
        self.database = storage.open_database(settings)
        self.channels: dict[str, Channel] = {}
        conversation = Router(self.tools)
        pictures = Pictures(self.media, self.tools)
        self.delivery = Delivery(
            self.database,
            self.channels,
            clock,
            conversation.unreachable,
            prepare=pictures.ensure,
            notes=Notes(settings.data_dir),
        )
        self.dispatcher = Dispatcher(
            self.database,
            conversation,
            self.media,
            self.channels,
            clock,
            self.delivery,
            links=MapLinks(),
        )
        self.schedule = Schedule(self.database, self.tools, self.media, clock, self.delivery.look)
        load = partial(plans_of, settings, self.tools.city)
        self.plans = LivePlans(self.database, self.tools, clock, load)
        shown_seats = seats.SEATS if settings.shows_seats else ()
        keys = Keys(settings.data_dir)
        pushing = Pushing(lambda: keys.public, clock)
        self.web = Web(self.database, self.dispatcher, self.media, clock, shown_seats, pushing)
        self.push = Push(keys, settings.page if settings.page_url else PUSH_CONTACT)
        self.role_pages = Pages(
            self.database,
            self.tools,
            self.media,
            clock,
            conversation.finish,
            self.delivery.look,
            local_only=settings.shows_seats,
            tiles=tiles_of(settings),
        )
        desk_pushing.hang(self.role_pages, pushing)
        for feature in (desk_pages, target_pages, digest_pages):
            feature.hang(self.role_pages)
        version_pages.hang(self.role_pages, partial(rendered_all, self.tools.texts))
        self.telegram = self._telegram()
        self.tools.deep_links.username = lambda: self.telegram.username if self.telegram else None
        token = settings.metrics_token
        self.health = Health(
            self.database,
            self.media,
            self.telegram,
            clock,
            token.get_secret_value() if token else None,
        )
        self.mail = self._mail()
        channels = (self.web, self.telegram, self.mail, self.push)
        self.channels |= {channel.name: channel for channel in channels if channel}
        self._running = AsyncExitStack()

    def _telegram(self) -> Telegram | None:
        if self.settings.telegram_bot_token is None:
            return None
        texts = self.tools.texts
        profile = Profile(
            commands=_menu(texts, COMMANDS),
            of_role={role: _menu(texts, names) for role, names in COMMANDS_OF.items()},
            description=texts.plain("start.description"),
            short_description=texts.plain("start.short_description"),
        )
        look_up = PlanLookup(self.tools)
        return Telegram(
            self.settings, self.dispatcher, look_up, self.media, self._clock, profile=profile
        )

    def _mail(self) -> Mail | None:
        url, sender = self.settings.smtp_url, self.settings.smtp_from
        if url is None or sender is None:
            return None
        texts, page = self.tools.texts, self.settings.page
        url_words = url.get_secret_value()
        return Mail(url_words, sender, page, self.database, self.media, texts, self._clock)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.enter_context(storage.only_process(self.settings, self.database))
            stack.callback(self.database.close)
            stack.push_async_callback(self.health.stop)
            await asyncio.to_thread(storage.prepared, self.database, self.settings)
            # What was erased before a crash is gone before that is told.
            await asyncio.to_thread(self.database.scrub)
            if self.database.is_sqlite:
                await self.database.write(leases.release_all)
            await self.plans.refresh()
            await self.delivery.recover()
            await self.database.write(self._set_seats)
            if self.telegram:  # its connections are needed until what is being sent is marked
                stack.push_async_callback(self.telegram.stop)
            for worker in (self.delivery, self.dispatcher, self.plans):
                stack.push_async_callback(_ended, worker, asyncio.create_task(worker.run()))
            await self.schedule.start()
            stack.push_async_callback(self.schedule.stop)
            if self.telegram:
                stack.push_async_callback(self.telegram.stop_receiving)
                await self.telegram.start()
            self._running = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._running.aclose()

    def _set_seats(self, session: Session) -> None:
        if self.settings.shows_seats:
            seats.take(session, self.tools.city, self._clock())
        else:
            seats.leave(session)

    def pages(self) -> Starlette:
        """Return everything that is served over HTTP."""
        hooks = self.telegram.routes() if self.telegram else []
        zone, look = self.settings.zone, self.delivery.look
        data = Open311(self.database, self.tools.city, zone, self._clock)
        tiles = self.role_pages.tiles
        board = Board(self.database, self.tools, self.media, self._clock, tiles, look)
        targets = OversightPages(self.database, self.tools, self.media, self._clock)
        contacts = ContactPages(self.database, self.tools, self._clock, look)
        links = contacts.routes(local_only=self.settings.shows_seats)
        own = [*self.health.routes(), *hooks, *data.routes(), *targets.routes(), *board.routes()]
        return Starlette(routes=[*own, *links, *self.role_pages.routes(), *self.web.routes()])

    async def serve(self) -> None:
        """Serve until a signal to stop."""
        host, port = self.settings.host, self.settings.port
        await server.serve(self.pages(), host, port, self.web.close)


def _menu(texts: Texts, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return commands with what they do."""
    return [(name, texts.plain(f"start.command_{name}")) for name in names]


async def _ended(worker: Worker[Any], task: asyncio.Task[None]) -> None:
    """Stop a worker, and wait until its work under way is finished."""
    worker.stop()
    await task


async def run(settings: Settings) -> None:
    """Run the whole product until a signal comes."""
    async with App(settings) as app:
        sys.setswitchinterval(0.0002)  # a message that has left is noted in another thread
        memory.loaded()
        await app.serve()
