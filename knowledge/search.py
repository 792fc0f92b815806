"""Finds the sentences of a plan that a question is about.

Every sentence is looked for in two ways: by its own words, with those of its item, its headings,
its topics and its questions; and by that one of its questions which is nearest to what is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from knowledge.figures import years_in
from knowledge.index import Index, Scores
from knowledge.load import Knowledge, Place
from knowledge.schema import Asked, Item
from knowledge.vocabulary import Vocabulary
from knowledge.words import Reader, Reading, load_language

FIELDS = {"text": 4, "item": 1, "headings": 2, "topics": 4}
"""How often a word of each field counts in a sentence's own document; of its questions once."""

BY_QUESTION, BY_TEXT, BY_WORDING = 0.5, 0.5, 0.15
"""How much each way of finding a sentence weighs."""
NAMED = 1.15
"""How much more a sentence counts that names somebody when the question is for whom."""
HEADED = 1.3
"""How much more a sentence counts under a heading that names the far year asked for."""
RERANKED = 12
"""So many of the first candidates are compared word by word with the question nearest to them."""

LANGUAGE_FILES = (
    "asks",
    "intents",
    "outside",
    "periods",
    "places",
    "short",
    "stopwords",
    "synonyms",
)


@dataclass(frozen=True)
class Passage:
    """One sentence of an item; `tells` is what it tells beyond what is to be done."""

    place: Place
    number: int
    quote: str
    asked: tuple[Asked, ...]
    questions: tuple[str, ...]

    @property
    def item(self) -> Item:
        return self.place.item

    @property
    def names(self) -> bool:
        """Whether the sentence itself names who is responsible."""
        return bool(self.item.who) and self.item.who in self.quote

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that the headings above name."""
        headings = " ".join(section.heading for section in self.place.path)
        return frozenset(years_in(headings))

    @property
    def tells(self) -> frozenset[str]:
        return frozenset(told for asked in self.asked for told in asked.tells)


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` about 0 to 1, `support` the part of the question it covers."""

    passage: Passage
    at: int
    """Its place among the passages of the search."""
    score: float
    support: float
    question: str
    """The written question nearest to the one asked; empty where none is near."""
    wording: float
    """How alike the wording of that question is, 0 to 1; 0 behind the first candidates."""


class Search:
    """All passages of all plans, found by what is asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.passages = tuple(_passages(knowledge))
        self.vocabulary = Vocabulary()
        self.reader = Reader(_known(knowledge))
        self._read: dict[str, list[str]] = {}
        self.texts = Index([list(self._document(p)) for p in self.passages])
        """Every passage by all that is said of it."""
        self._questions = [(at, q) for at, p in enumerate(self.passages) for q in p.questions]
        self._owner = np.array([at for at, _ in self._questions], dtype=int)
        self._plain = [self.reader.read(question).plain for _, question in self._questions]
        self._outside = Index([self._terms(line) for line in _strings(load_language("outside"))])
        self._asked = Index([self._terms(question) for _, question in self._questions] or [["-"]])

    def _terms(self, text: str) -> list[str]:
        if text not in self._read:
            self._read[text] = list(self.vocabulary.terms(self.reader.read(text)))
        return self._read[text]

    def _document(self, passage: Passage) -> Iterator[str]:
        headings = (section.heading for section in passage.place.path)
        fields = {
            "text": passage.quote,
            "item": passage.item.text,
            "headings": " . ".join(headings),
            "topics": " . ".join(passage.item.topics),
        }
        for name, text in fields.items():
            yield from self._terms(text) * FIELDS[name]
        for question in passage.questions:
            yield from self._terms(question)

    def outside(self, reading: Reading) -> float:
        """How much of the question stands in one that no plan answers, 0 to about 1."""
        terms = tuple(dict.fromkeys(self.vocabulary.terms(reading)))
        return float(self._outside.scores(terms).max() / max(self._outside.worth(terms), 1e-9))

    def find(
        self, reading: Reading, named: bool = False, years: Collection[int] = ()
    ) -> tuple[Hit, ...]:
        """Every passage, best first.

        With `named` those are favoured that name who is to do it; with `years` those that stand
        under a heading which names one of them.
        """
        terms = tuple(dict.fromkeys(self.vocabulary.terms(reading)))
        texts = self.texts.scores(terms) / max(self.texts.worth(terms), 1e-9)
        asked = self._asked.scores(terms) / max(self._asked.worth(terms), 1e-9)
        best, nearest = self._best_question(asked)
        scores = BY_TEXT * texts + BY_QUESTION * best
        order = np.argsort(-scores, kind="stable")
        wording = self._wording(reading.plain, order[:RERANKED], nearest)
        hits = [
            Hit(
                passage=self.passages[at],
                at=int(at),
                score=float(scores[at] + BY_WORDING * wording.get(int(at), 0.0))
                * (NAMED if named and self.passages[at].names else 1.0)
                * (HEADED if not self.passages[at].years.isdisjoint(years) else 1.0),
                support=float(max(texts[at], best[at])),
                question=self._questions[nearest[at]][1] if nearest[at] >= 0 else "",
                wording=wording.get(int(at), 0.0),
            )
            for at in order
        ]
        return tuple(sorted(hits, key=lambda hit: -hit.score))

    def _best_question(self, asked: Scores) -> tuple[Scores, npt.NDArray[np.int64]]:
        best = np.zeros(len(self.passages))
        nearest = np.full(len(self.passages), -1, dtype=np.int64)
        if self._questions:
            np.maximum.at(best, self._owner, asked)
            hit = np.flatnonzero((asked == best[self._owner]) & (asked > 0))
            nearest[self._owner[hit]] = hit
        return best, nearest

    def _wording(
        self, plain: str, first: npt.NDArray[np.int64], nearest: npt.NDArray[np.int64]
    ) -> dict[int, float]:
        """How alike the wording is of what is asked and the nearest written question, 0 to 1."""
        return {
            int(at): fuzz.token_sort_ratio(plain, self._plain[nearest[at]]) / 100
            for at in first
            if nearest[at] >= 0
        }


def _passages(knowledge: Knowledge) -> Iterator[Passage]:
    for place in knowledge.places:
        for number, quote in enumerate(place.item.quotes, 1):
            asked = tuple(entry for entry in place.item.asked if entry.quote == number)
            questions = tuple(question for entry in asked for question in entry.ask)
            yield Passage(place, number, quote, asked, questions)


def _known(knowledge: Knowledge) -> Iterator[str]:
    for place in knowledge.places:
        item = place.item
        yield from (item.text, *item.topics, *item.questions)
        yield from (section.heading for section in place.path)
    for target in knowledge.targets:
        yield from (phrase for alias in target.aliases for phrase in alias)
    for term in knowledge.terms:
        yield from (term.word, *term.aliases, term.means)
    for name in LANGUAGE_FILES:
        yield from _strings(load_language(name))


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
