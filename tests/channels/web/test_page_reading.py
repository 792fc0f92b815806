"""Reading on the page: pages that are turned, links that are passed on, pictures to be read."""

import io

from PIL import Image
from playwright.async_api import Browser, expect

from bot.channels.web.seats import SEATS
from bot.core.events import Button, Reply
from tests.channels.web.page_fixtures import Person, visiting
from tests.channels.web.web_fixtures import Site, seats_fixture, site_fixture, sqlite  # noqa: F401

NEXT = ((Button(text="Sau ▶", data="read:p:2", quiet=True),),)


async def test_a_turned_page_stands_in_its_place_from_its_beginning(me: Person, site: Site) -> None:
    chat = site.parrot.arrived[0].chat
    page = await site.parrot.say(chat, Reply(text="Trang một", buttons=NEXT))
    site.parrot.replies = [
        Reply(text=f"Trang {n}" + "\nchữ" * 60 + f"\nhết {n}", buttons=NEXT, edit=page)
        for n in ("hai", "ba")
    ]
    for n in ("hai", "ba"):
        await me.button("Sau ▶").click()
        await expect(me.message(f"Trang {n}")).to_be_in_viewport()
        top, frame = await me.message(f"hết {n}").bounding_box(), await me.log.bounding_box()
        assert top and frame and top["y"] >= frame["y"]
    await me.page.reload()
    await expect(me.message("Trang ba")).to_be_visible()
    await expect(me.log.locator(".bubble")).to_have_count(2)
    assert [update.button for update in site.parrot.arrived[1:]] == ["read:p:2"] * 2


async def test_a_press_that_does_not_get_through_is_shown(me: Person, site: Site) -> None:
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="Trang một", buttons=NEXT))
    site.parrot.is_full = True
    await me.button("Sau ▶").click()
    await expect(me.message("Sau ▶")).to_be_visible()
    await expect(me.button("Gửi lại")).to_be_visible()


async def test_a_link_is_copied_and_opens_what_it_names(browser: Browser, site: Site) -> None:
    may = ["clipboard-read", "clipboard-write"]
    async with visiting(browser, site.url, permissions=may) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        share = Button(text="Chia sẻ", start="muc_III-5-6", share=True)
        button = Button(text="Đọc", start="muc_III-5-7")
        chat = site.parrot.arrived[0].chat
        await site.parrot.say(chat, Reply(text="Mục", buttons=((share, button),)))
        await me.button("Chia sẻ").click()
        await expect(me.button("✓ Đã chép liên kết")).to_be_visible()
        copied = await me.page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{site.url}/?start=muc_III-5-6"
        await me.button("Đọc").click()
        await expect(me.message("Chào anh/chị")).to_have_count(2)
    async with visiting(browser, copied) as visitor:
        await expect(visitor.message("Chào anh/chị")).to_be_visible()
    opened = [(update.command, update.text) for update in site.parrot.arrived[1:]]
    assert opened == [("start", "muc_III-5-7"), ("start", "muc_III-5-6")]


async def test_a_link_among_the_seats_goes_to_the_resident(
    browser: Browser,
    seats: Site,
) -> None:
    async with visiting(browser, f"{seats.url}/?start=muc_III-5-6") as me:
        frame = me.page.frame_locator("iframe[title='Cư dân']")
        await expect(frame.get_by_text("Chào anh/chị")).to_be_visible()
        await expect(me.page).to_have_url(f"{seats.url}/")
    brought = {update.chat for update in seats.parrot.arrived if update.text == "muc_III-5-6"}
    assert brought == {SEATS[0].chat}


async def test_a_drawn_picture_is_shown_whole_and_wide(me: Person, site: Site) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (680, 1000), "white").save(drawn, "PNG")
    key = site.media.add_file(drawn.getvalue(), ".png")
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="Hình", photos=(key,)))
    image = me.log.get_by_role("img").last
    await expect(image).to_have_js_property("naturalWidth", 680)
    box = await image.bounding_box()
    assert box and box["width"] > 300 and abs(box["height"] / box["width"] - 1000 / 680) < 0.02
