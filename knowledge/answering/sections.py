"""Finds the section or item that a question names by its number."""

import re
from collections.abc import Iterable

from knowledge.load import Place
from knowledge.vietnamese.words import Reading

_NUMBERED = re.compile(
    r" (?:muc|phan|diem|chuong|khoan) ((?:x{0,3}(?:ix|iv|v?i{1,3}|v|x))(?: \d[\d.]*){0,3})(?= )"
)


def numbered(reading: Reading, places: Iterable[Place]) -> tuple[str, tuple[Place, ...]] | None:
    """Return the number named, and the places that have it or stand under it; None for none."""
    if not (match := _NUMBERED.search(reading.plain)):
        return None
    number = ".".join(match[1].upper().split())
    return number, tuple(place for place in places if _under(place, number))


def _under(place: Place, number: str) -> bool:
    """Return whether an item is the one with that number, or stands in the section with it."""
    return place.item.id == number or any(section.number == number for section in place.path)
