"""Health and metrics: to whom they are told, and a database that cannot be written."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web import health
from bot.channels.web.health import Health
from bot.core.media import Media
from db.engine import Database
from tests.botapi.server import Server, listen
from tests.channels.web.web_fixtures import sqlite  # noqa: F401

TOKEN = "mot-tu-rat-dai_01"

Watched = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def watched(sqlite: Database, tmp_path: Path) -> AsyncIterator[Watched]:  # noqa: F811
    """A process with that token, or none, and whoever watches it from this machine."""
    async with AsyncExitStack() as stack:

        async def begin(token: str | None = None, folder: Path = tmp_path) -> httpx.AsyncClient:
            media = Media(folder / "media")
            health_routes = Health(sqlite, media, None, lambda: datetime.now(UTC), token)
            listener = listen()
            server = Server(Starlette(routes=health_routes.routes()), listener)
            await server.start()
            stack.push_async_callback(health_routes.stop)
            stack.push_async_callback(server.stop)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            return await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60))

        yield begin


async def _is_told(http: httpx.AsyncClient, headers: dict[str, str]) -> tuple[bool, bool]:
    """Return whether a request with these headers is told metrics and problems."""
    figures = await http.get("/metrics", headers=headers)
    readiness = await http.get("/readyz", headers=headers)
    assert figures.status_code in (200, 401, 403)
    assert ("dangiamsat_inbox_waiting" in figures.text) == (figures.status_code == 200)
    assert readiness.status_code == 200
    assert readiness.json()["ready"] is True
    assert (await http.get("/healthz", headers=headers)).text == "ok\n"
    return figures.status_code == 200, "problems" in readiness.json()


@pytest.mark.parametrize(
    "proxied",
    [
        {"Forwarded": "for=203.0.113.7"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Host": "127.0.0.1"},
        {"X-Forwarded-Anything": ""},
        {"Host": "giamsat.example.vn"},
    ],
)
async def test_without_a_token_this_machine_alone_may_know(
    watched: Watched, proxied: dict[str, str]
) -> None:
    http = await watched()
    assert await _is_told(http, {}) == (True, True)
    assert await _is_told(http, proxied) == (False, False)
    assert await _is_told(http, {**proxied, "Authorization": "Bearer"}) == (False, False)


async def test_with_a_token_who_has_it_may_know(watched: Watched) -> None:
    http = await watched(TOKEN)
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert await _is_told(http, right) == (True, True)
    assert await _is_told(http, {**right, "X-Forwarded-For": "203.0.113.7"}) == (True, True)
    for wrong in ("", TOKEN, "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}"):
        assert await _is_told(http, {"Authorization": wrong}) == (False, False)
    assert await _is_told(http, {}) == (False, False)
    response = await http.get("/metrics")
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


async def _problems(http: httpx.AsyncClient) -> Any:
    answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    return answer.json()["problems"]


async def test_a_database_that_is_locked_is_told_until_it_is_free(
    watched: Watched,
    sqlite: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "LONGEST_WRITE", 0.1)
    monkeypatch.setattr(health, "TRY_AGAIN", 0.0)
    http = await watched()
    connection = sqlite3.connect(str(sqlite.file), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    assert await _problems(http) == ["database: nothing is written, it is locked"]
    connection.execute("ROLLBACK")
    connection.close()
    async with asyncio.timeout(60):
        while (await http.get("/readyz")).status_code != 200:
            pass


async def test_a_database_that_may_only_be_read_is_told(
    watched: Watched, database: Database, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        name = str(database.url.render_as_string(hide_password=False))
        only_read = Database(name)
        stack.callback(only_read.close)
        _refuse_writing(only_read)
        check = health.WriteCheck(only_read, Media(tmp_path))
        (problem,) = await check.problems()
    assert problem.startswith("database: nothing can be written (")
    working = health.WriteCheck(database, Media(tmp_path))
    assert await working.problems() == []


def _refuse_writing(database: Database) -> None:
    """Open connections as to a replica, or to a file system that was mounted for reading."""
    from sqlalchemy import event

    @event.listens_for(database.engine, "connect")
    def connected(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        setting = (
            "PRAGMA query_only=ON"
            if database.is_sqlite
            else ("SET default_transaction_read_only TO on")
        )
        cursor.execute(setting)
        cursor.close()
        if not database.is_sqlite:
            connection.commit()


async def test_a_folder_that_takes_no_picture_is_told(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    (problem,) = await _problems(await watched(folder=file))
    assert problem.startswith("pictures: nothing can be written (")


async def test_whoever_asks_again_and_again_lets_nothing_be_written(
    watched: Watched,
    sqlite: Database,  # noqa: F811
) -> None:
    http = await watched()
    await http.get("/readyz")
    log = Path(f"{sqlite.file}-wal")
    before = log.stat()
    for _ in range(20):
        assert (await http.get("/readyz")).status_code == 200
    assert log.stat() == before


async def test_an_attempt_is_written_for_real(
    sqlite: Database,  # noqa: F811
    tmp_path: Path,
) -> None:
    log = Path(f"{sqlite.file}-wal")
    before = log.read_bytes() if log.exists() else b""
    assert await health.WriteCheck(sqlite, Media(tmp_path)).problems() == []
    assert log.read_bytes() != before
