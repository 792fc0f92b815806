"""Erasure lifts no block and no day's limit, and no account id is kept for that."""

import logging
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.city.city import City
from bot.city.parts import Limits
from bot.core.media import Media
from bot.core.turn import Tools
from bot.router import Router
from bot.schedule import Schedule
from db.engine import Database
from db.models import Block, Forgotten
from tests.clock import Clock
from tests.privacy.test_my_data import dump, everywhere, hits
from tests.town import Someone, Town, report

ID = "an77881122"
LIMITS = Limits(messages_a_minute=60, open_drafts=5, reports_an_hour=2, reports_a_day=3)


@pytest.fixture
def strict(tools: Tools, city: City, database: Database, media: Media, clock: Clock) -> Town:
    tools = replace(tools, city=city.model_copy(update={"limits": LIMITS}))
    return Town(database, Router(tools), media, clock)


async def forget(town: Town, tools: Tools, **time: float) -> None:
    town.clock.advance(**time)
    Schedule(town.database, tools, town.media, town.clock).forget(town.clock())
    await town.settle()


async def erased(town: Town, tools: Tools, an: Someone) -> None:
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    await forget(town, tools, minutes=1)


async def written(an: Someone) -> None:
    """Another report as far as the button that sends it, which is shown again: no code."""
    assert not (await report(an)).startswith("LC-")


async def blocked(town: Town, an: Someone, days: str) -> Someone:
    chief = town.person("chief")
    await town.invited(chief, "admin")
    await chief.commands("chan", f"{await report(an)} gửi tin rác")
    await chief.presses(days)
    return chief


@pytest.mark.parametrize("days", ["7 ngày", "Không thời hạn"])
async def test_a_block_is_not_lifted_by_xoa(
    town: Town, tools: Tools, days: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    an = town.person(ID)
    chief = await blocked(town, an, days)
    await erased(town, tools, an)
    assert hits(everywhere(town, await dump(town.database), caplog.text), ID) == []
    town.clock.advance(minutes=2)
    await an.commands("phananh")
    assert "tạm ngừng" in an.heard
    await erased(town, tools, an)  # once more: the same
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" not in an.heard
    await chief.commands("bochan")
    await chief.presses("Bỏ chặn")
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" in an.heard


async def test_the_hash_goes_with_the_block(town: Town, tools: Tools) -> None:
    an = town.person(ID)
    await blocked(town, an, "7 ngày")
    await erased(town, tools, an)
    await forget(town, tools, days=6)
    with town.database.reading() as session:
        assert len(session.exec(select(Forgotten)).all()) == 1
    await forget(town, tools, days=2)
    with town.database.reading() as session:
        assert session.exec(select(Forgotten)).all() == []
        assert len(session.exec(select(Block)).all()) == 1  # nobody's, and over
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" in an.heard


async def test_xoa_begins_no_new_hour_and_no_new_day(
    strict: Town, tools: Tools, clock: Clock
) -> None:
    an = strict.person(ID)
    for _ in range(2):
        await report(an)
    await erased(strict, tools, an)
    await written(an)
    assert "tối đa 2 phản ánh một giờ" in an.heard
    clock.advance(hours=1)
    await an.presses("Gửi phản ánh")
    await erased(strict, tools, an)
    clock.advance(hours=2)
    await written(an)
    assert "3 một ngày" in an.heard
    await forget(strict, tools, days=1, minutes=1)
    with strict.database.reading() as session:
        assert session.exec(select(Forgotten)).all() == []


async def test_who_was_never_blocked_leaves_nothing(town: Town, tools: Tools) -> None:
    an = town.person(ID)
    await an.commands("trogiup")
    await erased(town, tools, an)
    with town.database.reading() as session:
        assert session.exec(select(Forgotten)).all() == []
