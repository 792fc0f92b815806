"""Words that cannot wait: somebody is hurt, or something is about to fall. Pure.

A false alarm costs a few lines to read; a missed one is worse, so what is near counts too.
"""

from __future__ import annotations

import re
from functools import cache

from bot.understanding import WORDS
from knowledge.vietnamese.written import any_of, data, pattern, words_of

LONGEST_READ = 600
"""Characters that are read: who calls for help says so in the beginning."""
WORDS_BEFORE = 3
"""So far before it a "không" makes it one that did not happen."""


def in_danger(text: str) -> bool:
    """Whether the words say that somebody is hurt, trapped, or calls for help."""
    return _tells(text[:LONGEST_READ], "people")


def sounds_urgent(text: str) -> bool:
    """Whether somebody is in danger, or will be at any moment."""
    return in_danger(text) or _tells(text[:LONGEST_READ], "near")


def _tells(text: str, kind: str) -> bool:
    barred = data(WORDS / "urgent.yaml")["not_after"]
    return any(
        not any_of(words_of(text[: found.start()])[-WORDS_BEFORE:], barred)
        for each in _patterns(kind)
        for found in each.finditer(text)
    )


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """For words with their marks or with none, and for those only as they stand there."""
    rules = data(WORDS / "urgent.yaml")[kind]
    either, marked = ("|".join(f"(?:{each})" for each in rules[n]) for n in ("either", "marked"))
    return pattern(either), pattern(marked, as_written=True)
