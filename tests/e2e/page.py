"""Somebody on the page, without a screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx

from tests.e2e.process import Process


class Visitor:
    """A browser with a cookie of its own."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def posts(self, text: str, made: str | None = None) -> httpx.Response:
        """Send a message; `made` is the id the page gave it, when it is sent once more."""
        return await self._http.post(
            "/api/messages", json={"id": made or uuid4().hex, "text": text}
        )

    async def posts_raw(self, body: bytes) -> httpx.Response:
        """Send what no page would, as JSON."""
        kind = {"Content-Type": "application/json"}
        return await self._http.post("/api/messages", content=body, headers=kind)

    async def history(self) -> str:
        """All that the page shows, as its server tells it."""
        return (await self._http.get("/api/messages")).text


@asynccontextmanager
async def visitor(process: Process) -> AsyncIterator[Visitor]:
    """A browser that has opened the page."""
    own = {"Origin": process.url}
    async with httpx.AsyncClient(base_url=process.url, headers=own, timeout=20) as http:
        assert (await http.get("/")).status_code == 200
        yield Visitor(http)
