"""The page over real HTTP: a server on a free port, and a core that answers like a parrot."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import uvicorn
from PIL import Image
from starlette.applications import Starlette

from bot.channels.web import Seat, Web
from bot.events import Address, Button, File, Incoming, NotStored, Reply, Unparsed
from bot.media import Media
from db.engine import Database


@dataclass
class Parrot:
    """The other side of the contract: keeps what arrives, once each, and answers through `web`.

    `replies` are given out in turn; without any it repeats, escaped by hand as templates do.
    """

    web: Web | None = None
    arrived: list[Incoming] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    is_full: bool = False
    answers: bool = True

    async def receive(self, arrived: Sequence[Incoming | Unparsed]) -> None:
        if self.is_full:
            raise NotStored
        for update in arrived:
            assert isinstance(update, Incoming)
            if update.update_id in {known.update_id for known in self.arrived}:
                continue
            self.arrived.append(update)
            if self.answers:
                await self.say(update.chat, self._reply(update))

    async def say(self, chat: str, reply: Reply) -> str:
        assert self.web
        return await self.web.send(Address(chat=chat), reply)

    def _reply(self, update: Incoming) -> Reply:
        if self.replies:
            return self.replies.pop(0)
        if update.command == "start":
            return GREETING
        said = update.button or update.text or ("một vị trí" if update.place else "ảnh")
        for raw, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            said = said.replace(raw, escaped)
        return Reply(text=f"Đã nhận: {said}", photos=tuple(p.key for p in update.photos if p.key))


GREETING = Reply(
    text="Chào anh/chị. Anh/chị cần gì ạ?",
    buttons=(
        (Button(text="Hỏi kế hoạch", data="ask"), Button(text="Gửi phản ánh", data="report:new")),
        (Button(text="Trang của tỉnh", url="https://laichau.gov.vn/"),),
    ),
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

    def client(self) -> httpx.AsyncClient:
        """A browser without a screen: it keeps its cookies to itself."""
        return httpx.AsyncClient(base_url=self.url, headers=self.own)

    def file(self, data: bytes, name: str) -> File:
        return File(key=self.media.add_file(data, Path(name).suffix), name=name)


@asynccontextmanager
async def running_site(folder: Path, seats: Sequence[Seat] = ()) -> AsyncIterator[Site]:
    """Serve the page from a fresh database in `folder` until the block ends."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'web.db'}")
    await database.migrate()
    media, parrot = Media(folder / "media"), Parrot()
    web = Web(database, parrot, media, lambda: datetime.now(UTC), seats)
    parrot.web = web
    async with serving(Starlette(routes=web.routes()), web) as url:
        yield Site(url, web, parrot, media, database)
    await database.close()


@asynccontextmanager
async def serving(app: Starlette, web: Web, port: int = 0) -> AsyncIterator[str]:
    """Run `app` on loopback; yields its address."""
    config = uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=2)
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
