"""The names of places: what they are called, and how a name is left out of a question."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from knowledge.schema import Plan
from knowledge.vietnamese.text import fold, tokens
from knowledge.vietnamese.words import Reading, as_written, load_language


def own_names(plans: Iterable[Plan], city: str = "") -> frozenset[str]:
    """The plain names of the place that plans are for, of its parts, and of what it lies in.

    With its unit and without: `Hà Nội` is home to `thành phố Hà Nội`, and no other place.
    """
    names: set[str] = set()
    for place, parts in ((city, ()), *((plan.place, plan.names) for plan in plans)):
        around = place.split(",")
        names.update(map(plain_name, map(tokens, (*around, *parts))))
        names.update(map(bare_name, around))
    return frozenset(names - {""})


def same_place(one: str, other: str) -> bool:
    """Whether two names can be one place's: `TP. Sơn La` and `Sơn La`, no `tỉnh Sơn La`.

    What they lie in tells them apart where both say it: `xã Tân Tiến, tỉnh Hưng Yên`.
    """
    (first, *around), (second, *beside) = one.split(","), other.split(",")
    bare = bare_name(second)
    if not bare or bare not in fold(first) or bare_name(first) != bare:
        return False
    if around and beside and bare_name(around[-1]) != bare_name(beside[-1]):
        return False
    names = {as_written(first).plain.strip(), as_written(second).plain.strip()}
    return len(names) == 1 or bare in names


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


@lru_cache(maxsize=1_000)
def bare_name(name: str) -> str:
    """A place's plain name without the kind of unit it is: `tỉnh Lai Châu` is `lai chau`."""
    return fold(without_unit(name))


def without_unit(name: str) -> str:
    """The same with its marks: `TP. Sơn La` is `sơn la`."""
    words = as_written(name).words
    plain = " ".join(word.plain for word in words)
    unit = next((unit.split() for unit in _units() if plain.startswith(f"{unit} ")), ())
    return " ".join(word.typed for word in words[len(unit) :])


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
