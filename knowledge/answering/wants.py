"""Says what a question wants to be told (money, a date, a place, an office …), as it was learnt.

The questions it was learnt from belong to no plan (`corpus/wants-….tsv`); what each kind means is
in the README beside them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.learning.features import message_features
from knowledge.learning.linear import Decision, Vector, Vocabulary
from knowledge.learning.stored import Models

SHIPPED = Path(__file__).with_name("wants.npz")
TOPIC = "topic"
"""The label of words that ask nothing."""
BOUND, FIRST, LIKELY = 0.5, 0.4, 0.15
"""From this probability on a kind is wanted; the likeliest one from a lower one on.
Below the third it is not likely at all."""

NO_FIGURE = frozenset(
    {
        "contact", "done", "duration", "law", "money", "now", "often", "paperwork", "pays",
        "penalty", "person", "where", "who", "why",
    }
)  # fmt: skip
"""Who asks for one of these does not want the figure of what the plan measures."""
FIGURES = frozenset({"share", "measure", "count", "when", "how", "class"})
"""Who asks for one of these of something the plan measures wants the figure."""
OF_TODAY = frozenset({"done", "now"})
"""Kinds that ask how things stand, and not what is planned."""
SURELY, CLEARLY = 0.8, 0.2
"""So likely it asks how things stand today, or so much likelier something else than a figure, that
the plan's figure is not told."""


@dataclass(frozen=True)
class Wanted:
    """The kinds wanted, the likeliest first, each with the words that showed it; and how likely
    each is, 0 to 1, without the unlikely ones."""

    kinds: Mapping[str, str]
    likely: Mapping[str, float]


@dataclass(frozen=True)
class Wants:
    """The features of questions; each label of the decision is decided by itself."""

    vocabulary: Vocabulary
    kinds: Decision

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Self:
        """Read it from a file; raises `Unreadable`."""
        return cls.of_models(Models.load(path))

    @classmethod
    def of_models(cls, models: Models) -> Self:
        """Return the one among some models."""
        return cls(models.vocabulary("wants"), models.decision("wants"))

    def put_into(self, models: Models) -> None:
        """Keep it among some models."""
        models.put_vocabulary("wants", self.vocabulary)
        models.put_decision("wants", self.kinds)

    def save(self, about: Mapping[str, object]) -> None:
        """Write it into its file."""
        models = Models(about, {})
        self.put_into(models)
        models.save(SHIPPED)

    def probabilities(self, question: str) -> dict[str, float]:
        """Return how likely each kind is wanted, 0 to 1; several may be."""
        return self._probabilities(self._vector(question))

    def _vector(self, question: str) -> Vector:
        return self.vocabulary.vector(message_features(question))

    def _probabilities(self, vector: Vector) -> dict[str, float]:
        sums = self.kinds.sums(vector)
        # The logistic function of each kind alone, not one over all: several may be wanted at once.
        return dict(zip(self.kinds.labels, (1 / (1 + np.exp(-sums))).tolist(), strict=True))

    def of(self, question: str) -> Wanted:
        """Return what a question wants."""
        vector = self._vector(question)
        probabilities = self._probabilities(vector)
        likely = {kind: p for kind, p in probabilities.items() if p >= LIKELY and kind != TOPIC}
        ranked = sorted(probabilities, key=lambda kind: -probabilities[kind])
        wanted = [kind for kind in ranked if probabilities[kind] >= BOUND]
        if not wanted and probabilities[ranked[0]] >= FIRST:
            wanted = ranked[:1]
        if TOPIC in wanted[:1]:
            return Wanted({}, likely)
        kinds = {kind: self._because(vector, kind) for kind in wanted if kind != TOPIC}
        return Wanted(kinds, likely)

    def _because(self, vector: Vector, kind: str) -> str:
        rows = self.kinds.reasons(vector, kind, 2)
        return ", ".join(self.vocabulary.name(row) for row, _ in rows)


@cache
def shipped() -> Wants:
    """Return what comes with the product."""
    return Wants.load()


@lru_cache(maxsize=500)
def wanted(question: str) -> Wanted:
    """Return what a question wants; it is asked for several times in a turn."""
    return shipped().of(question)


def other_than_a_figure(
    kinds: Collection[str], likely: Mapping[str, float], blocked: frozenset[str]
) -> bool:
    """Return whether a question wants one of the `blocked` kinds, which no figure tells."""
    if any(likely.get(kind, 0.0) >= SURELY for kind in blocked & OF_TODAY):
        return True
    likeliest = max((likely.get(kind, 0.0) for kind in blocked.intersection(kinds)), default=0.0)
    return likeliest > CLEARLY + max(likely.get(kind, 0.0) for kind in (*FIGURES, "compare"))
