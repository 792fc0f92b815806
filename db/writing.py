"""Transactions of asynchronous code: those that wait together share one, each in a savepoint."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

T = TypeVar("T")

LONGEST_SHARED = 0.025
"""Seconds after which a shared transaction takes up no more work: who has the next marks waits."""


class Undone(Exception):
    """The whole transaction is undone: by its only work, or by a database that is full."""


class _Job:
    """A piece of work, and the future that holds its result once that is committed."""

    def __init__(self, work: Callable[[Session], Any], loop: asyncio.AbstractEventLoop) -> None:
        self._work, self.loop = work, loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self._result: Any = None
        self._error: BaseException | None = None

    def run(self, connection: Connection, *, first: bool) -> dict[Any, Any]:
        """Do the work, and undo it alone where it raises; returns the session's info.

        The `first` work needs no savepoint: the whole transaction is its own. Raises `Undone`.
        """
        session = Session(
            connection,
            expire_on_commit=False,
            join_transaction_mode="rollback_only" if first else "create_savepoint",
        )
        try:
            with session, session.begin():
                self._result = self._work(session)
        except Exception as error:
            if first or _is_undone(connection):
                raise Undone from error
            self._error = error
            return {}
        return session.info

    def end(self, error: BaseException | None) -> None:
        """Give the result to whoever waits for it; `error`: the transaction was not committed."""
        if self.future.done():  # nobody waits any more
            return
        if error := self._error or error:
            self.future.set_exception(error)
        else:
            self.future.set_result(self._result)


class Writers:
    """Runs work in transactions, in database threads, in the order it came; urgent work first.

    With one thread all that waits shares one transaction, and the disk is waited for once. With
    several they run side by side, and the server lets them share its disk.
    """

    def __init__(
        self,
        transaction: Callable[[dict[Any, Any]], AbstractContextManager[Connection]],
        threads: int,
    ) -> None:
        """`transaction` is given a dict, to which the infos of all sessions are added."""
        self._transaction, self._shares = transaction, threads == 1
        self._threads = ThreadPoolExecutor(threads, "writer")
        self._urgent: deque[_Job] = deque()
        self._jobs: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._is_shut = self._is_begun = False

    def shutdown(self) -> None:
        """End the threads."""
        self._is_shut = True
        self._threads.shutdown()

    def queue(
        self, work: Callable[[Session], T], *, urgent: bool = False, within: float = 0
    ) -> asyncio.Future[T]:
        """Return the future of what `work` returns, once it is committed.

        It goes with the next transaction there is, which begins `within` so many seconds.
        """
        job = _Job(work, loop := asyncio.get_running_loop())
        with self._lock:
            (self._urgent if urgent else self._jobs).append(job)
        if within:
            loop.call_later(within, self.begin)
        else:
            self.begin()
        return job.future

    def begin(self) -> None:
        """Begin the next transaction now, if anything waits for it."""
        with self._lock:
            if self._is_shut or (self._shares and self._is_begun):
                return
            self._is_begun = True
        self._threads.submit(self._go_on)

    def _go_on(self) -> None:
        """Run what waits, transaction after transaction where they are shared."""
        with self._lock:
            self._is_begun = False
        while self._transact() and self._shares:
            pass

    def _next(self) -> _Job | None:
        """Return the next job that is still waited for."""
        with self._lock:
            while jobs := self._urgent or self._jobs:
                job = jobs.popleft()
                if not job.future.cancelled():
                    return job
        return None

    def _transact(self) -> bool:
        """Run what waits, in one transaction as far as it is shared; false where nothing does."""
        job = self._next()
        if job is None:  # an earlier transaction took it along
            return False
        jobs, cause = [job], None
        infos: dict[Any, Any] = {}
        try:
            with self._transaction(infos) as connection:
                until = time.monotonic() + LONGEST_SHARED
                infos |= job.run(connection, first=True)
                while self._shares and time.monotonic() < until and (job := self._next()):
                    jobs.append(job)
                    infos |= job.run(connection, first=False)
        except BaseException as error:
            cause = error.__cause__ if isinstance(error, Undone) and error.__cause__ else error
        with suppress(RuntimeError):  # where the loop is closed nobody waits
            jobs[0].loop.call_soon_threadsafe(_end, jobs, cause)
        return True


def _end(jobs: Sequence[_Job], error: BaseException | None) -> None:
    for job in jobs:
        job.end(error)


def _is_undone(connection: Connection) -> bool:
    """Return whether SQLite has ended the transaction: savepoints in it are gone as well."""
    return not getattr(connection.connection.driver_connection, "in_transaction", True)
