"""Find the digests that are due, from the subscriptions, the ledger and the time.

There is no other state, so a late start, a restart, a clock that is changed or a second process
still sends each period once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.core.turn import Tools
from bot.digests import queries as digests
from bot.digests.period import Period, ends, period_due
from bot.digests.subscribing import may_read, reader
from bot.people.roles import Actor
from db.engine import Database
from db.models import Chat, Subscription

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=100)
MOST_MISSED = 100
"""Older missed digests, or those before so many others, are not sent any more."""


class Due(NamedTuple):
    """A digest to be made: of its newest period, and `missed` ones just before it, latest first."""

    subscription: Subscription
    chat: Chat
    reader: Actor
    period: Period
    missed: tuple[Period, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return every period, the newest first."""
        return (self.period, *self.missed)

    @property
    def span(self) -> Period:
        """Return the periods joined into one."""
        return Period(self.periods[-1].start, self.period.end)


def due_now(database: Database, tools: Tools, now: datetime) -> Sequence[Due]:
    """Return the digests that are due at `now` and not in the ledger.

    A digest is not due that ended before its subscription was made or last changed, or whose
    reader may not read it any more.
    """
    with database.reading() as session:
        rows = digests.active(session)
        newest = _newest({subscription.cron for subscription, _, _ in rows}, tools, now)
        entered = digests.entered(session, {period.key for period in newest.values()})
        due_digests = [
            Due(subscription, chat, actor, period)
            for subscription, chat, person in rows
            if (period := newest.get(subscription.cron))
            and (subscription.id, period.key) not in entered
            and period.end > _ended_by(since(subscription), subscription, tools)
            and may_read(actor := reader(chat, person, tools.city), subscription)
        ]
        return _with_missed(session, tools, due_digests, now)


def _with_missed(
    session: Session, tools: Tools, due_digests: Sequence[Due], now: datetime
) -> Sequence[Due]:
    """Add the missed periods; mostly there are none, which one query shows."""
    newest = {due.subscription.cron: due.period for due in due_digests}
    before = {cron: earlier(cron, tools.zone, period) for cron, period in newest.items()}
    last = {periods[0].key for periods in before.values() if periods}
    entered = digests.entered(session, last)
    behind = {
        due.subscription.number: before[due.subscription.cron]
        for due in due_digests
        if (periods := before[due.subscription.cron])
        and (due.subscription.id, periods[0].key) not in entered
    }
    keys = {period.key for periods in behind.values() for period in periods}
    entered = digests.entered(session, keys, behind) if behind else set()
    return [
        due._replace(
            missed=_missed(due, behind.get(due.subscription.number, ()), entered, tools, now)
        )
        for due in due_digests
    ]


def since(subscription: Subscription) -> datetime:
    """Return when a subscription was made, resumed or changed; what ended before is not sent."""
    return subscription.since or subscription.created_at


def earlier(cron: str, zone: ZoneInfo, period: Period) -> Sequence[Period]:
    """Return the periods before one, the latest first, at most `MOST_MISSED`."""
    pairs = pairwise(ends(cron, zone, period.start))
    return [Period(start, end) for end, start in islice(pairs, MOST_MISSED)]


def _ended_by(moment: datetime, subscription: Subscription, tools: Tools) -> datetime:
    """Return the end of the last period that was due by then."""
    return period_due(subscription.cron, tools.zone, moment).end


def _missed(
    due: Due, before: Sequence[Period], entered: set[tuple[int, str]], tools: Tools, now: datetime
) -> tuple[Period, ...]:
    first = _ended_by(max(since(due.subscription), now - LOOK_BACK), due.subscription, tools)
    number = due.subscription.number
    return tuple(
        takewhile(lambda period: period.end > first and (number, period.key) not in entered, before)
    )


def _newest(crons: set[str], tools: Tools, now: datetime) -> dict[str, Period]:
    periods = {}
    for cron in crons:
        try:
            periods[cron] = period_due(cron, tools.zone, now)
        except Exception:
            log.exception("no digest can follow %r", cron)
    return periods
