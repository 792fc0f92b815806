"""Where a free text names somebody: after a word for a person, or by a surname.

A name that a street, a place or an office bears is nobody's, unless a word for a person leads to
it. Which words tell one from the other is data (`bot/words/names.yaml`). Where nothing tells, a
capitalised name counts as somebody's: a street too many is masked sooner than a neighbour shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.written import Word, data, words_of

LONGEST = 4
"""Syllables of a name."""
_NEXT = re.compile(r"[ \t\u00a0]{1,3}")
_LEADS = re.compile(r"[ \t\u00a0]{0,2}:?[ \t\u00a0]{0,3}")
_LOUD_FROM = 5
"""Words, more than half of which in capitals: then a capital tells nothing."""


@dataclass(frozen=True)
class _Phrases:
    """Phrases looked up by the words that stand in a text: with their marks, or with none."""

    typed: frozenset[str]
    plain: frozenset[str]
    longest: int

    @classmethod
    def of(cls, phrases: Iterable[str], plain: Iterable[str] | None = None) -> Self:
        """Of these phrases, `plain` are known without marks; where none are given, all."""
        typed = frozenset(one_tone_place(each.lower()) for each in phrases)
        bare = frozenset(map(fold, typed if plain is None else plain))
        return cls(typed, bare, max(len(each.split()) for each in typed | bare))

    def __contains__(self, words: Sequence[Word]) -> bool:
        if " ".join(each.typed for each in words) in self.typed:
            return True
        return all(each.bare for each in words) and self._plain(words) in self.plain

    def _plain(self, words: Sequence[Word]) -> str:
        return " ".join(each.plain for each in words)

    def before(self, words: Sequence[Word], at: int) -> int:
        """How many words right before `at` are one of these, at most; 0 for none."""
        lengths = range(min(self.longest, at), 0, -1)
        return next((n for n in lengths if words[at - n : at] in self), 0)

    def here(self, words: Sequence[Word], at: int) -> int:
        """How many words from `at` on are one of these, at most; 0 for none."""
        lengths = range(min(self.longest, len(words) - at), 0, -1)
        return next((n for n in lengths if words[at : at + n] in self), 0)


@dataclass(frozen=True)
class _Known:
    """The data, ready to be looked up."""

    surnames: _Phrases
    surnames_sure: _Phrases
    middles: _Phrases
    middles_sure: _Phrases
    given: _Phrases
    persons: _Phrases
    persons_sure: _Phrases
    titles: _Phrases
    no_names: _Phrases
    places_before: _Phrases
    businesses: _Phrases
    addresses: _Phrases
    streets: _Phrases
    places: _Phrases
    honoured: _Phrases


@cache
def _known() -> _Known:
    rules = dict(data(WORDS / "names.yaml"))
    persons, plain = rules.pop("persons"), rules.pop("places_before_plain")
    before = _Phrases.of(rules.pop("places_before"), plain)
    every = [*persons["sure"], *persons["others"]]
    return _Known(
        persons=_Phrases.of(every),
        persons_sure=_Phrases.of(every, persons["sure"]),
        places_before=before,
        **{name: _Phrases.of(words) for name, words in rules.items()},
    )


def spans(text: str) -> list[tuple[int, int]]:
    """Where names stand in a text in NFC, from the first to the last."""
    words = words_of(text)
    return _Reader(text, words).spans() if words else []


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self._text, self._words, self._data = text, words, _known()
        loud = sum(text[each.start : each.end].isupper() for each in words if len(each.typed) > 1)
        self._loud = len(words) >= _LOUD_FROM and loud * 2 > len(words)

    def spans(self) -> list[tuple[int, int]]:
        found, at = [], 0
        while at < len(self._words):
            after = self._after_person(at)
            count, spared = (after, False) if after else self._by_surname(at)
            if count and not spared:
                found.append((self._words[at].start, self._words[at + count - 1].end))
            at += count or 1
        return found

    def _after_person(self, at: int) -> int:
        """Of how many words the name is that a word for a person leads to; 0 for none."""
        person = self._person_before(at)
        if person is None:
            return 0
        name = self._capitals(at)
        return name or (0 if self._no_name(at) else self._in_small_letters(at, sure=person))

    def _person_before(self, at: int) -> bool | None:
        """Whether the word for a person before `at` is surely one; None where there is none."""
        known, words = self._data, self._words
        if not at or not self._joined(at - 1, _LEADS):
            return None
        lead = at - (known.titles.before(words, at) if self._capital(at) else 0)
        for begin in (lead, at):
            length = known.persons.before(words, begin)
            if length and not self._somebody_else(begin - length):
                return bool(known.persons_sure.before(words, begin))
        return None

    def _somebody_else(self, begin: int) -> bool:
        """Whether the person is one that streets and monuments are named after."""
        known, words = self._data, self._words
        if any(known.honoured.here(words, max(begin - back, 0)) for back in (0, 1)):
            return True
        return (
            words[begin].capital and bool(begin) and bool(known.places_before.before(words, begin))
        )

    def _by_surname(self, at: int) -> tuple[int, bool]:
        """Of how many words the name is that begins with a surname there; whether it is spared."""
        known, words = self._data, self._words
        if (place := known.places.here(words, at)) and self._capital(at):
            return place, True
        if words[at : at + 1] not in known.surnames:
            return 0, False
        name = self._capitals(at)
        if name >= 2:
            return name, self._spared(at, name)
        small = self._with_sure_middle(at)
        return small, bool(small) and self._spared(at, small)

    def _spared(self, at: int, name: int) -> bool:
        """Whether a street, a place or a business bears this name."""
        known, words = self._data, self._words
        if known.streets.here(words, at) or known.places_before.before(words, at):
            return True
        sure = words[at + 1 : at + 2] in known.middles_sure and name >= 3
        if known.businesses.before(words, at):
            return not sure
        numbered = bool(at) and words[at - 1].typed[0].isdigit() and self._joined(at - 1, _NEXT)
        return numbered and (not sure or bool(known.addresses.before(words, at - 1)))

    def _capitals(self, at: int) -> int:
        """How many words from there on are written as a name is."""
        count = 0
        while count < LONGEST and self._goes_on(at, count):
            count += 1
        return count

    def _goes_on(self, at: int, count: int) -> bool:
        here = at + count
        if not self._capital(here) or (count and not self._joined(here - 1, _NEXT)):
            return False
        if count:
            known, words = self._data, self._words
            word = words[here : here + 1]
            ends = word in known.places_before or known.places.here(words, here)
            return not (ends or (word[0].typed in known.persons.typed and count > 1))
        return not self._no_name(at)

    def _capital(self, at: int) -> bool:
        words = self._words
        return at < len(words) and words[at].capital and not self._loud

    def _no_name(self, at: int) -> bool:
        known, words = self._data, self._words
        word = words[at : at + 1]
        plain_person = bool(known.persons.here(words, at)) and word not in known.surnames
        office = word in known.places_before and word not in known.surnames
        place = known.places.here(words, at) and not self._is_person_name(at)
        return bool(known.no_names.here(words, at) or plain_person or office or place)

    def _is_person_name(self, at: int) -> bool:
        return self._words[at + 1 : at + 2] in self._data.middles_sure

    def _in_small_letters(self, at: int, *, sure: bool) -> int:
        """The same for a name in small letters, where it can be told."""
        known, words = self._data, self._words
        first = words[at]
        if middle := self._with_middle(at, sure=sure):
            return middle
        marked = not first.bare
        if first.typed in known.surnames.typed and (marked or sure):
            certain = marked or words[at : at + 1] in known.surnames_sure
            if certain and at + 1 < len(words) and not self._no_name(at + 1):
                return 2 if self._joined(at, _NEXT) else 1
        if sure and words[at : at + 1] in known.surnames_sure:
            follows = at + 1 < len(words) and self._joined(at, _NEXT) and not self._no_name(at + 1)
            return 2 if follows else 1
        given = (
            first.typed in known.given.typed
            if marked
            else sure and first.plain in known.given.plain
        )
        return 1 if given else 0

    def _with_middle(self, at: int, *, sure: bool) -> int:
        """Surname, middle and given name after a word for a person."""
        words, known = self._words, self._data
        middles = known.middles if sure or not words[at].bare else known.middles_sure
        return self._three(at, middles)

    def _with_sure_middle(self, at: int) -> int:
        return self._three(at, self._data.middles_sure)

    def _three(self, at: int, middles: _Phrases) -> int:
        words = self._words
        joined = at + 2 < len(words) and self._joined(at, _NEXT) and self._joined(at + 1, _NEXT)
        if not joined or words[at : at + 1] not in self._data.surnames:
            return 0
        return 3 if words[at + 1 : at + 2] in middles else 0

    def _joined(self, at: int, by: re.Pattern[str]) -> bool:
        """Whether nothing but what `by` allows stands between a word and the next."""
        between = self._text[self._words[at].end : self._words[at + 1].start]
        return by.fullmatch(between) is not None
