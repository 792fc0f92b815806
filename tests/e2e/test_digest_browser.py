"""Monday, 7:30, at the Front's seat in a real Chromium: the digest, what it looks like in pictures,
and its files as they are opened afterwards."""

import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.async_api import Browser, expect

from db.engine import Database
from tests.conftest import ZONE
from tests.digests.readers import words_of
from tests.digests.rows import add_report
from tests.e2e.clocked import Clocked, Time
from tests.e2e.somebody import DESK, PATIENCE, TELEPHONE, Somebody

MONDAY = datetime(2027, 3, 8, 7, 30, tzinfo=ZONE)
NEW = "Mới gửi: 5"
WIDE = 600
"""Pixels a picture has at least, to be read on a telephone."""


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Clocked]:
    """The product as `make run` starts it, half an hour before the digest of a week with reports.

    Four gather in one square of the map; one has no position.
    """
    time = Time(tmp_path / "clock")
    time.set(MONDAY - timedelta(minutes=30))
    process = Clocked(tmp_path, time)
    await process.start()
    database = Database(process.database_url)
    for days in range(1, 5):
        at = MONDAY - timedelta(days=days)
        await add_report(database, at, latitude=22.3871, longitude=103.4591)
    await add_report(database, MONDAY - timedelta(hours=20), agency="so_xay_dung")
    database.close()
    yield process
    await process.away()


async def sits_down(browser: Browser, process: Clocked, size: dict[str, int]) -> Somebody:
    """Somebody at the Front's seat, as it is shown beside the others."""
    context = await browser.new_context(viewport=size, locale="vi-VN")  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{process.url}/seats/overseer")
    return Somebody(page)


async def saved(front: Somebody, name: str) -> bytes:
    """The newest file of that kind in the conversation, as the browser saves it."""
    async with front.page.expect_download() as started:
        await front.log.get_by_role("link", name=name).last.click()
    return Path(await (await started.value).path()).read_bytes()


def cells_of(workbook: bytes) -> set[Any]:
    """What stands in any cell of any sheet."""
    sheets = load_workbook(io.BytesIO(workbook)).worksheets
    return {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}


async def pictures_of(front: Somebody, shown: int) -> None:
    """Wait until so many bubbles with drawn pictures are there, and look at the newest."""
    await expect(front.log.locator(".photos.drawn")).to_have_count(shown, timeout=PATIENCE)
    sizes = await front.sees_drawn()
    assert sizes and all(min(size) > WIDE for size in sizes), sizes


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(TELEPHONE, id="telephone"),
        pytest.param(DESK, id="desk", marks=pytest.mark.slow),
    ],
)
async def test_the_fronts_seat_shows_picture_map_and_files(
    product: Clocked, browser: Browser, size: dict[str, int]
) -> None:
    front = await sits_down(browser, product, size)
    product.time.set(MONDAY)
    await product.looks()
    digest = await front.reads("Bản tin tuần 01/03–07/03/2027")
    assert NEW in digest and "Đang chờ: 5 việc" in digest
    await pictures_of(front, 1)
    assert {5, "Phản ánh mới gửi"} <= cells_of(await saved(front, ".xlsx"))

    for number, (button, then) in enumerate({"Biểu đồ": "📊", "Bản đồ": "🗺"}.items(), start=2):
        await front.taps(button, f"{then} {button} · Bản tin tuần")
        await pictures_of(front, number)
    await front.taps("Excel", "Bảng tính · Bản tin tuần")
    assert {5, "Phản ánh mới gửi"} <= cells_of(await saved(front, ".xlsx"))
    await front.taps("Word", "Báo cáo · Bản tin tuần")
    report = words_of(Document(io.BytesIO(await saved(front, ".docx"))))
    assert "Trong kỳ có 5 phản ánh mới" in report
    sideways = "document.documentElement.scrollWidth > innerWidth"
    assert not await front.page.evaluate(sideways), "nothing is to be scrolled sideways"
