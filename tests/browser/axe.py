"""Accessibility in a real browser: what axe-core finds wrong on a page."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
"""axe-core 4.14.1 (MPL-2.0) from its npm package, for the tests alone."""


async def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, each rule with the first element it is wrong at."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run().then(r => r.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
