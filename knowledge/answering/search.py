"""Finds the sentences of a plan that a question is about.

Every sentence is looked for in two ways: by its own words, with those of its item, its headings,
its topics and its questions; and by that one of its questions which is nearest to what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
from rapidfuzz import fuzz

from knowledge.answering.figures import years_in
from knowledge.answering.index import Index, Numbering, Numbers, Scores
from knowledge.load import Knowledge, Place
from knowledge.schema import Item, SentenceQuestions
from knowledge.vietnamese.vocabulary import Vocabulary
from knowledge.vietnamese.words import KnownWords, Reader, Reading, as_written, load_language

FIELDS = {"text": 4, "item": 1, "headings": 2, "topics": 4}
"""How often a word of each field counts in a sentence's own document; of its questions once."""

BY_QUESTION, BY_TEXT, BY_WORDING = 0.5, 0.5, 0.15
"""How much each way of finding a sentence weighs."""
NAMING_FACTOR = 1.15
"""How much more a sentence counts that names somebody when the question is for whom."""
HEADING_FACTOR = 1.3
"""How much more a sentence counts under a heading that names the far year asked for."""
MOST_HITS = 40
"""So many of the best sentences are given; what stands behind them answers nothing."""
READINGS_KEPT = 8
"""So many readings are remembered: one question is looked up in several ways."""
RERANKED = 12
"""So many of the first candidates are compared word by word with the question nearest to them."""

TALK, CHATTING = "talk", 0.85
"""The sort of question that is talk, and how near one must be."""

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
    entries: tuple[SentenceQuestions, ...]
    questions: tuple[str, ...]

    @property
    def item(self) -> Item:
        return self.place.item

    @property
    def names(self) -> bool:
        """Return whether the sentence itself names who is responsible."""
        return bool(self.item.who) and self.item.who in self.quote

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years that the headings above name."""
        headings = " ".join(section.heading for section in self.place.path)
        return frozenset(years_in(headings))

    @property
    def tells(self) -> frozenset[str]:
        kind = frozenset(kind for entry in self.entries for kind in entry.tells)
        return kind | {"until"} if "when" in kind else kind


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


def with_first(
    hits: tuple[Hit, ...], part: float, fits: Callable[[Hit], bool], tried: int | None = None
) -> tuple[Hit, ...]:
    """Return the hits with the first fitting one in front; none where none fits.

    It must have at least this part of the best one's score.
    """
    for hit in hits[:tried]:
        if hit.score < part * hits[0].score:
            break
        if fits(hit):
            return (hit, *(lower for lower in hits if lower is not hit))
    return ()


class Search:
    """The passages of the plans, with the search in them."""

    def __init__(self, knowledge: Knowledge, like: Search | None = None) -> None:
        """Reuse the numbered terms of a search that is `like` this one."""
        self.passages = tuple(_passages(knowledge))
        self.vocabulary = _vocabulary()
        own = KnownWords.of(_known_texts(knowledge))
        self.reader = Reader((), own.merged(_language()))
        self.ordinary = own.pairs
        """The pairs of words that stand beside each other in what is written of the plans."""
        self.terms = lru_cache(maxsize=READINGS_KEPT)(self._terms_asked)
        self.outside = lru_cache(maxsize=READINGS_KEPT)(self._part_outside)
        self._names = np.array([passage.names for passage in self.passages])
        self._questions = [(at, q) for at, p in enumerate(self.passages) for q in p.questions]
        self.numbering: Numbering = Numbering(like.numbering if like else None)
        question_terms = [self._numbers(question) for _, question in self._questions]
        documents = [np.concatenate([*self._fields(passage)]) for passage in self.passages]
        placeholder = [self.numbering.of("-", tuple)]
        self.texts = Index(documents or placeholder, self.numbering)
        """Every passage by all that is said of it."""
        self._owner = np.array([at for at, _ in self._questions], dtype=int)
        self._plain = [_written(question)[0] for _, question in self._questions]
        self._asked = Index(question_terms or placeholder, self.numbering)

    def _numbers(self, text: str) -> Numbers:
        return self.numbering.of(text, _terms_of)

    def _fields(self, passage: Passage) -> Iterator[Numbers]:
        """Yield the numbered terms of a passage's fields, each as often as it counts."""
        fields = {
            "text": passage.quote,
            "item": passage.item.text,
            "headings": " . ".join(section.heading for section in passage.place.path),
            "topics": " . ".join(passage.item.topics),
        }
        for name, text in fields.items():
            yield from [self._numbers(text)] * FIELDS[name]
        yield from map(self._numbers, passage.questions)

    def _terms_asked(self, reading: Reading) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.vocabulary.terms(reading)))

    def _part_outside(self, reading: Reading) -> float:
        """Return how much of the question stands in one that no plan answers, 0 to about 1."""
        terms = self.terms(reading)
        return float(_outside().parts(terms).max())

    def chats(self, reading: Reading) -> bool:
        """Return whether what no plan answers is nearest to talk for its own sake."""
        parts = _outside().parts(self.terms(reading))
        return bool(parts.max() > CHATTING and _chatting()[int(parts.argmax())])

    def find(
        self, reading: Reading, naming: bool = False, years: Collection[int] = ()
    ) -> tuple[Hit, ...]:
        """Return the best passages, best first: at least one, where there are any.

        With `named` those are favoured that name who is to do it; with `years` those that stand
        under a heading which names one of them.
        """
        terms = self.terms(reading)
        texts = self.texts.parts(terms)
        by_question = self._asked.parts(terms)
        best, nearest = self._best_question(by_question)
        scores = BY_TEXT * texts + BY_QUESTION * best
        order = np.argsort(-scores, kind="stable")[:MOST_HITS]
        wording = self._wording(reading.plain, order, nearest)
        final = (scores[order] + BY_WORDING * wording) * self._favoured(order, naming, years)
        ranks = np.argsort(-final, kind="stable")
        ats = order[ranks]
        columns = ats, final[ranks], np.maximum(texts, best)[ats], nearest[ats], wording[ranks]
        rows = [column.tolist() for column in columns]  # numbers of Python: read much faster
        return tuple(
            Hit(
                passage=self.passages[at],
                at=at,
                score=score,
                support=support,
                question=self._questions[like][1] if like >= 0 else "",
                wording=alike,
            )
            for at, score, support, like, alike in zip(*rows, strict=True)
        )

    def _favoured(self, order: Numbers, naming: bool, years: Collection[int]) -> Scores:
        """Return by how much each of these passages counts more, for whom or when is asked."""
        favoured = (
            np.where(self._names[order], NAMING_FACTOR, 1.0) if naming else np.ones(len(order))
        )
        if years:
            headed = [not self.passages[at].years.isdisjoint(years) for at in order]
            favoured = favoured * np.where(headed, HEADING_FACTOR, 1.0)
        return favoured

    def _best_question(self, scores: Scores) -> tuple[Scores, Numbers]:
        best = np.zeros(len(self.passages))
        nearest = np.full(len(self.passages), -1, dtype=np.int64)
        if self._questions:
            np.maximum.at(best, self._owner, scores)
            hit = np.flatnonzero((scores == best[self._owner]) & (scores > 0))
            nearest[self._owner[hit]] = hit
        return best, nearest

    def _wording(self, plain: str, order: Numbers, nearest: Numbers) -> Scores:
        """Return how alike the question and the nearest written one are worded, 0 to 1."""
        alike = np.zeros(len(order))
        for rank, at in enumerate(order[:RERANKED]):
            if nearest[at] >= 0:
                alike[rank] = fuzz.token_sort_ratio(plain, self._plain[nearest[at]]) / 100
        return alike


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary()


@cache
def _language() -> KnownWords:
    """Return the words of the language files: the same beside every plan."""
    return KnownWords.of(text for name in LANGUAGE_FILES for text in _strings(load_language(name)))


@cache
def _outside() -> Index:
    """Return the questions that no plan answers."""
    return index_outside(outside_lines())


def outside_lines() -> Iterator[str]:
    """Yield the questions that people also ask and no plan answers."""
    return _strings(load_language("outside"))


def index_outside(lines: Iterable[str]) -> Index:
    """Return an index of such questions."""
    numbering = Numbering()
    return Index([numbering.of(line, _terms_of) for line in lines], numbering)


@cache
def _chatting() -> tuple[bool, ...]:
    """Return of each question that no plan answers, whether it is talk."""
    sorts = load_language("outside").items()
    return tuple(sort == TALK for sort, lines in sorts for _ in lines)


@lru_cache(maxsize=4_000)
def _written(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain words and the terms of a plan's text; cached, for plans share many."""
    reading = as_written(text)
    return reading.plain, tuple(_vocabulary().terms(reading))


def _terms_of(text: str) -> tuple[str, ...]:
    return _written(text)[1]


def _passages(knowledge: Knowledge) -> Iterator[Passage]:
    for place in knowledge.places:
        for number, quote in enumerate(place.item.quotes, 1):
            entries = tuple(entry for entry in place.item.asked if entry.quote == number)
            questions = tuple(question for entry in entries for question in entry.ask)
            yield Passage(place, number, quote, entries, questions)


def _known_texts(knowledge: Knowledge) -> Iterator[str]:
    for place in knowledge.places:
        item = place.item
        yield from (item.text, *item.topics, *item.questions)
        yield from (section.heading for section in place.path)
    for target in knowledge.targets:
        yield from (phrase for alias in target.aliases for phrase in alias)
    for term in knowledge.terms:
        yield from (term.word, *term.aliases, term.means)


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | tuple):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _strings(value)
