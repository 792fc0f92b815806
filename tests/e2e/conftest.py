"""What an end-to-end test stands on: the Bot API's double, and the real process beside it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.botapi import BotApi
from tests.conftest import created
from tests.e2e.process import Process

Playing = Mapping[str, asyncio.Task[None]]
_numbers = itertools.count(1)


@dataclass
class Stage:
    """A Bot API server, and the installations that talk to it."""

    api: BotApi
    folder: Path
    postgres: Callable[[], Awaitable[str]]
    """Gives the URL of a fresh PostgreSQL database."""
    installed: list[Process] = field(default_factory=list)

    def install(self, **settings: str) -> Process:
        """An installation with a token, at the level of logging that tells most."""
        usual = {
            "TELEGRAM_BOT_TOKEN": self.api.token,
            "TELEGRAM_API_URL": self.api.url,
            "LOG_LEVEL": "DEBUG",
        }
        self.installed.append(Process(self.folder, **(usual | settings)))
        return self.installed[-1]

    async def started(self, **settings: str) -> Process:
        """The same, running: on SQLite and polling, unless the settings say otherwise."""
        process = self.install(**settings)
        await process.start()
        return process

    async def clear(self) -> None:
        """Leave nothing running, and no token in any log."""
        for process in self.installed:
            await process.away()
            secret = self.api.token.partition(":")[2]
            assert secret not in process.log, "of the token, this is the secret half"


@asynccontextmanager
async def staged(folder: Path, postgres: Callable[[], Awaitable[str]]) -> AsyncIterator[Stage]:
    """A stage for as long as it is needed."""
    async with BotApi() as api:
        stage = Stage(api, folder, postgres)
        try:
            yield stage
        finally:
            await stage.clear()


@pytest.fixture(scope="session")
def postgres(postgres_url: str, postgres_template: str) -> Callable[[], Awaitable[str]]:
    """`await postgres()`: the URL of a fresh PostgreSQL database with every migration."""

    async def make() -> str:
        name = f"e2e{next(_numbers)}"
        created(postgres_url, name, postgres_template)
        return postgres_url.format(name=name)

    return make


@pytest.fixture
async def stage(tmp_path: Path, postgres: Callable[[], Awaitable[str]]) -> AsyncIterator[Stage]:
    """A stage of one's own."""
    async with staged(tmp_path, postgres) as stage:
        yield stage


@pytest.fixture(scope="module")
async def playing(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Callable[[], Awaitable[str]],
) -> AsyncIterator[Playing]:
    """The module's `SCENES`, all under way at the same time, each on a stage of its own."""

    async def play(scene: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
        async with staged(tmp_path_factory.mktemp(scene.__name__), postgres) as stage:
            await scene(stage)

    async with side_by_side({each.__name__: play(each) for each in request.module.SCENES}) as tasks:
        yield tasks


@asynccontextmanager
async def side_by_side(
    scenes: Mapping[str, Coroutine[Any, Any, None]],
) -> AsyncIterator[Playing]:
    """Scenes, each to be awaited by the test that is about it.

    Most of their time goes into keeping Telegram's pace; so they spend it together.
    """
    tasks = {name: asyncio.create_task(scene) for name, scene in scenes.items()}
    try:
        yield tasks
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


async def together(*doing: Awaitable[object]) -> None:
    """Let several people do something at the same time; the first failure fails all."""
    async with asyncio.TaskGroup() as group:
        for each in doing:
            group.create_task(_done(each))


async def _done(doing: Awaitable[object]) -> None:
    await doing
