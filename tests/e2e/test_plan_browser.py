"""An office puts a plan in by telephone: from the file to a resident's answer, in a real Chromium.

With SCREENSHOTS, a folder, the pages are there to be looked at.
"""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from knowledge.answering.made import CORPUS
from tests.browser.axe import violations
from tests.channels.web.page_fixtures import visiting
from tests.e2e.conftest import Stage

SHOTS = os.environ.get("SCREENSHOTS")
FILE = CORPUS / "an-hoi.docx"
"""Eight pages, as a ward's office made it."""
TRIED = [5, pytest.param(12, marks=pytest.mark.slow)]
"""Questions that are tried: those that a resident asked who saw only the plan.

Of the first five two are answered wrongly, and put right.
"""
QUESTION = "phường mình đông dân cỡ nào, mấy chục ngàn người"
MOST_TAPS = 30
READING = 180_000
"""Milliseconds that reading the file may take on a busy machine."""


class Clerk:
    """Somebody in front of the pages, whose taps are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    async def taps_on(self, name: str | re.Pattern[str]) -> None:
        self.taps += 1
        await self.page.get_by_role("button", name=name).first.click()

    async def sees(self, heading: str | re.Pattern[str], shot: str) -> None:
        """Wait for a page; it is accessible, and no wider than the screen."""
        await expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        assert await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), shot
        if SHOTS:
            await self.page.screenshot(path=Path(SHOTS) / f"plan-{shot}.png", full_page=True)
        assert await violations(self.page) == [], shot


@pytest.mark.parametrize("tried", TRIED)
async def test_from_the_file_to_a_residents_answer(
    stage: Stage, browser: Browser, tried: int
) -> None:
    process = await stage.started()
    invited = await process.command("invite", "--role", "admin")
    code = re.search(r"/start (\S+)", invited.out)
    assert code, invited.err
    async with visiting(browser, process.url) as admin:
        await expect(admin.message("Chào anh/chị")).to_be_visible()
        await admin.write(f"/start {code[1]}")
        await admin.write("/viec")
        await admin.button("🖥 Mở trên trình duyệt").click()
        link = admin.log.locator("a[href*='/vao/']").last
        await expect(link).to_be_visible()
        address = await link.get_attribute("href")
        assert address
        await admin.page.goto(address)
        await admin.page.get_by_role("button", name="Vào bàn việc").click()
        await expect(admin.page.get_by_role("heading", name="Bàn việc")).to_be_visible()
        await admin.page.get_by_role("link", name="Kế hoạch").click()
        clerk = Clerk(admin.page)
        await put_in(clerk)
        await try_out(clerk, tried)
        await clerk.taps_on("Dùng kế hoạch này")
        await expect(admin.page.get_by_text("Đã dùng kế hoạch này")).to_be_visible()
        await expect(admin.page.get_by_text("Đang chuyển sang bản này")).to_have_count(0)
        await clerk.sees("Kế hoạch", "used")
        print(f"{clerk.taps} taps")
        assert clerk.taps <= MOST_TAPS
    async with visiting(browser, process.url) as resident:
        await expect(resident.message("Chào anh/chị")).to_be_visible()
        await resident.write(QUESTION)
        await expect(resident.message("14.286 hộ với 51.370 nhân khẩu")).to_be_visible()
        if SHOTS:
            await resident.page.screenshot(path=Path(SHOTS) / "plan-answered.png")


async def put_in(clerk: Clerk) -> None:
    """Choose the file, wait until it is read, confirm what it is and its figures."""
    page = clerk.page
    await clerk.sees("Kế hoạch", "list")
    await page.get_by_label("Tệp Word, PDF hoặc .txt").set_input_files(FILE)
    clerk.taps += 1
    await clerk.taps_on("Đọc tệp")
    await expect(page.get_by_label("Tên văn bản")).to_be_visible(timeout=READING)
    await clerk.sees("Văn bản này là gì?", "about")
    await page.get_by_label("Nơi áp dụng").fill("thành phố Lai Châu, tỉnh Lai Châu")
    await clerk.taps_on("Đúng rồi, tiếp")
    await clerk.sees(re.compile(r"^Đọc được \d+ đoạn"), "figures")
    while await page.get_by_role("heading", name=re.compile("^Con số trong kế hoạch")).count():
        now = page.url
        await clerk.taps_on("Đúng rồi, tiếp")
        await page.wait_for_url(lambda url, now=now: url != now)
    await clerk.sees("Hỏi thử", "trying")


async def try_out(clerk: Clerk, tried: int) -> None:
    """Ask what a resident asked, and put right with one tap what is answered wrongly."""
    page = clerk.page
    rows = [json.loads(line) for line in FILE.with_suffix(".jsonl").read_text().splitlines()]
    for row in rows[:tried]:
        await page.get_by_label("Câu hỏi").fill(row["q"])
        await clerk.taps_on("Hỏi")
        answer = page.get_by_role("status").last
        await expect(page.get_by_label("Câu hỏi")).to_have_value(row["q"])
        text, gold = await answer.inner_text(), row.get("gold") or []
        if any(part in text for part in gold) if gold else "không" in text:
            continue
        if not gold:
            await clerk.taps_on("Kế hoạch không nói điều này")
            continue
        right = page.locator(".offered").get_by_role("button").filter(has_text=gold[0]).first
        if not await right.count():
            await clerk.taps_on("Không câu nào ở trên")
            await expect(page.get_by_text("Đã ghi: mấy câu đầu")).to_be_visible()
        if await right.count():
            clerk.taps += 1
            await right.click()
            await expect(page.get_by_role("status").last).to_contain_text(gold[0])
    await clerk.sees("Hỏi thử", "put-right")
