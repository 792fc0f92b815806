"""Find phrases of a list in the words of a text, with or without marks; what they say is elsewhere.

`replies` and `put_right` ask this of the lists in `words/replies.yaml`.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from bot.understanding import WORDS
from knowledge.vietnamese.text import fold, has_marks
from knowledge.vietnamese.words import as_written, load_words


def is_only(text: str, wanted: Iterable[str], fillers: Iterable[str] = ()) -> bool:
    """Return whether a text is one of the phrases at least, and `fillers` and words around it.

    Without any phrases it is nothing but the others.
    """
    words, wanted, around = words_in(text), tuple(wanted), (*phrases("around"), *fillers)
    at, hits = 0, 0 if wanted else 1
    while at < len(words):
        length = longest(words, at, wanted)
        hits += bool(length)
        length = length or longest(words, at, around)
        if not length:
            return False
        at += length
    return hits > 0


def places(words: tuple[str, ...], phrases: tuple[str, ...]) -> list[int]:
    """Return where in the words one of the phrases begins."""
    return [at for at in range(len(words)) if longest(words, at, phrases)]


def longest(words: tuple[str, ...], at: int, phrases: tuple[str, ...]) -> int:
    """Return the length of the longest phrase that begins there; 0 for none."""
    forms, length = _forms(phrases)
    return next((n for n in range(length, 0, -1) if words[at : at + n] in forms), 0)


@cache
def _forms(phrases: tuple[str, ...]) -> tuple[frozenset[tuple[str, ...]], int]:
    """Return the words of phrases, as written and without any marks; and how many at most."""
    marked = [tuple(word.typed for word in as_written(phrase).words) for phrase in phrases]
    return frozenset(marked + [_without_marks(words) for words in marked]), max(
        map(len, marked), default=0
    )


def _without_marks(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words as in a text without marks: told apart from words that have none."""
    return tuple(f"{fold(word)}\0" for word in words)


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text as phrases are looked for in them."""
    words = tuple(word.typed for word in as_written(text).words)
    return words if has_marks(text) else _without_marks(words)


@cache
def phrases(name: str) -> Any:
    """Return the phrases, or lists of them, that `words/replies.yaml` has under a name."""
    return load_words(WORDS / "replies.yaml")[name]
