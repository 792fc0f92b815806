"""Reads the numbers and bullets before a line's text, as administrative documents have them."""

import re
from typing import NamedTuple

from knowledge.slots.words import CAPITAL

PART, TITLED, CHAPTER, GROUP, ROMAN, LETTERED, ARTICLE, ARABIC, PAREN, LETTER, DASH, PLUS, PLAIN = (
    0.0, 0.5, 1.0, 2.0, 3.0, 3.5, 4.0, 5.0, 6.5, 6.0, 7.0, 8.0, 9.0,
)  # fmt: skip
"""How deep each kind of number hangs; a dotted one (`2.1.`) a little below ARABIC."""

_COUNTS = "thứ\\s+(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|một|hai|ba|[IVXLC]+|[A-H]|\\d+"

_HYPHEN = rf"\.?[-–](?=\s+{CAPITAL}|{CAPITAL}[a-zà-ỹđ]|\s*$)"
"""`1- Mục đích`, and not `12-NQ/TU`, a number that a wrapped line begins with."""

_AMOUNT = r"(?!(?:19|20)\d\d\b|000\b)\d+(?:[.,]\d+)*\s*(?:%|/\d|[^\W\d])"
"""`1. 05 tuyến phố`, and not `5. 2026`, where a wrapped date goes on."""


class Marker(NamedTuple):
    """The number or bullet of a line: its rank, its label (`2.1`, `a`, `Điều 3`), its end."""

    rank: float
    label: str
    end: int

    @property
    def is_bullet(self) -> bool:
        return self.rank in (DASH, PLUS)


_FORMS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(form, re.VERBOSE))
    for rank, form in (
        (PART,
            rf"(?i:phần)\s+(?P<n>(?i:{_COUNTS}))(?=[\s.:–-]|$)\s*[.:–-]*\s*(?!trăm)(?={CAPITAL}|$)"
        ),
        (CHAPTER, r"(?i:chương)\s+(?P<n>[IVXLC]+|\d+)(?!\w)\s*[.:–-]*\s*"),
        (GROUP, r"(?i:mục)\s+(?P<n>[IVXLC]+|\d+)(?:\s*[.:–-]+\s*|\s*$)"),
        (ARTICLE, r"(?i:điều)\s+(?P<n>\d+[a-zđ]?)\s*(?:[.:–-]+\s*|$)"),
        (ROMAN, rf"(?P<n>[IVX]+|L|C|D)\s*(?:[.)/:–]|[-](?!\d))\s*(?={CAPITAL}|[“\"(]|$)"),
        (LETTERED, rf"(?P<n>[A-H])\s*[.)/]\s*(?={CAPITAL}|$)"),
        (ARABIC,
            rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}})+)"
            rf"(?:\s*(?:[.)]|{_HYPHEN})?\s*(?=[^\W\d]|[“\"(]|$)|\.\s+(?={_AMOUNT}))"
            r"(?!(?i:ha|km|m|tỷ|triệu|m2)\b)"
        ),
        (ARABIC,
            rf"(?P<n>\d{{1,2}})\s*(?:[.)][-–]?|/(?=\s)|{_HYPHEN})"
            rf"(?:\s*(?=[^\s\d]|$)|\s+(?={_AMOUNT}))"
        ),
        (ARABIC, rf"[IVX]+\.(?P<n>\d{{1,2}}(?:\.\d{{1,2}})*)\s*[.)]?(?:\s+(?={CAPITAL})|$)"),
        (PAREN, r"\((?P<n>\d{1,2}|[a-zđ]|[ivx]+)\)\.?\s*"),
        (LETTER, r"(?P<n>[a-zđ]\d?)\s*(?:\)|\.(?=\s))\s*"),
        (LETTER, r"(?P<n>[a-zđ]\.\d{1,2})\s*[.)]\s*"),
        (PLUS, r"(?P<n>\+)\s*"),
        (DASH, r"(?P<n>[-–—−·•●▪■◦*\uf000-\uf0ff]|o(?=\s))\s*"),
        (PAREN, r"(?P<n>\[\d{1,3}\])\s*"),
    )
)  # fmt: skip


def marker_of(text: str) -> Marker | None:
    """Return the number or bullet a line begins with; None for a plain line."""
    for rank, form in _FORMS:
        match = form.match(text)
        if match is None or not match[0].strip():
            continue
        label = match["n"]
        depth = label.count(".") / 10 if rank == ARABIC else 0.0
        if rank == ROMAN and label in ("C", "D", "L"):
            return Marker(LETTERED, label, match.end())
        if rank in (PART, CHAPTER, GROUP, ARTICLE):
            word = {PART: "Phần", CHAPTER: "Chương", GROUP: "Mục", ARTICLE: "Điều"}[rank]
            label = f"{word} {label.lower() if len(label) > 5 else label}"
        return Marker(rank + depth, label, match.end())
    return None


_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters of points in their order: ă, â and the like are passed over; no word has f, j, w, z."""


def follows(label: str, before: str) -> bool:
    """Return whether a label is the next one behind another of its rank: `b` behind `a`."""
    stem, last = _counted(label)
    stem_before, last_before = _counted(before)
    return stem == stem_before and last == last_before + 1


def _counted(label: str) -> tuple[str, int]:
    """Return a label as what stands before its last number, and that number: `2.`, 1."""
    stem, _, last = label.rpartition(" " if " " in label else ".")
    if last.isdecimal():
        return stem, int(last)
    if last and set(last) <= set("IVXLC"):
        return stem, _roman(last)
    return stem, _LETTERS.find(last) if last in _LETTERS else -2


def _roman(numeral: str) -> int:
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[sign] for sign in numeral]
    pairs = zip(worth, (*worth[1:], 0), strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def is_marker(prefix: str) -> bool:
    """Return whether a text is nothing but a number or bullet, or nothing."""
    if not prefix.strip():
        return True
    marker = marker_of(prefix.strip() + " ") or marker_of(prefix.strip())
    return marker is not None and marker.end >= len(prefix.strip())


def is_capitals(text: str) -> bool:
    """Return whether a text is written in capitals, as titles are."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)
