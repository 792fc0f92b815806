"""Send the outbox to the channels: at least once, in order per chat, retried, then given up."""

from __future__ import annotations

import logging
import random
from asyncio import get_running_loop
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.core.events import (
    Address,
    Blocked,
    Channel,
    Message,
    Moved,
    NotNow,
    Progress,
    Reply,
    SentMessages,
    TryLater,
    Unsendable,
)
from bot.core.metrics import DEAD, RETRIED, SENT
from bot.core.notes import Note, Notes
from bot.core.worker import LOOK_AGAIN, Worker
from bot.people import queries as people
from db import leases, outbox
from db.engine import Database
from db.models import Chat, Outbox

log = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE = timedelta(minutes=5)
HEARTBEAT = leases.LEASE / 4
"""How often the leases of what is being sent are renewed."""
MOST_SURPRISES = 5
"""After so many errors that no channel should raise a message is given up."""


class Delivery(Worker[int]):
    """Sends the waiting messages, one at a time per chat, chats side by side.

    A row is leased, sent, and each part of it marked at once, ahead of other writers; a crash in
    between sends that part once more. A mark that cannot be written is in the transaction that
    leases the next rows.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        on_unreachable: Callable[[Session, Sequence[int], datetime], None],
        at_once: int = 64,
        prepare: Callable[[Sequence[str]], Awaitable[None]] | None = None,
        notes: Notes | None = None,
    ) -> None:
        """`prepare` is given the media keys of a reply's pictures before it is sent, to draw those
        that are drawn on demand, outside of any transaction. In `notes` the sent parts outlive the
        process until they are marked."""
        super().__init__(at_once)
        self._database, self._channels, self._prepare = database, channels, prepare
        self._clock, self._on_unreachable = clock, on_unreachable
        self._notes = notes
        self._marks: list[outbox.PartlySent | outbox.Sent] = []
        self._sending: dict[int, int] = {}
        self._patient: set[int] = set()
        self._resting: set[int] = set()
        self._renewed = clock()
        self._is_woken = False

    async def recover(self) -> None:
        """Mark the parts that a process sent and could not mark before it died."""
        if self._notes is not None:
            await self._database.write(outbox.note_sent_parts, self._notes.start())

    def wake(self) -> None:
        """Look for due messages: the outbox has a new one, or one was sent."""
        self._is_woken = True
        super().wake()

    async def take_up(self) -> timedelta:
        """Mark sent messages, and begin to send the first due message of each chat."""
        if self._is_woken or self._marks or await self._anything_due():
            self._is_woken = False
            claimed: Sequence[tuple[Outbox, Chat]] = await self._marking(
                self._database.write,
                partial(
                    leases.claim,
                    now=self._clock(),
                    busy=set(self._busy),
                    limit=self._free,
                    patient_limit=self._free_for_the_patient,
                    resting=frozenset(self._resting),
                ),
            )
            for row, chat in claimed:
                if leases.is_patient(row):
                    self._patient.add(row.chat_id)
                self._begin(row.chat_id, self._attempt(row, chat))
        return LOOK_AGAIN

    async def attend(self) -> None:
        """Renew the leases of the rows being sent, so that no other process takes them."""
        now = self._clock()
        if self._sending and now - self._renewed >= HEARTBEAT:
            await self._database.write_first(leases.renew, tuple(self._sending.values()), now)
            self._renewed = now

    @property
    def _free_for_the_patient(self) -> int:
        """The free places for patient rows: half of all, so that an answer always finds one."""
        self._patient &= self._busy.keys()
        return self._at_once // 2 - len(self._patient)

    async def finish(self) -> None:
        """Mark the sent messages, and end the notes."""
        await self._marking(self._database.write, lambda _: None)
        if self._notes is not None:
            self._notes.stop()

    async def _marking(self, write: Callable[..., Awaitable[T]], work: Callable[[Session], T]) -> T:
        """Return what `work` returns, in a transaction that begins with all open marks."""
        marks = list(self._marks)

        def marking(session: Session) -> T:
            outbox.mark(session, marks)
            return work(session)

        result = await write(marking)
        self._marks = [mark for mark in self._marks if mark not in marks]
        if self._notes is not None:
            for mark in marks:
                self._notes.forget(mark.row_id)
        return result

    async def _mark(self, mark: outbox.PartlySent | outbox.Sent) -> None:
        """Mark a sent message ahead of other writers; where that fails, with the next rows."""
        self._marks.append(mark)
        try:
            await self._marking(self._database.write_first, lambda _: None)
        except (SQLAlchemyError, OSError):
            log.exception("message %s has left, and cannot be marked just now", mark.row_id)

    async def _anything_due(self) -> bool:
        """Look without the writer's lock, so that an idle process writes nothing."""
        due = await self._database.read(outbox.next_due)
        return due is not None and due <= self._clock()

    async def _attempt(self, row: Outbox, chat: Chat) -> None:
        assert row.id is not None
        self._sending[row.chat_id] = row.id
        try:
            await self._try(row.id, row, chat)
        finally:
            del self._sending[row.chat_id]

    async def _try(self, row_id: int, row: Outbox, chat: Chat) -> None:
        try:
            message = await self._send(row_id, row, chat)
        except NotNow as error:
            await self._rest_chat(row_id, row.chat_id, error.seconds or 0)
        except TryLater as error:
            await self._later(row_id, chat, error)
        except Moved as error:
            await self._database.write(_move, row_id, chat, error.chat)
        except Blocked as error:
            await self._blocked(chat, str(error))
        except Unsendable as error:
            await self._dead(row_id, chat, str(error))
        except Exception as error:
            log.exception("message %s: a channel failed in a way it should not", row_id)
            if row.attempts + 1 >= MOST_SURPRISES:
                await self._dead(row_id, chat, type(error).__name__)
            else:
                await self._later(row_id, chat, TryLater(type(error).__name__))
        else:
            SENT.labels(chat.channel).inc()
            details = (message.parts, message.captioned) if isinstance(message, Message) else ()
            await self._mark(outbox.Sent(row_id, message, self._clock(), *details))

    async def _rest_chat(self, row_id: int, chat_id: int, seconds: float) -> None:
        """Hold a chat's edits back for a moment: the channel has room for answers only."""
        self._resting.add(chat_id)
        get_running_loop().call_later(seconds, self._go_on, chat_id)
        await self._database.write(leases.release, row_id)

    def _go_on(self, chat_id: int) -> None:
        self._resting.discard(chat_id)
        self.wake()

    async def _send(self, row_id: int, row: Outbox, chat: Chat) -> str:
        channel = self._channels.get(chat.channel)
        if channel is None:
            raise TryLater(
                f"the channel {chat.channel} is not running", LONGEST_PAUSE.total_seconds()
            )
        to = Address(chat=chat.channel_id, thread=chat.thread or None, private=chat.private)
        reply = Reply.model_validate(row.payload)
        flags = {"patient": leases.is_patient(row), "captioned": row.captioned}
        reply = reply.model_copy(update=flags)
        if reply.photos and self._prepare is not None:
            try:
                await self._prepare(reply.photos)
            except OSError as error:
                raise TryLater(f"a picture cannot be kept ({error.strerror})") from error
        keep, note = partial(self._keep, row_id), partial(self._note, row_id)
        return await channel.send(to, reply, Progress(row.left, keep, note))

    def _note(self, row_id: int, shows: str, ids: Sequence[str]) -> None:
        if self._notes is not None:
            self._notes.write(Note(row_id, shows, ids))

    async def _keep(self, row_id: int, messages: SentMessages) -> None:
        await self._mark(outbox.PartlySent(row_id, messages))

    async def _later(self, row_id: int, chat: Chat, error: TryLater) -> None:
        """Put a message off: as long as the channel says, else twice as long as the last time."""
        await self._database.write(_put_off, row_id, error, self._clock())
        RETRIED.labels(chat.channel).inc()
        log.info("message %s is tried again: %s", row_id, error)

    async def _blocked(self, chat: Chat, why: str) -> None:
        """Switch an unreachable chat's notices off until a person writes there again."""
        count = await self._database.write(self._give_up, chat, why[:500])
        DEAD.labels(chat.channel).inc(count)
        log.info("chat %s cannot be reached: its notices are switched off", chat.id)

    def _give_up(self, session: Session, chat: Chat, why: str) -> int:
        """Switch the chat's notices off; returns how many messages were given up."""
        report_ids: list[int] = []
        count = 0
        for thread in people.threads(session, chat.channel, chat.channel_id):
            assert thread.id is not None
            thread.active = False
            report_ids += outbox.cards_lost(session, thread.id)
            count += outbox.give_up_chat(session, thread.id, why)
        session.flush()
        self._on_unreachable(session, report_ids, self._clock())
        return count

    async def _dead(self, row_id: int, chat: Chat, why: str) -> None:
        await self._database.write(outbox.give_up, row_id, why[:500])
        DEAD.labels(chat.channel).inc()
        log.warning("message %s is a dead letter: %s", row_id, why)


def _put_off(session: Session, row_id: int, error: TryLater, now: datetime) -> None:
    row = outbox.get(session, row_id)
    row.attempts += 1
    row.error, row.claimed_until = str(error)[:500], None
    row.due_at = now + _pause(row.attempts, error.seconds)


def _move(session: Session, row_id: int, chat: Chat, new: str) -> None:
    people.move_chat(session, chat.channel, chat.channel_id, new)
    outbox.get(session, row_id).claimed_until = None


def _pause(attempts: int, seconds: float | None) -> timedelta:
    if seconds is not None:
        return timedelta(seconds=seconds)
    longest = LONGEST_PAUSE.total_seconds()
    return timedelta(seconds=min(longest, 2 ** min(attempts, 12)) * random.uniform(0.8, 1.2))  # noqa: S311
