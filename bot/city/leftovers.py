"""Find the parts of a city's file that were copied from the shipped one and not adapted."""

import re
from collections.abc import Iterable

from bot.city.city import City, load_city

SHARED_UNITS = 2
"""Old units that a ward of two cities has in common only where it was copied."""


def leftovers(city: City) -> list[str]:
    """Return the parts of the file that name the shipped city's wards and offices: not adapted."""
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
    shipped_names = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
    offices = [(office.name, f"{office.name}, {office.superior}") for office in city.agencies]
    places = [
        (row.name, ", ".join((row.name, *row.aliases, row.unit or ""))) for row in city.places
    ]
    parts = {
        "areas": [area.name for area in copied],
        "bounds": ["the same box"] if city.bounds == shipped.bounds else [],
        "agencies": _naming(shipped_names, offices),
        "denunciation": _naming(shipped_names, ((words, words) for words in city.denunciation)),
        "places": _naming(shipped_names, places),
    }
    return [
        f"{part} still of {shipped.name}: {', '.join(entries)}"
        for part, entries in parts.items()
        if entries
    ]


def _naming(names: re.Pattern[str], parts: Iterable[tuple[str, str]]) -> list[str]:
    return [name for name, words in parts if names.search(words)]
