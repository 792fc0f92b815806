"""The Open311 API: what it shows, refuses, and never tells."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import httpx
import pytest
from starlette.applications import Starlette

from bot.city.city import City
from bot.public.open311 import Open311
from bot.understanding.masking import masked
from db.engine import Database
from tests.conftest import ZONE
from tests.public.rows import ANSWER, SECRETS, add_a_city, add_reports

FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


@dataclass
class Api:
    """The endpoints on a database, and somebody who asks them."""

    database: Database
    http: httpx.AsyncClient

    async def get(self, path: str, expected: int = 200, /, **parameters: str) -> httpx.Response:
        answer = await self.http.get(f"/open311/v2/{path}", params=parameters)
        assert answer.status_code == expected, answer.text[:500]
        return answer


@pytest.fixture
async def api(database: Database, city: City) -> AsyncIterator[Api]:
    routes = Open311(database, city, ZONE, now).routes()
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        yield Api(database, http)


def now() -> datetime:
    return datetime.now(UTC)


async def test_the_services_are_the_citys_categories(api: Api) -> None:
    services = (await api.get("services.json")).json()
    assert len(services) == 33
    assert services[0] == {
        "service_code": "xay_khong_phep",
        "service_name": "Nghi xây dựng không phép",
        "description": "Nghi xây dựng không phép",
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "Trật tự xây dựng",
    }
    xml = await api.get("services.xml")
    root = ElementTree.fromstring(xml.content)
    assert xml.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert root.tag == "services" and [service.tag for service in root] == ["service"] * 33
    assert root[0].findtext("metadata") == "false"
    definition = (await api.get("services/co_noi.json")).json()
    assert definition == {"service_code": "co_noi", "attributes": []}
    assert (await api.get("services/nothing.json", 404)).json()[0]["code"] == 404
    discovery = (await api.get("discovery.json")).json()
    assert discovery["endpoints"][0]["url"].endswith("/open311/v2")


async def test_a_request_has_the_specifications_fields_in_both_forms(api: Api) -> None:
    at = now() - timedelta(days=9)
    (report,) = await add_reports(api.database, at, 1, status="resolved", ended_at=now())
    answer = await api.get(f"requests/{report.code}.json")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    (service_request,) = answer.json()
    assert set(service_request) == FIELDS
    assert (service_request["lat"], service_request["long"]) == (22.396, 103.458)
    assert (service_request["status"], service_request["service_code"]) == ("closed", "cay_chet")
    assert service_request["description"] == "Cây chết, sâu bệnh, phường Tân Phong"
    assert service_request["status_notes"] == masked(ANSWER)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        moment = datetime.fromisoformat(service_request[name])
        assert moment.utcoffset() == timedelta(hours=7) and service_request[name].endswith(
            "T00:00:00+07:00"
        )
    xml = await api.get(f"requests/{report.code.lower()}.xml")
    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    (element,) = ElementTree.fromstring(xml.content)
    assert element.tag == "request"
    assert {field.tag: field.text for field in element} == {
        name: None if value is None else str(value) for name, value in service_request.items()
    }


async def test_filters_pages_and_spans(api: Api) -> None:
    total = await add_a_city(api.database, now())
    everything = (await api.get("requests.json")).json()
    assert len(everything) == total
    days = [request["requested_datetime"] for request in everything]
    assert days == sorted(days, reverse=True)
    paged = []
    for page in range(1, 6):
        paged += (await api.get("requests.json", page=str(page), page_size="10")).json()
    assert paged == everything
    for status in ("open", "closed"):
        requests = (await api.get("requests.json", status=status)).json()
        assert requests == [request for request in everything if request["status"] == status]
    assert len((await api.get("requests.json", status="open,closed")).json()) == total
    requests = (await api.get("requests.json", service_code="co_noi,xay_khong_phep")).json()
    assert [request["service_code"] for request in requests] == ["co_noi"] * 5
    codes = [request["service_request_id"] for request in everything[:3]]
    listed = (await api.get("requests.json", service_request_id=",".join(codes))).json()
    assert {request["service_request_id"] for request in listed} == set(codes)
    day = days[len(days) // 2]
    for start, end in ((day, day), (day[:10], day[:10]), (day.replace("T00", "T08"), day)):
        requests = (
            await api.get("requests.json", start_date=start, end_date=max(start, end))
        ).json()
        assert requests == [
            request for request in everything if request["requested_datetime"] == day
        ]
    assert ElementTree.fromstring((await api.get("requests.xml")).content).tag == "service_requests"


async def test_without_dates_the_last_90_days_are_shown(api: Api) -> None:
    old = now() - timedelta(days=120)
    await add_reports(api.database, old, 1)
    assert (await api.get("requests.json")).json() == []
    assert len((await api.get("requests.json", start_date=old.isoformat())).json()) == 1
    assert len((await api.get("requests.json", end_date=old.isoformat())).json()) == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("start_date", "yesterday", "not a date and time of ISO 8601"),
        ("start_date", "2026-02-30T00:00:00Z", "not a date and time of ISO 8601"),
        ("start_date", "2026-11-22T08:00:00", "the zone is missing"),
        ("end_date", "9999-12-31T23:59:59Z", "not a date and time of ISO 8601"),
        ("status", "half", "status: open, closed"),
        ("service_code", "nothing", "is not in the list of services"),
        ("page", "0", "a number from 1 to 1000"),
        ("page_size", "1001", "a number from 1 to 1000"),
        ("page", "-1", "a number from 1 to 1000"),
        ("page", "１", "a number from 1 to 1000"),
        ("radius", "5", "unknown parameter"),
        ("service_request_id", ",".join("x" * 101), "100 at most"),
    ],
)
async def test_a_bad_parameter_is_told(api: Api, name: str, value: str, told: str) -> None:
    (error,) = (await api.get("requests.json", 400, **{name: value})).json()
    assert error["code"] == 400 and told in error["description"]
    xml = ElementTree.fromstring((await api.get("requests.xml", 400, **{name: value})).content)
    assert (xml.tag, xml[0].tag) == ("errors", "error")
    assert xml[0].findtext("description") == error["description"]


async def test_a_span_of_more_than_90_days_or_backwards_is_told(api: Api) -> None:
    for start, end, error in (
        ("2026-01-01", "2026-06-01", "90 days apart"),
        ("2026-02-01", "2026-01-01", "start_date is after end_date"),
    ):
        answer = await api.get("requests.json", 400, start_date=start, end_date=end)
        assert error in answer.json()[0]["description"]


async def test_it_only_reads_and_is_not_read_twice_for_nothing(api: Api) -> None:
    for path in ("requests.json", "services.xml", "requests/LC-234679.json"):
        answer = await api.http.post(f"/open311/v2/{path}", data={"description": "x"})
        assert answer.status_code == 405 and answer.headers["allow"] == "GET, HEAD"
        assert "only reads" in answer.text
    first = await api.get("services.json")
    second = await api.http.get(
        "/open311/v2/services.json", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (second.status_code, second.content) == (304, b"")
    unknown = await api.get("requests/LC-<b>.xml", 404)
    assert ElementTree.fromstring(unknown.content)[0].findtext("code") == "404"


@pytest.mark.both_databases
async def test_a_code_with_a_zero_character_is_unknown_too(api: Api) -> None:
    await api.get("requests/LC-%00.json", 404)
    assert (await api.get("requests.json", service_request_id="\0,LC-\0")).json() == []


async def test_nothing_of_a_person_is_in_any_of_it(api: Api) -> None:
    await add_a_city(api.database, now())
    codes = [
        service_request["service_request_id"]
        for service_request in (await api.get("requests.json")).json()
    ]
    paths = ["requests.json", "requests.xml", *(f"requests/{code}.json" for code in codes[:5])]
    everything = "\n".join([(await api.get(path)).text for path in paths])
    assert "Đã xử lý xong" in everything
    assert [secret for secret in SECRETS if secret in everything] == []
