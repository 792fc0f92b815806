"""The gate: which of the sentences found answers a question best, and whether it does at all.

Two small linear models over the same measures: one puts the sentences in order, one says of the
first how likely it answers. `knowledge.answering.learning` makes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from operator import mul
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.answering.measures import Asked, Measures, measured
from knowledge.answering.search import Hit
from knowledge.learning.linear import Decision, Vector, Vocabulary
from knowledge.learning.stored import Models

SHIPPED = Path(__file__).with_name("gate.npz")
TRIED = 10
"""So many of the sentences found are compared with the question."""
BOUND = 0.45
"""From this probability on a sentence is an answer."""
YES, NO = "yes", "no"
REASONS = 4
"""So many measures, the heaviest, are told as the reason of a judgement."""


@dataclass(frozen=True)
class Judged:
    """The sentences in order, how likely the first one answers, and what counted most."""

    hits: tuple[Hit, ...]
    sure: float
    why: str


@dataclass(frozen=True)
class Gate:
    """The names of the measures, and for each its weight in both decisions."""

    names: tuple[str, ...]
    order: Decision
    answer: Decision
    language: Vocabulary

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """Return how rare words are in what people ask, 0 to 1; one that is not there is rarer."""
        rarity = self.language.rarity / max(int(self.language.rarity.max(initial=1)), 1)
        return {self.language.name(row): weight for row, weight in enumerate(rarity.tolist())}

    @cached_property
    def _order_weights(self) -> Mapping[str, int]:
        return dict(zip(self.names, self.order.weights[:, 0].tolist(), strict=True))

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Self:
        """Read it from a file; raises `Unreadable`."""
        models = Models.load(path)
        return cls(
            tuple(models.names("measures")),
            models.decision("order"),
            models.decision("answer"),
            models.vocabulary("language"),
        )

    def save(self, about: Mapping[str, object]) -> None:
        """Write it into its file."""
        models = Models(about, {})
        models.put_names("measures", self.names)
        models.put_decision("order", self.order)
        models.put_decision("answer", self.answer)
        models.put_vocabulary("language", self.language)
        models.save(SHIPPED)

    def judge(self, question: Asked, hits: Sequence[Hit]) -> Judged:
        """Return the hits, the likeliest first, and whether that one answers."""
        tried = hits[:TRIED]
        rows = [measured(question, tried, rank) for rank in range(len(tried))]
        sums = list(map(self.order_of, rows))
        ranks = sorted(range(len(tried)), key=lambda rank: -sums[rank])
        best = self.vector(rows[ranks[0]])
        sure = self.answer.probabilities(best)[YES]
        label = YES if sure >= BOUND else NO
        heavy = self.answer.reasons(best, label, REASONS)
        why = ", ".join(f"{self.names[row]} {weight:+.1f}" for row, weight in heavy)
        ordered = (*(tried[rank] for rank in ranks), *hits[TRIED:])
        return Judged(ordered, sure, why)

    def order_of(self, measures: Measures) -> float:
        """Return a number that is the higher, the likelier these measures are of the right one."""
        weights = map(self._order_weights.get, measures, repeat(0))
        total: float = sum(map(mul, measures.values(), weights))
        return total

    def vector(self, measures: Measures) -> Vector:
        """Return the measures that are known, as a vector."""
        known = {self._rows[name]: v for name, v in measures.items() if v and name in self._rows}
        return Vector(np.array(list(known), np.int64), np.array(list(known.values())))


@cache
def shipped() -> Gate:
    """Return the gate that comes with the product."""
    return Gate.load()
