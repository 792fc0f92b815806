"""Connections to the real server, by a clock that is moved on by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.server import ServerState

from bot.web import connections
from bot.web.connections import SECONDS, UNREAD_SECONDS, Connection

HEAD = b"POST /count HTTP/1.1\r\nHost: a\r\n"


class Clockwork:
    """The event loop, but for its time: that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._loop = asyncio.get_running_loop()
        self._timers: list[tuple[float, asyncio.TimerHandle]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    def time(self) -> float:
        return self.now

    def call_at(self, at: float, callback: Callable[..., object], *args: object) -> Any:
        timer = asyncio.TimerHandle(at, callback, args, self._loop)
        self._timers.append((at, timer))
        return timer

    def call_later(self, delay: float, callback: Callable[..., object], *args: object) -> Any:
        return self.call_at(self.now + delay, callback, *args)

    def move_on(self, seconds: float) -> None:
        """Let so much time pass, and run what falls into it."""
        end = self.now + seconds
        while due := [timer for timer in self._timers if timer[0] <= end]:
            first = min(due, key=lambda timer: timer[0])
            self._timers.remove(first)
            self.now = max(self.now, first[0])
            if not first[1].cancelled():
                first[1]._run()
        self.now = end


class Noted(Connection):
    """A connection of which a test knows how many bytes have come."""

    received = 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.received += len(data)


@dataclass
class Client:
    """The other end of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    served: Noted
    sent: int = 0

    async def send(self, data: bytes) -> None:
        """Send, and wait until the server has it."""
        self.writer.write(data)
        self.sent += len(data)
        await until(lambda: self.served.received == self.sent)

    async def remaining(self) -> bytes:
        """Return the bytes that still come, up to the end of the connection."""
        async with asyncio.timeout(30):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""


@dataclass
class Hall:
    """The server, and who is connected."""

    clock: Clockwork
    state: ServerState
    address: tuple[str, int]
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    ended: list[str] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    async def comes(self) -> Client:
        """Connect a client."""
        before = set(self.state.connections)
        reader, writer = await asyncio.open_connection(*self.address)
        own_address = writer.get_extra_info("sockname")
        await until(
            lambda: any(
                connection.client == own_address
                for connection in {*self.state.connections} - before
            )
        )
        (served,) = (
            connection for connection in self.state.connections if connection.client == own_address
        )
        assert isinstance(served, Noted)
        client = Client(reader, writer, served)
        self.clients.append(client)
        return client

    async def count(self, request: Request) -> Response:
        try:
            return PlainTextResponse(str(len(await request.body())))
        except ClientDisconnect:
            self.ended.append("count")
            raise

    async def wait(self, _: Request) -> Response:
        await self.may_answer.wait()
        return PlainTextResponse("done")

    async def much(self, _: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(400):
                yield b"a" * 100_000

        return StreamingResponse(pieces())


@asynccontextmanager
async def opened() -> AsyncIterator[Hall]:
    hall = Hall(Clockwork(), ServerState(), ("", 0))
    routes = [
        Route("/count", hall.count, methods=["POST"]),
        Route("/wait", hall.wait),
        Route("/much", hall.much),
    ]
    config = uvicorn.Config(Starlette(routes=routes), http=Noted, lifespan="off", log_config=None)
    config.load()
    server = await asyncio.get_running_loop().create_server(
        lambda: Noted(config, hall.state, {}, _loop=hall.clock),  # type: ignore[arg-type]
        "127.0.0.1",
        0,
    )
    hall.address = server.sockets[0].getsockname()
    yield hall
    server.close()
    for client in hall.clients:
        client.writer.transport.abort()
    for task in list(hall.state.tasks):
        task.cancel()
    await asyncio.gather(*hall.state.tasks, return_exceptions=True)
    await until(lambda: not hall.state.connections)


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    async with opened() as running:
        yield running


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.001)  # what the other end of a socket does is no event here


HALVES = {
    "nothing": b"",
    "half a line": b"POST /cou",
    "half a head": HEAD,
    "half a body": HEAD + b"Content-Length: 100\r\n\r\nabc",
    "half a piece": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
}


@pytest.mark.parametrize("half", HALVES)
async def test_what_is_half_sent_ends_after_ten_seconds(hall: Hall, half: str) -> None:
    client = await hall.comes()
    await client.send(HALVES[half])
    hall.clock.move_on(SECONDS - 0.5)
    assert not client.served.transport.is_closing()
    hall.clock.move_on(1)
    assert await client.remaining() == b""


async def test_what_comes_by_the_byte_ends_as_soon(hall: Hall) -> None:
    client = await hall.comes()
    await client.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    for _ in range(11):
        if client.served.transport.is_closing():
            break
        await client.send(b"a")
        hall.clock.move_on(1)
    assert await client.remaining() == b""
    await until(lambda: hall.ended == ["count"])


async def test_what_comes_slowly_but_steadily_is_taken(hall: Hall) -> None:
    """Pictures over the edge of a network: two minutes for a hundred and fifty thousand bytes."""
    client = await hall.comes()
    await client.send(HEAD + b"Content-Length: 150000\r\n\r\n")
    for _ in range(30):
        await client.send(b"a" * 5000)
        hall.clock.move_on(4)
    assert (await client.reader.readuntil(b"150000")).startswith(b"HTTP/1.1 200")


async def test_the_next_request_of_a_connection_is_measured_too(hall: Hall) -> None:
    client = await hall.comes()
    for _ in range(2):
        await client.send(HEAD + b"Content-Length: 2\r\n\r\nab")
        await client.reader.readuntil(b"\r\n\r\n2")
        hall.clock.move_on(4)
    await client.send(HEAD)
    hall.clock.move_on(SECONDS + 0.5)
    assert await client.remaining() == b""


async def test_who_waits_for_an_answer_is_not_hurried(hall: Hall) -> None:
    client = await hall.comes()
    await client.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    hall.clock.move_on(1000)
    hall.may_answer.set()
    assert (await client.reader.readuntil(b"done")).startswith(b"HTTP/1.1 200")


async def test_an_answer_that_nobody_takes_ends(hall: Hall) -> None:
    client = await hall.comes()
    await client.send(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
    await until(lambda: client.served.flow.write_paused)
    hall.clock.move_on(UNREAD_SECONDS + 1)
    await until(lambda: not hall.state.connections)


async def test_one_too_many_takes_the_place_of_the_oldest_without_a_request(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)
    waiting = await hall.comes()
    await waiting.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    hall.clock.move_on(1)
    idle = await hall.comes()
    hall.clock.move_on(1)
    half = await hall.comes()
    await half.send(HEAD)
    newcomer = await hall.comes()
    assert await idle.remaining() == b""
    await newcomer.send(HEAD + b"Content-Length: 2\r\n\r\nab")
    await newcomer.reader.readuntil(b"\r\n\r\n2")
    assert not half.served.transport.is_closing()
    assert len(hall.state.connections) == 3
    hall.may_answer.set()
    await waiting.reader.readuntil(b"done")


async def test_where_all_wait_for_answers_one_too_many_is_refused(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 2)
    waiting = [await hall.comes() for _ in range(2)]
    for client in waiting:
        await client.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    reader, writer = await asyncio.open_connection(*hall.address)
    assert (await asyncio.wait_for(reader.read(), 30)).startswith(b"HTTP/1.1 503 ")
    writer.close()
    await writer.wait_closed()
    hall.may_answer.set()
    for client in waiting:
        await client.reader.readuntil(b"done")
