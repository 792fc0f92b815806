"""Measures of a question and a sentence that may answer it; none of them belongs to one plan."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile
from math import log

from knowledge.answering import nearness
from knowledge.answering.figures import years
from knowledge.answering.place_names import NamedPlace
from knowledge.answering.search import Hit, Passage, Search, number_of
from knowledge.slots.words import words
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.vocabulary import MEANING, TYPED
from knowledge.vietnamese.words import Reading, Word

Measures = dict[str, float]

TELLS: Mapping[str, frozenset[str]] = {
    "money": frozenset({"money"}),
    "share": frozenset({"share"}),
    "measure": frozenset({"measure"}),
    "duration": frozenset({"within", "measure", "span"}),
    "often": frozenset({"every", "count"}),
    "count": frozenset({"count", "figure"}),
    "when": frozenset({"when", "until"}),
    "who": frozenset({"who", "with", "asked"}),
    "with": frozenset({"with"}),
    "pays": frozenset({"pays", "money"}),
    "where": frozenset({"where", "unit"}),
    "which": frozenset({"which", "where", "list"}),
    "done": frozenset({"done"}),
    "now": frozenset({"done", "baseline"}),
    "penalty": frozenset({"penalty"}),
    "paperwork": frozenset({"paperwork"}),
    "contact": frozenset({"contact"}),
    "law": frozenset({"law"}),
}
"""What is asked for, and the kinds of slots of a sentence that tell it."""

EXACT = frozenset(
    {
        "contact", "count", "duration", "law", "measure", "money", "often", "paperwork", "pays",
        "penalty", "person", "share", "when", "where", "who", "with",
    }
)  # fmt: skip
"""What a sentence either tells or does not."""
OF_UNITS = frozenset({"count", "measure"})
"""What is told only of what is counted or measured in the unit asked for."""
_AMOUNT = re.compile(r" (?:bao nhieu|nhieu|may) ((?:[a-z]+ ){1,3})")
NO_UNITS = frozenset(
    (
        "tien", "ty", "ti", "trieu", "nghin", "dong", "phan", "tram", "gio", "ngay", "thang",
        "nam", "lau", "vay", "the", "z", "v", "a", "cai", "con",
    )
)  # fmt: skip
"""Money, shares and times have slots of their own; what ends a question, and mere classifiers."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
OTHER_MARKS, SLIP = 0.4, 0.9
"""How much of a word is covered by one with other marks; it is a slip where no word has its own."""
LACKS, HELD_DOWN = "lacks", 0.4
"""The measure of a word of the question that is not there: small, so that its weight is."""
WRITTEN = "written:"
"""Before a measure where somebody wrote questions for the plan: then each tells something else."""
MANY = 5
"""So many missing words are many."""
LONG = 12
"""Words that carry a topic; a question counts as no longer than this."""


@cache
def _ends() -> frozenset[str]:
    """Return what ends the words that are counted: `bao nhiêu của tỉnh` counts nothing."""
    return frozenset(map(fold, words("ends_counted")))


@dataclass(frozen=True)
class Asked:
    """A question as it is compared with sentences: its words that carry a topic, and what it wants.

    `language` has how rare words are in what people ask anywhere, 0 to 1.
    """

    reading: Reading
    kinds: Mapping[str, str]
    search: Search
    language: Mapping[str, float]
    likely: Mapping[str, float] = field(default_factory=dict)
    """How likely each kind of thing is asked for, 0 to 1; the unlikely ones left out."""
    places: tuple[NamedPlace, ...] = ()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return the words without those phrases that tell nothing."""
        return self.search.vocabulary.telling(self.reading)

    @cached_property
    def topic(self) -> tuple[int, ...]:
        """Return which of the words carry a topic; a stop word with wrong marks does not."""
        stop, is_stop = self.search.vocabulary.stop, self.search.vocabulary.is_stop
        return tuple(
            at
            for at, word in enumerate(self.words)
            if not is_stop(word)
            and not (word.plain in stop and at not in self.meant and self._is_slip(word))
        )

    def _is_slip(self, word: Word) -> bool:
        """Return whether a word is spelt as none in the plan is."""
        return not self.search.texts.knows(f"{TYPED}{word.typed}")

    @cached_property
    def meant(self) -> Mapping[int, tuple[str, ...]]:
        """Return the terms of the meanings that each word has a part in."""
        terms: dict[int, tuple[str, ...]] = {}
        for start, end, number in self.search.vocabulary.meant_at(self.words):
            for at in range(start, end):
                terms[at] = (*terms.get(at, ()), f"{MEANING}{number}")
        return terms

    @cached_property
    def rarity(self) -> Mapping[int, float]:
        """Return how rare each word of topic is in the plan, 0 to 1."""
        texts = self.search.texts
        return {at: texts.rarity(self.words[at].plain) / texts.rarest for at in self.topic}

    @cached_property
    def rarity_anywhere(self) -> Mapping[int, float]:
        """Return how rare each word of topic is in what people ask, 0 to 1."""
        return {at: self.language.get(self.words[at].plain, 1.0) for at in self.topic}

    @cached_property
    def unknown(self) -> tuple[int, ...]:
        """Return the words of topic that stand nowhere in the plan, nor one of their meaning."""
        knows = self.search.texts.knows
        return tuple(
            at
            for at in self.topic
            if not knows(self.words[at].plain)
            and not any(knows(term) for term in self.meant.get(at, ()))
        )

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(years(self.reading))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Return the numbers named, without years."""
        digits = map(number_of, _NUMBER.findall(self.reading.plain))
        return frozenset(
            number for number in digits if not re.fullmatch(r"(?:19|20|21)\d\d", number)
        )

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Return the words whose amount is asked for: `bao nhiêu tuyến phố` gives both."""
        return tuple(
            word
            for match in _AMOUNT.finditer(self.reading.plain)
            for word in takewhile(lambda word: word not in _ends(), match[1].split()[:2])
            if word not in NO_UNITS
        )

    @cached_property
    def _forms(self) -> tuple[tuple[int, str, str, tuple[str, ...]], ...]:
        """Return each word of topic: plain, the term that its marks have to agree with, its
        meanings."""
        forms = []
        for at in self.topic:
            word = self.words[at]
            agreeing = word.plain if word.bare else f"{TYPED}{word.typed}"
            forms.append((at, word.plain, agreeing, self.meant.get(at, ())))
        return tuple(forms)

    def covered(self, terms: frozenset[str]) -> dict[int, float]:
        """Return how much of each word of topic stands in a text of these terms, 0 to 1."""
        covered = {}
        for at, plain, agreeing, meant in self._forms:
            if (plain in terms and agreeing in terms) or not terms.isdisjoint(meant):
                covered[at] = 1.0
            elif plain in terms:
                covered[at] = SLIP if self._is_slip(self.words[at]) else OTHER_MARKS
            else:
                covered[at] = 0.0
        return covered

    def own_terms(self, passage: Passage) -> frozenset[str]:
        """Return the terms of a sentence, with those of its heading where that names the place."""
        heading = passage.place.path[-1].heading
        if self.places and all(place.stands_in(heading) for place in self.places):
            return passage.own_terms | passage.heading_terms
        return passage.own_terms

    def share(self, terms: frozenset[str]) -> float:
        """Return which part of the words of topic stands in a text of these terms, 0 to 1."""
        return _share(self.rarity, self.covered(terms))

    def stands_in(self, terms: frozenset[str]) -> bool:
        """Return whether a text of these terms has each word of topic, and not by mere chance.

        Two words without a meaning must stand side by side there too: `bay` and `sân` stand in
        many places; and one with the letters of a stop word is no more than a part of another,
        `yêu` of `yêu cầu`.
        """
        if not self.topic:
            return any(term in terms for meant in self.meant.values() for term in meant)
        literal = [at for at in self.topic if terms.isdisjoint(self.meant.get(at, ()))]
        stop = self.search.vocabulary.stop
        if len(self.topic) == len(literal) == 1 and self.words[literal[0]].plain in stop:
            return False
        together = len(literal) < 2 or any(pair in terms for pair in self.pairs)
        return together and min(self.covered(terms).values()) >= SLIP

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Return the pairs of neighbours of which one at least carries a topic."""
        topic = set(self.topic)
        return tuple(
            f"{self.words[at].plain} {self.words[at + 1].plain}"
            for at in range(len(self.words) - 1)
            if at in topic and at + 1 in topic
        )


def measured(question: Asked, hits: Sequence[Hit], rank: int) -> Measures:
    """Return the measures of the hit of that rank; most are 0 to 1."""
    hit = hits[rank]
    passage = hit.passage
    own_terms = question.own_terms(passage)
    own = question.covered(own_terms)
    anywhere = question.covered(passage.all_terms)
    others = hits[1:2] if rank == 0 else hits[:1]
    lead = hit.score - max((other.score for other in others), default=0.0)
    values = {
        "own": _share(question.rarity, own),
        "anywhere": _share(question.rarity, anywhere),
        "own, as often as anywhere": _share(question.rarity_anywhere, own),
        "missing here": _rarest_missing(question.rarity, own),
        "missing": _rarest_missing(question.rarity, anywhere),
        "missing, in the language": _rarest_missing(question.rarity_anywhere, anywhere),
        "all here": float(min(own.values(), default=0.0) >= 1),
        "all anywhere": float(min(anywhere.values(), default=0.0) >= 1),
        "two missing here": _neighbours(question.rarity, own),
        "two missing": _neighbours(question.rarity, anywhere),
        "many missing here": min(sum(share < 1 for share in own.values()), MANY) / MANY,
        "many missing": min(sum(share < 1 for share in anywhere.values()), MANY) / MANY,
        "unknown": len(question.unknown) / max(len(question.topic), 1),
        "unknown, in the language": max(
            (question.rarity_anywhere[at] for at in question.unknown), default=0.0
        ),
        "pairs": _part(question.pairs, own_terms),
        "pairs anywhere": _part(question.pairs, passage.all_terms),
        "score": hit.score,
        "lead": max(-1.0, min(1.0, lead / max(hits[0].score, 1e-9))),
        "part of the best": hit.score / max(hits[0].score, 1e-9),
        "first": float(rank == 0),
        "support": hit.support,
        "wording": hit.wording,
        "length": min(len(question.topic), LONG) / LONG,
        "a word or two": float(len(question.topic) <= 2),
        "long sentence": log(1 + len(passage.own_terms)) / 6,
        "formula": float(passage.slots.formula),
    }
    values.update(nearness.parted(question, anywhere, passage.all_terms))
    values.update(nearness.in_clauses(question, passage, own))
    values.update(_slots(question, passage))
    values.update(_times(question, passage))
    if passage.place.plan.id in question.search.asked_plans:
        values.update([(_where_written(name), value) for name, value in values.items()])
    lacking = (question.words[at].plain for at, share in anywhere.items() if share < 1)
    values.update((f"{LACKS} {word}", HELD_DOWN) for word in lacking)
    return values


@cache
def _where_written(name: str) -> str:
    return f"{WRITTEN} {name}"


def _slots(question: Asked, passage: Passage) -> Iterator[tuple[str, float]]:
    """Yield what is asked for and told, or asked for and not told."""
    is_stated = {
        kind: not passage.kinds.isdisjoint(TELLS.get(kind, ()))
        and not (kind in OF_UNITS and question.units and passage.counted.isdisjoint(question.units))
        for kind in question.likely
    }
    for kind, is_told in is_stated.items():
        yield f"{kind} {'told' if is_told else 'asked'}", question.likely[kind]
    for is_told, name in ((True, "exact told"), (False, "exact not told")):
        of_kind = (
            question.likely[kind] for kind in is_stated.keys() & EXACT if is_stated[kind] == is_told
        )
        yield name, max(of_kind, default=0.0)
    yield "asks nothing", float(not question.kinds)
    if question.units:
        counted = sum(unit in passage.counted for unit in question.units)
        yield "unit counted", float(counted > 0)
        yield "unit not counted", float(counted == 0)
    if question.numbers:
        held = sum(number in passage.numbers for number in question.numbers) / len(question.numbers)
        yield "numbers held", held
        yield "numbers missing", 1 - held
    if question.places:
        text = f"{passage.quote} {passage.above}"
        yield "place missing", float(not all(place.stands_in(text) for place in question.places))


def _times(question: Asked, passage: Passage) -> Iterator[tuple[str, float]]:
    if question.years:
        told_years = passage.years
        yield "year told", float(question.years <= told_years)
        yield "other year", float(bool(told_years) and question.years.isdisjoint(told_years))
        yield "no year", float(not told_years)


def _share(rarity: Mapping[int, float], covered: Mapping[int, float]) -> float:
    """Return the covered part of the words, the rarer the heavier."""
    total = sum(rarity.values())
    return sum(rarity[at] * part for at, part in covered.items()) / total if total else 0.0


def _rarest_missing(rarity: Mapping[int, float], covered: Mapping[int, float]) -> float:
    return max((rarity[at] * (1 - part) for at, part in covered.items()), default=0.0)


def _neighbours(rarity: Mapping[int, float], covered: Mapping[int, float]) -> float:
    """Return how rare two missing words are that stand side by side, 0 where none do."""
    missing = [at for at, part in covered.items() if part < 1 and covered.get(at + 1, 1) < 1]
    return max((min(rarity[at], rarity[at + 1]) for at in missing), default=0.0)


def _part(terms: Iterable[str], among: frozenset[str]) -> float:
    held = [term in among for term in terms]
    return sum(held) / len(held) if held else 0.5
