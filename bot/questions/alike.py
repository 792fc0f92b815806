"""When two questions ask the same: the one rule by which they are grouped and answered.

They ask for the same kind of thing, and have the same words that carry a topic: in any order,
with or without their marks, with at most one slip of the keyboard. A slip is told from another
word by this: what was typed is no Vietnamese syllable. Strict rather than generous: a question
kept apart is counted twice, one wrongly joined is given an answer to something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz.distance import OSA

from knowledge.answering.asks import asked_for
from knowledge.answering.search import Search
from knowledge.vietnamese.text import fold, has_marks, is_syllable, nfc, tokens
from knowledge.vietnamese.words import Word, load_language

SHORTEST_SLIP = 4
"""Letters a word must have for another one letter away to be a slip of it."""
FEWEST_WORDS = 2
"""Words a question must have for an answer to another to be its own: `thế khi nào?` has none."""

_MANNER = {
    "why": re.compile(r" (?:vi sao|tai sao|sao lai|do dau) "),
    "who": re.compile(r" ai "),
    "how": re.compile(r" (?:the nao|lam sao|ra sao|cach nao|kieu gi) "),
}
"""What `asked_for` need not tell apart for a plan, and an official's answer must."""
_TILDE, _HOOK = "\u0303", "\u0309"


@dataclass(frozen=True)
class Gist:
    """What of a question decides.

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
        """What two that ask the same have in common to the letter."""
        return f"{' '.join(self.asks)}|{len(self.words)}"

    @cached_property
    def size(self) -> int:
        """Letters of the words; of two that ask the same they differ by one at most."""
        return sum(len(fold(word)) for word in self.words)

    @cached_property
    def kept(self) -> str:
        """The words as one line, to be read back by `gist_kept`."""
        return "|".join(" ".join(part) for part in (self.words, self.doubtful, self.bare))

    @property
    def is_telling(self) -> bool:
        """Whether there is enough of it for somebody else's answer to be taken for its own."""
        return len(self.words) >= FEWEST_WORDS

    @property
    def has_marks(self) -> bool:
        """Whether its words are told apart by their marks."""
        return any(not _is_bare(word) for word in (*self.words, *self.doubtful))


def gist(search: Search, text: str) -> Gist:
    """The gist of what somebody typed, as the search of the plans reads it."""
    reading = search.reader.read(text)
    content = Counter(search.vocabulary.content(reading))
    words: list[Word] = []
    rest: list[Word] = []
    for word in reading.words:
        (words if content[word.plain] > 0 else rest).append(word)
        content[word.plain] -= 1
    marked = has_marks(text)
    unsure = [word for word in rest if not _says_nothing(word, marked)]
    asks = {
        *asked_for(reading),
        *(name for name, how in _MANNER.items() if how.search(reading.plain)),
    }
    return Gist(
        asks=tuple(sorted(asks)),
        words=_sorted(word.typed for word in words),
        doubtful=_sorted(word.typed for word in unsure if not _is_bare(word.typed)),
        bare=_sorted({word.typed for word in unsure if _is_bare(word.typed)}),
    )


def gist_kept(head: str, kept: str) -> Gist:
    """The gist whose `head` and `kept` line these are."""
    asks = tuple(head.partition("|")[0].split())
    return Gist(asks, *(tuple(part.split()) for part in kept.split("|")))


def alike(one: Gist, other: Gist) -> bool:
    """Whether the two ask the same."""
    return (
        one.asks == other.asks
        and len(one.words) == len(other.words)
        and _same_words(one.words, other.words)
        and _borne_out(one.doubtful, other)
        and _borne_out(other.doubtful, one)
    )


def _same_words(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    left = Counter(map(fold, ones)) - Counter(map(fold, others))
    right = Counter(map(fold, others)) - Counter(map(fold, ones))
    if left and not _is_slip(list(left.elements()), list(right.elements())):
        return False
    shared = [word for word in ones if fold(word) not in left]
    return all(any(_agree(word, each) for each in others) for word in shared) and all(
        any(_agree(word, each) for each in ones) for word in others if fold(word) not in right
    )


def _is_slip(left: list[str], right: list[str]) -> bool:
    """Whether all that differs is one word, one letter away from the other and no syllable."""
    if len(left) > 1 or len(right) > 1:
        return False
    (one,), (other,) = left, right
    return (
        one.isalpha()
        and other.isalpha()
        and max(len(one), len(other)) >= SHORTEST_SLIP
        and not (is_syllable(one) and is_syllable(other))
        and OSA.distance(one, other, score_cutoff=1) <= 1
    )


def _borne_out(doubtful: tuple[str, ...], other: Gist) -> bool:
    """Whether the other has each of these words, or may have meant it."""
    return all(
        any(_agree(word, each) for each in (*other.doubtful, *other.bare)) for word in doubtful
    )


def _agree(one: str, other: str) -> bool:
    """The same word: with the same marks, hỏi and ngã alike, or one of them without any."""
    if fold(one) != fold(other):
        return False
    return _is_bare(one) or _is_bare(other) or _one_tone(one) == _one_tone(other)


def _is_bare(word: str) -> bool:
    return fold(word) == word


def _one_tone(word: str) -> str:
    return nfc(unicodedata.normalize("NFD", word).replace(_TILDE, _HOOK))


def _says_nothing(word: Word, marked: bool) -> bool:
    """A stop word; in a text with marks, one whose marks are a stop word's too."""
    return word.typed in _stop_words() and (marked or not _is_bare(word.typed))


@cache
def _stop_words() -> frozenset[str]:
    data = load_language("stopwords")
    assert isinstance(data, dict)
    return frozenset(word for phrases in data.values() for each in phrases for word in tokens(each))


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (fold(word), word)))
