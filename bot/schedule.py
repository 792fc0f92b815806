"""The schedule: digests, notices about reports, and erasing data that is no longer kept.

It has no state: what is due follows from subscriptions, ledger and time, so that a late start, a
restart or a second process sends each digest once all the same.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import memory
from bot.core import chain
from bot.core.dropping import erase_dropped
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.screens import journal
from bot.digests.sending import send_due
from bot.oversight import reminders
from bot.privacy.retention import forget
from bot.public import figures
from bot.reports.tracking import notices
from db.engine import Database

STARTED = timedelta(seconds=30)
"""After so long the start is over, and what may wait stands in nobody's way."""


class Schedule:
    """Sends what is due every minute, and erases what is too old every hour."""

    def __init__(
        self,
        database: Database,
        tools: Tools,
        media: Media,
        clock: Callable[[], datetime],
        on_reply: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._tools, self._media = database, tools, media
        self._clock, self._on_reply = clock, on_reply
        self._working = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # By default a run that begins more than a second late is dropped.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        first = datetime.now(UTC)
        self._scheduler.add_job(self._every_minute, "interval", minutes=1, next_run_time=first)
        hourly = {"hours": 1, "next_run_time": first + STARTED}
        self._scheduler.add_job(self._every_hour, "interval", **hourly)

    async def start(self) -> None:
        """Begin, with a first run at once; what is done every hour is done a moment later."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop, when the work under way is finished."""
        self._scheduler.pause()
        async with self._working:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # the scheduler does it in the loop's next round

    async def _every_minute(self) -> None:
        async with self._working:
            await asyncio.to_thread(self._do_what_is_due, self._clock())
        self._on_reply()

    async def _every_hour(self) -> None:
        async with self._working:
            await asyncio.to_thread(self._do_what_is_due_hourly, self._clock())
        memory.give_back()  # what charts and workbooks have left free

    def _do_what_is_due(self, now: datetime) -> None:
        """Do the work of a minute, in a thread, each part in transactions of its own."""
        chain.seal(self._database, now)
        self.tick(now)
        self.follow(now)
        journal.tell_lost(self._database, self._tools, now)
        erase_dropped(self._database, self._media, now)
        figures.refresh(self._database, self._tools.zone, now)
        self._database.scrub(wait=False)

    def _do_what_is_due_hourly(self, now: datetime) -> None:
        """Do the work of an hour, in a thread: what takes long, or may wait."""
        reminders.remind(self._database, self._tools, now)
        self.forget(now)
        chain.prove(self._database, now)

    def tick(self, now: datetime) -> int:
        """Put every digest that is due at `now` into the outbox; returns how many."""
        return send_due(self._database, self._tools, self._media, now)

    def follow(self, now: datetime) -> int:
        """Put every due notice into the outbox; returns how many reports were checked."""
        return notices.follow(self._database, self._tools, now)

    def forget(self, now: datetime) -> None:
        """Erase what is older at `now` than city.yaml keeps it."""
        erased = self._tools.texts.plain("mydata.erased_words")
        forget(self._database, self._media, self._tools.city.keep, now, erased)
