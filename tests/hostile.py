"""Two hundred hostile texts, and what a reply shown to people may never have in it."""

import random
import re
import unicodedata
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest

from bot.channels.telegram.html import split
from bot.core.events import Reply
from tests.town import Town

ALLOWED = {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}
SEEDS = (
    "<script>alert(1)</script>", "<b>đậm", "</b></blockquote>", "<a href='javascript:x'>bấm</a>",
    "&lt;b&gt;", "&#60;i&#62;", "{{ 7*7 }}{% raw %}", "<img src=x onerror=x>", "]]><!--", "-->",
    "\u202eđảo ngược\u202c", "\u2066giấu\u2069", "a\u200bb\u200cc\ufeff", "\x00không\x07",
    "Z\u0351\u036b\u0343a\u0357\u0300\u0304l\u0334g\u0321o\u0322" * 4, "hòa bình thế",
    "cộng hòa xã hội", "👨‍👩‍👧‍👦🏳️‍🌈🇻🇳", "\u0600\u06ddعربى", "'\"`;DROP TABLE report;--",
    "=HYPERLINK(\"http://x\")", "+1-1|cmd", "%00%3Cb%3E", "\\u003cb\\u003e", "\r\n\r\nSet: x",
    "&amp;&&amp;amp;", "<<<>>>", "<b", "a<b>c", "\ud7a3\U0010fffd", "  \t \u3164 x",
)  # fmt: skip


def hostile_texts() -> list[str]:
    """Two hundred, always the same: two or three of the seeds, some very long, some in NFD."""
    chance = random.Random(4)
    made = list(SEEDS)
    while len(made) < 200:
        text = " ".join(chance.sample(SEEDS, chance.randint(2, 3)))
        text = unicodedata.normalize("NFD", text) if chance.random() < 0.25 else text
        made.append(text * chance.choice((1, 1, 1, 12)))
    return made


TEXTS = hostile_texts()
SOME_OR_ALL = [
    pytest.param(TEXTS[::5], id="every fifth"),
    pytest.param(TEXTS, id="all", marks=pytest.mark.slow),
]
BATCHES = [
    pytest.param("sqlite", SEEDS, id="sqlite"),
    *(
        pytest.param("sqlite", TEXTS[number::8], id=f"sqlite-{number}", marks=pytest.mark.slow)
        for number in range(8)
    ),
    pytest.param("postgresql", SEEDS, id="postgresql"),
]
"""Databases and texts: the seeds at every push, what is made of them with `--everything`."""


class Strict(HTMLParser):
    """Finds what is not the small HTML: other tags, other attributes, tags left open or crossed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        links = all(name == "href" and (to or "").startswith("https://") for name, to in attrs)
        folded = tag == "blockquote" and attrs == [("expandable", None)]  # our own long lists
        if tag not in ALLOWED or not (folded or links) or (attrs and tag != "a" and not folded):
            self.wrong.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def faults(html: str) -> list[str]:
    """What is wrong with a reply's text."""
    parser = Strict()
    parser.feed(html)
    parser.close()
    return [*parser.wrong, *parser.open, *unseen(html)]


def unseen(text: str) -> list[str]:
    """Characters that hide or turn round what is read."""
    hidden = [each for each in text if each not in "\n\t" and unicodedata.category(each) == "Cc"]
    turned = re.findall("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)
    return [*map(repr, hidden), *map(repr, turned)]


def all_faults(town: Town) -> list[tuple[str, list[str]]]:
    """In everything everybody was shown, whole and as a channel cuts it."""
    return faults_of(each.reply for chat in town.channel.chats.values() for each in chat)


def faults_of(replies: Iterable[Reply]) -> list[tuple[str, list[str]]]:
    """In so many replies; a button is one line of plain words, and never without any."""
    shown = list(replies)
    texts = dict.fromkeys(reply.text for reply in shown)
    pieces = dict.fromkeys(piece for text in texts for piece in split(text, 4096))
    found = [(each[:200], wrong) for each in {**texts, **pieces} if (wrong := faults(each))]
    labels = {button.text for reply in shown for row in reply.buttons for button in row}
    for label in labels:
        wrong = unseen(label) + ["\\n"] * ("\n" in label) + ["empty"] * (not label.strip())
        if wrong:
            found.append((label, wrong))
    return found
