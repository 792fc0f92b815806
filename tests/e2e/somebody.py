"""Somebody with the page open in a real browser: reads, types, taps, and looks at pictures."""

import re

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.process import Process
from tests.town import picture

PATIENCE = 90_000
"""Milliseconds somebody waits on a busy machine."""
OF_BOT = ".message.bot .bubble"
AGE = "log => log.querySelectorAll('.message').forEach(each => each.classList.add('old'))"
TELEPHONE = {"width": 390, "height": 844}
DESK = {"width": 1360, "height": 900}


class Somebody:
    """A browser of one's own, used by what is written on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log: Locator = page.get_by_role("log")

    async def says(self, text: str, then: str) -> str:
        """Send a message, and return the bubble that comes of it: none that was there before."""
        await self.log.evaluate(AGE)
        await self.page.get_by_role("textbox").fill(text)
        await self.page.get_by_role("button", name="Gửi tin").click()
        return await self.reads(then, of_bot=".message.bot:not(.old) .bubble")

    async def taps(self, label: str, then: str) -> str:
        """Tap the newest button with that on it, whatever sign stands before it."""
        await self.button(label).click()
        return await self.reads(then)

    async def reads(self, words: str, of_bot: str = OF_BOT) -> str:
        """Wait for a bubble of the bot with these very words; returns all of the newest such."""
        bubble = self.bubble(words, of_bot)
        await expect(bubble).to_be_visible(timeout=PATIENCE)
        return await bubble.inner_text()

    def bubble(self, words: str, of_bot: str = OF_BOT) -> Locator:
        """The newest bubble of the bot with these words."""
        return self.log.locator(of_bot).filter(has_text=re.compile(re.escape(words))).last

    def button(self, label: str) -> Locator:
        """The newest button with that on it."""
        return self.log.get_by_role("button", name=re.compile(rf"^\W*{re.escape(label)}")).last

    async def sends_photo(self, then: str, color: str = "green", text: str = "") -> str:
        """Send a picture with these words, and return the bubble that comes of it."""
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_role("button", name="Gửi ảnh").click()
        photo = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": picture(color)}
        await (await chooser.value).set_files(photo)  # type: ignore[arg-type]
        return await self.says(text, then)

    async def sees_drawn(self) -> list[tuple[int, int]]:
        """Wait for the newest pictures the bot has drawn; returns width and height of each."""
        images = self.log.locator(".photos.drawn").last.locator("img")
        sizes = []
        for image in await images.all():
            await image.scroll_into_view_if_needed()
            await expect(image).to_have_js_property("complete", True, timeout=PATIENCE)
            width, height = await image.evaluate(
                "image => [image.naturalWidth, image.naturalHeight]"
            )
            sizes.append((width, height))
        return sizes


async def opens_page(
    browser: Browser,
    process: Process,
    size: dict[str, int],
    code: str = "",
    at: tuple[float, float] | None = None,
) -> Somebody:
    """Somebody new, before the page; `code` is what an invite's link brings.

    `at`: latitude and longitude, for somebody who lets the page know where they are.
    """
    position = at and {"latitude": at[0], "longitude": at[1]}
    context = await browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        locale="vi-VN",
        geolocation=position,  # type: ignore[arg-type]
        permissions=["geolocation"] if at else [],
    )
    page = await context.new_page()
    await page.goto(f"{process.url}/?start={code}" if code else process.url)
    return Somebody(page)
