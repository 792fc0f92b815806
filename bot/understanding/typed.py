"""Read words typed instead of pressing a button; the word lists are `words/typed.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, tokens
from knowledge.vietnamese.words import load_words

_RULES = load_words(WORDS / "typed.yaml")
BUTTONS: dict[str, dict[str, tuple[str, ...]]] = _RULES["buttons"]

_DESCRIBED = re.compile(
    r"kh[oô]ng\s+(?:r[oõ]|bi[eế]t)(?:\s+[dđ][iị]a\s+ch[iỉ])?[\s,.:;–-]+m[oô]\s+t[aả]\b[\s:]*(?=[^\s:])",
    re.IGNORECASE,
)
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are invisible."""
_INVISIBLE = ("Cc", "Cf", "Mn", "Zs", "Zl", "Zp")


def choice(question: str, words: str, *, changing: bool = False) -> str | None:
    """Return the choice that is typed as the whole message; a question mark decides nothing."""
    own_choices = BUTTONS.get(question, {})
    choices = own_choices | {"back": _RULES["back"]}
    if changing:
        choices["keep"] = _RULES["keep"]
    if own_choices:
        choices["drop"] = (*own_choices.get("drop", ()), *_RULES["drop"])
    if "?" in words or not tokens(words):
        return None
    plain = bare(words)
    if not plain and own_choices:
        return "again"
    return next((name for name, phrases in choices.items() if plain in phrases), None)


def label(words: str, labels: Sequence[str]) -> int | None:
    """Return the index of the label that is typed as the whole message, with or without marks.

    The part before a label's comma is enough. Other marks make another word: "bò" is not "Bỏ".
    """
    typed_label = " ".join(_decisive(tokens(words)))
    if "?" in words or not typed_label:
        return None
    for number, text in enumerate(labels):
        accepted = {" ".join(tokens(part)) for part in (text, text.partition(",")[0])}
        if typed_label in accepted | set(map(fold, accepted)):
            return number
    return None


def bare(words: str) -> str:
    """Return the words folded, without the polite ones around them."""
    return fold(" ".join(_decisive(tokens(words))))


def _decisive(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and words[-1] in _RULES["courtesy"]:
        words = words[:-1]
    while words and words[0] in _RULES["courtesy"]:
        words = words[1:]
    return words


def described_in(words: str) -> str | None:
    """Return the description that follows "no address, description:", or None."""
    match = _DESCRIBED.match(words)
    return words[match.end() :] if match else None


def visible(words: str) -> str:
    """Return the words, or an empty text if all their signs are invisible."""
    blank = all(sign in _BLANKS or unicodedata.category(sign) in _INVISIBLE for sign in words)
    return "" if blank else words
