"""The desk in a real Chromium, on a telephone and on a large screen."""

import os
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import select

from bot.router import Router
from db.models import Photo, ReplyTemplate, Report
from tests.browser.axe import violations
from tests.channels.web.page_fixtures import DESKTOP, PHONE
from tests.reports.desk.desks import add_cases, opened, served, work_off
from tests.town import Someone, Town, picture, report

SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for pictures of the pages, to look at them."""


@pytest.fixture
async def url(town: Town, conversation: Router) -> AsyncIterator[str]:
    async with served(town, conversation) as address:
        yield address


async def shot(page: Page, name: str) -> None:
    """Look at a page: nothing of it stands out beyond the screen."""
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wide), name
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


async def mixed(town: Town, count: int) -> list[str]:
    """Cases as a ward has them: late and urgent ones, with pictures, of several kinds."""
    now, codes = town.clock(), []
    kinds = ("cay_sap_do", "lan_via_he", "xay_khong_phep", "cay_chet", "do_phe_thai")
    stories = ("Cây nghiêng về phía đường, rễ đã bật", "Quán bày bàn ghế kín vỉa hè cả ngày",
               "Nhà đang đổ mái tầng hai, không thấy treo giấy phép",
               "Hàng cây chết khô mấy tháng nay", "Xe ben đổ đất ven đường ban đêm")  # fmt: skip
    for number in range(count):
        codes += await add_cases(
            town.database, now, 1, category=kinds[number % 5], description=stories[number % 5],
            place=f"gần số {number + 3} đường Trần Phú, tổ {number % 9 + 1}",
            urgent=number % 5 == 0, latitude=22.39 + number / 5000, longitude=103.45,
            created_at=now - timedelta(days=number % 12),
            deadline_at=now + timedelta(days=number % 11 - 3),
        )  # fmt: skip
    with town.database.transaction() as session:
        for row in session.exec(select(Report)).all()[::3]:
            key = town.media.add_picture(picture("darkgreen"))
            session.add(Photo(report_id=row.id, key=key))
        text = "Đã kiểm tra ngày …, yêu cầu chủ hộ …"
        session.add(ReplyTemplate(agency="ubnd_tan_phong", move="resolve", text=text,
                                  created_at=now))  # fmt: skip
    return codes


@pytest.mark.parametrize(
    ("size", "name"),
    [(PHONE, "phone"), pytest.param(DESKTOP, "desktop", marks=pytest.mark.slow)],
)
async def test_list_and_case_are_found_read_and_handled(
    town: Town, an: Someone, binh: Someone, browser: Browser, url: str, size: dict[str, int],
    name: str,
) -> None:  # fmt: skip
    codes = await mixed(town, 12)
    async with opened(browser, binh, url, size) as page:
        await shot(page, f"desk-list-{name}")
        assert await violations(page) == []
        await page.get_by_role("searchbox").fill("tran phu")
        await expect(page.get_by_text("12 việc có “tran phu”")).to_be_visible()
        assert "tim=tran" in page.url
        await page.locator(f"a[href^='/viec/{codes[0]}']").click()
        await expect(page.get_by_role("heading", name=codes[0])).to_be_visible()
        await page.get_by_text("🏁 Đã xử lý", exact=True).first.click()
        await page.get_by_role("button", name="📝 Đã kiểm tra").click()
        field = page.locator("details[open] textarea")
        await expect(field).to_have_value(re.compile("Đã kiểm tra ngày …"))
        await shot(page, f"desk-case-{name}")
        assert await violations(page) == []
        send = page.locator("details[open]").get_by_role("button", name="🏁 Đã xử lý", exact=True)
        await send.click()
        await expect(page.locator("#refused")).to_contain_text("chưa điền")
        await expect(page.locator("#refused")).to_be_focused()
        await expect(page.locator("#refused")).to_be_in_viewport()
        await page.locator("details[open] textarea").fill("Đã cắt bỏ cành gãy sáng nay, dọn sạch")
        await page.locator("details[open] input[type=file]").set_input_files(
            {"name": "sau.jpg", "mimeType": "image/jpeg", "buffer": picture("blue")}
        )
        await send.click()
        await expect(page.locator("dd .state")).to_have_text("đã xử lý")
        await shot(page, f"desk-done-{name}")
        assert await violations(page) == []


async def test_on_a_telephone_a_case_and_its_moves_come_early(
    town: Town, binh: Someone, browser: Browser, url: str
) -> None:
    code, *_ = await mixed(town, 12)
    async with opened(browser, binh, url, PHONE) as page:
        first = await page.locator("li.case").first.bounding_box()
        assert first and first["y"] + 80 < PHONE["height"]
        await expect(page.get_by_label("Loại việc")).to_be_hidden()
        await page.get_by_text("Lọc thêm, sắp xếp").click()
        await page.get_by_label("Loại việc").select_option(label="Cây có nguy cơ gãy đổ")
        await expect(page.get_by_text("3 việc.")).to_be_visible()
        await page.goto(f"{url}/viec?loai=cay_sap_do")
        await expect(page.get_by_label("Loại việc")).to_be_visible()
        await page.goto(f"{url}/viec/{code}")
        moves = await page.get_by_role("heading", name="Làm gì").bounding_box()
        below = await page.locator("#map").bounding_box()
        assert moves and below and moves["y"] < below["y"]


async def test_by_keyboard_no_case_lies_under_the_bar_of_those_chosen(
    town: Town, binh: Someone, browser: Browser, url: str
) -> None:
    await mixed(town, 12)
    async with opened(browser, binh, url, PHONE) as page:
        await page.locator("input[name=code]").first.check()
        bar = page.locator(".bulk")
        for _ in range(22):
            await page.keyboard.press("Tab")
            at, under = await page.locator(":focus").bounding_box(), await bar.bounding_box()
            assert at and under and at["y"] + at["height"] <= under["y"] + 1


async def test_a_list_that_changes_under_a_finger_swallows_no_tap(
    town: Town, binh: Someone, browser: Browser, url: str
) -> None:
    codes = await add_cases(town.database, town.clock(), 3)
    async with opened(browser, binh, url) as page:
        search, hits = page.get_by_role("searchbox"), page.get_by_text("3 việc có")
        await page.mouse.move(5, 5)
        await page.mouse.down()
        async with page.expect_response("**/viec?tim=tran*"):
            await search.fill("tran phu")
        assert not await hits.is_visible()
        await page.mouse.up()
        await expect(hits).to_be_visible()
        asked: list[str] = []
        page.on("request", lambda r: asked.extend([r.url] if "/viec" in r.url else []))
        await page.get_by_role("heading", name="Bàn việc").click()
        assert await search.evaluate("it => it !== document.activeElement")
        assert asked == [], "nothing is asked for again when the field is left"
        link = page.locator(f"a[href^='/viec/{codes[0]}']")
        await link.hover()
        async with page.expect_response("**/viec?tim=so*"):
            await search.fill("so")
            await page.mouse.down()
        await page.mouse.up()
        await expect(page.get_by_role("heading", name=codes[0])).to_be_visible()


IN_THE_CHAT = 2 + 2 + 30 * 7
"""Taps for the same in the chat before there was a desk: /viec in the menu, two further pages, and
of each case: open, accept, begin, end, the field, send, confirm."""


@pytest.mark.parametrize("size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)])
async def test_thirty_cases_are_ended_with_a_third_of_the_taps_that_the_chat_took(
    town: Town, binh: Someone, browser: Browser, url: str, size: dict[str, int]
) -> None:
    await add_cases(town.database, town.clock(), 30)
    async with opened(browser, binh, url, size) as page:
        assert await work_off(page, 30) <= IN_THE_CHAT / 3
    with town.database.reading() as session:
        assert {row.status for row in session.exec(select(Report)).all()} == {"resolved"}


async def test_a_button_tapped_twice_acts_once_and_the_way_back_shows_it(
    town: Town, binh: Someone, browser: Browser, url: str
) -> None:
    first, second = await add_cases(town.database, town.clock(), 2)
    async with opened(browser, binh, url) as page:
        await page.goto(f"{url}/viec/{first}")
        await page.get_by_role("button", name="✅ Tiếp nhận, rồi việc sau").dblclick()
        await expect(page.locator("h1")).to_contain_text(second)
        await expect(page.locator(".answers")).to_contain_text(f"Việc trước, {first}: đã tiếp nhận")
        await page.go_back()
        await expect(page.get_by_role("button", name="🔧 Bắt đầu xử lý").first).to_be_visible()


async def test_by_keyboard_alone(town: Town, binh: Someone, browser: Browser, url: str) -> None:
    first, second, _ = await add_cases(town.database, town.clock(), 3)
    async with opened(browser, binh, url, DESKTOP) as page:
        await page.wait_for_load_state("load")  # its script listens to keys from then on
        for key in ("j", "j", "k", "x", "j"):
            await page.keyboard.press(key)
        await expect(page.locator(f"input[value='{first}']")).to_be_checked()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name=second)).to_be_visible()


async def test_the_front_reads_asks_and_corrects(
    town: Town, an: Someone, binh: Someone, front: Someone, browser: Browser, url: str
) -> None:
    code = await report(an, category="Thiếu cây xanh")
    async with opened(browser, front, url, PHONE) as page:
        await page.locator(f"a[href='/viec/{code}']").click()
        await page.get_by_text("❓ Hỏi cơ quan").first.click()
        await page.locator("details[open] textarea").fill("Vì sao chưa xử lý?")
        await page.locator("details[open]").get_by_role("button", name="❓ Hỏi cơ quan").click()
        await expect(page.get_by_role("status").first).to_contain_text("đã chuyển đến")
        await page.get_by_text("✏️ Sửa loại").first.click()
        await page.get_by_label("Loại việc").select_option(label="Cây có nguy cơ gãy đổ")
        await shot(page, "desk-correct-front")
        assert await violations(page) == []
        await page.locator("details[open]").get_by_role("button").last.click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã sửa")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("🚨 Khẩn")
    await town.settle()
    assert "Vì sao chưa xử lý?" in "\n".join(message.reply.text for message in binh.shown)


async def test_a_place_is_shown_on_the_map_with_one_tap(
    browser: Browser, town: Town, url: str, binh: Someone
) -> None:
    (code,) = await add_cases(
        town.database, town.clock(), 1, place="trước chợ San Thàng", place_key="cho san thang"
    )
    async with opened(browser, binh, url, PHONE) as page:
        await page.goto(f"{url}/viec/{code}")
        await page.locator("#map").click(position={"x": 150, "y": 120})
        button = page.get_by_role("button", name="ở khoảng đây")
        await expect(button).to_be_visible()
        await button.click()
        await expect(page.get_by_text("Đã ghi vị trí khoảng chừng")).to_be_visible()
        await expect(page.locator("#map path.about")).to_have_count(1)
        await shot(page, "desk-spot-phone")
        assert await violations(page) == []


async def test_a_case_is_printed_without_its_forms_and_the_team_is_read_on_a_telephone(
    browser: Browser, town: Town, url: str, binh: Someone
) -> None:
    code, *_ = await mixed(town, 6)
    async with opened(browser, binh, url, PHONE) as page:
        await page.goto(f"{url}/viec/{code}")
        await expect(page.get_by_role("button", name="🖨 In")).to_be_visible()
        await page.emulate_media(media="print")
        await expect(page.get_by_text("Cây nghiêng về phía đường").first).to_be_visible()
        for hidden in (".moves", ".top nav", "#map", ".crumbs"):
            await expect(page.locator(hidden).first).to_be_hidden()
        assert (await page.pdf(format="A4")).startswith(b"%PDF")
        if SHOTS:
            await page.screenshot(path=Path(SHOTS) / "desk-print.png", full_page=True)
        await page.emulate_media(media="screen")
        await page.get_by_role("link", name="Đội").click()
        await expect(page.get_by_role("heading", name="Ai đang giữ")).to_be_visible()
        await shot(page, "desk-team-phone")
        assert await violations(page) == []


async def test_a_view_is_saved_by_name_for_its_person_and_dropped_again(
    browser: Browser, town: Town, url: str, binh: Someone
) -> None:
    await mixed(town, 6)
    async with opened(browser, binh, url, PHONE) as page:
        await page.goto(f"{url}/viec?loc=late&tim=via+he")
        await page.get_by_text("Lưu bộ lọc").click()
        await page.get_by_label("Tên bộ lọc").fill("Vỉa hè <b>quá hạn</b>")
        await page.get_by_role("button", name="Lưu", exact=True).click()
        await expect(page).to_have_url(f"{url}/viec?loc=late&tim=via+he")
    async with opened(browser, binh, url, PHONE) as page:  # on another machine
        await page.get_by_role("link", name="Vỉa hè <b>quá hạn</b>").click()
        await expect(page).to_have_url(f"{url}/viec?loc=late&tim=via+he")
        await shot(page, "desk-views-phone")
        assert await violations(page) == []
        await page.get_by_role("button", name="Bỏ bộ lọc Vỉa hè").click()
        await expect(page.get_by_role("link", name="Vỉa hè <b>")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "name"),
    [pytest.param(PHONE, "phone", marks=pytest.mark.slow), (DESKTOP, "desktop")],
)
async def test_the_list_is_seen_on_a_map_with_the_same_filters(
    browser: Browser, town: Town, url: str, binh: Someone, size: dict[str, int], name: str
) -> None:
    await mixed(town, 12)
    hidden = {"latitude": 22.4, "longitude": 103.45, "agency": "ubnd_doan_ket"}
    (foreign,) = await add_cases(town.database, town.clock(), 1, **hidden)
    async with opened(browser, binh, url, size) as page:
        await page.goto(f"{url}/viec?tim=via+he")
        await page.get_by_role("link", name="Xem bản đồ").click()
        await expect(page.locator("#map-said")).to_contain_text("3 phản ánh có vị trí")
        await page.get_by_role("link", name="Tất cả").click()
        await page.get_by_role("searchbox").fill("")
        await page.get_by_role("button", name="Tìm").click()
        await expect(page.locator("#map-said")).to_contain_text("12 phản ánh có vị trí")
        assert foreign not in await page.content()
        await shot(page, f"desk-map-{name}")
        assert await violations(page) == []
        await page.locator("#map-list li").first.click()
        await page.get_by_role("link", name="Xem danh sách").click()
        await expect(page.locator("ol.cases li.case")).to_have_count(12)


async def test_pictures_are_dropped_on_the_box_and_a_colleague_on_the_case_is_seen(
    browser: Browser, town: Town, url: str, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    await chi.commands("ten", "Chị Chi")
    (code,) = await add_cases(town.database, town.clock(), 1)
    async with opened(browser, chi, url, DESKTOP) as other:
        await other.goto(f"{url}/viec/{code}")
        await expect(other.locator("#news")).to_be_attached()
        async with opened(browser, binh, url, DESKTOP) as page:
            await page.goto(f"{url}/viec/{code}")
            await expect(page.get_by_text("👀 Chị Chi cũng đang mở phiếu này")).to_be_visible()
            await page.get_by_text("🏁 Đã xử lý", exact=True).first.click()
            for name in ("truoc.jpg", "sau.jpg"):
                await page.locator("details[open] .drop").evaluate(DROPS, name)
            field = page.locator("details[open] input[type=file]")
            assert await field.evaluate("(field) => field.files.length") == 2


async def test_pictures_are_seen_before_they_are_sent_and_no_more_than_ten_are(
    browser: Browser, town: Town, url: str, binh: Someone
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    async with opened(browser, binh, url) as page:
        await page.goto(f"{url}/viec/{code}")
        await page.get_by_text("🏁 Đã xử lý", exact=True).first.click()
        field = page.locator("details[open] input[type=file]")
        for first, count in ((0, 3), (3, 9)):
            await field.set_input_files(
                [
                    {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture("blue")}
                    for n in range(first, first + count)
                ]
            )
        previews = page.locator(".previews img")
        await expect(previews).to_have_count(10)
        await expect(page.get_by_text("2 ảnh sau không gửi")).to_be_visible()
        await shot(page, "desk-previews-phone")
        assert await violations(page) == []
        paper = {"name": "qd.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        await field.set_input_files([paper])
        await expect(page.get_by_text("1 tệp khác không gửi")).to_be_visible()
        await expect(previews).to_have_count(10)
        await page.get_by_role("button", name="Bỏ ảnh này: 4.jpg").click()
        await expect(previews).to_have_count(9)
        names = await field.evaluate("field => [...field.files].map((file) => file.name)")
        assert names == [f"{n}.jpg" for n in range(10) if n != 4]


DROPS = """(box, name) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["x"], name, { type: "image/jpeg" }));
  box.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


async def test_a_face_is_covered_with_a_finger_on_a_telephone(
    browser: Browser, town: Town, url: str, binh: Someone
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        session.add(Photo(report_id=row.id, key=town.media.add_picture(picture("red"))))
    async with opened(browser, binh, url, PHONE) as page:
        await page.goto(f"{url}/viec/{code}")
        await page.get_by_text("Ảnh trên bảng công khai").click()
        await page.get_by_role("link", name="Che mặt, biển số").click()
        await page.get_by_role("img", name="Ảnh của").evaluate("image => image.decode()")
        frame = await page.locator(".cover").bounding_box()
        assert frame
        await page.mouse.move(frame["x"] + 20, frame["y"] + 20)
        await page.mouse.down()
        await page.mouse.move(frame["x"] + 80, frame["y"] + 70, steps=4)
        await page.mouse.up()
        await expect(page.get_by_text("1 khung che.")).to_be_visible()
        await shot(page, "desk-cover-phone")
        assert await violations(page) == []
        await page.get_by_role("button", name="Lưu phần che").click()
        await expect(page).to_have_url(f"{url}/viec/{code}")
        await page.get_by_text("Ảnh trên bảng công khai").click()
        await page.get_by_role("link", name="Che mặt, biển số (1)").click()
        await page.get_by_role("button", name="Bỏ khung che 1").click()
        await expect(page.get_by_text("Chưa che gì.")).to_be_visible()
