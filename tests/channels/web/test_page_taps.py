"""Pairs of taps on the page, as a trembling finger makes them: what was not meant does not happen.

With `--everything` a few random pairs; by hand as many as wanted, on another seed:
TAPS=500 TAPS_SEED=7 pytest --everything -k random_pairs -s --timeout=0
"""

import asyncio
import itertools
import os
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Request, expect
from sqlmodel import select
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.core.delivery import Delivery
from bot.core.dispatch import Dispatcher
from bot.core.media import Media
from bot.router import Router
from db.engine import Database
from db.models import DROPPED, Consent, Draft, Inbox, Outbox, Report
from tests.channels.web.page_fixtures import Person, visiting
from tests.channels.web.web_fixtures import serving, sqlite  # noqa: F401

PAIRS = int(os.environ.get("TAPS", "8"))
SEED = int(os.environ.get("TAPS_SEED", "11"))
TOUCH = {"has_touch": True, "is_mobile": True}
GAPS = (20, 500)
"""Milliseconds between the taps of a pair."""
TWICE = 700
"""Milliseconds within which the page takes a second tap on the same spot for none."""
SETTLING = 400
"""Milliseconds after which a tap counts again on what has moved."""
LISTENED = """() => {
  globalThis.taps = [];
  addEventListener("pointerdown", ({ timeStamp }) => globalThis.taps.push(timeStamp), true);
}"""
"""From now on the page notes when each finger came down."""
TREE = "Chặt hai cây phượng trước cổng trường sáng nay"
SETTLED = """() => new Promise((done) => {
  const log = document.getElementById("log");
  const stands = () => `${log.scrollTop},${log.scrollHeight},${log.textContent.length}`;
  let last = stands(), since = performance.now();
  const look = () => {
    if (stands() !== last) [last, since] = [stands(), performance.now()];
    if (performance.now() - since > 450) done(); else requestAnimationFrame(look);
  };
  look();
})"""
"""Resolves once nothing has moved for longer than a tap on what has moved counts as none."""
NEWEST = """() => Math.max(...[...document.querySelectorAll(".message.bot")]
  .map((message) => Number(message.dataset.revision)))"""
"""The revision of the bot's newest words."""
STEP = """() => [...[...document.querySelectorAll(".message.bot .rows")]
  .filter((rows) => rows.querySelector("button[data-does]:enabled")).at(-1)
  ?.querySelectorAll("button[data-does]:enabled") ?? []].map((button) => button.dataset.does)"""
"""What the buttons of the newest message do that has any which act."""
ANSWERED = f"""(before) => new Promise((done) => {{
  const look = () => (({NEWEST})() > before ? done() : requestAnimationFrame(look));
  look();
  setTimeout(done, 20_000);
}})"""


@dataclass
class Finger:
    """A person on a telephone whose finger trembles, and what their page sent."""

    me: Person
    chance: random.Random
    posts: list[dict[str, Any]] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Note what the page posts."""
        if request.method == "POST":
            self.posts.append(request.post_data_json or {})

    async def taps_twice(self, button: Locator, gap: int | None = None) -> bool:
        """Tap it, and the same spot of the screen (or a few pixels beside it) once more.

        Returns whether it was a pair: beside a heavy load the second tap may come so late that it
        counts for itself.
        """
        await button.scroll_into_view_if_needed()
        await self.me.page.evaluate(SETTLED)
        box = await button.bounding_box()
        assert box, "what is tapped can be seen"
        x = box["x"] + box["width"] * self.chance.uniform(0.2, 0.8)
        y = box["y"] + box["height"] * self.chance.uniform(0.2, 0.8)
        label, does = await button.inner_text(), await button.get_attribute("data-does")
        self.posts.clear()
        await self.me.page.evaluate("taps.length = 0")
        before = await self.me.page.evaluate(NEWEST)
        clock = asyncio.get_running_loop().time
        second = clock() + (gap or self.chance.randint(*GAPS)) / 1000
        await self.me.page.touchscreen.tap(x, y)
        await asyncio.sleep(max(0, second - clock()))  # the gap from tap to tap is what is tried
        await self.me.page.touchscreen.tap(x + self.chance.uniform(-5, 5), y)
        await self.me.page.evaluate(ANSWERED, before)
        await self.me.page.evaluate(SETTLED)
        first, late = await self.me.page.evaluate("taps")
        if late - first >= TWICE:
            return False
        pressed = [post.get("button") or post.get("text") for post in self.posts]
        assert pressed == [does], f"{label!r} ({does}) was meant, and this sent: {pressed}"
        return True

    async def step(self) -> list[str]:
        """Return the actions of the active buttons, of the newest message that has any."""
        await self.me.page.evaluate(SETTLED)
        choices: list[str] = await self.me.page.evaluate(STEP)
        return choices

    async def button(self, label: str) -> Locator:
        """The newest button of that label that still acts."""
        name = re.compile(rf"^\W*{re.escape(label)}")
        button = self.me.log.get_by_role("button", name=name, disabled=False).last
        await expect(button).to_be_enabled()
        return button


@dataclass
class Product:
    """The page before the real core, on SQLite."""

    url: str
    database: Database

    async def rows(self, table: type[Any]) -> list[Any]:
        with self.database.reading() as session:
            return list(session.exec(select(table)).all())

    async def answered(self) -> None:
        """Wait until nothing waits any more in its inbox and its outbox."""
        async with asyncio.timeout(60):
            while any(row.state == "waiting" for row in await self._queued()):
                await asyncio.sleep(0.05)  # the workers tell nobody when they are through

    async def _queued(self) -> list[Any]:
        return [row for queue in (Inbox, Outbox) for row in await self.rows(queue)]

    async def drafts(self, *, dropped: bool = False) -> int:
        """How many reports are being written, or were dropped."""
        kind = DROPPED + "report" if dropped else "report"
        return sum(row.kind == kind for row in await self.rows(Draft))


@pytest.fixture
async def product(
    sqlite: Database,  # noqa: F811
    conversation: Router,
    tmp_path: Path,
) -> AsyncIterator[Product]:
    media, channels = Media(tmp_path / "media"), dict[str, Any]()
    delivery = Delivery(sqlite, channels, _now, conversation.unreachable)
    dispatcher = Dispatcher(sqlite, conversation, media, channels, _now, delivery)
    web = channels["web"] = Web(sqlite, dispatcher, media, _now)
    working = [asyncio.create_task(worker.run()) for worker in (delivery, dispatcher)]
    async with serving(Starlette(routes=web.routes()), web) as url:
        yield Product(url, sqlite)
    for worker in working:
        worker.cancel()
    await asyncio.gather(*working, return_exceptions=True)


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def trembling(browser: Browser, product: Product, seed: int) -> AsyncIterator[Finger]:
    """A newcomer on the page, who has just been greeted."""
    async with visiting(browser, product.url, **TOUCH) as me:
        finger = Finger(me, random.Random(seed))
        await expect(me.message("Chào anh/chị")).to_be_visible()
        await me.page.evaluate(LISTENED)
        me.page.on("request", finger.note)  # the page's own /start has been answered
        yield finger


async def _tells(finger: Finger, words: str, expected: str) -> None:
    before = await finger.me.message(expected).count()
    await finger.me.write(words)
    await expect(finger.me.message(expected)).to_have_count(before + 1)


@pytest.mark.parametrize("gap", [60, pytest.param(490, marks=pytest.mark.slow)])
async def test_the_round_of_a_report_by_pairs_of_taps(
    browser: Browser, product: Product, gap: int
) -> None:
    for seed in itertools.count(gap):
        async with trembling(browser, product, seed) as finger:
            if await _round(finger, gap):
                break  # else the machine was too slow for pairs, and another person tries
        await product.answered()
    (report,) = await product.rows(Report)
    assert (report.area, report.description) == ("doan_ket", "Chặt ba cây")
    if seed == gap:  # nobody tried before
        assert len(await product.rows(Consent)) == 1 and await product.rows(Draft) == []


async def _round(finger: Finger, gap: int) -> bool:
    """Report by pairs of taps; false where one of them was no pair."""
    me = finger.me

    async def tap(label: str) -> bool:
        return await finger.taps_twice(await finger.button(label), gap)

    await _tells(finger, "/phananh", "xin anh/chị đồng ý")
    if not (await tap("Đồng ý") and await tap("Cây xanh") and await tap("Chặt hạ")):
        return False
    await _tells(finger, "cổng chợ", "phường nào hiện nay")
    if not (await tap("phường Đoàn Kết") and await tap("Không có ảnh")):
        return False
    await _tells(finger, "Chặt hai cây", "Xem lại trước khi gửi")
    if not await tap("Sửa nội dung"):
        return False
    await _tells(finger, "Chặt ba cây", "Xem lại trước khi gửi")
    await tap("Gửi phản ánh")
    await expect(me.message("Mã phản ánh")).to_have_count(1)
    return True


@pytest.mark.slow  # the round shows at every push that a pair is one tap
async def test_random_pairs_of_taps_on_every_button_of_the_round(
    browser: Browser, product: Product
) -> None:
    remaining, seed = PAIRS, SEED
    while remaining:
        seed += 1
        print(f"{PAIRS - remaining} pairs of taps so far; now with TAPS_SEED={seed - 1}")
        async with trembling(browser, product, seed) as finger:
            remaining -= await _one_report(finger, product, remaining)


async def _one_report(finger: Finger, product: Product, limit: int) -> int:
    """Report with random taps until it is sent, or dropped for good; returns how many pairs."""
    me = finger.me
    await _tells(finger, f"/phananh {TREE}", "xin anh/chị đồng ý")
    for pair in range(min(limit, 30)):
        await product.answered()
        before = await _counts(product)
        choices = await finger.step()
        if not choices:  # words are waited for
            newest = await me.page.evaluate(NEWEST)
            await me.write("cổng chợ San Thàng")
            await me.page.evaluate(ANSWERED, newest)
            await product.answered()
            choices = await finger.step()
        does = finger.chance.choice(choices)
        button = me.log.locator(f"button[data-does='{does}']:enabled").last
        was_pair = await finger.taps_twice(button)
        await product.answered()
        if not was_pair:
            return pair
        sent, consents, drafts, dropped = await _counts(product)
        action = does.split(":")
        assert sent == before[0] or (action[0] == "send" and sent == before[0] + 1)
        assert consents == before[1] or (action[:2] == ["consent", "yes"])
        assert dropped <= before[3] or action[0] == "drop"
        assert drafts >= before[2] or sent > before[0] or action[0] == "drop" or "refuse" in action
        if sent > before[0] or "refuse" in action:
            return pair + 1
    return min(limit, 30)


async def _counts(product: Product) -> tuple[int, int, int, int]:
    return (
        len(await product.rows(Report)),
        len(await product.rows(Consent)),
        await product.drafts(),
        await product.drafts(dropped=True),
    )


async def test_a_tap_on_what_has_just_moved_counts_as_none(
    browser: Browser, product: Product
) -> None:
    async with trembling(browser, product, 1) as finger:
        me = finger.me
        await me.page.evaluate(SETTLED)
        # All of the conversation is pushed down by something that appears above it, and tapped.
        *moved, at = await me.page.evaluate("""() => {
          const button = document.querySelector("#messages .rows button[data-does]");
          button.closest(".message").style.marginTop = "90px";
          const { x, y, width, height } = button.getBoundingClientRect();
          return [x + width / 2, y + height / 2, performance.now()];
        }""")
        await me.page.touchscreen.tap(*moved)
        await me.page.evaluate(SETTLED)
        (tapped,) = await me.page.evaluate("taps")
        if tapped - at < SETTLING:  # beside a heavy load it may come later, and counts
            assert finger.posts == []
            await me.page.touchscreen.tap(*moved)
            await me.page.evaluate(SETTLED)
        assert len(finger.posts) == 1, "once it has stood still, it counts"


async def test_nothing_moves_under_a_finger(browser: Browser, product: Product) -> None:
    async with trembling(browser, product, 1) as finger:
        page = finger.me.page
        await page.evaluate(SETTLED)
        touch = await page.context.new_cdp_session(page)
        spot = await finger.me.log.locator(".rows button").first.bounding_box()
        assert spot
        point = {"x": spot["x"] + 5, "y": spot["y"] + 5}
        await touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        async with page.expect_response(re.compile("api/messages")):
            await page.evaluate("""() => {
              document.getElementById("text").value = "xin chào";
              document.getElementById("composer").requestSubmit();
            }""")
        await page.evaluate(SETTLED)
        assert await finger.me.log.locator(".rows button").first.bounding_box() == spot
        await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await expect(finger.me.message("xin chào").first).to_be_visible()


async def test_yes_and_no_never_stand_where_the_other_stood(
    browser: Browser, product: Product
) -> None:
    async with trembling(browser, product, 1) as finger:
        await _tells(finger, f"/phananh {TREE}", "xin anh/chị đồng ý")
        await finger.taps_twice(await finger.button("Không đồng ý"))
        await expect((await _all(finger, "consent:no"))[0]).to_be_disabled()
        yes = [await _sides(button) for button in await _all(finger, "consent:yes")]
        no = [await _sides(button) for button in await _all(finger, "consent:no", "consent:refuse")]
        assert len(yes) == len(no) == 2
        assert max(right for _, right in yes) <= min(left_side for left_side, _ in no)
        await finger.taps_twice(await finger.button("Không, xóa đi"))
        assert await product.rows(Draft) == []


async def _all(finger: Finger, *begins: str) -> list[Locator]:
    buttons = [finger.me.log.locator(f"button[data-does^='{prefix}']") for prefix in begins]
    return [button for group in buttons for button in await group.all()]


async def _sides(button: Locator) -> tuple[float, float]:
    await expect(button).to_be_visible()
    box = await button.bounding_box()
    assert box
    return box["x"], box["x"] + box["width"]


async def test_a_spent_button_shows_it_at_once_and_after_a_reload(
    browser: Browser, product: Product
) -> None:
    async with trembling(browser, product, 1) as finger:
        await _tells(finger, f"/phananh {TREE}", "xin anh/chị đồng ý")
        (yes,) = await _all(finger, "consent:yes")
        await finger.me.page.evaluate(SETTLED)
        await yes.tap()
        assert await yes.is_disabled() and "pressed" in str(await yes.get_attribute("class"))
        await expect(finger.me.log.locator(".rows button:enabled").last).to_be_visible()
        await finger.me.page.reload()
        await expect(finger.me.log.locator("button[data-does^='consent:']")).to_have_count(2)
        for button in await _all(finger, "consent:"):
            await expect(button).to_be_disabled()
