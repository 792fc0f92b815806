"""Reads what somebody typed into words: short forms spelt out, keys decoded, slips mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.vietnamese.keys import decoded
from knowledge.vietnamese.text import fold, is_syllable, sound, tokens

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same YAML, read ten times as fast where the C library is there."""
LANGUAGE = Path(__file__).parents[1] / "language"


def read_yaml(path: Path) -> Any:
    """What a YAML file holds, plain data only; raises `yaml.YAMLError`, `OSError`."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe one


def load_language(name: str) -> object:
    """One of the language files, `name` without its ending."""
    return read_yaml(LANGUAGE / f"{name}.yaml")


@dataclass(frozen=True)
class Word:
    """A word as it was meant (`typed`, tidied and spelt out) and without marks (`plain`)."""

    typed: str
    plain: str


@dataclass(frozen=True)
class Reading:
    """What was read: the words in order."""

    words: tuple[Word, ...]

    @cached_property
    def plain(self) -> str:
        """The words without marks, with one space between and around: for `" a b " in plain`."""
        return f" {' '.join(word.plain for word in self.words)} "

    @cached_property
    def typed(self) -> str:
        """The words as meant, with one space between and around."""
        return f" {' '.join(word.typed for word in self.words)} "


class Known(NamedTuple):
    """The plain words that are known, and the pairs of words that stand beside each other."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, texts: Iterable[str], besides: Known | None = None) -> Known:
        """All that stands in the texts, and what is known besides."""
        plain = [plain_words(text) for text in dict.fromkeys(texts)]
        before = besides or cls(frozenset(), frozenset())
        pairs = chain.from_iterable(map(pairwise, plain))
        return cls(before.words.union(*plain), before.pairs.union(pairs))

    def beside(self, other: Known) -> Known:
        """What is known here and there."""
        return Known(self.words | other.words, self.pairs | other.pairs)


class Reader:
    """Reads text against a vocabulary: the syllables and pairs of syllables that are known."""

    def __init__(self, known: Iterable[str], besides: Known | None = None) -> None:
        self._short = _short_forms()
        self._known, self._pairs = Known.of(known, besides)
        self._letters = sorted(word for word in self._known if word.isalpha())
        self._alike: dict[str, tuple[str, ...]] = {}
        for word in self._letters:
            self._alike[sound(word)] = (*self._alike.get(sound(word), ()), word)
        self._near = lru_cache(maxsize=5_000)(self._neighbours)

    def read(self, text: str) -> Reading:
        """The words of `text`; what nothing is known about stays as it was typed."""
        words = [Word(token, fold(token)) for token in self._spelt_out(text)]
        return Reading(tuple(self._mended(words)))

    def _spelt_out(self, text: str) -> Iterator[str]:
        for token in _pairs_spelt_out(tokens(text)):
            if full := self._short.get(token) or self._short.get(token.replace("dd", "đ")):
                yield from full
            elif token.isdigit() or is_syllable(token) or fold(token) in self._known:
                yield token
            else:
                yield decoded(token) or token

    def _mended(self, words: Sequence[Word]) -> Iterator[Word]:
        for at, word in enumerate(words):
            if word.plain in self._known or not word.plain.isalpha() or len(word.plain) < 3:
                yield word
                continue
            before = words[at - 1].plain if at else ""
            after = words[at + 1].plain if at + 1 < len(words) else ""
            mended = self._best(word.plain, before, after)
            yield Word(mended, mended) if mended else word

    def _best(self, plain: str, before: str, after: str) -> str | None:
        """A known word one slip away that is known beside a neighbour; else the text is kept."""
        near = self._near(plain)
        fits = [((before, word) in self._pairs) + ((word, after) in self._pairs) for word in near]
        return near[fits.index(max(fits))] if near and max(fits) > 0 else None

    def _neighbours(self, plain: str) -> tuple[str, ...]:
        """What a word may be a slip for: what sounds like it, or for no syllable, one key away."""
        if is_syllable(plain):
            return self._alike.get(sound(plain), ())
        found = process.extract(
            plain, self._letters, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        return tuple(sorted(word for word, _, _ in found))


@lru_cache(maxsize=8_000)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text without marks, as they stand; many texts stand in several plans."""
    return tuple(fold(token) for token in tokens(text))


def as_written(text: str) -> Reading:
    """Reads a text that is itself part of the vocabulary: spelt out, and nothing mended."""
    short = _short_forms()
    pieces = _pairs_spelt_out(tokens(text))
    words = [word for token in pieces for word in short.get(token) or (token,)]
    return Reading(tuple(Word(word, fold(word)) for word in words))


def _pairs_spelt_out(typed: tuple[str, ...]) -> Iterator[str]:
    """The words typed, a short form spelt out that its neighbour tells: `cx/người`, `đất cx`."""
    pairs = _short_pairs()
    at = 0
    while at < len(typed):
        if full := pairs.get(typed[at : at + 2]):
            yield from full
            at += 2
        else:
            yield typed[at]
            at += 1


@cache
def _short_pairs() -> dict[tuple[str, ...], tuple[str, ...]]:
    data = load_language("short")
    assert isinstance(data, dict)
    return {tokens(pair): tokens(full) for pair, full in data["pairs"].items()}


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    groups = load_language("short")
    assert isinstance(groups, dict)
    single = (group for name, group in groups.items() if name != "pairs")
    return {key: tokens(full) for group in single for key, full in group.items()}
