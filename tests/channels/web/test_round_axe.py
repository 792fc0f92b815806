"""Every step of the round on a telephone: axe finds nothing, and no sign needs an emoji font.

With ROUND_SCREENSHOTS=folder a picture of each step is left there, to be looked at.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.channels.counting import WAYS, Resident, Seen
from tests.channels.test_round_counted import OnPage, Product, product, sqlite
from tests.channels.web.page_fixtures import visiting

__all__ = ["product", "sqlite"]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.map((violation) =>
  [violation.id, ...violation.nodes.map((node) => node.html.slice(0, 200))])"""
BOXES = """() => [...document.querySelectorAll(".message.bot .words, .rows button")]
  .map((element) => element.textContent).filter((text) => /\\p{Emoji_Presentation}/u.test(text))"""
"""Texts with signs that are empty boxes where there is no font for them."""
FOLDER = os.environ.get("ROUND_SCREENSHOTS")


@dataclass
class Examined(OnPage):
    """Somebody on the page, each step of which is examined."""

    name: str = ""
    step: int = 0

    async def sees(self) -> Sequence[Seen]:
        news = await super().sees()
        self.step += 1
        page = self.person.page
        if FOLDER:
            await page.screenshot(path=Path(FOLDER) / f"{self.name}-{self.step:02}.png")
        if not await page.evaluate("() => 'axe' in window"):
            await page.evaluate(AXE)
        assert await page.evaluate(RUN) == [], f"step {self.step}: {news}"
        assert await page.evaluate(BOXES) == []
        return news


@pytest.mark.parametrize(
    ("scheme", "way"),
    [
        ("dark", "one sentence"),
        pytest.param("light", "wrong turns", marks=pytest.mark.slow),
        pytest.param("light", "one sentence", marks=pytest.mark.slow),
        pytest.param("dark", "wrong turns", marks=pytest.mark.slow),
    ],
)
async def test_no_step_has_a_violation(
    product: Product, browser: Browser, scheme: str, way: str
) -> None:
    opens, more = WAYS[way]
    async with visiting(browser, product.url, color_scheme=scheme) as me:
        await expect(me.message("Chào anh/chị")).to_be_visible()
        hand = Examined(product, me, name=f"{scheme}-{way.replace(' ', '-')}")
        await hand.sees()
        await Resident(hand, opens, **more).reports()  # type: ignore[arg-type]
        for label in ("Biên nhận", "Theo dõi", "Gọi lại"):
            await me.log.get_by_role("button", name=label).last.click()
            await hand.sees()
