"""The public reports for other programs: the Open311 GeoReport v2 read API, in JSON and XML.

https://wiki.open311.org/GeoReport_v2. Nothing can be sent in this way: a report needs consent.
All that is shown is `bot.public.views.PublicReport`.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.city.city import Category, City, Group
from bot.public import queries as public
from bot.public.open311_formats import BODIES, Body
from bot.public.queries import Wanted
from bot.public.views import PublicReport, begin_of, days_wanted, views
from db.engine import Database

ROOT = "/open311/v2"
LONGEST_SPAN = timedelta(days=90)
MOST = 1000
"""What the specification gives at most where nothing else is asked for: 90 days, 1,000 requests."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""All are answered in the API's own form; only GET (and HEAD) with what was asked for."""
AT_ONCE = 4
"""Requests that read the database side by side; the bot itself has to get its turn."""
MOST_WAITING = 50
MOST_PAGES = 1000
MOST_CODES = 100
"""Codes in one list."""
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=60",
    "X-Content-Type-Options": "nosniff",
}
FURTHER = {405: {"Allow": "GET, HEAD"}, 503: {"Retry-After": "60"}}
"""Headers that go with a status."""
NOTICE = (
    "Position rounded to about 100 m, times to the day. The resident's words, name, address and "
    "photos are not public."
)
PARAMETERS = frozenset(
    {"jurisdiction_id", "api_key", "service_request_id", "service_code", "start_date", "end_date",
     "status", "page", "page_size", "extensions"}
)  # fmt: skip
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Found = tuple[str, Any]
"""What the body is called (as `bot.public.open311_formats` knows it), and what is in it."""
Answer = Callable[[Request], Awaitable[Found]]


class NoAnswer(Exception):
    """What was asked for cannot be answered: the HTTP status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Open311:
    """The addresses under `/open311/v2`."""

    def __init__(
        self, database: Database, city: City, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._city, self._zone, self._clock = database, city, zone, clock
        self._turns, self._waiting = asyncio.Semaphore(AT_ONCE), 0

    def routes(self) -> list[BaseRoute]:
        """What the app serves: each address with `.json` and `.xml`."""
        answers: Mapping[str, Answer] = {
            "/discovery": self._discovery,
            "/services": self._services,
            "/services/{code}": self._definition,
            "/requests": self._requests,
            "/requests/{code}": self._request,
        }
        return [
            Route(f"{ROOT}{path}.{form}", self._served(answer, body), methods=METHODS)
            for path, answer in answers.items()
            for form, body in BODIES.items()
        ]

    def _served(self, answer: Answer, body: Body) -> Callable[[Request], Awaitable[Response]]:
        """The answer as a response: what was asked for wrongly is told in the same form."""

        async def respond(request: Request) -> Response:
            try:
                return _response(request, body, 200, *await self._in_turn(answer, request))
            except NoAnswer as error:
                told = {"code": error.status, "description": error.why}
                return _response(request, body, error.status, "errors", [told])

        return respond

    async def _in_turn(self, answer: Answer, request: Request) -> Found:
        if request.method not in ("GET", "HEAD"):
            raise NoAnswer(405, "this API only reads: use GET")
        if self._waiting >= MOST_WAITING:
            raise NoAnswer(503, "too many requests at once; try again later")
        self._waiting += 1
        try:
            async with self._turns:
                return await answer(request)
        except (SQLAlchemyError, OSError) as error:
            raise NoAnswer(503, "the database does not answer; try again later") from error
        finally:
            self._waiting -= 1

    async def _discovery(self, request: Request) -> Found:
        endpoint = {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": f"{request.url.scheme}://{request.url.netloc}{ROOT}",
            "changeset": "2026-11-22T00:00:00+07:00",
            "type": "production",
            "formats": [body.type for body in BODIES.values()],
        }
        return "discovery", {"changeset": endpoint["changeset"], "endpoints": [endpoint]}

    async def _services(self, _: Request) -> Found:
        return "services", [
            _service(category, group)
            for group in self._city.groups
            for category in group.categories
        ]

    async def _definition(self, request: Request) -> Found:
        code = request.path_params["code"]
        if self._city.category(code) is None:
            raise NoAnswer(404, f"service_code {_cut(code)} was not found")
        return "service_definition", {"service_code": code, "attributes": []}

    async def _request(self, request: Request) -> Found:
        code = request.path_params["code"].upper()
        found = await self._of_codes([code])
        if not found:
            raise NoAnswer(404, f"service_request_id {_cut(code)} was not found")
        return "service_requests", found

    async def _requests(self, request: Request) -> Found:
        """A list of codes overrides all else, as the specification has it."""
        asked = request.query_params
        if unknown := sorted(set(asked) - PARAMETERS):
            raise NoAnswer(400, f"unknown parameter: {_cut(unknown[0])}")
        if codes := _list(asked.get("service_request_id"), "service_request_id"):
            return "service_requests", await self._of_codes([code.upper() for code in codes])
        since, until = self._span(asked.get("start_date"), asked.get("end_date"))
        wanted = days_wanted(
            self._zone, since, until, self._categories(asked.get("service_code")),
            _is_open(asked.get("status")),
        )  # fmt: skip
        size = _number(asked.get("page_size"), "page_size", MOST, MOST)
        page = _number(asked.get("page"), "page", 1, MOST_PAGES)
        reports = await self._database.read(self._latest, wanted, size, (page - 1) * size)
        return "service_requests", [self._shown(report) for report in reports]

    def _latest(
        self, session: Session, wanted: Wanted, most: int, skipped: int
    ) -> list[PublicReport]:
        rows = public.latest(session, wanted, most, skipped)
        return views(session, rows, self._zone, self._clock())

    async def _of_codes(self, codes: Sequence[str]) -> list[dict[str, Any]]:
        reports = await self._database.read(self._with_codes, codes)
        return [self._shown(report) for report in reports]

    def _with_codes(self, session: Session, codes: Sequence[str]) -> list[PublicReport]:
        rows = public.of_codes(session, codes)
        return views(session, rows, self._zone, self._clock())

    def _categories(self, given: str | None) -> list[str]:
        codes = _list(given, "service_code")
        for code in codes:
            if self._city.category(code) is None:
                raise NoAnswer(400, f"service_code: {_cut(code)} is not in the list of services")
        return codes

    def _span(self, start: str | None, end: str | None) -> tuple[date, date]:
        """The days asked for, both included: 90 where one end or both are left open."""
        since, until = self._day(start, "start_date"), self._day(end, "end_date")
        if until is None:
            today = self._clock().astimezone(self._zone).date()
            until = min(since + LONGEST_SPAN, today) if since else today
        if since is None:
            since = until - LONGEST_SPAN
        if since > until and start and end:
            raise NoAnswer(400, "start_date is after end_date")
        if until - since > LONGEST_SPAN:
            raise NoAnswer(400, "start_date and end_date may be 90 days apart at most")
        return since, until

    def _day(self, given: str | None, name: str) -> date | None:
        """The day of a moment, in the city's zone; a date alone is that day."""
        if not given:
            return None
        try:
            if _DAY.fullmatch(given):
                return _within_calendar(date.fromisoformat(given))
            moment = datetime.fromisoformat(given.replace(" ", "+"))  # a plus sign left unescaped
            if moment.tzinfo is None:
                raise NoAnswer(400, f"{name}: the zone is missing, as in 2026-11-22T08:00:00Z")
            return _within_calendar(moment.astimezone(self._zone).date())
        except (ValueError, OverflowError):
            raise NoAnswer(
                400, f"{name}: not a date and time of ISO 8601, as in 2026-11-22T08:00:00Z"
            ) from None

    def _shown(self, report: PublicReport) -> dict[str, Any]:
        """A public report in the specification's words."""
        category = self._city.category_name(report.category) or report.category
        area = self._city.area_name(report.area)
        return {
            "service_request_id": report.code,
            "status": "open" if report.is_open else "closed",
            "status_notes": report.answer or None,
            "service_name": category,
            "service_code": report.category,
            "description": f"{category}, {area}" if area else category,
            "agency_responsible": self._city.agency_name(report.agency) or report.agency,
            "service_notice": NOTICE,
            "requested_datetime": self._moment(report.received),
            "updated_datetime": self._moment(report.ended or report.received),
            "expected_datetime": self._moment(report.deadline),
            "address": area or None,
            "address_id": None,
            "zipcode": None,
            "lat": report.latitude,
            "long": report.longitude,
            "media_url": None,
        }

    def _moment(self, day: date) -> str:
        return begin_of(day, self._zone).isoformat()


def _service(category: Category, group: Group) -> dict[str, Any]:
    return {
        "service_code": category.id,
        "service_name": category.name,
        "description": category.name,
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": group.name,
    }


def _response(request: Request, body: Body, status: int, name: str, found: Any) -> Response:
    content = body.make(name, found)
    if status != 200:
        headers = HEADERS | {"Cache-Control": "no-store"} | FURTHER.get(status, {})
        return Response(content, status, headers, f"{body.type}; charset=utf-8")
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = HEADERS | {"ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, f"{body.type}; charset=utf-8")


def _list(given: str | None, name: str) -> list[str]:
    found = [each.strip() for each in (given or "").split(",") if each.strip()]
    if len(found) > MOST_CODES:
        raise NoAnswer(400, f"{name}: {MOST_CODES} at most")
    return found


def _is_open(given: str | None) -> bool | None:
    """None where both are wanted."""
    wanted = set(_list(given, "status"))
    if wanted - {"open", "closed"}:
        raise NoAnswer(400, "status: open, closed, or both with a comma between them")
    return None if len(wanted) != 1 else wanted == {"open"}


def _number(given: str | None, name: str, default: int, most: int) -> int:
    if not given:
        return default
    if not _NUMBER.fullmatch(given) or int(given) > most:
        raise NoAnswer(400, f"{name}: a number from 1 to {most}")
    return int(given)


def _within_calendar(day: date) -> date:
    """The day, if there is room around it for a span; raises `ValueError`."""
    if not 1900 < day.year < 9000:
        raise ValueError(day)
    return day


def _cut(text: str) -> str:
    return repr(text[:40])
