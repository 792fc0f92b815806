"""The desk over real HTTP, on the town's own database and people."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, cast

import httpx
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy import event
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.channels.web.pushing import Pushing
from bot.reports.desk import pages as desk_pages
from bot.reports.desk import pushing as desk_pushing
from bot.router import Router
from bot.web.pages import Pages
from db.engine import Database
from db.models import Report, ReportEvent
from tests.browser.chromium import window
from tests.channels.web.page_fixtures import PHONE
from tests.channels.web.web_fixtures import serving
from tests.public.rows import fresh_code
from tests.town import Someone, Town

KEY = re.compile(r'name="key" value="([0-9a-f]{64})"')
PUSH_KEY = "B" * 87
SEEN = re.compile(r'name="seen" value="(\d+)"')


@dataclass
class Desk:
    """A browser without a screen, signed in or not."""

    http: httpx.AsyncClient
    key: str = ""

    async def get(self, path: str = "/viec", **query: str) -> httpx.Response:
        answer = await self.http.get(path, params=query or None)
        if match := KEY.search(answer.text):
            self.key = match[1]
        return answer

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        return await self.http.post(path, data={"key": self.key, **fields})

    async def does(self, code: str, act: str, **fields: Any) -> httpx.Response:
        """Open a case, and send the form of a move."""
        page = await self.get(f"/viec/{code}")
        seen = SEEN.search(page.text)
        return await self.post(f"/viec/{code}", act=act, seen=seen[1] if seen else "0", **fields)


@asynccontextmanager
async def served(town: Town, router: Router, *hangs: Any) -> AsyncIterator[str]:
    """Serve the desk (and other features' pages) of a town; yields its address."""
    pages = Pages(town.database, router.tools, town.media, town.clock, router.finish, lambda: None)
    desk_pushing.hang(pages, Pushing(lambda: PUSH_KEY, town.clock, ("127.0.0.1",)))
    for hang in (desk_pages.hang, *hangs):
        hang(pages)
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    async with serving(Starlette(routes=pages.routes()), nothing) as url:
        yield url


class _Tags(HTMLParser):
    """Collects what nobody's words may bring into a page: scripts, handlers, foreign addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        source = values.get("src") or values.get("href") or values.get("action") or "/"
        own = source.startswith(OWN)
        if tag not in TAGS or not own or any(name.startswith("on") for name in values):
            self.wrong.append(f"<{tag} {values}>")
        if tag == "script" and source not in SCRIPTS:
            self.wrong.append(source)


SCRIPTS = [f"/static/{name}.js" for name in ("htmx.min", "desk", "map", "leaflet/leaflet")]
OWN = ("/", "#", "https://www.openstreetmap.org/", "https://giamsat.example.vn/")
TAGS = frozenset(
    [
        *("html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main"),
        "footer",
        "template",
        *("section", "article", "div", "h1", "h2", "p", "ol", "ul", "li", "dl", "dt", "dd", "a"),
        *("b", "i", "code", "kbd", "span", "img", "blockquote", "time", "form", "label", "input"),
        *("select", "option", "optgroup", "datalist", "textarea", "button", "details", "summary"),
        *(
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "caption",
            "svg",
            "rect",
            "text",
            "g",
            "path",
        ),
    ]
)


def wrong_in(html: str) -> list[str]:
    """What stands in a page that only hostile words can have brought in."""
    parser = _Tags()
    parser.feed(html)
    return parser.wrong


async def link_of(someone: Someone, url: str) -> str:
    """Ask the bot for the link to the desk, as the chat shows it; on this server."""
    await someone.commands("viec")
    await someone.presses("🖥 Mở trên trình duyệt")
    address = re.search(r'href="https://giamsat.example.vn(/vao/[^"]+)"', someone.heard)
    assert address, someone.heard
    return url + address[1]


@asynccontextmanager
async def signed_in(someone: Someone, url: str) -> AsyncIterator[Desk]:
    """A browser of somebody who signed in by their link."""
    link = await link_of(someone, url)
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=60) as http:
        entered = await http.post(link, follow_redirects=True)
        assert entered.status_code == 200, entered.text
        desk = Desk(http)
        await desk.get()
        yield desk


@asynccontextmanager
async def opened(
    browser: Browser, someone: Someone, url: str, size: Any = PHONE, **options: Any
) -> AsyncIterator[Page]:
    """Yield the desk of somebody who tapped their link; an error in a script fails the test.

    Nothing on it is tapped before it is seen: the browser may lose such a tap.
    """
    async with window(browser, size, **options) as page:
        errors: list[str] = []
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        await page.goto(await link_of(someone, url))
        await page.get_by_role("button", name="Vào bàn việc").click()
        await expect(page.get_by_role("heading", name="Bàn việc")).to_be_visible()
        await page.wait_for_load_state()  # its scripts listen
        yield page
        assert [error for error in errors if "409" not in error] == []


TO_SIGN_IN = 5
"""Taps: the chat's menu, /viec, the browser's button, the link, the door."""


async def work_off(page: Page, count: int) -> int:
    """Accept and begin all cases of the list at once, end them one by one; return the taps."""
    taps = TO_SIGN_IN

    async def tap(target: Locator) -> None:
        nonlocal taps
        await target.click()
        taps += 1

    for name in ("Chọn cả trang", "Làm", f"Bắt đầu xử lý {count} việc"):
        await tap(page.get_by_role("button", name=name))
    await expect(page.get_by_role("heading", name=f"Bắt đầu xử lý: {count} việc")).to_be_visible()
    await tap(page.locator("main li a").first)
    for number in range(count):
        await tap(page.locator("details[open] textarea"))
        await page.keyboard.insert_text(f"Đã cắt bỏ cây khô số {number}, dọn sạch vỉa hè")
        buttons = page.locator("details[open] .send button")
        await tap(buttons.last)
        words = "Việc trước" if number < count - 1 else "đã xử lý"
        await expect(page.locator(".answers")).to_contain_text(words)
    return taps


async def add_cases(database: Database, now: datetime, count: int, **of: Any) -> list[str]:
    """So many open cases of the ward, an hour apart; their codes, nearest deadline first."""
    with database.transaction() as session:
        rows = [
            Report(
                **{
                    "code": fresh_code(), "category": "cay_chet", "area": "tan_phong",
                    "agency": "ubnd_tan_phong", "receipt": "",
                    "description": f"Cây khô số {number} sắp đổ",
                    "place": f"số {number} đường Trần Phú",
                    "created_at": now - timedelta(days=2, hours=count - number),
                    "deadline_at": now + timedelta(days=1, hours=number), **of,
                }
            )
            for number in range(count)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        for row in rows:
            assert row.id is not None
            step = {"report_id": row.id, "at": row.created_at, "action": "send", "status": "new"}
            session.add(ReportEvent(**step, role="reporter"))
    return [row.code for row in rows]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Yield the statements that are made in the block."""
    seen: list[str] = []

    def note(*values: object) -> None:
        seen.append(str(values[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)
