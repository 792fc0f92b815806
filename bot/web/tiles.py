"""The ground of the maps: a server's tiles, a PMTiles file of this machine, or none."""

import mmap
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pmtiles.reader import Reader
from pmtiles.tile import MagicNumberNotFound, TileType
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.web.guard import OF_FORMS, Guard

OWN = "/o/{z}/{x}/{y}"
"""Where a file's tiles are served."""
TYPES = {
    TileType.PNG: "image/png", TileType.JPEG: "image/jpeg", TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}  # fmt: skip
FRESH = {"Cache-Control": "public, max-age=86400"}
MOST_DIGITS = 10
"""Digits from which on a number is no tile's."""
FINEST = 22
"""The closest zoom; 0 shows the whole world."""


class Tiles:
    """The tiles that `MAP_TILES` names; raises `ValueError` where a file has no pictures."""

    def __init__(self, setting: str | None = None) -> None:
        self._file = Path(setting) if setting and setting.endswith(".pmtiles") else None
        self.address = OWN if self._file else setting or ""
        self._reader: Any = None
        self._type: str | None = None
        if self._file is not None:
            with self._file.open("rb") as file:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            reader: Any = Reader
            self._reader = reader(lambda offset, length: content[offset : offset + length])
            try:
                self._type = TYPES.get(self._reader.header()["tile_type"])
            except (MagicNumberNotFound, LookupError) as error:
                raise ValueError(f"{self._file} is no PMTiles file") from error
            if self._type is None:
                raise ValueError(f"{self._file} holds no pictures; needed are raster tiles")

    @property
    def credit(self) -> str:
        """Return whose map it is, for its corner."""
        return "© OpenStreetMap" if self.address else ""

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of pages with a map, which let its pictures come from its server."""
        server = urlsplit(self.address)
        if not server.netloc:
            return dict(OF_FORMS)
        policy = OF_FORMS["Content-Security-Policy"]
        allowed = policy.replace("img-src", f"img-src {server.scheme}://{server.netloc}")
        return {**OF_FORMS, "Content-Security-Policy": allowed}

    def routes(self) -> list[BaseRoute]:
        """Return the route of a file's tiles."""
        own = Route(OWN, self._tile, middleware=[Middleware(Guard)])
        return [own] if self._reader else []

    async def _tile(self, request: Request) -> Response:
        typed = [request.path_params[name] for name in "zxy"]
        if not all(text.isdecimal() and len(text) < MOST_DIGITS for text in typed):
            return Response(status_code=404)
        z, x, y = map(int, typed)
        inside = z <= FINEST and max(x, y) < 2**z
        assert self._reader is not None
        data = await run_in_threadpool(partial(self._reader.get, z, x, y)) if inside else None
        return Response(data, 200, FRESH, self._type) if data else Response(status_code=404)
