"""The product as `python -m bot run` runs it, but for the time: its clock goes as many seconds
ahead as stand in a file, and SIGUSR1 lets it look at once at what is due.

    python -m tests.e2e.clocked FILE
"""

import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.core import logs
from bot.people.roles import make_invite
from bot.privacy import retention
from bot.settings import load_settings
from db.engine import Database
from tests.e2e.process import PATIENCE, Process

LOOKED = "looked at what is due at"


class Time:
    """A clock that goes as the real one does, some time ahead of it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))

    def set(self, moment: datetime) -> None:
        """From now on it is `moment` and later."""
        behind = self.file.with_suffix(".new")
        behind.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        behind.replace(self.file)


class Clocked(Process):
    """An installation that lives at a time of its own; several may share one clock."""

    def __init__(self, folder: Path, time: Time, **settings: str) -> None:
        super().__init__(folder, **settings)
        self.time = time
        self.program = ("tests.e2e.clocked", str(time.file))

    async def looks(self) -> None:
        """Let it look at what is due, until it has."""
        before = self.log.count(LOOKED)
        assert self._running is not None
        self._running.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE):
            while self.log.count(LOOKED) == before:
                assert self._running.returncode is None, self.log[-3000:]
                await asyncio.sleep(0.05)  # another process: there is no event to wait for

    async def invited(self, role: str, agency: str | None = None) -> str:
        """The code of an invite made at the installation's own time."""
        database = Database(self.database_url)
        with database.transaction() as session:
            code = make_invite(session, role, agency, self.time())
        database.close()
        return code


async def together_at(moment: datetime, processes: Sequence[Clocked]) -> None:
    """Go on to a moment, at which all of them look at once at what is due."""
    processes[0].time.set(moment)
    await asyncio.gather(*(each.looks() for each in processes))


async def _serve(time: Time) -> None:
    # Files have the machine's time, and look old: one would be swept before its row is there.
    retention.UNNAMED = timedelta(days=3650)
    settings = load_settings()
    logs.set_up(settings.log_level, settings.log_format, ())
    async with App(settings, time) as app:

        async def look() -> None:
            now = time()
            for part in (app.schedule.tick, app.schedule.follow, app.schedule.forget):
                await asyncio.to_thread(part, now)
            app.delivery.look()
            print(LOOKED, now.isoformat(), flush=True)

        looking: set[asyncio.Task[None]] = set()
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGUSR1, lambda: looking.add(asyncio.create_task(look()))
        )
        await app.serve()


if __name__ == "__main__":
    asyncio.run(_serve(Time(Path(sys.argv[1]))))
