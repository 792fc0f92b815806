"""What happens by itself: digests, notices about reports, and what is no longer kept.

Nothing that is due is remembered here: it follows from the subscriptions, the ledger and the
time, so a late start, a restart or a second process sends each digest once all the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.conversations import notices
from bot.conversations.turn import Tools, put
from bot.digests.message import answer, message
from bot.digests.period import Period, period_due, previous
from bot.digests.readers import UnknownRecipient, may_read, reader, scope_named
from bot.digests.select import select
from bot.events import Reply
from bot.media import Media
from bot.services import figures
from bot.services.retention import forget
from db import digests
from db.digests import Scope, scope_of
from db.engine import Database
from db.models import Chat, Subscription

log = logging.getLogger(__name__)

RARE_ENOUGH = "30 7 * * 1"
"""Whose last period a preview shows where city.yaml has no digest for the role: weekly."""


class Due(NamedTuple):
    """A digest that is to be made."""

    subscription: Subscription
    chat: Chat
    period: Period


class Schedule:
    """Looks every minute what is due to be sent, and every hour what is to be forgotten."""

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
            await self.tick(self._clock())
            await self.follow(self._clock())
            await figures.refresh(self._database, self._tools.zone, self._clock())

    async def _every_hour(self) -> None:
        async with self._working:
            await self.forget(self._clock())

    async def tick(self, now: datetime) -> int:
        """Put every digest that is due at `now` into the outbox; returns how many."""
        sent = await send_due(self._database, self._tools, now)
        if sent:
            self._on_reply()
        return sent

    async def follow(self, now: datetime) -> int:
        """Put every notice about a report that is due at `now` into the outbox.

        Returns how many reports were looked at.
        """
        looked_at = await notices.follow(self._database, self._tools, now)
        if looked_at:
            self._on_reply()
        return looked_at

    async def forget(self, now: datetime) -> None:
        """Forget what is older at `now` than city.yaml keeps it."""
        erased = self._tools.texts.plain("mydata.erased_words")
        await forget(self._database, self._media, self._tools.city.keep, now, erased)


async def send_due(database: Database, tools: Tools, now: datetime) -> int:
    """Put every digest that is due at `now` into the outbox, each once; returns how many.

    Of several missed ones, the newest is sent. One that fails is logged and tried again at the
    next call; the others are sent.
    """
    sent = 0
    for due in await due_now(database, tools, now):
        try:
            sent += await _send(database, tools, due, now)
        except Exception:
            log.exception("the digest of subscription %s failed", due.subscription.id)
    return sent


async def due_now(database: Database, tools: Tools, now: datetime) -> Sequence[Due]:
    """The digests that are due at `now` and not in the ledger.

    None is due that ended before its subscription was made, or whose reader may not read it
    any more.
    """
    async with database.reading() as session:
        rows = await digests.active(session)
        periods = _periods({subscription.cron for subscription, _, _ in rows}, tools, now)
        entered = await digests.entered(session, {period.key for period in periods.values()})
    return [
        Due(subscription, chat, period)
        for subscription, chat, person in rows
        if (period := periods.get(subscription.cron))
        and (subscription.id, period.key) not in entered
        and period.end > subscription.created_at
        and may_read(reader(chat, person, tools.city), subscription)
    ]


def _periods(crons: set[str], tools: Tools, now: datetime) -> dict[str, Period]:
    periods = {}
    for cron in crons:
        try:
            periods[cron] = period_due(cron, tools.zone, now)
        except Exception:
            log.exception("no digest can follow %r", cron)
    return periods


async def _send(database: Database, tools: Tools, due: Due, now: datetime) -> bool:
    """Make one digest; false when somebody else made it, or when it has nothing to say.

    It is counted before the transaction begins, which on SQLite would make residents wait.
    """
    assert due.subscription.id is not None
    before = previous(due.period, tools.zone, due.subscription.cron)
    async with database.reading() as session:
        content = await select(session, tools, scope_of(due.subscription), due.period, before, now)
    async with database.transaction() as session:
        entry = await digests.enter(session, due.subscription.id, due.period.key, now)
        if entry is None or content.is_empty:
            return False
        row = put(session, due.chat, message(content, tools), now, "digest")
        await session.flush()
        entry.outbox_id = row.id
    return True


async def preview(
    session: AsyncSession, tools: Tools, recipient: str, period: Period | None, now: datetime
) -> Reply:
    """The digest somebody would get, for `period` or else their last one; changes nothing.

    `recipient` is a subscription's number, an agency's key of city.yaml, or `overseer`.
    Raises `UnknownRecipient`, whose message says what is possible.
    """
    scope, cron = await _recipient(session, tools, recipient)
    if period is not None:
        before = previous(period, tools.zone)
    else:
        period = period_due(cron, tools.zone, now)
        before = previous(period, tools.zone, cron)
    return answer(await select(session, tools, scope, period, before, now), tools)


async def _recipient(session: AsyncSession, tools: Tools, name: str) -> tuple[Scope, str]:
    if name.isascii() and name.isdigit() and len(name) < 10:
        found = await digests.subscription(session, int(name))
        if found is None:
            raise UnknownRecipient(f"there is no subscription {name}")
        return scope_of(found), found.cron
    scope, cron = scope_named(name, tools.city)
    return scope, cron or RARE_ENOUGH
