"""For whoever watches the process: does it live, is it ready, what has it done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot import metrics
from bot.channels.telegram import Telegram
from db import inbox, outbox
from db.engine import Database

LONGEST_LAG = timedelta(minutes=1)
"""An update that has waited longer means that nobody is being answered."""
LONGEST_SILENCE = timedelta(minutes=2)
"""A poll that has not come back for longer means that nothing arrives from Telegram."""


class Health:
    """`/healthz`, `/readyz` and `/metrics`."""

    def __init__(
        self, database: Database, telegram: Telegram | None, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._telegram, self._clock = database, telegram, clock

    def routes(self) -> list[BaseRoute]:
        """The three addresses."""
        return [
            Route("/healthz", self._lives),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _lives(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, _: Request) -> Response:
        problems = await self._problems()
        status = 503 if problems else 200
        return JSONResponse({"ready": not problems, "problems": problems}, status)

    async def _problems(self) -> list[str]:
        try:
            lag = await self._lag()
        except (SQLAlchemyError, OSError) as error:
            return [f"database: {type(error).__name__}"]
        problems = []
        if lag > LONGEST_LAG:
            problems.append(f"inbox: the oldest update has waited {lag.total_seconds():.0f} s")
        if self._telegram and self._telegram.problem:
            problems.append(f"telegram: {self._telegram.problem}")
        elif self._telegram and self._silent(self._telegram):
            problems.append("telegram: no poll has come back for two minutes")
        return problems

    def _silent(self, telegram: Telegram) -> bool:
        last = telegram.last_poll
        return last is not None and self._clock() - last > LONGEST_SILENCE

    async def _lag(self) -> timedelta:
        async with self._database.reading() as session:
            oldest = await inbox.oldest_waiting(session)
        return self._clock() - oldest if oldest else timedelta()

    async def _metrics(self, _: Request) -> Response:
        async with self._database.reading() as session:
            arrived, going = await inbox.count(session), await outbox.count(session)
        metrics.INBOX_WAITING.set(arrived["waiting"])
        metrics.INBOX_DEAD.set(arrived["dead"])
        metrics.OUTBOX_WAITING.set(going["waiting"])
        metrics.OUTBOX_DEAD.set(going["dead"])
        metrics.INBOX_LAG.set((await self._lag()).total_seconds())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
