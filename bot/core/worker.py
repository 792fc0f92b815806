"""The base of dispatcher and delivery: a loop that takes up the due rows of a table."""

import asyncio
import contextlib
import logging
import math
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Hashable, Iterator
from datetime import timedelta
from typing import Any, Generic, TypeVar

from db.faults import DatabaseFault

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
        self._looks, self._ended = True, False
        self._look_at = 0.0

    @abstractmethod
    async def take_up(self) -> None:
        """Begin the work that is known, and that in the table where it is to be looked at."""

    async def attend(self) -> None:
        """Look after the work under way; called about once in `LOOK_AGAIN`."""

    async def finish(self) -> None:
        """Store the results that are not stored yet; called once, at the end."""

    def wake(self) -> None:
        """Go on with the work that is known."""
        self._woken.set()

    def look(self) -> None:
        """Look for due work in the table now."""
        self._looks = True
        self.wake()

    def _is_to_look(self) -> bool:
        """Return whether to look into the table: when asked, and once in a while in any case."""
        now = asyncio.get_running_loop().time()
        if not self._looks and now < self._look_at:
            return False
        self._looks = False
        self._look_in(LOOK_AGAIN)
        return True

    def _look_in(self, pause: timedelta) -> None:
        self._look_at = asyncio.get_running_loop().time() + pause.total_seconds()

    @property
    def _pause(self) -> float:
        """The seconds until the next look; a second where there is no room for what it brings."""
        until = self._look_at - asyncio.get_running_loop().time()
        return until if until > 0 else LOOK_AGAIN.total_seconds()

    def stop(self) -> None:
        """Take up no more work; `run` ends once the work under way is finished."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Do the due work until stopped, and finish the work under way then."""
        try:
            while not self._stopping:
                self._woken.clear()
                with _told_of_the_database():
                    await self.attend()
                    await self.take_up()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._pause):
                        await self._woken.wait()
        finally:
            while self._busy:
                await asyncio.wait(self._busy.values(), timeout=LOOK_AGAIN.total_seconds())
                with _told_of_the_database():
                    await self.attend()
            with _told_of_the_database():
                await self.finish()

    async def settle(self, *, looks: bool = True) -> None:
        """Do all the work that is due now, and return when it is done.

        Without `looks` only what is known, as between two looks into the table.
        """
        while True:
            self._looks, self._ended = looks, False
            self._look_at = 0 if looks else math.inf
            await self.take_up()
            if not self._busy and not self._ended:
                return
            await asyncio.gather(*self._busy.values())

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
            self._ended = True
            self.wake()


@contextlib.contextmanager
def _told_of_the_database() -> Iterator[None]:
    """Log that the database does not answer, and go on."""
    try:
        yield
    except (DatabaseFault, OSError):
        log.exception("the database does not answer; trying again")
