"""What happens by itself: digests, notices about reports, and what is no longer kept.

Nothing that is due is remembered here: it follows from the subscriptions, the ledger and the
time, so a late start, a restart or a second process sends each digest once all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.forgetting import forget_dropped
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.screens import lost
from bot.digests.sending import send_due
from bot.privacy.retention import forget
from bot.public import figures
from bot.reports.tracking import notices
from db.engine import Database


class Schedule:
    """Looks every minute what is due to be sent, and every hour what is to be forgotten.

    What was emptied or deleted is out of SQLite's files at the first quiet moment of these.
    """

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
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        first = datetime.now(UTC)
        self._scheduler.add_job(self._every_minute, "interval", minutes=1, next_run_time=first)
        self._scheduler.add_job(self._every_hour, "interval", hours=1, next_run_time=first)

    async def start(self) -> None:
        """Begin, with a first look at once."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop; what is under way is finished first."""
        self._scheduler.pause()
        async with self._working:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # the scheduler does it in the loop's next round

    async def _every_minute(self) -> None:
        async with self._working:
            await asyncio.to_thread(self._look, self._clock())
        self._on_reply()

    async def _every_hour(self) -> None:
        async with self._working:
            await asyncio.to_thread(self.forget, self._clock())

    def _look(self, now: datetime) -> None:
        """Do what is due each minute; in a thread, each part in transactions of its own."""
        self.tick(now)
        self.follow(now)
        self.tell_lost(now)
        forget_dropped(self._database, self._media, now)
        figures.refresh(self._database, self._tools.zone, now)
        self._database.scrub(wait=False)

    def tick(self, now: datetime) -> int:
        """Put every digest that is due at `now` into the outbox; returns how many."""
        return send_due(self._database, self._tools, self._media, now)

    def follow(self, now: datetime) -> int:
        """Put every notice about a report that is due at `now` into the outbox.

        Returns how many reports were looked at.
        """
        return notices.follow(self._database, self._tools, now)

    def tell_lost(self, now: datetime) -> None:
        """Tell the admins of digests that never arrived."""
        lost.tell(self._database, self._tools, now)

    def forget(self, now: datetime) -> None:
        """Forget what is older at `now` than city.yaml keeps it."""
        erased = self._tools.texts.plain("mydata.erased_words")
        forget(self._database, self._media, self._tools.city.keep, now, erased)
