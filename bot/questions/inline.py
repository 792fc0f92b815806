"""Offer passages of the plan to share, for words typed in any chat (Telegram's inline mode).

This is no turn: no answer is sent, no row is written, and no channel is known here.
"""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.core.events import Button, LookupResult, Passage
from bot.core.turn import LONGEST_LABEL, Tools
from bot.plan.outline import measures_of, payload_of
from bot.questions.conversation import LONGEST_QUESTION
from bot.texts import cleaned, shortened
from knowledge.answering.answers import Answer, Citation
from knowledge.answering.citing import ALIKE, cited, of_item
from knowledge.load import Place
from knowledge.schema import Target
from knowledge.vietnamese.text import folded_words

MOST_PASSAGES = 10
"""Passages offered at once."""
TITLE, DESCRIPTION = 70, 120
"""Characters of each that a telephone shows."""


class PlanLookup:
    """Looks up passages of the plans; see `bot.core.events.Lookup`."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def __call__(self, words: str) -> LookupResult:
        """Return the passages that answer (without words: the targets), or a button to the bot."""
        words = cleaned(words)[:LONGEST_QUESTION]
        if not words:
            return LookupResult(passages=tuple(islice(self._targets(), MOST_PASSAGES)))
        answer = self._tools.answerer.answer(words)
        if answer.outcome in ("answer", "choices"):
            offered = (*self._figures(answer), *self._sentences(answer, words))
            by_id = {passage.id: passage for passage in offered}
            return LookupResult(passages=tuple(islice(by_id.values(), MOST_PASSAGES)))
        if answer.outcome == "not_in_plan" and answer.kind != "which_place":
            return LookupResult(entrance=self._button("inline.button_not_in_plan", "hoi"))
        return LookupResult(entrance=self._button("inline.button_private", "hoi"))

    def _figures(self, answer: Answer) -> Iterator[Passage]:
        """Yield the figures asked for, one passage for each measure, with the other periods."""
        for measure in dict.fromkeys(target.measure for target in answer.targets):
            targets = [target for target in answer.targets if target.measure == measure]
            other_periods = [target for target in answer.beside if target.measure == measure]
            quotes = {target.quote for target in targets}
            yield self._passage(
                [citation for citation in answer.citations if citation.quote in quotes],
                targets,
                other_periods,
            )

    def _sentences(self, answer: Answer, words: str) -> Iterator[Passage]:
        """Yield the sentences that answer, and similar ones, except those of a figure above."""
        figure_quotes = {target.quote for target in answer.targets}
        plans = {citation.plan for citation in answer.citations}
        search = self._tools.answerer.search
        hits = search.find(search.reader.read(words))
        similar = (cited(hit.passage) for hit in hits if hit.score >= ALIKE * hits[0].score)
        for citation in dict.fromkeys((*answer.citations, *similar)):
            if citation.item and citation.quote not in figure_quotes and citation.plan in plans:
                yield self._passage(
                    [citation], _targets_named(words, _targets_in(citation, self._place(citation)))
                )

    def _targets(self) -> Iterator[Passage]:
        """Yield what the plans measure, which is offered before anything is typed."""
        knowledge = self._tools.knowledge
        for plan in knowledge.home:
            for targets in measures_of(plan):
                quoted = (of_item(knowledge.place(t.item, plan.id), t.quote) for t in targets)
                yield self._passage(list(dict.fromkeys(quoted)), targets)

    def _passage(
        self,
        citations: Sequence[Citation],
        targets: Sequence[Target] = (),
        other_periods: Sequence[Target] = (),
    ) -> Passage:
        """Return a passage made of sentences of one plan and of the figures in them."""
        texts, place = self._tools.texts, self._place(citations[-1])
        values = {
            "citations": citations,
            "targets": targets,
            "beside": other_periods,
            "document": place.plan,
        }
        parts = (place.plan.id, *(t.id for t in targets), *(c.quote for c in citations))
        payload = payload_of(place.item, place.plan if self._tools.knowledge.several else None)
        return Passage(
            id=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32],
            title=shortened(texts.plain("inline.title", **values), TITLE),
            description=shortened(texts.plain("inline.description", **values), DESCRIPTION),
            text=texts("inline.passage", **values),
            button=self._button("inline.button_item", payload, item=place.item.id),
        )

    def _place(self, citation: Citation) -> Place:
        return self._tools.knowledge.place(citation.item, citation.plan)

    def _button(self, label: str, start: str, /, **values: str) -> Button:
        text = self._tools.texts.plain(label, **values)
        return Button(text=shortened(text, LONGEST_LABEL - 1), start=start)


def _targets_in(citation: Citation, place: Place) -> list[Target]:
    """Return the targets that a sentence sets."""
    return [t for t in place.plan.targets if (t.item, t.quote) == (citation.item, citation.quote)]


def _targets_named(words: str, targets: Sequence[Target]) -> Sequence[Target]:
    """Return the targets whose name is typed; all if none is."""
    typed = set(folded_words(words).split())
    return [t for t in targets if typed & set(folded_words(t.name).split())] or targets
