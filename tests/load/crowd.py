"""Ten thousand residents write a hundred thousand messages: what it costs at the end as at first.

    python -m tests.load.crowd --residents 10000 --messages 100000

The real core on SQLite and a channel that only counts. Told are messages a second, processor time
for each and memory, over every tenth of the run.
"""

import argparse
import asyncio
import gc
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bot import memory
from bot.app import make_tools
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.events import Address, Incoming, Progress, Reply, Sender
from bot.core.media import Media
from bot.router import Router
from bot.settings import Settings
from db import queues
from db.engine import Database
from db.models import Inbox, Outbox

A_BATCH = 100
"""Updates that Telegram gives at once, at most."""
PARTS = 10
SAID = (
    "cây xanh 2030 bao nhiêu m2 một người",
    "ai chịu trách nhiệm quản lý cây xanh",
    "đèn đường trước nhà văn hóa phường Tân Phong hỏng ba tối nay",
    "xin chào",
    "bao giờ có tàu điện ngầm",
)


class Counting:
    """A channel that shows nothing, and counts."""

    name = "town"

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, _: Address, __: Reply, ___: Progress | None = None, /) -> str:
        self.sent += 1
        return f"m{self.sent}"

    async def fetch(self, ref: str) -> bytes:
        raise NotImplementedError


async def run(folder: Path, residents: int, messages: int) -> Table:
    """Let them write, and measure each part."""
    settings = Settings(data_dir=folder)
    tools, media = make_tools(settings), Media(folder / "media")
    database = Database(settings.database)
    database.migrate()
    channel, router = Counting(), Router(tools)
    delivery = Delivery(database, {"town": channel}, _now, router.unreachable)
    dispatcher = Dispatcher(database, router, media, {"town": channel}, _now, delivery)
    workers = [asyncio.create_task(worker.run()) for worker in (delivery, dispatcher)]
    memory.loaded()
    table = Table("messages", "a second", "processor ms each", "memory MB", "objects")
    chance, arrived = random.Random(4), 0
    for _ in range(PARTS):
        began, worked, before = time.monotonic(), time.process_time(), arrived
        while arrived < before + messages // PARTS:
            batch = [_update(arrived + n, residents, chance) for n in range(A_BATCH)]
            await dispatcher.receive(batch)
            arrived += A_BATCH
            await _until_done(database)
        took, used = time.monotonic() - began, time.process_time() - worked
        count = arrived - before
        rss = psutil.Process().memory_info().rss / 1e6
        row = (f"{arrived:,}", f"{count / took:.0f}", f"{1000 * used / count:.1f}", f"{rss:.0f}")
        table.add_row(*row, f"{len(gc.get_objects()):,}")
    await _until_done(database, left=0)
    for worker in (dispatcher, delivery):
        worker.stop()
    await asyncio.gather(*workers)
    with database.reading() as session:
        assert (
            queues.count(session, Inbox)
            == queues.count(session, Outbox)
            == {"waiting": 0, "dead": 0}
        )
    database.close()
    return table


def _update(number: int, residents: int, chance: random.Random) -> Incoming:
    name = str(chance.randrange(residents))
    return Incoming(
        channel="town",
        update_id=str(number),
        sequence=number,
        chat=name,
        sender=Sender(id=name),
        text=chance.choice(SAID),
        message=f"in{number}",
    )


async def _until_done(database: Database, left: int = A_BATCH) -> None:
    """Wait until no more updates than that wait; where it is none, until all answers left too."""
    while (await database.read(queues.count, Inbox))["waiting"] > left:
        await asyncio.sleep(0.01)
    while left == 0 and (await database.read(queues.count, Outbox))["waiting"]:
        await asyncio.sleep(0.01)


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--residents", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dangiamsat-crowd-", dir="/tmp") as folder:
        table = asyncio.run(run(Path(folder), options.residents, options.messages))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
