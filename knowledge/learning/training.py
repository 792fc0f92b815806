"""Trains the linear models with scikit-learn, which only this module needs (the extra `learn`)."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from knowledge.learning.linear import Decision, Vector, Vocabulary, thousandths

STEPS = 200
TOLERANCE = 5e-5
"""When the optimiser (L-BFGS) stops."""
EXACTLY = 1e-8


def matrix(vectors: Sequence[Vector], columns: int) -> csr_matrix:
    """Return the vectors as a sparse matrix, one a row."""
    ends = np.cumsum([0, *(len(vector.rows) for vector in vectors)])
    rows = np.concatenate([vector.rows for vector in vectors])
    values = np.concatenate([vector.values for vector in vectors])
    return csr_matrix((values, rows, ends), shape=(len(vectors), columns))


def trained(
    rows: csr_matrix,
    labels: Sequence[str],
    *,
    strength: float,
    weights: Sequence[float] | None = None,
    balanced: bool = False,
    few: bool = False,
) -> Decision:
    """Return the decision that these labelled rows teach.

    `strength` is the inverse of regularisation; `weights` say how much each row counts; where it is
    `balanced`, the labels count alike, however many rows each has. With `few` columns (under a
    thousand) the optimum is found exactly, by Newton's method. Nothing is left to chance: the same
    rows give the same weights.
    """
    costs = "balanced" if balanced else None
    solver, tolerance = ("newton-cholesky", EXACTLY) if few else ("lbfgs", TOLERANCE)
    model = LogisticRegression(
        C=strength, solver=solver, max_iter=STEPS, tol=tolerance, class_weight=costs
    )
    taught = rows.toarray() if few else rows.astype(np.float32)
    with threadpool_limits(1):  # more threads wait for each other longer than they work
        model.fit(taught, np.array(labels), sample_weight=weights)
    return Decision(
        tuple(map(str, model.classes_)),
        thousandths(model.coef_.T),
        thousandths(model.intercept_),
    )


def vectors_of(vocabulary: Vocabulary, features: Sequence[Mapping[str, int]]) -> list[Vector]:
    """Return the vector of each text's features."""
    return [vocabulary.vector(counted) for counted in features]
