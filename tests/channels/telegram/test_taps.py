"""Taps on Telegram that were not meant, over the Bot API and through the real core."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.media import Media
from bot.router import Router
from db.engine import Database
from db.models import Consent, Draft, Report
from tests.botapi import BotApi, Person
from tests.botapi.fixtures import api, make, media
from tests.channels.web.web_fixtures import sqlite

__all__ = ["api", "media", "sqlite"]


@dataclass
class Resident:
    """A resident who reports by the bot."""

    person: Person
    database: Database

    async def taps_twice(self, label: str, expected: str) -> None:
        """Press a button of one message twice, and read what comes of it: once."""
        await self.person.presses(label)
        await self.person.presses(label)
        await self.reads_once(expected)

    async def presses(self, label: str, expected: str) -> None:
        await self.person.presses(label)
        await self.person.reads(expected)

    async def says(self, words: str, expected: str) -> None:
        await self.person.says(words)
        await self.person.reads(expected)

    async def reads_once(self, words: str) -> None:
        """Read it, and not once more by the time the bot has answered something later."""
        await self.person.reads(words)
        await self.person.says("/xacminh")
        second = await self.person.reads("")
        assert words not in second.text, "that was answered twice"

    async def rows(self, table: type[Any]) -> list[Any]:
        with self.database.reading() as session:
            return list(session.exec(select(table)).all())


@pytest.fixture
async def an(
    api: BotApi,
    media: Media,
    sqlite: Database,
    conversation: Router,
) -> AsyncIterator[Resident]:
    channels: dict[str, Any] = {}
    delivery = Delivery(sqlite, channels, _now, conversation.unreachable)
    dispatcher = Dispatcher(sqlite, conversation, media, channels, _now, delivery)
    telegram = channels["telegram"] = make(api, dispatcher, media)  # type: ignore[arg-type]
    working = [asyncio.create_task(worker.run()) for worker in (delivery, dispatcher)]
    await telegram.start()
    yield Resident(api.person(7, "An"), sqlite)
    await telegram.stop()
    for worker in working:
        worker.cancel()
    await asyncio.gather(*working, return_exceptions=True)


def _now() -> datetime:
    return datetime.now(UTC)


async def test_a_button_pressed_twice_acts_once(an: Resident) -> None:
    await an.says("/phananh", "xin anh/chị đồng ý")
    await an.taps_twice("✅ Đồng ý", "phản ánh về việc gì")
    await an.taps_twice("🌳 Cây xanh, công viên", "chọn việc gần đúng nhất")
    await an.taps_twice("Chặt hạ, dịch chuyển cây trái phép", "Việc này ở đâu?")
    await an.says("cổng chợ, phường Tân Phong", "gửi ảnh")
    await an.taps_twice("Không có ảnh", "Có chuyện gì?")
    await an.says("Chặt hai cây", "Xem lại trước khi gửi")
    await an.taps_twice("✅ Gửi phản ánh", "Mã phản ánh")
    assert len(await an.rows(Report)) == len(await an.rows(Consent)) == 1


async def test_the_buttons_of_an_older_step_are_gone_and_do_nothing(an: Resident) -> None:
    await an.says("/phananh", "xin anh/chị đồng ý")
    (consent,) = [message for message in an.person.screen if message.key("Không đồng ý")]
    no = consent.key("Không đồng ý")
    assert no and no.data
    await an.presses("✅ Đồng ý", "phản ánh về việc gì")
    (groups,) = [message for message in an.person.screen if message.key("🌳 Cây xanh, công viên")]
    built = groups.key("🏗 Trật tự xây dựng")
    assert built and built.data
    await an.presses("🌳 Cây xanh, công viên", "chọn việc gần đúng nhất")
    await an.says("/xacminh", "")
    assert consent.key("Không đồng ý") is None and groups.key("🏗 Trật tự xây dựng") is None
    for message, key in ((consent, no), (groups, built)):
        await an.person.presses_forged(key.data or "", message)
        await an.person.reads("một bước đã qua")
        await an.person.reads("chọn việc gần đúng nhất")
    (draft,) = await an.rows(Draft)
    assert draft.kind == "report" and "category" not in draft.data


async def test_a_dropped_report_is_brought_back(an: Resident) -> None:
    await an.says("/phananh", "xin anh/chị đồng ý")
    await an.presses("✅ Đồng ý", "phản ánh về việc gì")
    await an.says("Chặt hai cây phượng", "")
    await an.says("/huy", "Hoàn tác")
    await an.presses("↩️ Hoàn tác", "Việc này ở đâu?")
