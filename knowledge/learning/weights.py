"""Weights that were learnt, and what they make of measures: logistic regression, told in words.

They stand in language/learnt.yaml, made by `python -m tests.calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from knowledge.vietnamese.words import Reading, load_language

DECISIONS = ("answer", "report", "track", "chat")
EXPLAINED = 4
"""So many of the measures are told."""
STEEPEST = 30.0
"""Beyond this a sum is certain, and its exponential no number."""


@dataclass(frozen=True)
class Weights:
    """The weight of each measure, and the probability from which the answer is yes."""

    bound: float
    start: float
    weights: Mapping[str, float]

    def weighed(self, measures: Mapping[str, float]) -> tuple[float, str]:
        """Return the probability the measures make, 0 to 1, and what counted most."""
        parts = {name: self.weights.get(name, 0.0) * value for name, value in measures.items()}
        total = self.start + sum(parts.values())
        sure = 1 / (1 + math.exp(-max(-STEEPEST, min(STEEPEST, total))))
        heaviest = sorted(parts, key=lambda name: -abs(parts[name]))[:EXPLAINED]
        return sure, ", ".join(f"{name} {parts[name]:+.1f}" for name in heaviest)


@cache
def learnt() -> dict[str, Weights]:
    """Return the weights by what they decide: `answer`, `report`, `track`, `chat`."""
    rows = load_language("learnt")
    return {
        name: Weights(rows[name]["bound"], rows[name]["start"], rows[name]["each"])
        for name in DECISIONS
    }


def words_as_measures(reading: Reading) -> Iterator[str]:
    """The name of each word and pair of words as a measure, `«^ cây»` for the first; any number
    is `0`.
    """
    words = ["0" if word.plain.isdigit() else word.plain for word in reading.words]
    yield from (f"«{word}»" for word in words)
    yield from (f"«{before} {word}»" for before, word in pairwise(["^", *words, "$"]))
