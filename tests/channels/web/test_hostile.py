"""The two hundred hostile texts on the web page: as it gets them, and as a browser shows them."""

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

STORED = [stored for text in TEXTS if (stored := cleaned(text))]
TEXT_OF = "() => [...document.querySelectorAll('.message.bot {}')].map(each => each.textContent)"
SHOWN_TEXTS, LABELS, PLACES = map(TEXT_OF.format, (".words", ".rows button", ".attached"))
ELEMENTS = """() => [...new Set([...document.querySelectorAll(".message *")].map(
    each => each.tagName + [...each.attributes].map(of => of.name).filter(
        name => name.startsWith("on") || name === "style" || name === "srcdoc").join(" ")))]"""
OWN_TAGS = {"A", "BLOCKQUOTE", "BUTTON", "DIV", "SPAN", "TIME"}
"""What the page makes of a message without pictures, and of the one tag that is used here."""


def said_by_us(tools: Tools, text: str) -> Reply:
    """As a sentence with somebody's words in it, on a button and on a map's link too."""
    button = Button(text=" ".join(text.split())[:60], data="x")
    place = Place(latitude=22.39, longitude=103.46, title=text[:60])
    return Reply(
        text=tools.texts("questions.word_kept", word=text), buttons=((button,),), place=place
    )


async def test_what_the_page_gets(database: Database, tools: Tools, tmp_path: Path) -> None:
    """The bot's messages and a person's, as JSON."""
    async with running_site(database, tmp_path) as site, site.browser() as me:
        for text in SEEDS:
            assert (await me.post(text)).status_code == 202
        typed = await me.history()
        replies = [said_by_us(tools, text) for text in STORED]
        for reply in replies:
            await site.parrot.say(site.parrot.arrived[-1].chat, reply)
        messages = await me.history()
        while len(messages) < len(replies):
            messages = await me.history(before=messages[0]["id"]) + messages
        messages = messages[-len(replies) :]
    assert [message["html"] for message in messages] == [reply.text for reply in replies]
    assert [message for message in messages if faults(message["html"])] == []
    own_words = [message["text"].split() for message in typed if message["author"] == "me"]
    assert own_words == [text.replace("\0", "").split() for text in SEEDS]


async def test_what_a_browser_shows(me: Person, site: Site, tools: Tools) -> None:
    """The words are words, and all of them: no element, no script comes of any."""
    chat = site.parrot.arrived[0].chat
    replies = [said_by_us(tools, text) for text in STORED]
    for reply in replies:
        await site.parrot.say(chat, reply)
    await expect(me.page.locator(".message.bot .words")).to_have_count(len(replies) + 1)
    shown_texts = await me.page.evaluate(SHOWN_TEXTS)
    words = ["".join(plain(reply.text).split()) for reply in replies]
    assert ["".join(text.split()) for text in shown_texts[1:]] == words
    assert set(await me.page.evaluate(ELEMENTS)) <= OWN_TAGS
    labels = await me.page.evaluate(LABELS)
    wanted = [button.text for reply in replies for row in reply.buttons for button in row]
    assert labels[-len(wanted) :] == wanted
    places = await me.page.evaluate(PLACES)
    assert [text.split() for text in places] == [
        ["📍", *(reply.place.title.split() if reply.place else []), "(xem", "bản", "đồ)"]
        for reply in replies
    ]
