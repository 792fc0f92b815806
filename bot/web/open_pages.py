"""Pages that anybody may open: a few are made at a time, and what goes wrong has a page too."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.texts import Texts
from bot.web.guard import Guard
from bot.web.pages import NotFound
from db.engine import Database
from db.faults import DatabaseFault

AT_ONCE = 4
"""Requests that are answered at the same time; the bot needs the database too."""
CACHED = {"Cache-Control": "public, max-age=60"}
Show = Callable[[Session, Request], Response]
"""Answers a request inside its transaction; raises `NotFound`."""


@dataclass
class OpenPages:
    """Serves a feature's open pages; `nothing` is the template for what is not there.

    `root` is for its templates, `headers` are the guard's, `look` sends what is in the outbox.
    """

    database: Database
    texts: Texts
    nothing: str
    root: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    local_only: bool = False
    look: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self.guard = [Middleware(Guard, local_only=self.local_only, headers=self.headers)]

    def routes(
        self, shows: Mapping[str, Show], at_once: int = 0, writes: bool = False
    ) -> list[BaseRoute]:
        """Return routes to what is shown; so many at once of all these, or with all the others."""
        turns = asyncio.Semaphore(at_once) if at_once else None
        methods = ["POST"] if writes else ["GET"]
        return [
            Route(path, partial(self.answer, show, turns=turns, writes=writes), methods=methods,
                  middleware=self.guard)
            for path, show in shows.items()
        ]  # fmt: skip

    async def answer(
        self,
        show: Show,
        request: Request,
        turns: asyncio.Semaphore | None = None,
        writes: bool = False,
    ) -> Response:
        """Return a page, or the one that says why there is none."""
        reach = self.database.write if writes else self.database.read
        try:
            async with turns or self._turns:
                response = await reach(show, request)
        except NotFound:
            return self.page(self.nothing, 404)
        except (DatabaseFault, OSError):
            return self.page("web/later.html", 503)
        if writes:
            self.look()
        return response

    def page(self, name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """Return a page, which is kept for a minute if it shows what was asked for."""
        headers = CACHED if status == 200 else {"Cache-Control": "no-store"}
        return HTMLResponse(self.texts.page(name, root=self.root, **values), status, headers)
