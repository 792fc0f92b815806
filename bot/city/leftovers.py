"""What in a city's file still is of the city the product comes with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.city.city import City, load_city

SHARED_UNITS = 2
"""Old units that a ward of two cities has in common only where it was copied."""


def leftovers(city: City) -> list[str]:
    """Return a line for each part of the file that names the other city's wards and offices.

    Who begins with a copy of it and forgets a part sends people, and denunciations, to its wards.
    """
    shipped = load_city()
    if city.name == shipped.name:
        return []
    units = {unit for area in shipped.areas for unit in area.units}
    copied = [area for area in city.areas if len(units & set(area.units)) >= SHARED_UNITS]
    own = [area for area in city.areas if area not in copied]
    names = units | {area.name for area in shipped.areas}
    names -= {name for area in own for name in (area.name, *area.units)}
    if city.province != shipped.province:
        names.add(shipped.name)
    theirs = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
    offices = [(each.name, f"{each.name}, {each.superior}") for each in city.agencies]
    places = [
        (each.name, ", ".join((each.name, *each.aliases, each.unit or ""))) for each in city.places
    ]
    parts = {
        "areas": [area.name for area in copied],
        "bounds": ["the same box"] if city.bounds == shipped.bounds else [],
        "agencies": _naming(theirs, offices),
        "denunciation": _naming(theirs, ((words, words) for words in city.denunciation)),
        "places": _naming(theirs, places),
    }
    return [
        f"{part} still of {shipped.name}: {', '.join(those)}"
        for part, those in parts.items()
        if those
    ]


def _naming(names: re.Pattern[str], parts: Iterable[tuple[str, str]]) -> list[str]:
    return [name for name, words in parts if names.search(words)]
