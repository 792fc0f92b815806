"""The board in the browser: on a telephone, by day and by night, as CSV and JSON, by its links."""

import csv
import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import event
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.core import chain
from bot.core.turn import Tools
from bot.oversight.pages import EVERY, ROOT, Filter, Pages
from bot.plan.outline import name_of
from bot.public.pages import Board
from bot.router import Router
from bot.web.pages import Pages as RolePages
from tests.browser.axe import violations
from tests.browser.chromium import window
from tests.channels.web.page_fixtures import PHONE
from tests.channels.web.web_fixtures import serving
from tests.oversight.kit import GREEN, PLAN, SUBDIVISION, belongs, checked, stated
from tests.oversight.test_promises import DONG_HAC
from tests.oversight.test_wards_plans import is_of
from tests.town import Someone, Town, picture

SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for pictures of the pages, to look at them."""


@pytest.fixture
def pages(town: Town, tools: Tools) -> Pages:
    return Pages(town.database, tools, town.media, town.clock)


@pytest.fixture
async def url(town: Town, pages: Pages, tools: Tools, conversation: Router) -> AsyncIterator[str]:
    web = Web(town.database, town.dispatcher, town.media, town.clock)
    shared = RolePages(
        town.database, tools, town.media, town.clock, conversation.finish, lambda: None
    )
    routes = [*pages.routes(), *shared.routes(), *web.routes()]
    async with serving(Starlette(routes=routes), web) as address:
        yield address


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url) as client:
        yield client


def address(target: str = GREEN) -> str:
    return f"{ROOT}/{PLAN}/{name_of(target)}"


async def some(town: Town) -> str:
    """A target stated with a picture and contested, one not reached, one behind; sealed."""
    key = town.media.add_picture(picture("darkgreen"))
    for target in (GREEN, SUBDIVISION, "nha_o_2030"):
        await belongs(town, target)
    stated(town, photos=[key], link="https://laichau.example/bc12")
    stated(town, SUBDIVISION, 80, entered=True)
    checked(town, words="Khu <b>mới</b> có cọc mốc", latitude=22.4, longitude=103.4)
    chain.seal(town.database, town.clock())
    return key


async def test_the_board_shows_each_target_by_state_with_its_voices(
    town: Town, http: httpx.AsyncClient
) -> None:
    await some(town)
    html = (await http.get(ROOT)).text
    assert html.count("<article") == 19
    for words in ("Có ý kiến khác: 1", "Chưa đạt: 1", "Chưa công bố: 17", "7,2 m²", "khoảng 6 - 8",
                  "do quản trị ghi lại từ nơi khác", "Khu &lt;b&gt;mới&lt;/b&gt; có cọc mốc",
                  "Dấu niêm phong lịch sử: số 3"):  # fmt: skip
        assert words in html
    assert "22.4" not in html  # where the Front stood is not for everybody
    only = (await http.get(ROOT, params={"tinhtrang": "not_reached"})).text
    assert only.count("<article") == 1 and "80%" in only
    other = (await http.get(ROOT, params={"kehoach": "none", "trang": "x"})).text
    assert "Không có chỉ tiêu nào" in other


async def test_of_what_nobody_stated_or_saw_only_the_plans_voice_is_shown(
    town: Town, http: httpx.AsyncClient
) -> None:
    await some(town)
    html = (await http.get(ROOT)).text
    assert html.count("<h3>Kế hoạch viết</h3>") == 19
    assert html.count("<h3>Cơ quan công bố</h3>") == html.count("<h3>Thấy tại chỗ</h3>") == 2
    alone = (await http.get(address("nha_o_2030"))).text
    assert alone.count("<h3>Thấy tại chỗ</h3>") == 1


async def test_another_places_plan_is_behind_a_link_of_its_own(
    town: Town, tools: Tools, tmp_path: Path
) -> None:
    both = is_of(tools, tmp_path, "phường Đông Hạc", DONG_HAC.read_text(encoding="utf-8"))
    pages = Pages(town.database, both, town.media, town.clock)
    app = httpx.ASGITransport(Starlette(routes=pages.routes()))
    async with httpx.AsyncClient(transport=app, base_url="http://board") as http:
        html = (await http.get(ROOT)).text
        assert "Tất cả: 19<" in html and "Chợ cóc" not in html
        assert f"{ROOT}?kehoach=hoa-ban" in html
        assert "Tất cả: 60<" in (await http.get(ROOT, params={"kehoach": EVERY})).text
        only = (await http.get(ROOT, params={"kehoach": "hoa-ban"})).text
    assert "Tất cả: 41<" in only and "Chợ cóc" in only


async def test_each_has_an_address_with_its_rule_and_history(
    town: Town, http: httpx.AsyncClient
) -> None:
    key = await some(town)
    html = (await http.get(address())).text
    for words in ("Đạt khi từ 6 m² trở lên (đầu gần của khoảng), hạn 31/12/2025", "Lịch sử",
                  "https://laichau.example/bc12", f"{address()}/{key}"):  # fmt: skip
        assert words in html
    shown = await http.get(f"{address()}/{key}")
    assert shown.headers["content-type"] == "image/jpeg"
    for nowhere in (f"{address()}/{'a' * 40}.jpg", f"{address('phan_khu_2030')}/{key}",
                    f"{ROOT}/none/none", f"{address()}/..%2fx"):  # fmt: skip
        assert (await http.get(nowhere)).status_code == 404


async def test_only_pictures_of_the_evidence_are_served(
    town: Town, http: httpx.AsyncClient, an: Someone
) -> None:
    await some(town)
    private = town.media.add_picture(picture("red"))
    assert (await http.get(f"{address()}/{private}")).status_code == 404


async def test_it_has_the_look_and_the_menu_of_the_other_pages(
    town: Town, http: httpx.AsyncClient
) -> None:
    await some(town)
    for place in (ROOT, address()):
        html = (await http.get(place)).text
        assert "/static/pages.css" in html
        menu = html.partition('<nav aria-label="Các trang">')[2].partition("</nav>")[0]
        for link in ("/congkhai", "/congkhai/ban-do", ROOT, "/viec"):
            assert f'href="{link}"' in menu
        assert ('aria-current="page"' in menu) == (place == ROOT)


async def test_a_link_passed_on_shows_which_target_and_how_it_stands(
    town: Town, http: httpx.AsyncClient
) -> None:
    await some(town)
    html = (await http.get(address())).text
    (title,) = re.findall(r'property="og:title" content="([^"]+)"', html)
    (words,) = re.findall(r'property="og:description" content="([^"]+)"', html)
    assert "cây xanh" in title.lower() and "Có ý kiến khác" in words


async def test_csv_and_json_have_the_three_voices_apart(
    town: Town, http: httpx.AsyncClient
) -> None:
    await some(town)
    answer = await http.get(f"{ROOT}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    green = next(row for row in rows if row["Số của chỉ tiêu"] == GREEN)
    assert (green["Thấp nhất"], green["Con số công bố"]) == ("6.0", "7.2")
    assert (green["Mức"], green["Kiểm tra tại chỗ"]) == ("trong khoảng", "không đúng")
    assert (green["Tình trạng"], green["Quá hạn (ngày)"]) == ("Có ý kiến khác", "327")
    assert not {word for row in rows for word in row.values()} & {"not_stated", "exactly", "True"}
    data = (await http.get(f"{ROOT}.json")).json()
    assert len(data["targets"]) == 19 and data["chain"]["number"] == 3
    green = next(row for row in data["targets"] if row["target"] == GREEN)
    assert [step["kind"] for step in green["history"]] == ["stated", "checked"]
    assert "latitude" not in green["history"][1] and "person_id" not in green["history"][1]


@pytest.mark.parametrize("place", [ROOT, f"{ROOT}.csv", f"{ROOT}.json", address(), "/congkhai"])
async def test_while_the_database_fails_one_is_asked_to_come_again(
    town: Town, tools: Tools, pages: Pages, place: str
) -> None:
    board = Board(town.database, tools, town.media, town.clock)
    app = httpx.ASGITransport(Starlette(routes=[*pages.routes(), *board.routes()]))
    _rename(town, "report", "report_lost")
    _rename(town, "target_event", "target_event_lost")
    try:
        async with httpx.AsyncClient(transport=app, base_url="http://board") as http:
            answer = await http.get(place)
    finally:
        _rename(town, "report_lost", "report")
        _rename(town, "target_event_lost", "target_event")
    assert answer.status_code == 503 and "thử lại sau ít phút" in answer.text


def _rename(town: Town, table: str, name: str) -> None:
    with town.database.transaction() as session:
        session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


async def test_csv_names_the_check_a_target_is_contested_by(
    town: Town, http: httpx.AsyncClient
) -> None:
    stated(town, SUBDIVISION, 96)
    checked(town, SUBDIVISION, "part", agency="mttq_tan_phong")
    checked(town, SUBDIVISION, "yes")
    stated(town, GREEN, 6.9)
    checked(town, GREEN, "yes")
    answer = await http.get(f"{ROOT}.csv")
    rows = {
        r["Số của chỉ tiêu"]: r for r in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    }
    contested, reached = rows[SUBDIVISION], rows[GREEN]
    shown = "Tình trạng", "Kiểm tra tại chỗ"
    assert [contested[name] for name in shown] == ["Có ý kiến khác", "đúng một phần"]
    assert [reached[name] for name in shown] == ["Đạt", "đúng"]


def test_addresses_keep_what_else_is_chosen() -> None:
    chosen = Filter("reached", "a", 3)
    assert chosen.link(page=1) == f"{ROOT}?tinhtrang=reached&kehoach=a&trang=2"
    assert chosen.link(state="", plan="", page=0) == ROOT


async def test_a_longer_board_takes_no_more_queries(town: Town, pages: Pages) -> None:
    await some(town)
    anew = _queries(town, pages, Filter())
    one, all_of_them = (_queries(town, pages, chosen) for chosen in (Filter("contested"), Filter()))
    assert one == all_of_them < anew <= 17
    stated(town, "chi_tiet_2025", 80)
    with town.database.reading() as session:
        assert pages.shown(session, Filter()).counts["reached"] == 1  # judged anew


def _queries(town: Town, pages: Pages, chosen: Filter) -> int:
    """How many statements a page of the board takes."""
    seen: list[str] = []

    def note(*values: object) -> None:
        seen.append(str(values[2]))

    event.listen(town.database.engine, "before_cursor_execute", note)
    with town.database.reading() as session:
        pages.shown(session, chosen)
    event.remove(town.database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.slow), "dark"])
async def test_on_a_telephone_by_day_and_by_night(
    town: Town, url: str, browser: Browser, scheme: str
) -> None:
    await some(town)
    async with window(browser, PHONE, color_scheme=scheme) as page:
        await page.goto(f"{url}{ROOT}")
        await page.get_by_text("Biểu đồ: kế hoạch và công bố").click()
        chart = page.get_by_role("img", name="Diện tích đất cây xanh").first
        await expect(chart).to_be_visible()
        assert "công bố 7,2 m²" in (await chart.get_attribute("aria-label") or "")
        await _is_fine(page, f"board-{scheme}")
        await page.get_by_role("link", name="Diện tích đất cây xanh").first.click()
        await expect(page.get_by_role("heading", name="Lịch sử")).to_be_visible()
        await _is_fine(page, f"target-{scheme}")


async def _is_fine(page: Page, name: str) -> None:
    """Nothing is wider than the screen, and axe finds nothing wrong."""
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.wait_for_load_state()  # with its styles
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert await violations(page) == []
