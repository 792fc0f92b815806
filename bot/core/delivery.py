"""Outbox → channel: at least once, in order per chat, retried with backoff; dead letters kept."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.events import Address, Blocked, Channel, Message, Moved, Reply, TryLater, Unsendable
from bot.core.metrics import DEAD, RETRIED, SENT
from bot.core.worker import LOOK_AGAIN, Worker
from bot.people import queries as people
from db import outbox
from db.engine import Database
from db.models import Chat, Outbox

log = logging.getLogger(__name__)

DIGEST = "digest"
LONGEST_PAUSE = timedelta(minutes=5)
MOST_SURPRISES = 5
"""An error that no channel should raise is tried this often, then the message is given up."""


class Delivery(Worker[int]):
    """Sends what waits in the outbox, one message at a time per chat, chats side by side.

    A row is leased, sent, and marked; a crash between the last two sends it once more. What was
    sent is marked in the transaction that leases what comes next.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        on_unreachable: Callable[[AsyncSession, Sequence[int], datetime], Awaitable[None]],
        at_once: int = 64,
        prepare: Callable[[Sequence[str]], Awaitable[None]] | None = None,
    ) -> None:
        """`prepare` is given the media keys of a reply's pictures before it is sent: what is
        drawn only when somebody wants it is drawn then, outside of any transaction."""
        super().__init__(at_once)
        self._database, self._channels, self._prepare = database, channels, prepare
        self._clock, self._on_unreachable = clock, on_unreachable
        self._sent: list[outbox.Sent] = []
        self._digests: set[int] = set()
        self._told = False

    def wake(self) -> None:
        """Something was put into the outbox, or a message has left."""
        self._told = True
        super().wake()

    async def take_up(self) -> timedelta:
        """Mark what was sent, and begin to send the first message of each chat that is due."""
        if self._told or self._sent or await self._anything_due():
            self._told, sent = False, list(self._sent)
            async with self._database.transaction() as session:
                await outbox.mark_sent(session, sent)
                claimed = await outbox.claim(
                    session, self._clock(), set(self._busy), self._free, self._free_for_digests
                )
            del self._sent[: len(sent)]
            for row, chat in claimed:
                if row.kind == DIGEST:
                    self._digests.add(row.chat_id)
                self._begin(row.chat_id, self._attempt(row, chat))
        return LOOK_AGAIN

    @property
    def _free_for_digests(self) -> int:
        """They have half of the places, so that whoever is answered meanwhile finds one free."""
        self._digests &= self._busy.keys()
        return self._at_once // 2 - len(self._digests)

    async def finish(self) -> None:
        """Mark what was sent."""
        async with self._database.transaction() as session:
            await outbox.mark_sent(session, self._sent)

    async def _anything_due(self) -> bool:
        """Looked up without the writer's lock, so that an idle process writes nothing."""
        async with self._database.reading() as session:
            due = await outbox.next_due(session)
        return due is not None and due <= self._clock()

    async def _attempt(self, row: Outbox, chat: Chat) -> None:
        assert row.id is not None
        try:
            message = await self._send(row, chat)
        except TryLater as error:
            await self._later(row.id, chat, error)
        except Moved as error:
            await self._moved(row.id, chat, error.chat)
        except Blocked as error:
            await self._blocked(chat, str(error))
        except Unsendable as error:
            await self._dead(row.id, chat, str(error))
        except Exception as error:
            log.exception("message %s: a channel failed in a way it should not", row.id)
            if row.attempts + 1 >= MOST_SURPRISES:
                await self._dead(row.id, chat, type(error).__name__)
            else:
                await self._later(row.id, chat, TryLater(type(error).__name__))
        else:
            self._sent.append(outbox.Sent(row.id, message, self._clock(), _parts(message)))
            SENT.labels(chat.channel).inc()

    async def _send(self, row: Outbox, chat: Chat) -> str:
        channel = self._channels.get(chat.channel)
        if channel is None:
            raise TryLater(
                f"the channel {chat.channel} is not running", LONGEST_PAUSE.total_seconds()
            )
        to = Address(chat=chat.channel_id, thread=chat.thread or None, private=chat.private)
        reply = Reply.model_validate(row.payload)
        if row.kind == DIGEST:
            reply = reply.model_copy(update={"patient": True})
        if reply.photos and self._prepare is not None:
            try:
                await self._prepare(reply.photos)
            except OSError as error:
                raise TryLater(f"a picture cannot be kept ({error.strerror})") from error
        return await channel.send(to, reply)

    async def _later(self, row_id: int, chat: Chat, error: TryLater) -> None:
        """Put it off: as long as the channel says, else twice as long as the last time."""
        async with self._database.transaction() as session:
            row = await outbox.get(session, row_id)
            row.attempts += 1
            row.error, row.claimed_until = str(error)[:500], None
            row.due_at = self._clock() + _pause(row.attempts, error.seconds)
        RETRIED.labels(chat.channel).inc()
        log.info("message %s is tried again: %s", row_id, error)

    async def _moved(self, row_id: int, chat: Chat, new: str) -> None:
        async with self._database.transaction() as session:
            await people.move_chat(session, chat.channel, chat.channel_id, new)
            row = await outbox.get(session, row_id)
            row.claimed_until = None

    async def _blocked(self, chat: Chat, why: str) -> None:
        """Nothing reaches that chat: its notices stop until it is heard of again."""
        async with self._database.transaction() as session:
            lost: list[int] = []
            for thread in await people.threads(session, chat.channel, chat.channel_id):
                assert thread.id is not None
                thread.active = False
                lost += await outbox.cards_lost(session, thread.id)
                gone = await outbox.give_up_chat(session, thread.id, why[:500])
                DEAD.labels(chat.channel).inc(gone)
            await session.flush()
            await self._on_unreachable(session, lost, self._clock())
        log.info("chat %s cannot be reached: its notices are switched off", chat.id)

    async def _dead(self, row_id: int, chat: Chat, why: str) -> None:
        async with self._database.transaction() as session:
            row = await outbox.get(session, row_id)
            outbox.give_up(row, why[:500])
        DEAD.labels(chat.channel).inc()
        log.warning("message %s is a dead letter: %s", row_id, why)


def _parts(message: str) -> tuple[str, ...]:
    return message.parts if isinstance(message, Message) else ()


def _pause(attempts: int, told: float | None) -> timedelta:
    if told is not None:
        return timedelta(seconds=told)
    longest = LONGEST_PAUSE.total_seconds()
    return timedelta(seconds=min(longest, 2 ** min(attempts, 12)) * random.uniform(0.8, 1.2))  # noqa: S311
