"""The link in a mail opens the chat of its reader in another browser, and of nobody else."""

import pytest
from sqlmodel import select

from bot.channels.web.chat import COOKIE, ENTERED
from bot.web.sign_in import CONFIRM, OPEN_PAGE
from db.models import Person
from tests.channels.mail.postbox import Postbox, link
from tests.channels.web.web_fixtures import Visitor
from tests.town import Someone, Town

ADDRESS = "an@example.vn"


async def says(page: Visitor, town: Town, text: str) -> str:
    """Write on the page; returns what it shows then."""
    response = await page.post(text)
    assert response.status_code == 202, response.text
    await town.settle()
    return await shown(page)


async def presses(page: Visitor, town: Town, label: str) -> str:
    for message in reversed(await page.history()):
        for row in message["buttons"]:
            for button in row:
                if label in button["text"]:
                    town.clock.advance(seconds=1)
                    await page.post(button=button["data"], message=message["id"])
                    await town.settle()
                    return await shown(page)
    raise AssertionError(f"no button {label}: {await shown(page)}")


async def shown(page: Visitor) -> str:
    return "\n".join(message["html"] or message["text"] for message in await page.history())


@pytest.fixture
async def told(page: Visitor, town: Town, postbox: Postbox, binh: Someone) -> Visitor:
    """A browser whose person reported, is told by mail, and whose report was accepted."""
    await says(page, town, "/phananh Chặt hai cây phượng trước cổng trường Tân Phong")
    await presses(page, town, "Đồng ý")
    for _ in range(12):
        history = await page.history()
        labels = [b["text"] for row in history[-1]["buttons"] for b in row]
        if any("Gửi phản ánh" in label for label in labels):
            break
        for label in ("Chặt hạ", "Không có ảnh", "Tân Phong", "Cây xanh", "Đúng"):
            if any(label in text for text in labels):
                await presses(page, town, label)
                break
        else:
            await says(page, town, "trước cổng trường Tân Phong, phường Tân Phong")
    await presses(page, town, "Gửi phản ánh")
    await presses(page, town, "Báo qua e-mail")
    await says(page, town, ADDRESS)
    await page.http.post(link(postbox.mails[-1], CONFIRM))
    await town.settle()
    await binh.presses("Tiếp nhận")
    return page


async def test_after_the_receipt_an_address_brings_the_chat_to_another_browser(
    told: Visitor, other_browser: Visitor, postbox: Postbox, town: Town
) -> None:
    path = link(postbox.mails[-1], OPEN_PAGE)
    before = await shown(other_browser)
    assert "Mở trên máy này" in (await other_browser.http.get(path)).text
    assert await shown(other_browser) == before, "a look opens nothing"
    foreign = await other_browser.http.post(path, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await other_browser.http.post(path)).status_code == 200
    assert await shown(other_browser) == await shown(told)
    assert other_browser.http.cookies[COOKIE].startswith(ENTERED)
    assert "phượng" in await says(other_browser, town, "/cuatoi") and "LC-" in await shown(told)
    other_browser.http.cookies.clear()
    await other_browser.http.get("")
    assert "đã dùng" in (await other_browser.http.post(path)).text, "a link is used once"


async def test_ones_own_browser_does_not_use_the_link_up(told: Visitor, postbox: Postbox) -> None:
    path, cookie = link(postbox.mails[-1], OPEN_PAGE), told.http.cookies[COOKIE]
    await told.http.post(path)
    assert told.http.cookies[COOKIE] == cookie
    assert "Mở trên máy này" in (await told.http.get(path)).text


async def test_an_old_link_opens_nothing(
    told: Visitor, other_browser: Visitor, postbox: Postbox, town: Town
) -> None:
    town.clock.advance(days=7, seconds=1)
    path = link(postbox.mails[-1], OPEN_PAGE)
    assert "quá 7 ngày" in (await other_browser.http.post(path)).text
    for forged in (f"{OPEN_PAGE}/x", f"{OPEN_PAGE}/{'a' * 43}"):
        assert "quá 7 ngày" in (await other_browser.http.post(forged)).text


async def test_who_became_an_official_is_let_in_by_no_mail(
    told: Visitor, other_browser: Visitor, postbox: Postbox, town: Town
) -> None:
    path = link(postbox.mails[-1], OPEN_PAGE)
    await other_browser.http.post(path)
    assert "LC-" in await shown(other_browser)
    with town.database.transaction() as session:
        person = session.exec(select(Person).where(Person.channel == "web")).one()
        person.role, person.agency = "official", "ubnd_tan_phong"
    refused = await other_browser.http.get("api/messages")
    assert refused.status_code == 401 or "LC-" not in refused.text


async def test_erasure_shuts_the_other_browser_out(
    told: Visitor, other_browser: Visitor, postbox: Postbox, town: Town, tools: object
) -> None:
    await other_browser.http.post(link(postbox.mails[-1], OPEN_PAGE))
    await says(told, town, "/xoa")
    await presses(told, town, "Xóa hết")
    await presses(told, town, "Vâng, xóa hết")
    from bot.core.turn import Tools
    from bot.privacy.retention import forget

    assert isinstance(tools, Tools)
    town.clock.advance(hours=1)
    forget(town.database, town.media, tools.city.keep, town.clock())
    refused = await other_browser.http.get("api/messages")
    assert "LC-" not in refused.text
