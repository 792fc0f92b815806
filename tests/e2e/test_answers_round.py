"""Answers, the refusal and its loop to the end, and reading on: in a browser and over Telegram.

One process serves both. What nobody could answer is asked on the page, answered by an official at
a desk, let through by an admin, and read by somebody else on Telegram.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, expect

from tests.botapi import Person
from tests.browser.chromium import visited
from tests.e2e.conftest import Playing, Stage, side_by_side, staged
from tests.e2e.process import ROOT, Process
from tests.e2e.remembered import is_finished
from tests.e2e.somebody import DESK, TELEPHONE, Somebody, opens_page
from tests.e2e.steps import PATIENCE, presses, reads, says

PLAN = (ROOT / "knowledge/plans/lai-chau-2030/source.txt").read_text()
LAMPS = "Khi nào lắp đèn đường ở bản Tả Làn Than?"
LAMPS_AGAIN = "bao gio lap den duong o ban ta lan than vay"
OFFICE = "Trả lời của Sở Xây dựng tỉnh Lai Châu"
WORDS = "Quý 2 năm 2027, sau khi làm xong đường vào bản."
THREE = "Cây xanh 2030 bao nhiêu m2 một người? Đất giao thông bao nhiêu? Có phân loại rác không?"


@dataclass
class Together:
    """One installation that all scenes of this module play on."""

    stage: Stage
    process: Process
    browser: Browser
    approved: asyncio.Event = field(default_factory=asyncio.Event)
    """An admin has let the agency's answer through."""


@pytest.fixture(scope="module")
async def playing(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Callable[[], Awaitable[str]],
    chrome: Browser,
) -> AsyncIterator[Playing]:
    """Both scenes, under way at the same time."""
    async with staged(tmp_path_factory.mktemp("answers"), postgres) as stage, visited(chrome):
        on = Together(stage, await stage.started(), chrome)
        scenes = {each.__name__: each(on) for each in (on_the_page, over_telegram)}
        async with side_by_side(scenes) as tasks:
            yield tasks


async def test_every_kind_of_answer_and_the_loop_in_a_browser(playing: Playing) -> None:
    await playing["on_the_page"]


async def test_the_same_over_telegram_and_what_the_agency_answered(playing: Playing) -> None:
    await playing["over_telegram"]


# -- in the browser ------------------------------------------------------------------------


async def on_the_page(on: Together) -> None:
    """A resident at a telephone, an official and an admin at a desk."""
    an = await opens_page(on.browser, on.process, TELEPHONE)
    await an.reads("Chào anh/chị")
    await asks_each_kind(an)
    await says_what_it_thinks(an)
    await reads_the_plan(an)
    await looks_at_the_targets(an)
    await looks_up_a_word(an)
    await has_it_answered(on, an)


async def asks_each_kind(an: Somebody) -> None:
    """A figure, what came before it, a comparison, who, yes or no, a choice, a task, three."""
    figure = await an.says(
        "cay xanh nam 2030 duoc bao nhieu m2 1 nguoi", "2026-2030: đạt trên 12 m²"
    )
    assert "(Giai đoạn 2021-2025: đạt khoảng 6 - 8 m².)" in figure
    assert "Mục II.2.2" in figure
    await an.says("còn giai đoạn trước?", "giai đoạn 2021-2025: đạt khoảng 6 - 8 m²")

    compared = await an.says("so sánh diện tích sàn nhà ở hai giai đoạn", "Chênh lệch")
    table = await an.bubble("Chênh lệch").locator("pre").inner_text()
    assert re.findall(r"(\S+): khoảng (\S+) m²", table) == [
        ("2021-2025", "29,1"),
        ("2026-2030", "33,2"),
    ]
    assert "4,1 m²" in compared

    await an.says("Ai tuyên truyền kế hoạch này?", "Kế hoạch nêu ai làm việc này:")
    quoted = an.bubble("ai làm việc này").locator("blockquote").first
    assert (await quoted.inner_text()) in PLAN
    await an.says("Kế hoạch có yêu cầu phân loại rác tại nguồn không?", "có nói đến việc này")
    await an.says("cây xanh", "có vài chỗ nói đến việc này")
    asked = "Chương trình đầu tư phát triển hạ tầng giao thông thế nào?"
    await an.says(asked, "chương trình đầu tư phát triển hạ tầng")
    whole = await an.taps("Xem cả mục III.4", "(nguyên văn")
    assert "Mục III.4" in whole

    several = await an.says(THREE, "3. Có phân loại rác không?")
    assert re.findall(r"^\d\. ", several, re.MULTILINE) == ["1. ", "2. ", "3. "]
    assert "trên 12 m²" in several and "tại nguồn" in several


async def says_what_it_thinks(an: Somebody) -> None:
    """👍, then 👎 with a word why; the next question is no such word."""
    await an.says("phân loại rác tại nguồn", "phân loại chất thải rắn")
    await an.taps("👍", "Cảm ơn anh/chị.")
    await an.taps("👎", "chưa được ở chỗ nào?")
    assert "chưa nói ai thu gom" in await an.says("chưa nói ai thu gom", "tôi đã ghi:")


async def reads_the_plan(an: Somebody) -> None:
    """Three taps to an item in its own words; the next one after it."""
    await an.says("/kehoach", "bấm phần muốn đọc")
    await an.taps("III", "III.")
    await an.taps("III.5", "bấm để đọc")
    await an.taps("III.5.2", "Mục III.5.2 (nguyên văn")
    quote = an.bubble("Mục III.5.2").locator("blockquote").first
    assert (await quote.inner_text()) in PLAN
    await an.taps("III.5.3", "Mục III.5.3 (nguyên văn")


async def looks_at_the_targets(an: Somebody) -> None:
    """The table, and pictures that fit a telephone and can be read on it."""
    table = await an.says("/chitieu", "Bấm một chỉ tiêu")
    assert "2026-2030: trên 12 m²" in table
    sizes = await an.sees_drawn()
    assert sizes and all(width >= 700 for width, _ in sizes)
    shown = an.log.locator(".photos.drawn").last
    box = await shown.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= TELEPHONE["width"]
    await expect(an.button("1 · 2021-2025")).to_be_visible()


async def looks_up_a_word(an: Somebody) -> None:
    """A word explained, and marked as ours."""
    word = await an.says("/thuatngu quy hoach phan khu", "Đây là giải thích của chúng tôi")
    assert "Quy hoạch phân khu" in word


async def has_it_answered(on: Together, an: Somebody) -> None:
    """From the refusal to the answer that everybody gets who asks alike."""
    desk = await on.process.invite("official", "so_xay_dung"), await on.process.invite("admin")
    so, admin = [await opens_page(on.browser, on.process, DESK, code) for code in desk]
    for each in (so, admin):
        await each.reads("Đã nhận vai trò")

    await an.says(LAMPS, "Kế hoạch không nêu thời điểm này.")
    assert LAMPS in await an.taps("Gửi câu hỏi đến cán bộ", "Gửi câu hỏi này đến")
    await an.taps("Đồng ý", "Đã gửi đến Sở Xây dựng")

    assert "1 người gửi" in await so.reads(LAMPS)
    await so.taps("Trả lời", "Anh/chị viết câu trả lời")
    await so.says(WORDS, "Gửi câu trả lời này?")
    await so.taps("Gửi", "Đã gửi đến 1 người hỏi")

    told = await an.reads(OFFICE)
    assert WORDS in told and LAMPS in told and "không phải lời kế hoạch" in told
    assert WORDS in await admin.reads("chờ quản trị duyệt")
    await admin.taps("Hiện cho mọi người", "đang hiện")
    on.approved.set()


# -- over Telegram -------------------------------------------------------------------------


async def over_telegram(on: Together) -> None:
    """The main things once more where most people are, and the answer the agency gave."""
    chi = on.stage.api.person(1, "Chi")
    await says(chi, "/start", "Chào anh/chị")
    figure = await says(
        chi, "cay xanh nam 2030 duoc bao nhieu m2 1 nguoi", "2026-2030: đạt trên 12 m²"
    )
    assert "(Giai đoạn 2021-2025: đạt khoảng 6 - 8 m².)" in figure.text
    await says(chi, "còn giai đoạn trước?", "giai đoạn 2021-2025: đạt khoảng 6 - 8 m²")
    compared = await says(chi, "so sánh diện tích sàn nhà ở hai giai đoạn", "Chênh lệch")
    assert "<pre>2021-2025: khoảng 29,1 m²" in compared.html
    await says(chi, "Kế hoạch có phân loại rác tại nguồn không?", "có nói đến việc này")
    await presses(chi, "👎", "chưa được ở chỗ nào?")
    await says(chi, "dài quá", "tôi đã ghi:")
    await reads_and_shares(chi)
    await asyncio.wait_for(on.approved.wait(), PATIENCE)
    answer = await says(chi, LAMPS_AGAIN, OFFICE)
    assert WORDS in answer.text and "không phải lời kế hoạch" in answer.text
    await on.process.settled()
    await is_finished(on.process.database_url)
    assert "Traceback" not in on.process.log


async def reads_and_shares(chi: Person) -> None:
    """The pictures of the targets; an item, and the link by which somebody else opens it."""
    await chi.says("/chitieu")
    assert (await reads(chi, "")).photos
    assert "trên 12 m²" in (await reads(chi, "Chỉ tiêu")).text
    item = await says(chi, "/kehoach III.5.2", "Mục III.5.2 (nguyên văn")
    share = item.key("🔗 Chia sẻ")
    assert share and share.url
    (link,) = parse_qs(urlsplit(share.url).query)["url"]
    await chi.opens(link)
    assert (await reads(chi, "(nguyên văn")).html == item.html
