"""Makes answers of passages: cited, to choose from, or refused with what comes closest."""

from __future__ import annotations

import re

from knowledge.answering.answers import Answer, Citation
from knowledge.answering.intents import Report
from knowledge.answering.search import Hit, Passage
from knowledge.load import Knowledge, Place
from knowledge.schema import Target
from knowledge.vietnamese.words import Reading

Hits = tuple[Hit, ...]
Why = tuple[str, ...]

CITED = 3
ALIKE = 0.75
"""Sentences that score so near the best one are a choice."""
TELLING = 0.65
"""A passage that tells the kind of thing asked for goes before one that scores a little more."""
TASKS = "III"
"""The part of a plan, in the usual form, that says what is to be done."""

_YES_NO = re.compile(r" (?:khong|chua|dung khong|phai khong|hay khong)(?: [a-z]+){0,2} $")


def choices(hits: Hits) -> Answer | None:
    """The places to choose from for a mere word or two that several items speak of alike."""
    close = [hit for hit in hits if hit.score >= ALIKE * hits[0].score]
    by_item = {hit.passage.item.id: hit for hit in reversed(close)}
    if len(by_item) < 2:
        return None
    best = sorted(by_item.values(), key=lambda hit: -hit.score)[:CITED]
    quotes = tuple(cited(hit.passage) for hit in best)
    return Answer("choices", "choices", citations=quotes, score=hits[0].score)


def refused(kind: str, hits: Hits, why: Why) -> Answer:
    """The honest no, with what comes closest."""
    nearest = tuple(cited(hit.passage) for hit in hits[:CITED])
    return Answer("not_in_plan", kind, nearest=nearest, score=hits[0].score, why=why)


def kind_of(reading: Reading, asks: dict[str, str], hit: Hit) -> str:
    """What kind of answer a sentence is: who, yes or no, a task, or just what the plan says."""
    if "who" in asks and hit.passage.item.who:
        return "responsible"
    if _YES_NO.search(reading.plain):
        return "yes_no"
    return "task" if hit.passage.place.path[0].number == TASKS else "passage"


def telling(kind: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits with the first one in front that is near the best and tells what is asked for."""
    for hit in hits:
        if hit.score < TELLING * hits[0].score:
            break
        if kind in hit.passage.tells:
            return (hit, *(other for other in hits if other is not hit))
    return hits


def cited(passage: Passage) -> Citation:
    """The citation of a passage."""
    return of_item(passage.place, passage.quote)


def of_item(place: Place, quote: str) -> Citation:
    """The citation of a sentence of an item."""
    section = place.path[-1]
    return Citation(
        plan=place.plan.id,
        item=place.item.id,
        section=section.number,
        heading=section.heading,
        quote=quote,
        source=place.source,
    )


def of_target(home: Knowledge, target: Target) -> Citation:
    """The sentence a figure stands in; in another plan at home its item may number alike."""
    alike = (place for place in home.places if place.item.id == target.item)
    return next(of_item(at, target.quote) for at in alike if target.quote in at.item.quotes)


def is_meant(target: Target, hits: Hits, near: set[str], classed: bool) -> bool:
    """Whether a target's sentence is near enough to the question for its figure to be meant.

    A figure is wanted with the words around it; what is set in words must be found first, for
    `loại đô thị nào` stands in many a question; not so where just that is asked for.
    """
    if target.figures or classed:
        return target.quote in near
    return target.quote == hits[0].passage.quote


def reported(found: Report) -> Answer:
    """What leads to a report."""
    return Answer("report", "report", score=found.score, category=found.category, why=found.clues)
