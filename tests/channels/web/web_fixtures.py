"""The page over real HTTP: a server on a free port, and a core that answers like a parrot."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
import uvicorn
from PIL import Image
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.channels.web.seats import SEATS, Seat
from bot.core.events import Address, Button, File, Incoming, NotStored, Reply, Unparsed
from bot.core.media import Media
from bot.web.connections import Connection
from db.engine import Database
from tests.conftest import emptied


@dataclass
class Parrot:
    """The other side of the contract: keeps what arrives, once each, and answers through `web`.

    `replies` are given out in turn; without any it repeats, escaped by hand as templates do.
    """

    web: Web | None = None
    arrived: list[Incoming] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    is_full: bool = False
    is_free: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, it keeps everybody waiting."""

    def __post_init__(self) -> None:
        self.is_free.set()

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        if self.is_full:
            raise NotStored
        await self.is_free.wait()
        for update in arrived:
            assert isinstance(update, Incoming)
            if update.update_id in {earlier.update_id for earlier in self.arrived}:
                continue
            self.arrived.append(update)
            await self.say(update.chat, self._reply(update))

    async def say(self, chat: str, reply: Reply) -> str:
        assert self.web
        return await self.web.send(Address(chat=chat), reply)

    def _reply(self, update: Incoming) -> Reply:
        if self.replies:
            return self.replies.pop(0)
        if update.command == "start":
            return GREETING
        words = update.button or update.command or update.text
        words = words or ("một vị trí" if update.place else "ảnh")
        for raw, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            words = words.replace(raw, escaped)
        return Reply(text=f"Đã nhận: {words}", photos=tuple(p.key for p in update.photos if p.key))


GREETING = Reply(
    text="Chào anh/chị. Anh/chị cần gì ạ?",
    buttons=(
        (Button(text="Hỏi kế hoạch", data="ask"), Button(text="Gửi phản ánh", data="report:new")),
        (Button(text="Trang của tỉnh", url="https://laichau.gov.vn/"),),
    ),
)


@dataclass
class Visitor:
    """A browser on the page, with the cookies of its own."""

    http: httpx.AsyncClient

    async def __aenter__(self) -> "Visitor":
        await self.http.__aenter__()
        assert (await self.http.get("")).status_code == 200
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.http.__aexit__(None, None, None)

    async def post(
        self, text: str = "", made_id: str | None = None, **fields: Any
    ) -> httpx.Response:
        """Send a message, as JSON."""
        body = {"id": made_id or uuid4().hex, "text": text, **fields}
        return await self.http.post("api/messages", json=body)

    async def send_photos(self, *photos: tuple[bytes, str], text: str = "") -> httpx.Response:
        """Send pictures, each as bytes and their media type, as a form."""
        files = [("photos", (f"{n}.bin", data, kind)) for n, (data, kind) in enumerate(photos)]
        return await self.http.post(
            "api/messages", data={"id": uuid4().hex, "text": text}, files=files
        )

    async def history(self, **query: Any) -> list[dict[str, Any]]:
        response = await self.http.get("api/messages", params=query)
        assert response.status_code == 200, response.text
        return cast(list[dict[str, Any]], response.json())

    @asynccontextmanager
    async def stream(
        self, after: int = 0, headers: dict[str, str] | None = None
    ) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Yield the pushed messages, one at a time."""
        async with self.http.stream(
            "GET", "api/stream", params={"after": after}, headers=headers, timeout=10
        ) as response:
            yield (
                json.loads(line.removeprefix("data: "))
                async for line in response.aiter_lines()
                if line.startswith("data: {")
            )


@dataclass
class Site:
    """A running server: its address, the channel, and the core behind it."""

    url: str
    web: Web
    parrot: Parrot
    media: Media
    database: Database

    @property
    def own(self) -> dict[str, str]:
        """The header a browser adds to what this site's own page posts."""
        return {"Origin": self.url}

    def browser(self, path: str = "/") -> Visitor:
        """A browser without a screen, on the chat page at `path`."""
        return Visitor(httpx.AsyncClient(base_url=self.url + path, headers=self.own))

    def file(self, data: bytes, name: str) -> File:
        return File(key=self.media.add_file(data, Path(name).suffix), name=name)


@asynccontextmanager
async def running_site(
    database: Database, folder: Path, seats: Sequence[Seat] = (), port: int = 0
) -> AsyncIterator[Site]:
    """Serve the page until the block ends; what was sent stays in `database` and `folder`."""
    media, parrot = Media(folder / "media"), Parrot()
    web = Web(database, parrot, media, lambda: datetime.now(UTC), seats)
    parrot.web = web
    async with serving(Starlette(routes=web.routes()), web, port) as url:
        yield Site(url, web, parrot, media, database)


@pytest.fixture
async def sqlite(sqlite_used: Database) -> Database:
    """An empty SQLite database: what the page does is the same on the other kind."""
    await emptied(sqlite_used)
    return sqlite_used


@pytest.fixture(name="site")
async def site_fixture(sqlite: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """The page as the public sees it."""
    async with running_site(sqlite, tmp_path) as running:
        yield running


@pytest.fixture(name="seats")
async def seats_fixture(sqlite: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """The page with a seat for every role."""
    async with running_site(sqlite, tmp_path, SEATS) as running:
        yield running


@asynccontextmanager
async def serving(app: Starlette, web: Web, port: int = 0) -> AsyncIterator[str]:
    """Run `app` on loopback; yields its address."""
    config = uvicorn.Config(
        app, http=Connection, log_config=None, lifespan="off", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(64)
        task = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            web.close()
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await task


def picture(color: str = "green", size: tuple[int, int] = (640, 480), kind: str = "JPEG") -> bytes:
    """A picture as a telephone would send it, only duller."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()
