"""Which known place somebody means: a unit old or of today, a landmark, a hamlet. Pure.

A guess stays a guess: it is shown beside the person's own words and never instead of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from bot.city.city import Area, City, Landmark
from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.written import Word, words_of

SURE = 88
"""RapidFuzz ratio (0 to 100) from which a misspelled name is taken for one; tested on slips."""
LONGEST_READ = 600
"""Characters in which a name is looked for."""
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
def _names(
    places: tuple[Landmark, ...], areas: tuple[Area, ...]
) -> Mapping[str, tuple[_Name, ...]]:
    """Every name of every known place, split into words, by its first letter without marks."""
    every = tuple(_all_names(places, areas))
    letters = {name.plain[0][0] for name in every}
    return {each: tuple(name for name in every if name.plain[0][0] == each) for each in letters}


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
    words = words_of(text[:LONGEST_READ])
    names = _names(city.places, city.areas)
    found = [
        hit
        for at, word in enumerate(words)
        for name in names.get(_spelt(word.plain)[0], ())
        if (hit := _hit(name, words, at))
    ]
    found.sort(key=lambda hit: (hit.score, hit.span[1] - hit.span[0], hit.marked), reverse=True)
    kept: list[Found] = []
    for hit in found:
        if not any(hit.span[0] < each.span[1] and each.span[0] < hit.span[1] for each in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.is_unit, -hit.score, hit.span))


def guess(text: str, city: City) -> Found | None:
    """The known place a text most likely means: a landmark before a whole ward."""
    return next(iter(places_in(text, city)), None)


def _hit(name: _Name, words: tuple[Word, ...], at: int) -> Found | None:
    there = words[at : at + len(name.words)]
    if len(there) < len(name.words):
        return None
    score = _score(name, there, words[at - 1] if at else None)
    if not score:
        return None
    span, marked = (there[0].start, there[-1].end), any(not word.bare for word in there)
    return replace(name.place, span=span, score=score, marked=marked)


def _score(name: _Name, there: tuple[Word, ...], before: Word | None) -> float:
    """100 for the name itself, with marks or with none; less for a slip; 0 for another word."""
    if all(_same(word, typed, plain) for word, typed, plain in _pairs(name, there)):
        return 100
    led = not name.needs_kind or (before is not None and before.typed in _KINDS)
    plain = " ".join(name.plain)
    if not led or len(plain) < SHORTEST_FUZZY:
        return 0
    if any(_is_other(*pair) for pair in _pairs(name, there)):
        return 0
    score = fuzz.ratio(" ".join(_spelt(word.plain) for word in there), plain)
    return min(score, 99.0) if score >= SURE else 0


def _pairs(name: _Name, there: tuple[Word, ...]) -> Iterator[tuple[Word, str, str]]:
    return zip(there, name.words, name.plain, strict=True)


def _same(word: Word, typed: str, plain: str) -> bool:
    return word.typed == typed or (word.bare and word.plain == plain)


def _is_other(word: Word, typed: str, plain: str) -> bool:
    """Whether it is another word and no slip: another first letter, number, or mark on the same."""
    spelt = _spelt(word.plain)
    if word.plain[0].isdigit() or plain[0].isdigit():
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
