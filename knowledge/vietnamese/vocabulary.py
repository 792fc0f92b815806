"""The terms a text is looked up by: words, pairs of words, their sounds, and meanings.

A word counts without marks, and again with its marks where they agree; a pair of words counts
also by its sound (`sử lý`, `xử lý`); a phrase counts as every phrase that means the same.
"""

from collections.abc import Iterator
from functools import cache

from marisa_trie import BytesTrie

from knowledge.compiled import compiled
from knowledge.vietnamese.text import fold, sound, tokens
from knowledge.vietnamese.words import Phrases, Reading, Word, load_language

PLAIN, TYPED, SOUND, MEANING = "", "=", "~", "#"
"""What a term starts with says what kind it is."""
NUMBER = 2
"""Bytes of the number of a meaning."""
WEIGHT = {PLAIN: 1.0, TYPED: 0.2, SOUND: 0.3, MEANING: 1.5}
"""What a term counts: marks and sounds add to the word, and never outweigh it."""


class Vocabulary:
    """Turns a reading into the terms it is looked up by."""

    def __init__(self) -> None:
        self.stop = frozenset(word for phrase in _folded("alone") for word in phrase)
        self._stop_typed = frozenset(word for phrase in _typed("alone") for word in phrase)
        self._phrases = Phrases(map(" ".join, _folded("phrases")))
        self._meanings, self._longest, several = _meanings()
        self._needs_marks = self.stop | several

    def __reduce__(self) -> tuple[type["Vocabulary"], tuple[()]]:
        """Pickle nothing: what it reads is the same for all."""
        return Vocabulary, ()

    def terms(self, reading: Reading) -> Iterator[str]:
        """Yield words, pairs, sounds of pairs and meanings; a stop word only in a pair."""
        yield from self.words(reading)
        yield from sorted({term for terms in self.meanings(reading, True) for term in terms})

    def words(self, reading: Reading) -> Iterator[str]:
        """Yield words, pairs and sounds of pairs, without what they mean."""
        words = self.telling(reading)
        for at, word in enumerate(words):
            if not self.is_stop(word):
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
        for start, end, number in self.meant_at(self.telling(reading), exactly=exactly):
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
        self, words: tuple[Word, ...], *, exactly: bool = False
    ) -> list[tuple[int, int, int]]:
        """Return each meaning the words have: its start, its end, and its number.

        Marks that were typed must agree: `kỳ` is no `ký`; with `exactly` those that were not too.
        """
        meanings = []
        plain = [word.plain for word in words]
        for start, first in enumerate(plain):
            for end in range(start + 1, min(start + self._longest.get(first, 0), len(plain)) + 1):
                for stored in self._meanings.get(" ".join(plain[start:end]), ()):
                    typed = stored[NUMBER:].decode().split(" ")
                    if self._is_meant(words[start:end], typed, exactly):
                        meanings.append((start, end, int.from_bytes(stored[:NUMBER], "big")))
        return meanings

    def _is_meant(self, words: tuple[Word, ...], typed: list[str], exactly: bool) -> bool:
        """Return whether words are this phrase; one without its marks must be no stop word."""
        if all(word.typed == spelt for word, spelt in zip(words, typed, strict=True)):
            return True
        if exactly or (len(words) == 1 and words[0].plain in self._needs_marks):
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


@cache
def _meanings() -> tuple[BytesTrie, dict[str, int], frozenset[str]]:
    return compiled(["meanings"], _read_meanings)


def _read_meanings() -> tuple[BytesTrie, dict[str, int], frozenset[str]]:
    """Return for each folded phrase the numbers of its meanings, each with the phrase as spelt; how
    many words the longest phrase has that begins with a word; and the words without marks that
    stand for several phrases of one word."""
    stored: list[tuple[str, bytes]] = []
    alone: dict[str, set[str]] = {}
    longest: dict[str, int] = {}
    for number, phrases in enumerate(load_language("synonyms")):
        for typed in dict.fromkeys(map(tokens, phrases)):
            plain = list(map(fold, typed))
            if len(plain) == 1:
                alone.setdefault(plain[0], set()).add(typed[0])
            longest[plain[0]] = max(longest.get(plain[0], 0), len(plain))
            content = number.to_bytes(NUMBER, "big") + " ".join(typed).encode()
            stored.append((" ".join(plain), content))
    several = frozenset(word for word, spelt in alone.items() if len(spelt) > 1)
    return BytesTrie(stored), longest, several
