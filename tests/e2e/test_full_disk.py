"""A disk with no room left: nothing acknowledged is lost, and it goes on when there is room."""

import asyncio
import json
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import Stage
from tests.e2e.page import Visitor, visitor
from tests.e2e.process import Process
from tests.e2e.remembered import is_finished
from tests.e2e.steps import presses, reads, says
from tests.town import picture

NOT_STORED = "chưa lưu được tin"


def empty_log(process: Process) -> None:
    """Fold the write-ahead log into the database's file."""
    with closing(sqlite3.connect(process.data / "dangiamsat.db", timeout=30)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class SmallDisk:
    """A file system of four megabytes, filled to its last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        mount = ("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder))
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a small disk can be mounted by root only")

    def fill(self, process: Process) -> None:
        """Leave no room, in the write-ahead log neither: begun anew, a long one has some."""
        empty_log(process)
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(b"\0" * 4096):
                    pass
            except OSError:
                return

    def make_room(self, _: Process) -> None:
        """Take away what filled it."""
        (self.folder / "filler").unlink()

    def away(self) -> None:
        """Unmount it."""
        subprocess.run(("umount", "--lazy", str(self.folder)), check=True)


SOME_WORDS = 6_000
"""Bytes: a page or two, and room for what is logged meanwhile."""


class LimitedFiles:
    """No file may grow: what can be done where nothing may be mounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def fill(self, process: Process) -> None:
        """Let the write-ahead log, emptied, grow no longer than what is logged in words."""
        empty_log(process)
        size = len(process.log.encode()) + SOME_WORDS
        _, self._most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, self._most))

    def make_room(self, process: Process) -> None:
        """Let files grow again."""
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (self._most, self._most))

    def away(self) -> None:
        """There is nothing to take away."""


Disk = SmallDisk | LimitedFiles


@pytest.fixture(params=[SmallDisk, LimitedFiles])
async def disk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Disk]:
    kind: Callable[[Path], Disk] = request.param
    disk = kind(tmp_path / "disk")
    yield disk
    disk.away()


async def test_a_full_disk(disk: Disk, stage: Stage) -> None:
    api, data = stage.api, disk.folder / "data"
    process = await stage.started(DATA_DIR=str(data), LOG_LEVEL="WARNING")
    resident = api.person(1, "An")
    await says(resident, "/phananh Chặt hai cây phượng", "xin anh/chị đồng ý")
    await presses(resident, "✅ Đồng ý", "Chặt hai cây phượng")
    await process.settled()
    async with visitor(process) as browser:
        disk.fill(process)
        await resident.says("sáng nay, cổng trường, phường Tân Phong")
        await resident.sends_photo(picture())
        await _until(lambda: "Updates from Telegram are not stored" in process.log)
        await _is_told(browser)
        await _until_ready(process, False)
        assert len(api.world.updates.pending) == 2, "nothing of it was acknowledged"
        disk.make_room(process)
        await _until_ready(process, True)
        assert (await browser.posts("/phananh Viết trên trang")).status_code == 202
        assert "Viết trên trang" in await browser.history()
    await api.confirmed(60)
    await reads(resident, "Xem lại trước khi gửi")
    await process.settled()
    await says(resident, "/phananh", "mọi thứ vẫn còn nguyên")
    await process.settled()
    await is_finished(process.database_url)
    assert await process.stop() == 0
    with sqlite3.connect(data / "dangiamsat.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        drafts = [row[0] for row in database.execute("SELECT data FROM draft ORDER BY id")]
    database.close()
    assert "T\\u00e2n Phong" in drafts[0]
    assert len(json.loads(drafts[0])["photos"]) == 1
    assert len(json.loads(drafts[1])["sealed"]["parts"]) == 1, "who has not agreed yet is not read"


async def _is_told(browser: Visitor) -> None:
    """Whoever writes on the page meanwhile is told that it was not stored."""
    answer = await browser.posts("trên trang")
    assert answer.status_code == 503
    assert NOT_STORED in answer.json()["error"]


async def _until_ready(process: Process, ready: bool) -> None:
    """Whoever watches it reads that nothing can be written, or that it is ready again."""
    async with asyncio.timeout(120), httpx.AsyncClient(timeout=60) as client:
        while True:
            told = (await client.get(f"{process.url}/readyz")).json()
            if told["ready"] if ready else "nothing can be written" in str(told["problems"]):
                return
            await asyncio.sleep(0.5)  # another process: there is no event to wait for


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.05)  # another process: there is no event to wait for
