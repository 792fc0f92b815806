"""Read what a correction says is wrong, and what is right: a denial, a number, a new value."""

import re
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from bot.understanding.reply_lists import is_only, phrases, places, words_in
from knowledge.vietnamese.text import fold

_BARE = re.compile(r"\b\d{1,4}[a-d]?\b(?![/:.]\d|\s+c[áa]i\b)", re.IGNORECASE)
_DENIAL = re.compile(
    r"(?:\bch(?:ứ|u)\s+)?\b(?:không|khong|ko|hông|k)\s+ph(?:ải|ai)\b(.*?)(?=[,;.\n]|\bmà\b|\bma\b|$)",
    re.IGNORECASE,
)
_STARRED = re.compile(r"\*[^\W_].*|[^*]*\w\*")
_BECOMES = re.compile(
    r"\b(?:sửa|sua|đổi|doi|chuyển|chuyen|thay)\b.*?\b(?:thành|thanh|sang)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)


def is_starred(text: str) -> bool:
    """Return whether a text puts right what was typed before it, by the sign that chats have."""
    return _STARRED.fullmatch(text.strip()) is not None


class Denied(NamedTuple):
    """A text without what it says is not so, and that."""

    affirmed: str
    denied: str


def denied(text: str) -> Denied:
    """Return what stands behind "không phải" apart from the rest."""
    parts = [match[1] for match in _DENIAL.finditer(text)]
    return Denied(_DENIAL.sub(" ", text).strip(" ,;."), " ".join(parts))


class Numbered(NamedTuple):
    """A house, alley or storey with its number, as it was typed, and where the number stands."""

    kind: str
    words: str
    number: str
    start: int
    end: int

    def is_of_another_name(self, other: "Numbered") -> bool:
        """Return whether an alley is none of the other's kind: the name of a house tells none."""
        return self.kind == "alley" and fold(self.words.split()[0]) != fold(other.words.split()[0])


def renumbered(place: str, text: str) -> str | None:
    """Return a place with the numbers that a correction puts right; None where it names more.

    A number of no kind is of the part whose number is named with it as wrong, or else of the house.
    """
    affirmed, not_so = denied(text)
    parts = numbered_parts(affirmed)
    if not (place and parts):
        return _renumbered_barely(place, affirmed, not_so)
    remainder = affirmed
    for part in parts:
        remainder = remainder.replace(part.words, " ", 1)
    if not puts_right(remainder, is_told=True):
        return None
    told = {old.kind for old in numbered_parts(place)}
    for part in parts:
        same = (old for old in numbered_parts(place) if old.kind == part.kind in told)
        if (old := min(same, key=part.is_of_another_name, default=None)) is not None:
            place = place[: old.start] + part.number + place[old.end :]
    new = [part.words for part in parts if part.kind not in told | {"storey"}]
    return " ".join((*new, place))


def _renumbered_barely(place: str, affirmed: str, not_so: str) -> str | None:
    parts, numbers = numbered_parts(place), _BARE.findall(affirmed)
    wrong = [part for part in parts if part.number in (*numbers, *_BARE.findall(not_so))]
    old = wrong or [part for part in parts if part.kind == "house" and not _BARE.search(not_so)]
    new = [number for number in numbers if all(part.number != number for part in wrong)]
    if len(old) != 1 or len(new) != 1 or not puts_right(_BARE.sub(" ", affirmed), bool(wrong)):
        return None
    return f"{place[: old[0].start]}{new[0]}{place[old[0].end :]}"


def puts_right(text: str, is_told: bool = False) -> bool:
    """Return whether a text says that something was wrong, and nothing else: "đúng ra là"; or where
    that `is_told`, whether it says nothing else."""
    parts: dict[str, Any] = phrases("parts")
    fixing, steps = (*parts["fix"], *parts["beside"]), chain(*parts["steps"].values())
    return is_only(text, () if is_told else fixing, (*fixing, *steps))


def corrects(text: str) -> bool:
    """Return whether a text has words anywhere that put something right: "chứ", "nhầm"."""
    parts: dict[str, Any] = phrases("parts")
    signs = (*parts["fix"], *parts["instead"])
    return bool(denied(text).denied or places(words_in(text), signs))


def numbered_parts(text: str) -> list[Numbered]:
    """Return the houses, alleys and storeys with a number that a text names."""
    return [
        Numbered(kind, match[0], match[1], *match.span(1))
        for kind, pattern in _numbers()
        for match in pattern.finditer(text)
    ]


@cache
def _numbers() -> list[tuple[str, re.Pattern[str]]]:
    numbers = []
    for kind, names in phrases("numbers").items():
        forms = "|".join(sorted({*names, *map(fold, names)}, key=len, reverse=True))
        pattern = rf"\b(?:{forms})\s+(\d+\w?(?:/\d+\w?)*)\b"
        numbers.append((kind, re.compile(pattern, re.IGNORECASE)))
    return numbers


def new_value(text: str) -> str:
    """Return what a correction changes something to: "sửa đường thành X" is X; else all of it."""
    match = _BECOMES.search(text)
    return match[1].strip() if match else text
