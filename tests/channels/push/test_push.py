"""A browser whose page is closed is told of news: encrypted, stopped by a tap, gone with /xoa."""

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select
from starlette.applications import Starlette

from bot.channels.push.channel import Push
from bot.channels.push.endpoints import is_service
from bot.channels.push.keys import FILE, Keys
from bot.channels.web.channel import Web
from bot.channels.web.pushing import Pushing
from bot.core.events import Address, Blocked, Reply, TryLater, Unsendable
from bot.people.contact_queries import PUSH
from db.models import Chat
from tests.channels.mail.test_opening import presses, says
from tests.channels.push.service import Service
from tests.channels.web.web_fixtures import Visitor, serving
from tests.town import Someone, Town

NO_POINT = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
HERE = ("127.0.0.1",)
STORY = "/phananh Chặt hai cây phượng trước cổng trường Tân Phong, phường Tân Phong"


@pytest.fixture
def vapid(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def service_url(service: Service, town: Town) -> AsyncIterator[str]:
    unused = Web(town.database, town.dispatcher, town.media, town.clock)
    async with serving(service.app, unused) as url:
        yield url


@pytest.fixture
async def page(town: Town, vapid: Keys) -> AsyncIterator[Visitor]:
    """A browser on the chat page, which can be pushed to."""
    pushing = Pushing(lambda: vapid.public, town.clock, HERE)
    web = Web(town.database, town.dispatcher, town.media, town.clock, (), pushing)
    town.channels |= {"web": web, "push": Push(vapid, "mailto:a@example.vn", HERE)}
    async with serving(Starlette(routes=web.routes()), web) as url:
        client = httpx.AsyncClient(base_url=url + "/", headers={"Origin": url})
        async with Visitor(client) as visitor:
            yield visitor


async def reports(page: Visitor, town: Town) -> None:
    await says(page, town, STORY)
    await presses(page, town, "Đồng ý")
    for label in ("Chặt hạ", "Không có ảnh", "Gửi phản ánh"):
        await presses(page, town, label)


def browsers(town: Town) -> list[Chat]:
    with town.database.reading() as session:
        query = select(Chat).where(Chat.channel == PUSH, col(Chat.person_id).is_not(None))
        return list(session.exec(query).all())


async def subscribe(page: Visitor, subscription: dict[str, Any], path: str = "api/push") -> int:
    return (await page.http.post(path, content=json.dumps(subscription))).status_code


async def test_news_arrive_encrypted_for_that_browser_alone(
    page: Visitor, town: Town, binh: Someone, service: Service, service_url: str, vapid: Keys
) -> None:
    assert (await page.http.get("api/push")).json() == {"key": vapid.public}
    await reports(page, town)
    chrome = service.browser()
    assert await subscribe(page, chrome.subscription(service_url)) == 200
    assert await subscribe(page, chrome.subscription(service_url)) == 200, "once is enough"
    await binh.presses("Tiếp nhận")
    (line,) = chrome.lines
    assert line.startswith("✅ LC-") and "tiếp nhận" in line and len(line) <= 151
    assert b"LC-" not in service.bodies[0]


async def test_one_tap_stops_it(
    page: Visitor, town: Town, binh: Someone, service: Service, service_url: str
) -> None:
    await reports(page, town)
    phone, desk = service.browser("phone"), service.browser("desk")
    for browser in (phone, desk):
        await subscribe(page, browser.subscription(service_url))
    assert await subscribe(page, phone.subscription(service_url), "api/push/stop") == 200
    await binh.presses("Tiếp nhận")
    assert not phone.lines and len(desk.lines) == 1


async def test_it_goes_with_the_person(
    page: Visitor, town: Town, service: Service, service_url: str
) -> None:
    await reports(page, town)
    await subscribe(page, service.browser().subscription(service_url))
    assert browsers(town)
    await says(page, town, "/xoa")
    await presses(page, town, "Xóa hết")
    await presses(page, town, "Vâng, xóa hết")
    assert not browsers(town)
    with town.database.reading() as session:
        assert service_url not in repr(session.exec(select(Chat)).all())


async def test_a_browser_that_is_gone_is_forgotten(
    page: Visitor, town: Town, binh: Someone, service: Service, service_url: str
) -> None:
    await reports(page, town)
    await subscribe(page, service.browser().subscription(service_url))
    service.answers = [410]
    await binh.presses("Tiếp nhận")
    assert [chat.active for chat in browsers(town)] == [False]


async def test_a_person_has_five_browsers_at_most(
    page: Visitor, town: Town, service: Service, service_url: str
) -> None:
    await reports(page, town)
    for number in range(7):
        await subscribe(page, service.browser(f"b{number}").subscription(service_url))
    names = [json.loads(chat.channel_id)["endpoint"][-2:] for chat in browsers(town)]
    assert names == ["b2", "b3", "b4", "b5", "b6"]


async def test_nobody_subscribes_before_consent_or_to_another_machine(
    page: Visitor, town: Town, service: Service, service_url: str
) -> None:
    good = service.browser().subscription(service_url)
    assert await subscribe(page, good) == 403
    await reports(page, town)
    others = (
        *("http://169.254.169.254/latest", "https://localhost/x", "https://evil.example", "x"),
        *("https://fcm.googleapis.com.evil.example/x", "file:///etc/passwd"),
    )
    for address in others:
        assert await subscribe(page, good | {"endpoint": address}) == 400, address
    no_keys = good | {"keys": {"p256dh": "x", "auth": ""}}
    for broken in ({}, {"endpoint": good["endpoint"]}, no_keys):
        assert await subscribe(page, broken) == 400
    assert (await page.http.post("api/push", content=b"x" * 20_000)).status_code == 413
    foreign = await page.http.post(
        "api/push", json=good, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert not browsers(town)


@pytest.mark.parametrize(
    ("answers", "error"),
    [(429, TryLater), (503, TryLater), (403, Blocked), (404, Blocked), (413, Unsendable)],
)
async def test_each_refusal_is_taken_as_what_it_is(
    service: Service, service_url: str, vapid: Keys, answers: int, error: type[Exception]
) -> None:
    push = Push(vapid, "mailto:a@example.vn", HERE)
    to = Address(chat=json.dumps(service.browser().subscription(service_url)))
    service.answers = [answers]
    with pytest.raises(error):
        await push.send(to, Reply(text="Tin"))
    assert await push.send(to, Reply(text="Tin", edit="pushed")) == "pushed"
    assert not service.browser().lines, "an edit is no news"
    await push.send(to, Reply(text="<b>Tin</b> &amp; một\nhai"))
    assert service.browser().lines == ["Tin & một"]


def test_only_known_push_services_are_called() -> None:
    assert is_service("https://fcm.googleapis.com/fcm/send/abc")
    assert is_service("https://updates.push.services.mozilla.com/wpush/v2/x")
    assert not is_service("http://fcm.googleapis.com/x")
    assert not is_service("https://user@fcm.googleapis.com/x")
    assert not is_service("https://fcm.googleapis.com:22/x")


def test_the_keys_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first = Keys(tmp_path / "data").public
    assert Keys(tmp_path / "data").public == first
    mode = (tmp_path / "data" / FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert Keys(tmp_path / "other").public != first


async def test_a_key_that_is_none_ends_the_contact(
    service: Service, service_url: str, vapid: Keys
) -> None:
    wrong = service.browser().subscription(service_url)
    wrong["keys"]["p256dh"] = NO_POINT
    push = Push(vapid, "mailto:a@example.vn", HERE)
    with pytest.raises(Blocked):
        await push.send(Address(chat=json.dumps(wrong)), Reply(text="tin"))
