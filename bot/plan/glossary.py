"""The words that are explained, of several plans together; ours, and never a plan's text."""

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
"""From this likeness (0 to 100) on it is taken for a slip of the keyboard."""
LIKE = 55.0
"""From this likeness on a word is offered as one of the nearest."""
MOST_NEAR = 5

_ASKING = re.compile(r" (?:(?:co )?(?:nghia )?la (?:gi|sao|the nao))(?: \w+)? $")


class Explained(NamedTuple):
    """A word with its explanation, and the plan it was written for."""

    term: Term
    plan: Plan

    @property
    def name(self) -> str:
        """What it is called in a button's data."""
        return name_of(slug(self.term.word))


class Glossary:
    """Every word once, in the order of the alphabet."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        first: dict[str, Explained] = {}
        for plan in plans:
            for term in plan.terms:
                first.setdefault(term.word, Explained(term, plan))
        self.words = tuple(sorted(first.values(), key=lambda each: slug(each.term.word)))
        self._by_name = {each.name: each for each in self.words}
        self._forms = {form: each for each in self.words for form in forms_of(each.term)}

    @classmethod
    def of_home(cls, knowledge: Knowledge) -> Self:
        """Return the words that are explained in the plans at home."""
        return cls(knowledge.home)

    def named(self, name: str) -> Explained | None:
        """The word a button names; None where there is none."""
        return self._by_name.get(name)

    def number_of(self, name: str) -> int:
        """Where the word of that name stands in the list, from 0."""
        return list(self._by_name).index(name)

    def found(self, words: str) -> Explained | None:
        """The word somebody typed, with or without marks, a slip of the keyboard forgiven."""
        asked = _ASKING.sub(" ", folded_words(words))
        if exact := self._forms.get(asked):
            return exact
        best = process.extractOne(asked, self._forms.keys(), scorer=fuzz.ratio, score_cutoff=SAME)
        return self._forms[best[0]] if best else None

    def near(self, words: str) -> list[Explained]:
        """The words most like what somebody typed, the likest first; perhaps none."""
        asked = _ASKING.sub(" ", folded_words(words))
        close = process.extract(
            asked, self._forms.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=20
        )
        return _each_once(self._forms[form] for form, _, _ in close)[:MOST_NEAR]

    def used_in(self, text: str) -> list[Explained]:
        """The words a text uses, the longest first; one inside a longer one does not count."""
        left, used = folded_words(text), []
        for form in sorted(self._forms, key=len, reverse=True):
            if form in left:
                left = left.replace(form, " | ")
                used.append(self._forms[form])
        return _each_once(used)


def _each_once(words: Iterable[Explained]) -> list[Explained]:
    return list({each.term.word: each for each in words}.values())


def forms_of(term: Term) -> tuple[str, ...]:
    """A word and its other names as they are looked for: folded, a space on either side."""
    return tuple(folded_words(word) for word in (term.word, *term.aliases))


def users_of(plan: Plan, term: Term) -> list[Item]:
    """The items of a plan that use a word, in the document's order."""
    forms = forms_of(term)
    return [item for item in items_of(plan) if any(f in folded_words(item.text) for f in forms)]
