"""What people wrote, read word by word with the place of each word in it.

Words are compared as they are written or wholly without their marks: `hôm` is `hôm` or `hom`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.words import read_yaml

_WORD = re.compile(r"[^\W_]+(?:[/.-]\d+[^\W_]*)*")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Word:
    """A word in lower case (`typed`), without marks (`plain`), and where it stands.

    `sign` is the character behind it.
    """

    typed: str
    plain: str
    start: int
    end: int
    capital: bool
    sign: str = ""

    @property
    def bare(self) -> bool:
        """Whether it was typed without any mark."""
        return self.typed == self.plain

    def is_(self, known: str) -> bool:
        """Whether it is this word, with its marks or with none."""
        return self.typed == known or (self.bare and self.plain == fold(known))


@cache
def data(file: Path) -> dict[str, Any]:
    """Return a file of words, its lists as tuples."""
    found = _fixed(read_yaml(file))
    assert isinstance(found, dict)
    return found


def _fixed(part: Any) -> Any:
    """The same with tuples for lists, so that what is made of them can be kept."""
    if isinstance(part, dict):
        return {key: _fixed(each) for key, each in part.items()}
    return tuple(map(_fixed, part)) if isinstance(part, list) else part


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in NFC."""
    return tuple(_word(found) for found in _WORD.finditer(text))


def _word(found: re.Match[str]) -> Word:
    typed = one_tone_place(found[0].lower())
    sign = found.string[found.end() : found.end() + 1]
    return Word(typed, fold(typed), found.start(), found.end(), found[0][0].isupper(), sign)


def longest(words: Sequence[Word], at: int, phrases: tuple[str, ...]) -> tuple[str, int] | None:
    """The longest of these phrases that stands there, with its number of words."""
    if at >= len(words):
        return None
    for phrase, parts in _by_first(phrases).get(words[at].plain, ()):
        there = words[at : at + len(parts)]
        if len(there) == len(parts) and all(map(Word.is_, there, parts)):
            return phrase, len(parts)
    return None


@lru_cache(maxsize=32)
def _by_first(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, list[str]]]]:
    """The phrases by their first word without marks, the longest first."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for phrase in sorted(phrases, key=lambda each: -each.count(" ")):
        parts = [one_tone_place(part) for part in phrase.split()]
        found.setdefault(fold(parts[0]), []).append((phrase, parts))
    return found


def any_of(words: Sequence[Word], known: tuple[str, ...]) -> bool:
    """Whether one of these words is among the known ones."""
    return any(longest(words, at, known) for at in range(len(words)))


@cache
def pattern(source: str, as_written: bool = False) -> re.Pattern[str]:
    """A pattern whose words may be written without marks too; `#` is one or two digits.

    `as_written`: only as they stand there.
    """
    either = source if as_written else _LETTERS.sub(lambda found: _either(found[0]), source)
    spaced = either.replace(" ", r"\s+").replace("#", r"\d{1,2}")
    return re.compile(rf"(?<![\w/])(?:{spaced})(?![\w/])", re.IGNORECASE)


def _either(word: str) -> str:
    plain = fold(word)
    return word if plain == word else f"(?:{word}|{plain})"
