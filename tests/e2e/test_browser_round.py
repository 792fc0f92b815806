"""The whole round in a real Chromium, as somebody who has just cloned the project sees it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FrameLocator, Locator, Page, expect

from tests.e2e.process import Process
from tests.town import picture

CODE = re.compile(r"LC-[0-9A-Z]{6}")


@pytest.fixture(scope="module")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Process]:
    """The product as `make run` starts it: no token, nothing set."""
    process = Process(tmp_path_factory.mktemp("product"))
    await process.start()
    yield process
    await process.away()


class Seat:
    """One of the three panes, used by what is written on it."""

    def __init__(self, page: Page, key: str) -> None:
        self.page = page
        self.frame: FrameLocator = page.frame_locator(f"iframe[src*='{key}']")

    @property
    def log(self) -> Locator:
        return self.frame.get_by_role("log")

    async def says(self, text: str) -> None:
        await self.frame.get_by_role("textbox").fill(text)
        await self.frame.get_by_role("button", name="Gửi tin").click()

    async def taps(self, label: str) -> None:
        """Tap the newest button with that on it, whatever sign stands before it."""
        name = re.compile(rf"^\W*{label}$")
        await self.log.get_by_role("button", name=name).last.click()

    async def reads(self, text: str) -> str:
        """Wait for a bubble with that text, capitals as they are, and return all of it."""
        bubble = self.log.locator(".bubble").filter(has_text=re.compile(re.escape(text))).last
        await expect(bubble).to_be_visible()
        return await bubble.inner_text()

    async def sends_photo(self) -> None:
        async with self.page.expect_file_chooser() as chooser:
            await self.frame.get_by_role("button", name="Gửi ảnh").click()
        photo = {"name": "cay.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        await (await chooser.value).set_files(photo)  # type: ignore[arg-type]
        await self.frame.get_by_role("button", name="Gửi tin").click()


async def test_the_whole_round_in_three_seats(
    product: Process, browser: Browser, tmp_path: Path
) -> None:
    page = await browser.new_page(viewport={"width": 1500, "height": 950}, locale="vi-VN")
    await page.goto(product.url)
    an, binh, front = (Seat(page, key) for key in ("resident", "official", "overseer"))
    await an.reads("Chào anh/chị")

    await an.says("cay xanh nam 2030 duoc bao nhieu m2 1 nguoi")
    answer = await an.reads("đạt trên 12 m²")
    assert "Mục II.2.2" in answer and "đạt trên 12m2" in answer

    await an.says("Chặt hạ hai cây phượng")
    await an.taps("Gửi phản ánh này")
    await an.taps("Đồng ý")
    await an.reads("Việc này ở đâu?")
    await an.says("trước cổng trường Tân Phong")
    await an.reads("gửi ảnh")
    await an.sends_photo()
    await an.reads("Xem lại trước khi gửi")
    await an.taps("Gửi phản ánh")
    code = CODE.search(await an.reads("Mã phản ánh"))
    assert code

    card = await binh.reads(code.group())
    assert "Chặt hạ" in card and "ẩn danh" in card
    await binh.taps("Tiếp nhận")
    await an.reads("đã tiếp nhận")
    await binh.taps("Đã xử lý")
    await binh.reads("đã làm gì, khi nào")
    await binh.says("Đã lập biên bản và trồng lại hai cây ngày 24/11")
    await binh.taps("Gửi")
    await an.reads("báo đã xử lý")
    await an.reads("trồng lại hai cây")

    await front.says("/bantin")
    await front.taps("Từ đó đến nay")
    digest = await front.reads("Trong kỳ")
    assert "Đã lập biên bản" not in digest
    await page.reload()
    await an.reads("trồng lại hai cây")
    for seat in (an, binh):
        await expect(seat.log.get_by_text("Từ đó đến nay")).to_have_count(0)
    for frame in page.frames:
        tall = "document.documentElement.scrollHeight > innerHeight"
        assert not await frame.evaluate(tall), "only the conversation scrolls"
    await page.screenshot(path=tmp_path / "seats.png")


@pytest.mark.parametrize("size", [pytest.param((390, 844), marks=pytest.mark.slow), (360, 640)])
async def test_on_a_telephone_the_seats_are_tabs(
    product: Process, browser: Browser, size: tuple[int, int]
) -> None:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    await page.goto(product.url)
    await page.get_by_role("tab", name="Cán bộ phường").click()
    await expect(page.frame_locator("iframe[src*='official']").get_by_role("log")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
