"""The link in a mail that opens a resident's own chat in another browser."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web.chat import COOKIE, ENTERED, chat_of, render, set_cookie
from bot.channels.web.posts import Refused
from bot.channels.web.seats import Seat
from bot.web import sign_in
from bot.web import sign_in_queries as ways
from bot.web.guard import OF_FORMS, Guard
from bot.web.sign_in import OPEN_PAGE, PAGE, PAGE_LINK
from db.engine import Database
from db.web import CHANNEL


@dataclass(frozen=True)
class Door:
    """Asks for a tap, since programs look at links in mails, and gives the browser a cookie.

    A chat of somebody who has a role by now is not opened: a mailbox is no proof for that.
    """

    database: Database
    clock: Callable[[], datetime]
    seats: Sequence[Seat] = ()

    def routes(self) -> list[Route]:
        """Return the routes of the link."""
        guard = [Middleware(Guard, local_only=bool(self.seats), headers=OF_FORMS)]
        path = f"{OPEN_PAGE}/{{token}}"
        return [
            Route(path, self._show, methods=["GET"], middleware=guard),
            Route(path, self._enter, methods=["POST"], middleware=guard),
        ]

    async def _show(self, request: Request) -> Response:
        chat = await self.database.read(self._chat_of, request.path_params["token"])
        return render("open.html", is_open=chat is not None)

    async def _enter(self, request: Request) -> Response:
        """Open the chat; a browser that has it already does not use the link up."""
        token = request.path_params["token"]
        chat = await self.database.read(self._chat_of, token)
        seat = next((seat for seat in self.seats if seat.chat == chat), None)
        home = RedirectResponse(seat.path if seat else "/", 303)
        if seat or (chat and chat == _own_chat(request)):
            return home
        enter = partial(sign_in.enter, link=PAGE_LINK, opened=PAGE)
        opened = await self.database.write(enter, token, self.clock()) if chat else None
        if opened is None:
            return render("open.html", is_open=False)
        set_cookie(request, home, ENTERED + opened)
        return home

    def _chat_of(self, session: Session, token: str) -> str | None:
        owner = ways.holder(session, token, PAGE_LINK, self.clock())
        if owner is None or owner[0].role != "resident" or owner[1].channel != CHANNEL:
            return None
        return owner[1].channel_id


def _own_chat(request: Request) -> str | None:
    try:
        return chat_of(request.cookies.get(COOKIE))
    except Refused:
        return None
