"""New chats from one address: as many as a hall full of people, and no flood of them."""

import secrets
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.channels.web import chat as web_chat
from bot.channels.web import newcomers as web_newcomers
from bot.channels.web.newcomers import MAX_NEW_CHATS, REFILL_PERIOD, Newcomers
from bot.web import allowances
from db.engine import Database
from tests.channels.web.web_fixtures import Site, seats_fixture, site_fixture, sqlite  # noqa: F401

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BODY = {"id": "abcdefgh", "text": "a"}


async def _opened(site: Site, address: str = "203.0.113.7") -> httpx.Response:
    """The page as somebody without a cookie gets it, through a proxy on this machine."""
    async with httpx.AsyncClient(base_url=site.url) as http:
        return await http.get("/", headers={"X-Forwarded-For": address})


async def _made_up(site: Site, method: str, path: str) -> httpx.Response:
    """Return the answer to a cookie that this server never gave out."""
    cookie = {"Cookie": f"{web_chat.COOKIE}={secrets.token_urlsafe(32)}"}
    async with httpx.AsyncClient(base_url=site.url, headers={**site.own, **cookie}) as http:
        return await http.request(method, path, json=BODY if method == "POST" else None)


async def test_more_cookies_than_a_hall_of_people_needs_are_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_newcomers, "MAX_NEW_CHATS", 3)
    answers = [await _opened(site) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[4].text == web_chat.TOO_MANY
    assert "set-cookie" not in answers[4].headers
    assert (await _opened(site, "203.0.113.8")).status_code == 200


async def test_cookies_that_are_made_up_are_counted_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_newcomers, "MAX_NEW_CHATS", 2)
    posts = [await _made_up(site, "POST", "/api/messages") for _ in range(4)]
    assert [answer.status_code for answer in posts] == [202, 202, 429, 429]
    assert posts[3].json() == {"error": web_chat.TOO_MANY}
    assert len(site.parrot.arrived) == 2
    assert (await _made_up(site, "GET", "/api/stream")).status_code == 429


async def test_who_has_written_or_has_opened_the_page_is_no_newcomer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with site.browser() as me, site.browser() as visitor:
        await me.post("trước")
        monkeypatch.setattr(web_newcomers, "MAX_NEW_CHATS", 0)
        assert (await visitor.post("trước nữa")).status_code == 202, "it has its cookie from here"
        site.web._newcomers._known_chats.clear()  # as after a restart
        assert (await me.post("sau")).status_code == 202
        assert (await me.http.get("")).status_code == 200


async def test_a_seat_is_nobody_new(seats: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_newcomers, "MAX_NEW_CHATS", 0)
    async with seats.browser("/seats/resident/") as me:
        assert (await me.post("a")).status_code == 202


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


async def test_what_was_used_up_comes_back_with_time(database: Database) -> None:
    clock = Clock()
    newcomers = Newcomers(database, clock)

    def begun(address: str, tries: int) -> int:
        return sum(newcomers.may_begin(secrets.token_hex(), address) for _ in range(tries))

    assert begun("203.0.113.7", MAX_NEW_CHATS + 5) == MAX_NEW_CHATS
    clock.now += REFILL_PERIOD / 2
    assert begun("203.0.113.7", MAX_NEW_CHATS) == MAX_NEW_CHATS // 2
    clock.now += timedelta(days=1)
    assert begun("203.0.113.7", MAX_NEW_CHATS + 5) == MAX_NEW_CHATS, "never more at once"


async def test_a_network_of_addresses_is_one(database: Database) -> None:
    newcomers = Newcomers(database, lambda: NOW)
    six = [
        newcomers.may_begin(secrets.token_hex(), f"2001:db8::{n:x}")
        for n in range(1, MAX_NEW_CHATS + 2)
    ]
    assert six.count(False) == 1
    mapped = [newcomers.may_begin("a", f"::ffff:203.0.113.{n}") for n in range(MAX_NEW_CHATS + 2)]
    assert all(mapped), "IPv4 in the words of IPv6: each is its own"
    assert newcomers.may_begin("a", "")


async def test_what_is_remembered_is_bounded(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "REMEMBERED", 10)
    newcomers = Newcomers(database, lambda: NOW)
    for number in range(30):
        newcomers.may_begin(str(number), f"203.0.113.{number}")
    assert len(newcomers._known_chats) == len(newcomers._allowances._left) == 10
