"""Digests on demand in the browser: any period, wards compared, every form, by role."""

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.async_api import Browser, expect

from bot.digests import pages as digest_pages
from bot.router import Router
from tests.browser.axe import violations
from tests.reports.desk.desks import add_cases, opened, served, signed_in
from tests.town import Someone, Town


@pytest.fixture
async def url(town: Town, conversation: Router) -> AsyncIterator[str]:
    now = town.clock()
    late = {"deadline_at": now - timedelta(days=3), "created_at": now - timedelta(days=9)}
    await add_cases(town.database, now, 3, **late)
    await add_cases(town.database, now, 2, area="doan_ket", agency="ubnd_doan_ket", **late)
    async with served(town, conversation, digest_pages.hang) as address:
        yield address


async def test_the_lists_of_a_digest_open_on_the_desk(town: Town, binh: Someone, url: str) -> None:
    now = town.clock()
    for of in (
        {"status": "reopened", "confirmed": "no"},
        {"deadline_at": now + timedelta(hours=5)},
        {"status": "needs_info", "answer_by": now + timedelta(days=2)},
    ):
        await add_cases(town.database, now, 1, **{
            "status": "in_progress", "deadline_at": now + timedelta(days=30), **of})  # fmt: skip
    async with signed_in(binh, url) as desk:
        text = (await desk.get("/ban-tin", ky="week")).text
    opens = re.findall(r'<b><a href="/viec\?loc=(\w+)">', text)
    assert opens == ["late", "disputed", "soon", "waiting"]


async def test_the_front_compares_wards_and_takes_files_along(front: Someone, url: str) -> None:
    async with signed_in(front, url) as desk:
        text = (await desk.get("/ban-tin", ky="last_month")).text
        assert "tháng 10" in text.lower() and "quá hạn" in text.lower()
        both = await desk.http.get("/ban-tin?ky=month&phuong=tan_phong&phuong=doan_ket")
        assert "5 việc" in re.sub(r"<[^>]+>", "", both.text)
        one = await desk.get("/ban-tin", ky="month", phuong="doan_ket")
        assert "2 việc" in re.sub(r"<[^>]+>", "", one.text)
        chart = await desk.http.get("/ban-tin/tep/chart?ky=month")
        assert chart.content.startswith(b"\x89PNG")
        assert "attachment" in chart.headers["content-disposition"]
        word = await desk.http.get("/ban-tin/tep/docx?tu=2026-11-01&den=2026-11-22")
        assert Document(io.BytesIO(word.content)).paragraphs
        sheet = await desk.http.get("/ban-tin/tep/xlsx?ky=last_week&phuong=tan_phong")
        assert load_workbook(io.BytesIO(sheet.content)).sheetnames


async def test_an_official_reads_of_their_agency_alone(binh: Someone, url: str) -> None:
    async with signed_in(binh, url) as desk:
        text = (await desk.get("/ban-tin", ky="month", phuong="doan_ket")).text
        assert "Đoàn Kết" not in text and 'type="checkbox"' not in text
        assert "3 việc" in re.sub(r"<[^>]+>", "", text)
        codes = re.findall(r'<a href="/viec/(LC-\w{6})">\1</a>', text)
        assert codes and (await desk.get(f"/viec/{codes[0]}")).status_code == 200
        assert 'Xem hết: <a href="/viec">bàn việc</a>' in text and text.count("Phạm vi:") == 1
        assert "theo ngày chọn" not in text
        days = (await desk.get("/ban-tin", tu="2026-11-01", den="2026-11-22")).text
        assert '<option value="" selected>theo ngày chọn</option>' in days


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-11-20", "2026-11-01"), ("x", "y"), ("0001-01-01", "9999-12-31"), ("2026-02-30", "")],
)
async def test_days_that_make_no_period_are_told(
    front: Someone, url: str, begin: str, end: str
) -> None:
    async with signed_in(front, url) as desk:
        page = await desk.get("/ban-tin", tu=begin, den=end)
        assert page.status_code == 200 and "chưa thành một kỳ" in page.text
        wrong = await desk.http.get("/ban-tin/tep/xlsx", params={"tu": begin, "den": end})
        assert wrong.status_code == 404
        assert (await desk.http.get("/ban-tin/tep/nothing")).status_code == 404


async def test_by_telephone(front: Someone, browser: Browser, url: str) -> None:
    async with opened(browser, front, url) as page:
        await page.get_by_role("link", name="Bản tin").click()
        await expect(page).to_have_url(f"{url}/ban-tin")
        await page.locator("select[name=ky]").select_option(label="Tháng trước")
        await page.get_by_role("button", name="Xem").click()
        await expect(page.get_by_role("region", name="10/2026")).to_be_visible()
        assert await violations(page) == []
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide)
