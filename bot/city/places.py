"""Find known places in a text: a current or former unit, a landmark, a hamlet. Pure.

A guess stays a guess: it is shown with the person's own words and never instead of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import starmap

from rapidfuzz import fuzz

from bot.city.city import City
from bot.city.parts import Area, Landmark
from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.written import WrittenWord, words_of

SURE = 88
"""RapidFuzz ratio (0 to 100) from which a misspelled name is taken for one; tested on slips."""
LONGEST_READ = 600
"""Characters of a text that are read."""
SHORTEST_FUZZY = 8
"""Letters a name needs before a slip in it is forgiven: short names are too like each other."""

_KINDS = ("phường", "xã", "bản", "thôn", "tổ", "p", "x", "ph", "phg", "px")
_TEEN = ((re.compile("^f"), "ph"), (re.compile("^z"), "d"), (re.compile("^j"), "gi"))


@dataclass(frozen=True)
class KnownPlace:
    """A known place in a text: its name, the span that names it, and what is certain of it.

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
        """Return whether it is a ward or commune, which is only a rough place."""
        return self.unit == self.name


@dataclass(frozen=True)
class _Name:
    words: tuple[str, ...]
    plain: tuple[str, ...]
    place: KnownPlace
    needs_kind: bool


@lru_cache(maxsize=8)
def _names(places: tuple[Landmark, ...], areas: tuple[Area, ...]) -> Mapping[str, Sequence[_Name]]:
    """Return every name of every known place, by its first letter without marks."""
    by_letter: dict[str, list[_Name]] = defaultdict(list)
    for name in _all_names(places, areas):
        by_letter[name.plain[0][0]].append(name)
    return by_letter


def _all_names(places: tuple[Landmark, ...], areas: tuple[Area, ...]) -> Iterator[_Name]:
    for place in places:
        match = KnownPlace(place.name, (0, 0), 0, False, place.area, place.unit, place.latitude,
                           place.longitude)  # fmt: skip
        for name in (place.name, *place.aliases):
            yield _name(name, match)
    for area in areas:
        for unit in dict.fromkeys((area.name, *area.units)):
            match = KnownPlace(unit, (0, 0), 0, False, area.id, unit)
            yield _name(unit, match)
            yield _name(unit.split(" ", 1)[1], match)


def _name(name: str, place: KnownPlace) -> _Name:
    words = tuple(word.typed for word in words_of(name))
    return _Name(words, tuple(map(fold, words)), place, place.is_unit and place.name != name)


def places_in(text: str, city: City) -> list[KnownPlace]:
    """Return the known places a text names, the most certain first, no two at the same words."""
    words = words_of(text[:LONGEST_READ])
    names = _names(city.places, city.areas)
    hits = [
        hit
        for at, word in enumerate(words)
        for name in names.get(_spelt(word.plain)[0], ())
        if (hit := _hit(name, words, at))
    ]
    hits.sort(key=lambda hit: (hit.score, hit.span[1] - hit.span[0], hit.marked), reverse=True)
    chosen: list[KnownPlace] = []
    for hit in hits:
        if all(hit.span[1] <= used.span[0] or used.span[1] <= hit.span[0] for used in chosen):
            chosen.append(hit)
    return sorted(chosen, key=lambda hit: (hit.is_unit, -hit.score, hit.span))


def guess(text: str, city: City) -> KnownPlace | None:
    """Return the known place a text most likely means: a landmark before a whole ward."""
    return next(iter(places_in(text, city)), None)


def _hit(name: _Name, words: tuple[WrittenWord, ...], at: int) -> KnownPlace | None:
    part = words[at : at + len(name.words)]
    if len(part) < len(name.words):
        return None
    score = _score(name, part, words[at - 1] if at else None)
    if not score:
        return None
    span, marked = (part[0].start, part[-1].end), any(not word.bare for word in part)
    return replace(name.place, span=span, score=score, marked=marked)


def _score(name: _Name, part: tuple[WrittenWord, ...], before: WrittenWord | None) -> float:
    """Return 100 for the name, with marks or with none; less for a slip; 0 for another word."""
    if all(starmap(_same, _pairs(name, part))):
        return 100
    led = not name.needs_kind or (before is not None and before.typed in _KINDS)
    plain = " ".join(name.plain)
    if not led or len(plain) < SHORTEST_FUZZY:
        return 0
    spelt = " ".join(_spelt(word.plain) for word in part)
    score = fuzz.ratio(spelt, plain, score_cutoff=SURE)
    if not score or any(starmap(_is_other, _pairs(name, part))):
        return 0
    return min(score, 99.0)


def _pairs(name: _Name, part: tuple[WrittenWord, ...]) -> Iterator[tuple[WrittenWord, str, str]]:
    return zip(part, name.words, name.plain, strict=True)


def _same(word: WrittenWord, typed: str, plain: str) -> bool:
    return word.typed == typed or (word.bare and word.plain == plain)


def _is_other(word: WrittenWord, typed: str, plain: str) -> bool:
    """Return whether it is another word and no slip: by first letter, number, or marks."""
    spelt = _spelt(word.plain)
    if word.plain[0].isdigit() or plain[0].isdigit():
        return word.plain != plain
    marked = not word.bare and word.plain == plain and one_tone_place(word.typed) != typed
    other_marks = sum(map(str.__ne__, word.typed, typed))
    return spelt[0] != plain[0] or (marked and other_marks > 1)


@lru_cache(maxsize=5_000)  # there are half as many syllables
def _spelt(plain: str) -> str:
    for wrong, right in _TEEN:
        plain = wrong.sub(right, plain)
    return plain
