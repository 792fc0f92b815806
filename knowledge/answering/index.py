"""BM25 over documents of terms, each term's scores worked out once.

Rarity and parameters are those of rank-bm25's BM25Plus. The library counts in dictionaries and
scores every document for every term of a query, in Python; here all terms are counted and scored
at once, with the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from knowledge.vietnamese.vocabulary import weight

Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class Numbering:
    """Gives every term a number, from 0, so that what is counted are numbers.

    What another numbering has, which is complete, keeps its numbers there: texts that stand in two
    plans are numbered once.
    """

    def __init__(self, complete: Numbering | None = None) -> None:
        self._complete = complete
        self._new: dict[str, int] = {}
        self._texts: dict[str, Numbers] = {}

    def __len__(self) -> int:
        return len(self._new) + (len(self._complete) if self._complete else 0)

    def get(self, term: str) -> int | None:
        """The number of a term; None for one that has none."""
        known = self._complete.get(term) if self._complete else None
        return self._new.get(term) if known is None else known

    def of(self, text: str, terms: Callable[[str], Iterable[str]]) -> Numbers:
        """The numbers of a text's terms, in order; a new term gets the next one."""
        known = self._complete._texts.get(text) if self._complete else None
        if known is None and (known := self._texts.get(text)) is None:
            numbers = [self._number(term) for term in terms(text)]
            known = self._texts[text] = np.array(numbers, np.int64)
        return known

    def _number(self, term: str) -> int:
        number = self.get(term)
        if number is None:
            number = self._new[term] = len(self)
        return number

    def weights(self) -> Scores:
        """How much each term counts, by its kind."""
        new = np.array([weight(term) for term in self._new], float)
        return np.concatenate([self._complete.weights_once, new]) if self._complete else new

    @cached_property
    def weights_once(self) -> Scores:
        """The same of a complete numbering."""
        return self.weights()


class Index(BM25Plus):  # type: ignore[misc]
    """BM25 over documents of numbered terms, weighted by the kinds of the terms."""

    idf: dict[int, float]
    """How rare a term is that stands in so many documents."""

    def __init__(self, documents: Sequence[Numbers], numbering: Numbering) -> None:
        self._numbering = numbering
        super().__init__(documents, delta=0.5)
        self.rarest = float(max(self.idf.values()))

    def _initialize(self, corpus: Sequence[Numbers]) -> dict[int, int]:
        """Count; gives back the numbers of documents that terms stand in, each once."""
        self.corpus_size = len(corpus)
        self.doc_len = np.array([len(document) for document in corpus])
        self.avgdl = self.doc_len.sum() / self.corpus_size
        where = np.repeat(np.arange(self.corpus_size), self.doc_len)
        pairs = np.concatenate(corpus) * self.corpus_size + where
        pairs, self._often = np.unique(pairs, return_counts=True)
        self._term, self._at = np.divmod(pairs, self.corpus_size)
        self._counts = np.bincount(self._term, minlength=len(self._numbering))
        return {n: n for n in np.unique(self._counts).tolist() if n}

    def _calc_idf(self, nd: dict[int, int]) -> None:
        """The library's; then the weighted score of every term in every document it stands in."""
        super()._calc_idf(nd)
        by_count = np.array([self.idf.get(n, 0.0) for n in range(self._counts.max() + 1)])
        self._idf = by_count[self._counts]
        terms, often = self._term, self._often
        length = self.k1 * (1 - self.b + self.b * self.doc_len[self._at] / self.avgdl)
        found = self._idf[terms] * (self.delta + (often * (self.k1 + 1)) / (length + often))
        self._scores = self._numbering.weights()[terms] * found
        self._starts = np.searchsorted(terms, np.arange(len(self._idf) + 1)).astype(np.int32)
        self._at = self._at.astype(np.int32)
        del self._term, self._often, self._counts

    def rarity(self, term: str) -> float:
        """How rare a term is; one that stands nowhere is as rare as the rarest."""
        number = self._numbering.get(term)
        if number is None or number >= len(self._idf):
            return self.rarest
        return float(self._idf.item(number)) or self.rarest

    def scores(self, terms: Iterable[str]) -> Scores:
        """The weighted BM25 score of every document."""
        start = self._starts.item
        rows = [slice(start(n), start(n + 1)) for n in self._known(terms)]
        if not rows:
            return np.zeros(self.corpus_size)
        at = np.concatenate([self._at[row] for row in rows])
        scores = np.concatenate([self._scores[row] for row in rows])
        return np.asarray(np.bincount(at, scores, minlength=self.corpus_size), float)

    def parts(self, terms: Iterable[str]) -> Scores:
        """Every document's score as a part of what the terms are worth, 0 to about 1."""
        return self.scores(terms) / max(self.worth(terms), 1e-9)

    def holds(self, term: str, document: int) -> bool:
        """Whether a document has a term."""
        number = self._numbering.get(term)
        if number is None or number >= len(self._idf):
            return False
        row = self._at[self._starts.item(number) : self._starts.item(number + 1)]
        at = int(row.searchsorted(document))
        return at < len(row) and int(row[at]) == document

    def _known(self, terms: Iterable[str]) -> list[int]:
        """The numbers of those terms that had one when the documents were counted."""
        numbers = map(self._numbering.get, terms)
        return [n for n in numbers if n is not None and n < len(self._idf)]

    def knows(self, term: str) -> bool:
        """Whether any document has a term."""
        number = self._numbering.get(term)
        return number is not None and number < len(self._idf) and bool(self._idf.item(number))

    def worth(self, terms: Iterable[str]) -> float:
        """About what a document would score that holds every term; unknown words weigh most."""
        return float(sum(weight(term) * self.rarity(term) for term in terms))
