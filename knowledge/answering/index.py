"""BM25+ over documents of terms (Lv and Zhai, 2011), each term's scores worked out once."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import log

import numpy as np
import numpy.typing as npt

from knowledge.vietnamese.vocabulary import MEANING, WEIGHT, weight

K1, B, DELTA = 1.5, 0.75, 0.5
"""How much repetition counts, how much length does, and what a term is worth at the least."""
Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class Numbering:
    """Gives every term a number, from 0, so that what is counted are numbers.

    What another numbering has, which is complete, keeps its numbers there: texts that stand in two
    plans are numbered once.
    """

    def __init__(self, complete: "Numbering | None" = None) -> None:
        self._complete = complete
        self._new: dict[str, int] = {}
        self._texts: dict[str, Numbers] = {}

    def __len__(self) -> int:
        return len(self._new) + (len(self._complete) if self._complete else 0)

    def get(self, term: str) -> int | None:
        """Return the number of a term; None for one that has none."""
        number = self._complete.get(term) if self._complete else None
        return self._new.get(term) if number is None else number

    def of(self, text: str, terms: Callable[[str], Iterable[str]]) -> Numbers:
        """Return the numbers of a text's terms, in order; a new term gets the next one."""
        cached = self._complete._texts.get(text) if self._complete else None
        if cached is None and (cached := self._texts.get(text)) is None:
            numbers = [self._number(term) for term in terms(text)]
            cached = self._texts[text] = np.array(numbers, np.int64)
        return cached

    def _number(self, term: str) -> int:
        number = self.get(term)
        if number is None:
            number = self._new[term] = len(self)
        return number

    def weights(self) -> Scores:
        """Return how much each term counts, by its kind."""
        new = np.array([weight(term) for term in self._new], float)
        return np.concatenate([self._complete.weights_once, new]) if self._complete else new

    @cached_property
    def weights_once(self) -> Scores:
        """Return the same of a complete numbering."""
        return self.weights()


class Index:
    """BM25 over documents of numbered terms, weighted by the kinds of the terms."""

    def __init__(self, documents: Sequence[Numbers], numbering: Numbering) -> None:
        self._numbering = numbering
        self._size = size = len(documents)
        owners = np.repeat(np.arange(size), [len(document) for document in documents])
        numbers, weights = np.concatenate(documents), numbering.weights()
        # A meaning says again what a word said: it makes no document longer.
        is_word = weights[numbers] != WEIGHT[MEANING]
        lengths = np.bincount(owners, is_word, minlength=size)
        pairs, often = np.unique(numbers * size + owners, return_counts=True)
        terms, at = np.divmod(pairs, size)
        counts = np.bincount(terms, minlength=len(numbering))
        # As BM25+ has it: unlike BM25's own, never below 0 for a term of most documents.
        by_count = [log((size + 1) / n) if n else 0.0 for n in range(int(counts.max()) + 1)]
        self._idf = np.array(by_count)[counts]
        self.rarest = float(self._idf.max())
        length = K1 * (1 - B + B * lengths[at] / (lengths.sum() / size))
        scores = self._idf[terms] * (DELTA + (often * (K1 + 1)) / (length + often))
        self._scores = weights[terms] * scores
        self._starts = np.searchsorted(terms, np.arange(len(self._idf) + 1)).astype(np.int32)
        self._at = at.astype(np.int32)

    def rarity(self, term: str) -> float:
        """Return how rare a term is; one that stands nowhere is as rare as the rarest."""
        number = self._number(term)
        return self.rarest if number is None else self._idf.item(number)

    def knows(self, term: str) -> bool:
        """Return whether any document has a term."""
        return self._number(term) is not None

    def parts(self, terms: Iterable[str], meanings: Iterable[Sequence[str]] = ()) -> Scores:
        """Return every document's score as a part of what the terms are worth, 0 to about 1."""
        scores, worth = self.scores(terms, meanings)
        return scores / max(worth, 1e-9)

    def scores(
        self, terms: Iterable[str], meanings: Iterable[Sequence[str]] = ()
    ) -> tuple[Scores, float]:
        """Return the weighted BM25 score of every document, and about that of one with every term.

        An unknown word weighs most. A phrase counts once, by that one of its meanings which the
        document tells best.
        """
        rows, worth = [], 0.0
        for term in terms:
            number = self._number(term)
            worth += weight(term) * (self.rarest if number is None else self._idf.item(number))
            if number is not None:
                rows.append(self._row(number))
        for phrase in meanings:
            numbered = {n: term for term in phrase if (n := self._number(term)) is not None}
            if numbered:
                worth += max(weight(term) * self._idf.item(n) for n, term in numbered.items())
                rows.append(self._best_row(tuple(numbered)))
        if not rows:
            return np.zeros(self._size), worth
        at, scores = map(np.concatenate, zip(*rows, strict=True))
        return np.asarray(np.bincount(at, scores, minlength=self._size), float), worth

    def _number(self, term: str) -> int | None:
        """Return the number of a term that a document has."""
        number = self._numbering.get(term)
        is_known = number is not None and number < len(self._idf) and self._idf.item(number)
        return number if is_known else None

    def _row(self, number: int) -> tuple[Numbers, Scores]:
        """Return the documents that have a term, and its score in each."""
        row = slice(self._starts.item(number), self._starts.item(number + 1))
        return self._at[row], self._scores[row]

    def _best_row(self, numbers: Sequence[int]) -> tuple[Numbers, Scores]:
        """Return the documents that have any of these terms, and the best score in each."""
        if len(numbers) == 1:
            return self._row(numbers[0])
        best = np.zeros(self._size)
        for at, scores in map(self._row, numbers):
            best[at] = np.maximum(best[at], scores)
        documents = np.flatnonzero(best)
        return documents, best[documents]
