"""The board in a real Chromium: read on a telephone and a large screen, filtered, accessible."""

import io
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect
from sqlmodel import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web.channel import Web
from bot.core.turn import Tools
from bot.people.roles import CONSENT_VERSION
from bot.public.pages import Board
from bot.reports import place_spots
from bot.router import Router
from bot.web.pages import Pages
from bot.web.tiles import Tiles
from db.models import Consent, Person, Photo, Report, ReportEvent
from tests.browser.axe import violations
from tests.browser.chromium import window
from tests.channels.web.page_fixtures import DESKTOP, PHONE
from tests.channels.web.web_fixtures import serving
from tests.public.rows import add_reports
from tests.town import Town, picture

SHOTS = os.environ.get("SCREENSHOTS")


async def tile(request: Request) -> Response:
    """A square of a map, as a server of tiles gives it."""
    asked.append(request.url.path)
    out = io.BytesIO()
    Image.new("RGB", (256, 256), "lightblue").save(out, "PNG")
    return Response(out.getvalue(), media_type="image/png")


asked: list[str] = []
"""The squares that were asked for."""


@pytest.fixture
async def tiles() -> AsyncIterator[str]:
    """A server of map tiles."""
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    app = Starlette(routes=[Route("/{z}/{x}/{y}.png", tile)])
    async with serving(app, nothing) as address:
        yield f"{address}/{{z}}/{{x}}/{{y}}.png"


@pytest.fixture
async def url(town: Town, tools: Tools, conversation: Router, tiles: str) -> AsyncIterator[str]:
    """The board, beside the files that pages share."""
    now = town.clock()
    some = {"description": "Hàng cây chết khô mấy tháng nay, gọi tôi 0912345678",
            "place": "số 7 đường Trần Phú, tổ 5"}  # fmt: skip
    await add_reports(town.database, now - timedelta(days=9), 4, **some)
    await add_reports(town.database, now - timedelta(days=60), 3, category="lan_via_he", **some)
    done = {"status": "resolved", "ended_at": now, "confirmed": "yes"}
    ended = await add_reports(town.database, now - timedelta(days=40), 2, **some, **done)
    with town.database.transaction() as session:
        for person in session.exec(select(Person)).all():
            session.add(Consent(person_id=person.id, version=CONSENT_VERSION,
                                given_at=now - timedelta(days=900)))  # fmt: skip
        row = session.exec(select(Report)).first()
        assert row
        session.add_all(
            ReportEvent(report_id=done.id, at=now, action="confirm", status="confirmed",
                        role="reporter") for done in ended
        )  # fmt: skip
        key = town.media.add_picture(picture("darkgreen"))
        session.add(Photo(report_id=row.id, key=key, released_at=now))
    board = Board(town.database, tools, town.media, town.clock, Tiles(tiles))
    shared = Pages(town.database, tools, town.media, town.clock, conversation.finish, lambda: None)
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    async with serving(Starlette(routes=[*board.routes(), *shared.routes()]), nothing) as address:
        yield address


@asynccontextmanager
async def opened(browser: Browser, size: dict[str, int]) -> AsyncIterator[Page]:
    """A window on which no file is missing and no script fails."""
    async with window(browser, size) as page:
        errors: list[str] = []
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        yield page
        assert errors == []


async def looked_at(page: Page, name: str) -> None:
    """Nothing stands out beyond the screen, and axe finds nothing wrong."""
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wide), name
    assert await violations(page) == [], name
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("size", "name"),
    [(PHONE, "phone"), pytest.param(DESKTOP, "desktop", marks=pytest.mark.slow)],
)
async def test_anybody_reads_filters_and_opens(
    browser: Browser, url: str, size: dict[str, int], name: str
) -> None:
    async with opened(browser, size) as page:
        await page.goto(f"{url}/congkhai")
        await expect(page.locator(".case")).to_have_count(9)
        await looked_at(page, f"board-list-{name}")
        await page.get_by_label("Tình trạng").select_option(label="Đã xử lý")
        await page.get_by_role("button", name="Lọc").click()
        await expect(page.locator(".case")).to_have_count(2)
        await page.locator(".case a").first.click()
        await expect(page.get_by_text("người gửi xác nhận đã xong").first).to_be_visible()
        await looked_at(page, f"board-report-{name}")
        await page.get_by_role("link", name="Số liệu").click()
        await expect(page.get_by_role("heading", name="Số liệu công khai")).to_be_visible()
        await looked_at(page, f"board-figures-{name}")
        months = page.locator(".chart .value", has_text="/")
        boxes = [await label.bounding_box() for label in await months.all()]
        sides = [(box["x"], box["x"] + box["width"]) for box in boxes if box and box["width"]]
        assert len(sides) == (4 if size == PHONE else 12)
        assert all(right < left for (_, right), (left, _) in pairwise(sides))
        assert await page.context.cookies() == []


async def test_a_picture_is_hidden_by_one_tap_without_a_script(
    browser: Browser, url: str, town: Town
) -> None:
    with town.database.reading() as session:
        public = select(Report.code, Photo.id).join(Photo).where(Photo.released_at != None)  # noqa: E711
        code, photo = session.exec(public).one()
    async with opened(browser, PHONE) as page:
        await page.route("**/*.js", lambda route: route.fulfill(body=""))
        await page.goto(f"{url}/congkhai/{code}")
        await looked_at(page, "board-picture")
        await page.get_by_role("button", name="Xin che hoặc gỡ ảnh này").click()
        heading = page.get_by_role("heading", name="Ảnh này không còn hiện công khai")
        await expect(heading).to_be_visible()
        await looked_at(page, "board-hidden")
        assert await page.context.cookies() == []
    with town.database.reading() as session:
        assert session.get_one(Photo, photo).released_at is None


@pytest.mark.parametrize(
    ("size", "name"),
    [pytest.param(PHONE, "phone", marks=pytest.mark.slow), (DESKTOP, "desktop")],
)
async def test_the_map_shows_over_tiles_what_the_list_beside_it_says(
    browser: Browser, url: str, size: dict[str, int], name: str
) -> None:
    async with opened(browser, size) as page:
        async with page.expect_response(lambda answer: answer.url.endswith(".png")):
            await page.goto(f"{url}/congkhai/ban-do")
        await expect(page.get_by_text("9 phản ánh có vị trí trong khung này.")).to_be_visible()
        await expect(page.locator("#map .pin")).to_have_text("9")
        await expect(page.locator("#map-list li")).to_have_count(1)
        await looked_at(page, f"board-map-{name}")
        await expect(page.locator("select[name=loai]")).to_be_visible(visible=size == DESKTOP)
        box = await page.locator("#map").bounding_box()
        assert box and box["y"] < size["height"] / 2
        await page.locator("#map-list button").click()
        await expect(page.locator("#map .pin")).to_have_text("9")
    assert asked


async def test_six_cases_at_one_spot_are_opened_by_keyboard_and_from_the_map(
    browser: Browser, town: Town, tools: Tools, conversation: Router
) -> None:
    rows = await add_reports(town.database, town.clock(), 6)
    board = Board(town.database, tools, town.media, town.clock)
    shared = Pages(town.database, tools, town.media, town.clock, conversation.finish, lambda: None)
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    app = Starlette(routes=[*board.routes(), *shared.routes()])
    async with serving(app, nothing) as url, opened(browser, PHONE) as page:
        await page.emulate_media(reduced_motion="reduce")  # a list that fades in is pale at first
        await page.goto(f"{url}/congkhai/ban-do")
        nearer = page.get_by_role("button", name="(phóng to)")
        while await nearer.or_(page.locator("#map-list a")).first.evaluate("it => it.type"):
            await nearer.focus()
            await nearer.evaluate("it => { it.id = 'before'; }")
            await page.keyboard.press("Enter")
            await expect(page.locator("#before")).to_have_count(0)
            focused = "document.getElementById('map-list').contains(document.activeElement)"
            assert await page.evaluate(focused)
        await expect(page.locator("#map-list a")).to_have_count(6)
        assert await page.evaluate("document.activeElement.matches('#map-list a')")
        await page.locator("#map .pin").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".leaflet-popup li a")).to_have_count(6)
        await expect(page.locator(".leaflet-popup li a").first).to_be_focused()
        await looked_at(page, "board-map-spot-phone")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{url}/congkhai/{rows[-1].code}")


async def test_without_tiles_the_map_draws_wards_and_rings_about_where_places_are(
    browser: Browser, town: Town, tools: Tools, conversation: Router, tmp_path: Path
) -> None:
    ring = [[103.40, 22.36], [103.50, 22.36], [103.50, 22.42], [103.40, 22.42], [103.40, 22.36]]
    ward = {"type": "Feature", "properties": {"name": "phường Tân Phong"},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [ward]}))
    drawn = replace(tools, city=tools.city.model_copy(update={"borders": file}))
    await add_reports(town.database, town.clock(), 3)
    nowhere = {"latitude": None, "longitude": None, "place_key": "cho san thang"}
    await add_reports(town.database, town.clock(), 2, **nowhere)
    with town.database.transaction() as session:
        place_spots.place(session, "cho san thang", (22.393, 103.455), town.clock())
    board = Board(town.database, drawn, town.media, town.clock)
    shared = Pages(town.database, tools, town.media, town.clock, conversation.finish, lambda: None)
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    app = Starlette(routes=[*board.routes(), *shared.routes()])
    async with serving(app, nothing) as url, window(browser, PHONE) as page:
        await page.goto(f"{url}/congkhai/ban-do")
        await expect(page.locator("#map path.border")).to_have_count(1)
        await expect(page.locator("#map path.about")).to_have_count(1)
        await expect(page.locator("#map-list")).to_contain_text("Khoảng chợ San Thàng: 2 phản ánh")
        await expect(page.get_by_text("5 phản ánh có vị trí trong khung này.")).to_be_visible()
        await looked_at(page, "board-drawn-phone")
