"""Cutting the small HTML of a reply into pieces that fit a message."""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from bot.texts.characters import joined, units

_VISIBLE = re.compile(r"(?:^|>)\s*[^\s<&]")
_LAST_SPACE = re.compile(r".*(?=[^\S\u00a0\u202f])", re.DOTALL)


def plain(html: str) -> str:
    """Return the text that people see of `html`: no tags, entities resolved."""
    return "".join(text for text, _ in _read(html))


def split(html: str, limit: int) -> list[str]:
    """Cut `html` into pieces of which people see at most `limit` UTF-16 units each.

    It is cut at white space (a line's end sooner than a word's), which is dropped there; only a
    word longer than a whole piece is cut inside, between two characters as a reader sees them.
    A piece closes the tags that are open at its end, and the next one opens them again. Pieces
    with nothing to see are left out, so the list may be empty.
    """
    if _VISIBLE.search(html) and units(html) <= limit:
        return [html]
    runs = _read(html)
    text = "".join(run for run, _ in runs)
    if not text.strip():
        return []
    if units(text) <= limit:
        return [html]
    return [_render(runs, start, end) for start, end in _pieces(text, limit)]


@dataclass(eq=False)
class _Tag:
    """One opened tag, as it was written; told apart from others that look the same."""

    name: str
    written: str


_Run = tuple[str, tuple[_Tag, ...]]


@dataclass
class _Reader(HTMLParser):
    """Collects runs of text, each with the tags it stands in."""

    runs: list[_Run] = field(default_factory=list)
    opened: list[_Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.opened.append(_Tag(tag, self.get_starttag_text() or f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if self.opened and self.opened[-1].name == tag:
            self.opened.pop()

    def handle_data(self, data: str) -> None:
        self.runs.append((data, tuple(self.opened)))


def _read(html: str) -> list[_Run]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.runs


def _pieces(text: str, limit: int) -> list[tuple[int, int]]:
    """Return the start and end of each piece in `text`, white space at its ends left out."""
    pieces = []
    start = _skip_space(text, 0)
    while start < len(text):
        end = _cut(text, start, limit)
        pieces.append((start, start + len(text[start:end].rstrip())))
        start = _skip_space(text, end)
    return pieces


def _skip_space(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


def _cut(text: str, start: int, limit: int) -> int:
    """Return the best end of the piece from `start` on, after `limit` units at most."""
    end = start + _fitting(text[start : start + limit], limit)
    if end == len(text):
        return end
    window = text[start : end + 1]  # a piece may end right before a space
    half = len(window) // 2
    for sign in ("\n\n", "\n"):
        if (at := window.rfind(sign)) > half:
            return start + at
    if (spaced := _LAST_SPACE.match(window)) and spaced.end() > 0:
        return start + spaced.end()
    return _whole_character(text, start, end)


def _fitting(text: str, limit: int) -> int:
    """Return how many of the first characters of `text` take `limit` units at most."""
    while (excess := units(text) - limit) > 0:
        text = text[: -((excess + 1) // 2)]  # a character takes two units at most
    return len(text)


def _whole_character(text: str, start: int, end: int) -> int:
    """Return the last place up to `end` that is not inside one visible character."""
    at = end
    while at > start and joined(text, start, at):
        at -= 1
    return at if at > start else end


def _render(runs: list[_Run], start: int, end: int) -> str:
    """Return the text from `start` to `end` with its tags."""
    out: list[str] = []
    opened: tuple[_Tag, ...] = ()
    at = 0
    for text, tags in runs:
        visible = text[max(start - at, 0) : max(end - at, 0)]
        at += len(text)
        if visible:
            out += _change(opened, tags)
            out.append(escape(visible, quote=False))
            opened = tags
    return "".join([*out, *_change(opened, ())])


def _change(old: tuple[_Tag, ...], new: tuple[_Tag, ...]) -> list[str]:
    """Return the text that closes the tags that end here and opens those that begin."""
    same = 0
    while same < min(len(old), len(new)) and old[same] is new[same]:
        same += 1
    closed = [f"</{tag.name}>" for tag in reversed(old[same:])]
    return closed + [tag.written for tag in new[same:]]
