"""Questions that somebody put right: asked again, or worded nearly so, they are answered that way.

A plan keeps them beside its text (`Plan.examples`): a question with the sentence that answers it,
or with none where the plan has no answer. They go before the gate, which has learnt of no such
plan, and leave every other question as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from knowledge.answering.answers import Answer, Citation
from knowledge.answering.citing import Hits, of_item, refused
from knowledge.answering.measures import Asked
from knowledge.answering.search import Passage
from knowledge.importing.quoting import squash
from knowledge.load import Place
from knowledge.schema import Example, Plan
from knowledge.vietnamese.text import folded_words

ALIKE = 0.85
"""Two questions that ask for the same kind of thing are one from this share of their words on.

Of pairs of questions to the plans in `corpus/`, 6 of 7 so alike have the same answer.
"""


class PutRight(NamedTuple):
    """An example as questions are compared with it; no citation where the plan has no answer."""

    asked: Asked
    citation: Citation | None

    def answer(self, hits: Hits) -> Answer:
        """Return the right answer; where there is none, with the sentences found as the nearest."""
        why = (f"put right: {self.asked.reading.plain.strip()}",)
        if self.citation is None:
            return refused("weak", hits, why)
        return Answer("answer", "passage", (self.citation,), score=1.0, why=why)


class Examples:
    """The examples of plans, whose sentences are at these places."""

    def __init__(
        self, rows: Iterable[tuple[Plan, Example, Asked]], places: Sequence[Place]
    ) -> None:
        """Leave out those whose sentence no longer stands in their plan."""
        self._exact: dict[str, PutRight] = {}
        for plan, example, asked in rows:
            citation = quoted(plan, example, places) if example.quote else None
            if citation or not example.quote:
                self._exact[folded_words(example.question)] = PutRight(asked, citation)

    def __bool__(self) -> bool:
        return bool(self._exact)

    def exact(self, question: str) -> PutRight | None:
        """Return the example of a question in the very same words."""
        return self._exact.get(folded_words(question))

    def nearest(self, asked: Asked) -> PutRight | None:
        """Return the example most like a question; None where none is like enough."""
        shares = [(_likeness(asked, row.asked), row) for row in self._exact.values()]
        share, row = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        return row if share >= ALIKE else None


def example_of(
    plan: Plan, passages: Sequence[Passage], question: str, quote: str = "", section: str = ""
) -> Example:
    """Return the example of a question that a sentence answers, or the likeliest of a section.

    `passages` are the plan's, the likeliest first; a part of the sentence is enough. Raises
    `ValueError` where no sentence of the plan is meant.
    """
    if not quote and not section:
        return Example(question=question)
    wanted = squash(quote)
    for passage in passages:
        numbers = (passage.item.id, *(row.number for row in passage.place.path))
        if wanted in squash(passage.quote) and (not section or section in numbers):
            return Example(question=question, quote=passage.quote, item=passage.item.id)
    for line in (plan.title, *plan.front, *plan.end):
        if wanted and wanted in squash(line):
            return Example(question=question, quote=line)
    raise ValueError(f"no sentence of {plan.id} has {quote or section!r}")


def quoted(plan: Plan, example: Example, places: Iterable[Place]) -> Citation | None:
    """Return the citation of an example's sentence, or of a line of the letterhead or signature."""
    own_places = (place for place in places if place.plan.id == plan.id)
    having = [place for place in own_places if example.quote in _sentences(place)]
    if having:
        best = next((place for place in having if place.item.id == example.item), having[0])
        return of_item(best, example.quote or "")
    own = example.quote in (*plan.front, *plan.end, plan.title)
    return Citation(plan.id, "", "", "", example.quote or "") if own else None


def _sentences(place: Place) -> tuple[str, ...]:
    """Return the sentences of an item and those that stand above it."""
    return (*place.item.quotes, *place.item.under, *place.headings)


def _likeness(first: Asked, second: Asked) -> float:
    """Return the share of the words of two questions that both have, the rarer the heavier."""
    same = first.years == second.years and first.numbers == second.numbers
    if not same or first.kinds.keys() != second.kinds.keys():
        return 0.0
    pairs = [*_shared(first, second), *_shared(second, first)]
    return sum(w for w, shared in pairs if shared) / (sum(w for w, _ in pairs) or 1.0)


def _shared(first: Asked, second: Asked) -> Iterator[tuple[float, bool]]:
    """Yield how much each word of topic weighs, and whether the other has it or its meaning."""
    plain = {second.words[at].plain for at in second.topic}
    meanings = {term for at in second.topic for term in second.meant.get(at, ())}
    for at in first.topic:
        has_it = first.words[at].plain in plain or not meanings.isdisjoint(first.meant.get(at, ()))
        yield first.rarity[at] + first.rarity_anywhere[at], has_it
