"""Somebody types in any chat what they look for: passages of the plan to share, and no more.

This is no turn: nobody is answered, no row is written, and no channel is known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from bot.core.events import Button, Found, Passage
from bot.core.turn import LONGEST_LABEL, Tools
from bot.plan.outline import measures_of, payload_of
from bot.plan.shelf import Shelf
from bot.questions.conversation import LONGEST_QUESTION
from bot.texts import cleaned, shortened
from knowledge.answering.answers import Answer, Citation
from knowledge.answering.given import ALIKE, cited, of_item
from knowledge.load import Place
from knowledge.schema import Target
from knowledge.vietnamese.text import folded_words

MOST = 10
"""Passages offered; nobody reads on beyond so many while they type."""
TITLE, DESCRIPTION = 70, 120
"""Characters of each that a telephone shows."""


class PlanLookup:
    """Looks up passages of the plans; see `bot.core.events.Lookup`."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._useful = tuple(self._targets())[:MOST]

    def __call__(self, words: str) -> Found:
        """The passages that answer; for no words the plan's targets; else the way to ask on."""
        words = cleaned(words)[:LONGEST_QUESTION]
        if not words:
            return Found(passages=self._useful)
        found = self._tools.answerer.answer(words)
        if found.outcome in ("answer", "choices"):
            offered = (*self._figures(found), *self._sentences(found, words))
            return Found(passages=tuple({each.id: each for each in offered}.values())[:MOST])
        if found.outcome == "report":
            return Found(instead=self._button("inline.button_report", "phananh"))
        if found.outcome == "not_in_plan" and found.kind != "which_place":
            return Found(instead=self._button("inline.button_not_in_plan", "hoi"))
        return Found(instead=self._button("inline.button_private", "hoi"))

    def _figures(self, found: Answer) -> Iterator[Passage]:
        """The figures asked for, one passage a measure, the other periods beside them."""
        for measure in dict.fromkeys(target.measure for target in found.targets):
            targets = [target for target in found.targets if target.measure == measure]
            beside = [target for target in found.beside if target.measure == measure]
            quotes = {target.quote for target in targets}
            yield self._passage(
                [each for each in found.citations if each.quote in quotes], targets, beside
            )

    def _sentences(self, found: Answer, words: str) -> Iterator[Passage]:
        """The sentences that answer, and those nearly as near; one of a figure tells it first."""
        told = {target.quote for target in found.targets}
        plans = {each.plan for each in found.citations}
        search = self._tools.answerer.search
        hits = search.find(search.reader.read(words))
        near = (cited(hit.passage) for hit in hits if hit.score >= ALIKE * hits[0].score)
        for each in dict.fromkeys((*found.citations, *near)):
            if each.quote not in told and each.plan in plans:
                yield self._passage([each], _meant(words, _standing_in(each, self._place(each))))

    def _targets(self) -> Iterator[Passage]:
        """What the plans measure: the most useful to who has not typed anything yet."""
        knowledge = self._tools.knowledge
        for plan in knowledge.home:
            for targets in measures_of(plan):
                quoted = (of_item(knowledge.place(t.item, plan.id), t.quote) for t in targets)
                yield self._passage(list(dict.fromkeys(quoted)), targets)

    def _passage(
        self,
        citations: Sequence[Citation],
        targets: Sequence[Target] = (),
        beside: Sequence[Target] = (),
    ) -> Passage:
        """What is offered of sentences of one plan, with the figures that stand in them."""
        texts, place = self._tools.texts, self._place(citations[-1])
        told = {
            "citations": citations,
            "targets": targets,
            "beside": beside,
            "document": place.plan,
        }
        payload = payload_of(place.item, place.plan if self._tools.once(Shelf).several else None)
        return Passage(
            id=_name((place.plan.id, *(t.id for t in targets), *(c.quote for c in citations))),
            title=shortened(texts.plain("inline.title", **told), TITLE),
            description=shortened(texts.plain("inline.description", **told), DESCRIPTION),
            text=texts("inline.passage", **told),
            button=self._button("inline.button_item", payload, item=place.item.id),
        )

    def _place(self, where: Citation) -> Place:
        return self._tools.knowledge.place(where.item, where.plan)

    def _button(self, label: str, start: str, /, **values: str) -> Button:
        text = self._tools.texts.plain(label, **values)
        return Button(text=shortened(text, LONGEST_LABEL - 1), start=start)


def _standing_in(where: Citation, place: Place) -> list[Target]:
    """The figures that a sentence sets."""
    return [t for t in place.plan.targets if (t.item, t.quote) == (where.item, where.quote)]


def _meant(words: str, targets: Sequence[Target]) -> Sequence[Target]:
    """Of several figures in one sentence those whose name is typed; else all of them."""
    typed = set(folded_words(words).split())
    return [t for t in targets if typed & set(folded_words(t.name).split())] or targets


def _name(parts: Iterable[str]) -> str:
    """An id that stays the same as long as what is quoted does."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
