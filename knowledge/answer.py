"""Answers a resident's question from the plans, or says that they do not answer it.

An answer holds no sentence of ours: what people read is made from it by templates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge import figures, intents
from knowledge.asks import NEVER, asked_for, elsewhere
from knowledge.load import Knowledge
from knowledge.schema import Target, Term
from knowledge.search import Hit, Passage, Search
from knowledge.words import Reading

Outcome = Literal["answer", "choices", "not_in_plan", "report", "track", "smalltalk"]

ENOUGH = 0.38
"""The least score of a passage that answers."""
OUTSIDE = 0.4
"""A question is outside when so much of it stands in one no plan answers, and less in a plan."""
CITED = 3
TELLING = 0.65
"""A passage that tells the kind of thing asked for goes before one that scores a little more."""
NEAR = 0.45
"""A further passage is cited when its score is this part of the first one's."""


@dataclass(frozen=True)
class Citation:
    """A sentence of a plan and where it stands; `quote` is verbatim."""

    plan: str
    item: str
    section: str
    heading: str
    quote: str


@dataclass(frozen=True)
class Answer:
    """What was found, for a template to tell.

    * `kind` says more of the outcome: an `answer` is a `figure`, `compare`, `responsible`,
      `task`, `yes_no` or `passage`; `not_in_plan` gives what was asked for and is not there
      (`money`, `person`, `time`, …), or `outside`, `period`, `weak`; `smalltalk` is `greeting`,
      `thanks`, `bye`, `yes` or `help`.
    * `citations`: the sentences that answer, best first. `nearest`: what comes closest where
      none answers. `choices` are told apart by their citations.
    * `targets`: the figures asked for, earliest period first; `beside`: the same in the other
      periods.
    * `category`: the category of reports that fits. With an `answer` it says that a report can
      be offered.
    * `code`: the report to follow, where one was named.
    * `why`: how it was decided, in order, for `ask --explain`.
    """

    outcome: Outcome
    kind: str
    citations: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()
    beside: tuple[Target, ...] = ()
    terms: tuple[Term, ...] = ()
    nearest: tuple[Citation, ...] = ()
    score: float = 0.0
    category: str | None = None
    code: str | None = None
    why: tuple[str, ...] = field(default=())


class Answerer:
    """Answers questions from all plans of a knowledge; make one and keep it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.search = Search(knowledge)

    def answer(self, question: str) -> Answer:
        """The answer to what somebody typed; any text gets one."""
        reading = self.search.reader.read(question)
        if code := intents.report_code(question):
            return Answer("track", "code", code=code, why=(f"code {code}",))
        if intents.follows(reading):
            return Answer("track", "status", why=("asks what became of a report",))
        if kind := intents.smalltalk(reading, self.search.vocabulary.stop):
            return Answer("smalltalk", kind, why=(f"nothing but {kind}",))
        asks = asked_for(reading)
        report = intents.reports(reading, asks)
        if intents.is_report(report):
            return Answer(
                "report",
                "report",
                score=report.score,
                category=report.category,
                why=report.clues,
            )
        return self._from_plan(reading, asks)

    def _from_plan(self, reading: Reading, asks: dict[str, str]) -> Answer:
        hits = self.search.find(reading, named="who" in asks)
        why = tuple(f"asks for {kind}: {words}" for kind, words in asks.items())
        if place := elsewhere(reading):
            return self._refused("elsewhere", hits, (*why, f"about {place}"))
        if (outside := self.search.outside(reading)) > max(OUTSIDE, hits[0].support):
            return self._refused("outside", hits, (*why, f"outside {outside:.2f}"))
        for kind in asks.keys() & NEVER:
            if kind not in hits[0].passage.tells:
                return self._refused(kind, hits, why)
        asked = figures.asked_figures(reading, self.knowledge.targets)
        if asked.measures and ("count" in asks or asked.compare or asked.years or "when" in asks):
            return self._figure(asked, asks, hits, why)
        for kind in ("progress", "count", "when", "where"):
            if kind in asks:
                hits = telling(kind, hits)
                if kind not in hits[0].passage.tells:
                    return self._refused(kind, hits, why)
        if hits[0].score < ENOUGH:
            return self._refused("weak", hits, why)
        return self._passage(hits, why)

    def _figure(
        self,
        asked: figures.Asked,
        asks: dict[str, str],
        hits: tuple[Hit, ...],
        why: tuple[str, ...],
    ) -> Answer:
        for kind in ("current", "progress", "where"):
            if kind in asks:
                return self._refused(kind, hits, why)
        every = figures.of_measure(asked.measures[0], self.knowledge.targets)
        chosen = figures.in_period(asked, every)
        if not chosen:
            return self._refused("period", hits, why)
        compare = asked.compare or len(chosen) > 1
        return Answer(
            "answer",
            "compare" if compare else "figure",
            citations=tuple(self._of_target(target) for target in (every if compare else chosen)),
            targets=every if asked.compare else chosen,
            beside=tuple(target for target in every if target not in chosen),
            score=1.0,
            why=why,
        )

    def _passage(self, hits: tuple[Hit, ...], why: tuple[str, ...]) -> Answer:
        near = [hit for hit in hits[:CITED] if hit.score >= NEAR * hits[0].score]
        return Answer(
            "answer",
            "passage",
            citations=tuple(cited(hit.passage) for hit in near),
            score=hits[0].score,
            why=(*why, f"score {hits[0].score:.2f}: {hits[0].question}"),
        )

    def _refused(self, kind: str, hits: tuple[Hit, ...], why: tuple[str, ...]) -> Answer:
        return Answer(
            "not_in_plan",
            kind,
            nearest=tuple(cited(hit.passage) for hit in hits[:CITED]),
            score=hits[0].score,
            why=why,
        )

    def _of_target(self, target: Target) -> Citation:
        place = self.knowledge.place(target.item)
        section = place.path[-1]
        return Citation(place.plan.id, target.item, section.number, section.heading, target.quote)


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
    section = passage.place.path[-1]
    return Citation(
        plan=passage.place.plan.id,
        item=passage.item.id,
        section=section.number,
        heading=section.heading,
        quote=passage.quote,
    )
