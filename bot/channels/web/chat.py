"""One chat over HTTP: its page, its history, its stream, what is posted, its pictures and files."""

import asyncio
import hashlib
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)
from starlette.routing import Route

from bot.channels.web.newcomers import Newcomers
from bot.channels.web.posts import Post, Refused, read_body, read_post
from bot.channels.web.pushing import Pushing
from bot.channels.web.seats import Seat
from bot.channels.web.streams import Streams, page_message
from bot.core.events import Intake, NotStored, Sender
from bot.core.media import Media
from bot.core.recordings import is_recording, media_type
from bot.web import sign_in
from bot.web import sign_in_queries as ways
from bot.web.allowances import address_of
from bot.web.forms import Uploads
from db import web
from db.engine import Database
from db.faults import DatabaseFault
from db.models import WebMessage

COOKIE = "dangiamsat"
COOKIE_SECONDS = 365 * 24 * 3600
HISTORY = 200
"""Messages in one answer; older ones are asked for."""
PAGE = Path(__file__).parent / "page"
CACHED_AN_HOUR = {"Cache-Control": "private, max-age=3600"}
"""An hour only: a picture that was erased is soon gone from the browser too."""

NOT_STORED = "Hiện chưa lưu được tin của anh/chị. Anh/chị bấm gửi lại giúp ạ."
NO_SESSION = "Trang này cần cookie để nhận ra anh/chị. Anh/chị cho phép cookie rồi tải lại trang ạ."
NOT_FOUND = "Không có tệp này, hoặc tệp đã được xóa."
TOO_MANY = "Nhiều người cùng mạng này vừa mở trang. Anh/chị thử lại sau vài phút giúp ạ."
FULL = "Đang có quá nhiều người mở trang cùng lúc. Anh/chị thử lại sau ít phút giúp ạ."
PUSH_BYTES = 10_000
"""Of what a browser tells to be pushed to: an address of 1,000 characters and two keys."""
UNKNOWN_BUTTON_LABEL = "…"

ENTERED = "~"
"""What the cookie of a browser begins with that a link in a mail let in."""
_TOKEN = re.compile(rf"{ENTERED}?[\w-]{{43}}", re.ASCII)
_templates = Environment(loader=FileSystemLoader(PAGE), autoescape=True)

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


def render(name: str, **values: Any) -> HTMLResponse:
    """Return one of the two HTML pages, never cached: it can set a cookie."""
    html = _templates.get_template(name).render(**values)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def chat_of(token: str | None) -> str:
    """Return the chat of a cookie: its hash, so that the database holds no sessions."""
    if token is None or not _TOKEN.fullmatch(token):
        raise Refused(401, NO_SESSION)
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass
class ChatPage:
    """The addresses of a chat page: a seat's, or that of the cookie in a request.

    A seat needs no cookie: whoever can reach the machine's loopback address may sit there, and
    `Guard` sees to it that nobody else does.
    """

    database: Database
    intake: Intake
    media: Media
    clock: Callable[[], datetime]
    streams: Streams
    uploads: Uploads
    newcomers: Newcomers
    pushing: Pushing | None = None
    seat: Seat | None = None

    def routes(self, guard: list[Middleware]) -> list[Route]:
        """Return the routes, each behind `guard`."""
        handlers: list[tuple[str, str, Handler]] = [
            ("GET", "/", self.show_page),
            ("GET", "/api/messages", self.show_history),
            ("POST", "/api/messages", self.take_post),
            ("GET", "/api/stream", self.show_stream),
            ("GET", "/media/{message}/{index}", self.show_photo),
            ("GET", "/files/{message}/{index}", self.download_file),
            ("GET", "/api/push", self.show_push_key),
        ]
        if self.pushing is not None:
            handlers += [
                ("GET", "/push-worker.js", self.show_worker),
                ("POST", "/api/push", partial(self.change_push, self.pushing.add)),
                ("POST", "/api/push/stop", partial(self.change_push, self.pushing.stop)),
            ]
        return [
            Route(path, _with_refusals(handler), methods=[method], middleware=guard)
            for method, path, handler in handlers
        ]

    async def show_page(self, request: Request) -> Response:
        """Show the page; a visitor who has no cookie gets one."""
        page = render("index.html", seat=self.seat)
        if self.seat is None:
            token = request.cookies.get(COOKIE, "")
            if not _TOKEN.fullmatch(token):
                token = secrets.token_urlsafe(32)
                if not self.newcomers.may_begin(chat_of(token), address_of(request)):
                    return PlainTextResponse(TOO_MANY, 429, {"Retry-After": "60"})
            set_cookie(request, page, token)
        return page

    async def show_history(self, request: Request) -> Response:
        """Return the last messages, oldest first; with `?before=ID` those before that one."""
        before = _number(request.query_params.get("before", ""))
        chat = await self._chat(request)
        messages = await self.database.read(web.latest, chat, HISTORY, before)
        return _fresh_json([page_message(message) for message in messages])

    async def show_stream(self, request: Request) -> Response:
        """Stream the messages after the revision in `Last-Event-ID`, or else in `?after=`."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        chat = await self._admitted(request)
        if self.streams.is_full:
            raise Refused(503, FULL)
        return self.streams.response(chat, _number(after) or 0)

    async def take_post(self, request: Request) -> Response:
        """Store a post, hand it to the core, and answer 202 with its message in the history."""
        message = None
        try:
            chat = await self._admitted(request)
            post = await read_post(request, self.uploads)
            message, pressed = await self.database.write(self._remember, chat, post)
            await self._hand_over(chat, post, message, pressed)
        except (NotStored, DatabaseFault, OSError) as error:
            log.warning("web_post_not_stored", extra={"error": type(error).__name__})
            await self._mark(message, failed=True)
            raise Refused(503, NOT_STORED) from error
        await self._mark(message, failed=False)
        self.streams.wake(chat)
        return _fresh_json(page_message(message), 202)

    async def show_photo(self, request: Request) -> Response:
        """Return a picture of one of the chat's own messages; with `?small=1` a thumbnail."""
        message = await self._own_message(request)
        key = str(_indexed(message.payload.get("photos", []), request))
        if request.query_params.get("small") != "1" or is_recording(key):
            return self._file(key)
        try:
            small = await asyncio.to_thread(self.media.thumbnail, key)
        except FileNotFoundError:
            raise Refused(404, NOT_FOUND) from None
        return Response(small, media_type="image/jpeg", headers=CACHED_AN_HOUR)

    async def download_file(self, request: Request) -> Response:
        """Return a file of one of the chat's own messages, to be saved and never shown in place."""
        message = await self._own_message(request)
        file = _indexed(message.payload.get("files", []), request)
        return self._file(file["key"], file["name"])

    async def show_worker(self, _: Request) -> Response:
        """Return the script that shows what is pushed; it may act for all of this chat's page."""
        return FileResponse(PAGE / "static" / "push-worker.js", media_type="text/javascript")

    async def show_push_key(self, _: Request) -> Response:
        """Return the key that a browser needs to be pushed to; empty where none is."""
        return _fresh_json({"key": self.pushing.key() if self.pushing else ""})

    async def change_push(
        self, change: Callable[[Session, str, bytes], None], request: Request
    ) -> Response:
        """Push to the browser that is described in the request, or no more."""
        chat, body = await self._admitted(request), await read_body(request, PUSH_BYTES)
        await self.database.write(change, chat, body)
        return _fresh_json({})

    async def _chat(self, request: Request) -> str:
        if self.seat:
            return self.seat.chat
        token = request.cookies.get(COOKIE, "")
        if not token.startswith(ENTERED):
            return chat_of(token)
        holder = partial(ways.holder, kind=sign_in.PAGE, now=self.clock())
        owner = await self.database.read(holder, token.removeprefix(ENTERED))
        return owner[1].channel_id if owner and owner[0].role == "resident" else chat_of(token)

    async def _admitted(self, request: Request) -> str:
        """Return the chat of a request; raise `Refused` for too many new ones of one address."""
        chat = await self._chat(request)
        if self.seat is None and not await self.newcomers.may_use(chat, address_of(request)):
            raise Refused(429, TOO_MANY)
        return chat

    def _remember(
        self, session: Session, chat: str, post: Post
    ) -> tuple[WebMessage, WebMessage | None]:
        """Store the post in the history; return it, and the message whose button was pressed."""
        fields = post.fields
        pressed = web.find(session, chat, fields.message) if fields.message else None
        label = _label(pressed, fields.button) if fields.button else None
        payload = post.history(label)
        return web.add(session, chat, "me", payload, self.clock(), fields.id), pressed

    async def _hand_over(
        self, chat: str, post: Post, message: WebMessage, pressed: WebMessage | None
    ) -> None:
        about = pressed if post.fields.button else message
        arrived = post.incoming(
            Sender(id=chat, name=self.seat.title if self.seat else ""),
            # Ids are made by browsers: the chat in it keeps one from taking another's.
            update_id=f"{chat}:{post.fields.id}",
            sequence=message.revision,
            message=str(about.id) if about else None,
        )
        await self.intake.receive([arrived])

    async def _mark(self, message: WebMessage | None, failed: bool) -> None:
        """Note in the history whether a message failed, so that a reload shows it too."""
        if message is None or message.payload.get("failed", False) == failed:
            return
        with suppress(DatabaseFault):
            payload = message.payload | {"failed": failed}
            await self.database.write(web.replace, message.chat, str(message.id), payload)

    async def _own_message(self, request: Request) -> WebMessage:
        chat, number = await self._chat(request), request.path_params["message"]
        message = await self.database.read(web.find, chat, number)
        if message is None:
            raise Refused(404, NOT_FOUND)
        return message

    def _file(self, key: str, name: str | None = None) -> Response:
        path = self.media.path(key)
        if not path.is_file():
            raise Refused(404, NOT_FOUND)
        kind = media_type(key) if name is None else None
        return FileResponse(path, filename=name, media_type=kind, headers=CACHED_AN_HOUR)


def _with_refusals(handler: Handler) -> Handler:
    """Return the handler with `Refused` answered as JSON: `{"error": sentence}`."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as refused:
            return _fresh_json({"error": refused.sentence}, refused.status)
        except ClientDisconnect:
            return Response(status_code=400)

    return answer


def _fresh_json(content: object, status: int = 200) -> JSONResponse:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def set_cookie(request: Request, page: Response, token: str) -> None:
    """Let the browser be known by this token."""
    page.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=request.scope.get("root_path", "") + "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",  # with "strict" whoever comes by a link would begin a new chat
    )


def _label(pressed: WebMessage | None, data: str) -> str:
    """Return the pressed button's text for the history: empty where a page was only turned."""
    rows = pressed.payload.get("buttons", []) if pressed else []
    button = next(
        (candidate for row in rows for candidate in row if candidate["data"] == data), None
    )
    if button is None:
        return UNKNOWN_BUTTON_LABEL
    return "" if button.get("quiet") else str(button["text"])


def _indexed(items: list[Any], request: Request) -> Any:
    index = _number(request.path_params["index"])
    if index is None or index >= len(items):
        raise Refused(404, NOT_FOUND)
    return items[index]


def _number(text: str) -> int | None:
    """Return the number in an address, if it is one that the database can hold."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
