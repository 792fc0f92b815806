"""The words of a message with their places in it, for rules that cut out a part of the text.

Words are compared as they are written or wholly without their marks: `hôm` is `hôm` or `hom`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.words import Word

_WORD = re.compile(r"[^\W_]+(?:[/.-]\d+[^\W_]*)*")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class WrittenWord(Word):
    """A word in lower case, and its place in the text; `sign` is the character behind it."""

    start: int
    end: int
    capital: bool
    sign: str = ""

    def is_(self, spelling: str) -> bool:
        """Return whether it is this word, with its marks or with none."""
        return self.typed == spelling or (self.bare and self.plain == fold(spelling))


def words_of(text: str) -> tuple[WrittenWord, ...]:
    """Return the words of a text in NFC."""
    return tuple(_word(match) for match in _WORD.finditer(text))


def _word(match: re.Match[str]) -> WrittenWord:
    typed = one_tone_place(match[0].lower())
    sign = match.string[match.end() : match.end() + 1]
    return WrittenWord(typed, fold(typed), match.start(), match.end(), match[0][0].isupper(), sign)


def longest(
    words: Sequence[WrittenWord], at: int, phrases: tuple[str, ...]
) -> tuple[str, int] | None:
    """Return the longest of these phrases that stands there, with its number of words."""
    if at >= len(words):
        return None
    for phrase, parts in _by_first(phrases).get(words[at].plain, ()):
        stretch = words[at : at + len(parts)]
        if len(stretch) == len(parts) and all(map(WrittenWord.is_, stretch, parts)):
            return phrase, len(parts)
    return None


@lru_cache(maxsize=32)
def _by_first(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, list[str]]]]:
    """Return the phrases by their first word without marks, the longest first."""
    by_first: dict[str, list[tuple[str, list[str]]]] = {}
    for phrase in sorted(phrases, key=lambda text: -text.count(" ")):
        parts = [one_tone_place(part) for part in phrase.split()]
        by_first.setdefault(fold(parts[0]), []).append((phrase, parts))
    return by_first


@cache
def pattern(source: str, as_written: bool = False) -> re.Pattern[str]:
    """Return a pattern whose words may be written without marks too; `#` is one or two digits.

    `as_written`: only as they stand there.
    """
    either = source if as_written else _LETTERS.sub(lambda found: _either(found[0]), source)
    spaced = either.replace(" ", r"\s+").replace("#", r"\d{1,2}")
    return re.compile(rf"(?<![\w/])(?:{spaced})(?![\w/])", re.IGNORECASE)


def _either(word: str) -> str:
    plain = fold(word)
    return word if plain == word else f"(?:{word}|{plain})"
