"""Make search patterns for a database of words typed with or without diacritics."""

import re
import string
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from knowledge.vietnamese.text import fold, nfc

MOST_WORDS = 6
MARKED = frozenset("aeiouyd")
"""Letters that may carry a mark."""
LONGEST_WORD = 30
_WORD = re.compile(r"[^\W_]+")
VIETNAMESE = (
    *string.ascii_letters,
    *"ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư",
    *map(chr, range(0x1EA0, 0x1EFA)),
)


@cache
def _spellings() -> dict[str, str]:
    """Return, for each letter without marks, the letters it may stand for, upper and lower case."""
    spellings: dict[str, str] = {}
    for char in VIETNAMESE:
        spellings[fold(char)] = spellings.get(fold(char), "") + char
    return spellings


class Pattern(NamedTuple):
    """Two patterns for a word: `exact` is a regular expression for Python and PostgreSQL alike;

    `rough` is for LIKE, which finds more and is many times quicker, so it goes first.
    """

    rough: str
    exact: str


def patterns(words: str) -> list[Pattern]:
    """Return a pattern for each word, which finds it at the beginning of a word.

    A letter without marks finds all it may stand for (`tran` finds `trần`), one with marks itself
    and the bare one (`trần` finds `tran` too, and not `trăn`).
    """
    parts = [word[:LONGEST_WORD] for word in _WORD.findall(nfc(words))[:MOST_WORDS]]
    return [Pattern(_rough(word), _exact(word)) for word in parts]


def _exact(word: str) -> str:
    """Return the regular expression; its look-behind stands after the first letter for speed."""
    first, *letters = map(_letter, word)
    return rf"{first}(?<!\w{first}){''.join(letters)}"


def _rough(word: str) -> str:
    """Return the LIKE pattern; in NFC one wildcard stands for a letter with all its marks."""
    bare = (fold(char) for char in word)
    signs = ("_" if char in MARKED or not char.isascii() else char for char in bare)
    return f"%{''.join(signs)}%"


def _letter(char: str) -> str:
    bare = fold(char)
    if bare not in _spellings():
        return re.escape(char)
    if char.lower() == bare:
        return f"[{_spellings()[bare]}]"
    return f"[{char.lower()}{char.upper()}{bare}{bare.upper()}]"


def finds(patterns: Sequence[Pattern], *texts: str) -> bool:
    """Return whether each of these patterns is found in one of the texts."""
    return all(any(re.search(pattern.exact, text) for text in texts) for pattern in patterns)
