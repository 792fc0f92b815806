"""What was promised and what is there, in a real Chromium: stated, contested, seen, counted."""

import os
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, expect

from bot.oversight import queries
from db.engine import Database
from tests.browser.axe import violations
from tests.channels.web.page_fixtures import PHONE
from tests.e2e.process import Process
from tests.e2e.test_browser_round import Seat, product

__all__ = ["product"]
SHOTS = os.environ.get("SCREENSHOTS")


async def test_an_official_states_the_front_contests_a_resident_sees_both(
    product: Process, browser: Browser
) -> None:
    _give_to_the_ward(product)
    page = await browser.new_page(viewport={"width": 1500, "height": 950}, locale="vi-VN")
    await page.goto(product.url)
    an, binh, front = (Seat(page, key) for key in ("resident", "official", "overseer"))
    await an.says("cây xanh đạt bao nhiêu rồi")
    await an.reads("chưa công bố")

    await binh.says("/tiendo")
    await binh.reads("Đã hứa gì, đã có gì")
    await binh.taps("4")
    await binh.reads("Diện tích đất cây xanh")
    await binh.taps("Công bố kết quả")
    await binh.reads("Đạt bao nhiêu")
    await binh.says("7,2 tính đến 31/12/2025, 12/BC-UBND ngày 15/01/2026")
    await binh.reads("Mọi người sẽ thấy thế này")
    await binh.taps("Gửi")
    await binh.reads("Đã công bố")

    await front.says("/tiendo cây xanh đạt bao nhiêu rồi")
    await front.reads("7,2 m²")
    await front.taps("Diện tích đất cây xanh bình quân…, 2021-2025")
    await front.reads("Đạt, theo công bố")
    await front.taps("Kiểm tra tại chỗ")
    await front.taps("Không đúng")
    await front.reads("Kiểm tra ngày nào")
    await front.says("hôm nay")
    await front.reads("Thấy gì tại chỗ")
    await front.says("Khu mới chỉ có cọc mốc, chưa trồng cây")
    await front.taps("Đủ rồi")
    await front.reads("không sửa, không xóa được")
    await front.taps("Gửi")
    await front.reads("Đã ghi kiểm tra tại chỗ")
    await front.says("/bantin")
    await front.taps("Từ đó đến nay")
    digest = await front.reads("Chỉ tiêu của kế hoạch")
    assert "công bố trong kỳ 1" in digest and "mới có ý kiến khác 1" in digest

    phone = await browser.new_page(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    await phone.goto(f"{product.url}/congkhai/chitieu")
    contested = phone.get_by_role("article", name="Diện tích đất cây xanh").first
    await expect(contested).to_contain_text("7,2 m², tính đến 31/12/2025")
    await expect(contested).to_contain_text("chưa trồng cây")
    await expect(contested).to_contain_text("Có ý kiến khác với công bố")
    if SHOTS:
        await phone.screenshot(path=Path(SHOTS) / "round-board.png")
        await page.screenshot(path=Path(SHOTS) / "round-seats.png")
    assert await violations(phone) == []
    assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _give_to_the_ward(process: Process) -> None:
    """Let an admin have said whose target it is: there is no seat for one."""
    database = Database(process.database_url)
    with database.transaction() as session:
        key = "lai-chau-2030", "cay_xanh_2025"
        queries.set_owner(session, key, "ubnd_tan_phong", datetime.now(UTC))
    database.close()
