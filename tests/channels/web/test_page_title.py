"""The page calls back: what came while nobody looked is counted in the title."""

from playwright.async_api import expect

from bot.core.events import Reply
from tests.channels.web.page_fixtures import Person
from tests.channels.web.web_fixtures import Site

LOOKS = """(away) => {
  Object.defineProperty(document, "hidden", { value: away, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_news_are_counted_until_somebody_looks(me: Person, site: Site) -> None:
    chat = site.parrot.arrived[0].chat
    await expect(me.page).to_have_title("Dân giám sát")
    await site.parrot.say(chat, Reply(text="Tin khi đang xem"))
    await expect(me.message("Tin khi đang xem")).to_be_visible()
    await expect(me.page).to_have_title("Dân giám sát")
    await me.page.evaluate(LOOKS, True)
    await site.parrot.say(chat, Reply(text="Tin một"))
    second = await site.parrot.say(chat, Reply(text="Tin hai"))
    await expect(me.page).to_have_title("(2) Dân giám sát")
    await site.parrot.say(chat, Reply(text="Tin hai, sửa lại", edit=second))
    await expect(me.message("Tin hai, sửa lại")).to_be_attached()
    await expect(me.page).to_have_title("(2) Dân giám sát")
    await me.page.evaluate(LOOKS, False)
    await expect(me.page).to_have_title("Dân giám sát")
