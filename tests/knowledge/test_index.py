"""The index gives the figures of BM25+, worked out here term by term."""

from math import log

import pytest

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


def rarity(term: str) -> float:
    return log((len(DOCUMENTS) + 1) / sum(term in document for document in DOCUMENTS))


def score(term: str, document: list[str]) -> float:
    lengths = [sum(not word.startswith("#") for word in text) for text in DOCUMENTS]
    often, mean = document.count(term), sum(lengths) / len(DOCUMENTS)
    length = lengths[DOCUMENTS.index(document)]
    part = often * 2.5 / (1.5 * (0.25 + 0.75 * length / mean) + often)
    return weight(term) * rarity(term) * (0.5 + part) if often else 0.0


def test_every_term_scores_by_the_formula() -> None:
    index = indexed(Numbering())
    for term in {term for document in DOCUMENTS for term in document}:
        expected = [score(term, document) for document in DOCUMENTS]
        assert index.scores([term])[0].tolist() == pytest.approx(expected)
        assert index.rarity(term) == pytest.approx(rarity(term))


def test_a_phrase_counts_once_by_its_best_meaning() -> None:
    index = indexed(Numbering())
    once, _ = index.scores(["cay"], [["#3"]])
    assert index.scores(["cay"], [["#3", "#4", "cay xanh"]])[0][1] == once[1]
    assert index.scores([], [["#3", "cay xanh"]])[0].tolist() == pytest.approx(
        [score("cay xanh", DOCUMENTS[0]), score("#3", DOCUMENTS[1]), 0.0]
    )
    assert index.parts([], [["#4"]]).tolist() == [0.0, 0.0, 0.0]


def test_a_term_that_stands_nowhere_scores_nothing_and_weighs_most() -> None:
    index = indexed(Numbering())
    scores, worth = index.scores(["nowhere"])
    assert (scores.tolist(), worth) == ([0.0, 0.0, 0.0], rarity("nha"))
