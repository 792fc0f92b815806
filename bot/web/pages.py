"""Pages for those who signed in: each request is one transaction, and the role is read in it.

A feature hands its pages to `app.py`, which hangs them in here and fills the menu.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.core.events import Button, Incoming, Reply, Sender
from bot.core.media import Media
from bot.core.turn import Tools, Turn, put
from bot.people import contact_queries as contacts
from bot.web import sign_in
from bot.web import sign_in_queries as ways
from bot.web.forms import (
    MOST_PICTURES,
    BadForm,
    Form,
    Uploads,
    is_signed,
    keys_signed,
    signature,
    signed_keys,
)
from bot.web.guard import Guard
from bot.web.tiles import Tiles
from db.engine import Database
from db.faults import DatabaseFault
from db.models import Chat, Person
from db.outbox import PASSING

COOKIE = "dangiamsat_vao"
STATIC = Path(__file__).parent / "static"
ENTER = "/vao"
MOST_LINKS = 5
"""Mails with a link in a day, to one person or address: anybody can ask for them."""
FORM = "form"
"""What the key of a session's forms is the signature of."""


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu: an address, the name of its label, and the roles that see it."""

    path: str
    label: str
    roles: tuple[str, ...]


@dataclass
class PageTurn(Turn):
    """A turn made on a page: what it answers is shown there, what others are told is sent."""

    answers: list[Markup] = field(default_factory=list)

    def tell(
        self, chat: Chat, reply: Reply, kind: str = "reply", report_id: int | None = None
    ) -> None:
        """Keep an answer for the page; put every other message into the outbox."""
        if chat is self.chat and kind == "reply":
            self.answers.append(Markup(reply.text))  # noqa: S704 - made by escaping templates
        else:
            put(self.session, chat, reply, self.now, kind, report_id)


@dataclass
class Visit:
    """A request of somebody who signed in, inside its transaction."""

    turn: PageTurn
    token: str
    path: str
    params: Mapping[str, str]
    query: QueryParams
    form: Form
    menu: Sequence[MenuItem]
    tiles: Tiles
    is_part: bool
    """True where a script of the page asks for a part of it."""

    @property
    def photos(self) -> tuple[str, ...]:
        """The pictures of the form, and those that a form shown again carries on."""
        return tuple(dict.fromkeys([*keys_signed(self.token, self.form.all("kept")),
                                    *self.form.photos]))  # fmt: skip

    def say_refused_photos(self) -> None:
        """Say which pictures of the form were not kept, and why."""
        self.turn.say_refused_photos(self.form.refused)
        if self.form.surplus:
            self.turn.say("start.photos_surplus", count=self.form.surplus, most=MOST_PICTURES)

    def page(self, name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """Return a whole page, or a part of one."""
        texts, actor = self.turn.tools.texts, self.turn.actor
        return _html(
            texts.page(
                name,
                actor=actor,
                menu=[item for item in self.menu if actor.role in item.roles],
                here=self.path,
                key=signature(self.token, FORM),
                answers=self.turn.answers,
                **values,
            ),
            status,
        )

    def carried(self, photos: Sequence[str]) -> list[str]:
        """Return what a form shown again carries, so that its pictures are not sent twice."""
        return signed_keys(self.token, photos)


Show = Callable[[Visit], Response]
"""Answers a request; raises `NotFound`."""


class Later(Response):
    """A response that takes long to make: it is made after the transaction, one at a time."""

    def __init__(self, make: Callable[[], Response | None]) -> None:
        """`make` reads no database; it returns None where nothing could be made."""
        super().__init__()
        self.make = make


class NotFound(Exception):
    """There is no such page for this person."""


def picture(media: Media, key: str, query: Mapping[str, str]) -> bytes:
    """Return a picture, small where the address asks for that; raises `NotFound`."""
    try:
        return media.thumbnail(key) if query.get("nho") == "1" else media.read(key)
    except FileNotFoundError:
        raise NotFound from None


class Pages:
    """The pages of all roles: signing in and out, and what the features hang in."""

    def __init__(
        self,
        database: Database,
        tools: Tools,
        media: Media,
        clock: Callable[[], datetime],
        after: Callable[[Turn], None],
        look: Callable[[], None],
        *,
        local_only: bool = False,
        tiles: Tiles | None = None,
    ) -> None:
        """`after` ends a turn that moved reports; `look` sends what was put into the outbox."""
        self._database, self._tools, self._media, self._clock = database, tools, media, clock
        self._after, self._look, self._uploads = after, look, Uploads(media)
        self.tiles = tiles or Tiles()
        self._making = asyncio.Semaphore(1)
        self._guard = [Middleware(Guard, local_only=local_only, headers=self.tiles.headers)]
        self._menu: list[MenuItem] = []
        self._routes: list[BaseRoute] = [
            Mount("/static", StaticFiles(directory=STATIC), middleware=self._guard),
            Route(f"{ENTER}/{{token}}", self._show_door, methods=["GET"], middleware=self._guard),
            Route(f"{ENTER}/{{token}}", self._enter, methods=["POST"], middleware=self._guard),
            Route(ENTER, self._mail_link, methods=["POST"], middleware=self._guard),
            Route("/ra", self._leave, methods=["POST"], middleware=self._guard),
        ]

    def routes(self) -> list[BaseRoute]:
        """Return every route."""
        return self._routes

    def menu(self, path: str, label: str, *roles: str) -> None:
        """Add a line to the menu of these roles; `label` names its text."""
        self._menu.append(MenuItem(path, label, roles))

    def hang(
        self, path: str, roles: Sequence[str], show: Show | None = None, do: Show | None = None
    ) -> None:
        """Serve a path to these roles: `show` only reads, `do` takes what its form sends."""
        for method, handler in (("GET", show), ("POST", do)):
            if handler is not None:
                answer = partial(self._answer, handler, tuple(roles), method == "POST")
                route = Route(path, answer, methods=[method], middleware=self._guard)
                self._routes.append(route)

    async def _answer(
        self, handler: Show, roles: tuple[str, ...], writes: bool, request: Request
    ) -> Response:
        try:
            form = await self._uploads.read_form(request) if writes else Form()
        except BadForm:
            return self._plain("web/bad_form.html", 413)
        except ClientDisconnect:
            return Response(status_code=400)
        work = partial(self._in_transaction, handler, roles, writes, request, form)
        try:
            response = await (self._database.write(work) if writes else self._database.read(work))
            if writes:
                self._look()
            made = await self._made(response) if isinstance(response, Later) else response
        except NotFound:
            return self._plain("web/not_found.html", 404)
        except (DatabaseFault, OSError):
            return self._plain("web/later.html", 503)
        return made or self._plain("web/later.html", 503)

    async def _made(self, response: Later) -> Response | None:
        async with self._making:
            return await asyncio.to_thread(response.make)

    def _in_transaction(
        self, handler: Show, roles: tuple[str, ...], writes: bool, request: Request, form: Form,
        session: Session,
    ) -> Response:  # fmt: skip
        token, now = request.cookies.get(COOKIE, ""), self._clock()
        holder = ways.holder(session, token, sign_in.SESSION, now)
        if holder is None:
            return self._plain("web/sign_in.html", 401, unsent=form["words"])
        turn = self._turn(session, *holder, now)
        if turn.actor.role not in roles:
            return self._plain("web/not_yours.html", 403)
        if writes and not is_signed(token, FORM, form["key"]):
            return self._plain("web/bad_form.html", 403, unsent=form["words"])
        visit = Visit(turn, token, request.url.path, request.path_params, request.query_params,
                      form, self._menu, self.tiles, "hx-request" in request.headers
                      and "hx-boosted" not in request.headers)  # fmt: skip
        response = handler(visit)
        self._after(turn)
        return response

    def _turn(self, session: Session, person: Person, chat: Chat, now: datetime) -> PageTurn:
        """Return the turn of a request, as if it had come in the person's private chat."""
        incoming = Incoming(
            channel=chat.channel,
            update_id="page",
            sequence=0,
            chat=chat.channel_id,
            sender=Sender(id=person.channel_id, name=person.alias or ""),
        )
        return PageTurn(self._tools.pinned(), session, incoming, now, person, chat, self._media)

    async def _show_door(self, request: Request) -> Response:
        """Ask for a tap: programs that look at links in messages must not use one up."""
        token = request.path_params["token"]
        if await self._database.read(ways.holder, token, sign_in.LINK, self._clock()) is None:
            return self._plain("web/link_used.html", 410)
        return self._plain("web/door.html", token=token)

    async def _enter(self, request: Request) -> Response:
        """Begin a session with a token of its own, whatever the browser had before."""
        entered = await self._database.write(self._begin, request.path_params["token"])
        if entered is None:
            return self._plain("web/link_used.html", 410)
        session_token, path = entered
        response = RedirectResponse(path, 303)
        response.set_cookie(
            COOKIE,
            session_token,
            max_age=int(sign_in.LASTS[sign_in.SESSION].total_seconds()),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",  # "strict" would ask who follows a link in a message to sign in again
        )
        return response

    def _begin(self, session: Session, token: str) -> tuple[str, str] | None:
        """Use up a link; return the token of a session and the first page of the person's role."""
        now = self._clock()
        session_token = sign_in.enter(session, token, now)
        if session_token is None:
            return None
        holder = ways.holder(session, session_token, sign_in.SESSION, now)
        assert holder is not None
        role = self._turn(session, *holder, now).actor.role
        paths = (item.path for item in self._menu if role in item.roles)
        return session_token, next(paths, "/")

    async def _mail_link(self, request: Request) -> Response:
        """Mail a link to the address of a form, and answer the same whoever's it is."""
        try:
            form = await self._uploads.read_form(request)
        except BadForm:
            return self._plain("web/bad_form.html", 413)
        if address := form["address"].strip():
            await self._database.write(self._send_link, address)
            self._look()
        return self._plain("web/sign_in.html", asked=bool(address))

    def _send_link(self, session: Session, address: str) -> None:
        """Send a one-time link to each person with a role who confirmed this address."""
        now, texts = self._clock(), self._tools.texts
        for person, mailbox in contacts.offices_at(session, address):
            chat, number = contacts.own_chat(session, person.number), person.number
            if chat is None or not contacts.may_confirm(session, number, address, now, MOST_LINKS):
                continue
            token = sign_in.make(session, sign_in.LINK, number, chat.number, now)
            url = f"{self._tools.deep_links.page}{ENTER}/{token}"
            link = Button(text=texts.plain("mail.button_sign_in"), url=url)
            reply = Reply(text=texts("mail.sign_in"), buttons=((link,),))
            put(session, mailbox, reply, now, PASSING)

    async def _leave(self, request: Request) -> Response:
        """End the session; the guard has refused other sites' forms."""
        await self._database.write(ways.drop, request.cookies.get(COOKIE, ""))
        response = self._plain("web/sign_in.html")
        response.delete_cookie(COOKIE)
        return response

    def _plain(self, name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        return _html(self._tools.texts.page(name, mails=self._tools.mails, **values), status)


def _html(html: str, status: int) -> HTMLResponse:
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})
