"""From what is due to the outbox: the ledger and all messages of a digest in one transaction.

A crash before the commit leaves it due, one after it leaves it to be sent: never twice, never not.
Digests of the same content are written together, so that each costs few statements.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.core.events import Reply
from bot.core.media import Media
from bot.digests import queries as digests
from bot.digests.act_queries import Entry
from bot.digests.content import Content
from bot.digests.due import Due, due_now
from bot.digests.making import Kind, Making
from bot.digests.queries import scope_of
from bot.digests.quiet import end_of
from bot.digests.render import progress as acted
from bot.digests.render.listed import codes
from bot.digests.render.message import nothing
from bot.digests.select.content import Means
from db.engine import Database
from db.models import Digest, Outbox

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Entries of the ledger written in one transaction, which on SQLite makes residents wait."""

Ledger = Mapping[tuple[int, str], Digest]
"""Entries by subscription and period."""


class Elsewhere(Exception):
    """Another process made that digest, or somebody changed its subscription meanwhile."""


def send_due(database: Database, means: Means, media: Media, now: datetime) -> int:
    """Put every digest that is due at `now` into the outbox, each once; returns how many.

    All that were missed come as one, which tells what stands now. One that fails is logged and
    tried again at the next call; the others are sent.
    """
    sent = 0
    for group in _alike(due_now(database, means, now)):
        making = Making(database, means, media, now)
        for some in _in_batches(group):
            sent += _send_all(database, means, making, some, now)
    return sent


def _alike(found: Sequence[Due]) -> Iterable[Sequence[Due]]:
    """Those together that are made of the same content, which is kept no longer than for them."""
    groups: dict[str, list[Due]] = {}
    for due in found:
        of = due.subscription
        key = repr((of.agency, of.areas, of.categories, of.cron, due.span))
        groups.setdefault(key, []).append(due)
    return groups.values()


def _in_batches(group: Sequence[Due]) -> Iterable[Sequence[Due]]:
    """As many together as make `AT_ONCE` entries; one at least."""
    many = max(1, AT_ONCE // len(group[0].periods))
    return (group[start : start + many] for start in range(0, len(group), many))


def _send_all(
    database: Database, means: Means, making: Making, some: Sequence[Due], now: datetime
) -> int:
    """In one transaction; where that fails, each in its own, so that one stops no other."""
    try:
        return sum(_send(database, means, making, some, now))
    except Exception as error:
        elsewhere = isinstance(error, Elsewhere)
        if len(some) == 1:
            if not elsewhere:
                log.exception("the digest of subscription %s failed", some[0].subscription.id)
            return 0
        if not elsewhere:
            log.warning("one of %s digests failed, so each is made alone", len(some))
    return sum([_send_all(database, means, making, [each], now) for each in some])


def send(
    database: Database, means: Means, making: Making, due: Due, now: datetime, again: bool = False
) -> int:
    """Make one digest, with what was missed before it; returns 1 if it has something to say.

    With `again` it is sent also where the ledger has it. Raises `Elsewhere`.
    """
    sent = _send(database, means, making, [due], now, again)
    if not sent:
        raise Elsewhere
    return sum(sent)


def _send(
    database: Database,
    means: Means,
    making: Making,
    some: Sequence[Due],
    now: datetime,
    again: bool = False,
) -> Sequence[bool]:
    """Whether a message goes out, for each subscription; without those made elsewhere.

    Everything that takes long is made before the transaction begins. Raises `Elsewhere` where
    another process has made a part of one.
    """
    made = [_made(making, due) for due in some]
    with database.transaction() as session:
        known = digests.unchanged(session, [each.due.subscription for each in made])
        made = [each for each in made if each.number in known]
        ledger = _entered(session, made, now, again)
        made = [each for each in made if each.is_whole_in(ledger)]
        rows = _Rows(session, means, ledger, now)
        sent = [rows.put(each) for each in made]
        rows.linked()
    return sent


class _Made(NamedTuple):
    """A digest that is due, and what comes beside it; without `text` it has nothing to say."""

    due: Due
    content: Content
    text: str
    beside: Sequence[Reply]

    @property
    def number(self) -> int:
        """That of the subscription."""
        return self.due.subscription.id or 0

    @property
    def keys(self) -> Sequence[tuple[int, str]]:
        """Those of its entries, the newest period first."""
        return [(self.number, period.key) for period in self.due.periods]

    def is_whole_in(self, ledger: Ledger) -> bool:
        """Whether all of its entries are there; raises `Elsewhere` where only some are."""
        there = [key in ledger for key in self.keys]
        if any(there) and not all(there):
            raise Elsewhere
        return all(there)


def _made(making: Making, due: Due) -> _Made:
    of = due.subscription
    kind = Kind(scope_of(of), of.cron, due.span)
    content = making.content(kind)
    if content.is_empty and not content.happened:
        return _Made(due, content, "", ())
    beside = making.beside(kind, of, due.reader.agency)
    return _Made(due, content, making.written(kind).text, beside)


def _entered(session: Session, made: Sequence[_Made], now: datetime, again: bool) -> Ledger:
    """The entries that are new, with what each has buttons for; `again`: also those that are not.

    What a message has buttons for is noted with the newest of its periods.
    """
    rows = {
        (each.number, period.key): Digest(
            subscription_id=each.number,
            period=period.key,
            made_at=now,
            listed=list(codes(each.content)) if each.text and period == each.due.period else [],
        )
        for each in made
        for period in each.due.periods
    }
    entered = digests.enter_all(session, list(rows.values()))
    ledger = {(entry.subscription_id, entry.period): entry for entry in entered}
    for key, row in rows.items():
        if again and key not in ledger and (found := digests.entry_of(session, *key)):
            found.listed, ledger[key] = row.listed, found
    return ledger


class _Rows:
    """The outgoing messages of digests of the same content, in one transaction."""

    def __init__(self, session: Session, means: Means, ledger: Ledger, now: datetime) -> None:
        self._session, self._means, self._ledger, self._now = session, means, ledger, now
        self._states: dict[tuple[str, str | None, str | None], acted.State] = {}
        self._of: list[tuple[Outbox, Sequence[Digest]]] = []

    def put(self, made: _Made) -> bool:
        """Add its rows, in their order; whether there is a message at all."""
        entries = [self._ledger[key] for key in made.keys]
        reply = self._reply(made, entries[0])
        if reply is None:
            return False
        row = self._row(made.due, reply, entries[0])
        self._of.append((row, entries))
        self._session.add_all(
            [row, *(self._row(made.due, each, entries[0]) for each in made.beside)]
        )
        return True

    def linked(self) -> None:
        """Note in the ledger with which row each digest goes out."""
        self._session.flush()
        for row, entries in self._of:
            for entry in entries:
                entry.outbox_id = row.id

    def _reply(self, made: _Made, entry: Digest) -> Reply | None:
        """What is said; None where there is nothing to say, and no line is wanted that says so."""
        due = made.due
        if made.text:
            state = self._state(due, entry)
            return acted.shown(self._means, entry, due.reader, state, made.text, self._now)
        return nothing(made.content, self._means) if due.subscription.empty_too else None

    def _state(self, due: Due, entry: Digest) -> acted.State:
        """How what it lists stands: the same for all who may do the same."""
        actor = due.reader
        key = actor.role, actor.agency, actor.area
        if key not in self._states:
            of = Entry(entry, due.subscription, None)
            self._states[key] = acted.state(self._session, self._means, of, actor, self._now)
        return self._states[key]

    def _row(self, due: Due, reply: Reply, entry: Digest) -> Outbox:
        assert due.chat.id is not None
        return Outbox(
            chat_id=due.chat.id,
            kind="digest",
            digest_id=entry.id,
            payload=reply.model_dump(mode="json", exclude_defaults=True),
            created_at=self._now,
            due_at=end_of(due.subscription.quiet, self._means.zone, self._now) or self._now,
        )
