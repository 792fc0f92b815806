"""A town whose people can be told by mail, and the page that the links in it open."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.mail.channel import Mail
from bot.channels.web.channel import Web
from bot.contacts.pages import ContactPages
from bot.core.media import Media
from bot.core.turn import Tools
from bot.router import Router
from db.engine import Database
from tests.channels.mail.postbox import Postbox, running
from tests.channels.web.web_fixtures import Visitor, serving
from tests.clock import Clock
from tests.conftest import emptied
from tests.town import Town

PAGE = "https://giamsat.example.vn"
SENDER = "giamsat@example.vn"


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with running() as postbox:
        yield postbox


@pytest.fixture
async def database(sqlite_used: Database) -> Database:
    await emptied(sqlite_used)
    return sqlite_used


@pytest.fixture
def tools(tools: Tools) -> Tools:
    return replace(tools, mails=True)


@pytest.fixture
def town(database: Database, tools: Tools, media: Media, clock: Clock, postbox: Postbox) -> Town:
    town = Town(database, Router(tools), media, clock)
    mail = Mail(postbox.url, SENDER, PAGE, database, media, tools.texts, clock)
    town.channels["mail"] = mail
    return town


@pytest.fixture
async def page(town: Town, tools: Tools) -> AsyncIterator[Visitor]:
    """A browser on the chat page, at the same core."""
    web = Web(town.database, town.dispatcher, town.media, town.clock)
    town.channels["web"] = web
    links = ContactPages(town.database, tools, town.clock, town.delivery.look)
    app = Starlette(routes=[*links.routes(local_only=False), *web.routes()])
    async with serving(app, web) as url, _browser(url) as visitor:
        yield visitor


def _browser(url: str) -> Visitor:
    return Visitor(
        httpx.AsyncClient(base_url=url + "/", headers={"Origin": url}, follow_redirects=True)
    )


@pytest.fixture
async def other_browser(page: Visitor) -> AsyncIterator[Visitor]:
    """Another browser, at another place."""
    async with _browser(str(page.http.base_url).rstrip("/")) as visitor:
        yield visitor
