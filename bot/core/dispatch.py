"""Inbox → conversation → outbox: one transaction per update, in order inside a chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

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

    async def respond(
        self,
        session: AsyncSession,
        incoming: Incoming,
        now: datetime,
        media: Media,
        ready: Reply | None,
        unlocked: Sequence[Incoming],
    ) -> None:
        """Do what the update asks for, and put the answers into the outbox."""

    async def may_fetch(self, session: AsyncSession, incoming: Incoming, now: datetime) -> bool:
        """Return whether what came is to be fetched and kept."""

    async def unlocked(self, database: Database, incoming: Incoming) -> Sequence[Incoming]:
        """Return what came before consent, if this update is the tap that unlocks it."""

    async def may_keep(self, session: AsyncSession, incoming: Incoming) -> bool:
        """Return whether what could not be handled may be kept to be looked at."""

    async def ahead(
        self, database: Database, incoming: Incoming, now: datetime, media: Media
    ) -> Reply | None:
        """Return what an update asks for that takes long, made before its transaction."""

    async def apologise(
        self,
        session: AsyncSession,
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
            async with self._database.transaction() as session:
                new = await inbox.add(session, rows)
                for each in dead:
                    if each.chat and each.update_id in new:
                        await self._conversation.apologise(session, each.channel, each.chat, now)
        except (SQLAlchemyError, OSError) as error:
            for update in taken:
                self._taps.pop(_tap(update), None)
            raise NotStored(type(error).__name__) from error
        for row in rows:
            RECEIVED.labels(row.channel).inc()
        self.wake()
        if dead:
            self._on_reply()

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
        async with self._database.reading() as session:
            taken = self._elsewhere.union(self._busy)
            found = await inbox.due(session, now, taken, self._free)
            next_due = None if found else await inbox.next_due(session)
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
            before = await self._conversation.unlocked(self._database, incoming)
            unlocked = [await self._fetched(each, late) for each in before]
            await self._handle(rows, incoming, unlocked)
        except TryLater as error:
            await self._postpone(rows, error)
        except Exception as error:
            await self._failed(rows, error)

    async def _handle(
        self, rows: Sequence[Inbox], incoming: Incoming, unlocked: Sequence[Incoming]
    ) -> None:
        ready = await self._conversation.ahead(self._database, incoming, self._clock(), self._media)
        async with self._database.transaction() as session:
            taken = await self._take(session, rows)
            if not taken:
                return
            now = self._clock()
            await self._conversation.respond(session, incoming, now, self._media, ready, unlocked)
            inbox.finish(taken, now)
        HANDLED.labels(incoming.channel).inc(len(rows))
        self._on_reply()

    async def _take(self, session: AsyncSession, rows: Sequence[Inbox]) -> Sequence[Inbox]:
        """The rows, locked; where another process has them, their chat is left to it a while."""
        taken = await inbox.take(session, rows)
        if not taken:
            self._elsewhere.add(rows[0].chat)
            asyncio.get_running_loop().call_later(ELSEWHERE, self._look_again, rows[0].chat)
        return taken

    def _look_again(self, chat: str) -> None:
        self._elsewhere.discard(chat)
        self.wake()

    async def _may_fetch(self, incoming: Incoming) -> bool:
        """Whether there is something to fetch for an update that somebody will look at."""
        pictures = any(photo.key is None and photo.refused is None for photo in incoming.photos)
        if not pictures and not self._links_to_map(incoming):
            return False
        async with self._database.reading() as session:
            return await self._conversation.may_fetch(session, incoming, self._clock())

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
        async with self._database.transaction() as session:
            for row in await self._take(session, rows):
                row.due_at = self._clock() + wait

    async def _failed(self, rows: Sequence[Inbox], error: Exception) -> None:
        """Count the failure; after the last attempt set the update aside and say so."""
        log.error("update %s of %s failed", rows[0].update_id, rows[0].channel, exc_info=error)
        now = self._clock()
        async with self._database.transaction() as session:
            taken = await self._take(session, rows)
            for row in taken:
                row.attempts += 1
                row.error = told(error)[:500]
                row.due_at = now + timedelta(seconds=2**row.attempts)
                if row.attempts >= MOST_ATTEMPTS:
                    row.state, row.ended_at = "dead", now
                    SET_ASIDE.labels(row.channel).inc()
            dead = bool(taken) and taken[0].state == "dead"
            if dead:
                incoming = _as_one(rows)
                if not await self._conversation.may_keep(session, incoming):
                    for row in taken:
                        row.payload = None
                await self._conversation.apologise(
                    session, incoming.channel, incoming.chat, now, incoming.thread
                )
        if dead:
            self._on_reply()


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
