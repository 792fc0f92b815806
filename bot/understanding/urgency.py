"""Detect words that cannot wait: a person is hurt, or something is about to fall. Pure.

A false alarm costs a few lines to read; a missed one is worse, so near danger counts too.
"""

from __future__ import annotations

import re
from functools import cache

from bot.understanding import WORDS
from knowledge.vietnamese.words import load_words
from knowledge.vietnamese.written import any_of, pattern, words_of

LONGEST_READ = 600
"""Characters that are read: a call for help stands in the beginning."""
WORDS_BEFORE = 3
"""A "không" within so many words before makes it one that did not happen."""


def in_danger(text: str) -> bool:
    """Return whether the words say that a person is hurt, trapped, or calls for help."""
    return _tells(text[:LONGEST_READ], "people")


def sounds_urgent(text: str) -> bool:
    """Return whether a person is in danger, or will be at any moment."""
    return in_danger(text) or _tells(text[:LONGEST_READ], "near")


def _tells(text: str, kind: str) -> bool:
    barred = load_words(WORDS / "urgent.yaml")["not_after"]
    return any(
        not any_of(words_of(text[: match.start()])[-WORDS_BEFORE:], barred)
        for regex in _patterns(kind)
        for match in regex.finditer(text)
    )


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of words with or without marks, and of words exactly as written."""
    rules = load_words(WORDS / "urgent.yaml")[kind]
    either, marked = (
        "|".join(f"(?:{phrase})" for phrase in rules[n]) for n in ("either", "marked")
    )
    return pattern(either), pattern(marked, as_written=True)
