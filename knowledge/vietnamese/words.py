"""Reads what somebody typed into words: short forms spelt out, keys decoded, slips mended."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import name

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.compiled import Remembering
from knowledge.vietnamese.keys import decoded
from knowledge.vietnamese.text import fold, has_marks, is_syllable, sound, tokens

LOADER: Any = type("Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
"""The same YAML, read ten times as fast where the C library is there."""
LANGUAGE = Path(__file__).parents[1] / "language"
FEW = 5
"""Fewer words may be names, or greetings: "alo alo ad oi"."""
LONG = 10
"""Of so many words a third is enough that can be no Vietnamese: "the", "on" and "in" can."""
_LINK = re.compile(r"https?://\S+")


def _once_each(loader: Any, node: yaml.MappingNode) -> Any:
    """Return a mapping; raises `yaml.YAMLError` for a name that stands in it twice."""
    before: set[str] = set()
    for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
        if key.value in before:
            problem = f"{key.value!r} stands twice"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
        before.add(key.value)
    return loader.construct_yaml_map(node)


LOADER.add_constructor("tag:yaml.org,2002:map", _once_each)


def read_yaml(path: Path) -> Any:
    """Return the plain data of a YAML file; raises `yaml.YAMLError`, `OSError`."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe one


@cache
def load_words(file: Path) -> Any:
    """Return what a YAML file holds, read once; lists are tuples, so that a part can be a key."""
    return _frozen(read_yaml(file))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@cache
def load_language(name: str) -> Any:
    """Return the content of a language file, `name` without its ending."""
    return load_words(LANGUAGE / f"{name}.yaml")


@dataclass(frozen=True)
class Word:
    """A word as it was meant (`typed`, tidied and spelt out) and without marks (`plain`)."""

    typed: str
    plain: str

    @property
    def bare(self) -> bool:
        """Return whether it was typed without any mark."""
        return self.typed == self.plain


def plain_of(words: Iterable[Word]) -> str:
    """Return the words without marks, one space between."""
    return " ".join(word.plain for word in words)


def typed_of(words: Iterable[Word]) -> str:
    """Return the words as meant, one space between."""
    return " ".join(word.typed for word in words)


@dataclass(frozen=True)
class Reading:
    """A text as it was read: its words in order."""

    words: tuple[Word, ...]

    @cached_property
    def plain(self) -> str:
        """Return the words without marks, one space between and around: for `" a b " in plain`."""
        return f" {plain_of(self.words)} "

    @cached_property
    def typed(self) -> str:
        """Return the words as meant, with one space between and around."""
        return f" {typed_of(self.words)} "


class Phrases:
    """Phrases without marks that tell nothing, to be left out of what was read."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(phrases)
        self._longest: dict[str, int] = {}
        for words in map(str.split, sorted(self._phrases, key=lambda phrase: phrase.count(" "))):
            self._longest[words[0]] = len(words)

    def left_out(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return the words without the phrases, the longest first; all where none would remain."""
        remaining: list[Word] = []
        at = 0
        while at < len(words):
            lengths = range(self._longest.get(words[at].plain, 0), 0, -1)
            length = next((n for n in lengths if plain_of(words[at : at + n]) in self._phrases), 0)
            remaining += [] if length else [words[at]]
            at += length or 1
        return tuple(remaining) or words


class KnownWords(NamedTuple):
    """The plain words that are known, and the pairs of words that stand beside each other."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "KnownWords":
        """Return the words and pairs of the texts."""
        plain = [plain_words(text) for text in dict.fromkeys(texts)]
        pairs = chain.from_iterable(map(pairwise, plain))
        return cls(frozenset(chain.from_iterable(plain)), frozenset(pairs))

    def merged(self, added: "KnownWords") -> "KnownWords":
        """Return the words and pairs of both."""
        return KnownWords(self.words | added.words, self.pairs | added.pairs)


class Reader(Remembering):
    """Reads text against a vocabulary: the syllables and pairs of syllables that are known."""

    def __init__(self, known: KnownWords, short: Mapping[str, tuple[str, ...]] = {}) -> None:
        """Take the words that are known, and short forms beside those of the language."""
        self._short = {**_short_forms(), **short}
        self._known, self._pairs = known
        self._letters = sorted(word for word in self._known if word.isalpha())
        self._alike: dict[str, tuple[str, ...]] = {}
        for word in self._letters:
            self._alike[sound(word)] = (*self._alike.get(sound(word), ()), word)

    @cached_property
    def _near(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(maxsize=5_000)(self._neighbours)

    @cached_property
    def read(self) -> Callable[[str], Reading]:
        """The words of a text; what nothing is known about stays as it was typed."""
        return lru_cache(maxsize=500)(self._read)

    def _read(self, text: str) -> Reading:
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
        """Return a known word one slip away that is known beside a neighbour; None for none."""

        def pairs(word: str) -> int:
            return ((before, word) in self._pairs) + ((word, after) in self._pairs)

        best = max(self._near(plain), key=pairs, default="")
        return best if pairs(best) else None

    def _neighbours(self, plain: str) -> tuple[str, ...]:
        """Return the words that sound like a syllable, or are one key away from another word."""
        if is_syllable(plain):
            return self._alike.get(sound(plain), ())
        matches = process.extract(
            plain, self._letters, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        return tuple(sorted(word for word, _, _ in matches))


@lru_cache(maxsize=8_000)
def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without marks; cached, for plans share many texts."""
    return tuple(fold(token) for token in tokens(text))


@lru_cache(maxsize=100)
def as_written(text: str) -> Reading:
    """Reads a text that is itself part of the vocabulary: spelt out, and nothing mended.

    Cached, for a message is read several times in a turn.
    """
    short = _short_forms()
    pieces = _pairs_spelt_out(tokens(text))
    words = [word for token in pieces for word in short.get(token) or (token,)]
    return Reading(tuple(Word(word, fold(word)) for word in words))


def is_foreign(text: str) -> bool:
    """Return whether a text is in another script, or many of its words can be no Vietnamese."""
    letters = [letter for letter in text if letter.isalpha()]
    if 2 * sum(map(_is_latin, letters)) < len(letters):
        return True
    words = [word for word in as_written(_LINK.sub(" ", text)).words if word.plain.isalpha()]
    others = [word for word in words if not (is_syllable(word.plain) or decoded(word.plain))]
    share = 3 if len(words) >= LONG else 2
    return len(words) >= FEW and share * len(others) > len(words) and not has_marks(text)


@lru_cache(maxsize=1_000)
def _is_latin(letter: str) -> bool:
    return "LATIN" in name(letter, "")


def _pairs_spelt_out(typed: tuple[str, ...]) -> Iterator[str]:
    """Yield the words, with short forms that a neighbour tells spelt out: `cx/người`, `đất cx`."""
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
    pairs = load_language("short")["pairs"]
    return {tokens(pair): tokens(full) for pair, full in pairs.items()}


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    single = (group for name, group in load_language("short").items() if name != "pairs")
    return {key: tokens(full) for group in single for key, full in group.items()}
