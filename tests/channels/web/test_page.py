"""The page in a real browser: writing, pushing, pictures, places, keys."""

import pytest
from playwright.async_api import Browser, Locator, Request, expect

from bot.core.events import Place, Reply
from tests.channels.web.page_fixtures import DESKTOP, PHONE, Person, visiting
from tests.channels.web.web_fixtures import Site, picture, site_fixture, sqlite  # noqa: F401


async def test_the_bot_speaks_first_and_the_history_stays(me: Person, site: Site) -> None:
    await me.write("Công viên ở đâu?")
    await expect(me.message("Đã nhận: Công viên ở đâu?")).to_be_visible()
    await me.page.reload()
    await expect(me.message("Công viên ở đâu?")).to_have_count(2)
    await expect(me.message("Chào anh/chị")).to_have_count(1)
    assert [update.command for update in site.parrot.arrived] == ["start", None]


async def test_what_the_bot_says_later_appears_by_itself(me: Person, site: Site) -> None:
    chat = site.parrot.arrived[0].chat
    sent = await site.parrot.say(chat, Reply(text="Phường đã <b>tiếp nhận</b>.", ask="Trả lời"))
    await expect(me.message("Phường đã tiếp nhận.").locator("b")).to_have_text("tiếp nhận")
    await expect(me.field).to_have_attribute("placeholder", "Trả lời")
    await site.parrot.say(chat, Reply(text="Phường đã xử lý.", edit=sent))
    await expect(me.message("Phường đã xử lý.")).to_be_visible()
    await expect(me.message("tiếp nhận")).to_have_count(0)


async def test_a_code_in_the_address_is_used_once(browser: Browser, site: Site) -> None:
    async with visiting(browser, f"{site.url}/?start=QR_park-7") as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        await expect(me.page).to_have_url(f"{site.url}/")
        await me.page.reload()
        await expect(me.message("Chào anh/chị")).to_have_count(1)
    assert [update.text for update in site.parrot.arrived] == ["QR_park-7"]


async def test_a_pressed_button_waits_until_it_is_sent(me: Person, site: Site) -> None:
    site.parrot.is_free.clear()
    report = me.log.get_by_role("button", name="Gửi phản ánh")
    await report.click()
    await expect(report).to_be_disabled()
    await expect(me.log.get_by_text("Đang gửi…")).to_be_visible()
    site.parrot.is_free.set()
    await expect(report).to_be_enabled()
    await expect(me.message("Gửi phản ánh")).to_have_count(1)
    assert [update.button for update in site.parrot.arrived] == [None, "report:new"]


async def test_photos_are_seen_before_and_after_sending(me: Person, site: Site) -> None:
    await me.choose_photos(picture("green"), picture("red"), picture("blue"))
    chosen = me.page.get_by_role("list", name="Ảnh sẽ gửi").get_by_role("img")
    await expect(chosen).to_have_count(3)
    await me.button("Bỏ ảnh 2").click()
    await expect(chosen).to_have_count(2)
    await me.write("Cây bị chặt")
    message = me.message("Cây bị chặt").first
    await expect(chosen).to_have_count(0)
    await expect(message.get_by_role("img")).to_have_count(2)
    await expect(me.message("Đã nhận").get_by_role("img")).to_have_count(2)
    first = me.message("Đã nhận").get_by_role("img").first
    assert await first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert [photo.refused for photo in site.parrot.arrived[-1].photos] == [None, None]


async def test_a_photo_opens_large_and_closes_by_escape(me: Person) -> None:
    await me.choose_photos(picture())
    await me.button("Gửi tin").click()
    thumbnail = me.message("Đã nhận").get_by_role("button", name="Ảnh 1/1, bấm để xem lớn")
    await thumbnail.click()
    large = me.page.get_by_role("dialog", name="Ảnh phóng to")
    await expect(large.get_by_role("img", name="Ảnh 1/1")).to_be_visible()
    await me.page.keyboard.press("Escape")
    await expect(large).to_be_hidden()
    await expect(thumbnail).to_be_focused()


async def test_a_large_photo_is_made_smaller_before_it_is_sent(me: Person, site: Site) -> None:
    async with me.page.expect_request_finished(_is_a_form) as request:
        await me.choose_photos(picture("green", (6000, 4000)) + b"\0" * 3_000_000)
        await me.button("Gửi tin").click()
    sent = await (await request.value).header_value("content-length")
    assert sent and 1_000 < int(sent) < 1_000_000
    image = me.message("Đã nhận").get_by_role("img")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", 640)  # nor is it loaded large, alone
    await me.message("Đã nhận").get_by_role("button", name="bấm để xem lớn").click()
    large = me.page.get_by_role("dialog").get_by_role("img")
    await expect(large).to_have_js_property("naturalWidth", 2048)


async def test_more_than_ten_photos(me: Person) -> None:
    await me.choose_photos(*[picture()] * 11)
    await expect(me.page.get_by_role("alert")).to_have_text("Mỗi tin gửi được nhiều nhất 10 ảnh.")
    await expect(me.page.get_by_role("button", name="Bỏ ảnh")).to_have_count(10)


async def test_a_place_by_the_browser(browser: Browser, site: Site) -> None:
    position = {"latitude": 22.3964, "longitude": 103.4582}
    async with visiting(browser, site.url, geolocation=position, permissions=["geolocation"]) as me:
        await me.button("Gửi vị trí").click()
        link = me.log.get_by_role("link", name="📍 Vị trí (xem bản đồ)")
        await expect(link).to_have_attribute("href", _map(22.3964, 103.4582))
        await expect(me.message("Đã nhận: một vị trí")).to_be_visible()
    assert site.parrot.arrived[-1].place == Place(**position)


async def test_a_place_when_the_browser_may_not_tell(browser: Browser, site: Site) -> None:
    async with visiting(browser, site.url, permissions=[]) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        await me.button("Gửi vị trí").click()
        await expect(me.page.get_by_role("alert")).to_contain_text("gõ địa chỉ hoặc một mốc gần đó")
        await expect(me.field).to_be_focused()
        await me.page.keyboard.type("cổng chợ San Thàng")
        await me.page.keyboard.press("Enter")
        await expect(me.message("Đã nhận: cổng chợ San Thàng")).to_be_visible()
        await expect(me.page.get_by_role("alert")).to_be_empty()


async def test_the_bot_can_ask_for_the_place_and_show_one(
    browser: Browser,
    site: Site,
) -> None:
    position = {"latitude": 22.4, "longitude": 103.5}
    async with visiting(browser, site.url, geolocation=position, permissions=["geolocation"]) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        chat = site.parrot.arrived[0].chat
        place = Place(latitude=22.1, longitude=103.2, title="Công viên")
        file = site.file(b"PK", "Bản tin.xlsx")
        await site.parrot.say(
            chat, Reply(text="Ở đâu ạ?", ask_place=True, place=place, files=(file,))
        )
        link = me.log.get_by_role("link", name="📍 Công viên (xem bản đồ)")
        await expect(link).to_have_attribute("href", _map(22.1, 103.2))
        async with me.page.expect_download() as download:
            await me.log.get_by_role("link", name="📄 Bản tin.xlsx").click()
        assert (await download.value).suggested_filename == "Bản tin.xlsx"
        await me.button("Gửi vị trí của tôi").click()
        await expect(me.message("Đã nhận: một vị trí")).to_be_visible()


async def test_everything_by_keyboard(browser: Browser, site: Site) -> None:
    async with visiting(browser, site.url, size=DESKTOP) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        keys = me.page.keyboard
        await me.field.focus()
        await keys.type("dòng một")
        await keys.press("Shift+Enter")
        await keys.type("dòng hai")
        await keys.press("Enter")
        await expect(me.message("Đã nhận: dòng một\ndòng hai")).to_be_visible()
        await expect(me.field).to_have_value("")
        await _tab_to(me, me.button("Menu"), "Shift+Tab")
        await keys.press("Enter")
        await keys.press("Tab")
        await expect(me.button("Hỏi kế hoạch").first).to_be_focused()
        await keys.press("Escape")
        await expect(me.button("Menu")).to_be_focused()
        await expect(me.button("Menu")).to_have_attribute("aria-expanded", "false")
        await _tab_to(me, me.log.get_by_role("button", name="Gửi phản ánh"), "Tab")
        await keys.press("Space")
        await expect(me.message("Đã nhận: report:new")).to_be_visible()


async def test_the_menu_sends_what_was_chosen(me: Person, site: Site) -> None:
    await me.button("Menu").click()
    await me.page.get_by_role("navigation").get_by_role("button", name="Phản ánh của tôi").click()
    await expect(me.message("Đã nhận: cuatoi")).to_be_visible()
    await expect(me.message("Phản ánh của tôi")).to_have_count(1)
    await expect(me.page.get_by_role("navigation")).to_be_hidden()
    assert site.parrot.arrived[-1].command == "cuatoi"


async def test_a_command_the_bot_speaks_of_can_be_tapped(me: Person, site: Site) -> None:
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="Gõ /huy để bỏ, 3/4 việc."))
    await me.log.get_by_role("button", name="/huy").click()
    await expect(me.message("Đã nhận: huy")).to_be_visible()
    assert site.parrot.arrived[-1].command == "huy"
    await expect(me.log.get_by_role("button", name="/4")).to_have_count(0)


async def test_who_reads_further_up_is_not_pulled_down(me: Person, site: Site) -> None:
    chat = site.parrot.arrived[0].chat
    for n in range(30):
        await site.parrot.say(chat, Reply(text=f"Tin số {n}"))
    await expect(me.message("Tin số 29")).to_be_in_viewport()
    await me.log.evaluate("log => log.scrollTo(0, 0)")
    await expect(me.message("Chào anh/chị")).to_be_in_viewport()
    await site.parrot.say(chat, Reply(text="Tin mới nhất"))
    await expect(me.message("Tin mới nhất")).to_be_attached()
    await expect(me.message("Chào anh/chị")).to_be_in_viewport()
    await me.button("Tin mới ↓").click()
    await expect(me.message("Tin mới nhất")).to_be_in_viewport()
    await expect(me.button("Tin mới ↓")).to_be_hidden()


@pytest.mark.parametrize("lines", [25, 80])
async def test_a_long_answer_is_read_from_its_beginning(me: Person, site: Site, lines: int) -> None:
    site.parrot.replies = [Reply(text="Đầu câu trả lời" + "\n" * lines + "cuối")]
    await me.write("kể dài giúp")
    await expect(me.log.get_by_text("Đầu câu trả lời")).to_be_attached()
    await me.page.evaluate(TWO_FRAMES)
    top, frame = await me.message("cuối").bounding_box(), await me.log.bounding_box()
    assert top and frame and top["y"] >= frame["y"]


async def test_older_messages_on_demand(browser: Browser, site: Site) -> None:
    async with visiting(browser, site.url) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        chat = site.parrot.arrived[0].chat
        for n in range(205):
            await site.parrot.say(chat, Reply(text=f"Tin số {n}."))
        await me.page.reload()
        await expect(me.message("Tin số 204.")).to_be_in_viewport()
        await expect(me.message("Tin số 2.")).to_have_count(0)
        await me.button("Xem tin cũ hơn").click()
        await expect(me.message("Tin số 2.")).to_have_count(1)
        await expect(me.message("Chào anh/chị")).to_have_count(1)
        await expect(me.button("Xem tin cũ hơn")).to_be_hidden()
        words = await me.log.locator(".words").all_inner_texts()
        assert words[1:4] == ["Tin số 0.", "Tin số 1.", "Tin số 2."]


async def test_it_fits_and_can_be_touched(me: Person) -> None:
    await me.choose_photos(picture())
    await me.write("từrấtdàikhôngcódấucách" * 20)
    await expect(me.message("Đã nhận")).to_be_visible()
    await me.button("Menu").click()
    for width in (320, 360, 390, 1440):
        await me.page.set_viewport_size({"width": width, "height": PHONE["height"]})
        page_width = "() => document.scrollingElement.scrollWidth"
        assert await me.page.evaluate(page_width) <= width
        for control in await me.page.locator("button:visible, textarea:visible").all():
            box = await control.bounding_box()
            assert box and min(box["width"], box["height"]) >= 44, await control.inner_text()


async def test_a_story_is_typed_across_the_whole_telephone(me: Person) -> None:
    async def width() -> float:
        box = await me.field.bounding_box()
        return box["width"] if box else 0

    narrow = await width()
    await me.field.fill("Chào bot")
    assert await width() == narrow, "nothing moves for a word or two"
    await me.field.fill("Sáng nay có người chở đất lấp mương thoát nước sau nhà tôi")
    assert await width() > 0.9 * PHONE["width"] > narrow
    await me.button("Gửi tin").click()
    await expect(me.field).to_have_value("")
    assert await width() == narrow


TWO_FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""


def _is_a_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/")


async def _tab_to(me: Person, target: Locator, key: str) -> None:
    """Press `key` until the focus is there, as somebody without a mouse does."""
    for _ in range(30):
        if await target.evaluate("element => element === document.activeElement"):
            return
        await me.page.keyboard.press(key)
    raise AssertionError("cannot be reached by keyboard")


def _map(latitude: float, longitude: float) -> str:
    at = f"{latitude:.5f}/{longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{at}"
