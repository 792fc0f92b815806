"""The real process, as an operator runs it: `python -m bot run`, stopped or killed at will."""

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot.settings import EXAMPLES
from tests.e2e.forked import Forked

ROOT = Path(__file__).parents[2]
PATIENCE = 180.0
"""Seconds a start, a stop or a command may take on a busy machine."""


Running = asyncio.subprocess.Process | Forked


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its exit status and what it wrote."""

    status: int
    out: str
    err: str


class Process:
    """One installation: its folder, its settings, and the process that runs on them, if any.

    Nothing of the settings the tests run under reaches it, and no `.env` but one in `folder`.
    """

    program: tuple[str, ...] = ("bot", "run")
    """The module that is run, and its arguments."""
    begins_bare = False
    """Whether it imports everything itself, for those who measure it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        folder.mkdir(parents=True, exist_ok=True)
        outside = {name: value for name, value in os.environ.items() if name not in EXAMPLES}
        ours = {"DATA_DIR": str(folder / "data"), "PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        self.environment = {**outside, **ours, **settings}
        self._running: Running | None = None

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """Its DATA_DIR."""
        return Path(self.environment["DATA_DIR"])

    @property
    def database_url(self) -> str:
        """The database it works on."""
        default = f"sqlite:///{self.data / 'dangiamsat.db'}"
        return self.environment.get("DATABASE_URL", default)

    @property
    def log(self) -> str:
        """All it has written so far, over all its starts."""
        file = self._log_file
        return file.read_text(errors="replace") if file.exists() else ""

    @property
    def pid(self) -> int:
        """The running process's id."""
        assert self._running is not None
        return self._running.pid

    # -- life ------------------------------------------------------------------------------

    async def launch(self) -> None:
        """Start it, and do not wait until it can be used."""
        self._running = await self._begun(self.program, self._log_file, self._log_file)

    async def _begun(self, program: Sequence[str], out: Path, err: Path) -> Running:
        """A module and its arguments, as a process that has begun."""
        if self.begins_bare:
            return await self._executed((), program, out, err)
        return await Forked.begun(program, out, err, self.environment, self.folder)

    async def _executed(
        self, wrapped: Sequence[str], program: Sequence[str], out: Path, err: Path
    ) -> Running:
        with out.open("ab") as out_file, err.open("ab") as err_file:
            return await asyncio.create_subprocess_exec(
                *(*wrapped, sys.executable, "-m", *program),
                stdout=out_file,
                stderr=err_file,
                env=self.environment,
                cwd=self.folder,
            )

    async def start(self) -> None:
        """Start it, and return once it says that it is ready."""
        await self.launch()
        await self.ready()

    async def ready(self, patience: float = PATIENCE) -> None:
        """Wait until `/readyz` says yes; fails as soon as the process has ended instead."""
        until = time.monotonic() + patience
        async with httpx.AsyncClient(timeout=5) as client:
            while time.monotonic() < until:
                assert self._running and self._running.returncode is None, self.log
                with suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)  # another process: there is no event to wait for
        raise AssertionError(f"not ready after {patience} s:\n{self.log}")

    async def kill(self) -> None:
        """SIGKILL: it can put nothing in order any more."""
        await self._signal(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, as an operator stops it; returns the exit status."""
        return await self._signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait until it ends by itself; returns the exit status."""
        assert self._running is not None
        status = await asyncio.wait_for(self._running.wait(), PATIENCE)
        self._running = None
        return status

    async def away(self) -> None:
        """Make sure that nothing of it is left running."""
        if self._running is not None:
            await self.kill()

    async def _signal(self, number: signal.Signals) -> int:
        assert self._running is not None
        with suppress(ProcessLookupError):
            self._running.send_signal(number)
        return await self.ended()

    # -- beside it -------------------------------------------------------------------------

    async def command(self, *arguments: str, wrapped: Sequence[str] = ()) -> Ended:
        """Run another command of the product on the same installation, `wrapped` by a program."""
        with TemporaryDirectory() as folder:
            out, err = written = [Path(folder, name) for name in ("out", "err")]
            if wrapped:
                process = await self._executed(wrapped, ("bot", *arguments), out, err)
            else:
                process = await self._begun(("bot", *arguments), out, err)
            try:
                status = await asyncio.wait_for(process.wait(), PATIENCE)
            finally:
                if process.returncode is None:  # nobody waits for it any more
                    process.kill()
                    await process.wait()
            return Ended(status, *(file.read_text() for file in written))

    async def invite(self, role: str, agency: str | None = None) -> str:
        """The code of a fresh invite, as the operator reads it from the screen."""
        of = ("--agency", agency) if agency else ()
        ended = await self.command("invite", "--role", role, *of)
        assert ended.status == 0, ended.err
        return next(line for line in ended.out.splitlines() if "/start " in line).split()[-1]

    async def metrics(self) -> dict[str, float]:
        """What `/metrics` counts, by name with its labels."""
        async with httpx.AsyncClient(timeout=5) as client:
            text = (await client.get(f"{self.url}/metrics")).text
        lines = (line for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    async def settled(self, patience: float = 60) -> None:
        """Wait until nothing waits any more in its inbox and its outbox."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            now = await self.metrics()
            if not now["dangiamsat_inbox_waiting"] + now["dangiamsat_outbox_waiting"]:
                return
            await asyncio.sleep(0.2)  # another process: there is no event to wait for
        raise AssertionError(f"something still waits after {patience} s:\n{self.log[-3000:]}")

    @property
    def _log_file(self) -> Path:
        return self.folder / f"log-{self.port}.txt"


def free_port() -> int:
    """A port nobody listens on just now, and which the system gives to nobody who asks for any.

    Until the process listens there, another test might be given one of those.
    """
    while True:
        port = random.randrange(20_000, 30_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
