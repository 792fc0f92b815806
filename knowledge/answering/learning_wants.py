"""Makes what says what a question wants to be told, of questions that hands have labelled."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from knowledge.answering.wants import Wants
from knowledge.learning.features import message_features
from knowledge.learning.linear import Decision, Vocabulary
from knowledge.learning.training import matrix, trained, vectors_of

FEWEST = 2
"""Questions a feature must stand in to be kept."""
STRENGTH = 10.0
YES, NO = "yes", "no"


class Labelled(NamedTuple):
    """A question with the kinds of things it wants to be told, the main one first."""

    question: str
    kinds: tuple[str, ...]


def read_labelled(paths: Iterable[Path]) -> list[Labelled]:
    """Return the questions of files of lines `kinds<TAB>question`; raises ValueError."""
    rows = []
    for path in sorted(paths):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            kinds, tab, question = line.partition("\t")
            if not (kinds and tab and question):
                raise ValueError(f"{path}, line {number} is not: kinds, a tab, a question")
            rows.append(Labelled(question, tuple(kinds.split(","))))
    return rows


def train_wants(rows: Iterable[Labelled]) -> Wants:
    """Return what these questions teach: for each kind whether it is wanted, by itself."""
    rows = list(rows)
    features = [message_features(row.question) for row in rows]
    vocabulary = Vocabulary.of(features, FEWEST)
    counted = matrix(vectors_of(vocabulary, features), len(vocabulary))
    kinds = tuple(sorted({kind for row in rows for kind in row.kinds}))
    decisions = [
        trained(
            counted,
            [YES if kind in row.kinds else NO for row in rows],
            strength=STRENGTH,
            balanced=True,
        )
        for kind in kinds
    ]
    weights = np.hstack([decision.weights for decision in decisions])
    start = np.concatenate([decision.start for decision in decisions])
    return Wants(vocabulary, Decision(kinds, weights, start))
