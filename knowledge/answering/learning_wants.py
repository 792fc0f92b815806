"""Makes what says what a question wants to be told, and whether it asks for a line of the document
itself, of questions that hands have labelled."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from knowledge.answering.about import NONE, AskedOfDocument
from knowledge.answering.wants import Wants
from knowledge.learning.features import message_features
from knowledge.learning.linear import Decision, Vocabulary
from knowledge.learning.training import matrix, trained, vectors_of
from knowledge.vietnamese.words import plain_words

FEWEST = 2
"""Questions a feature must stand in to be kept."""
BESIDE = 4
"""Questions about a document that a word must stand in to tell no other matter."""
STRENGTH, ABOUT_STRENGTH = 10.0, 3.0
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


def train_wants(rows: Iterable[Labelled], strength: float = STRENGTH) -> Wants:
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
            strength=strength,
            balanced=True,
        )
        for kind in kinds
    ]
    weights = np.hstack([decision.weights for decision in decisions])
    start = np.concatenate([decision.start for decision in decisions])
    return Wants(vocabulary, Decision(kinds, weights, start))


def train_about(rows: Sequence[Labelled], others: Iterable[str]) -> AskedOfDocument:
    """Return what these questions teach, and others that ask for no line of the document."""
    labelled = [*rows, *(Labelled(question, (NONE,)) for question in others)]
    wants = train_wants(labelled, ABOUT_STRENGTH)
    asking = (row.question for row in rows if NONE not in row.kinds)
    counted = Counter(word for question in asking for word in set(plain_words(question)))
    beside = frozenset(word for word, times in counted.items() if times >= BESIDE)
    return AskedOfDocument(wants, beside)
