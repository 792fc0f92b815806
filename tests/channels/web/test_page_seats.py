"""The seats in one window: beside each other on a desk, behind tabs on a telephone."""

from playwright.async_api import Browser, FrameLocator, Page, expect

from bot.channels.web.seats import SEATS
from bot.core.events import Reply
from tests.channels.web.page_fixtures import DESKTOP, visiting
from tests.channels.web.web_fixtures import Site, seats_fixture, sqlite  # noqa: F401

CHATS = {seat.role: seat.chat for seat in SEATS}


async def test_three_seats_side_by_side(browser: Browser, seats: Site) -> None:
    async with visiting(browser, seats.url, size=DESKTOP) as me:
        for seat in SEATS:
            pane = me.page.get_by_role("region", name=seat.title)
            await expect(pane.get_by_text(seat.hint)).to_be_visible()
            await expect(_frame(me.page, seat.title).get_by_text("Chào anh/chị")).to_be_visible()
        resident = _frame(me.page, "Cư dân")
        await resident.get_by_role("textbox", name="Tin nhắn").fill("cây bị chặt")
        await resident.get_by_role("textbox", name="Tin nhắn").press("Enter")
        await expect(resident.get_by_text("Đã nhận: cây bị chặt")).to_be_visible()
        await seats.parrot.say(CHATS["official"], Reply(text="Phản ánh mới"))
        await expect(_frame(me.page, "Cán bộ phường").get_by_text("Phản ánh mới")).to_be_visible()
        await expect(resident.get_by_text("Phản ánh mới")).to_have_count(0)
    chats = {update.chat for update in seats.parrot.arrived if update.text}
    assert chats == {CHATS["resident"]}


async def test_the_seats_are_who_they_were_after_a_reload(
    browser: Browser,
    seats: Site,
) -> None:
    await seats.parrot.say(CHATS["official"], Reply(text="gửi trước khi mở trang"))
    for _ in range(2):
        async with visiting(browser, seats.url, size=DESKTOP) as me:
            official = _frame(me.page, "Cán bộ phường")
            await expect(official.get_by_text("gửi trước khi mở trang")).to_have_count(1)


async def test_tabs_on_a_telephone_with_a_dot_for_news(
    browser: Browser,
    seats: Site,
) -> None:
    async with visiting(browser, seats.url) as me:
        official = me.page.get_by_role("tab", name="Cán bộ phường")
        await expect(_frame(me.page, "Cư dân").get_by_text("Chào anh/chị")).to_be_visible()
        await expect(official).to_have_accessible_name("Cán bộ phường có tin mới")
        await official.click()
        await expect(official).to_have_attribute("aria-selected", "true")
        await expect(official).to_have_accessible_name("Cán bộ phường")
        await expect(me.page.locator("#seat-official")).to_be_visible()
        await expect(me.page.locator("#seat-resident")).to_be_hidden()
        await seats.parrot.say(CHATS["overseer"], Reply(text="Bản tin tuần"))
        await me.page.keyboard.press("ArrowRight")
        await expect(me.page.get_by_role("tab", name="Mặt trận Tổ quốc")).to_be_focused()
        overseer = _frame(me.page, "Mặt trận Tổ quốc")
        await expect(overseer.get_by_text("Bản tin tuần")).to_be_in_viewport()


async def test_an_official_gets_the_menu_of_an_official(
    browser: Browser,
    seats: Site,
) -> None:
    async with visiting(browser, f"{seats.url}/seats/official/") as me:
        await me.button("Menu").click()
        menu = me.page.get_by_role("navigation").get_by_role("button")
        assert await menu.all_inner_texts() == ["Việc đang chờ", "Xem bản tin", "Trợ giúp"]


def _frame(page: Page, title: str) -> FrameLocator:
    return page.frame_locator(f"iframe[title='{title}']")
