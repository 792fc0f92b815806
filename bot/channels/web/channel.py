"""The web page as a channel: a chat in the browser, kept in our own database.

A browser is known by a random cookie, and its chat by the hash of that cookie: every address
answers only for the chat of the one who asks. On a machine of one's own there can be seats
instead: chats with fixed names that whoever sits at the machine may use.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web.chat import PAGE, ChatPage, render
from bot.channels.web.door import Door
from bot.channels.web.newcomers import Newcomers
from bot.channels.web.pushing import Pushing
from bot.channels.web.seats import Seat
from bot.channels.web.streams import Streams
from bot.core.events import Address, Channel, Intake, Progress, Reply, TryLater
from bot.core.media import Media
from bot.web.forms import Uploads
from bot.web.guard import Guard
from db import web
from db.engine import Database
from db.faults import DatabaseFault

PLACEMENT_FIELDS = ("edit", "captioned", "wipe", "in_place", "parts", "reply_to", "spent")
"""The fields of a reply that say where it is shown, and are no part of the message."""


class Web(Channel):
    """The channel of the web page, and the addresses that the page uses."""

    name = "web"

    def __init__(
        self,
        database: Database,
        intake: Intake,
        media: Media,
        clock: Callable[[], datetime],
        seats: Sequence[Seat] = (),
        pushing: Pushing | None = None,
    ) -> None:
        """`seats` are for a server that only listens on loopback; without, everybody has a chat."""
        self._database, self._clock, self._seats = database, clock, tuple(seats)
        self._streams, self._door = Streams(database), Door(database, clock, self._seats)
        self._newcomers = Newcomers(database, clock)
        self._chat_page = partial(
            ChatPage,
            database,
            intake,
            media,
            clock,
            self._streams,
            Uploads(media),
            self._newcomers,
            pushing,
        )

    async def send(self, to: Address, reply: Reply, _: Progress | None = None, /) -> str:
        """Put `reply` into the history and push it to the open pages; raises `TryLater`."""
        payload = reply.model_dump(mode="json", exclude=set(PLACEMENT_FIELDS))
        try:
            message_id = await self._database.write(self._store_reply, to.chat, payload, reply)
        except DatabaseFault as error:
            raise TryLater(type(error).__name__) from error
        self._streams.wake(to.chat)
        return message_id

    def _store_reply(
        self, session: Session, chat: str, payload: dict[str, Any], reply: Reply
    ) -> str:
        if reply.edit is not None and reply.spent:
            web.spend(session, chat, reply.edit)
            return reply.edit
        edited = None
        if reply.edit is not None:
            edited = web.replace(session, chat, reply.edit, payload, wipe=reply.wipe)
            if reply.wipe or reply.in_place:
                return reply.edit
        return str((edited or web.add(session, chat, "bot", payload, self._clock())).id)

    def close(self) -> None:
        """End the open streams, so that the server can stop at once."""
        self._streams.close()

    def routes(self) -> list[BaseRoute]:
        """Return the routes: `/` and, below it, the addresses that the page uses."""
        guard = [Middleware(Guard, local_only=bool(self._seats))]
        files = Mount("/page", StaticFiles(directory=PAGE / "static"), middleware=guard)
        if not self._seats:
            return [files, *self._door.routes(), *self._chat_page().routes(guard)]
        seats = [
            Mount(seat.path, routes=[files, *self._chat_page(seat=seat).routes(guard)])
            for seat in self._seats
        ]
        return [files, *self._door.routes(), *seats, Route("/", self._show_seats, middleware=guard)]

    async def _show_seats(self, request: Request) -> HTMLResponse:
        """Show all seats; a deep link's payload goes to the first, who is a resident."""
        start = request.query_params.get("start", "")
        return render("seats.html", seats=self._seats, start=start)
