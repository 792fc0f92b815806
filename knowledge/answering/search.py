"""Finds the sentences of a plan that a question is about.

Every sentence is looked for in two ways: by its own words, with those of its item, its headings,
its topics and its questions; and by that one of its questions which is nearest to what is asked.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz

from knowledge.answering.figures import years_in
from knowledge.answering.index import Index, Numbering, Numbers, Scores
from knowledge.compiled import Remembering
from knowledge.load import Knowledge, Place
from knowledge.schema import Cell, Item, SentenceQuestions, Term, counts_rows
from knowledge.slots.clauses import telling_clauses
from knowledge.slots.read import read_slots, slots_of
from knowledge.slots.shape import Slots
from knowledge.vietnamese.text import fold, is_syllable, tokens
from knowledge.vietnamese.vocabulary import Vocabulary
from knowledge.vietnamese.words import (
    KnownWords,
    Reader,
    Reading,
    as_written,
    load_language,
    plain_words,
)

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
COMPARED = ("own_terms", "all_terms", "counted", "kinds")
"""What is worked out of a passage when it is first wanted."""
SPELT = {"m": ("met",), "km": ("cay", "ki"), "m2": ("met",), "ha": ("hec",), "m3": ("khoi",),
         "kg": ("can", "ky"), "l": ("lit",)}  # fmt: skip
"""How people say the units that a plan writes in short."""
RERANKED = 12
"""So many of the first candidates are compared word by word with the question nearest to them."""

Terms = tuple[str, ...]

_MARK = re.compile(r"\[\d+\]")
"""The sign of a footnote."""
TELLING = 8
"""Words of a line above an item that is itself an answer."""
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

LANGUAGE_FILES = ("asks", "periods", "places", "short", "stopwords", "synonyms")


@dataclass(frozen=True)
class Passage:
    """One sentence of an item, with what it tells and the terms it is compared by."""

    place: Place
    quote: str
    slots: Slots
    entries: tuple[SentenceQuestions, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the questions that somebody wrote for the sentence."""
        return tuple(question for entry in self.entries for question in entry.ask)

    @property
    def item(self) -> Item:
        return self.place.item

    @property
    def names(self) -> bool:
        """Return whether the sentence itself names who is responsible."""
        return bool(self.item.who) and self.item.who in self.quote

    @property
    def above(self) -> str:
        """Return what stands above it: headings, the lines and columns that lend it words."""
        columns = (cell.column for cell in self.item.cells)
        return " . ".join((*self.place.headings, *self.item.under, *columns, self.item.period))

    @cached_property
    def heading_years(self) -> frozenset[int]:
        """Return the years that the headings above name."""
        return frozenset(years_in(" ".join(self.place.headings)))

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years it is for, in its own words or those lent to it."""
        days = (day for time in self.slots.times for day in (time.first, time.last) if day)
        figures = self.slots.figures
        columns = (year for row in figures for year in (row.first_year, row.last_year) if year)
        own = (*years_in(self.quote), *(day.year for day in days), *columns)
        return frozenset(own) or frozenset(years_in(self.above))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of things it tells: those of its slots, and those somebody wrote."""
        kind = frozenset(kind for entry in self.entries for kind in entry.tells)
        bare = {"figure"} if self._bare_cells else set()
        return self.slots.kinds | kind | bare | ({"until"} if "when" in kind else set())

    @property
    def _bare_cells(self) -> tuple[Cell, ...]:
        """Return the cells of a row that are a mere number, which their column tells what it is."""
        return tuple(
            cell
            for cell in self.item.cells
            if cell.column and not counts_rows(cell.column) and _NUMBER.fullmatch(cell.text)
        )

    @cached_property
    def clauses(self) -> dict[str, tuple[frozenset[str], ...]]:
        """Return the terms of each clause that tells a kind of thing; a row of a table has none."""
        clauses = {} if self.item.cells else telling_clauses(self.quote, self.slots)
        return {
            kind: tuple(frozenset(self.terms_of(self.quote[first:last])) for first, last in spans)
            for kind, spans in clauses.items()
        }

    @cached_property
    def own_terms(self) -> frozenset[str]:
        """Return the terms of the sentence itself."""
        return frozenset(self.terms_of(self.quote))

    @property
    def heading_terms(self) -> frozenset[str]:
        """Return the terms of the heading it stands right under."""
        return frozenset(self.terms_of(self.place.path[-1].heading))

    @cached_property
    def all_terms(self) -> frozenset[str]:
        """Return the terms of it, of its item and of what stands above it or is said of it."""
        texts = (self.item.text, self.above, *self.item.topics, *self.questions)
        return self.own_terms.union(*map(self.terms_of, texts))

    def terms_of(self, text: str) -> Terms:
        """Return the terms of a text, its plan's own abbreviations spelt out."""
        return _terms_of(text) + _terms_of(self.spelt_out(text))

    def spelt_out(self, text: str) -> str:
        """Return what the abbreviations of its plan stand for that stand in a text."""
        short = [term for term in self.place.plan.terms if term.stands_for and term.word in text]
        words = set(_WORD.findall(text)) if short else set()
        own = (term for term in short if term.word in words and _is_own(term))
        return " . ".join(term.stands_for for term in own)

    @cached_property
    def counted(self) -> frozenset[str]:
        """Return the words of what its figures count or measure."""
        texts = [f"{figure.unit} {figure.counts}" for figure in self.slots.figures]
        texts += (cell.column for cell in self._bare_cells)
        own = frozenset(word for text in texts for word in plain_words(text))
        return own.union(*(SPELT[unit] for unit in own & SPELT.keys()))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Return the numbers in it, without noughts before them."""
        return frozenset(map(number_of, _NUMBER.findall(self.quote)))


def number_of(digits: str) -> str:
    """Return a number without noughts before it: `08` is 8."""
    return digits.lstrip("0") or "0"


class Hit(NamedTuple):
    """A passage found: `score` about 0 to 1, `support` the part of the question it covers."""

    passage: Passage
    score: float
    support: float
    question: str
    """The written question nearest to the one asked; empty where none is near."""
    wording: float
    """How alike the wording of that question is, 0 to 1; 0 behind the first candidates."""


class Search(Remembering):
    """The passages of the plans, with the search in them."""

    def __init__(self, knowledge: Knowledge, like: "Search | None" = None) -> None:
        """Reuse the numbered terms of a search that is `like` this one."""
        self.passages = tuple(_passages(knowledge))
        self.vocabulary = _vocabulary()
        own = KnownWords.of(_known_texts(knowledge))
        self.reader = Reader(own.merged(_language()), dict(_short_forms(knowledge.terms)))
        self.ordinary = own.pairs
        """The pairs of words that stand beside each other in what is written of the plans."""
        self._names = np.array([passage.names for passage in self.passages], bool)
        self._questions = [(at, q) for at, p in enumerate(self.passages) for q in p.questions]
        self.asked_plans = frozenset(self.passages[at].place.plan.id for at, _ in self._questions)
        """The plans for which somebody wrote questions."""
        plans = (passage.place.plan.id for passage in self.passages)
        self._is_unasked = np.array([plan not in self.asked_plans for plan in plans], bool)
        self.numbering: Numbering = Numbering(like.numbering if like else None)
        question_terms = [self._numbers(question) for _, question in self._questions]
        documents = [np.concatenate(list(self._fields(passage))) for passage in self.passages]
        placeholder = [self.numbering.of("-", tuple)]
        self.texts = Index(documents or placeholder, self.numbering)
        """Every passage by all that is said of it."""
        self._owner = np.array([at for at, _ in self._questions], dtype=int)
        self._asked_for, self._firsts = np.unique(self._owner, return_index=True)
        self._plain = [_written(question)[0] for _, question in self._questions]
        self._asked = Index(question_terms or placeholder, self.numbering)

    def prepare(self) -> None:
        """Work out now what passages are compared by, and not at the first questions."""
        for passage in self.passages:
            for computed in COMPARED:
                getattr(passage, computed)

    @cached_property
    def _terms(self) -> Callable[[Reading], tuple[Terms, tuple[Terms, ...]]]:
        """The terms of what is asked, and those of what each of its phrases may mean."""
        return lru_cache(maxsize=READINGS_KEPT)(self._terms_asked)

    def _numbers(self, text: str) -> Numbers:
        return self.numbering.of(text, _terms_of)

    def _fields(self, passage: Passage) -> Iterator[Numbers]:
        """Yield the numbered terms of a passage's fields, each as often as it counts."""
        topics = " . ".join(passage.item.topics)
        yield from self._with_abbreviations(passage, passage.quote, 4)
        yield self._numbers(passage.item.text)
        yield from self._with_abbreviations(passage, passage.above, 2)
        yield from [self._numbers(topics)] * 4
        yield from map(self._numbers, passage.questions)

    def _with_abbreviations(self, passage: Passage, text: str, times: int) -> Iterator[Numbers]:
        yield from [self._numbers(text)] * times
        if spelt_out := passage.spelt_out(text):
            yield from [self._numbers(spelt_out)] * times

    def _terms_asked(self, reading: Reading) -> tuple[Terms, tuple[Terms, ...]]:
        words = dict.fromkeys(self.vocabulary.words(reading))
        return tuple(words), tuple(self.vocabulary.meanings(reading))

    def find(
        self, reading: Reading, naming: bool = False, years: Collection[int] = ()
    ) -> tuple[Hit, ...]:
        """Return the best passages, best first: at least one, where there are any.

        With `naming` those are favoured that name who is to do it; with `years` those that stand
        under a heading which names one of them.
        """
        terms, meanings = self._terms(reading)
        texts = self.texts.parts(terms, meanings)
        by_question = self._asked.parts(terms, meanings)
        best, nearest = self._best_question(by_question)
        if self._questions:  # beside a plan with questions, the text of others is their question
            best = np.where(self._is_unasked, texts, best)
        scores = BY_TEXT * texts + BY_QUESTION * best
        order, questions = np.argsort(-scores, kind="stable")[:MOST_HITS], self._questions
        wording = self._wording(reading.plain, order, nearest)
        final = (scores[order] + BY_WORDING * wording) * self._favoured(order, naming, years)
        ranks = np.argsort(-final, kind="stable")
        ats = order[ranks]
        columns = ats, final[ranks], np.maximum(texts, best)[ats], nearest[ats], wording[ranks]
        rows = [column.tolist() for column in columns]  # numbers of Python: read much faster
        return tuple(
            Hit(self.passages[at], score, support, questions[like][1] if like >= 0 else "", alike)
            for at, score, support, like, alike in zip(*rows, strict=True)
        )

    def _favoured(self, order: Numbers, naming: bool, years: Collection[int]) -> Scores:
        """Return by how much each of these passages counts more, for whom or when is asked."""
        favoured = np.where(self._names[order] & naming, NAMING_FACTOR, 1.0)
        if years:
            headed = [not self.passages[at].heading_years.isdisjoint(years) for at in order]
            favoured = favoured * np.where(headed, HEADING_FACTOR, 1.0)
        return favoured

    def _best_question(self, scores: Scores) -> tuple[Scores, Numbers]:
        best = np.zeros(len(self.passages))
        nearest = np.full(len(self.passages), -1, dtype=np.int64)
        if self._questions:
            best[self._asked_for] = np.maximum.reduceat(scores, self._firsts)
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


@lru_cache(maxsize=4_000)
def _written(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain words and the terms of a plan's text; cached, for plans share many."""
    reading = as_written(text)
    return reading.plain, tuple(_vocabulary().terms(reading))


def _terms_of(text: str) -> tuple[str, ...]:
    return _written(text)[1]


def _passages(knowledge: Knowledge) -> Iterator[Passage]:
    lent = {(place.plan.id, quote) for place in knowledge.places for quote in place.item.quotes}
    for place in knowledge.places:
        year = place.plan.year_issued
        for above, text in (*_lent(place), *_notes(place)):
            if (place.plan.id, text) not in lent:
                lent.add((place.plan.id, text))
                yield Passage(above, text, read_slots(text, year))
        for number, quote in enumerate(place.item.quotes, 1):
            entries = tuple(entry for entry in place.item.asked if entry.quote == number)
            yield Passage(place, quote, slots_of(place.item, number, year), entries)


def _lent(place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the headings above an item that set a figure, and the lines that lend it words."""
    for end, section in enumerate(place.path, 1):
        if read_slots(section.heading).figures:
            yield place._replace(path=place.path[:end]), section.heading
    for text in place.item.under:
        if len(text.split()) >= TELLING:
            yield place, text


def _notes(place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the footnotes that an item refers to, which stand at the end of the document."""
    for mark in _MARK.findall(place.item.text):
        yield from ((place, line) for line in place.plan.end if line.startswith(mark))


@lru_cache(maxsize=4_000)
def _is_own(term: Term) -> bool:
    """Return whether a term is an abbreviation that only its plan knows."""
    full = as_written(term.stands_for).plain
    return bool(term.stands_for) and as_written(term.word).plain != full


def _short_forms(terms: Iterable[Term]) -> Iterator[tuple[str, Terms]]:
    """Yield the plans' own abbreviations as they may be typed, and the words of each."""
    for term in terms:
        for word in tokens(f"{term.word} {fold(term.word)}") if _is_own(term) else ():
            if not is_syllable(word):
                yield word, tokens(term.stands_for)


def _known_texts(knowledge: Knowledge) -> Iterator[str]:
    for place in knowledge.places:
        item = place.item
        yield from (item.text, *item.topics, *item.questions, *place.headings)
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
