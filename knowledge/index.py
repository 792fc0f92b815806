"""BM25 over documents of terms, each term's scores worked out once by rank-bm25.

The library scores every document for every term of a query, in Python; kept per term, the same
scores are a few additions, some fifty times as fast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from knowledge.vocabulary import weight

Scores = npt.NDArray[np.float64]


class Index:
    """BM25 over documents of terms, each term's scores worked out once."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.size = len(documents)
        ranking = BM25Plus(documents, delta=0.5)
        ranking.doc_len = np.array(ranking.doc_len)
        self.rarest = max(ranking.idf.values())
        self.idf: dict[str, float] = dict(ranking.idf)
        where: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(documents):
            for term in dict.fromkeys(document):
                where[term].append(number)
        self._rows = {
            term: (np.array(at), np.array(ranking.get_batch_scores([term], at)))
            for term, at in where.items()
        }

    def scores(self, terms: Iterable[str]) -> Scores:
        """The weighted BM25 score of every document."""
        total = np.zeros(self.size)
        for term in terms:
            if row := self._rows.get(term):
                total[row[0]] += weight(term) * row[1]
        return total

    def worth(self, terms: Iterable[str]) -> float:
        """About what a document would score that holds every term; unknown words weigh most."""
        return float(sum(weight(term) * self.idf.get(term, self.rarest) for term in terms))
