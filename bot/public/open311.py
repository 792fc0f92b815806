"""The Open311 GeoReport v2 read API of the public reports, in JSON and XML.

https://wiki.open311.org/GeoReport_v2. It takes no reports: they need consent. It shows only
`bot.public.views.PublicReport`.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.city.city import City
from bot.public import queries as public
from bot.public.queries import Row
from bot.public.views import PublicReport, begin_of, days_filter, views
from bot.texts import cleaned
from db.engine import Database
from db.faults import DatabaseFault

ROOT = "/open311/v2"
LONGEST_SPAN = timedelta(days=90)
MOST_REPORTS = 1000
"""The specification's limits: 90 days, 1,000 requests."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""All are answered in the API's own form; only GET and HEAD are served."""
AT_ONCE = 4
"""Requests that read the database at the same time; the bot needs it too."""
MOST_PAGES = 1000
MOST_CODES = 100
"""Codes in one list."""
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=60",
    "X-Content-Type-Options": "nosniff",
}
FURTHER = {405: {"Allow": "GET, HEAD"}, 503: {"Retry-After": "60"}}
"""Additional headers of a status."""
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

Content = tuple[str, Any]
"""The name of the body in XML (see `ITEMS`), and its data."""
Handler = Callable[[Session, Request], Content]


ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "endpoints": "endpoint",
    "formats": "format",
}
"""The names of the elements of a list in XML, by the name of the list."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow: https://www.w3.org/TR/xml/#charsets."""


@dataclass(frozen=True)
class Body:
    """A format of the answer: its media type, and the function of name and data that makes it."""

    type: str
    make: Callable[[str, Any], bytes]


def as_xml(name: str, data: Any) -> bytes:
    """Return XML in UTF-8, with its declaration."""
    element: bytes = ElementTree.tostring(_element(name, data), "UTF-8", xml_declaration=True)
    return element


def _element(name: str, data: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(data, Mapping):
        element.extend(_element(key, value) for key, value in data.items())
    elif isinstance(data, list):
        element.extend(_element(ITEMS[name], value) for value in data)
    elif data is not None:
        text = str(data).lower() if isinstance(data, bool) else str(data)
        element.text = _NOT_XML.sub("", text)
    return element


BODIES = {
    "json": Body("application/json", lambda _, data: json.dumps(data, ensure_ascii=False).encode()),
    "xml": Body("text/xml", as_xml),
}
"""By the ending of the address; only XML has a name for the outermost element."""


class NoAnswer(Exception):
    """A request that cannot be answered: the HTTP status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Open311:
    """The endpoints under `/open311/v2`."""

    def __init__(
        self, database: Database, city: City, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._city, self._zone, self._clock = database, city, zone, clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the app: each path with `.json` and `.xml`."""
        answers: Mapping[str, Handler] = {
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

    def _served(self, answer: Handler, body: Body) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a handler; errors are told in the same form."""

        async def respond(request: Request) -> Response:
            try:
                if request.method not in ("GET", "HEAD"):
                    raise NoAnswer(405, "this API only reads: use GET")
                async with self._turns:
                    content = await self._database.read(answer, request)
            except NoAnswer as error:
                return _refusal(body, error)
            except (DatabaseFault, OSError):
                return _refusal(body, NoAnswer(503, "the database does not answer; try later"))
            return _response(request, body, *content)

        return respond

    def _discovery(self, _: Session, request: Request) -> Content:
        endpoint = {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": f"{request.url.scheme}://{request.url.netloc}{ROOT}",
            "changeset": "2026-11-22T00:00:00+07:00",
            "type": "production",
            "formats": [body.type for body in BODIES.values()],
        }
        return "discovery", {"changeset": endpoint["changeset"], "endpoints": [endpoint]}

    def _services(self, _: Session, __: Request) -> Content:
        return "services", [
            {
                "service_code": category.id,
                "service_name": category.name,
                "description": category.name,
                "metadata": False,
                "type": "realtime",
                "keywords": "",
                "group": group.name,
            }
            for group in self._city.groups
            for category in group.categories
        ]

    def _definition(self, _: Session, request: Request) -> Content:
        code = request.path_params["code"]
        if self._city.category(code) is None:
            raise NoAnswer(404, f"service_code {_cut(code)} was not found")
        return "service_definition", {"service_code": code, "attributes": []}

    def _request(self, session: Session, request: Request) -> Content:
        code = cleaned(request.path_params["code"]).upper()
        reports = self._told(session, public.of_codes(session, [code]))
        if not reports:
            raise NoAnswer(404, f"service_request_id {_cut(code)} was not found")
        return "service_requests", reports

    def _requests(self, session: Session, request: Request) -> Content:
        """Return the requests; a list of codes overrides the other parameters, as specified."""
        parameters = request.query_params
        if unknown := sorted(set(parameters) - PARAMETERS):
            raise NoAnswer(400, f"unknown parameter: {_cut(unknown[0])}")
        if codes := _list(parameters.get("service_request_id"), "service_request_id"):
            codes = [code.upper() for code in codes]
            return "service_requests", self._told(session, public.of_codes(session, codes))
        since, until = self._span(parameters.get("start_date"), parameters.get("end_date"))
        report_filter = days_filter(
            self._zone, since, until, self._categories(parameters.get("service_code")),
            _is_open(parameters.get("status")),
        )  # fmt: skip
        size = _number(parameters.get("page_size"), "page_size", MOST_REPORTS, MOST_REPORTS)
        page = _number(parameters.get("page"), "page", 1, MOST_PAGES)
        reports = public.latest(session, report_filter, size, (page - 1) * size)
        return "service_requests", self._told(session, reports)

    def _told(self, session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Return reports as requests of the specification."""
        reports = views(session, rows, self._zone, self._clock())
        return [self._as_request(report) for report in reports]

    def _categories(self, text: str | None) -> list[str]:
        codes = _list(text, "service_code")
        for code in codes:
            if self._city.category(code) is None:
                raise NoAnswer(400, f"service_code: {_cut(code)} is not in the list of services")
        return codes

    def _span(self, start: str | None, end: str | None) -> tuple[date, date]:
        """Return the first and last day asked for; 90 days where one or both are missing."""
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

    def _day(self, text: str | None, name: str) -> date | None:
        """Return the day of a moment, in the city's zone; a date alone is that day."""
        if not text:
            return None
        try:
            if _DAY.fullmatch(text):
                day = date.fromisoformat(text)
            else:
                moment = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped plus sign
                if moment.tzinfo is None:
                    raise NoAnswer(400, f"{name}: the zone is missing, as in 2026-11-22T08:00:00Z")
                day = moment.astimezone(self._zone).date()
        except (ValueError, OverflowError):
            day = date.min
        if not 1900 < day.year < 9000:  # room for a span before and after
            raise NoAnswer(
                400, f"{name}: not a date and time of ISO 8601, as in 2026-11-22T08:00:00Z"
            )
        return day

    def _as_request(self, report: PublicReport) -> dict[str, Any]:
        """Return a public report as a request of the specification."""
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


def _refusal(body: Body, error: NoAnswer) -> Response:
    content = body.make("errors", [{"code": error.status, "description": error.why}])
    headers = HEADERS | {"Cache-Control": "no-store"} | FURTHER.get(error.status, {})
    return Response(content, error.status, headers, f"{body.type}; charset=utf-8")


def _response(request: Request, body: Body, name: str, data: Any) -> Response:
    content = body.make(name, data)
    headers = HEADERS | {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, f"{body.type}; charset=utf-8")


def _list(text: str | None, name: str) -> list[str]:
    values = [value.strip() for value in cleaned(text or "").split(",") if value.strip()]
    if len(values) > MOST_CODES:
        raise NoAnswer(400, f"{name}: {MOST_CODES} at most")
    return values


def _is_open(text: str | None) -> bool | None:
    """Return None where both are wanted."""
    statuses = set(_list(text, "status"))
    if statuses - {"open", "closed"}:
        raise NoAnswer(400, "status: open, closed, or both with a comma between them")
    return None if len(statuses) != 1 else statuses == {"open"}


def _number(text: str | None, name: str, default: int, highest: int) -> int:
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or int(text) > highest:
        raise NoAnswer(400, f"{name}: a number from 1 to {highest}")
    return int(text)


def _cut(text: str) -> str:
    return repr(text[:40])
