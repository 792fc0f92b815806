"""Finds the abbreviations that a document makes itself: `chất thải rắn sinh hoạt (CTRSH)`."""

import re
from collections.abc import Iterable

from knowledge.schema import Term
from knowledge.vietnamese.text import fold

_BRACKET = re.compile(
    r"\((?:(?:sau đây|dưới đây)?\s*(?:được\s+)?(?:viết|gọi)\s+(?:chung\s+)?(?:tắt\s+)?là:?\s*)?"
    r"[\"“”]?(?P<word>[^\W\d_]{2,10})[\"“”]?\)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
SKIPPED = frozenset({"và", "của", "các"})
"""What has no letter in most abbreviations: `phòng cháy và chữa cháy`, PCCC."""


def abbreviations(texts: Iterable[str]) -> tuple[Term, ...]:
    """Return each abbreviation in brackets behind the words whose first letters it has, once."""
    terms: dict[str, Term] = {}
    for text in texts:
        for match in _BRACKET.finditer(text):
            word = match["word"]
            if word.isupper() and (full := _spelt_out(text[: match.start()], word)):
                means = f"viết tắt của “{full}” trong văn bản này"
                terms.setdefault(fold(word), Term(word=word, means=means, stands_for=full))
    return tuple(terms.values())


def _spelt_out(before: str, letters: str) -> str:
    """Return the words that end a text and begin with these letters; empty where none do."""
    words = list(_WORD.finditer(before))
    if not words or before[words[-1].end() :].strip():
        return ""
    at = len(words)
    for letter in reversed(letters):
        at -= 1
        while at > 0 and words[at][0] in SKIPPED and fold(words[at][0][0]) != fold(letter):
            at -= 1
        if at < 0 or fold(words[at][0][0]) != fold(letter):
            return ""
    return before[words[at].start() :].strip()
