"""Words somebody looks for, typed with or without diacritics, as patterns a database finds.

Nothing is stored for it: what a resident wrote stands in one place, and goes from there when it
is erased.
"""

from __future__ import annotations

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
    """For each letter without marks, all the letters it may stand for, large and small."""
    found: dict[str, str] = {}
    for char in VIETNAMESE:
        found[fold(char)] = found.get(fold(char), "") + char
    return found


class Pattern(NamedTuple):
    """How a word is found: `exact` is a regular expression that Python and PostgreSQL read alike,

    `rough` what LIKE takes, which finds more and is many times quicker: it goes first.
    """

    rough: str
    exact: str


def patterns(words: str) -> list[Pattern]:
    """For each word what finds it at the beginning of a word.

    A letter without marks finds all it may stand for (`tran` finds `trần`), one with marks itself
    and the bare one (`trần` finds `tran` too, and not `trăn`).
    """
    found = [word[:LONGEST_WORD] for word in _WORD.findall(nfc(words))[:MOST_WORDS]]
    return [Pattern(_rough(word), _exact(word)) for word in found]


def _exact(word: str) -> str:
    """The look behind stands after the first letter: so a search leaps from one to the next."""
    first, *rest = map(_letter, word)
    return rf"{first}(?<!\w{first}){''.join(rest)}"


def _rough(word: str) -> str:
    """In NFC every letter is one character, so one wildcard stands for all its marks."""
    bare = (fold(char) for char in word)
    signs = ("_" if char in MARKED or not char.isascii() else char for char in bare)
    return f"%{''.join(signs)}%"


def _letter(char: str) -> str:
    bare = fold(char)
    if char.lower() == bare and bare in _spellings():
        return f"[{_spellings()[bare]}]"
    if bare in _spellings():
        return f"[{char.lower()}{char.upper()}{bare}{bare.upper()}]"
    return re.escape(char)


def finds(every: Sequence[Pattern], *texts: str) -> bool:
    """Whether each of these patterns is found in one of the texts."""
    return all(any(re.search(each.exact, text) for text in texts) for each in every)
