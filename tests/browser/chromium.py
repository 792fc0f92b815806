"""A real Chromium: the system's where there is one, else the one Playwright installed."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Playwright, async_playwright, expect

NONE_HERE = (
    "no Chromium: install the system's (apt install chromium) or `playwright install chromium`"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
]


expect.set_options(timeout=30_000)  # milliseconds: a busy machine is no failure


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser for as long as the block runs; skips the test, with the reason, without one."""
    async with async_playwright() as playwright:
        path = _path(playwright)
        if path is None:
            pytest.skip(NONE_HERE)
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visited(browser: Browser) -> AsyncIterator[Browser]:
    """The browser, in which no window is left open after the block."""
    try:
        yield browser
    finally:
        for context in browser.contexts:
            await context.close()


@asynccontextmanager
async def window(browser: Browser, size: Any, **options: Any) -> AsyncIterator[Page]:
    """Yield a page in a browser profile of its own; an error in a script fails the test."""
    context = await browser.new_context(viewport=size, locale="vi-VN", **options)
    page, errors = await context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    await context.close()


async def installed() -> str | None:
    """Where the browser is that the tests will use, if there is one."""
    async with async_playwright() as playwright:
        return _path(playwright)


def _path(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    return shutil.which("chromium") or (own if Path(own).exists() else None)
