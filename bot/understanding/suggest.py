"""Suggest place and time of a report from the text that describes it.

The words are the person's own, cut out of what they wrote; nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.understanding import WORDS
from knowledge.vietnamese.words import load_words
from knowledge.vietnamese.written import WrittenWord, any_of, longest, pattern, words_of

LONGEST_PLACE = 120
"""Characters; a longer text is a story and no place."""
LONGEST_READ = 600
"""Characters that are read: a long text has place and time in its beginning."""
MOST_LEADS = 3
_BREAK = re.compile(r"[.!?;:\n()\"“”]")
_COMMA = re.compile(r"[,–-]")

Span = tuple[int, int]


@dataclass(frozen=True)
class Suggestion:
    """The words for place and time; empty where there are none."""

    place: str = ""
    happened: str = ""


def suggestion(text: str, names: Sequence[Span] = (), alone: Sequence[Span] = ()) -> Suggestion:
    """Return the suggestion for a text in NFC.

    `names` are the spans of known places in it; `alone` are those of them that are a place
    without any word around them.
    """
    text = text[:LONGEST_READ]
    time_span = _time_span(text)
    place_span = _PlaceReader(text, time_span, names).best(alone)
    return Suggestion(_cut(text, place_span), _cut(text, time_span))


def _cut(text: str, span: Span | None) -> str:
    return " ".join(text[slice(*span)].split()) if span else ""


@cache
def _time() -> re.Pattern[str]:
    rules = load_words(WORDS / "suggest.yaml")["time"]
    before, parts = "|".join(rules["before"]), "|".join(rules["parts"])
    return pattern(f"((?:{before}) )*(?:{parts})((,? )(?:{parts}))*")


def _time_span(text: str) -> Span | None:
    barred = load_words(WORDS / "suggest.yaml")["time"]["not_after"]
    for match in _time().finditer(text):
        before = words_of(text[: match.start()])[-1:]
        ordinal = match[0].lower().startswith(("thứ", "thu"))
        if not (ordinal and any_of(before, barred)):
            return match.span()
    return None


class _PlaceReader:
    """Find the places in one text, outside of `time_span`; `names` are spans of known places."""

    def __init__(self, text: str, time_span: Span | None, names: Sequence[Span]) -> None:
        self._text, self._names, self._words = text, names, words_of(text)
        self._time_span = time_span or (0, 0)
        self._rules = load_words(WORDS / "suggest.yaml")["place"]

    def best(self, alone: Sequence[Span]) -> Span | None:
        """Return the span of the place with a known name, else of the longest."""
        spans: list[Span] = []
        at = 0
        while at < len(self._words):
            if end := self._place_end(at):
                spans.append((self._words[at].start, self._words[end - 1].end))
            at = end or at + 1
        spans += [name for name in alone if not any(_covers(span, name) for span in spans)]
        return max(spans, key=self._worth, default=None)

    def _worth(self, span: Span) -> tuple[bool, int]:
        return any(_covers(span, name) for name in self._names), span[1] - span[0]

    def _place_end(self, at: int) -> int:
        """Return the index after the place that begins with this word; 0 if none begins."""
        first = self._first(at)
        if not first:
            return 0
        end = self._end(first)
        return end if self._words[end - 1].end - self._words[at].start <= LONGEST_PLACE else 0

    def _first(self, at: int) -> int:
        """Return the index after the first noun or name of a place that begins here; 0 for none.

        A word may lead to a place or be its noun: "o cho san thang" is "ở chợ" and not "ở chỗ".
        """
        heads = (self._head(lead, led=lead > at) for lead in reversed(self._leads(at)))
        return next(filter(None, heads), 0)

    def _leads(self, at: int) -> list[int]:
        """Return this index, and each after words that lead to a place: "ngay trước", "ở đầu"."""
        leads = [at]
        while len(leads) <= MOST_LEADS and not self._is_car(at):
            lead, count = longest(self._words, at, self._rules["before"]) or ("", 0)
            if not count or self._barred(at, at + count, lead, led=False):
                break
            at += count
            leads.append(at)
        return leads

    def _is_car(self, at: int) -> bool:
        """Return whether `o to` is "ô tô": only a number makes it "ở tổ 5"."""
        plain = [word.plain for word in self._words[at : at + 3]]
        return plain[:2] == ["o", "to"] and not (len(plain) == 3 and plain[2][0].isdigit())

    def _head(self, at: int, *, led: bool) -> int:
        """Return the index after the noun of a place, or after its name; 0 if there is none."""
        words, rules = self._words, self._rules
        if at >= len(words):
            return 0
        if led and self._is_known(words[at]):
            return at + 1
        short = load_words(WORDS / "suggest.yaml")["short"].get(words[at].typed, "")
        noun, count = longest(words, at, rules["named"] + rules["standing"]) or (short, 1)
        after = at + count
        if not noun or self._barred(at, after, noun, led=led):
            return 0
        doubtful = words[at].bare and noun in rules["doubtful"]
        if doubtful and not (led or self._sure_name(after)):
            return 0
        if self._is_name(after):
            return after + 1
        return 0 if noun in rules["named"] or not led else after

    def _barred(self, at: int, after: int, noun: str, *, led: bool) -> bool:
        """Return whether the word before or after makes it another word; a lead does not."""
        behind = self._words[at - 1 : at] if at and not led else ()
        ahead = self._words[after : after + 1]
        ahead = tuple(word for word in ahead if not word.capital or self._words[at].capital)
        not_after, not_before = self._rules["not_after"], self._rules["not_before"]
        return any_of(behind, not_after.get(noun, ())) or any_of(ahead, not_before.get(noun, ()))

    def _is_name(self, at: int) -> bool:
        """Return whether the next word can be a name: it follows the noun and ends no place."""
        if at >= len(self._words) or self._words[at - 1].sign not in (" ", "."):
            return False
        return self._sure_name(at) or not self._stops(at)

    def _sure_name(self, at: int) -> bool:
        """Return whether it is surely a name: a number, a known place, or a capital in a text."""
        if at >= len(self._words):
            return False
        word = self._words[at]
        if word.plain[0].isdigit() or self._is_known(word):
            return True
        return word.capital and not all(neighbour.capital for neighbour in self._words)

    def _is_known(self, word: WrittenWord) -> bool:
        return any(_covers(name, (word.start, word.end)) for name in self._names)

    def _stops(self, at: int) -> bool:
        return any_of(self._words[at : at + 1], self._rules["stop"])

    def _end(self, first: int) -> int:
        """Return the index after the last word that belongs to the place."""
        words, at = self._words, first
        while at < len(words) and at - first < self._rules["most_words"]:
            gap = self._text[words[at - 1].end : words[at].start]
            if _BREAK.search(gap) or self._time_span[0] <= words[at].start < self._time_span[1]:
                break
            if further := self._first(at):
                at = further
            elif _COMMA.search(gap) or (
                (self._stops(at) or self._ends_name(words[at - 1])) and not self._sure_name(at)
            ):
                break
            else:
                at += 1
        while at > first and any_of(words[at - 1 : at], self._rules["before"]):
            at -= 1  # words that lead to a place that does not come
        return at

    def _ends_name(self, word: WrittenWord) -> bool:
        """Return whether a name ends with this word: a known one, or a number."""
        return word.plain[0].isdigit() or any(word.end == end for _, end in self._names)


def _covers(span: Span, inner: Span) -> bool:
    return span[0] <= inner[0] and inner[1] <= span[1]
