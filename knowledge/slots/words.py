"""The word lists of `telling.yaml` as patterns, and patterns of what is written as a number."""

import re
from functools import cache

from knowledge.vietnamese.words import load_language

CAPITAL = f"(?-i:[{''.join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))}])"
"""A pattern for a capital letter, whatever case the pattern around it minds."""


@cache
def words(name: str, kind: str = "") -> tuple[str, ...]:
    """Return a list of words, the longest first."""
    listed = load_language("telling")[name]
    return tuple(sorted(listed[kind] if kind else listed, key=lambda word: (-len(word), word)))


@cache
def any_word(name: str, kind: str = "", escape: bool = True) -> str:
    """Return a pattern for any phrase of a list, where words begin and end."""
    listed = words(name, kind)
    parts = [re.escape(phrase) if escape else phrase for phrase in listed]
    bounded = [
        (r"(?<!\w)" if part.lstrip("\\")[:1].isalnum() else "") + part
        + (r"(?!\w)" if escape and part[-1:].isalnum() else "")
        for part in parts
    ]  # fmt: skip
    return "(?:" + "|".join(bounded).replace(r"\ ", r"\s+") + ")"


@cache
def pattern(source: str) -> re.Pattern[str]:
    """Return a pattern in which `{name}` or `{name:kind}` is any phrase of that list."""
    filled = re.sub(r"\{([a-z_]+)(?::([a-z_]+))?\}", lambda m: any_word(m[1], m[2] or ""), source)
    return re.compile(filled, re.IGNORECASE)
