"""The base of dispatcher and delivery: a loop that takes up the due rows of a table."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Hashable, Iterator
from datetime import timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)

LOOK_AGAIN = timedelta(seconds=1)
"""How often to look for rows of other processes, and the pause after a failure."""


class Worker(ABC, Generic[Key]):
    """Takes up due work when it is woken: one piece of work per key, keys side by side."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._busy: dict[Key, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._stopping = False

    @abstractmethod
    async def take_up(self) -> timedelta:
        """Begin the due work, and return how long to wait unless woken."""

    async def attend(self) -> None:
        """Look after the work under way; called about once in `LOOK_AGAIN`."""

    async def finish(self) -> None:
        """Store the results that are not stored yet; called once, at the end."""

    def wake(self) -> None:
        """Look for due work now."""
        self._woken.set()

    def stop(self) -> None:
        """Take up no more work; `run` ends once the work under way is finished."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Do the due work until stopped, and finish the work under way then."""
        try:
            while not self._stopping:
                self._woken.clear()
                pause = LOOK_AGAIN
                with _told_of_the_database():
                    await self.attend()
                    pause = await self.take_up()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), pause.total_seconds())
        finally:
            while self._busy:
                await asyncio.wait(self._busy.values(), timeout=LOOK_AGAIN.total_seconds())
                with _told_of_the_database():
                    await self.attend()
            with _told_of_the_database():
                await self.finish()

    async def settle(self) -> None:
        """Do all the work that is due now, and return when it is done."""
        await self.take_up()
        while self._busy:
            await asyncio.gather(*self._busy.values())
            await self.take_up()

    @property
    def _free(self) -> int:
        return self._at_once - len(self._busy)

    def _begin(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        self._busy[key] = asyncio.create_task(self._until_done(key, work))

    async def _until_done(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("a piece of work failed; trying again")
            await asyncio.sleep(LOOK_AGAIN.total_seconds())
        finally:
            del self._busy[key]
            self.wake()


@contextlib.contextmanager
def _told_of_the_database() -> Iterator[None]:
    """Log that the database does not answer, and go on."""
    try:
        yield
    except (SQLAlchemyError, OSError):
        log.exception("the database does not answer; trying again")
