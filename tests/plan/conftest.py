"""An office that puts a plan in: its page, and the processes that answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest

from bot.city.city import City
from bot.core.media import Media
from bot.core.turn import Tools
from bot.plan import live, version_pages
from bot.plan.live import LivePlans
from bot.questions.conversation import rendered_all
from bot.router import Router
from db.engine import Database
from knowledge.load import PLANS, Knowledge, Stored, load_plans
from tests.clock import Clock
from tests.e2e.forked import FORKING
from tests.reports.desk.desks import Desk, served, signed_in
from tests.town import Someone, Town


@dataclass
class Office:
    """The page of an admin, over real HTTP, and the plans in use of its process."""

    town: Town
    admin: Someone
    plans: LivePlans
    tools: Tools
    url: str
    desk: Desk = field(init=False)

    async def puts_in(self, text: str, name: str = "ghe-da.txt", of: str = "") -> str:
        """Send a file, and let it be read; returns the address of its version."""
        await self.desk.get("/kehoach")
        sent = await self.sends({"document": (name, text.encode())}, of=of)
        assert sent.status_code == 303, sent.text
        await self.plans.settle()
        return sent.headers["location"]

    async def sends(self, files: dict[str, tuple[str, bytes]], **fields: str) -> httpx.Response:
        data = {"key": self.desk.key, **fields}
        return await self.desk.http.post("/kehoach", data=data, files=files)

    async def uses(self, version: str) -> httpx.Response:
        answer = await self.desk.post(f"{version}/dung")
        await self.plans.settle()
        return answer


@pytest.fixture(autouse=True)
def reading_processes_that_begin_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the processes that read a plan's file from one that has imported what they need."""
    monkeypatch.setattr(live, "PROCESSES", FORKING)


@pytest.fixture
def own_tools(tools: Tools) -> Tools:
    """Tools of this test alone, for other plans come into use."""
    return tools.pinned()


def live_plans(town: Town, tools: Tools) -> LivePlans:
    """The plans in use of a process with these tools."""
    return LivePlans(town.database, tools, town.clock, partial(_load, tools.city))


def _load(city: City, stored: Stored) -> Knowledge:
    return load_plans(PLANS, home=city.name, stored=stored)


@pytest.fixture
def town(database: Database, own_tools: Tools, media: Media, clock: Clock) -> Town:
    return Town(database, Router(own_tools), media, clock)


@asynccontextmanager
async def office_of(town: Town, tools: Tools) -> AsyncIterator[Office]:
    admin = town.person("quan tri")
    await town.invited(admin, "admin")
    router = Router(tools)
    render = partial(rendered_all, tools.texts)
    async with served(town, router, lambda pages: version_pages.hang(pages, render)) as url:
        office = Office(town, admin, live_plans(town, tools), tools, url)
        async with signed_in(admin, url) as office.desk:
            yield office


@pytest.fixture
async def office(town: Town, own_tools: Tools) -> AsyncIterator[Office]:
    async with office_of(town, own_tools) as office:
        yield office
