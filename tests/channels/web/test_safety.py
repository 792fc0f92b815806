"""A session of one browser can never read or act for another, and no other site can for it."""

import sqlite3

import httpx
import pytest

from bot.channels.web import chat as web_chat
from bot.channels.web.seats import SEATS
from bot.core.events import Address, Button, Reply
from bot.web import guard as web_guard
from tests.channels.web.web_fixtures import (  # noqa: F401
    Site,
    Visitor,
    picture,
    seats_fixture,
    site_fixture,
    sqlite,
)


async def _victim(site: Site, me: Visitor) -> dict[str, object]:
    """Make a visitor with a picture, a file and a button; returns the message that has them."""
    await me.send_photos((picture(), "image/jpeg"), text="riêng của tôi")
    reply = Reply(
        text="mật",
        photos=(site.media.add_picture(picture("red")),),
        files=(site.file(b"secret", "bí mật.txt"),),
        buttons=((Button(text="Rút lại", data="withdraw:LC-1"),),),
    )
    await site.parrot.say(site.parrot.arrived[-1].chat, reply)
    return (await me.history())[-1]


async def test_another_browser_sees_nothing_of_it(site: Site) -> None:
    async with site.browser() as me, site.browser() as visitor:
        secret = await _victim(site, me)
        assert await visitor.history() == []
        for message in (1, 2, secret["id"]):
            for kind in ("media", "files"):
                answer = await visitor.http.get(f"{kind}/{message}/0")
                assert (answer.status_code, answer.json()["error"]) == (404, web_chat.NOT_FOUND)


async def test_another_browser_is_pushed_nothing_of_it(site: Site) -> None:
    async with site.browser() as me, site.browser() as visitor, visitor.stream() as pushed:
        await _victim(site, me)
        await visitor.post("của người khác")
        assert (await anext(pushed))["text"] == "của người khác"


async def test_a_forged_message_id_leads_nowhere(site: Site) -> None:
    async with site.browser() as me, site.browser() as visitor:
        secret = await _victim(site, me)
        await visitor.post(button="withdraw:LC-1", message=secret["id"])
        assert (await visitor.history())[0]["text"] == web_chat.UNKNOWN_BUTTON_LABEL
    pressed = site.parrot.arrived[-1]
    assert (pressed.button, pressed.message) == ("withdraw:LC-1", None)


async def test_an_edit_reaches_only_the_chat_it_is_sent_to(site: Site) -> None:
    async with site.browser() as me, site.browser() as visitor:
        secret = await _victim(site, me)
        await visitor.post("xin chào")
        visitor_chat = site.parrot.arrived[-1].chat
        await site.web.send(Address(chat=visitor_chat), Reply(text="sửa", edit=str(secret["id"])))
        assert (await me.history())[-1]["html"] == "mật"
        assert (await visitor.history())[-1]["html"] == "sửa"


async def test_an_id_taken_by_one_browser_is_free_for_another(site: Site) -> None:
    async with site.browser() as me, site.browser() as visitor:
        await me.post("của tôi", made_id="the-same-id")
        await visitor.post("của người kia", made_id="the-same-id")
        assert (await visitor.history())[0]["text"] == "của người kia"
    assert [update.text for update in site.parrot.arrived] == ["của tôi", "của người kia"]


@pytest.mark.parametrize("token", ["", "a", "0" * 64, "a" * 42, "ă" * 43, "a" * 42 + "/"])
async def test_only_a_cookie_of_ours_opens_a_chat(site: Site, token: str) -> None:
    cookie = {"Cookie": f"{web_chat.COOKIE}={token}".encode()}
    async with httpx.AsyncClient(base_url=site.url, headers={**site.own, **cookie}) as http:
        body = {"id": "abcdefgh", "text": "a"}
        answers = [
            await http.get("/api/messages"),
            await http.get("/api/stream"),
            await http.get("/media/1/0"),
            await http.post("/api/messages", json=body),
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].json() == {"error": web_chat.NO_SESSION}
    assert site.parrot.arrived == []


async def test_the_cookie_is_for_this_page_alone(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.url) as http:
        plain = (await http.get("/")).headers["set-cookie"]
        second = (await http.get("/")).headers["set-cookie"]
        # As a proxy on this machine says that it ended TLS; uvicorn believes loopback.
        secure = await http.get("/", headers={"X-Forwarded-Proto": "https"})
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    assert "Secure" in secure.headers["set-cookie"].split("; ")
    assert second.split(";")[0] == plain.split(";")[0]


async def test_the_database_gives_nobody_a_session(site: Site) -> None:
    async with site.browser() as me:
        await me.post("a")
        token = me.http.cookies[web_chat.COOKIE]
    chat = site.parrot.arrived[0].chat
    assert token not in chat
    if site.database.is_sqlite:
        stored = "\n".join(sqlite3.connect(str(site.database.url.database)).iterdump())
        assert chat in stored and token not in stored


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_post_from_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    async with site.browser() as me:
        del me.http.headers["Origin"]
        body = {"id": "abcdefgh", "text": "giả"}
        answer = await me.http.post("api/messages", json=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (403, web_guard.FOREIGN)
        assert await me.history() == []
    assert site.parrot.arrived == []


async def test_every_answer_tells_the_browser_to_be_careful(site: Site) -> None:
    async with site.browser() as me:
        for path in ("", "api/messages", "page/chat.js", "media/1/0"):
            headers = (await me.http.get(path)).headers
            assert "script-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"


async def test_a_seat_has_its_own_chat_known_beforehand(seats: Site) -> None:
    chats = {seat.role: seat.chat for seat in SEATS}
    async with (
        seats.browser("/seats/resident/") as me,
        seats.browser("/seats/official/") as visitor,
    ):
        await me.post("tôi là cư dân")
        await visitor.post("tôi là cán bộ")
        assert (await me.history())[0]["text"] == "tôi là cư dân"
        assert "cư dân" not in str(await visitor.history())
        assert (await visitor.http.get("media/1/0")).status_code == 404
    assert [update.chat for update in seats.parrot.arrived] == [
        chats["resident"],
        chats["official"],
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "dangiamsat.example"},
        {"Host": "dangiamsat.example:8080"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "192.168.1.5"},
        {"Host": ""},
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Real-IP": "203.0.113.7"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/seats/official/", "/seats/official/api/messages"])
async def test_seats_are_refused_off_loopback(
    seats: Site, path: str, headers: dict[str, str]
) -> None:
    async with httpx.AsyncClient(base_url=seats.url) as http:
        answer = await http.get(path, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, web_guard.NOT_HERE)


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST"])
async def test_seats_are_there_on_loopback(seats: Site, host: str) -> None:
    async with httpx.AsyncClient(base_url=seats.url) as http:
        answer = await http.get("/seats/overseer/", headers={"Host": host})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "Mặt trận Tổ quốc" in answer.text
