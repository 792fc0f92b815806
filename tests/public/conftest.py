"""The board over HTTP, for anybody."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.core.turn import Tools
from bot.public.pages import Board
from tests.channels.web.web_fixtures import serving
from tests.town import Town


@pytest.fixture
async def board(town: Town, tools: Tools) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of anybody's on the board."""
    pages = Board(town.database, tools, town.media, town.clock)
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    async with (
        serving(Starlette(routes=pages.routes()), nothing) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as http,
    ):
        yield http
