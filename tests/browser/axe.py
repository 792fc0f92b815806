"""Accessibility in a real browser: what axe-core finds wrong on a page."""

from importlib.resources import files

from playwright.async_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, each rule with the first element it is wrong at."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run().then(r => r.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
