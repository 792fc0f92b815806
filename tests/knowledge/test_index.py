"""The index gives the figures of the library it takes the place of."""

from __future__ import annotations

import numpy as np
from rank_bm25 import BM25Plus

from knowledge.answering.index import Index, Numbering
from knowledge.vietnamese.vocabulary import weight

DOCUMENTS = [
    ["cay", "=cây", "cay xanh", "cay"],
    ["nha", "cay", "#3"],
    ["duong", "duong", "~dun tan"],
]


def indexed(numbering: Numbering) -> Index:
    documents = [numbering.of(" ".join(document), lambda _: document) for document in DOCUMENTS]  # noqa: B023
    return Index(documents, numbering)


def test_every_term_scores_as_in_the_library() -> None:
    index = indexed(Numbering())
    library = BM25Plus(DOCUMENTS, delta=0.5)
    for term in {term for document in DOCUMENTS for term in document}:
        there = np.array([term in document for document in DOCUMENTS])
        expected = np.where(there, weight(term) * library.get_scores([term]), 0.0)
        assert index.scores([term]).tolist() == expected.tolist()
        assert index.rarity(term) == library.idf[term]


def test_a_term_that_stands_nowhere_scores_nothing_and_weighs_most() -> None:
    index = indexed(Numbering())
    assert index.scores(["nowhere"]).tolist() == [0.0, 0.0, 0.0]
    assert index.worth(["nowhere"]) == max(BM25Plus(DOCUMENTS).idf.values())
