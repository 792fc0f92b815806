"""Signing in to the desk: a link used once, a session of 12 hours, a role read each time."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.router import Router
from bot.schedule import Schedule
from db.models import Person
from tests.reports.desk.desks import add_cases, link_of, served, signed_in
from tests.town import Someone, Town


@pytest.fixture
async def url(town: Town, conversation: Router) -> AsyncIterator[str]:
    async with served(town, conversation) as address:
        yield address


async def test_a_link_opens_once_and_only_by_a_tap(binh: Someone, url: str) -> None:
    link = await link_of(binh, url)
    async with httpx.AsyncClient(headers={"Origin": url}) as http:
        for _ in range(3):  # a messenger's preview, a scanner of mail
            assert "Vào bàn việc" in (await http.get(link)).text
        entered = await http.post(link)
        assert entered.status_code == 303 and entered.headers["location"] == "/viec"
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()
        assert "Max-Age=43200" in cookie
        assert (await http.post(link)).status_code == 410
        assert "hết hiệu lực" in (await http.get(link)).text


async def test_a_link_is_over_after_ten_minutes_and_a_session_after_twelve_hours(
    town: Town, binh: Someone, url: str
) -> None:
    link = await link_of(binh, url)
    town.clock.advance(minutes=11)
    async with httpx.AsyncClient(headers={"Origin": url}) as http:
        assert (await http.post(link)).status_code == 410
    async with signed_in(binh, url) as desk:
        town.clock.advance(hours=11, minutes=59)
        assert (await desk.get()).status_code == 200
        town.clock.advance(minutes=2)
        assert (await desk.get()).status_code == 401


async def test_a_newer_link_makes_the_older_one_useless(binh: Someone, url: str) -> None:
    old, new = await link_of(binh, url), await link_of(binh, url)
    async with httpx.AsyncClient(headers={"Origin": url}) as http:
        assert (await http.post(old)).status_code == 410
        assert (await http.post(new)).status_code == 303


async def test_the_database_opens_nothing(town: Town, binh: Someone, url: str) -> None:
    async with signed_in(binh, url) as desk:
        token = desk.http.cookies["dangiamsat_vao"]
    with town.database.reading() as session:
        stored = str(session.connection().exec_driver_sql("SELECT * FROM sign_in").fetchall())
    assert token not in stored and stored.count("session") == 1


async def test_a_session_never_has_the_token_a_browser_brought(binh: Someone, url: str) -> None:
    link = await link_of(binh, url)
    planted = {"dangiamsat_vao": "planted"}
    async with httpx.AsyncClient(headers={"Origin": url}, cookies=planted) as http:
        entered = await http.post(link)
    assert "planted" not in entered.headers["set-cookie"]
    async with httpx.AsyncClient(base_url=url, cookies=planted) as http:
        assert (await http.get("/viec")).status_code == 401


async def test_who_is_erased_is_signed_out(
    town: Town, binh: Someone, url: str, tools: Tools
) -> None:
    async with signed_in(binh, url) as desk:
        await desk.post("/viec/bo-loc", act="save", name="Ông Bình", view="/viec?loc=late")
        assert "Ông Bình" in (await desk.get()).text
        await town.invited(binh, "resident")
        await binh.does(button="erase:ask")
        await binh.does(button=binh.last.reply.buttons[0][0].data)
        town.clock.advance(hours=1)
        Schedule(town.database, tools, town.media, town.clock).forget(town.clock())
        assert (await desk.get()).status_code == 401
    with town.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM sign_in").fetchall() == []
        assert not any(person.views for person in session.exec(select(Person)).all())


async def test_whoever_leaves_is_out(binh: Someone, url: str) -> None:
    async with signed_in(binh, url) as desk:
        token = desk.http.cookies["dangiamsat_vao"]
        assert (await desk.post("/ra")).status_code == 200
    async with httpx.AsyncClient(base_url=url, cookies={"dangiamsat_vao": token}) as http:
        assert (await http.get("/viec")).status_code == 401


async def test_a_resident_gets_no_link_and_a_group_neither(town: Town, an: Someone) -> None:
    await an.does(button="desk:open")
    assert "/vao/" not in an.heard and "không dành cho anh/chị" in an.heard
    group = town.person("binh", chat="-77")
    await town.invited(group, "official", "ubnd_tan_phong")
    await group.does(button="desk:open")
    assert "/vao/" not in group.heard and "nhắn riêng" in group.heard


async def test_words_written_before_a_session_ended_are_shown_to_be_copied(
    town: Town, binh: Someone, url: str
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    words = "Đã cắt cành <gãy> sáng nay"
    async with signed_in(binh, url) as desk:
        old = await desk.post(f"/viec/{code}", act="note", words=words, key="x")
        assert old.status_code == 403 and "Trang đã cũ" in old.text
        town.clock.advance(hours=13)
        over = await desk.post(f"/viec/{code}", act="note", words=words)
        assert over.status_code == 401 and "đăng nhập" in over.text
        for answer in (old, over):
            assert "readonly>Đã cắt cành &lt;gãy&gt; sáng nay</textarea>" in answer.text
        assert "<textarea" not in (await desk.get(f"/viec/{code}")).text


async def test_a_role_taken_away_in_the_middle_opens_nothing_more(
    town: Town, binh: Someone, url: str
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    async with signed_in(binh, url) as desk:
        assert code in (await desk.get()).text
        await town.invited(binh, "resident")
        assert (await desk.get()).status_code == 403
        answer = await desk.post(f"/viec/{code}", act="accept", seen="1")
        assert answer.status_code == 403 and "không mở được" in answer.text
        await town.invited(binh, "official", "ubnd_doan_ket")
        assert code not in (await desk.get()).text
        assert (await desk.get(f"/viec/{code}")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}],
)
async def test_another_sites_form_does_nothing(
    town: Town, binh: Someone, url: str, headers: dict[str, str]
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    async with signed_in(binh, url) as desk:
        del desk.http.headers["Origin"]
        data = {"key": desk.key, "act": "accept", "seen": "1", "code": code}
        for path in (f"/viec/{code}", "/viec/nhieu", "/ra"):
            assert (await desk.http.post(path, data=data, headers=headers)).status_code == 403
        assert "đã tiếp nhận" not in (await desk.get(f"/viec/{code}")).text


async def test_a_form_without_the_sessions_key_does_nothing(
    town: Town, binh: Someone, url: str
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    async with signed_in(binh, url) as desk, signed_in(chi, url) as other:
        for key in ("", "x" * 64, "ă", other.key):
            answer = await desk.http.post(f"/viec/{code}", data={"key": key, "act": "accept"})
            assert answer.status_code == 403
        assert "đã tiếp nhận" not in (await desk.get(f"/viec/{code}")).text


async def test_no_page_stands_in_a_frame_or_runs_foreign_scripts(
    town: Town, binh: Someone, url: str
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    async with signed_in(binh, url) as desk:
        for path in ("/viec", f"/viec/{code}", "/vao/x", "/static/desk.js", "/viec/anh/1"):
            headers = (await desk.http.get(path)).headers
            policy = headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy and "script-src 'self'" in policy
            assert "unsafe" not in policy and headers["referrer-policy"] == "same-origin"
