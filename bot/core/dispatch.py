"""Inbox → router → outbox: one transaction per update, in order inside a chat."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.city.map_links import MapLinks
from bot.core.answering import Answering
from bot.core.delivery import Delivery
from bot.core.dropping import erase_unnamed
from bot.core.events import Before, Channel, Incoming, NotStored, TryLater, Unparsed
from bot.core.fetching import Fetching
from bot.core.logs import describe
from bot.core.media import Media
from bot.core.metrics import HANDLED, RECEIVED, SET_ASIDE
from bot.core.worker import LOOK_AGAIN, Worker
from db import inbox, leases, outbox, queues
from db.engine import Database
from db.faults import DatabaseFault
from db.models import Inbox
from db.outbox import NewMessage

log = logging.getLogger(__name__)

Tap = tuple[str, ...]

ALBUM_WAIT = timedelta(seconds=1)
"""The parts of an album come one by one and none says it is the last: wait this long for more."""
# Second taps were seen 60 to 280 ms after the first; they met whatever had moved under the finger.
SECOND_TAP = timedelta(seconds=1)
"""Within this time one button of one message counts once for one person."""
MOST_ATTEMPTS = 3
"""An update that failed so often is set aside, so that it holds up nobody behind it."""
FETCH_FOR = timedelta(minutes=2)
"""A picture that cannot be fetched in this time counts as gone, and the person is told so."""
ELSEWHERE = 0.2
"""Seconds for which a chat that another process works on is left alone."""
MOST_IN_MIND = 500
"""Stored updates that are handled without being read back; the others are read when it is time."""


class _Elsewhere(Exception):
    """Another process has the chat, or an earlier update of it waits."""


class _TakesLonger(Exception):
    """The turn needs something fetched first."""


class Dispatcher(Worker[str]):
    """Stores arriving updates and has them handled: chats side by side, each in order.

    An update that comes alone is stored and handled in one transaction. Otherwise it is stored,
    and handling is two steps. First pictures are fetched and slow replies made, with no
    transaction open; then one transaction holds all that the update changes, the messages it
    causes, and the end of its inbox row. Pictures sent before consent are fetched with the tap
    that agrees.
    """

    def __init__(
        self,
        database: Database,
        router: Answering,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        delivery: Delivery | None = None,
        at_once: int = 16,
        links: MapLinks | None = None,
    ) -> None:
        super().__init__(at_once)
        self._database, self._router, self._media = database, router, media
        self._clock, self._delivery = clock, delivery
        self._fetching = Fetching(media, channels, links)
        self._elsewhere: set[str] = set()
        self._taps: dict[Tap | None, datetime] = {}
        self._stored: dict[str, deque[Inbox]] = {}
        self._count = 0

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        """Store arriving updates; see `bot.core.events.Intake`."""
        now = self._clock()
        updates = self._without_second_taps(arrived, now)
        rows = [self._row(update, now) for update in updates]
        try:
            if not (len(rows) == 1 and await self._handled_at_once(rows[0], updates[0], now)):
                await self._store(rows, updates, now)
        except (DatabaseFault, OSError) as error:
            for update in updates:
                self._taps.pop(_tap(update), None)
            raise NotStored(type(error).__name__) from error
        for row in rows:
            RECEIVED.labels(row.channel).inc()

    async def _store(
        self, rows: Sequence[Inbox], updates: Sequence[Incoming | Unparsed], now: datetime
    ) -> None:
        """Store updates, to be handled from memory as far as there is room."""
        dead = [update for update in updates if isinstance(update, Unparsed)]
        await self._database.write(self._added, rows, dead, now)
        for row in sorted(rows, key=lambda row: row.sequence):
            if row.id is not None and row.state == "waiting":
                self._keep_in_mind(row)
        self.wake()
        if dead and self._delivery:
            self._delivery.look()

    def _added(
        self, session: Session, rows: Sequence[Inbox], dead: Sequence[Unparsed], now: datetime
    ) -> None:
        new = inbox.add(session, rows)
        for update in dead:
            if update.chat and update.update_id in new:
                self._router.apologise(session, update.channel, update.chat, now)

    def _keep_in_mind(self, row: Inbox) -> None:
        if row.album or self._count >= MOST_IN_MIND:
            self.look()
        else:
            self._stored.setdefault(row.chat, deque()).append(row)
            self._count += 1

    def _forget(self, chat: str) -> None:
        """Leave the stored updates of a chat to the table."""
        self._count -= len(self._stored.pop(chat, ()))
        self.look()

    def _without_second_taps(
        self, arrived: Sequence[Incoming | Unparsed], now: datetime
    ) -> Sequence[Incoming | Unparsed]:
        """Return the updates but for a button that the same person pressed just before.

        Taps are in memory only: a restart loses those of the last second.
        """
        self._taps = {tap: at for tap, at in self._taps.items() if now - at < SECOND_TAP}
        updates = []
        for update in arrived:
            tap = _tap(update)
            if tap is None or tap not in self._taps:
                updates.append(update)
            if tap is not None:
                self._taps.setdefault(tap, now)
        return updates

    def _row(self, update: Incoming | Unparsed, now: datetime) -> Inbox:
        row = Inbox(
            channel=update.channel,
            update_id=update.update_id,
            chat=f"{update.channel}:{update.chat or update.update_id}",
            sequence=update.sequence,
            received_at=now,
            due_at=now,
        )
        if isinstance(update, Unparsed):
            log.warning(
                "update %s of %s cannot be read: %s", update.update_id, update.channel, update.error
            )
            row.state, row.error, row.ended_at = "dead", update.error, now
            row.payload = {"raw": update.raw}
            SET_ASIDE.labels(update.channel).inc()
            return row
        row.payload = update.model_dump(mode="json", exclude_defaults=True)
        if update.album:
            row.album, row.due_at = update.album, now + ALBUM_WAIT
        return row

    async def take_up(self) -> None:
        """Begin the chats whose first update is due."""
        for chat in list(self._stored):
            if not self._free:
                break
            if chat not in self._busy and chat not in self._elsewhere:
                self._begin(chat, self._work_on([self._stored[chat][0]]))
        if not self._free or not self._is_to_look():
            return
        now = self._clock()
        next_due = await self._database.read(queues.next_due, Inbox)
        if next_due is None:
            return
        if now < next_due:
            self._look_in(min(next_due - now, LOOK_AGAIN))
            return
        busy = self._elsewhere.union(self._busy, self._stored)
        chats = await self._database.read(inbox.due, now, busy, self._free)
        for rows in chats:
            self._begin(rows[0].chat, self._work_on(rows))
        if chats:
            self.look()  # behind each there may be another

    async def _handled_at_once(
        self, row: Inbox, incoming: Incoming | Unparsed, now: datetime
    ) -> bool:
        """Store and handle an update in one transaction.

        False, and nothing is stored, where it takes longer, others of its chat go before it, or it
        fails: then it is tried again as one that is stored.
        """
        if (
            isinstance(incoming, Unparsed)
            or incoming.album
            or row.chat in self._elsewhere.union(self._busy, self._stored)
            or self._fetching.is_needed(incoming)
            or self._router.ahead(incoming)
        ):
            return False
        self._elsewhere.add(row.chat)  # whatever comes meanwhile waits in the table
        try:
            answered = await self._database.write(
                self._stored_and_answered, row, incoming, now, self._has_room
            )
        except Exception as error:
            if not isinstance(error, inbox.Held | _TakesLonger):
                log.warning("update %s is tried again: %s", row.update_id, describe(error)[:500])
            return False
        finally:
            self._look_again(row.chat)
        if answered is not None:
            self._has_handled(incoming.channel, 1, answered)
        return True

    def _stored_and_answered(
        self, session: Session, row: Inbox, incoming: Incoming, now: datetime, has_room: bool
    ) -> Sequence[NewMessage] | None:
        """Return the messages an update causes; None where it was handled before."""
        if not inbox.add_handled(session, row, now):
            return None
        before = self._router.unlocked(session, incoming) if incoming.button else ()
        if any(map(self._fetching.is_needed, before)):
            raise _TakesLonger
        return self._respond(session, incoming, Before(unlocked=before), has_room)

    async def _work_on(self, rows: Sequence[Inbox]) -> None:
        try:
            incoming, late = _as_one(rows), self._clock() - rows[0].received_at > FETCH_FOR
            if await self._may_fetch(incoming):
                incoming = await self._fetching.fetched(incoming, late)
            unlocked: list[Incoming] = []
            if incoming.button is not None:
                before = await self._database.read(self._router.unlocked, incoming)
                unlocked = [await self._fetching.fetched(earlier, late) for earlier in before]
            await self._handle(rows, incoming, unlocked)
        except _Elsewhere:
            self._leave_elsewhere(rows[0].chat)
        except TryLater as error:
            await self._postpone(rows, error)
        except Exception as error:
            await self._failed(rows, error)

    async def _handle(
        self, rows: Sequence[Inbox], incoming: Incoming, unlocked: Sequence[Incoming]
    ) -> None:
        prepared = None
        if make := self._router.ahead(incoming):
            now = self._clock()
            prepared = await asyncio.to_thread(make, self._database, incoming, now, self._media)
        before = Before(prepared, unlocked)
        messages = await self._database.write(
            self._answered, rows, incoming, before, self._has_room
        )
        self._pass_over(rows)
        self._has_handled(incoming.channel, len(rows), messages)

    def _answered(
        self,
        session: Session,
        rows: Sequence[Inbox],
        incoming: Incoming,
        before: Before,
        has_room: bool,
    ) -> Sequence[NewMessage]:
        """End an update's rows and answer it; raises `_Elsewhere`."""
        if not inbox.finish(session, rows, self._clock()):
            raise _Elsewhere
        return self._respond(session, incoming, before, has_room)

    def _respond(
        self, session: Session, incoming: Incoming, before: Before, has_room: bool
    ) -> Sequence[NewMessage]:
        """Return the messages that the answer put into the outbox, some leased to this process."""
        leases.lease_new(session, has_room)
        self._router.respond(session, incoming, self._clock(), self._media, before)
        erase_unnamed(session, self._media, [incoming, *before.unlocked])
        return outbox.new_messages(session)

    @property
    def _has_room(self) -> bool:
        return self._delivery is not None and self._delivery.has_room

    def _has_handled(self, channel: str, count: int, messages: Sequence[NewMessage]) -> None:
        HANDLED.labels(channel).inc(count)
        if self._delivery is not None:
            self._delivery.hand_over(messages)

    def _pass_over(self, rows: Sequence[Inbox]) -> None:
        """Go on to the next stored update of a chat."""
        stored = self._stored.get(rows[0].chat)
        if stored and stored[0] is rows[0]:
            stored.popleft()
            self._count -= 1
            if not stored:
                del self._stored[rows[0].chat]

    def _leave_elsewhere(self, chat: str) -> None:
        """Leave a chat to the process that has its updates, for a while."""
        self._forget(chat)
        self._elsewhere.add(chat)
        asyncio.get_running_loop().call_later(ELSEWHERE, self._look_again, chat)

    def _look_again(self, chat: str) -> None:
        self._elsewhere.discard(chat)
        self.wake()

    async def _may_fetch(self, incoming: Incoming) -> bool:
        """Return whether the update has pictures or a map link that may be fetched."""
        if not self._fetching.is_needed(incoming):
            return False
        return await self._database.read(self._router.may_fetch, incoming, self._clock())

    async def _postpone(self, rows: Sequence[Inbox], error: TryLater) -> None:
        self._forget(rows[0].chat)
        wait = timedelta(seconds=error.seconds or 5)
        log.info("a picture cannot be fetched yet (%s)", error)
        if not await self._database.write(_put_off, rows, self._clock() + wait):
            self._leave_elsewhere(rows[0].chat)

    async def _failed(self, rows: Sequence[Inbox], error: Exception) -> None:
        """Count the failure; after the last attempt set the update aside and say so."""
        self._forget(rows[0].chat)
        log.error("update %s of %s failed", rows[0].update_id, rows[0].channel, exc_info=error)
        locked = await self._database.write(self._count_failure, rows, describe(error)[:500])
        if not locked:
            self._leave_elsewhere(rows[0].chat)
        elif locked[0].state == "dead":
            SET_ASIDE.labels(locked[0].channel).inc(len(locked))
            if self._delivery is not None:
                self._delivery.look()

    def _count_failure(
        self, session: Session, rows: Sequence[Inbox], error: str
    ) -> Sequence[Inbox]:
        now = self._clock()
        locked = inbox.take(session, rows)
        for row in locked:
            row.attempts += 1
            row.error = error
            row.due_at = now + timedelta(seconds=2**row.attempts)
            if row.attempts >= MOST_ATTEMPTS:
                row.state, row.ended_at = "dead", now
        if locked and locked[0].state == "dead":
            incoming = _as_one(rows)
            if not self._router.may_keep(session, incoming):
                for row in locked:
                    row.payload = None
            self._router.apologise(session, incoming.channel, incoming.chat, now, incoming.thread)
        return locked


def _put_off(session: Session, rows: Sequence[Inbox], until: datetime) -> Sequence[Inbox]:
    locked = inbox.take(session, rows)
    for row in locked:
        row.due_at = until
    return locked


def _as_one(rows: Sequence[Inbox]) -> Incoming:
    """Return the rows as one update: an album has all pictures, and the caption one of them has."""
    parts = [Incoming.model_validate(row.payload) for row in rows]
    if len(parts) == 1:
        return parts[0]
    return parts[0].model_copy(
        update={
            "photos": tuple(photo for part in parts for photo in part.photos),
            "text": "\n".join(part.text for part in parts if part.text),
        }
    )


def _tap(arrived: Incoming | Unparsed) -> Tap | None:
    """Return the key of a tap: the person, the message and the button."""
    if isinstance(arrived, Unparsed) or not (arrived.button and arrived.message and arrived.sender):
        return None
    return arrived.channel, arrived.chat, arrived.sender.id, arrived.message, arrived.button
