"""Finds the section, article or item that a question names by its number in the document."""

import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.load import Place
from knowledge.vietnamese.words import Reading, plain_words

_ROMAN = r"x{0,3}(?:ix|iv|v?i{1,3}|v|x)"
_NUMBERED = re.compile(rf" (?:muc|phan|diem|chuong|khoan) ((?:{_ROMAN})(?: \d[\d.]*){{0,3}})(?= )")
_PART = re.compile(
    rf" (dieu|phu luc|chuong|muc|phan|khoan|diem) ((?:{_ROMAN}|\d+|[a-e]|dd)(?:[. ](?:\d+|[a-e]))*)"
    r"(?= )"
)
_SAYS = re.compile(
    r" (?:noi|quy dinh|viet|ghi|co|gom|nhung|gi|the nao|nhu the nao|ra sao|noi dung|la|ve|cua|trong"
    r"|cho|xem|doc|biet|toi|minh|em|hoi|muon|giup|ke hoach|quyet dinh|nghi quyet|van ban|nay|vay"
    r"|the|a|khong|nguyen van|day du|may|cai|dieu gi|nhe|voi|va)(?= )"
)
"""What is said beside the number where the part itself is asked for."""
ORDER = ("chuong", "phan", "muc", "dieu", "phu luc", "khoan", "diem")
"""A part's number begins with that of the part it stands in: `điểm b khoản 2 Điều 1`."""
NAMED = frozenset({"chuong", "dieu", "phu luc"})
"""The kinds of parts whose number in the document begins with their name."""


def numbered(reading: Reading, places: Iterable[Place]) -> tuple[str, tuple[Place, ...]] | None:
    """Return the number named, and the places that have it or stand under it; None for none."""
    if match := _NUMBERED.search(reading.plain):
        number = ".".join(match[1].upper().split())
        if under := tuple(place for place in places if _under(place, number)):
            return number, under
    if not (parts := list(_PART.finditer(reading.plain))):
        return None
    if _SAYS.sub("", _PART.sub("", reading.plain)).strip():
        return None  # something else is asked, of what stands there or of a law's article
    words = _words_of([(part[1], part[2]) for part in parts])
    return " ".join(words), tuple(place for place in places if _begins(place, words))


def _words_of(parts: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the words of a number as the document writes it: `Điều 1.2.b` is `dieu 1 2 b`."""
    words: list[str] = []
    for kind, number in sorted(parts, key=lambda part: ORDER.index(part[0])):
        words += kind.split() if kind in NAMED else []
        words += re.split(r"[. ]", number)
    return tuple(words)


def _under(place: Place, number: str) -> bool:
    """Return whether an item is the one with that number, or stands in the section with it."""
    return place.item.id == number or any(section.number == number for section in place.path)


def _begins(place: Place, words: tuple[str, ...]) -> bool:
    """Return whether the number of an item, or of a section above it, begins with these words."""
    ids = (place.item.id, *(section.number for section in place.path))
    return any(_id_words(name)[: len(words)] == words for name in ids)


@lru_cache(maxsize=4_000)
def _id_words(name: str) -> tuple[str, ...]:
    return tuple(word for part in plain_words(name) for word in re.split(r"[.()]", part) if word)
