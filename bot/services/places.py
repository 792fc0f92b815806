"""Which known place somebody means: a unit old or of today, a landmark, a hamlet. Pure.

A guess stays a guess: it is shown beside the person's own words and never instead of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from bot.city import Area, City, Landmark
from bot.services.written import Word, words_of
from knowledge.text import fold, one_tone_place

SURE = 88
"""RapidFuzz ratio (0 to 100) from which a misspelled name is taken for one; tested on slips."""
SHORTEST_FUZZY = 8
"""Letters a name needs before a slip in it is forgiven: short names are too like each other."""

_KINDS = ("phường", "xã", "bản", "thôn", "tổ", "p", "x", "ph", "phg", "px")
_TEEN = ((re.compile("^f"), "ph"), (re.compile("^z"), "d"), (re.compile("^j"), "gi"))


@dataclass(frozen=True)
class Found:
    """A known place in a text: its name, where in the text it is named, and what is sure of it.

    `score` is 100 for a name without a slip. `marked`: it was written with its marks.
    """

    name: str
    span: tuple[int, int]
    score: float
    marked: bool
    area: str | None = None
    unit: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_unit(self) -> bool:
        """Whether it is a ward or commune, which says where only roughly."""
        return self.unit == self.name


@dataclass(frozen=True)
class _Name:
    words: tuple[str, ...]
    plain: tuple[str, ...]
    place: Found
    needs_kind: bool


@lru_cache(maxsize=8)
def _names(places: tuple[Landmark, ...], areas: tuple[Area, ...]) -> tuple[_Name, ...]:
    """Every name of every known place, split into words."""
    return tuple(_all_names(places, areas))


def _all_names(places: tuple[Landmark, ...], areas: tuple[Area, ...]) -> Iterator[_Name]:
    for place in places:
        known = Found(place.name, (0, 0), 0, False, place.area, place.unit, place.latitude,
                      place.longitude)  # fmt: skip
        for name in (place.name, *place.aliases):
            yield _name(name, known)
    for area in areas:
        for unit in dict.fromkeys((area.name, *area.units)):
            known = Found(unit, (0, 0), 0, False, area.id, unit)
            yield _name(unit, known)
            yield _name(unit.split(" ", 1)[1], known)


def _name(name: str, place: Found) -> _Name:
    words = tuple(word.typed for word in words_of(name))
    return _Name(words, tuple(map(fold, words)), place, place.is_unit and place.name != name)


def places_in(text: str, city: City) -> list[Found]:
    """The known places a text names, the surest first, no two at the same words."""
    words = words_of(text)
    found = [hit for name in _names(city.places, city.areas) for hit in _hits(name, words)]
    found.sort(key=lambda hit: (hit.score, hit.span[1] - hit.span[0], hit.marked), reverse=True)
    kept: list[Found] = []
    for hit in found:
        if not any(hit.span[0] < each.span[1] and each.span[0] < hit.span[1] for each in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.is_unit, -hit.score, hit.span))


def guess(text: str, city: City) -> Found | None:
    """The known place a text most likely means: a landmark before a whole ward."""
    return next(iter(places_in(text, city)), None)


def _hits(name: _Name, words: tuple[Word, ...]) -> Iterator[Found]:
    size = len(name.words)
    for at in range(len(words) - size + 1):
        there = words[at : at + size]
        if score := _score(name, there, words[at - 1] if at else None):
            place = name.place
            yield Found(
                place.name, (there[0].start, there[-1].end), score,
                any(not word.bare for word in there),
                place.area, place.unit, place.latitude, place.longitude,
            )  # fmt: skip


def _score(name: _Name, there: tuple[Word, ...], before: Word | None) -> float:
    """100 for the name itself, with marks or with none; less for a slip; 0 for another word."""
    if all(_same(word, typed, plain) for word, typed, plain in _pairs(name, there)):
        return 100
    led = not name.needs_kind or (before is not None and before.typed in _KINDS)
    typed = " ".join(_spelt(word.plain) for word in there)
    plain = " ".join(name.plain)
    if (
        not led
        or len(plain) < SHORTEST_FUZZY
        or any(_is_other(*pair) for pair in _pairs(name, there))
    ):
        return 0
    score = fuzz.ratio(typed, plain)
    return min(score, 99.0) if score >= SURE else 0


def _pairs(name: _Name, there: tuple[Word, ...]) -> Iterator[tuple[Word, str, str]]:
    return zip(there, name.words, name.plain, strict=True)


def _same(word: Word, typed: str, plain: str) -> bool:
    return word.typed == typed or (word.bare and word.plain == plain)


def _is_other(word: Word, typed: str, plain: str) -> bool:
    """Whether it is another word and no slip: another first letter, number, or mark on the same."""
    spelt = _spelt(word.plain)
    if word.plain.isdigit() or plain.isdigit():
        return word.plain != plain
    marked = not word.bare and word.plain == plain and one_tone_place(word.typed) != typed
    return spelt[0] != plain[0] or (marked and _far(word.typed, typed))


def _far(typed: str, known: str) -> bool:
    """Two words of the same letters whose marks differ in more than one place."""
    return sum(one != two for one, two in zip(typed, known, strict=False)) > 1


def _spelt(plain: str) -> str:
    for wrong, right in _TEEN:
        plain = wrong.sub(right, plain)
    return plain
