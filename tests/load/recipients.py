"""A digest for a thousand recipients, and residents who ask meanwhile.

    python -m tests.load.recipients --recipients 1000

On both databases, over a double that refuses what Telegram would refuse. Told are the messages a
second, the refusals, and how long a resident waits for an answer while digests go out.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.app import make_tools
from bot.channels.telegram.channel import Telegram
from bot.city.codes import new_code
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.events import Channel, LookupResult
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.sending import send_due
from bot.router import Router
from bot.settings import Settings
from db.engine import Database
from db.models import Chat, Person, Report, ReportEvent, Subscription
from db.outbox import NewMessage
from tests.botapi import BotApi
from tests.botapi.pace import Pace
from tests.load.duplicates import databases

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 8:00 in Lai Châu
QUESTION = "cây xanh 2030 bao nhiêu m2 một người"
FIRST_RESIDENT = 500_000
EVERY = 100
"""After so many digests, a resident asks."""
PATIENCE = 240.0


@dataclass
class Outcome:
    """What came of it: seconds, and how many digests passed an answer that was ready to go."""

    seconds: float = 0.0
    made: float = 0.0
    refused: int = 0
    delays: list[float] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)


async def fill(database: Database, api: BotApi, count: int) -> None:
    """So many overseers who get a digest on Mondays, and one report to tell them of."""
    made = NOW - timedelta(days=3)
    with database.transaction() as session:
        for number in range(1, count + 1):
            api.person(number)
            name = str(number)
            person = Person(channel="telegram", channel_id=name, role="overseer", created_at=made)
            session.add(person)
            session.flush()
            chat = Chat(channel="telegram", channel_id=name, person_id=person.id, created_at=made)
            session.add(chat)
            session.flush()
            session.add(Subscription(chat_id=chat.id or 0, cron="30 7 * * 1", created_at=made))
        report = Report(
            code=new_code(), category="cay_chet", description="Cây chết", agency="ubnd_tan_phong",
            receipt="", created_at=made, deadline_at=made,
        )  # fmt: skip
        session.add(report)
        session.flush()
        session.add(ReportEvent(report_id=report.id or 0, at=made, action="send", status="new",
                                role="reporter"))  # fmt: skip


async def send_to_all(
    database: Database, api: BotApi, tools: Tools, media: Media, count: int
) -> Outcome:
    """Send everybody their digest, with residents who ask in the middle of it."""
    api.pace, outcome = Pace(), Outcome()
    await fill(database, api, count)
    began = time.monotonic()

    def clock() -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - began)

    assert send_due(database, tools, media, NOW) == count
    outcome.made = time.monotonic() - began
    conversation = Router(tools)
    channels: dict[str, Channel] = {}
    ready: list[int] = []

    class Watched(Delivery):
        def hand_over(self, messages: Sequence[NewMessage]) -> None:
            ready.append(len(api.called("sendMessage")))
            super().hand_over(messages)

    delivery = Watched(database, channels, clock, conversation.unreachable)
    dispatcher = Dispatcher(database, conversation, media, channels, clock, delivery)
    own = Settings(telegram_bot_token=SecretStr(api.token), telegram_api_url=api.url)
    telegram = Telegram(own, dispatcher, lambda _: LookupResult(), media, clock)
    channels[telegram.name] = telegram
    await telegram.start()
    work = [asyncio.create_task(each.run()) for each in (delivery, dispatcher)]
    sending = time.monotonic()
    try:
        await _residents(api, count, ready, outcome)
        await api.calls_of("sendMessage", count + len(outcome.delays), PATIENCE)
        outcome.seconds = time.monotonic() - sending
    finally:
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await telegram.stop()
    outcome.refused = api.pace.refused
    return outcome


async def _residents(api: BotApi, count: int, ready: list[int], outcome: Outcome) -> None:
    """One after the other: each asks once another `EVERY` digests have gone out."""
    for number in range(1, count // EVERY):
        await api.calls_of("sendMessage", number * EVERY, PATIENCE)
        resident = api.person(FIRST_RESIDENT + number)
        ready.clear()
        asked = time.monotonic()
        await resident.says(QUESTION)
        answer = await resident.reads("", PATIENCE)
        outcome.delays.append(answer.at - asked)
        calls = api.called("sendMessage")
        place = next(n for n, call in enumerate(calls) if call.chat == FIRST_RESIDENT + number)
        outcome.passed.append(place - ready[0])


async def run(folder: Path, count: int) -> Table:
    """Both databases, one after the other."""
    tools = make_tools(Settings(data_dir=folder))
    names = ("", "made", "sent a second", "429", "answer, median", "answer, longest", "passed by")
    table = Table(*names)
    async with databases(folder) as both:
        for name, database in both.items():
            database.migrate()
            async with BotApi() as api:
                found = await send_to_all(database, api, tools, Media(folder / name), count)
            table.add_row(
                name,
                f"{found.made:.1f} s",
                f"{(count + len(found.delays)) / found.seconds:.1f}",
                str(found.refused),
                f"{median(found.delays):.3f} s",
                f"{max(found.delays):.3f} s",
                f"at most {max(found.passed)}",
            )
    return table


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--recipients", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dangiamsat-bench-") as folder:
        Console(width=110).print(asyncio.run(run(Path(folder), options.recipients)))


if __name__ == "__main__":
    main()
