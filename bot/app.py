"""Build all parts of the product, and start and stop them."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import uvicorn
from filelock import FileLock, Timeout
from sqlmodel import Session
from starlette.applications import Starlette

from bot import memory
from bot.channels.mail.channel import Mail
from bot.channels.push.channel import Push
from bot.channels.push.keys import Keys
from bot.channels.telegram.channel import Profile, Telegram
from bot.channels.web.channel import Web
from bot.channels.web.health import Health
from bot.channels.web.pushing import Pushing
from bot.channels.web.seats import SEATS
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
from bot.people import queries as people
from bot.people.roles import subscribe
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
from bot.settings import DATABASE_FILE, EXAMPLES, BadSetting, Settings
from bot.texts import Texts
from bot.understanding import local
from bot.understanding.model import Model
from bot.understanding.reading import Understanding
from bot.web.connections import Connection
from bot.web.pages import Pages
from bot.web.tiles import Tiles
from bot.welcome.conversation import COMMANDS, COMMANDS_OF
from db import leases
from db.engine import FAULTS, Database, NewerSchema
from db.models import Person
from knowledge.answering.kept import kept_answerer
from knowledge.load import NOTHING_STORED, PLANS, Knowledge, Stored, load_plans, only_plan

log = logging.getLogger(__name__)

NO_SPACE = 50_000_000
"""Bytes of free disk below which an installation cannot go on."""
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
    check_data_dir(settings)
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


def check_data_dir(settings: Settings) -> None:
    """Raise `BadSetting` where this user cannot read and write the data folder."""
    folder = settings.data_dir
    if os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112 - pathlib's raise
        problem = f"{folder} is a file and no folder; move it away or name another folder"
        raise BadSetting("DATA_DIR", problem)
    for path in (folder, folder / DATABASE_FILE, folder / "media", folder / "plans"):
        if os.path.lexists(path) and not os.access(path, os.R_OK | os.W_OK):
            problem = f"{path} cannot be read and written by this user. Give it to them: "
            problem += f"chown -R {os.geteuid()} {folder}"
            if os.access(path, os.R_OK) and os.statvfs(path).f_flag & os.ST_RDONLY:
                problem = f"{path} is on a read-only disk; name another folder"
            raise BadSetting("DATA_DIR", problem)
    if os.path.isdir(folder) and not os.access(folder, os.X_OK):  # noqa: PTH112
        problem = f"{folder} cannot be entered by this user: chmod u+rwx {folder}"
        raise BadSetting("DATA_DIR", problem)


def open_database(settings: Settings) -> Database:
    """Return the settings' database, and make its folder; raises `BadSetting`."""
    check_data_dir(settings)
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{settings.data_dir} cannot be made ({error.strerror})"
        raise BadSetting("DATA_DIR", problem) from error
    return Database(settings.database)


def prepared(database: Database, settings: Settings) -> None:
    """Bring the schema up to date; raises `BadSetting` where that fails."""
    try:
        database.migrate()
    except FAULTS as error:
        raise unusable(database, settings, error) from error


def unusable(database: Database, settings: Settings, error: Exception) -> BadSetting:
    """Return the error about a database, with the setting that names it and the mend."""
    name = "DATABASE_URL" if settings.database_url else "DATA_DIR"
    place = database.file or "the database"
    if database.file and _is_full(database.file.parent):
        return BadSetting(name, f"the disk of {place} is full ({reason(error)}): make room", "")
    if isinstance(error, NewerSchema):
        problem = f"{place} was made by a newer version of this program: {error}. Install "
        problem += "that version again, or restore a backup made by this one"
        return BadSetting(name, problem)
    if database.is_sqlite:
        problem = f"{place} cannot be used as the database ({reason(error)}). Restore a backup "
        return BadSetting(name, problem + "into an empty folder, and name that", "DATA_DIR=./data")
    problem = f"the database does not answer ({reason(error)})"
    return BadSetting("DATABASE_URL", problem)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < NO_SPACE
    except OSError:  # there is no such folder, or none that may be entered
        return False


def _tiles(settings: Settings) -> Tiles:
    """Return the ground of the maps; raises `BadSetting` where its file cannot be used."""
    try:
        return Tiles(settings.map_tiles)
    except (OSError, ValueError) as error:
        raise BadSetting("MAP_TILES", reason(error)) from error


class App:
    """The product in one process. Use it as `async with App(settings) as app`."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        self.settings, self._clock = settings, clock
        self.tools = make_tools(settings)
        self.media = Media(settings.data_dir / "media")
        self.database = open_database(settings)
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
        seats = SEATS if settings.shows_seats else ()
        keys = Keys(settings.data_dir)
        pushing = Pushing(lambda: keys.public, clock)
        self.web = Web(self.database, self.dispatcher, self.media, clock, seats, pushing)
        self.push = Push(keys, settings.page if settings.page_url else PUSH_CONTACT)
        self.role_pages = Pages(
            self.database,
            self.tools,
            self.media,
            clock,
            conversation.finish,
            self.delivery.look,
            local_only=settings.shows_seats,
            tiles=_tiles(settings),
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
            stack.enter_context(only_process(self.settings, self.database))
            stack.callback(self.database.close)
            stack.push_async_callback(self.health.stop)
            await asyncio.to_thread(prepared, self.database, self.settings)
            # What was erased before a crash is gone before that is told.
            await asyncio.to_thread(self.database.scrub)
            if self.database.is_sqlite:
                await self.database.write(leases.release_all)
            await self.plans.refresh()
            await self.delivery.recover()
            seats = self._take_seats if self.settings.shows_seats else self._leave_seats
            await self.database.write(seats)
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

    def _take_seats(self, session: Session) -> None:
        """Give the page's seats their roles, so that every role can be tried out."""
        moment = self._clock()
        for seat in SEATS:
            person = people.person(session, self.web.name, seat.chat, moment)
            chat = people.chat(session, self.web.name, seat.chat, "", True, moment)
            person.role, chat.person_id, chat.active = seat.role, person.id, True
            subscribe(session, chat, seat.role, None, self.tools.city, moment)

    def _leave_seats(self, session: Session) -> None:
        """Take the roles back from seats that are not shown: nobody reads their messages."""
        for seat in SEATS:
            for chat in people.threads(session, self.web.name, seat.chat):
                chat.active = False
                if chat.person_id and (person := session.get(Person, chat.person_id)):
                    person.role = "resident"

    def pages(self) -> Starlette:
        """Return everything that is served over HTTP."""
        hooks = self.telegram.routes() if self.telegram else []
        data = Open311(self.database, self.tools.city, self.settings.zone, self._clock)
        tiles, look = self.role_pages.tiles, self.delivery.look
        board = Board(self.database, self.tools, self.media, self._clock, tiles, look)
        targets = OversightPages(self.database, self.tools, self.media, self._clock)
        contacts = ContactPages(self.database, self.tools, self._clock, self.delivery.look)
        links = contacts.routes(local_only=self.settings.shows_seats)
        own = [*self.health.routes(), *hooks, *data.routes(), *targets.routes(), *board.routes()]
        own += links
        return Starlette(routes=[*own, *self.role_pages.routes(), *self.web.routes()])

    async def serve(self) -> None:
        """Serve until a signal to stop."""
        host, port = self.settings.host, self.settings.port
        with _listening(host, port) as listener:
            config = uvicorn.Config(
                self.pages(),
                log_config=None,
                access_log=False,
                lifespan="off",
                http=Connection,
                timeout_graceful_shutdown=3,
            )
            log.info("Dân giám sát: http://%s:%s", host, listener.getsockname()[1])
            await _Server(config, self.web.close).serve(sockets=[listener])


def _menu(texts: Texts, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return commands with what they do."""
    return [(name, texts.plain(f"start.command_{name}")) for name in names]


class _Server(uvicorn.Server):
    """Stops at a signal; uvicorn's own would raise the signal again, and so end the process before
    its other parts are stopped. `on_signal` closes the connections it would wait for."""

    def __init__(self, config: uvicorn.Config, on_signal: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_signal = on_signal

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Close the pages' streams, and stop."""
        self._on_signal()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let a signal end the serving alone."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        problem = f"cannot listen on {host}:{port} ({error.strerror})"
        raise BadSetting("HOST, PORT", problem, "HOST=127.0.0.1 PORT=8081") from error


def only_process(settings: Settings, database: Database) -> AbstractContextManager[object]:
    """Lock the SQLite file for this process; raises `BadSetting` where another has it.

    The lock is beside the file itself, whatever setting or link a process found it by. PostgreSQL
    takes any number of processes.
    """
    if database.file is None:
        return nullcontext()
    name = "DATABASE_URL" if settings.database_url else "DATA_DIR"
    try:
        return FileLock(f"{database.file}.lock").acquire(timeout=0)
    except Timeout as error:
        problem = f"another process already runs on {database.file}. Stop it first; for several "
        problem += "processes use PostgreSQL"
        example = f"DATABASE_URL={EXAMPLES['DATABASE_URL']}"
        raise BadSetting(name, problem, example) from error
    except OSError as error:
        problem = f"{database.file} cannot be used ({error.strerror})"
        raise BadSetting(name, problem, "DATA_DIR=./data") from error


async def _ended(worker: Worker[Any], task: asyncio.Task[None]) -> None:
    """Stop a worker, and wait until its work under way is finished."""
    worker.stop()
    await task


def reason(error: BaseException) -> str:
    """Return the message of an error, in one line."""
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__


async def run(settings: Settings) -> None:
    """Run the whole product until a signal comes."""
    async with App(settings) as app:
        sys.setswitchinterval(0.0002)  # a message that has left is noted in another thread
        memory.loaded()
        await app.serve()
