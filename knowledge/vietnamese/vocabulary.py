"""The terms a text is looked up by: words, pairs of words, their sounds, and meanings.

A word counts without marks, and again with its marks where they agree; a pair of words counts
also by its sound (`sử lý`, `xử lý`); a phrase counts as every phrase that means the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from knowledge.vietnamese.text import fold, sound, tokens
from knowledge.vietnamese.words import Reading, Word, load_language

PLAIN, TYPED, SOUND, MEANING = "", "=", "~", "#"
"""What a term starts with says what kind it is."""
WEIGHT = {PLAIN: 1.0, TYPED: 0.2, SOUND: 0.3, MEANING: 2.0}


class Vocabulary:
    """Turns a reading into the terms it is looked up by."""

    def __init__(self) -> None:
        self.stop = frozenset(word for phrase in _folded("alone") for word in phrase)
        self._stop_typed = frozenset(word for phrase in _typed("alone") for word in phrase)
        self._phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in sorted(_folded("phrases"), key=len, reverse=True):
            self._phrases[phrase[0]].append(phrase)
        self._meanings = _meanings()
        self._alone = _alone()
        self._longest = {
            first: max(map(len, phrases))
            for first, phrases in groupby(sorted(self._meanings), key=itemgetter(0))
        }

    def terms(self, reading: Reading) -> Iterator[str]:
        """Words, pairs, sounds of pairs and meanings; a stop word only in a pair."""
        words = self.telling(reading)
        for at, word in enumerate(words):
            if word.plain not in self.stop:
                yield word.plain
                yield f"{TYPED}{word.typed}"
            if at and not (self.is_stop(word) and self.is_stop(words[at - 1])):
                before = words[at - 1]
                yield f"{before.plain} {word.plain}"
                yield f"{TYPED}{before.typed} {word.typed}"
                yield f"{SOUND}{sound(before.plain)} {sound(word.plain)}"
        meant = {number for _, _, number in self.meant_at(words)}
        yield from (f"{MEANING}{number}" for number in sorted(meant))

    def content(self, reading: Reading) -> tuple[str, ...]:
        """The words without marks that are neither stop words nor part of an empty phrase."""
        return tuple(word.plain for word in self.telling(reading) if word.plain not in self.stop)

    def is_stop(self, word: Word) -> bool:
        """Whether a word has no topic of its own, as it was typed: `hơn` has none, `hôn` has."""
        return word.plain in self.stop and (
            word.typed == word.plain or word.typed in self._stop_typed
        )

    def telling(self, reading: Reading) -> tuple[Word, ...]:
        """The words without the phrases that tell nothing; all of them when nothing is left."""
        words = reading.words
        kept, at = [], 0
        while at < len(words):
            length = self._phrase_at(words, at)
            if not length:
                kept.append(words[at])
            at += length or 1
        return tuple(kept) or words

    def _phrase_at(self, words: tuple[Word, ...], at: int) -> int:
        """How many words the longest telling-nothing phrase has that starts here; 0 for none."""
        for phrase in self._phrases.get(words[at].plain, ()):
            if phrase == tuple(word.plain for word in words[at : at + len(phrase)]):
                return len(phrase)
        return 0

    def meant_at(self, words: tuple[Word, ...]) -> Iterator[tuple[int, int, int]]:
        """Each meaning the words have: where it starts, where it ends, and its number."""
        plain = tuple(word.plain for word in words)
        for start, first in enumerate(plain):
            for end in range(start + 1, min(start + self._longest.get(first, 0), len(plain)) + 1):
                if end > start + 1 or self._means(words[start]):
                    yield from ((start, end, n) for n in self._meanings.get(plain[start:end], ()))

    def _means(self, word: Word) -> bool:
        """Whether one word alone may carry a meaning: `bớt` does, `bot` and `bột` do not."""
        return word.typed in self._alone or (
            word.typed == word.plain and word.plain not in self.stop
        )


def weight(term: str) -> float:
    """How much a term of its kind counts."""
    return WEIGHT.get(term[0], WEIGHT[PLAIN])


def _folded(kind: str) -> list[tuple[str, ...]]:
    """The stop words or phrases, folded."""
    return [tuple(map(fold, phrase)) for phrase in _typed(kind)]


def _typed(kind: str) -> list[tuple[str, ...]]:
    """The stop words or phrases with their marks."""
    data = load_language("stopwords")
    assert isinstance(data, dict)
    return [tokens(phrase) for phrase in data[kind]]


def _meanings() -> dict[tuple[str, ...], tuple[int, ...]]:
    """Folded phrase -> the meanings it has."""
    found: dict[tuple[str, ...], tuple[int, ...]] = defaultdict(tuple)
    groups = load_language("synonyms")
    assert isinstance(groups, list)
    for number, phrases in enumerate(groups):
        for phrase in phrases:
            key = tuple(fold(token) for token in tokens(phrase))
            found[key] = (*found[key], number)
    return dict(found)


def _alone() -> frozenset[str]:
    """The phrases of one word that have a meaning, with their marks."""
    groups = load_language("synonyms")
    assert isinstance(groups, list)
    spelt = (tokens(phrase) for phrases in groups for phrase in phrases)
    return frozenset(words[0] for words in spelt if len(words) == 1)
