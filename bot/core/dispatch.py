"""Inbox → router → outbox: one transaction per update, in order inside a chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.city.map_links import MapLinks
from bot.core.events import (
    Channel,
    FileGone,
    Incoming,
    NotStored,
    Photo,
    Reply,
    TooBig,
    TryLater,
    Unparsed,
)
from bot.core.logs import describe
from bot.core.media import Media, NotAPicture
from bot.core.metrics import HANDLED, RECEIVED, SET_ASIDE
from bot.core.worker import LOOK_AGAIN, Worker
from db import inbox
from db.engine import Database
from db.models import Inbox

log = logging.getLogger(__name__)

Tap = tuple[str, ...]

ALBUM_WAIT = timedelta(seconds=1)
"""The parts of an album come one by one and none says it is the last: wait this long for more."""
SECOND_TAP = timedelta(seconds=1)
"""Within this time one button of one message counts once for one person."""
MOST_ATTEMPTS = 3
FETCH_FOR = timedelta(minutes=2)
"""A picture that cannot be fetched in this time counts as gone, and the person is told so."""
ELSEWHERE = 0.2
"""Seconds for which a chat that another process works on is left alone."""


class Answering(Protocol):
    """The interface between the dispatcher and `bot.router`, which answers updates."""

    def respond(
        self,
        session: Session,
        incoming: Incoming,
        now: datetime,
        media: Media,
        prepared: Reply | None,
        unlocked: Sequence[Incoming],
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox."""

    def may_fetch(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        """Return whether the update's pictures and links may be fetched and kept."""

    def unlocked(self, session: Session, incoming: Incoming) -> Sequence[Incoming]:
        """Return the messages sent before consent, if this update is the tap that unlocks them."""

    def may_keep(self, session: Session, incoming: Incoming) -> bool:
        """Return whether an update that failed may be kept for inspection."""

    def takes_long(self, incoming: Incoming) -> bool:
        """Return whether `ahead` has something to make for the update."""

    def ahead(
        self, database: Database, incoming: Incoming, now: datetime, media: Media
    ) -> Reply | None:
        """Make what the update asks for and takes long, before its transaction."""

    def apologise(
        self,
        session: Session,
        channel: str,
        chat: str,
        now: datetime,
        thread: str | None = None,
    ) -> None:
        """Tell a chat that its update could not be handled."""


class Dispatcher(Worker[str]):
    """Stores arriving updates and has them handled: chats side by side, each in order.

    Handling is two steps. First pictures are fetched and slow replies made, with no transaction
    open; then one transaction holds all that the update changes, the messages it causes, and the
    end of its inbox row. Pictures sent before consent are fetched with the tap that agrees.
    """

    def __init__(
        self,
        database: Database,
        router: Answering,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        on_reply: Callable[[], None] = lambda: None,
        at_once: int = 16,
        links: MapLinks | None = None,
    ) -> None:
        super().__init__(at_once)
        self._database, self._router, self._media = database, router, media
        self._channels = channels
        self._clock, self._on_reply, self._links = clock, on_reply, links
        self._elsewhere: set[str] = set()
        self._taps: dict[Tap | None, datetime] = {}

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        """Store arriving updates; see `bot.core.events.Intake`."""
        now = self._clock()
        updates = self._without_second_taps(arrived, now)
        rows = [self._row(update, now) for update in updates]
        dead = [update for update in updates if isinstance(update, Unparsed)]
        try:
            await self._database.write(self._store, rows, dead, now)
        except (SQLAlchemyError, OSError) as error:
            for update in updates:
                self._taps.pop(_tap(update), None)
            raise NotStored(type(error).__name__) from error
        for row in rows:
            RECEIVED.labels(row.channel).inc()
        self.wake()
        if dead:
            self._on_reply()

    def _store(
        self, session: Session, rows: Sequence[Inbox], dead: Sequence[Unparsed], now: datetime
    ) -> None:
        new = inbox.add(session, rows)
        for update in dead:
            if update.chat and update.update_id in new:
                self._router.apologise(session, update.channel, update.chat, now)

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

    async def take_up(self) -> timedelta:
        """Begin the chats whose first update is due."""
        if not self._free:
            return LOOK_AGAIN
        now = self._clock()
        busy = self._elsewhere.union(self._busy)
        chats = await self._database.read(inbox.due, now, busy, self._free)
        next_due = None if chats else await self._database.read(inbox.next_due)
        for rows in chats:
            self._begin(rows[0].chat, self._work_on(rows))
        if next_due is None or next_due <= now:
            return LOOK_AGAIN
        return min(next_due - now, LOOK_AGAIN)

    async def _work_on(self, rows: Sequence[Inbox]) -> None:
        try:
            incoming, late = _as_one(rows), self._clock() - rows[0].received_at > FETCH_FOR
            if await self._may_fetch(incoming):
                incoming = await self._fetched(incoming, late)
            unlocked: list[Incoming] = []
            if incoming.button is not None:
                before = await self._database.read(self._router.unlocked, incoming)
                unlocked = [await self._fetched(earlier, late) for earlier in before]
            await self._handle(rows, incoming, unlocked)
        except TryLater as error:
            await self._postpone(rows, error)
        except Exception as error:
            await self._failed(rows, error)

    async def _handle(
        self, rows: Sequence[Inbox], incoming: Incoming, unlocked: Sequence[Incoming]
    ) -> None:
        prepared = None
        if self._router.takes_long(incoming):
            prepared = await asyncio.to_thread(
                self._router.ahead, self._database, incoming, self._clock(), self._media
            )
        if await self._database.write(self._answered, rows, incoming, prepared, unlocked):
            HANDLED.labels(incoming.channel).inc(len(rows))
            self._on_reply()
        else:
            self._leave_elsewhere(rows[0].chat)

    def _answered(
        self,
        session: Session,
        rows: Sequence[Inbox],
        incoming: Incoming,
        prepared: Reply | None,
        unlocked: Sequence[Incoming],
    ) -> bool:
        """Answer an update, and end its rows; false where another process has them."""
        locked = inbox.take(session, rows)
        if locked:
            now = self._clock()
            self._router.respond(session, incoming, now, self._media, prepared, unlocked)
            inbox.finish(locked, now)
        return bool(locked)

    def _leave_elsewhere(self, chat: str) -> None:
        """Leave a chat to the process that has its updates, for a while."""
        self._elsewhere.add(chat)
        asyncio.get_running_loop().call_later(ELSEWHERE, self._look_again, chat)

    def _look_again(self, chat: str) -> None:
        self._elsewhere.discard(chat)
        self.wake()

    async def _may_fetch(self, incoming: Incoming) -> bool:
        """Return whether the update has pictures or a map link that may be fetched."""
        pictures = any(photo.key is None and photo.refused is None for photo in incoming.photos)
        if not pictures and not self._links_to_map(incoming):
            return False
        return await self._database.read(self._router.may_fetch, incoming, self._clock())

    def _links_to_map(self, incoming: Incoming) -> bool:
        return self._links is not None and incoming.addressed and self._links.opens(incoming.text)

    async def _fetched(self, incoming: Incoming, late: bool) -> Incoming:
        """Return the update with its pictures in the media store and short map links resolved."""
        channel = self._channels[incoming.channel]
        photos = [await self._stored_photo(channel, photo, late) for photo in incoming.photos]
        text = incoming.text
        if self._links is not None and self._links_to_map(incoming):
            text = await self._links.opened(text)
        return incoming.model_copy(update={"photos": tuple(photos), "text": text})

    async def _stored_photo(self, channel: Channel, photo: Photo, late: bool) -> Photo:
        if photo.refused or (photo.key and self._media.renew(photo.key)):
            return photo
        if photo.key:  # erased since it came
            return photo.model_copy(update={"key": None, "refused": "gone"})
        try:
            data = await channel.fetch(photo.ref)
            key = await asyncio.to_thread(self._media.add_picture, data)
        except TooBig:
            return photo.model_copy(update={"refused": "too_big"})
        except NotAPicture:
            return photo.model_copy(update={"refused": "not_a_picture"})
        except FileGone:
            return photo.model_copy(update={"refused": "gone"})
        except TryLater:
            if not late:
                raise
            return photo.model_copy(update={"refused": "gone"})
        return photo.model_copy(update={"key": key})

    async def _postpone(self, rows: Sequence[Inbox], error: TryLater) -> None:
        wait = timedelta(seconds=error.seconds or 5)
        log.info("a picture cannot be fetched yet (%s)", error)
        if not await self._database.write(_put_off, rows, self._clock() + wait):
            self._leave_elsewhere(rows[0].chat)

    async def _failed(self, rows: Sequence[Inbox], error: Exception) -> None:
        """Count the failure; after the last attempt set the update aside and say so."""
        log.error("update %s of %s failed", rows[0].update_id, rows[0].channel, exc_info=error)
        locked = await self._database.write(self._count_failure, rows, describe(error)[:500])
        if not locked:
            self._leave_elsewhere(rows[0].chat)
        elif locked[0].state == "dead":
            SET_ASIDE.labels(locked[0].channel).inc(len(locked))
            self._on_reply()

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
