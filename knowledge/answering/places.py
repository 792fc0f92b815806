"""The names of places: what they are called, and how a name is left out of a question."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from knowledge.schema import Plan
from knowledge.vietnamese.text import fold, tokens
from knowledge.vietnamese.words import Reading, load_language


def own_names(plans: Iterable[Plan]) -> frozenset[str]:
    """The plain names of the place that plans are for, of its parts, and of what it lies in."""
    names: set[str] = set()
    for plan in plans:
        parts = plan.place.split(",")
        names.update(map(plain_name, map(tokens, (*parts, *plan.names))))
        names.update(map(bare_name, parts[1:]))
    return frozenset(names - {""})


def without(reading: Reading, names: frozenset[str]) -> Reading:
    """A reading without these names, which tell no two sentences of their own plan apart."""
    longest = max((name.count(" ") + 1 for name in names), default=0)
    first = {name.partition(" ")[0] for name in names}
    kept, at = [], 0
    while at < len(reading.words):
        for length in range(longest if reading.words[at].plain in first else 0, 0, -1):
            if " ".join(word.plain for word in reading.words[at : at + length]) in names:
                at += length
                break
        else:
            kept.append(reading.words[at])
            at += 1
    return Reading(tuple(kept)) if kept else reading


def plain_name(typed: Iterable[str]) -> str:
    """The words of a name without marks, with one space between."""
    return " ".join(map(fold, typed))


def bare_name(name: str) -> str:
    """A place's plain name without the kind of unit it is: `tỉnh Lai Châu` is `lai chau`."""
    plain = plain_name(tokens(name))
    for unit in _units():
        if plain.startswith(f"{unit} "):
            return plain.removeprefix(f"{unit} ")
    return plain


@cache
def unit_names() -> tuple[str, ...]:
    """The kinds of units, as they stand before a name: `thành phố`, `xã`."""
    units = load_language("units")
    assert isinstance(units, list)
    return tuple(units)


@cache
def _units() -> tuple[str, ...]:
    return tuple(map(fold, unit_names()))


@cache
def roads() -> frozenset[str]:
    """The last words of what bears the name of a place and is none: `đường Điện Biên`."""
    places = load_language("places")
    assert isinstance(places, dict)
    return frozenset(fold(name).split()[-1] for name in places["road"])
