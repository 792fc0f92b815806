"""A real Chromium: the system's where there is one, else the one Playwright installed."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright, expect

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
    "--renderer-process-limit=1",  # a process for each page is a sixth of the work
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
        idle = [context for contexts in _idle.values() for context in contexts]
        for context in browser.contexts:
            if context not in idle:
                await context.close()


_idle: dict[str, list[BrowserContext]] = {}
"""Profiles that hold nothing, by what they were made with: a new one takes a second of a core."""


@asynccontextmanager
async def window(
    browser: Browser,
    size: Any,
    permissions: list[str] | None = None,
    color_scheme: Any = "light",
    is_new: bool = False,
    **options: Any,
) -> AsyncIterator[Page]:
    """Yield a page in a browser profile of its own; an error in a script fails the test.

    `is_new`: nobody had the profile before. Of notices that it may show, a profile forgets nothing.
    """
    idle = _idle.setdefault(repr((id(browser), options)), [])
    context = idle.pop() if idle and not is_new else await _profile(browser, options)
    if permissions is not None:
        await context.grant_permissions(permissions)
    page, errors = await context.new_page(), []
    await page.set_viewport_size(size)
    await page.emulate_media(color_scheme=color_scheme)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    if is_new:
        await context.close()
    else:
        await _forget(context)
        idle.append(context)


async def _profile(browser: Browser, options: dict[str, Any]) -> BrowserContext:
    """A new profile, whose first window stays: to open one is most of the work."""
    context = await browser.new_context(locale="vi-VN", **options)
    await context.new_page()
    return context


async def _forget(context: BrowserContext) -> None:
    """Leave nothing in a profile of what was done in it."""
    for page in context.pages[1:]:
        if (origin := await page.evaluate("origin")) != "null":  # as of about:blank
            devtools = await context.new_cdp_session(page)
            wanted = {"origin": origin, "storageTypes": "all"}
            await devtools.send("Storage.clearDataForOrigin", wanted)
        await page.close()
    await context.clear_cookies()
    await context.clear_permissions()
    await context.set_offline(False)


async def installed() -> str | None:
    """Where the browser is that the tests will use, if there is one."""
    async with async_playwright() as playwright:
        return _path(playwright)


def _path(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    return shutil.which("chromium") or (own if Path(own).exists() else None)
