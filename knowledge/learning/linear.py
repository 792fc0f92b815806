"""Small linear models over named features: a vocabulary, and decisions made with its rows.

Running needs numpy alone; `knowledge.learning.training` makes them with scikit-learn.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from marisa_trie import Trie
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Stored = NDArray[np.int32]
"""Weights as they are kept: whole thousandths."""
DIGITS = 3
"""Decimals of a weight."""
_UNIT = 10**DIGITS


class Vector(NamedTuple):
    """The features of one text that a vocabulary knows: their rows and values, of length 1."""

    rows: NDArray[np.int64]
    values: Floats


class Vocabulary:
    """Names of features, each with its weight: the rarer, the heavier (TF-IDF, sublinear).

    The names are in a trie, which numbers their rows: fifty thousand take two megabytes, in a
    dictionary ten.
    """

    def __init__(self, trie: Trie, rarity: Stored) -> None:
        """`rarity` has the weight of each row in thousandths."""
        self.trie, self.rarity = trie, rarity

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], fewest: int = 2) -> Self:
        """Return the vocabulary of the features that at least `fewest` texts have."""
        counted, texts_read = Counter[str](), 0
        for features in texts:
            counted.update(set(features))
            texts_read += 1
        trie = Trie(sorted(name for name, texts_with in counted.items() if texts_with >= fewest))
        names = map(trie.restore_key, range(len(trie)))
        rarity = [math.log((1 + texts_read) / (1 + counted[name])) + 1 for name in names]
        return cls(trie, thousandths(np.array(rarity)))

    def __len__(self) -> int:
        return len(self.trie)

    def name(self, row: int) -> str:
        """Return the name of a row."""
        return str(self.trie.restore_key(row))

    def vector(self, features: Mapping[str, int]) -> Vector:
        """Return the known features of a text with their values, in the order of the rows.

        In another order the sums would differ in their last digit, and training would go astray.
        """
        found = zip(map(self.trie.get, features), features.values(), strict=True)
        rows_times = sorted((row, times) for row, times in found if row is not None)
        rows = np.array([row for row, _ in rows_times], dtype=np.int64)
        times = np.array([1 + math.log(times) for _, times in rows_times])
        array = times * (self.rarity[rows] / _UNIT)
        length = math.sqrt(float(array @ array)) or 1.0
        return Vector(rows, array / length)


@dataclass(frozen=True)
class Decision:
    """One decision between labels: logistic regression, with a weight for each row and label.

    With two labels there is one column, that of the second; else a column for each label.
    """

    labels: tuple[str, ...]
    weights: Stored
    start: Stored

    def probabilities(self, vector: Vector) -> dict[str, float]:
        """Return the probability of each label, in the order of `labels`."""
        sums = self.sums(vector)
        if len(self.labels) == 2:
            sums = np.array([0.0, float(sums[0])])
        odds = np.exp(sums - sums.max())
        return dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True))

    def sums(self, vector: Vector) -> Floats:
        """Return the weighted sum of each column."""
        sums: Floats = (self.start + vector.values @ self.weights[vector.rows]) / _UNIT
        return sums

    def reasons(self, vector: Vector, label: str, most: int) -> list[tuple[int, float]]:
        """Return the rows that spoke most for a label, each with its weight, heaviest first."""
        column = self.labels.index(label)
        sign = 1.0
        if len(self.labels) == 2:
            column, sign = 0, 1.0 if column else -1.0
        parts = sign * vector.values * self.weights[vector.rows, column] / _UNIT
        heaviest = np.argsort(-parts, kind="stable")[:most]
        return [(int(vector.rows[at]), float(parts[at])) for at in heaviest if parts[at] > 0]


def thousandths(numbers: NDArray[np.floating]) -> Stored:
    """Return numbers rounded to three decimals, as whole thousandths."""
    rounded: Stored = np.rint(np.asarray(numbers) * _UNIT).astype(np.int32)
    return rounded
