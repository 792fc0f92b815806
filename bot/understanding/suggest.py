"""What one sentence tells besides what happened: where, and when. Only ever a suggestion.

The words are the person's own, cut out of what they wrote; nothing is put in their mouth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.understanding import WORDS
from knowledge.vietnamese.written import Word, any_of, data, longest, pattern, words_of

LONGEST_PLACE = 120
"""Characters; what is longer is a story and no place."""
LONGEST_READ = 600
"""Characters that are read: who writes a novel says where and when in its beginning."""
MOST_LEADS = 3
_BREAK = re.compile(r"[.!?;:\n()\"“”]")
_COMMA = re.compile(r"[,–-]")

Span = tuple[int, int]


@dataclass(frozen=True)
class Told:
    """The words that say where and when; empty where nothing does."""

    place: str = ""
    happened: str = ""


def told(text: str, names: Sequence[Span] = (), alone: Sequence[Span] = ()) -> Told:
    """What a text in NFC tells.

    `names` are the spans of known places' names in it; those that say where without any word
    around them are in `alone` too.
    """
    text = text[:LONGEST_READ]
    when = _when(text)
    where = _where(text, when, names, alone)
    return Told(_cut(text, where), _cut(text, when))


def _cut(text: str, span: Span | None) -> str:
    return " ".join(text[slice(*span)].split()) if span else ""


@cache
def _time() -> re.Pattern[str]:
    rules = data(WORDS / "suggest.yaml")["time"]
    before, parts = "|".join(rules["before"]), "|".join(rules["parts"])
    return pattern(f"((?:{before}) )*(?:{parts})((,? )(?:{parts}))*")


def _when(text: str) -> Span | None:
    barred = data(WORDS / "suggest.yaml")["time"]["not_after"]
    for found in _time().finditer(text):
        before = words_of(text[: found.start()])[-1:]
        ordinal = found[0].lower().startswith(("thứ", "thu"))
        if not (ordinal and any_of(before, barred)):
            return found.span()
    return None


def _where(
    text: str, when: Span | None, names: Sequence[Span], alone: Sequence[Span]
) -> Span | None:
    """The stretch of words that says where: the one with a known name, else the longest."""
    words = words_of(text)
    found: list[Span] = []
    at = 0
    while at < len(words):
        end = _place_from(text, words, at, when, names)
        if end:
            found.append((words[at].start, words[end - 1].end))
        at = end or at + 1
    found += [span for span in alone if not any(_covers(each, span) for each in found)]
    return max(found, key=lambda each: _worth(each, names), default=None)


def _worth(span: Span, names: Sequence[Span]) -> tuple[bool, int]:
    return any(_covers(span, name) for name in names), span[1] - span[0]


def _covers(span: Span, inner: Span) -> bool:
    return span[0] <= inner[0] and inner[1] <= span[1]


def _place_from(
    text: str, words: tuple[Word, ...], at: int, when: Span | None, names: Sequence[Span]
) -> int:
    """Where the place that begins with this word ends (the index after it); 0: none begins."""
    first = _first(words, at, names)
    if not first:
        return 0
    end = _end(text, words, first, when, names)
    span = (words[at].start, words[end - 1].end)
    return end if span[1] - span[0] <= LONGEST_PLACE else 0


def _first(words: tuple[Word, ...], at: int, names: Sequence[Span]) -> int:
    """The index after the first noun or name of a place that begins here; 0: none does.

    A word may lead to a place or be its noun: "o cho san thang" is "ở chợ" and not "ở chỗ".
    """
    leads = _leads(words, at)
    heads = (_head(words, lead, led=lead > at, names=names) for lead in reversed(leads))
    return next(filter(None, heads), 0)


def _leads(words: tuple[Word, ...], at: int) -> list[int]:
    """This index, and each after words that lead to a place: "ngay trước", "ở đầu"."""
    leads = [at]
    before = data(WORDS / "suggest.yaml")["place"]["before"]
    while (
        len(leads) <= MOST_LEADS
        and (found := longest(words, at, before))
        and not _is_car(words, at)
    ):
        if _barred(words, at, at + found[1], found[0], led=False):
            break
        at += found[1]
        leads.append(at)
    return leads


def _is_car(words: tuple[Word, ...], at: int) -> bool:
    """Whether `o to` is "ô tô": only a number makes it "ở tổ 5"."""
    after = [word.plain for word in words[at : at + 3]]
    return after[:2] == ["o", "to"] and not (len(after) == 3 and after[2][0].isdigit())


def _head(words: tuple[Word, ...], at: int, *, led: bool, names: Sequence[Span]) -> int:
    """The index after the noun of a place, or after its name; 0: there is none."""
    rules = data(WORDS / "suggest.yaml")["place"]
    if at >= len(words):
        return 0
    if led and _named_at(words[at], names):
        return at + 1
    short = data(WORDS / "suggest.yaml")["short"]
    found = longest(words, at, rules["named"] + rules["standing"])
    noun, count = found or (short.get(words[at].typed, ""), 1)
    after = at + count
    if not noun or _barred(words, at, after, noun, led=led):
        return 0
    name = after < len(words) and _is_name(words, after, names)
    if (
        words[at].bare
        and noun in rules["doubtful"]
        and not (led or _sure_name(words, after, names))
    ):
        return 0
    needs_name = noun in rules["named"] or not led
    return after + 1 if name else (0 if needs_name else after)


def _barred(words: tuple[Word, ...], at: int, after: int, noun: str, *, led: bool) -> bool:
    """Whether what stands before or after makes it another word; what led to it does not."""
    rules = data(WORDS / "suggest.yaml")["place"]
    behind = words[at - 1 : at] if at and not led else ()
    ahead = words[after : after + 1]
    ahead = tuple(word for word in ahead if not word.capital or words[at].capital)
    return any_of(behind, rules["not_after"].get(noun, ())) or any_of(
        ahead, rules["not_before"].get(noun, ())
    )


def _is_name(words: tuple[Word, ...], at: int, names: Sequence[Span]) -> bool:
    """Whether the next word can be a name: right behind the noun, and none that ends a place."""
    if at >= len(words) or words[at - 1].sign not in (" ", "."):
        return False
    return _sure_name(words, at, names) or not _stops(words[at])


def _sure_name(words: tuple[Word, ...], at: int, names: Sequence[Span]) -> bool:
    """Whether it is surely a name: a number, a known place, or a capital in the midst of words."""
    if at >= len(words):
        return False
    word = words[at]
    if word.plain[0].isdigit() or _named_at(word, names):
        return True
    return word.capital and not all(each.capital for each in words)


def _named_at(word: Word, names: Sequence[Span]) -> bool:
    return any(_covers(name, (word.start, word.end)) for name in names)


def _stops(word: Word) -> bool:
    return any_of((word,), data(WORDS / "suggest.yaml")["place"]["stop"])


def _end(
    text: str, words: tuple[Word, ...], at: int, when: Span | None, names: Sequence[Span]
) -> int:
    """Go on while the words still belong to the place."""
    first = at
    while at < len(words) and at - first < data(WORDS / "suggest.yaml")["place"]["most_words"]:
        gap = text[words[at - 1].end : words[at].start]
        if _BREAK.search(gap) or (when and when[0] <= words[at].start < when[1]):
            break
        if further := _first(words, at, names):
            at = further
        elif _COMMA.search(gap) or (
            (_stops(words[at]) or _is_whole(words[at - 1], names))
            and not _sure_name(words, at, names)
        ):
            break
        else:
            at += 1
    return _without_tail(words, first, at)


def _is_whole(word: Word, names: Sequence[Span]) -> bool:
    """Whether a name ends with this word: a known one, or a number."""
    return word.plain[0].isdigit() or any(word.end == end for _, end in names)


def _without_tail(words: tuple[Word, ...], first: int, end: int) -> int:
    """Without words that lead to something that did not come."""
    before = data(WORDS / "suggest.yaml")["place"]["before"]
    while end > first and any_of(words[end - 1 : end], before):
        end -= 1
    return end
