"""What an end-to-end test stands on: the Bot API's double, and the real process beside it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.botapi import BotApi
from tests.conftest import _create
from tests.e2e.process import Process

Install = Callable[..., Process]
_numbers = itertools.count(1)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server on this machine."""
    async with BotApi() as running:
        yield running


@pytest.fixture
async def install(api: BotApi, tmp_path: Path) -> AsyncIterator[Install]:
    """`install(**settings)`: an installation that talks to the double and tells all it can.

    At the end nothing of it runs any more, and no log of any level holds the token.
    """
    made: list[Process] = []

    def begin(folder: Path = tmp_path, **settings: str) -> Process:
        made.append(installation(api, folder, **settings))
        return made[-1]

    yield begin
    for process in made:
        await process.away()
        keeps_the_token(api, process)


def installation(api: BotApi, folder: Path, **settings: str) -> Process:
    """An installation with a token, at the level of logging that tells most."""
    usual = {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "LOG_LEVEL": "DEBUG",
    }
    return Process(folder, **(usual | settings))


def keeps_the_token(api: BotApi, process: Process) -> None:
    """Fail if the token, or the half of it that is secret, stands in the log."""
    assert api.token.partition(":")[2] not in process.log


@pytest.fixture
def postgres(postgres_url: str, postgres_template: str) -> Callable[[], Awaitable[str]]:
    """`await postgres()`: the URL of a fresh PostgreSQL database with every migration."""

    async def make() -> str:
        name = f"e2e{next(_numbers)}"
        await _create(postgres_url, name, postgres_template)
        return postgres_url.format(name=name)

    return make


@pytest.fixture
async def process(install: Install) -> Process:
    """The process on SQLite, polling the double, ready."""
    running = install()
    await running.start()
    return running


async def together(*doing: Awaitable[object]) -> None:
    """Let several people do something at the same time; the first failure fails all."""
    async with asyncio.TaskGroup() as group:
        for each in doing:
            group.create_task(_done(each))


async def _done(doing: Awaitable[object]) -> None:
    await doing
