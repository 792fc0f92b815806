"""Two processes behind one address: each request goes to the next of them, as a proxy does it."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.botapi.server import Server, listen


@asynccontextmanager
async def balancer(port: int, backends: Sequence[str]) -> AsyncIterator[list[str]]:
    """Serve on `port`; gives the list of the backends that answered, growing."""
    turns, answered = itertools.cycle(backends), list[str]()

    async def forward(request: Request) -> Response:
        backend = next(turns)
        headers = {k: v for k, v in request.headers.items() if k not in ("host", "content-length")}
        answer = await client.post(
            backend + request.url.path, content=await request.body(), headers=headers
        )
        answered.append(backend)
        return Response(answer.content, answer.status_code)

    async with httpx.AsyncClient(timeout=30) as client:
        routes = [Route("/{path:path}", forward, methods=["POST"])]
        server = Server(Starlette(routes=routes), listen(port))
        await server.start()
        try:
            yield answered
        finally:
            await server.stop()
