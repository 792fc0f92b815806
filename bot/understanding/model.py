"""The learnt models of understanding as one file, and what they say of a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.spans import OFFSETS, Span, Tagger
from knowledge.learning.features import MARKS, message_features, turn_features
from knowledge.learning.linear import Decision, Vector, Vocabulary
from knowledge.learning.stored import Models

SHIPPED = Path(__file__).with_name("model.npz")
VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "message": ("matter", "urgent", "denunciation", "coarse"),
    "turn": ("act",),
    "office": ("office", "filter", "move"),
}
"""The decisions on a first message, on one inside a draft, and on an official's words; a matter is
an intent and what it is about: `report:co_noi`."""
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Model:
    """The trained models; `about` says what they were made of, and how good they are."""

    vocabularies: Mapping[str, Vocabulary]
    decisions: Mapping[str, Decision]
    tagger: Tagger
    about: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Model":
        """Read the models of a file; raises `knowledge.learning.stored.Unreadable`."""
        models = Models.load(path)
        return cls(
            {name: models.vocabulary(name) for name in VOCABULARIES},
            {name: models.decision(name) for names in VOCABULARIES.values() for name in names},
            # A linear chain with the weights of an averaged perceptron (Collins, 2002): ADR 18.
            Tagger(
                {kind: models.trie(f"spans.{kind}") for kind in OFFSETS},
                models.arrays["spans.weights"],
                models.arrays["spans.transitions"],
            ),
            models.about,
        )

    def save(self, path: Path = SHIPPED) -> None:
        """Write the models into one file."""
        models = Models(self.about, {})
        for name, vocabulary in self.vocabularies.items():
            models.put_vocabulary(name, vocabulary)
        for name, decision in self.decisions.items():
            models.put_decision(name, decision)
        for kind in OFFSETS:
            models.put_trie(f"spans.{kind}", self.tagger.tries[kind])
        models.arrays["spans.weights"] = self.tagger.weights
        models.arrays["spans.transitions"] = self.tagger.transitions
        models.save(path)

    def read_message(self, text: str) -> "Weighed":
        """Return what the models make of a first message."""
        return Weighed(self, self.vocabularies["message"].vector(message_features(text)), "message")

    def read_turn(self, text: str, asked: str) -> "Weighed":
        """Return what the models make of a message inside a draft."""
        return Weighed(self, self.vocabularies["turn"].vector(turn_features(text, asked)), "turn")

    def read_office(self, text: str) -> "Weighed":
        """Return what the models make of an official's words."""
        return Weighed(self, self.vocabularies["office"].vector(message_features(text)), "office")

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the places and times in a text in NFC."""
        return self.tagger.spans(text)


class Weighed:
    """A text as the models see it, and the probabilities of what it may be."""

    def __init__(self, model: Model, vector: Vector, kind: str) -> None:
        self._model, self._vector, self._kind = model, vector, kind
        self._weighed: dict[str, Mapping[str, float]] = {}

    def of(self, decision: str) -> Mapping[str, float]:
        """Return the probability of each label of a decision."""
        if decision not in self._weighed:
            probabilities = self._model.decisions[decision].probabilities(self._vector)
            self._weighed[decision] = probabilities
        return self._weighed[decision]

    def within(self, decision: str, group: str) -> dict[str, float]:
        """Return the probabilities of the labels that begin with `group:`, if it is one of them."""
        own = {
            label.partition(":")[2]: p
            for label, p in self.of(decision).items()
            if label.startswith(f"{group}:")
        }
        total = sum(own.values())
        return {label: p / total for label, p in own.items()}

    def groups(self, decision: str) -> dict[str, float]:
        """Return the probability of each group: of all labels that begin with it."""
        groups: dict[str, float] = {}
        for label, p in self.of(decision).items():
            group = label.partition(":")[0]
            groups[group] = groups.get(group, 0.0) + p
        return groups

    def yes(self, decision: str) -> float:
        """Return the probability that something is so."""
        return self.of(decision)[YES]

    def best(self, decision: str) -> tuple[str, float]:
        """Return the likeliest label and its probability."""
        probabilities = self.of(decision)
        label = max(probabilities, key=probabilities.__getitem__)
        return label, probabilities[label]

    def reasons(self, decision: str, label: str, most: int = 3) -> list[str]:
        """Return the words that spoke most for a label, heaviest first."""
        heavy = self._model.decisions[decision].reasons(self._vector, label, 4 * most)
        vocabulary = self._model.vocabularies[self._kind]
        names = (vocabulary.name(row) for row, _ in heavy)
        spoken = ((name.partition("|")[2] or name).lstrip(MARKS) for name in names)
        words = dict.fromkeys(word.replace("…", "… ") for word in spoken)
        parts = {word for word in words for longer in words if word != longer and word in longer}
        return [word for word in words if word and word not in parts][:most]
