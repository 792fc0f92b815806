"""The two hundred hostile texts on the web page: as it gets them, and as a browser shows them."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from bot.channels.telegram.html import plain
from bot.core.events import Button, Place, Reply
from bot.core.turn import Tools
from bot.texts import cleaned
from db.engine import Database
from tests.channels.web.page_fixtures import Person, me_fixture  # noqa: F401
from tests.channels.web.web_fixtures import Site, running_site, site_fixture, sqlite  # noqa: F401
from tests.hostile import SEEDS, TEXTS, faults

STORED = [said for each in TEXTS if (said := cleaned(each))]
TEXT_OF = "() => [...document.querySelectorAll('.message.bot {}')].map(each => each.textContent)"
SEEN, LABELS, PLACES = map(TEXT_OF.format, (".words", ".rows button", ".attached"))
ELEMENTS = """() => [...new Set([...document.querySelectorAll(".message *")].map(
    each => each.tagName + [...each.attributes].map(of => of.name).filter(
        name => name.startsWith("on") || name === "style" || name === "srcdoc").join(" ")))]"""
OURS = {"A", "BLOCKQUOTE", "BUTTON", "DIV", "SPAN", "TIME"}
"""What the page makes of a message without pictures, and of the one tag that is used here."""


def said_by_us(tools: Tools, said: str) -> Reply:
    """As a sentence with somebody's words in it, on a button and on a map's link too."""
    button = Button(text=" ".join(said.split())[:60], data="x")
    place = Place(latitude=22.39, longitude=103.46, title=said[:60])
    return Reply(
        text=tools.texts("questions.word_kept", word=said), buttons=((button,),), place=place
    )


async def test_what_the_page_gets(database: Database, tools: Tools, tmp_path: Path) -> None:
    """All that the bot says, and all that somebody typed, as JSON."""
    async with running_site(database, tmp_path) as site, site.browser() as me:
        for said in SEEDS:
            assert (await me.post(said)).status_code == 202
        typed = await me.history()
        replies = [said_by_us(tools, said) for said in STORED]
        for reply in replies:
            await site.parrot.say(site.parrot.arrived[-1].chat, reply)
        found = await me.history()
        while len(found) < len(replies):
            found = await me.history(before=found[0]["id"]) + found
        found = found[-len(replies) :]
    assert [each["html"] for each in found] == [reply.text for reply in replies]
    assert [each for each in found if faults(each["html"])] == []
    mine = [each["text"].split() for each in typed if each["author"] == "me"]
    assert mine == [said.replace("\0", "").split() for said in SEEDS]


async def test_what_a_browser_shows(me: Person, site: Site, tools: Tools) -> None:
    """The words are words, and all of them: no element, no script comes of any."""
    chat = site.parrot.arrived[0].chat
    replies = [said_by_us(tools, said) for said in STORED]
    for reply in replies:
        await site.parrot.say(chat, reply)
    await expect(me.page.locator(".message.bot .words")).to_have_count(len(replies) + 1)
    shown = await me.page.evaluate(SEEN)
    words = ["".join(plain(each.text).split()) for each in replies]
    assert ["".join(each.split()) for each in shown[1:]] == words
    assert set(await me.page.evaluate(ELEMENTS)) <= OURS
    labels = await me.page.evaluate(LABELS)
    wanted = [button.text for each in replies for row in each.buttons for button in row]
    assert labels[-len(wanted) :] == wanted
    places = await me.page.evaluate(PLACES)
    assert [each.split() for each in places] == [
        ["📍", *(each.place.title.split() if each.place else []), "(xem", "bản", "đồ)"]
        for each in replies
    ]
