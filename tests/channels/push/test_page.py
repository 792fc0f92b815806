"""The button under the receipt, in a real browser: what is pushed is shown, and stopped again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.channels.web.pushing import Pushing
from bot.core.events import Button, Reply
from bot.core.media import Media
from bot.people import queries as people
from bot.people.roles import give_consent
from db.engine import Database
from tests.browser.pushed import pushing
from tests.channels.push.service import Browser as Listener
from tests.channels.web.page_fixtures import Person, visiting
from tests.channels.web.web_fixtures import Parrot, Site, serving
from tests.clock import Clock
from tests.conftest import emptied

HERE = ("127.0.0.1",)
RECEIPT = Reply(text="Đã gửi", buttons=((Button(text="Biên nhận", data="receipt:LC-7K2M9Q"),),))
BROWSER = """(subscription) => {
  let kept = null;
  const unsubscribe = async () => ((kept = null), true);
  const made = { toJSON: () => subscription, unsubscribe };
  PushManager.prototype.subscribe = async () => (kept = made);
  PushManager.prototype.getSubscription = async () => kept;
}"""
"""A browser that has no push service of its own: it subscribes to nobody else."""


@pytest.fixture
async def site(sqlite_used: Database, tmp_path: Path, clock: Clock) -> AsyncIterator[Site]:
    await emptied(sqlite_used)
    media, parrot = Media(tmp_path / "media"), Parrot()
    pushing = Pushing(lambda: "B" * 87, clock, HERE)
    web = Web(sqlite_used, parrot, media, clock, (), pushing)
    parrot.web = web
    async with serving(Starlette(routes=web.routes()), web) as url:
        yield Site(url, web, parrot, media, sqlite_used)


@pytest.fixture
async def me(site: Site, browser: Browser) -> AsyncIterator[Person]:
    async with visiting(browser, site.url, is_new=True) as person:
        await expect(person.message("Chào anh/chị")).to_be_visible()
        chat = site.parrot.arrived[0].chat
        with site.database.transaction() as session:
            row = people.person(session, "web", chat, site.parrot.web._clock())  # type: ignore[union-attr]
            give_consent(session, row, site.parrot.web._clock())  # type: ignore[union-attr]
        yield person


def browsers(site: Site) -> int:
    with site.database.reading() as session:
        person = people.known_person(session, "web", site.parrot.arrived[0].chat)
        from bot.people import contact_queries as contacts

        return len(contacts.browsers(session, person.id or 0)) if person else 0


async def test_one_tap_begins_it_and_another_stops_it(me: Person, site: Site) -> None:
    await me.page.evaluate(BROWSER, Listener("x").subscription("http://127.0.0.1:1"))
    await site.parrot.say(site.parrot.arrived[0].chat, RECEIPT)
    button = me.log.locator("button.push")
    await expect(button).to_contain_text("Báo tin mới trên máy này")
    await button.click()
    await expect(button).to_contain_text("Thôi báo trên máy này")
    assert browsers(site) == 1
    await button.click()
    await expect(button).to_contain_text("Báo tin mới trên máy này")
    assert browsers(site) == 0


async def test_nothing_is_offered_elsewhere_than_under_the_receipt(me: Person, site: Site) -> None:
    await site.parrot.say(site.parrot.arrived[0].chat, Reply(text="Tin thường"))
    await expect(me.message("Tin thường")).to_be_visible()
    await expect(me.log.locator("button.push")).to_have_count(0)


async def test_what_is_pushed_is_shown_where_nobody_looks(me: Person, site: Site) -> None:
    """The worker is given a message as the browser gives it one."""
    page = me.page
    await page.context.grant_permissions(["notifications"], origin=site.url)
    scope = await page.evaluate(
        """async () => {
          await navigator.serviceWorker.register("push-worker.js");
          return (await navigator.serviceWorker.ready).scope;
        }"""
    )
    assert scope == site.url + "/"
    push = await pushing(page)
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
      .map(({ title, body }) => `${title}: ${body}`)"""
    await push("✅ LC-7K2M9Q: đã tiếp nhận")
    assert await page.evaluate(shown) == [], "who looks at the page sees it there"
    await page.goto("about:blank")
    await push("✅ LC-7K2M9Q: đã tiếp nhận")
    await page.goto(site.url)
    await expect(me.message("Chào anh/chị")).to_be_visible()
    until_shown = f"""async () => {{
      for (;; await new Promise(requestAnimationFrame)) {{
        const all = await ({shown})();
        if (all.length) return all;
      }}
    }}"""
    assert await page.evaluate(until_shown) == ["Dân giám sát: ✅ LC-7K2M9Q: đã tiếp nhận"]
