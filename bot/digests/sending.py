"""Make due digests, and put them into the outbox: ledger and messages in one transaction.

A crash before the commit leaves it due, one after it leaves it to be sent: exactly once.
Digests of the same content are written together, so that each costs few statements.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlmodel import Session

from bot.city.parts import FORMS
from bot.core.events import Reply
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests import queries as digests
from bot.digests.act_queries import Entry
from bot.digests.content import Content, codes
from bot.digests.due import Due, due_now
from bot.digests.period import end_of_quiet, previous
from bot.digests.queries import scope_of
from bot.digests.render import progress
from bot.digests.render.linked import linked
from bot.digests.render.message import Written, empty_message, written
from bot.digests.select.content import select
from bot.people.contact_queries import MAIL
from db.engine import Database
from db.models import Digest, Outbox, Subscription

log = logging.getLogger(__name__)

WORKBOOK = "xlsx"
"""The form that has every row of the lists."""


class Making:
    """The content of digests that are `alike`, and each form of it made once, outside transactions.

    On SQLite a writer makes all others wait, and drawing takes longest.
    """

    def __init__(
        self, database: Database, tools: Tools, media: Media, alike: Due, now: datetime
    ) -> None:
        self.database, self.tools, self._media, self.now = database, tools, media, now
        self._alike = alike
        self._files: dict[tuple[str, str | None], Reply | None] = {}

    @cached_property
    def content(self) -> Content:
        """Return the figures of the period, and of the reports open now."""
        subscription, period = self._alike.subscription, self._alike.span
        before = previous(period, self.tools.zone, subscription.cron)
        with self.database.reading() as session:
            scope, cron = scope_of(subscription), subscription.cron
            return select(session, self.tools, scope, period, before, self.now, cron)

    @cached_property
    def written(self) -> Written:
        """Return the message's text, without marks."""
        return written(self.content, self.tools)

    def attachments(self, subscription: Subscription, issuer: str | None) -> Sequence[Reply]:
        """Return the messages after the first: the pictures together, then each file.

        Where a list in the message is cut, the workbook comes too, unless the reader chose the
        forms. A form that fails is logged and left out.
        """
        cut = not subscription.own_forms and self.written.cut
        chosen = [
            form for form in FORMS if form in subscription.forms or (cut and form == WORKBOOK)
        ]
        replies = [reply for form in chosen if (reply := self._file(form, issuer))]
        pictures = tuple(key for reply in replies for key in reply.photos)
        files = [reply for reply in replies if not reply.photos]
        return [Reply(photos=pictures), *files] if pictures else files

    def _file(self, form: str, issuer: str | None) -> Reply | None:
        from bot.digests.render import forms

        key = form, issuer
        if key not in self._files:
            self._files[key] = None
            try:
                file = forms.make(form, self.content, self.tools, issuer)
                self._files[key] = file.reply(self._media) if file else None
            except Exception:
                log.exception("the form %s of a digest failed", form)
        return self._files[key]


AT_ONCE = 50
"""Entries of the ledger written in one transaction, which on SQLite makes residents wait."""

Ledger = Mapping[tuple[int, str], Digest]
"""Entries by subscription and period."""


class Elsewhere(Exception):
    """Another process made that digest, or somebody changed its subscription meanwhile."""


def send_due(database: Database, tools: Tools, media: Media, now: datetime) -> int:
    """Put every digest due at `now` into the outbox, missed ones as one; returns how many."""
    sent = 0
    for alike in _alike(due_now(database, tools, now)):
        making = Making(database, tools, media, alike[0], now)
        size = max(1, AT_ONCE // len(alike[0].periods))  # about `AT_ONCE` entries in one go
        for start in range(0, len(alike), size):
            sent += _send_all(making, alike[start : start + size])
    return sent


def _alike(due_digests: Sequence[Due]) -> Iterable[Sequence[Due]]:
    """Group the digests with the same content, so that it is freed after each group."""
    groups: dict[str, list[Due]] = {}
    for due in due_digests:
        row = due.subscription
        key = repr((row.agency, row.areas, row.categories, row.cron, due.span))  # never raises
        groups.setdefault(key, []).append(due)
    return groups.values()


def _send_all(making: Making, batch: Sequence[Due]) -> int:
    """Send a batch in one transaction; where that fails, each digest in its own."""
    try:
        return sum(_send(making, batch))
    except Exception as error:
        elsewhere = isinstance(error, Elsewhere)
        if len(batch) == 1:
            if not elsewhere:
                log.exception("the digest of subscription %s failed", batch[0].subscription.id)
            return 0
        if not elsewhere:
            log.warning("one of %s digests failed, so each is made alone", len(batch))
    return sum([_send_all(making, [due]) for due in batch])


def send(making: Making, due: Due, resend: bool = False) -> bool:
    """Make one digest, with `resend` again; returns whether it says something.

    Raises `Elsewhere` for one made before.
    """
    sent = _send(making, [due], resend)
    if not sent:
        raise Elsewhere
    return sent[0]


def _send(making: Making, batch: Sequence[Due], resend: bool = False) -> Sequence[bool]:
    """Return for each digest whether a message goes out; those made elsewhere are skipped.

    Everything that takes long is made before the transaction begins. Raises `Elsewhere` where
    another process has made a part of one.
    """
    prepared = [_prepared(making, due) for due in batch]
    with making.database.transaction() as session:
        unchanged = digests.unchanged(session, [item.due.subscription for item in prepared])
        prepared = [item for item in prepared if item.number in unchanged]
        ledger = _entered(session, making, prepared, resend)
        prepared = [item for item in prepared if item.is_entered_in(ledger)]
        rows = _Rows(session, making, ledger)
        sent = [rows.put(item) for item in prepared]
        rows.linked()
    return sent


class _Prepared(NamedTuple):
    """A due digest with its text and files; without `text` it has nothing to say."""

    due: Due
    text: str
    attachments: Sequence[Reply]

    @property
    def number(self) -> int:
        """Return the subscription's number."""
        return self.due.subscription.number

    @property
    def keys(self) -> Sequence[tuple[int, str]]:
        """Return the keys of its ledger entries, the newest period first."""
        return [(self.number, period.key) for period in self.due.periods]

    def is_entered_in(self, ledger: Ledger) -> bool:
        """Return whether all its entries are new; raises `Elsewhere` where only some are."""
        entered = [key in ledger for key in self.keys]
        if any(entered) and not all(entered):
            raise Elsewhere
        return all(entered)


def _prepared(making: Making, due: Due) -> _Prepared:
    content = making.content
    if content.is_empty and not content.happened:
        return _Prepared(due, "", ())
    attachments = making.attachments(due.subscription, due.reader.agency)
    return _Prepared(due, making.written.text, attachments)


def _entered(
    session: Session, making: Making, prepared: Sequence[_Prepared], resend: bool
) -> Ledger:
    """Enter digests into the ledger; returns the new entries, with `resend` the old ones too."""
    rows = {
        (item.number, period.key): Digest(
            subscription_id=item.number,
            period=period.key,
            made_at=making.now,
            listed=list(codes(making.content)) if item.text and period == item.due.period else [],
        )
        for item in prepared
        for period in item.due.periods
    }
    entered = digests.enter_all(session, list(rows.values()))
    ledger = {(entry.subscription_id, entry.period): entry for entry in entered}
    for key, row in rows.items():
        if resend and key not in ledger and (existing := digests.entry_of(session, *key)):
            existing.listed, ledger[key] = row.listed, existing
    return ledger


def _as_one(replies: Sequence[Reply], tools: Tools) -> Reply:
    """Return a digest as one mail, with all its pictures and files, and links to the desk."""
    text, links = replies[0].text, tools.deep_links
    if links.public:
        text = linked(text, links.page)
    photos = tuple(key for reply in replies for key in reply.photos)
    files = tuple(file for reply in replies for file in reply.files)
    return replies[0].model_copy(
        update={"text": text, "photos": photos, "files": files, "buttons": ()}
    )


class _Rows:
    """The outgoing messages of digests of the same content, in one transaction."""

    def __init__(self, session: Session, making: Making, ledger: Ledger) -> None:
        self._session, self._making, self._ledger = session, making, ledger
        self._tools, self._now = making.tools, making.now
        self._states: dict[tuple[str, str | None, str | None], progress.State] = {}
        self._of: list[tuple[Outbox, Sequence[Digest]]] = []

    def put(self, prepared: _Prepared) -> bool:
        """Add its rows, in their order; whether there is a message at all."""
        entries = [self._ledger[key] for key in prepared.keys]
        reply = self._reply(prepared, entries[0])
        if reply is None:
            return False
        replies = [reply, *prepared.attachments]
        if prepared.due.chat.channel == MAIL:
            replies = [_as_one(replies, self._tools)]
        row, *others = (self._row(prepared.due, part, entries[0]) for part in replies)
        self._of.append((row, entries))
        self._session.add_all([row, *others])
        return True

    def linked(self) -> None:
        """Note in the ledger with which row each digest goes out."""
        self._session.flush()
        for row, entries in self._of:
            for entry in entries:
                entry.outbox_id = row.id

    def _reply(self, prepared: _Prepared, entry: Digest) -> Reply | None:
        """Return the message; None where it is empty and the reader wants none then."""
        due = prepared.due
        if prepared.text:
            state = self._state(due, entry)
            return progress.current_message(
                self._tools, entry, due.reader, state, prepared.text, self._now
            )
        if due.subscription.empty_too:
            return empty_message(self._making.content, self._tools)
        return None

    def _state(self, due: Due, entry: Digest) -> progress.State:
        """Return the state of the listed reports; readers with the same rights share one query."""
        actor = due.reader
        key = actor.role, actor.agency, actor.area
        if key not in self._states:
            of = Entry(entry, due.subscription, None)
            self._states[key] = progress.state(self._session, self._tools, of, actor, self._now)
        return self._states[key]

    def _row(self, due: Due, reply: Reply, entry: Digest) -> Outbox:
        return Outbox(
            chat_id=due.chat.number,
            kind="digest",
            digest_id=entry.id,
            payload=reply.model_dump(mode="json", exclude_defaults=True),
            created_at=self._now,
            due_at=end_of_quiet(due.subscription.quiet, self._tools.zone, self._now) or self._now,
        )
