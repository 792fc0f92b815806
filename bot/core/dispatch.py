"""Inbox → conversation → outbox: one transaction per update, in order inside a chat."""

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
    Gone,
    Incoming,
    NotStored,
    Photo,
    Reply,
    TooBig,
    TryLater,
    Unparsed,
)
from bot.core.logs import told
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
"""A picture that cannot be fetched in this time is taken for gone, and the person told so."""
ELSEWHERE = 0.2
"""Seconds for which a chat is left alone that another process works on."""


class Answering(Protocol):
    """What the dispatcher needs of whoever answers updates; `bot.router` is it."""

    def respond(
        self,
        session: Session,
        incoming: Incoming,
        now: datetime,
        media: Media,
        ready: Reply | None,
        unlocked: Sequence[Incoming],
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox."""

    def may_fetch(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        """Return whether what came is to be fetched and kept."""

    def unlocked(self, session: Session, incoming: Incoming) -> Sequence[Incoming]:
        """Return what came before consent, if this update is the tap that unlocks it."""

    def may_keep(self, session: Session, incoming: Incoming) -> bool:
        """Return whether what could not be handled may be kept to be looked at."""

    def takes_long(self, incoming: Incoming) -> bool:
        """Return whether something is to be made `ahead` of the update's transaction."""

    def ahead(
        self, database: Database, incoming: Incoming, now: datetime, media: Media
    ) -> Reply | None:
        """Return what an update asks for that takes long, made before its transaction."""

    def apologise(
        self,
        session: Session,
        channel: str,
        chat: str,
        now: datetime,
        thread: str | None = None,
    ) -> None:
        """Tell a chat that what it sent could not be handled."""


class Dispatcher(Worker[str]):
    """Stores what arrives and has it handled: different chats side by side, each in order.

    Handling is two steps. The pictures are fetched first, and what takes long is made, with no
    transaction open, since a network can take its time; then one transaction holds all that the
    update changes, the messages it causes, and the end of its inbox row. What came before consent
    is fetched for with the tap that agrees.
    """

    def __init__(
        self,
        database: Database,
        conversation: Answering,
        media: Media,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        on_reply: Callable[[], None] = lambda: None,
        at_once: int = 16,
        links: MapLinks | None = None,
    ) -> None:
        super().__init__(at_once)
        self._database, self._conversation, self._media = database, conversation, media
        self._channels = channels
        self._clock, self._on_reply, self._links = clock, on_reply, links
        self._elsewhere: set[str] = set()
        self._taps: dict[Tap | None, datetime] = {}

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        """Store what arrived; see `bot.core.events.Intake`."""
        now = self._clock()
        taken = self._without_second_taps(arrived, now)
        rows = [self._row(each, now) for each in taken]
        dead = [each for each in taken if isinstance(each, Unparsed)]
        try:
            await self._database.write(self._store, rows, dead, now)
        except (SQLAlchemyError, OSError) as error:
            for update in taken:
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
                self._conversation.apologise(session, update.channel, update.chat, now)

    def _without_second_taps(
        self, arrived: Sequence[Incoming | Unparsed], now: datetime
    ) -> Sequence[Incoming | Unparsed]:
        """What arrived, but for a button that the same person pressed just before.

        Known in memory alone: what is lost with it is that of the last second.
        """
        self._taps = {tap: at for tap, at in self._taps.items() if now - at < SECOND_TAP}
        taken = []
        for each in arrived:
            tap = _tap(each)
            if tap is None or tap not in self._taps:
                taken.append(each)
            if tap is not None:
                self._taps.setdefault(tap, now)
        return taken

    def _row(self, each: Incoming | Unparsed, now: datetime) -> Inbox:
        row = Inbox(
            channel=each.channel,
            update_id=each.update_id,
            chat=f"{each.channel}:{each.chat or each.update_id}",
            sequence=each.sequence,
            received_at=now,
            due_at=now,
        )
        if isinstance(each, Unparsed):
            log.warning(
                "update %s of %s cannot be read: %s", each.update_id, each.channel, each.error
            )
            row.state, row.error, row.ended_at = "dead", each.error, now
            row.payload = {"raw": each.raw}
            SET_ASIDE.labels(each.channel).inc()
            return row
        row.payload = each.model_dump(mode="json", exclude_defaults=True)
        if each.album:
            row.album, row.due_at = each.album, now + ALBUM_WAIT
        return row

    async def take_up(self) -> timedelta:
        """Begin the chats whose first update is due."""
        if not self._free:
            return LOOK_AGAIN
        now = self._clock()
        taken = self._elsewhere.union(self._busy)
        found = await self._database.read(inbox.due, now, taken, self._free)
        next_due = None if found else await self._database.read(inbox.next_due)
        for rows in found:
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
                before = await self._database.read(self._conversation.unlocked, incoming)
                unlocked = [await self._fetched(earlier, late) for earlier in before]
            await self._handle(rows, incoming, unlocked)
        except TryLater as error:
            await self._postpone(rows, error)
        except Exception as error:
            await self._failed(rows, error)

    async def _handle(
        self, rows: Sequence[Inbox], incoming: Incoming, unlocked: Sequence[Incoming]
    ) -> None:
        ready = None
        if self._conversation.takes_long(incoming):
            ready = await asyncio.to_thread(
                self._conversation.ahead, self._database, incoming, self._clock(), self._media
            )
        if await self._database.write(self._answered, rows, incoming, ready, unlocked):
            HANDLED.labels(incoming.channel).inc(len(rows))
            self._on_reply()
        else:
            self._leave_elsewhere(rows[0].chat)

    def _answered(
        self,
        session: Session,
        rows: Sequence[Inbox],
        incoming: Incoming,
        ready: Reply | None,
        unlocked: Sequence[Incoming],
    ) -> bool:
        """Answer an update, and end its rows; false where another process has them."""
        taken = inbox.take(session, rows)
        if taken:
            now = self._clock()
            self._conversation.respond(session, incoming, now, self._media, ready, unlocked)
            inbox.finish(taken, now)
        return bool(taken)

    def _leave_elsewhere(self, chat: str) -> None:
        """Leave a chat to the process that has its updates, for a while."""
        self._elsewhere.add(chat)
        asyncio.get_running_loop().call_later(ELSEWHERE, self._look_again, chat)

    def _look_again(self, chat: str) -> None:
        self._elsewhere.discard(chat)
        self.wake()

    async def _may_fetch(self, incoming: Incoming) -> bool:
        """Whether there is something to fetch for an update that somebody will look at."""
        pictures = any(photo.key is None and photo.refused is None for photo in incoming.photos)
        if not pictures and not self._links_to_map(incoming):
            return False
        return await self._database.read(self._conversation.may_fetch, incoming, self._clock())

    def _links_to_map(self, incoming: Incoming) -> bool:
        return self._links is not None and incoming.addressed and self._links.opens(incoming.text)

    async def _fetched(self, incoming: Incoming, late: bool) -> Incoming:
        """The same, with its pictures in the media store, and with a short link of a map as one
        that tells the position (a network too)."""
        channel = self._channels[incoming.channel]
        photos = tuple([await self._kept(channel, photo, late) for photo in incoming.photos])
        text = incoming.text
        if self._links is not None and self._links_to_map(incoming):
            text = await self._links.opened(text)
        return incoming.model_copy(update={"photos": photos, "text": text})

    async def _kept(self, channel: Channel, photo: Photo, late: bool) -> Photo:
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
        except Gone:
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
        taken = await self._database.write(self._count_failure, rows, told(error)[:500])
        if not taken:
            self._leave_elsewhere(rows[0].chat)
        elif taken[0].state == "dead":
            SET_ASIDE.labels(taken[0].channel).inc(len(taken))
            self._on_reply()

    def _count_failure(
        self, session: Session, rows: Sequence[Inbox], error: str
    ) -> Sequence[Inbox]:
        now = self._clock()
        taken = inbox.take(session, rows)
        for row in taken:
            row.attempts += 1
            row.error = error
            row.due_at = now + timedelta(seconds=2**row.attempts)
            if row.attempts >= MOST_ATTEMPTS:
                row.state, row.ended_at = "dead", now
        if taken and taken[0].state == "dead":
            incoming = _as_one(rows)
            if not self._conversation.may_keep(session, incoming):
                for row in taken:
                    row.payload = None
            self._conversation.apologise(
                session, incoming.channel, incoming.chat, now, incoming.thread
            )
        return taken


def _put_off(session: Session, rows: Sequence[Inbox], until: datetime) -> Sequence[Inbox]:
    taken = inbox.take(session, rows)
    for row in taken:
        row.due_at = until
    return taken


def _as_one(rows: Sequence[Inbox]) -> Incoming:
    """One update, or the parts of an album as one: all pictures, the caption one of them has."""
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
    """Which button of which message a person pressed."""
    if isinstance(arrived, Unparsed) or not (arrived.button and arrived.message and arrived.sender):
        return None
    return arrived.channel, arrived.chat, arrived.sender.id, arrived.message, arrived.button
