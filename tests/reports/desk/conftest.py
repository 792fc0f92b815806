"""What the desk's tests stand on: its pages over HTTP, and an official signed in there."""

from collections.abc import AsyncIterator

import pytest

from bot.router import Router
from tests.reports.desk.desks import Desk, served, signed_in
from tests.town import Someone, Town


@pytest.fixture
async def url(town: Town, conversation: Router) -> AsyncIterator[str]:
    async with served(town, conversation) as address:
        yield address


@pytest.fixture
async def desk(binh: Someone, url: str) -> AsyncIterator[Desk]:
    async with signed_in(binh, url) as browser:
        yield browser
