"""The plans in use, in every process: noticed within a second, and files read beside the turns."""

import asyncio
import logging
import multiprocessing
import resource
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from bot.core.turn import Tools
from bot.core.worker import Worker
from bot.plan import version_queries as queries
from bot.plan.versions import follow, short_name
from db.engine import Database
from db.models import PlanVersion
from knowledge.answering.kept import kept_answerer
from knowledge.load import Broken, Knowledge, Stored
from knowledge.schema import Plan

log = logging.getLogger(__name__)

PROCESSES = multiprocessing.get_context("spawn")
"""How the process begins that reads a file: with nothing of this one's memory."""

MEMORY = 768 * 2**20
"""Bytes that reading one file may take; 400 pages take less than 500 million."""


class Read(NamedTuple):
    """A plan that was read of a file; without one, why not."""

    plan: Plan | None = None
    source: str = ""
    problem: str = ""


class LivePlans(Worker[int]):
    """Keeps the tools to the plans in use, and reads the files that were put in."""

    def __init__(
        self,
        database: Database,
        tools: Tools,
        clock: Callable[[], datetime],
        load: Callable[[Stored], Knowledge],
    ) -> None:
        """`load` returns the plans of the folders with those stored in their place."""
        super().__init__(at_once=1)
        self._database, self._tools, self._clock, self._load = database, tools, clock, load
        self._stamp: queries.Stamp = (0, None, None)
        """The stamp where only plans in folders are in use."""

    async def take_up(self) -> None:
        """Use what has come into use, and read the next file."""
        if not self._is_to_look():
            return
        await self.refresh()
        number = await self._database.read(queries.next_waiting, self._clock())
        if number is not None and self._free:
            self._begin(number, self._read(number))

    async def refresh(self) -> None:
        """Answer from the plans in use now; where they cannot be read, from those before."""
        stamp = await self._database.read(queries.stamp)
        if stamp == self._stamp:
            return
        try:
            stored = await self._database.read(queries.stored)
            await asyncio.to_thread(self._use, stored)
        except Broken:
            log.exception("the plans in use cannot be read: those before stay in use")
        self._stamp = stamp

    def _use(self, stored: Stored) -> None:
        answerer = kept_answerer(self._load(stored))
        self._tools.use(answerer.knowledge, answerer)

    async def _read(self, number: int) -> None:
        """Read a file in a process of its own, and store what was read."""
        row = await self._database.write(queries.take, number, self._clock())
        if row is None:
            return
        place = self._tools.city.name
        outcome = await asyncio.to_thread(read_apart, row.file, row.content or b"", row.plan, place)
        await self._database.write(_store, number, outcome, self._clock())
        self.look()


def read_apart(name: str, content: bytes, plan_id: str, place: str) -> Read:
    """Return what is read of a file by another process, which hostile bytes may bring down."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ke-hoach{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            with ProcessPoolExecutor(1, PROCESSES, _bounded, (MEMORY,)) as pool:
                return pool.submit(read_file, path, plan_id, place).result()
        except Exception:  # hostile bytes make a reader fail in any way there is
            log.exception("a plan's file cannot be read")
            return Read(problem="damaged")


def _bounded(memory: int) -> None:
    """End this process when it has worked for too long, or wants too much memory."""
    seconds = int(queries.TAKES.total_seconds())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if (pages := Path("/proc/self/statm")).exists():
        used = int(pages.read_text().split()[0]) * resource.getpagesize()
        _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, hard_limit))


def read_file(path: Path, plan_id: str, city: str) -> Read:
    """Return what is read of a file: a plan for the city where it names no place."""
    from knowledge.importing.lines import Unreadable

    try:
        return Read(*plan_in_file(path, plan_id, city))
    except Unreadable as error:
        return Read(problem=error.reason)
    except MemoryError:
        return Read(problem="bomb")
    except (ValueError, OSError):
        return Read(problem="damaged")


def plan_in_file(
    path: Path,
    plan_id: str,
    city: str,
    place: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Plan, str]:
    """Return the plan in a file, and the lines that prove it: for `place`, or the one it names,
    or else the city. Raises `Unreadable` (a `ValueError`) with what to do instead."""
    from knowledge.importing import importer
    from knowledge.importing.files import read_lines
    from knowledge.importing.lines import Unreadable

    lines = read_lines(path, progress)
    plan = importer.plan_of(lines, plan_id, place)
    if not plan.sections:
        raise Unreadable("no_text", f"{path.name}: no heading or paragraph was found in it")
    head = {"place": plan.place or city, "name": short_name(plan.title)}
    return plan.model_copy(update=head), importer.source_of(lines)


def _store(session: Session, number: int, read: Read, now: datetime) -> None:
    row: PlanVersion | None = queries.version(session, number)
    if row is None or row.state != "waiting":
        return
    row.content, row.problem, row.source, row.changed_at = None, read.problem, read.source, now
    row.state = "draft" if read.plan else "unreadable"
    if read.plan:
        follow(session, row, read.plan)
