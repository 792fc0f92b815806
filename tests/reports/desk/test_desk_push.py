"""Urgent reports are pushed to an official's browser, begun and stopped by a tap on the desk."""

import json

from playwright.async_api import Browser, expect
from sqlmodel import select

from db.models import Chat, Outbox
from tests.browser.pushed import pushing
from tests.channels.push.service import Browser as Listener
from tests.channels.push.test_page import BROWSER
from tests.channels.web.page_fixtures import PHONE
from tests.reports.desk.desks import PUSH_KEY, Desk, signed_in
from tests.reports.desk.test_desk_browser import opened
from tests.town import Someone, Town, report


def pushed(town: Town) -> list[str]:
    """The lines that wait for browsers."""
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).join(Chat).where(Chat.channel == "push")).all()
        return [str(row.payload) for row in rows]


def browsers(town: Town) -> int:
    with town.database.reading() as session:
        listening = select(Chat).where(Chat.channel == "push", Chat.active)
        return len(session.exec(listening).all())


async def begins(desk: Desk, **more: str) -> int:
    browser = Listener("x").subscription("http://127.0.0.1:1")

    sent = {"act": "begin", "browser": json.dumps(browser), **more}
    return (await desk.post("/viec/bao", **sent)).status_code


async def test_an_urgent_report_is_pushed_to_office_and_front_without_the_reporters_words(
    town: Town, an: Someone, binh: Someone, front: Someone, url: str
) -> None:
    for someone in (binh, front):
        async with signed_in(someone, url) as desk:
            assert await begins(desk) == 204
    await report(an, category="Cây có nguy cơ gãy đổ")
    lines = pushed(town)
    assert len(lines) == 2 and all("Việc khẩn LC-" in line for line in lines)
    assert "cổng trường" not in str(lines)
    await report(town.person("lan"), category="Thiếu cây xanh")
    assert len(pushed(town)) == 2


async def test_only_known_services_of_offices_are_pushed_to(
    town: Town, an: Someone, binh: Someone, desk: Desk
) -> None:
    assert (await desk.get("/viec/bao")).json() == {"key": PUSH_KEY}
    assert await begins(desk, browser="{}") == 400
    evil = Listener("x").subscription("http://192.168.1.1")
    assert await begins(desk, browser=str(evil).replace("'", '"')) == 400
    assert await begins(desk, key="0" * 64) == 403
    assert browsers(town) == 0
    worker = await desk.http.get("/viec/bao.js")
    assert worker.status_code == 200 and "javascript" in worker.headers["content-type"]


async def test_one_tap_on_the_desk_begins_it_and_another_stops_it(
    town: Town, binh: Someone, url: str, browser: Browser
) -> None:
    async with opened(browser, binh, url, PHONE) as page:
        await page.add_init_script(
            f"({BROWSER})({Listener('x').subscription('http://127.0.0.1:1')})"
        )
        await page.reload()
        button = page.locator("[data-push]")
        await expect(button).to_contain_text("Báo việc khẩn trên máy này")
        await button.click()
        await expect(button).to_contain_text("Thôi báo việc khẩn")
        assert browsers(town) == 1
        await button.click()
        await expect(button).to_contain_text("🔔 Báo việc khẩn")
        assert browsers(town) == 0


async def test_what_is_pushed_is_shown_by_the_desks_own_worker(
    town: Town, binh: Someone, url: str, browser: Browser
) -> None:
    """The worker is given a message as the browser gives it one."""
    async with opened(browser, binh, url, PHONE, is_new=True) as page:
        await page.context.grant_permissions(["notifications"], origin=url)
        await expect(page.locator("[data-push]")).to_be_visible()
        registration = "navigator.serviceWorker.getRegistration('/viec/')"
        await page.wait_for_function(f"{registration}.then((it) => Boolean(it?.active))")
        push = await pushing(page)
        await push("🚨 Việc khẩn LC-7K2M9Q: Cây đổ chắn đường")
        notices = f"{registration}.then((it) => it.getNotifications())"
        # Asked for as it appears: the browser may take it away a moment later.
        shown = f"{notices}.then((all) => all.length > 0 && all.map((it) => it.body))"
        bodies = await (await page.wait_for_function(shown)).json_value()
        assert bodies == ["🚨 Việc khẩn LC-7K2M9Q: Cây đổ chắn đường"]
