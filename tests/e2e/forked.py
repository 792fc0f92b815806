"""Processes forked from one that has imported the product: to import it takes longer than most of
what a command does. In all else they are as `python -m …` makes them.
"""

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["bot.app", "bot.cli.app"])


class Forked:
    """A process that has begun, used as one of asyncio's is."""

    def __init__(self, process: ForkServerProcess, ended: asyncio.Event) -> None:
        self._process, self._ended = process, ended

    @classmethod
    async def begun(
        cls,
        program: Sequence[str],
        out: Path,
        err: Path,
        environment: Mapping[str, str],
        folder: Path,
    ) -> "Forked":
        """Begin a module with its arguments."""
        process = FORKING.Process(
            target=_become, args=(program, out, err, dict(environment), folder)
        )
        await asyncio.to_thread(process.start)
        ended, loop = asyncio.Event(), asyncio.get_running_loop()

        def end() -> None:
            loop.remove_reader(process.sentinel)
            process.join()
            ended.set()

        loop.add_reader(process.sentinel, end)
        return cls(process, ended)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode if self._ended.is_set() else None

    async def wait(self) -> int:
        await self._ended.wait()
        return self._process.exitcode or 0

    def send_signal(self, number: signal.Signals) -> None:
        if not self._ended.is_set():
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _become(
    program: Sequence[str], out: Path, err: Path, environment: Mapping[str, str], folder: Path
) -> None:
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    module, *arguments = program
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
