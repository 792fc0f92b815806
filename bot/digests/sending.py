"""From what is due to the outbox: the ledger and all messages of a digest in one transaction.

A crash before the commit leaves it due, one after it leaves it to be sent: never twice, never not.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.digests.acted import first
from bot.digests.content import Content
from bot.digests.due import Due, due_now
from bot.digests.making import Kind, Making
from bot.digests.message import nothing
from bot.digests.period import Period
from bot.digests.quiet import end_of
from bot.digests.select import Means
from bot.events import Reply
from bot.media import Media
from db import digests
from db.digest_acts import Entry
from db.digests import scope_of
from db.engine import Database
from db.models import Digest, Outbox, Subscription

log = logging.getLogger(__name__)


class Elsewhere(Exception):
    """Another process made that digest, or somebody changed its subscription meanwhile."""


async def send_due(database: Database, means: Means, media: Media, now: datetime) -> int:
    """Put every digest that is due at `now` into the outbox, each once; returns how many.

    Of several missed ones the newest comes first, then all older ones as one. One that fails is
    logged and tried again at the next call; the others are sent.
    """
    sent = 0
    for group in _alike(await due_now(database, means, now)):
        making = Making(database, means, media, now)
        for due in group:
            try:
                sent += await send(database, means, making, due, now)
            except Elsewhere:
                continue
            except Exception:
                log.exception("the digest of subscription %s failed", due.subscription.id)
    return sent


def _alike(found: Sequence[Due]) -> Iterable[Sequence[Due]]:
    """Those together that are made of the same content, which is kept no longer than for them."""
    groups: dict[str, list[Due]] = {}
    for due in found:
        of = due.subscription
        key = repr((of.agency, of.areas, of.categories, of.cron, due.period, due.folded))
        groups.setdefault(key, []).append(due)
    return groups.values()


async def send(
    database: Database, means: Means, making: Making, due: Due, now: datetime, again: bool = False
) -> int:
    """Make one digest and, of what was missed before it, another; returns how many are sent.

    With `again` it is sent also where the ledger has it. Raises `Elsewhere`.
    """
    spans: list[tuple[Period, Sequence[Period]]] = [(due.period, (due.period,))]
    if due.folded is not None:
        spans.append((due.folded, due.missed))
    parts = [await _Part.of(making, due, span, periods) for span, periods in spans]
    sent = 0
    async with database.transaction() as session:
        await _unchanged(session, due.subscription)
        for part in parts:
            entries = await _entered(session, due, part.periods, now, again)
            sent += await part.put(session, means, entries, now)
    return sent


async def _unchanged(session: AsyncSession, subscription: Subscription) -> None:
    found = await session.get(Subscription, subscription.id)
    if found is None or found.model_dump() != subscription.model_dump():
        raise Elsewhere


async def _entered(
    session: AsyncSession, due: Due, periods: Sequence[Period], now: datetime, again: bool
) -> Sequence[Digest]:
    """The ledger's entries of these periods, all of them new; the newest first."""
    assert due.subscription.id is not None
    entries = []
    for period in periods:
        entry = await digests.enter(session, due.subscription.id, period.key, now)
        if entry is None and again:
            entry = await digests.entry_of(session, due.subscription.id, period.key)
        if entry is None:
            raise Elsewhere
        entries.append(entry)
    return entries


class _Part:
    """One message of a digest and what comes beside it, made before the transaction begins."""

    def __init__(
        self, due: Due, content: Content, periods: Sequence[Period], beside: Sequence[Reply]
    ) -> None:
        self._due, self._content, self.periods, self._beside = due, content, periods, beside

    @classmethod
    async def of(cls, making: Making, due: Due, span: Period, periods: Sequence[Period]) -> _Part:
        """Of the period `span`, in which all of `periods` are folded."""
        subscription = due.subscription
        kind = Kind(scope_of(subscription), subscription.cron, span, span != due.period)
        content = await making.content(kind)
        part = cls(due, content, periods, ())
        if part._has_something_to_say:
            part._beside = await making.beside(kind, subscription.forms, due.reader.agency)
        return part

    @property
    def _has_something_to_say(self) -> bool:
        """What is open stands in the newest; older ones tell of what happened then."""
        if self._content.period == self._due.period:
            return not self._content.is_empty
        return self._content.happened

    async def put(
        self, session: AsyncSession, means: Means, entries: Sequence[Digest], now: datetime
    ) -> int:
        """Write the rows; 0 where there is nothing to say, and no line is wanted that says so."""
        newest = self._content.period == self._due.period
        if self._has_something_to_say:
            of = Entry(entries[0], self._due.subscription, None)
            reply = await first(session, means, of, self._content, self._due.reader)
        elif newest and self._due.subscription.empty_too:
            reply = nothing(self._content, means)
        else:
            return 0
        due_at = end_of(self._due.subscription.quiet, means.zone, now) or now
        row = self._row(reply, entries[0], now, due_at)
        session.add(row)
        await session.flush()
        for entry in entries:
            entry.outbox_id = row.id
        session.add_all(self._row(each, entries[0], now, due_at) for each in self._beside)
        return 1

    def _row(self, reply: Reply, entry: Digest, now: datetime, due_at: datetime) -> Outbox:
        assert self._due.chat.id is not None
        return Outbox(
            chat_id=self._due.chat.id,
            kind="digest",
            digest_id=entry.id,
            payload=reply.model_dump(mode="json", exclude_defaults=True),
            created_at=now,
            due_at=due_at,
        )
