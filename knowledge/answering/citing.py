"""Makes answers of passages: cited, to choose from, or refused with what comes closest."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from knowledge.answering.answers import Answer, Citation
from knowledge.answering.measures import TELLS, Asked
from knowledge.answering.search import Hit, Passage
from knowledge.answering.wants import OF_TODAY
from knowledge.load import Knowledge, Place, newest_first
from knowledge.schema import Target
from knowledge.vietnamese.text import fold

_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?")

Hits = tuple[Hit, ...]
Why = tuple[str, ...]

CITED = 3
FURTHER = 10
"""So many are told to one who asks whether there is more."""
ALIKE = 0.75
"""Sentences that score so near the best one are a choice."""
NEAR = 0.55
"""So much of a question's words stand in or around a sentence shown beside the refusal."""
RANKED = (
    "current", "progress", "contact", "person", "paperwork", "penalty", "law", "money", "when",
    "where", "count",
)  # fmt: skip
"""What a refusal names of several things asked for, the first of these."""
NAMED = {name: name for name in RANKED} | {
    "done": "progress", "now": "current", "pays": "money", "duration": "when", "often": "count",
    "share": "count", "measure": "count",
}  # fmt: skip
"""What a refusal names when that is asked for and not told."""
SAME_MATTER = 75
"""Of 100: worded so much alike two plans' sentences are about the same."""
TASKS = "III"
"""The part of a plan, in the usual form, that says what is to be done."""


def choices(hits: Hits) -> Answer | None:
    """Return a choice of places for a mere word or two that several items speak of alike."""
    close = [hit for hit in hits if hit.score >= ALIKE * hits[0].score]
    by_item = {(hit.passage.place.plan.id, hit.passage.item.id): hit for hit in reversed(close)}
    if len(by_item) < 2:
        return None
    best = sorted(by_item.values(), key=lambda hit: -hit.score)[:CITED]
    quotes = tuple(cited(hit.passage) for hit in best)
    return Answer("choices", "choices", citations=quotes, score=hits[0].score)


def refused(kind: str, hits: Hits, why: Why) -> Answer:
    """Return the refusal of a question, with the nearest sentences."""
    nearest = tuple(cited(hit.passage) for hit in hits[:CITED])
    return Answer("not_in_plan", kind, nearest=nearest, score=hits[0].score, why=why)


def refused_with_nearest(kind: str, question: Asked, hits: Hits, why: Why) -> Answer:
    """Return a refusal with the nearest sentences that share words with the question.

    Sentences that tell what the refusal calls missing are left out; where there are no others, the
    refusal does not say that it is missing.

    Who asks for a telephone number is helped by no other sentence.
    """
    close = [hit for hit in hits[:CITED] if question.share(hit.passage.all_terms) >= NEAR]
    names = [name for name in NAMED if NAMED[name] == kind]
    silent = [hit for hit in close if not any(tells(name, hit.passage) for name in names)]
    if close and not silent:
        kind = "weak"
    nearest = () if kind == "contact" else tuple(cited(hit.passage) for hit in silent or close)
    return replace(refused(kind, hits, why), nearest=nearest)


def next_to(question: Asked, hits: Hits) -> tuple[Citation, ...]:
    """Return the sentences behind the best ones that have to do with a question as well."""
    close = (hit for hit in hits[:FURTHER] if question.share(hit.passage.all_terms) >= NEAR)
    return tuple(cited(hit.passage) for hit in close)


def kind_of(kinds: Collection[str], hit: Hit) -> str:
    """Return the kind of answer a sentence is: who, yes or no, a task, or a mere passage."""
    if "who" in kinds and hit.passage.item.who:
        return "responsible"
    if "yes_no" in kinds:
        return "yes_no"
    return "task" if hit.passage.place.path[0].number == TASKS else "passage"


def lacking(kinds: Iterable[str], passage: Passage) -> str | None:
    """Return what is asked for and not told by a sentence, as a refusal names it; None for no such.

    Where it tells one thing of several, only how things stand today is missed. What has one name
    is one thing: `bao nhiêu` may be a count or a measure.
    """
    exact = [kind for kind in kinds if kind in NAMED]
    stated = {NAMED[kind] for kind in exact if tells(kind, passage)}
    exact = [kind for kind in exact if kind != "count"] or exact  # `bao nhiêu tiền` is no count
    missed = [
        NAMED[kind]
        for kind in exact
        if NAMED[kind] not in stated and (not stated or kind in OF_TODAY)
    ]
    return min(missed, key=RANKED.index, default=None)


def of_other_plans(hits: Hits) -> Hits:
    """Return the sentences of other plans that say of the same something else than the best one,
    one of each plan, with that one, the newest plan's first; none where there are no such."""
    best = hits[0].passage
    by_plan = {best.place.plan.id: hits[0]}
    for hit in hits:
        is_alike = fuzz.token_set_ratio(fold(hit.passage.quote), fold(best.quote)) >= SAME_MATTER
        if is_alike and hit.passage.quote != best.quote:
            by_plan.setdefault(hit.passage.place.plan.id, hit)
    plans = newest_first(hit.passage.place.plan for hit in by_plan.values())
    return tuple(by_plan[plan.id] for plan in plans) if len(plans) > 1 else ()


def with_all_words(question: Asked, hits: Hits) -> Hits:
    """Return the sentences that have all of a question's words or their meaning, those with most
    of the words themselves first."""
    words = [question.words[at].plain for at in question.topic]
    holding = (hit for hit in hits if question.stands_in(hit.passage.own_terms))
    return tuple(
        sorted(holding, key=lambda hit: -sum(word in hit.passage.own_terms for word in words))
    )


def tells(kind: str, passage: Passage) -> bool:
    """Return whether a sentence tells a kind of thing; a row does by a year in its own cell."""
    if not passage.kinds.isdisjoint(TELLS.get(kind, ())):
        return True
    return kind == "when" and any(_YEAR.fullmatch(cell.text) for cell in passage.item.cells)


def cited(passage: Passage) -> Citation:
    """Return the citation of a passage."""
    return of_item(passage.place, passage.quote)


def led(lead: Passage, passages: Iterable[Passage]) -> list[Passage]:
    """Return the sentences that a line ending in a colon leads to; none for another line."""
    if not lead.quote.endswith(":"):
        return []
    plan = lead.place.plan.id
    return [p for p in passages if lead.quote in p.item.under and p.place.plan.id == plan]


def of_item(place: Place, quote: str) -> Citation:
    """Return the citation of a sentence of an item."""
    section = place.path[-1]
    return Citation(
        plan=place.plan.id,
        item=place.item.id,
        section=section.number,
        heading=section.heading,
        quote=quote,
        source=place.source,
        cells=place.item.cells if quote in place.item.quotes else (),
        under=place.item.under if place.item.cells else (),
    )


def of_target(home: Knowledge, target: Target) -> Citation:
    """Return the sentence or heading of a figure; two plans may have an item of its id."""
    alike = [place for place in home.places if place.item.id == target.item]
    own = (place for place in alike if target.quote in (*place.item.quotes, *place.headings))
    return of_item(next(own, alike[0]), target.quote)


def is_meant(target: Target, hits: Hits, near_quotes: set[str], classed: bool) -> bool:
    """Return whether a target's sentence is near enough to the question for its figure.

    A figure is wanted with the words around it; what is set in words must be found first, for
    `loại đô thị nào` stands in many a question; not so where just that is asked for.
    """
    if target.quote not in near_quotes:
        return False
    return classed or bool(target.figures) or target.quote == hits[0].passage.quote
