"""Targets at the desk: stated, checked, asked and answered from forms, with files as evidence."""

import html
import io
import os
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import select
from starlette.applications import Starlette

from bot.core.events import Photo
from bot.core.media import Media
from bot.core.papers import NotAPaper, suffix_of
from bot.oversight import desk_pages
from bot.oversight.pages import ROOT, Pages
from bot.plan.outline import name_of
from bot.router import Router
from db.models import TargetEvent
from tests.browser.axe import violations
from tests.channels.web.web_fixtures import serving
from tests.oversight.kit import GREEN, PLAN, WARD, belongs, opens, stated
from tests.reports.desk.desks import Desk, opened, served, signed_in
from tests.town import Someone, Town, picture

PATH = f"/chi-tieu/{PLAN}/{name_of(GREEN)}"
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
FORM = {
    "kind": "statement", "value": "7,2", "as_of": "2025-12-31", "number": "12/BC-UBND",
    "dated": "2026-01-15",
}  # fmt: skip
HIDDEN = re.compile(r'name="(draft|proof|seen)" value="([^"]*)"')


def word(*more: str) -> bytes:
    """A Word document as far as its parts tell, and further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            parts.writestr(name, "<x/>")
    return out.getvalue()


@pytest.fixture
async def url(town: Town, conversation: Router) -> AsyncIterator[str]:
    async with served(town, conversation, desk_pages.hang) as address:
        yield address


@pytest.fixture
async def public(town: Town, conversation: Router) -> AsyncIterator[httpx.AsyncClient]:
    pages = Pages(town.database, conversation.tools, town.media, town.clock)
    nothing: Any = cast(Any, SimpleNamespace(close=lambda: None))
    app = Starlette(routes=pages.routes())
    async with serving(app, nothing) as address, httpx.AsyncClient(base_url=address) as http:
        yield http


def events(town: Town) -> list[TargetEvent]:
    with town.database.reading() as session:
        return list(session.exec(select(TargetEvent).order_by("id")).all())


async def previewed(desk: Desk, files: object = None, **fields: str) -> httpx.Response:
    await desk.get(PATH)
    return await desk.http.post(PATH, data={"key": desk.key, **fields}, files=files)  # type: ignore[arg-type]


async def sends(desk: Desk, page: httpx.Response, kind: str) -> httpx.Response:
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}
    return await desk.post(PATH, kind=kind, **hidden)


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"GIF89a", word()[:-9], word("word/vbaProject.bin"),
     b"PK\x03\x04" + b"0" * 99, b"<html>%PDF-1.7 %%EOF", b"%PDF-" + b"0" * 20_000_001],
    ids=["empty", "cut pdf", "picture", "cut word", "macros", "no zip", "page", "large"],
)  # fmt: skip
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPaper):
        suffix_of(data)


def test_documents_are_kept_by_what_they_are(tmp_path: Path) -> None:
    media = Media(tmp_path)
    assert media.add_paper(PDF).endswith(".pdf") and media.add_paper(word()).endswith(".docx")


async def test_an_official_states_from_the_desk_with_a_document(
    town: Town, binh: Someone, an: Someone, url: str, public: httpx.AsyncClient
) -> None:
    await belongs(town)
    async with signed_in(binh, url) as desk:
        listed = (await desk.get("/chi-tieu")).text
        assert PATH in listed and "subdivision" not in listed
        assert listed.count('class="case duty') == 1
        shown = await previewed(desk, {"document": ("b.pdf", PDF)}, **FORM)
        assert shown.status_code == 200, shown.text
        assert "Mọi người sẽ thấy thế này" in shown.text and "1 tệp" in shown.text
        assert events(town) == []
        done = await sends(desk, shown, "statement")
        assert "Đã công bố" in done.text
    (event,) = events(town)
    assert (event.value, event.document, event.role) == (7.2, "12/BC-UBND", "official")
    (key,) = event.papers
    page = (await public.get(f"{ROOT}/{PLAN}/{name_of(GREEN)}")).text
    assert f'href="{ROOT}/{PLAN}/{name_of(GREEN)}/{key}">Tệp PDF làm căn cứ' in page
    file = await public.get(f"{ROOT}/{PLAN}/{name_of(GREEN)}/{key}")
    assert file.content == PDF and file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    await opens(an)
    assert "1 tệp" in an.heard and an.last.reply.photos == ()


async def test_overseers_list_what_is_nobodys(town: Town, front: Someone, url: str) -> None:
    await belongs(town)
    async with signed_in(front, url) as desk:
        assert PATH in (await desk.get("/chi-tieu")).text
        assert PATH not in (await desk.get("/chi-tieu?theodoi=chua")).text


async def test_what_a_preview_showed_is_sent_once(town: Town, binh: Someone, url: str) -> None:
    await belongs(town)
    async with signed_in(binh, url) as desk:
        shown = await previewed(desk, **FORM)
        await sends(desk, shown, "statement")
        again = await sends(desk, shown, "statement")
        assert again.status_code == 409 and "đã có việc mới" in again.text
        assert "Vì sao có công bố mới" in again.text
        assert 'name="value" value="7,2"' in again.text  # nothing that was written is lost
    assert len(events(town)) == 1


async def test_a_preview_before_a_newer_step_is_shown_again(
    town: Town, binh: Someone, front: Someone, url: str
) -> None:
    await belongs(town)
    async with signed_in(front, url) as desk:
        shown = await previewed(desk, kind="target_question", words="Số liệu này ở đâu ra?")
        stated(town)
        again = await sends(desk, shown, "target_question")
        assert "đã có việc mới" in again.text and "Mọi người sẽ thấy thế này" in again.text
        done = await sends(desk, again, "target_question")
        assert "Đã hỏi" in done.text
    assert [event.kind for event in events(town)] == ["stated", "asked"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"value": "nhiều lắm"}, "chưa thấy con số"), ({"as_of": "2027-01-01"}, "chưa tới"),
     ({"as_of": "x"}, "chưa đọc được ngày"), ({"as_of": "2026-11-01"}, "chưa ghi văn bản"),
     ({"as_of": ""}, "tính đến ngày nào"),
     ({"number": ""}, "Căn cứ vào đâu"), ({"number": "theo phòng"}, "chưa thấy số văn bản")],
)  # fmt: skip
async def test_what_lacks_is_said_and_what_was_written_stays(
    town: Town, binh: Someone, url: str, changes: dict[str, str], words: str
) -> None:
    await belongs(town)
    async with signed_in(binh, url) as desk:
        photo = None if "number" in changes else {"photos": ("a.jpg", picture("green"))}
        page = await previewed(desk, photo, **FORM | changes)
        assert page.status_code == 409 and words in page.text
        assert f'value="{FORM["dated"]}"' in page.text
        assert ("Đã giữ 1 ảnh" in page.text) == (photo is not None)
    assert events(town) == []


async def test_a_check_at_the_desk_is_of_what_is_stated_when_it_is_sent(
    town: Town, front: Someone, url: str
) -> None:
    stated(town, value=8.8)
    async with signed_in(front, url) as desk:
        check = {"kind": "check", "step": "no", "as_of": "2025-12-01", "words": "Chỉ có cọc mốc"}
        shown = await previewed(desk, **check)
        assert "số liệu cũ bổ sung" not in shown.text
        newest = stated(town, value=9.3)
        again = await sends(desk, shown, "check")
        assert "đã có việc mới" in again.text and "Công bố: 9,3 m²" in again.text
        await sends(desk, again, "check")
    assert events(town)[-1].about == newest.id


async def test_a_newer_day_takes_the_place_of_none(town: Town, binh: Someone, url: str) -> None:
    await belongs(town)
    stated(town, value=5.5, as_of=date(2025, 6, 30))
    async with signed_in(binh, url) as desk:
        shown = await previewed(desk, **FORM, words="Số liệu cuối năm", older="instead")
        assert "thay công bố trước" not in shown.text
        await sends(desk, shown, "statement")
    assert [row.about for row in events(town)] == [None, None]


async def test_who_states_an_older_day_says_whether_the_newer_one_was_wrong(
    town: Town, binh: Someone, url: str
) -> None:
    await belongs(town)
    newer = stated(town, value=5, as_of=date(2026, 9, 30))
    form = FORM | {"words": "Số liệu cuối năm"}
    async with signed_in(binh, url) as desk:
        page = await previewed(desk, **form)
        assert page.status_code == 409 and "Lần này là gì?" in page.text
        shown = await previewed(desk, **form, older="instead")
        assert '<option value="instead" selected>' in shown.text
        await sends(desk, shown, "statement")
    assert events(town)[-1].about == newer.id


@pytest.mark.parametrize("chosen", ["", "khac"])
async def test_without_a_kind_it_is_said_what_to_choose_and_nothing_is_lost(
    town: Town, binh: Someone, url: str, chosen: str
) -> None:
    await belongs(town)
    async with signed_in(binh, url) as desk:
        page = await previewed(desk, {"photos": ("a.jpg", picture())}, **FORM | {"kind": chosen})
        assert page.status_code == 409 and "chọn một việc" in page.text
        assert 'name="value" value="7,2"' in page.text and "Đã giữ 1 ảnh" in page.text
        assert 'name="value" value=""' in (await desk.get(PATH)).text
    assert events(town) == []


async def test_only_what_was_shown_is_sent_and_only_by_whose_it_is(
    town: Town, binh: Someone, front: Someone, url: str
) -> None:
    await belongs(town)
    async with signed_in(binh, url) as desk, signed_in(front, url) as other:
        shown = await previewed(desk, **FORM)
        forged = shown.text.replace("7.2", "9.9")
        answer = await sends(desk, httpx.Response(200, text=forged), "statement")
        assert answer.status_code == 404
        assert (await sends(other, shown, "statement")).status_code == 409
        assert (await sends(desk, shown, "check")).status_code == 409
        assert (await previewed(other, **FORM)).status_code == 409
    assert events(town) == []


async def test_the_front_checks_and_asks_and_the_agency_answers(
    town: Town, binh: Someone, front: Someone, url: str
) -> None:
    await belongs(town)
    stated(town)
    async with signed_in(front, url) as desk:
        check = {"kind": "check", "step": "no", "as_of": "2026-11-20", "words": "Chỉ có cọc mốc"}
        shown = await previewed(desk, {"document": ("bb.docx", word())}, **check)
        assert "không đúng" in shown.text and "1 tệp" in shown.text
        assert "Đã ghi kiểm tra tại chỗ" in (await sends(desk, shown, "check")).text
        question = {"kind": "target_question", "words": "Vì sao chưa trồng cây?"}
        shown = await previewed(desk, **question)
        assert "Đã hỏi UBND phường Tân Phong" in (await sends(desk, shown, "target_question")).text
    number = str(events(town)[-1].id)
    async with signed_in(binh, url) as desk:
        assert "Vì sao chưa trồng cây?" in (await desk.get(PATH)).text
        answer = {"kind": "target_answer", "about": number, "words": "Quý I sẽ trồng xong"}
        shown = await previewed(desk, **answer)
        assert "Đã trả lời" in (await sends(desk, shown, "target_answer")).text
        wrong = await previewed(desk, **answer | {"about": str(events(town)[0].id)})
        assert wrong.status_code == 404
    kinds = [event.kind for event in events(town)]
    assert kinds == ["stated", "checked", "asked", "answered"]
    await town.settle()
    assert "Quý I sẽ trồng xong" in front.last.reply.text


async def test_an_admin_gives_a_target_to_an_agency_and_enters_what_was_published(
    town: Town, binh: Someone, url: str
) -> None:
    chief = town.person("chief")
    await town.invited(chief, "admin")
    async with signed_in(chief, url) as desk, signed_in(binh, url) as other:
        assert "chưa có cơ quan nào theo dõi" in (await desk.get("/chi-tieu")).text
        given = await previewed(desk, kind="owner", agency=WARD)
        assert "Từ nay <b>UBND phường Tân Phong</b> theo dõi" in given.text
        assert (await previewed(other, kind="owner", agency="")).status_code == 409
        assert PATH in (await other.get("/chi-tieu")).text
        entered = FORM | {"kind": "entered", "agency": WARD}
        lacks = await previewed(desk, **entered)
        assert lacks.status_code == 409 and "Gửi văn bản" in lacks.text
        shown = await previewed(desk, {"document": ("b.pdf", PDF)}, **entered)
        assert "do quản trị ghi lại" in (await sends(desk, shown, "entered")).text
    (event,) = events(town)
    assert event.entered and event.agency == WARD


async def test_a_document_is_evidence_in_the_chat_too_and_of_nobody_else(
    town: Town, binh: Someone, an: Someone
) -> None:
    await belongs(town)
    town.channel.files |= {"pdf": PDF, "exe": b"MZ"}
    await an.does(event="unsupported", photos=(Photo(ref="pdf", paper=True),))
    assert "Tôi nhận chữ, ảnh" in an.heard
    assert [*town.media.folder.glob("*/*.pdf")] == [], "it was not even fetched"
    await opens(binh)
    await binh.presses("Công bố kết quả")
    await binh.says("7,2 tính đến 31/12/2025")
    await binh.does(event="unsupported", photos=(Photo(ref="exe", paper=True),))
    assert "không phải PDF hay Word" in binh.heard and "Căn cứ vào đâu" in binh.heard
    await binh.does(event="unsupported", photos=(Photo(ref="pdf", paper=True),))
    assert "(1 tệp)" in binh.heard
    await binh.presses("Gửi")
    (event,) = events(town)
    assert len(event.papers) == 1 and not event.pictures


async def test_a_target_is_stated_on_a_telephone(
    town: Town, binh: Someone, url: str, browser: Browser
) -> None:
    await belongs(town)
    async with opened(browser, binh, url) as page:
        await page.get_by_role("link", name="Công bố, kiểm tra").click()
        await _is_fine(page, "duties")
        await page.get_by_role("link", name="Diện tích đất cây xanh").click()
        await page.get_by_label("Đạt bao nhiêu").fill("bảy phẩy hai")
        await page.get_by_label("Tính đến ngày").fill("2025-12-31")
        await page.get_by_label("Số văn bản").fill("12/BC-UBND")
        await page.get_by_label("Ngày văn bản").fill("2026-01-15")
        await page.get_by_label("Tệp PDF hoặc Word").set_input_files(
            {"name": "bc.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        await _is_fine(page, "duty")
        await page.get_by_role("button", name="Xem trước").click()
        await expect(page.get_by_text("Mọi người sẽ thấy thế này")).to_be_visible()
        await _is_fine(page, "duty-preview")
        await page.get_by_role("button", name="Gửi, mọi người xem được").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã công bố")
        await _is_fine(page, "duty-done")


async def test_the_front_checks_on_the_ground_with_a_position(
    town: Town, front: Someone, url: str, browser: Browser
) -> None:
    await belongs(town)
    stated(town)
    place = {"latitude": 22.39512, "longitude": 103.45187}
    async with opened(browser, front, url, permissions=["geolocation"], geolocation=place) as page:
        await page.goto(f"{url}{PATH}")
        await page.get_by_label("Tại chỗ có đúng").select_option("no")
        await page.get_by_role("button", name="Kèm vị trí đang đứng").click()
        await expect(page.get_by_text("✓ 22.39512,103.45187")).to_be_visible()
        await page.get_by_label("Thấy gì tại chỗ").fill("Chỉ có cọc mốc")
        await _is_fine(page, "duty-check")
        await page.get_by_role("button", name="Xem trước").first.click()
        await page.get_by_role("button", name="Gửi, mọi người xem được").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã ghi kiểm tra")
    event = events(town)[-1]
    assert (event.latitude, event.longitude, event.step) == (22.39512, 103.45187, "no")


async def _is_fine(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await violations(page) == []
