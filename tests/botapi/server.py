"""The double itself: real HTTP on a free port, every call recorded with its time."""

import asyncio
import json
import socket
import time
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.botapi.delivery import Delivery
from tests.botapi.faults import Fault, How
from tests.botapi.groups import Group
from tests.botapi.markup import Refused
from tests.botapi.methods import Methods
from tests.botapi.pace import Pace
from tests.botapi.params import Params, Upload
from tests.botapi.people import Person
from tests.botapi.world import Chat, Json, User, World

TOKEN = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SENDING = (
    "sendMessage", "sendPhoto", "sendMediaGroup", "sendDocument", "sendLocation", "sendVoice",
    "sendVideo",
)  # fmt: skip
LIMITED = (*SENDING, "editMessageText", "editMessageCaption", "editMessageReplyMarkup")
DELIVERING = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
NOT_STARTED = "Forbidden: bot can't initiate conversation with a user"


@dataclass
class Call:
    """One call of a method: when it came (monotonic seconds) and how it was answered."""

    method: str
    fields: dict[str, str]
    at: float
    status: int = 0
    """HTTP status; 0 while under way, or for one that was never answered."""

    @property
    def chat(self) -> int | None:
        """The chat it is about."""
        chat_id = self.fields.get("chat_id", "")
        return int(chat_id) if chat_id.lstrip("-").isdigit() else None


class BotApi:
    """`async with BotApi() as api`: a Bot API server at `api.url` that knows `api.token`."""

    def __init__(
        self, token: str = TOKEN, username: str = "dan_giam_sat_bot", port: int = 0
    ) -> None:
        self.token = token
        self.username = username
        self.world = World(token, username)
        self.delivery = Delivery(self.world)
        self.calls: list[Call] = []
        self._methods = Methods(self.world)
        self.pace: Pace | None = None
        """Set: more than Telegram allows is refused."""
        self._faults: list[Fault] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._port = port

    # -- life ------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        listener = listen(self._port)
        self._port = listener.getsockname()[1]
        routes = [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]
        self._server = Server(Starlette(routes=routes), listener)
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.delivery.stop()
        await self._server.stop()

    @property
    def url(self) -> str:
        """For TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self._port}"

    # -- people ----------------------------------------------------------------------------

    def person(self, number: int, name: str = "Maria", *, started: bool = True) -> Person:
        """Return the person with that id; one who never `started` the bot cannot be written to."""
        chat = self.world.chats.get(number)
        if chat is None:
            first, _, last = name.partition(" ")
            chat = Chat(number, "private", person=User(number, first, last))
            chat.refusal = None if started else Refused(NOT_STARTED, 403)
            self.world.chats[number] = chat
        assert chat.person is not None
        return Person(self.world, chat, chat.person)

    def group(self, number: int, title: str, *, topics: bool = False) -> Group:
        """A group the bot is in; ids of supergroups begin with -100, forums are such."""
        kind = "supergroup" if topics or str(number).startswith("-100") else "group"
        chat = self.world.chats.setdefault(number, Chat(number, kind, title, forum=topics))
        return Group(self.world, chat)

    def push_raw(self, update: Json) -> int:
        """Queue any update, whatever is in it; returns its update_id."""
        return self.world.updates.push_raw(update)

    def disorder(self, seed: int, copies: int = 3) -> None:
        """Deliver each pending update several times in every batch, shuffled."""
        self.world.updates.disorder(seed, copies)

    # -- faults ----------------------------------------------------------------------------

    def fail(
        self,
        method: str,
        with_: How,
        times: int | None = 1,
        *,
        after: int = 0,
        retry_after: int = 1,
        chat: int | None = None,
        description: str | None = None,
    ) -> Fault:
        """Let a method (`*`: any) fail the next `times` times; see `Fault`."""
        fault = Fault(method, with_, times, after, retry_after, chat, description)
        self._faults.append(fault)
        return fault

    # -- measuring -------------------------------------------------------------------------

    def called(self, *methods: str, chat: int | None = None) -> list[Call]:
        """The calls of these methods so far (of all without a name), in order."""
        return [
            call
            for call in self.calls
            if (not methods or call.method in methods) and chat in (None, call.chat)
        ]

    async def calls_of(self, method: str, count: int = 1, timeout: float = 5.0) -> list[Call]:
        """Wait until a method has been called and answered `count` times."""
        async with asyncio.timeout(timeout):
            while len(answered := [call for call in self.called(method) if call.status]) < count:
                future = asyncio.get_running_loop().create_future()
                self._waiting.append(future)
                await future
        return answered

    def most_within(self, seconds: float, chat: int | None = None) -> int:
        """The most messages (and edits) that came in any stretch of so many seconds."""
        times = [call.at for call in self.called(*LIMITED, chat=chat)]
        first = maximum = 0
        for last, at in enumerate(times):
            while at - times[first] >= seconds:
                first += 1
            maximum = max(maximum, last - first + 1)
        return maximum

    async def confirmed(self, timeout: float = 5.0) -> None:
        """Wait until the bot has confirmed every update."""
        await asyncio.wait_for(self.world.updates.emptied(), timeout)

    # -- HTTP ------------------------------------------------------------------------------

    async def _call(self, request: Request) -> Response:
        if (refused := self._wrong_token(request)) is not None:
            return refused
        params = await _params(request)
        call = Call(request.path_params["method"], params.fields, time.monotonic())
        self.calls.append(call)
        fault = next((f for f in self._faults if f.takes(call.method, call.chat)), None)
        response = await self._answer(call, params, fault)
        call.status = response.status_code
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
        return response

    async def _answer(self, call: Call, params: Params, fault: Fault | None) -> Response:
        if fault is not None and fault.how == "timeout":
            await asyncio.Event().wait()
        if fault is not None and fault.how == "drop":
            return _Broken()
        if fault is not None and fault.how == 502:
            page = "<html><head><title>502 Bad Gateway</title></head></html>"
            return HTMLResponse(page, 502)
        try:
            if fault is not None and fault.how not in ("drop_after", "half"):
                raise fault.refusal()
            if self.pace is not None and call.method in LIMITED and call.chat is not None:
                self.pace.take(call.chat, call.at)
            result = await self._result(call.method, params)
        except Refused as refused:
            return _refusal(refused)
        answer = _json({"ok": True, "result": result})
        if fault is None:
            return answer
        if fault.how == "half":
            return Response(answer.body[: len(answer.body) // 2], media_type="application/json")
        return _Broken()

    async def _result(self, name: str, params: Params) -> Any:
        if name in DELIVERING:
            return await getattr(self.delivery, name)(params)
        method = self._methods.find(name)
        if method is None:
            raise Refused("Not Found: method not found", 404)
        return method(params)

    def _wrong_token(self, request: Request) -> Response | None:
        token = request.path_params["token"]
        if token == self.token:
            return None
        plausible = ":" in token and token.split(":")[0].isdigit() and len(token) > 20
        return _refusal(Refused("Unauthorized", 401) if plausible else Refused("Not Found", 404))

    async def _download(self, request: Request) -> Response:
        if (refused := self._wrong_token(request)) is not None:
            return refused
        path = request.path_params["path"]
        call = Call("download", {"path": path}, time.monotonic())
        self.calls.append(call)
        fault = next((f for f in self._faults if f.takes("download", None)), None)
        if fault is not None:
            return await self._answer(call, Params(), fault)
        for file in self.world.files.values():
            if file.path == path:
                return Response(file.data, media_type="application/octet-stream")
        return _refusal(Refused("Not Found", 404))


class Server:
    """An ASGI application on uvicorn in this event loop: no signals, and no wait at the end."""

    def __init__(self, app: Starlette, listener: socket.socket) -> None:
        self._listener = listener
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        )

    async def start(self) -> None:
        """Serve; returns once connections are accepted."""
        config = self._server.config
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup(sockets=[self._listener])

    async def stop(self) -> None:
        """Break every connection and give the port back."""
        for server in self._server.servers:
            server.close()
        tasks = list(self._server.server_state.tasks)
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def listen(port: int = 0) -> socket.socket:
    """A listening socket on this machine only, on any free port unless one is named.

    Its protocol is named, or asyncio would not set TCP_NODELAY and each answer take 40 ms.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


async def _params(request: Request) -> Params:
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = await request.json()
        return Params({key: str(value) for key, value in body.items()})
    if not kind.startswith("multipart/"):
        text = (await request.body()).decode() or request.url.query
        return Params(dict(parse_qsl(text, keep_blank_values=True)))
    params = Params()
    async with request.form(max_part_size=10_000_000) as form:
        for key, value in form.multi_items():
            if isinstance(value, UploadFile):
                params.files[key] = Upload(value.filename or key, await value.read())
            else:
                params.fields[key] = value
    return params


def _refusal(refused: Refused) -> Response:
    parameters = {"parameters": refused.parameters} if refused.parameters else {}
    body = {"ok": False, "error_code": refused.code, "description": refused.description}
    return _json(body | parameters, refused.code)


def _json(body: Json, status: int = 200) -> Response:
    """JSON as Telegram writes it: all in ASCII, so that halves of characters pass too."""
    return Response(json.dumps(body), status, media_type="application/json")


class _Broken(Response):
    """An answer that breaks off: more is promised than sent, and the connection closes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
