"""The names of the places that plans are for: collected, compared, and without their unit."""

from collections.abc import Iterable
from functools import cache, lru_cache

from knowledge.schema import Plan
from knowledge.vietnamese.text import fold, folded_words
from knowledge.vietnamese.words import as_written, load_language, plain_of, typed_of


def own_names(plans: Iterable[Plan], city: str = "") -> frozenset[str]:
    """Return the plain names of the place plans are for, of its parts, and of what it lies in.

    With its unit and without: `Hà Nội` is home to `thành phố Hà Nội`, and no other place.
    """
    names: set[str] = set()
    for place, parts in ((city, ()), *((plan.place, plan.names) for plan in plans)):
        around = place.split(",")
        names.update(folded_words(name).strip() for name in (*around, *parts))
        names.update(map(bare_name, around))
    return frozenset(names - {""})


def same_place(name: str, other_name: str) -> bool:
    """Return whether two names can be one place's: `TP. Sơn La`, `Sơn La`; no `tỉnh Sơn La`.

    What they lie in tells them apart where both say it: `xã Tân Tiến, tỉnh Hưng Yên`.
    """
    (first, *around), (second, *second_around) = name.split(","), other_name.split(",")
    bare = bare_name(second)
    if not bare or bare not in fold(first) or bare_name(first) != bare:
        return False
    if around and second_around and bare_name(around[-1]) != bare_name(second_around[-1]):
        return False
    names = {as_written(first).plain.strip(), as_written(second).plain.strip()}
    return len(names) == 1 or bare in names


@lru_cache(maxsize=1_000)
def bare_name(name: str) -> str:
    """Return a place's plain name without its kind of unit: `tỉnh Lai Châu` is `lai chau`."""
    return fold(without_unit(name))


def without_unit(name: str) -> str:
    """Return the same with its marks: `TP. Sơn La` is `sơn la`."""
    words = as_written(name).words
    plain, units = plain_of(words), map(fold, load_language("units"))
    unit = next((unit.split() for unit in units if plain.startswith(f"{unit} ")), ())
    return typed_of(words[len(unit) :])


@cache
def roads() -> frozenset[str]:
    """Return the last words of what bears a place's name and is none: `đường Điện Biên`."""
    return frozenset(fold(name).split()[-1] for name in load_language("places")["road"])
