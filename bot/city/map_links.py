"""Short links of maps, which every telephone shares, followed to the position they stand for.

Only the map services' own hosts are ever asked, whatever a redirect says, so that no link leads
into the network this runs in. No body is read, no cookie kept, and nobody but the map service
learns that the link was opened.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import cached_property

import httpx

from bot.city.positions import Position, position_in

SHORT = ("https://maps.app.goo.gl/", "https://goo.gl/maps/")
"""How the short links begin that are opened."""
GOOGLE = frozenset(
    f"https://{host}"
    for host in (
        *("maps.app.goo.gl", "goo.gl", "maps.google.com", "www.google.com", "google.com"),
        *("maps.google.com.vn", "www.google.com.vn", "google.com.vn"),
    )
)
"""The origins (scheme, host and port) that may be asked."""
MOST_HOPS = 5
SECONDS = 4.0
"""For all of it: somebody waits for an answer."""
REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class MapLinks:
    """Opens short links that begin with one of `short`, asking `allowed` origins alone."""

    short: tuple[str, ...] = SHORT
    allowed: frozenset[str] = GOOGLE

    def opens(self, text: str) -> bool:
        """Whether there is a link in the text that `opened` would follow."""
        return self._links.search(text) is not None

    async def opened(self, text: str) -> str:
        """The text with its first short link as one that tells the position; else unchanged."""
        found = self._links.search(text)
        if found is None:
            return text
        begins = next(each for each in self.short if found[1].startswith(_bare(each)))
        position = await self._followed(begins.split("://")[0] + "://" + found[1])
        if position is None:
            return text
        plain = f"https://www.google.com/maps?q={position.latitude:.6f},{position.longitude:.6f}"
        return text[: found.start()] + plain + text[found.end() :]

    @cached_property
    def _links(self) -> re.Pattern[str]:
        begins = "|".join(re.escape(_bare(each)) for each in self.short)
        return re.compile(rf"(?<![\w./@-])(?:https?://)?((?:{begins})[\w-]+(?:\?[\w=&%-]*)?)")

    async def _followed(self, address: str) -> Position | None:
        try:
            async with asyncio.timeout(SECONDS), httpx.AsyncHTTPTransport() as transport:
                return await self._position(transport, httpx.URL(address))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, ValueError):
            return None

    async def _position(
        self, transport: httpx.AsyncHTTPTransport, url: httpx.URL
    ) -> Position | None:
        """The position that a hop from `url` on tells; None where none does."""
        for _ in range(MOST_HOPS):
            if not self._may_ask(url):
                return None
            location = await _location(transport, url)
            if not location:
                return None
            url = url.join(location)
            if self._may_ask(url) and (found := position_in(str(url))):
                return found
        return None

    def _may_ask(self, url: httpx.URL) -> bool:
        origin = str(url.copy_with(raw_path=b"/", fragment=None)).rstrip("/")
        return not url.userinfo and origin in self.allowed


def _bare(begins: str) -> str:
    return begins.split("://")[1]


async def _location(transport: httpx.AsyncHTTPTransport, url: httpx.URL) -> str | None:
    """Where an address leads; what it says besides is not read."""
    limits = httpx.Timeout(SECONDS).as_dict()
    response = await transport.handle_async_request(
        httpx.Request("GET", url, extensions={"timeout": limits})
    )
    await response.aclose()
    return response.headers.get("location") if response.status_code in REDIRECTS else None
