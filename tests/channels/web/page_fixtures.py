"""The page in a real Chromium, on a telephone's screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.chromium import window
from tests.channels.web.web_fixtures import Site

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Person:
    """A person in front of the page, who finds things by their names as a screen reader does."""

    page: Page

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Tin nhắn")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Cuộc trò chuyện")

    @property
    def banner(self) -> Locator:
        return self.page.get_by_role("status")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def message(self, text: str) -> Locator:
        """Every bubble with that text in it."""
        return self.log.locator(".bubble").filter(has_text=text)

    async def write(self, text: str) -> None:
        await self.field.fill(text)
        await self.button("Gửi tin").click()

    async def choose_photos(self, *photos: bytes) -> None:
        files: list[FilePayload] = [
            {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": data}
            for n, data in enumerate(photos)
        ]
        async with self.page.expect_file_chooser() as chooser:
            await self.button("Gửi ảnh").click()
        await (await chooser.value).set_files(files)


@asynccontextmanager
async def visiting(
    browser: Browser, url: str, size: Any = PHONE, **options: Any
) -> AsyncIterator[Person]:
    """A browser profile of its own, on the page; an error in a script fails the test."""
    async with window(browser, size, **options) as page:
        await page.goto(url)
        yield Person(page)


@pytest.fixture(name="me")
async def me_fixture(browser: Browser, site: Site) -> AsyncIterator[Person]:
    """A person who has just been greeted."""
    async with visiting(browser, site.url) as person:
        await expect(person.message("Chào anh/chị")).to_be_visible()
        yield person
