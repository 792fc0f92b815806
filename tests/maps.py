"""A map service's redirects over real HTTP, on a free port; it remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.city.map_links import MapLinks


@dataclass
class Maps:
    """`leads` says where each path leads; any other is found and leads nowhere.

    Every answer announces a body that never comes: who waits for it waits for ever.
    """

    leads: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    origin: str = ""
    answering: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def links(self) -> MapLinks:
        """Opens this service's links and asks nobody else."""
        return MapLinks((f"{self.origin}/s/",), frozenset({self.origin}))

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.answering.add(asyncio.create_task(self.answer(reader, writer)))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked, *headers = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        path = asked.split()[1]
        self.asked.append(path)
        self.headers += [each.lower() for each in headers]
        status, more = "200 OK", ""
        if location := self.leads.get(path):
            status, more = "302 Found", f"Location: {location}\r\n"
        head = f"HTTP/1.1 {status}\r\n{more}Set-Cookie: a=b\r\nContent-Length: 999\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        await reader.read()  # until the other side hangs up
        writer.close()


@asynccontextmanager
async def served(leads: Mapping[str, str]) -> AsyncIterator[Maps]:
    maps = Maps(dict(leads))
    server = await asyncio.start_server(maps.take, "127.0.0.1", 0)
    maps.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield maps
        await asyncio.gather(*maps.answering)
