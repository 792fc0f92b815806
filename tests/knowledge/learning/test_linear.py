"""The small linear models: what they weigh, and what they say of it."""

from collections import Counter

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from knowledge.learning.linear import Vocabulary, thousandths
from knowledge.learning.training import matrix, trained

TEXTS = [
    "cây đổ",
    "cây chết khô",
    "rác bẩn",
    "rác hôi",
    "cây khô",
    "nước rác",
    "đèn hỏng",
    "đèn tối",
]
LABELS = ["cây", "cây", "rác", "rác", "cây", "rác", "đèn", "đèn"]


def _counted(text: str) -> Counter[str]:
    return Counter(text.split())


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of([_counted(text) for text in TEXTS], fewest=1)


def test_a_vector_has_length_one_and_knows_no_stranger(vocabulary: Vocabulary) -> None:
    vector = vocabulary.vector(Counter(["cây", "cây", "lạ"]))
    assert [vocabulary.name(row) for row in vector.rows] == ["cây"]
    assert vector.values @ vector.values == pytest.approx(1)
    assert len(vocabulary.vector(Counter(["lạ"])).rows) == 0


def test_rare_features_weigh_more_and_rarest_are_left_out() -> None:
    vocabulary = Vocabulary.of([["a", "b"], ["a"], ["a", "c", "b"]], fewest=2)
    assert sorted(vocabulary.trie) == ["a", "b"]
    assert vocabulary.rarity[0] < vocabulary.rarity[1]


@pytest.mark.parametrize("labels", [LABELS, ["x" if label == "cây" else "y" for label in LABELS]])
def test_probabilities_are_those_of_the_teacher(vocabulary: Vocabulary, labels: list[str]) -> None:
    vectors = [vocabulary.vector(_counted(text)) for text in TEXTS]
    rows = matrix(vectors, len(vocabulary))
    decision = trained(rows, labels, strength=10)
    teacher = LogisticRegression(C=10, max_iter=500, tol=1e-6).fit(rows, labels)
    for vector, expected in zip(vectors, teacher.predict_proba(rows), strict=True):
        got = decision.probabilities(vector)
        assert sum(got.values()) == pytest.approx(1)
        assert list(got.values()) == pytest.approx(list(expected), abs=0.02)


def test_reasons_are_the_words_that_spoke_for_it(vocabulary: Vocabulary) -> None:
    vectors = [vocabulary.vector(_counted(text)) for text in TEXTS]
    decision = trained(matrix(vectors, len(vocabulary)), LABELS, strength=10)
    reasons = decision.reasons(vocabulary.vector(_counted("cây đổ lạ")), "cây", 3)
    assert next(vocabulary.name(row) for row, _ in reasons) == "cây"
    assert all(weight > 0 for _, weight in reasons)


def test_thousandths_are_rounded() -> None:
    assert thousandths(np.array([0.0004, -1.2345, 2])).tolist() == [0, -1234, 2000]
