"""Words somebody looks for, typed with or without diacritics, as patterns a database finds."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

from knowledge.text import fold, nfc

MOST_WORDS = 6
LONGEST_WORD = 30
_WORD = re.compile(r"[^\W_]+")


@cache
def _spellings() -> dict[str, str]:
    """For each letter without marks, all the letters it may stand for."""
    found: dict[str, str] = {}
    for char in map(chr, range(ord("A"), min(0x1F00, sys.maxunicode))):
        if unicodedata.category(char) in ("Lu", "Ll") and len(bare := fold(char)) == 1:
            found[bare] = found.get(bare, "") + char
    return found


def patterns(words: str) -> list[str]:
    """One regular expression for each word, that finds it at the beginning of a word.

    A letter without marks finds all it may stand for (`tran` finds `trần`), one with marks itself
    and the bare one (`trần` finds `tran` too, and not `trăn`). Python and PostgreSQL read them
    alike.
    """
    found = _WORD.findall(nfc(words))[:MOST_WORDS]
    return [rf"(^|\W){''.join(map(_letter, word[:LONGEST_WORD]))}" for word in found]


def _letter(char: str) -> str:
    bare = fold(char)
    if len(bare) != 1 or not char.isalpha():
        return re.escape(char)
    every = _spellings().get(bare, char) if char.lower() == bare else char + bare
    return f"[{''.join(sorted({*every, *every.lower(), *every.upper()}))}]"


def finds(every: list[str], *texts: str) -> bool:
    """Whether each of these patterns is found in one of the texts."""
    return all(any(re.search(each, text) for text in texts) for each in every)
