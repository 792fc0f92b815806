"""Follow the short map links that telephones share to the position they stand for.

Only the map services' own hosts are ever asked, whatever a redirect says, so that no link leads
into the network this runs in. No body is read, no cookie kept, and nobody but the map service
learns that the link was opened.
"""

import asyncio
import re
from dataclasses import dataclass
from functools import cached_property

import httpx

from bot.city.positions import Position, position_in

SHORT = ("https://maps.app.goo.gl/", "https://goo.gl/maps/")
"""The beginnings of the short links that are opened."""
GOOGLE = frozenset(
    f"https://{host}"
    for host in (
        *("maps.app.goo.gl", "goo.gl", "maps.google.com", "www.google.com", "google.com"),
        *("maps.google.com.vn", "www.google.com.vn", "google.com.vn"),
    )
)
"""The origins (scheme, host and port) that may be asked."""
MOST_HOPS = 5
"""Redirects of one link that are followed."""
SECONDS = 4.0
"""For all hops together: a person waits for the answer."""
REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class MapLinks:
    """Open short links that begin with one of `short`, asking `allowed` origins alone."""

    short: tuple[str, ...] = SHORT
    allowed: frozenset[str] = GOOGLE

    def opens(self, text: str) -> bool:
        """Return whether there is a link in the text that `opened` would follow."""
        return self._links.search(text) is not None

    async def opened(self, text: str) -> str:
        """Return the text with its first short link replaced by one with the position, if known."""
        match = self._links.search(text)
        if match is None:
            return text
        prefix = next(short for short in self.short if match[1].startswith(_bare(short)))
        position = await self._followed(prefix.split("://")[0] + "://" + match[1])
        if position is None:
            return text
        plain = f"https://www.google.com/maps?q={position.latitude:.6f},{position.longitude:.6f}"
        return text[: match.start()] + plain + text[match.end() :]

    @cached_property
    def _links(self) -> re.Pattern[str]:
        prefixes = "|".join(re.escape(_bare(prefix)) for prefix in self.short)
        return re.compile(rf"(?<![\w./@-])(?:https?://)?((?:{prefixes})[\w-]+(?:\?[\w=&%-]*)?)")

    async def _followed(self, address: str) -> Position | None:
        """Return the position in an address that `address` leads to; None where none has one."""
        try:
            async with asyncio.timeout(SECONDS), httpx.AsyncHTTPTransport() as transport:
                url = httpx.URL(address)
                for _ in range(MOST_HOPS):
                    if not self._may_ask(url) or not (location := await _location(transport, url)):
                        return None
                    url = url.join(location)
                    if self._may_ask(url) and (position := position_in(str(url))):
                        return position
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, ValueError):
            pass
        return None

    def _may_ask(self, url: httpx.URL) -> bool:
        origin = str(url.copy_with(raw_path=b"/", fragment=None)).rstrip("/")
        return not url.userinfo and origin in self.allowed


def _bare(link: str) -> str:
    return link.split("://")[1]


async def _location(transport: httpx.AsyncHTTPTransport, url: httpx.URL) -> str | None:
    """Return the address a response redirects to; its body is not read."""
    limits = httpx.Timeout(SECONDS).as_dict()
    response = await transport.handle_async_request(
        httpx.Request("GET", url, extensions={"timeout": limits})
    )
    await response.aclose()
    return response.headers.get("location") if response.status_code in REDIRECTS else None
