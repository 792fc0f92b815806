"""Answers with the figures that the plans set: those asked for, or all that two years have both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from knowledge.answering import figures, gate, wants
from knowledge.answering.answers import Answer
from knowledge.answering.citing import CITED, Hits, Why, is_meant, of_target, refused
from knowledge.answering.figures import FigureRequest
from knowledge.answering.gate import Judged
from knowledge.answering.measures import Asked
from knowledge.answering.periods import without_filler
from knowledge.answering.search import Passage
from knowledge.load import Knowledge, newest_first
from knowledge.schema import Target
from knowledge.slots.shape import FigureKind
from knowledge.vietnamese.words import Reading, as_written

MEASURED = 8
"""Among so many of the best sentences stands the one of a figure that is asked for."""
MOST_COMPARED = 12
"""So many measures are shown where two years are compared and no subject is named."""
NAMED = 0.7
"""So much of a question's words the name of a figure has that nobody gave another name."""
FIGURE_KINDS = frozenset(get_args(FigureKind))
"""What is asked for and told by a figure of the same kind."""
_COMPARES = re.compile(r" (?:so sanh|so voi|doi chieu|khac|hon kem|chenh|thay doi)(?= )")
_COMPARING = re.compile(
    r" (?:so sanh|so voi|doi chieu|khac|hon kem|chenh|lech|thay doi|cho|diem|nhau|giua|hai|sang"
    r"|tang|giam|bang|biet)(?= )"
)
"""The words of a comparison that name no subject."""
_BOTH = re.compile(r" (?:(?:hai|2|cac) giai doan|hai moc)(?= )")


class PlanFigures:
    """The figures of the plans at home, found by what a question asks for."""

    def __init__(self, home: Knowledge) -> None:
        self._home = home
        self._targets = [t for plan in newest_first(home.plans) for t in plan.targets]
        self._last_year = max((plan.last_year for plan in home.plans), default=0)

    def all_compared(self, reading: Reading, why: Why) -> Answer | None:
        """Return all measures set for both of two years that are compared without a subject.

        `so sánh 2025 với 2030`; None for any other question.
        """
        if not _COMPARES.search(reading.plain):
            return None
        if without_filler(_COMPARING.sub("", reading.plain)):
            return None
        request = figures.asked_figures(reading, ())
        if len(set(request.years)) < 2 and not _BOTH.search(reading.plain):
            return None
        measures = dict.fromkeys(target.measure for target in self._targets)
        compared = [self._of_periods(request, measure) for measure in measures]
        chosen = [targets for targets in compared if len(targets) > 1][:MOST_COMPARED]
        if not chosen:
            return Answer("not_in_plan", "not_compared", why=(*why, "no figure for both years"))
        return self._in_words([target for targets in chosen for target in targets], "compare", why)

    def _of_periods(self, request: FigureRequest, measure: str) -> tuple[Target, ...]:
        return figures.in_period(request, figures.of_measure(measure, self._targets))

    def asked(self, question: Asked, judged: Judged, why: Why) -> Answer | None:
        """Return the figures of what the plan measures, where they are what is asked for."""
        hits = judged.hits
        targets = [target for target in self._targets if target.aliases]
        near_quotes = {hit.passage.quote for hit in hits[:MEASURED]}
        likely = [t for t in targets if is_meant(t, hits, near_quotes, "class" in question.kinds)]
        request = figures.asked_figures(question.reading, likely)
        if not question.kinds and (briefly := figures.named_briefly(question.reading, targets)):
            return self._figure(replace(request, measures=briefly), hits, why)
        if not request.measures:
            request = replace(request, measures=figures.named_by_number(request, targets))
        if not request.measures:
            return self._without_aliases(question, judged, request, why)
        blocked = wants.NO_FIGURE - (wants.OF_TODAY if self._last_year in request.years else set())
        if wants.other_than_a_figure(question.kinds, question.likely, blocked):
            return None
        in_numbers = (t for t in targets if t.measure in request.measures and t.figures)
        comparing = request.compare and any(in_numbers)
        if measures := () if question.kinds else figures.named_with_unit(request, targets):
            request = replace(request, measures=measures)
        if comparing or measures or request.timed or not wants.FIGURES.isdisjoint(question.kinds):
            several = figures.with_others_named(request, question.reading, targets)
            return self._figure(replace(request, measures=several), hits, why)
        return None

    def _without_aliases(
        self, question: Asked, judged: Judged, request: FigureRequest, why: Why
    ) -> Answer | None:
        """Return the figure of the sentence that answers whose own name has a question's words."""
        if judged.sure < gate.BOUND:
            return None
        blocked = wants.NO_FIGURE - FIGURE_KINDS
        if wants.other_than_a_figure(question.kinds, question.likely, blocked):
            return None
        wanted = FIGURE_KINDS & question.kinds.keys()
        comparing = request.compare and len(set(request.years)) > 1
        if not (wanted or comparing or (not question.kinds and request.timed)):
            return None
        passage = judged.hits[0].passage
        by_name = dict(self._named(question, passage, wanted))
        best = [measure for measure in by_name if by_name[measure] == max(by_name.values())]
        if len(best) != 1 or not self._of_periods(request, best[0]):
            return None
        return self._figure(replace(request, measures=(best[0],)), judged.hits, why)

    def _named(
        self, question: Asked, passage: Passage, wanted: frozenset[str]
    ) -> Iterator[tuple[str, float]]:
        """Yield each measure of a sentence whose name has the question's words, and how many."""
        kinds = {(figure.said, figure.low): figure.kind for figure in passage.slots.figures}
        for target in passage.place.plan.targets:
            at_hand = (target.item, target.quote) == (passage.item.id, passage.quote)
            kind = kinds.get((target.said, target.low)) if target.low is not None else None
            if not at_hand or target.aliases or (wanted and kind not in wanted):
                continue
            name = as_written(f"{target.name} {target.unit} {target.last_year}")
            share = question.share(frozenset(question.search.vocabulary.terms(name)))
            if share >= NAMED:
                yield target.measure, share

    def _figure(self, request: FigureRequest, hits: Hits, why: Why) -> Answer:
        if not self._of_periods(request, request.measures[0]):
            return refused("period", hits, (*why, f"no {request.measures[0]} for that time"))
        chosen: list[Target] = []
        other_periods: list[Target] = []
        over_time = request.compare and (len(request.measures) < 2 or len(set(request.years)) != 1)
        for measure in request.measures[:CITED]:
            every = figures.of_measure(measure, self._targets)
            fits = figures.in_period(request, every)
            if over_time and len(fits) < 2:
                fits = every
            chosen += fits
            other_periods += [target for target in every if target not in fits]
        kind = "compare" if request.compare and len(chosen) > 1 else "figure"
        answer = self._in_words(chosen, kind, (*why, f"figures {', '.join(request.measures)}"))
        return replace(answer, beside=tuple(other_periods))

    def _in_words(self, targets: Sequence[Target], kind: str, why: Why) -> Answer:
        cited = tuple(dict.fromkeys(of_target(self._home, target) for target in targets))
        answer = Answer("answer", kind, cited, targets=tuple(targets), score=1.0, why=why)
        if kind == "compare" and len({citation.plan for citation in cited}) == 1:
            return replace(answer, difference=figures.difference(targets))
        return answer
