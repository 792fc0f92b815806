"""The glossary of several plans; its explanations are the project's, not a plan's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from rapidfuzz import fuzz, process

from bot.plan.outline import items_of, name_of
from knowledge.load import Knowledge
from knowledge.schema import Item, Plan, Term
from knowledge.vietnamese.text import folded_words, slug

SAME = 88.0
"""From this likeness (0 to 100) on a word counts as mistyped."""
LIKE = 55.0
"""From this likeness on a word is offered as similar."""
MOST_NEAR = 5

_ASKING = re.compile(r" (?:(?:co )?(?:nghia )?la (?:gi|sao|the nao))(?: \w+)? $")


class Explained(NamedTuple):
    """A word with its explanation, and the plan it was written for."""

    term: Term
    plan: Plan

    @property
    def name(self) -> str:
        """Return its name in the data of a button."""
        return name_of(slug(self.term.word))


class Glossary:
    """The explained words, each once, in alphabetical order."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        first: dict[str, Explained] = {}
        for plan in plans:
            for term in plan.terms:
                first.setdefault(term.word, Explained(term, plan))
        self.words = tuple(sorted(first.values(), key=lambda explained: slug(explained.term.word)))
        self._by_name = {explained.name: explained for explained in self.words}
        self._forms = {
            form: explained for explained in self.words for form in forms_of(explained.term)
        }

    @classmethod
    def of_home(cls, knowledge: Knowledge) -> Self:
        """Return the words that are explained in the plans at home."""
        return cls(knowledge.home)

    def by_name(self, name: str) -> Explained | None:
        """Return the word a button names; None if there is none."""
        return self._by_name.get(name)

    def number_of(self, name: str) -> int:
        """Return the place of a word in the list, from 0."""
        return list(self._by_name).index(name)

    def find(self, words: str) -> Explained | None:
        """Return the word that was typed, with or without marks, perhaps mistyped."""
        typed = _ASKING.sub(" ", folded_words(words))
        if exact := self._forms.get(typed):
            return exact
        best = process.extractOne(typed, self._forms.keys(), scorer=fuzz.ratio, score_cutoff=SAME)
        return self._forms[best[0]] if best else None

    def similar(self, words: str) -> list[Explained]:
        """Return the words most similar to the typed ones, the most similar first."""
        typed = _ASKING.sub(" ", folded_words(words))
        close = process.extract(
            typed, self._forms.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=20
        )
        return _without_repeats(self._forms[form] for form, _, _ in close)[:MOST_NEAR]

    def used_in(self, text: str) -> list[Explained]:
        """Return the words a text uses, the longest first, without a word inside a longer one."""
        remaining, used = folded_words(text), []
        for form in sorted(self._forms, key=len, reverse=True):
            if form in remaining:
                remaining = remaining.replace(form, " | ")
                used.append(self._forms[form])
        return _without_repeats(used)


def _without_repeats(words: Iterable[Explained]) -> list[Explained]:
    return list({explained.term.word: explained for explained in words}.values())


def forms_of(term: Term) -> tuple[str, ...]:
    """Return a word and its aliases, folded, with a space on either side."""
    return tuple(folded_words(word) for word in (term.word, *term.aliases))


def users_of(plan: Plan, term: Term) -> list[Item]:
    """Return the items of a plan that use a word, in the document's order."""
    forms = forms_of(term)
    return [item for item in items_of(plan) if any(f in folded_words(item.text) for f in forms)]
