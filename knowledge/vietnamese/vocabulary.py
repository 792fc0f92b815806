"""The terms a text is looked up by: words, pairs of words, their sounds, and meanings.

A word counts without marks, and again with its marks where they agree; a pair of words counts
also by its sound (`sử lý`, `xử lý`); a phrase counts as every phrase that means the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from knowledge.vietnamese.text import fold, sound, tokens
from knowledge.vietnamese.words import Phrases, Reading, Word, load_language

PLAIN, TYPED, SOUND, MEANING = "", "=", "~", "#"
"""What a term starts with says what kind it is."""
WEIGHT = {PLAIN: 1.0, TYPED: 0.2, SOUND: 0.3, MEANING: 1.5}


class Vocabulary:
    """Turns a reading into the terms it is looked up by."""

    def __init__(self) -> None:
        self.stop = frozenset(word for phrase in _folded("alone") for word in phrase)
        self._stop_typed = frozenset(word for phrase in _typed("alone") for word in phrase)
        self._phrases = Phrases(map(" ".join, _folded("phrases")))
        self._meanings = _meanings()
        self._longest = {
            first: max(map(len, phrases))
            for first, phrases in groupby(sorted(self._meanings), key=itemgetter(0))
        }

    def terms(self, reading: Reading) -> Iterator[str]:
        """Yield words, pairs, sounds of pairs and meanings; a stop word only in a pair."""
        yield from self.words(reading)
        yield from sorted({term for terms in self.meanings(reading, True) for term in terms})

    def words(self, reading: Reading) -> Iterator[str]:
        """Yield words, pairs and sounds of pairs, without what they mean."""
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

    def meanings(self, reading: Reading, exactly: bool = False) -> Iterator[tuple[str, ...]]:
        """Yield of each phrase the terms of all that it may mean."""
        spans: dict[tuple[int, int], tuple[str, ...]] = {}
        for start, end, number in self.meant_at(self.telling(reading), exactly):
            spans[start, end] = (*spans.get((start, end), ()), f"{MEANING}{number}")
        yield from dict.fromkeys(spans.values())

    def content(self, reading: Reading) -> tuple[str, ...]:
        """Return the words without marks, no stop words and no phrases that tell nothing."""
        return tuple(word.plain for word in self.telling(reading) if word.plain not in self.stop)

    def is_stop(self, word: Word) -> bool:
        """Return whether a word, as it was typed, has no topic: `hơn` has none, `hôn` has."""
        return word.plain in self.stop and (word.bare or word.typed in self._stop_typed)

    def telling(self, reading: Reading) -> tuple[Word, ...]:
        """Return the words without the phrases that tell nothing."""
        return self._phrases.left_out(reading.words)

    def meant_at(
        self, words: tuple[Word, ...], exactly: bool = False
    ) -> Iterator[tuple[int, int, int]]:
        """Yield each meaning the words have: its start, its end, and its number.

        Marks that were typed must agree: `kỳ` is no `ký`; with `exactly` those that were not too.
        """
        plain = tuple(word.plain for word in words)
        for start, first in enumerate(plain):
            for end in range(start + 1, min(start + self._longest.get(first, 0), len(plain)) + 1):
                for typed, number in self._meanings.get(plain[start:end], ()):
                    if self._is_meant(words[start:end], typed, exactly):
                        yield start, end, number

    def _is_meant(self, words: tuple[Word, ...], typed: tuple[str, ...], exactly: bool) -> bool:
        """Return whether words are this phrase; one without its marks must be no stop word."""
        if all(word.typed == spelt for word, spelt in zip(words, typed, strict=True)):
            return True
        if exactly or (len(words) == 1 and words[0].plain in self.stop):
            return False
        return all(w.bare or w.typed == spelt for w, spelt in zip(words, typed, strict=True))


def weight(term: str) -> float:
    """Return how much a term of its kind counts."""
    return WEIGHT.get(term[0], WEIGHT[PLAIN])


def _folded(kind: str) -> list[tuple[str, ...]]:
    """Return the stop words or phrases, folded."""
    return [tuple(map(fold, phrase)) for phrase in _typed(kind)]


def _typed(kind: str) -> list[tuple[str, ...]]:
    """Return the stop words or phrases with their marks."""
    return [tokens(phrase) for phrase in load_language("stopwords")[kind]]


def _meanings() -> dict[tuple[str, ...], tuple[tuple[tuple[str, ...], int], ...]]:
    """Return for each folded phrase the phrases as spelt, each with the number of a meaning."""
    meanings: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], int], ...]] = defaultdict(tuple)
    for number, phrases in enumerate(load_language("synonyms")):
        for typed in dict.fromkeys(map(tokens, phrases)):
            meanings[tuple(map(fold, typed))] += ((typed, number),)
    return dict(meanings)
