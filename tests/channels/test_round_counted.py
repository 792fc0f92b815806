"""What a report costs a resident, counted over the Bot API and on the page: docs/round.md."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from sqlmodel import select
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.media import Media
from bot.router import Router
from db.engine import Database
from db.models import Inbox, Outbox
from tests.botapi import BotApi
from tests.botapi import Person as Speaker
from tests.botapi.fixtures import make
from tests.channels.counting import WAYS, Hand, Resident, Seen
from tests.channels.web.page_fixtures import Person, visiting
from tests.channels.web.web_fixtures import serving, sqlite
from tests.town import picture

__all__ = ["sqlite"]

TABLE = Path(__file__).parents[2] / "docs" / "round.md"
MOST_TAPS = 10
DRIFT = 20
"""Characters by which times and ages that are told can differ."""
COLORS = ("green", "red", "blue", "brown", "gray")
OF_PAGE = """() => [...document.querySelectorAll(".message.bot:not([hidden])")].map((message) =>
  message.querySelector(".words")?.textContent ?? "")"""
LABELS = """() => [...[...document.querySelectorAll(".message.bot .rows")]
  .filter((rows) => rows.querySelector("button[data-does]:enabled")).at(-1)
  ?.querySelectorAll("button[data-does]:enabled") ?? []].map((button) => button.textContent)"""


@dataclass
class Product:
    """The real core with both channels, on SQLite."""

    database: Database
    api: BotApi
    url: str

    async def answered(self) -> None:
        """Wait until nothing waits any more in its inbox and its outbox."""
        async with asyncio.timeout(90):
            while any(row.state == "waiting" for row in self._queued()):
                await asyncio.sleep(0.05)  # the workers tell nobody when they are through

    def _queued(self) -> list[Any]:
        with self.database.reading() as session:
            return [row for queue in (Inbox, Outbox) for row in session.exec(select(queue)).all()]


@dataclass
class ByTelegram:
    """Somebody on Telegram."""

    product: Product
    person: Speaker
    shown: dict[int, str] = field(default_factory=dict)

    async def types(self, words: str) -> None:
        await self.person.says(words)

    async def photographs(self, words: str = "", count: int = 1) -> None:
        if count == 1:
            await self.person.sends_photo(picture(COLORS[0]), words)
        else:
            await self.person.sends_album([picture(color) for color in COLORS[:count]], words)

    async def taps(self, label: str) -> None:
        message = self._with_buttons()
        key = next(key for key in message.keys if label in key.text)
        await self.person.presses(key.data or "", message)

    async def sees(self) -> Sequence[Seen]:
        await self.product.api.confirmed()  # and so stored
        await self.product.answered()
        news = []
        for message in self.person.screen:
            if self.shown.get(message.id) != message.text:
                news.append(Seen(message.text, max(1, len(message.ids))))
            self.shown[message.id] = message.text
        return news

    async def labels(self) -> Sequence[str]:
        return [key.text for key in self._with_buttons().keys]

    def _with_buttons(self) -> Any:
        return [message for message in self.person.screen if message.keys][-1]


@dataclass
class OnPage:
    """Somebody on the page, with a telephone."""

    product: Product
    person: Person
    shown: list[str] = field(default_factory=list)

    async def types(self, words: str) -> None:
        await self._sends(self.person.write(words))

    async def photographs(self, words: str = "", count: int = 1) -> None:
        await self.person.choose_photos(*(picture(color) for color in COLORS[:count]))
        await self._sends(self.person.write(words))

    async def taps(self, label: str) -> None:
        await self.product.answered()
        rows = self.person.log.locator(".rows").filter(has=self.person.page.locator(":enabled"))
        button = rows.last.locator("button[data-does]:enabled").filter(has_text=label).first
        await self._sends(button.click())

    async def _sends(self, doing: Any) -> None:
        async with self.person.page.expect_response(lambda r: r.request.method == "POST"):
            await doing

    async def sees(self) -> Sequence[Seen]:
        await self.product.answered()
        words: list[str] = await self._words()
        news = [
            Seen(text)
            for at, text in enumerate(words)
            if at >= len(self.shown) or self.shown[at] != text
        ]
        self.shown = words
        return news

    async def _words(self) -> list[str]:
        """Wait until the page shows what there is: it has it a moment after the database."""
        before: list[str] = []
        while True:
            words: list[str] = await self.person.page.evaluate(OF_PAGE)
            if words == before and len(words) > len(self.shown):
                return words
            before = words
            await asyncio.sleep(0.3)

    async def labels(self) -> Sequence[str]:
        labels: list[str] = await self.person.page.evaluate(LABELS)
        return labels


@pytest.fixture
async def product(
    sqlite: Database,
    conversation: Router,
    tmp_path: Path,
) -> AsyncIterator[Product]:
    media, channels = Media(tmp_path / "media"), dict[str, Any]()
    delivery = Delivery(sqlite, channels, _now, conversation.unreachable)
    dispatcher = Dispatcher(sqlite, conversation, media, channels, _now, delivery)
    web = channels["web"] = Web(sqlite, dispatcher, media, _now)
    async with BotApi() as api, serving(Starlette(routes=web.routes()), web) as url:
        telegram = channels["telegram"] = make(api, dispatcher, media)  # type: ignore[arg-type]
        working = [asyncio.create_task(worker.run()) for worker in (delivery, dispatcher)]
        await telegram.start()
        yield Product(sqlite, api, url)
        await telegram.stop()
        for worker in working:
            worker.cancel()
        await asyncio.gather(*working, return_exceptions=True)


def _now() -> datetime:
    return datetime.now(UTC)


FIRST = next(iter(WAYS))
"""The way that is walked on the page too at every push; with `--everything` all are."""
WALKS = [
    *(pytest.param(way, "telegram") for way in WAYS),
    *(pytest.param(way, "page", marks=() if way == FIRST else pytest.mark.slow) for way in WAYS),
]


@pytest.mark.parametrize(("way", "channel"), WALKS)
async def test_what_a_report_costs(
    product: Product, browser: Browser, way: str, channel: str
) -> None:
    opens, more = WAYS[way]
    if way == "duplicate":
        other = Resident(ByTelegram(product, product.api.person(8, "Chi")), WAYS["one sentence"][0])
        await other.reports()
    async with AsyncExitStack() as stack:
        hand: Hand = ByTelegram(product, product.api.person(7, "An"))
        if channel == "page":
            me = await stack.enter_async_context(visiting(browser, product.url))
            await expect(me.message("Chào anh/chị")).to_be_visible()
            hand = OnPage(product, me)
            await hand.sees()
        resident = Resident(hand, opens, **more)  # type: ignore[arg-type,call-overload]
        counts = await resident.reports()
    *figures, characters = counts.row()
    *written, about = _row_of(way, channel)
    assert figures == written, f"docs/round.md: {way}, {channel}: {counts.row()}"
    assert abs(characters - about) <= DRIFT, f"docs/round.md: {way}, {channel}: {counts.row()}"
    assert counts.taps <= MOST_TAPS
    if way == "one sentence":
        assert counts.taps <= 4 and characters <= 1200


def _row_of(way: str, channel: str) -> list[int]:
    """Return the figures that the document tells."""
    now = TABLE.read_text(encoding="utf-8").partition("## Before")[0]
    (line,) = [row for row in now.splitlines() if row.startswith(f"| {way} | {channel} |")]
    return [int(cell) for cell in line.strip("| ").split("|")[2:]]
