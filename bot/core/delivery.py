"""Send the outbox to the channels: at least once, in order per chat, retried, then given up."""

import asyncio
import logging
import random
from asyncio import get_running_loop
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

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
from bot.core.worker import Worker
from bot.people import queries as people
from db import leases, outbox, queues
from db.engine import Database
from db.faults import DatabaseFault
from db.models import Chat, Outbox
from db.outbox import NewMessage

log = logging.getLogger(__name__)

T = TypeVar("T")
Key = tuple[int, bool]
"""A chat, and whether a patient message goes there: an answer does not wait for that."""

SOON = 0.03
"""Seconds after which a message that has left is marked, if no other transaction came before."""
LONGEST_PAUSE = timedelta(minutes=5)
"""Between two attempts to send a message; until then each pause is twice the one before."""
HEARTBEAT = leases.LEASE / 4
"""How often the leases of what is being sent are renewed."""
MOST_SURPRISES = 5
"""After so many errors that no channel should raise a message is given up."""


class Delivery(Worker[Key]):
    """Sends the waiting messages, one at a time per chat, chats side by side.

    New answers are handed over, leased to this process. The others are leased when they are due.
    What was sent is marked in the next transaction of this process, a moment later at the latest;
    each part of a message before the next one leaves. A crash in between sends that part once
    more. A mark that cannot be written is in the transaction that leases the next rows.
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
        self._marks: deque[outbox.PartlySent | outbox.Sent] = deque()
        self._marker: asyncio.Task[None] | None = None
        self._handed: dict[int, deque[tuple[Outbox, Chat]]] = {}
        self._sending: set[int] = set()
        self._resting: set[int] = set()
        self._renewed = clock()
        self._is_behind = self._has_looked = False
        self._passed_over: set[int] = set()
        """Chats that something was sent to at a look: behind it there may be more."""

    async def recover(self) -> None:
        """Mark the parts that a process sent and could not mark before it died."""
        if self._notes is not None:
            await self._database.write(outbox.note_sent_parts, self._notes.start())

    @property
    def has_room(self) -> bool:
        """Return whether messages that are handed over can be sent at once, ahead of no others."""
        return len(self._busy) + len(self._handed) < self._at_once and not self._is_behind

    def hand_over(self, messages: Sequence[NewMessage]) -> None:
        """Send the messages that are leased to this process, and look for the others."""
        for row, chat in messages:
            if row.claimed_until is None or chat is None:
                self._looks = True
            else:
                self._handed.setdefault(row.chat_id, deque()).append((row, chat))
        if messages:
            self.wake()

    async def take_up(self) -> None:
        """Begin to send what was handed over, and the first due message of each chat."""
        for chat_id in [chat_id for chat_id in self._handed if (chat_id, False) not in self._busy]:
            if self._free > 0:
                self._begin((chat_id, False), self._send_handed(self._handed.pop(chat_id)))
        if self._is_crowded or not self._is_to_look():
            return
        if not self._marks and not await self._anything_due():
            self._is_behind = False
            return
        limit, self._has_looked = self._free, True
        claimed: Sequence[tuple[Outbox, Chat]] = await self._marking(
            self._database.write,
            partial(
                leases.claim,
                now=self._clock(),
                busy={chat_id for chat_id, _ in self._busy} | self._handed.keys(),
                limit=limit,
                patient_limit=self._free_for_the_patient,
                resting=frozenset(self._resting),
            ),
        )
        self._is_behind = len(claimed) >= limit
        self._passed_over |= {chat_id for chat_id, _ in self._busy}
        for row, chat in claimed:
            self._begin((row.chat_id, leases.is_patient(row)), self._send_claimed(row, chat))

    @property
    def _is_crowded(self) -> bool:
        """Return whether there is little room: one look brings many messages, or is put off."""
        if not self._busy:
            return False
        return self._free < (self._at_once // 4 if self._is_behind else 1)

    async def attend(self) -> None:
        """Renew the leases of the rows being sent, so that no other process takes them."""
        now = self._clock()
        if now - self._renewed < HEARTBEAT:
            return
        if row_ids := self._waiting | self._sending | {mark.row_id for mark in self._marks}:
            await self._database.write_first(leases.renew, row_ids, now)
        self._renewed = now

    @property
    def _waiting(self) -> set[int]:
        """The rows that were handed over and not begun."""
        return {row.number for messages in self._handed.values() for row, _ in messages}

    @property
    def _free_for_the_patient(self) -> int:
        """The free places for patient rows: half of all, so that an answer always finds one."""
        return self._at_once // 2 - sum(is_patient for _, is_patient in self._busy)

    async def settle(self, *, looks: bool = True) -> None:
        """Do all the work that is due now, and mark it.

        What is marked just now hides, on PostgreSQL, what waits behind it: then it looks again.
        """
        while True:
            await super().settle(looks=looks)
            await self._mark_now()
            if not (looks and self._looks):
                return

    async def finish(self) -> None:
        """Mark the sent messages, free those that are not begun, and end the notes."""
        await self._mark_now()
        release = partial(leases.release, row_ids=self._waiting)
        await self._marking(self._database.write, release)
        if self._notes is not None:
            self._notes.stop()

    async def _marking(
        self, write: Callable[..., Awaitable[Any]], work: Callable[[Session], T]
    ) -> T:
        """Return what `work` returns, in a transaction that begins with all open marks."""
        marks: list[outbox.PartlySent | outbox.Sent] = []

        def marking(session: Session) -> tuple[T, Sequence[NewMessage]]:
            with suppress(IndexError):
                while True:
                    marks.append(self._marks.popleft())
            outbox.mark(session, marks)
            return work(session), outbox.new_messages(session)

        result: T
        try:
            result, corrections = await write(marking)
        except BaseException:
            self._marks.extendleft(reversed(marks))
            raise
        if self._notes is not None:
            for mark in marks:
                self._notes.forget(mark.row_id)
        self.hand_over(corrections)
        return result

    def _mark(self, mark: outbox.Sent) -> None:
        """Mark a sent message with the next transaction; where that fails, with the next rows."""
        self._marks.append(mark)
        if self._marker is None:
            self._marker = asyncio.create_task(self._mark_soon())

    async def _mark_soon(self) -> None:
        self._has_looked = False
        try:
            await self._marking(partial(self._database.write_soon, within=SOON), lambda _: None)
        except (DatabaseFault, OSError):
            log.exception("%s messages have left, and cannot be marked just now", len(self._marks))
            return
        finally:
            self._marker = None
        if self._has_looked:
            self.look()  # for what was behind them

    async def _mark_now(self) -> None:
        """Have what was sent marked without delay, and wait for it."""
        if (marker := self._marker) is not None:
            await asyncio.sleep(0)  # it has asked for a transaction by then
            self._database.write_now()
            await marker

    async def _anything_due(self) -> bool:
        """Look without the writer's lock, so that an idle process writes nothing."""
        due = await self._database.read(queues.next_due, Outbox)
        return due is not None and due <= self._clock()

    async def _send_claimed(self, row: Outbox, chat: Chat) -> None:
        await self._attempt(row, chat)
        self.look()  # behind it there may be another

    async def _send_handed(self, messages: deque[tuple[Outbox, Chat]]) -> None:
        """Send messages to one chat in order; behind one that has to wait, leave the others."""
        chat_id = messages[0][0].chat_id
        goes_on = True
        while messages and goes_on and not self._stopping:
            goes_on = await self._attempt(*messages.popleft())
        if messages:
            await self._database.write(leases.release, [row.number for row, _ in messages])
        if messages or not goes_on or chat_id in self._passed_over:
            self._passed_over.discard(chat_id)
            self.look()

    async def _attempt(self, row: Outbox, chat: Chat) -> bool:
        """Return whether the next message of the chat may be sent."""
        self._sending.add(row.number)
        try:
            return await self._try(row, chat)
        finally:
            self._sending.discard(row.number)

    async def _try(self, row: Outbox, chat: Chat) -> bool:
        row_id = row.number
        try:
            message = await self._send(row, chat)
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
            return True
        except Exception as error:
            log.exception("message %s: a channel failed in a way it should not", row_id)
            if row.attempts + 1 >= MOST_SURPRISES:
                await self._dead(row_id, chat, type(error).__name__)
                return True
            await self._later(row_id, chat, TryLater(type(error).__name__))
        else:
            SENT.labels(chat.channel).inc()
            sent = outbox.Sent(row_id, message, self._clock())
            if isinstance(message, Message):
                sent = sent._replace(parts=message.parts, captioned=message.captioned)
            self._mark(sent._replace(card=row.payload if row.kind == "card" else None))
            return True
        return False

    async def _rest_chat(self, row_id: int, chat_id: int, seconds: float) -> None:
        """Hold a chat's edits back for a moment: the channel has room for answers only."""
        self._resting.add(chat_id)
        get_running_loop().call_later(seconds, self._go_on, chat_id)
        await self._database.write(leases.release, [row_id])

    def _go_on(self, chat_id: int) -> None:
        self._resting.discard(chat_id)
        self.look()

    async def _send(self, row: Outbox, chat: Chat) -> str:
        channel = self._channels.get(chat.channel)
        if channel is None:
            raise TryLater(
                f"the channel {chat.channel} is not running", LONGEST_PAUSE.total_seconds()
            )
        to = Address(chat=chat.channel_id, thread=chat.thread or None, private=chat.private)
        flags = {"patient": leases.is_patient(row), "captioned": row.captioned}
        reply = Reply.model_validate((row.payload or {}) | flags)
        if reply.photos and self._prepare is not None:
            try:
                await self._prepare(reply.photos)
            except OSError as error:
                raise TryLater(f"a picture cannot be kept ({error.strerror})") from error
        keep, note = partial(self._keep, row.number), partial(self._note, row.number)
        return await channel.send(to, reply, Progress(row.left, keep, note))

    def _note(self, row_id: int, shows: str, ids: Sequence[str]) -> None:
        if self._notes is not None:
            self._notes.write(Note(row_id, shows, ids))

    async def _keep(self, row_id: int, messages: SentMessages) -> None:
        self._marks.append(outbox.PartlySent(row_id, messages))
        try:
            await self._marking(self._database.write_first, lambda _: None)
        except (DatabaseFault, OSError):
            log.exception("a part of message %s has left, and cannot be marked now", row_id)

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
            thread.active = False
            report_ids += outbox.cards_lost(session, thread.number)
            count += outbox.give_up_chat(session, thread.number, why)
        session.flush()
        self._on_unreachable(session, report_ids, self._clock())
        return count

    async def _dead(self, row_id: int, chat: Chat, why: str) -> None:
        await self._database.write(outbox.give_up, row_id, why[:500])
        DEAD.labels(chat.channel).inc()
        log.warning("message %s is a dead letter: %s", row_id, why)


def _put_off(session: Session, row_id: int, error: TryLater, now: datetime) -> None:
    row = session.get_one(Outbox, row_id)
    row.attempts += 1
    row.error, row.claimed_until = str(error)[:500], None
    row.due_at = now + _pause(row.attempts, error.seconds)


def _move(session: Session, row_id: int, chat: Chat, new: str) -> None:
    people.move_chat(session, chat.channel, chat.channel_id, new)
    session.get_one(Outbox, row_id).claimed_until = None


def _pause(attempts: int, seconds: float | None) -> timedelta:
    if seconds is not None:
        return timedelta(seconds=seconds)
    # Spread by a fifth: what one outage has put off does not come back in the same second.
    longest = LONGEST_PAUSE.total_seconds()
    return timedelta(seconds=min(longest, 2 ** min(attempts, 12)) * random.uniform(0.8, 1.2))  # noqa: S311
