"""Cut place and time out of a message: every word gets a label, the best sequence of them wins.

A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001), trained by CRFsuite and
decoded here (Viterbi) with numpy alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import add
from typing import NamedTuple

import numpy as np
from marisa_trie import Trie
from numpy.typing import NDArray

from bot.understanding import WORDS
from knowledge.learning.linear import Stored
from knowledge.vietnamese.text import fold, one_tone_place
from knowledge.vietnamese.words import load_words

LABELS = ("O", "B-place", "I-place", "B-when", "I-when")
KINDS = ("place", "when")
NEVER = -1e6
"""The weight of a label that cannot follow another."""
_TOKEN = re.compile(r"\d+(?:[.,/:-]\d+)*[a-zA-Z]?|[^\W\d_]+|[^\w\s]")
_AT = re.compile(r"^(?:ở|o|owr|tại|tai|taji)\s+(?=\S)", re.IGNORECASE)
"""In front of a place these tell nothing, and are no part of it."""
OFFSETS: Mapping[str, tuple[int, ...]] = {
    "word": (-3, -2, -1, 0, 1, 2, 3),
    "typed": (-1, 0, 1),
    "pair": (-2, -1, 0, 1),
    "three": (-2, -1, 0),
    "shape": (-1, 0, 1, 2),
    "shapes": (-1,),
    "depth": (0,),
    "kind": (-2, -1, 0, 1, 2),
    "kinds": (-2, -1, 0),
}
"""What is seen of the words around each word, and how far: `pair` 0 is the word and the next."""
FARTHEST = 3
"""Words between a word and what is seen of another, at most."""
KIND_WORDS = WORDS / "kinds.yaml"
"""The words of each kind: numbers, units of time, heads of addresses."""
_PLAIN = "word"
"""The kind of all other words."""
_DEPTHS = (3, 10, 25)
_LOUD = 0.6
"""A text with so many capitalised words is in capitals throughout: then they mean nothing."""


class Token(NamedTuple):
    """A word, number or sign, and where it stands in the text."""

    text: str
    start: int
    end: int


class Span(NamedTuple):
    """A part of a text that is a place or a time."""

    kind: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and signs of a text."""
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]


def seen(tokens: Sequence[Token]) -> dict[str, list[str]]:
    """Return, for each kind of `OFFSETS`, what there is to be seen at each word."""
    typed = [_number_as_0(one_tone_place(token.text.lower())) for token in tokens]
    plain = [_number_as_0(fold(token.text)) for token in tokens]
    shape = [_shape(token.text) for token in tokens]
    if sum(form in ("Aa", "AA") for form in shape) > _LOUD * len(shape):
        shape = ["" if form in ("Aa", "AA", "aa") else form for form in shape]
    padded = [*plain, ">", ">"]
    kinds = [_kind(word) for word in plain]
    return {
        "word": plain,
        "typed": typed if typed != plain else [""] * len(plain),
        "pair": [" ".join(padded[at : at + 2]) for at in range(len(plain))],
        "three": [" ".join(padded[at : at + 3]) for at in range(len(plain))],
        "shape": shape,
        "shapes": ["".join(shape[at : at + 3]) for at in range(len(plain))],
        "depth": [str(sum(at >= depth for depth in _DEPTHS)) for at in range(len(plain))],
        "kind": ["" if kind == _PLAIN else kind for kind in kinds],
        "kinds": _threes(kinds),
    }


def _kind(word: str) -> str:
    return _kind_of().get(word, _PLAIN) if word[:1].isalpha() else word


@cache
def _kind_of() -> dict[str, str]:
    return {word: kind for kind, words in load_words(KIND_WORDS).items() for word in words}


def _threes(kinds: Sequence[str]) -> list[str]:
    """Return the kinds of each word and the next two; empty where two are of no kind."""
    padded = [*kinds, ">", ">"]
    return [
        "" if padded[at] == padded[at + 1] == _PLAIN else " ".join(padded[at : at + 3])
        for at in range(len(kinds))
    ]


def _number_as_0(word: str) -> str:
    return "0" if word[:1].isdigit() else word


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "0/0" if "/" in word else "0"
    if not word[0].isalpha():
        return word
    if not word[0].isupper():
        return "aa"
    return "AA" if len(word) > 1 and word.isupper() else "Aa"


def features(sights: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the names of the features of each word, as the training is given them."""
    named: list[list[str]] = [[] for _ in sights["word"]]
    for kind, offsets in OFFSETS.items():
        for offset in offsets:
            around = zip(named[max(0, -offset) :], sights[kind][max(0, offset) :], strict=False)
            for names, name in around:
                if name:
                    names.append(f"{kind}{offset}={name}")
    return named


@dataclass(frozen=True)
class Tagger:
    """The weights: a row of labels for everything seen at each offset.

    Those of a kind at an offset stand together, in the order of the kind's trie, and after them a
    row of zeros for what is unknown. `transitions` has the shape (labels, labels): from, to.
    """

    tries: Mapping[str, Trie]
    weights: Stored
    transitions: Stored

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the places and times of a text, in order."""
        tokens = tokens_of(text)
        return tuple(_spans(tokens, self.labels(tokens))) if tokens else ()

    def labels(self, tokens: Sequence[Token]) -> list[str]:
        """Return the labels whose sum of weights is the highest (Viterbi)."""
        best, *rows = self._scores(seen(tokens), len(tokens)).tolist()
        backs = []
        for row in rows:
            sums = [list(map(add, best, before)) for before in self._before]
            highest = list(map(max, sums))
            backs.append(list(map(list.index, sums, highest)))
            best = list(map(add, highest, row))
        path = [best.index(max(best))]
        path.extend(back[path[-1]] for back in reversed(backs))
        return [LABELS[label] for label in reversed(path)]

    @cached_property
    def _before(self) -> list[list[int]]:
        """Return, for each label, the weights of the labels before it."""
        before: list[list[int]] = self.transitions.T.tolist()
        return before

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Return the first row of each kind at each offset, one below the other."""
        sizes = [len(self.tries[kind]) + 1 for kind, offsets in OFFSETS.items() for _ in offsets]
        return np.cumsum([0, *sizes[:-1]])[:, None]

    def _scores(self, sights: Mapping[str, Sequence[str]], count: int) -> NDArray[np.int64]:
        rows = np.array([_rows(self.tries[kind], sights[kind]) for kind in OFFSETS])
        at = _OFFSETS + np.arange(FARTHEST, FARTHEST + count)
        scores: NDArray[np.int64] = self.weights[self._starts + rows[_KINDS, at]].sum(axis=0)
        return scores


_KINDS, _OFFSETS = np.array(
    [(kind, offset) for kind, offsets in enumerate(OFFSETS.values()) for offset in offsets]
).T[:, :, None]


def _rows(trie: Trie, names: Sequence[str]) -> list[int]:
    """Return the row of each name, with as many unknown ones around them as are looked at."""
    unknown = len(trie)
    around = [unknown] * FARTHEST
    return [*around, *(trie.get(name, unknown) for name in names), *around]


def _spans(tokens: Sequence[Token], labels: Sequence[str]) -> Iterator[Span]:
    begun: Span | None = None
    for token, label in zip(tokens, labels, strict=True):
        kind = label[2:]
        if begun and label[:1] == "I" and kind == begun.kind:
            begun = begun._replace(end=token.end)
            continue
        if begun:
            yield begun
        begun = Span(kind, token.start, token.end) if kind else None
    if begun:
        yield begun


def chosen(text: str, spans: Iterable[Span], kind: str) -> str | None:
    """Return the longest place, or time, in the words of the text.

    Two with no more than a comma or a word between them are one: "số 9 ngõ 5, phố Huế", "chiều qua
    và sáng nay".
    """
    parts: list[Span] = []
    for span in spans:
        if span.kind != kind:
            continue
        between = text[parts[-1].end : span.start] if parts else "."
        if "." in between or len(between.split()) > 1:
            parts.append(span)
        else:
            parts[-1] = parts[-1]._replace(end=span.end)
    longest = max((text[part.start : part.end] for part in parts), key=len, default=None)
    return _AT.sub("", longest) if longest and kind == "place" else longest


def labels_of(tokens: Sequence[Token], spans: Iterable[Span]) -> list[str]:
    """Return the label of each word, where these parts of the text are places and times."""
    labels = ["O"] * len(tokens)
    for span in spans:
        inside = [at for at, token in enumerate(tokens) if span.start <= token.start < span.end]
        for at in inside:
            labels[at] = f"{'I' if at > inside[0] else 'B'}-{span.kind}"
    return labels
