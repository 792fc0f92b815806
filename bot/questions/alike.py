"""Decide whether two questions ask the same: the one rule by which they are grouped and answered.

They ask for the same kind of thing, and have the same words that carry a topic: in any order,
with or without their marks, with at most one slip of the keyboard. A slip is told from another
word by this: what was typed is no Vietnamese syllable. Strict rather than generous: a question
kept apart is counted twice, one wrongly joined is given an answer to something else.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from rapidfuzz.distance import OSA

from knowledge.answering.search import Search
from knowledge.vietnamese.text import fold, has_marks, is_syllable, nfc, tokens
from knowledge.vietnamese.words import Word, load_language

SHORTEST_SLIP = 4
"""Letters a word must have for another one letter away to be a slip of it."""
FEWEST_WORDS = 2
"""Words a question must have for an answer to another to be its own: `thế khi nào?` has none."""

_TILDE, _HOOK = "\u0303", "\u0309"


@dataclass(frozen=True)
class Gist:
    """The part of a question that decides whether another asks the same.

    * `asks`: the kinds of things asked for.
    * `words`: those that carry a topic, as typed.
    * `doubtful`: those that carry one by their marks only (`chợ`, where `cho` carries none).
    * `bare`: those without marks that may be such a one, or carry nothing.
    """

    asks: tuple[str, ...]
    words: tuple[str, ...]
    doubtful: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()

    @cached_property
    def head(self) -> str:
        """Return what two questions that ask the same have in common to the letter."""
        return f"{' '.join(self.asks)}|{len(self.words)}"

    @cached_property
    def size(self) -> int:
        """Count the letters of the words: two questions that ask the same differ by one at most."""
        return sum(len(fold(word)) for word in self.words)

    @cached_property
    def line(self) -> str:
        """Return the words as one line, to be read back by `stored_gist`."""
        return "|".join(" ".join(part) for part in (self.words, self.doubtful, self.bare))

    @property
    def is_telling(self) -> bool:
        """Return whether the answer to another question may be given to this one."""
        return len(self.words) >= FEWEST_WORDS

    @property
    def has_marks(self) -> bool:
        """Return whether its words are told apart by their marks."""
        return any(not _is_bare(word) for word in (*self.words, *self.doubtful))


def gist(search: Search, text: str) -> Gist:
    """Return the gist of a typed question, as the search of the plans reads it."""
    reading = search.reader.read(text)
    content = Counter(search.vocabulary.content(reading))
    words: list[Word] = []
    other_words: list[Word] = []
    for word in reading.words:
        (words if content[word.plain] > 0 else other_words).append(word)
        content[word.plain] -= 1
    marked = has_marks(text)
    unsure = [word for word in other_words if not _says_nothing(word, marked)]
    asks = (name for name, ways in _manner().items() if any(way in reading.plain for way in ways))
    return Gist(
        asks=tuple(sorted(asks)),
        words=_sorted(word.typed for word in words),
        doubtful=_sorted(word.typed for word in unsure if not _is_bare(word.typed)),
        bare=_sorted({word.typed for word in unsure if _is_bare(word.typed)}),
    )


def stored_gist(head: str, line: str) -> Gist:
    """Return the gist that was stored as this `head` and `line`."""
    asks = tuple(head.partition("|")[0].split())
    return Gist(asks, *(tuple(part.split()) for part in line.split("|")))


def alike(first: Gist, second: Gist) -> bool:
    """Return whether two questions ask the same."""
    return (
        first.asks == second.asks
        and len(first.words) == len(second.words)
        and _same_words(first.words, second.words)
        and _are_among(first.doubtful, (*second.doubtful, *second.bare))
        and _are_among(second.doubtful, (*first.doubtful, *first.bare))
    )


def _same_words(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    only_first = Counter(map(fold, first)) - Counter(map(fold, second))
    only_second = Counter(map(fold, second)) - Counter(map(fold, first))
    if only_first and not _is_slip(list(only_first.elements()), list(only_second.elements())):
        return False
    return _are_among((word for word in first if fold(word) not in only_first), second) and (
        _are_among((word for word in second if fold(word) not in only_second), first)
    )


def _is_slip(only_first: list[str], only_second: list[str]) -> bool:
    """Return whether they differ by one letter of one word, and not both are syllables."""
    if len(only_first) > 1 or len(only_second) > 1:
        return False
    (first,), (second,) = only_first, only_second
    return (
        first.isalpha()
        and second.isalpha()
        and max(len(first), len(second)) >= SHORTEST_SLIP
        and not (is_syllable(first) and is_syllable(second))
        # Optimal string alignment: two neighbouring letters that changed places are one slip, too.
        and OSA.distance(first, second, score_cutoff=1) <= 1
    )


def _are_among(words: Iterable[str], others: tuple[str, ...]) -> bool:
    """Return whether each of these words is one of the others, or may have been meant by one."""
    return all(any(_agree(word, other) for other in others) for word in words)


def _agree(first: str, second: str) -> bool:
    """Return whether both are one word: hỏi and ngã count as the same, and so do missing marks."""
    if fold(first) != fold(second):
        return False
    return _is_bare(first) or _is_bare(second) or _one_tone(first) == _one_tone(second)


def _is_bare(word: str) -> bool:
    return fold(word) == word


def _one_tone(word: str) -> str:
    return nfc(unicodedata.normalize("NFD", word).replace(_TILDE, _HOOK))


def _says_nothing(word: Word, marked: bool) -> bool:
    """Return whether it is a stop word; in a text with marks, with the same marks."""
    return word.typed in _stop_words() and (marked or not _is_bare(word.typed))


@cache
def _manner() -> dict[str, list[str]]:
    """Return each thing that may be asked of the words, with the phrases that ask it."""
    manner = load_language("asks")["manner"].items()
    return {name: [f" {fold(phrase)} " for phrase in phrases] for name, phrases in manner}


@cache
def _stop_words() -> frozenset[str]:
    phrases = chain(*load_language("stopwords").values())
    return frozenset(word for phrase in phrases for word in tokens(phrase))


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (fold(word), word)))
