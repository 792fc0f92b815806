"""The addresses for monitoring: whether the process lives, whether it is ready, its metrics."""

import asyncio
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.telegram.channel import Telegram
from bot.core import metrics
from bot.core.logs import describe
from bot.core.media import Media
from bot.web.guard import is_local
from db import inbox, queues
from db.engine import Database
from db.faults import DatabaseFault
from db.models import Inbox, Outbox

LONGEST_LAG = timedelta(minutes=1)
"""An update that has waited longer means that nobody is being answered."""
LONGEST_SILENCE = timedelta(minutes=2)
"""A poll that has not come back for longer means that nothing arrives from Telegram."""
TRY_AGAIN = 5.0
"""Seconds for which the last attempt to write counts, however often anybody asks."""
LONGEST_WRITE = 5.0
"""Seconds, after which an attempt to write has failed."""


class Health:
    """`/healthz`, `/readyz`, `/metrics`: the last and problems need the token, or this machine."""

    def __init__(
        self,
        database: Database,
        media: Media,
        telegram: Telegram | None,
        clock: Callable[[], datetime],
        token: str | None = None,
    ) -> None:
        self._database, self._telegram, self._clock = database, telegram, clock
        self._token, self._writing = token, WriteCheck(database, media)

    def routes(self) -> list[BaseRoute]:
        """Return the three routes."""
        return [
            Route("/healthz", self._healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._metrics),
        ]

    async def stop(self) -> None:
        """Wait for the write that is under way."""
        await self._writing.stop()

    def _is_allowed(self, request: Request) -> bool:
        if self._token is None:
            return is_local(request.scope, request.headers)
        header = request.headers.get("Authorization", "")
        return hmac.compare_digest(header.encode(), f"Bearer {self._token}".encode())

    async def _healthz(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, request: Request) -> Response:
        problems = await self._problems()
        words = {"problems": problems} if self._is_allowed(request) else {}
        return JSONResponse({"ready": not problems, **words}, 503 if problems else 200)

    async def _problems(self) -> list[str]:
        try:
            lag = await self._lag()
        except (DatabaseFault, OSError) as error:
            return [f"database: {type(error).__name__}"]
        problems = await self._writing.problems()
        if lag > LONGEST_LAG:
            problems.append(f"inbox: the oldest update has waited {lag.total_seconds():.0f} s")
        if self._telegram and self._telegram.problem:
            problems.append(f"telegram: {self._telegram.problem}")
        elif self._telegram and self._is_silent(self._telegram):
            problems.append("telegram: no poll has come back for two minutes")
        return problems

    def _is_silent(self, telegram: Telegram) -> bool:
        last = telegram.last_poll
        return last is not None and self._clock() - last > LONGEST_SILENCE

    async def _lag(self) -> timedelta:
        oldest = await self._database.read(inbox.oldest_waiting)
        return self._clock() - oldest if oldest else timedelta()

    async def _metrics(self, request: Request) -> Response:
        if not self._is_allowed(request):
            status = 403 if self._token is None else 401
            headers = {"WWW-Authenticate": "Bearer"}
            return PlainTextResponse("This needs METRICS_TOKEN.\n", status, headers)
        arrived = await self._database.read(queues.count, Inbox)
        going = await self._database.read(queues.count, Outbox)
        metrics.INBOX_WAITING.set(arrived["waiting"])
        metrics.INBOX_DEAD.set(arrived["dead"])
        metrics.OUTBOX_WAITING.set(going["waiting"])
        metrics.OUTBOX_DEAD.set(going["dead"])
        metrics.INBOX_LAG.set((await self._lag()).total_seconds())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class WriteCheck:
    """Proves by writing that the database and the pictures can be written, once at a time."""

    def __init__(self, database: Database, media: Media) -> None:
        self._database, self._media = database, media
        self._attempt: asyncio.Task[list[str]] | None = None
        self._at = 0.0

    async def problems(self) -> list[str]:
        """Return the problems of the last attempt to write, in words for the administrator."""
        now = asyncio.get_running_loop().time()
        attempt = self._attempt
        if attempt is None or (attempt.done() and now - self._at >= TRY_AGAIN):
            attempt = self._attempt = asyncio.create_task(self._write())
            self._at = now
        # One that waits for a lock is not cancelled: whoever asks next looks at it again.
        finished, _ = await asyncio.wait([attempt], timeout=LONGEST_WRITE)
        return attempt.result() if finished else ["database: nothing is written, it is locked"]

    async def stop(self) -> None:
        """Wait for the attempt under way."""
        if self._attempt:
            await asyncio.wait([self._attempt])

    async def _write(self) -> list[str]:
        problems = []
        for name, store in (("database", self._database), ("pictures", self._media)):
            try:
                await asyncio.to_thread(store.prove_writable)
            except (DatabaseFault, OSError) as error:
                problems.append(f"{name}: nothing can be written ({describe(error)})")
        return problems
