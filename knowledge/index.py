"""BM25 over documents of terms, each term's scores worked out once.

Rarity and parameters are those of rank-bm25's BM25Plus. The library counts in dictionaries and
scores every document for every term of a query, in Python; here all terms are counted and scored
at once, with the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from knowledge.vocabulary import weight

Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class Numbering:
    """Gives every term a number, from 0, so that what is counted are numbers."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.known)

    def of(self, terms: Iterable[str]) -> Numbers:
        """The numbers of the terms, in order; a new term gets the next one."""
        known = self.known
        return np.array([known.setdefault(term, len(known)) for term in terms], np.int64)


class Index(BM25Plus):  # type: ignore[misc]
    """BM25 over documents of numbered terms, weighted by the kinds of the terms."""

    idf: dict[str, float]

    def __init__(self, documents: Sequence[Numbers], numbering: Numbering) -> None:
        self._known = numbering.known
        super().__init__(documents, delta=0.5)
        self.rarest = max(self.idf.values(), default=0.0)

    def _initialize(self, corpus: Sequence[Numbers]) -> dict[str, int]:
        """Count; gives back, as the library does, in how many documents each term stands."""
        self.corpus_size = len(corpus)
        self.doc_len = np.array([len(document) for document in corpus])
        self.avgdl = self.doc_len.sum() / self.corpus_size
        where = np.repeat(np.arange(self.corpus_size), self.doc_len)
        pairs = np.concatenate(corpus) * self.corpus_size + where
        pairs, self._often = np.unique(pairs, return_counts=True)
        self._term, self._at = np.divmod(pairs, self.corpus_size)
        counts = np.bincount(self._term, minlength=len(self._known)).tolist()
        return {term: n for term, n in zip(self._known, counts, strict=True) if n}

    def _calc_idf(self, nd: dict[str, int]) -> None:
        """The library's; then the weighted score of every term in every document it stands in."""
        super()._calc_idf(nd)
        terms, often = self._term, self._often
        idf = np.array([self.idf.get(term, 0.0) for term in self._known])
        weights = np.array([weight(term) for term in self._known])
        length = self.k1 * (1 - self.b + self.b * self.doc_len[self._at] / self.avgdl)
        found = idf[terms] * (self.delta + (often * (self.k1 + 1)) / (length + often))
        self._scores = weights[terms] * found
        self._starts = np.searchsorted(terms, np.arange(len(self._known) + 1)).tolist()
        del self._term, self._often

    def scores(self, terms: Iterable[str]) -> Scores:
        """The weighted BM25 score of every document."""
        total = np.zeros(self.corpus_size)
        for term in terms:
            if term in self.idf:
                number = self._known[term]
                row = slice(self._starts[number], self._starts[number + 1])
                total[self._at[row]] += self._scores[row]
        return total

    def worth(self, terms: Iterable[str]) -> float:
        """About what a document would score that holds every term; unknown words weigh most."""
        return float(sum(weight(term) * self.idf.get(term, self.rarest) for term in terms))
