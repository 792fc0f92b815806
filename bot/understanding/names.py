"""Find names of people in a free text: after a word for a person, or by a surname.

The name of a street, a place or an office is no person's, unless a word for a person leads to it.
The words that tell them apart are data (`words/names.yaml`). In doubt a capitalised name counts as
a person's: better a street masked than a neighbour shown.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.words import load_words
from knowledge.vietnamese.written import WrittenWord, words_of

MOST_PARTS = 4
"""Syllables of a name."""
_NEXT = re.compile(r"[ \t\u00a0]{1,3}")
_LEADS = re.compile(r"[ \t\u00a0]{0,2}:?[ \t\u00a0]{0,3}")
_LOUD_FROM = 5
"""Words in a text; if more than half are in capitals, a capital means nothing."""


@dataclass(frozen=True)
class _Phrases:
    """Phrases looked up by the words of a text: with their marks, or with none."""

    typed: frozenset[str]
    plain: frozenset[str]
    longest: int
    first: frozenset[str]
    last: frozenset[str]
    """The words without marks that a phrase begins and ends with: most words are none of them."""

    @classmethod
    def of(cls, phrases: Iterable[str], plain: Iterable[str] | None = None) -> Self:
        """Make them of `phrases`; those in `plain` (None: all) are found without marks too."""
        typed = frozenset(one_tone_place(phrase.lower()) for phrase in phrases)
        bare = frozenset(map(fold, typed if plain is None else plain))
        words = [fold(phrase).split() for phrase in typed | bare]
        first, last = (frozenset(phrase[end] for phrase in words) for end in (0, -1))
        return cls(typed, bare, max(map(len, words)), first, last)

    def __contains__(self, words: Sequence[WrittenWord]) -> bool:
        if " ".join(word.typed for word in words) in self.typed:
            return True
        plain = " ".join(word.plain for word in words)
        return all(word.bare for word in words) and plain in self.plain

    def before(self, words: Sequence[WrittenWord], at: int) -> int:
        """Return the length of the longest phrase right before `at`; 0 for none."""
        if not at or words[at - 1].plain not in self.last:
            return 0
        lengths = range(min(self.longest, at), 0, -1)
        return next((n for n in lengths if words[at - n : at] in self), 0)

    def starting(self, words: Sequence[WrittenWord], at: int) -> int:
        """Return the length of the longest phrase that starts at `at`; 0 for none."""
        if at >= len(words) or words[at].plain not in self.first:
            return 0
        lengths = range(min(self.longest, len(words) - at), 0, -1)
        return next((n for n in lengths if words[at : at + n] in self), 0)


@cache
def _word_lists() -> dict[str, _Phrases]:
    """Return the word lists of `names.yaml`, ready for look-ups."""
    rules = dict(load_words(WORDS / "names.yaml"))
    persons, plain = rules.pop("persons"), rules.pop("places_before_plain")
    all_persons = [*persons["sure"], *persons["others"]]
    return {name: _Phrases.of(words) for name, words in rules.items()} | {
        "persons": _Phrases.of(all_persons),
        "persons_sure": _Phrases.of(all_persons, persons["sure"]),
        "places_before": _Phrases.of(rules["places_before"], plain),
    }


def spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of names in a text in NFC, from the first to the last."""
    words = words_of(text)
    return _Reader(text, words).spans() if words else []


def has_name(text: str, name: str, *, capital: bool) -> bool:
    """Return whether a text in NFC names a person by the last word of a name.

    Where a name is read, marks may be missing; elsewhere, with `capital`, the word stands as it is.
    """
    last = name.rsplit(maxsplit=1)[-1]
    named = " ".join(text[begin:end] for begin, end in spans(text))
    return fold(last) in map(fold, named.split()) or (capital and last in re.findall(r"\w+", text))


def is_street(text: str) -> bool:
    """Return whether a text has the name of a street in it, with its marks or with none."""
    words, streets = words_of(text), _word_lists()["streets"]
    return any(streets.starting(words, at) for at in range(len(words)))


class _Reader:
    """Read one text from left to right."""

    def __init__(self, text: str, words: Sequence[WrittenWord]) -> None:
        self._text, self._words, self._lists = text, words, _word_lists()
        loud = sum(text[word.start : word.end].isupper() for word in words if len(word.typed) > 1)
        self._loud = len(words) >= _LOUD_FROM and loud * 2 > len(words)

    def spans(self) -> list[tuple[int, int]]:
        spans, at = [], 0
        while at < len(self._words):
            after = self._after_person(at)
            count, spared = (after, False) if after else self._by_surname(at)
            if count and not spared:
                spans.append((self._words[at].start, self._words[at + count - 1].end))
            at += count or 1
        return spans

    def _after_person(self, at: int) -> int:
        """Return the length of a name that a word for a person leads to; 0 for none."""
        person = self._person_before(at)
        if person is None:
            return 0
        name = self._capitals(at)
        return name or (0 if self._no_name(at) else self._in_small_letters(at, sure=person))

    def _person_before(self, at: int) -> bool | None:
        """Return whether the word for a person before `at` is certain; None where there is none."""
        lists, words = self._lists, self._words
        if not at or not self._joined(at - 1, _LEADS):
            return None
        lead = at - (lists["titles"].before(words, at) if self._capital(at) else 0)
        for begin in (lead, at):
            length = lists["persons"].before(words, begin)
            if length and not self._is_honoured(begin - length):
                return bool(lists["persons_sure"].before(words, begin))
        return None

    def _is_honoured(self, begin: int) -> bool:
        """Return whether the person is one that streets and monuments are named after."""
        lists, words = self._lists, self._words
        if any(lists["honoured"].starting(words, max(begin - back, 0)) for back in (0, 1)):
            return True
        return words[begin].capital and lists["places_before"].before(words, begin) > 0

    def _by_surname(self, at: int) -> tuple[int, bool]:
        """Return the length of a name that begins with a surname, and whether it is spared."""
        lists, words = self._lists, self._words
        if (place := lists["places"].starting(words, at)) and self._capital(at):
            return place, True
        if words[at : at + 1] not in lists["surnames"]:
            return 0, False
        if office := self._of_office(at):
            return office, True
        name = self._capitals(at)
        if name >= 2:
            return name, self._spared(at, name)
        small = self._full_name(at, lists["middles_sure"])
        return small, bool(small) and self._spared(at, small)

    def _of_office(self, at: int) -> int:
        """Return the length of "đô thị" in the name of an office or a city; 0 for none."""
        lists, words = self._lists, self._words
        length = lists["urban"].starting(words, at)
        if not length or self._capital(at + 1) or (words[at].bare and self._is_name(at, length)):
            return 0
        of_place = lists["places"].starting(words, at + length)
        return length if of_place or lists["urban_before"].before(words, at) else 0

    def _is_name(self, at: int, length: int) -> bool:
        """Return whether "do thi" may be a person's: behind a word for one, or before a name."""
        lists, after = self._lists, self._words[at + length : at + length + 1]
        named = after in lists["given"] or after in lists["middles"]
        office = after in lists["places_before"]
        return self._person_before(at) is not None or (named and not office)

    def _spared(self, at: int, name: int) -> bool:
        """Return whether a street, a place or a business has this name."""
        lists, words = self._lists, self._words
        if lists["streets"].starting(words, at) or lists["places_before"].before(words, at):
            return True
        sure = words[at + 1 : at + 2] in lists["middles_sure"] and name >= 3
        if lists["businesses"].before(words, at):
            return not sure
        numbered = bool(at) and words[at - 1].typed[0].isdigit() and self._joined(at - 1, _NEXT)
        return numbered and (not sure or bool(lists["addresses"].before(words, at - 1)))

    def _capitals(self, at: int) -> int:
        """Return how many words from `at` on are written as a name."""
        if not self._capital(at) or self._no_name(at):
            return 0
        count = 1
        while count < MOST_PARTS and self._goes_on(at + count, by_person=count == 1):
            count += 1
        return count

    def _goes_on(self, at: int, *, by_person: bool) -> bool:
        """Return whether a name goes on with this word, which may be one for a person too."""
        lists, word = self._lists, self._words[at : at + 1]
        if not self._capital(at) or not self._joined(at - 1, _NEXT):
            return False
        if word in lists["places_before"] or lists["places"].starting(self._words, at):
            return False
        return by_person or word[0].typed not in lists["persons"].typed

    def _capital(self, at: int) -> bool:
        words = self._words
        return at < len(words) and words[at].capital and not self._loud

    def _no_name(self, at: int) -> bool:
        lists, words = self._lists, self._words
        word = words[at : at + 1]
        is_person = words[at + 1 : at + 2] in lists["middles_sure"]
        if lists["no_names"].starting(words, at):
            return True
        if lists["places"].starting(words, at) and not is_person:
            return True
        leads = lists["persons"].starting(words, at) > 0 or word in lists["places_before"]
        return leads and word not in lists["surnames"]

    def _in_small_letters(self, at: int, *, sure: bool) -> int:
        """Return the length of a name in small letters after a word for a person; 0 for none."""
        lists, words = self._lists, self._words
        first = words[at]
        marked = not first.bare
        middles = lists["middles"] if sure or marked else lists["middles_sure"]
        if full_name := self._full_name(at, middles):
            return full_name
        if first.typed in lists["surnames"].typed and (marked or sure):
            certain = marked or words[at : at + 1] in lists["surnames_sure"]
            if certain and at + 1 < len(words) and not self._no_name(at + 1):
                return 2 if self._joined(at, _NEXT) else 1
        if sure and words[at : at + 1] in lists["surnames_sure"]:
            follows = at + 1 < len(words) and self._joined(at, _NEXT) and not self._no_name(at + 1)
            return 2 if follows else 1
        if marked:
            return int(first.typed in lists["given"].typed)
        return int(sure and first.plain in lists["given"].plain)

    def _full_name(self, at: int, middles: _Phrases) -> int:
        """Return 3 where surname, middle name and given name follow each other; else 0."""
        words = self._words
        joined = at + 2 < len(words) and self._joined(at, _NEXT) and self._joined(at + 1, _NEXT)
        if not joined or words[at : at + 1] not in self._lists["surnames"]:
            return 0
        is_name = words[at + 1 : at + 2] in middles and not words[at + 2].typed[0].isdigit()
        return 3 if is_name else 0

    def _joined(self, at: int, by: re.Pattern[str]) -> bool:
        """Return whether only signs that `by` allows stand between a word and the next."""
        between = self._text[self._words[at].end : self._words[at + 1].start]
        return by.fullmatch(between) is not None
