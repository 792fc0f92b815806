"""Outbox → channel: at least once, in order per chat, retried with backoff; dead letters kept."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.events import Address, Blocked, Channel, Moved, Reply, TryLater, Unsendable
from bot.metrics import DEAD, RETRIED, SENT
from db import outbox, people
from db.engine import Database
from db.models import Chat, Outbox

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(minutes=5)
LOOK_AGAIN = timedelta(seconds=1)
"""How often to look for what another process has put into the outbox."""
MOST_SURPRISES = 5
"""An error that no channel should raise is tried this often, then the message is given up."""


class Delivery:
    """Sends what waits in the outbox, one message at a time per chat, chats side by side.

    A row is leased, sent, and marked; a crash between the last two sends it once more.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        workers: int = 64,
    ) -> None:
        self._database, self._channels = database, channels
        self._clock, self._workers = clock, workers
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Send what waits, until cancelled; what is on its way then is finished first."""
        try:
            while True:
                self._woken.clear()
                try:
                    pause = await self._start_due()
                except (SQLAlchemyError, OSError):
                    log.exception("the outbox cannot be read; trying again")
                    pause = LOOK_AGAIN
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), pause.total_seconds())
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def settle(self) -> None:
        """Send all that is due now, and return when it is done."""
        await self._start_due()
        while self._busy:
            await asyncio.gather(*self._busy.values())
            await self._start_due()

    async def _start_due(self) -> timedelta:
        free = self._workers - len(self._busy)
        if not free or not await self._anything_due():
            return LOOK_AGAIN
        async with self._database.transaction() as session:
            claimed = await outbox.claim(session, self._clock(), set(self._busy), free)
        for row, chat in claimed:
            self._busy[row.chat_id] = asyncio.create_task(self._deliver(row, chat))
        return LOOK_AGAIN

    async def _anything_due(self) -> bool:
        """Looked up without the writer's lock, so that an idle process writes nothing."""
        async with self._database.reading() as session:
            due = await outbox.next_due(session)
        return due is not None and due <= self._clock()

    async def _deliver(self, row: Outbox, chat: Chat) -> None:
        try:
            await self._attempt(row, chat)
        except Exception:
            log.exception("message %s could not be marked; its lease runs out by itself", row.id)
        finally:
            del self._busy[row.chat_id]
            self.wake()

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
            await self._sent(row.id, chat, message)

    async def _send(self, row: Outbox, chat: Chat) -> str:
        channel = self._channels.get(chat.channel)
        if channel is None:
            raise TryLater(
                f"the channel {chat.channel} is not running", LONGEST_PAUSE.total_seconds()
            )
        to = Address(chat=chat.channel_id, thread=chat.thread or None, private=chat.private)
        return await channel.send(to, Reply.model_validate(row.payload))

    async def _sent(self, row_id: int, chat: Chat, message: str) -> None:
        async with self._database.transaction() as session:
            row = await outbox.get(session, row_id)
            row.state, row.message, row.error = "sent", message, None
            row.sent_at, row.claimed_until = self._clock(), None
        SENT.labels(chat.channel).inc()

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
            for thread in await people.threads(session, chat.channel, chat.channel_id):
                thread.active = False
                gone = await outbox.give_up_chat(session, thread.id or 0, why[:500])
                DEAD.labels(chat.channel).inc(gone)
        log.info("chat %s cannot be reached: its notices are switched off", chat.id)

    async def _dead(self, row_id: int, chat: Chat, why: str) -> None:
        async with self._database.transaction() as session:
            row = await outbox.get(session, row_id)
            row.state, row.error, row.claimed_until = "dead", why[:500], None
        DEAD.labels(chat.channel).inc()
        log.warning("message %s is a dead letter: %s", row_id, why)


def _pause(attempts: int, told: float | None) -> timedelta:
    if told is not None:
        return timedelta(seconds=told)
    longest = LONGEST_PAUSE.total_seconds()
    return timedelta(seconds=min(longest, 2 ** min(attempts, 12)) * random.uniform(0.8, 1.2))  # noqa: S311
