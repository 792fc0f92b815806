"""All plans as a person chooses among them: by name, page by page, or by what they type."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot.services.outline import LINK, find_item, linked_item, name_of
from knowledge.load import Knowledge
from knowledge.schema import Item, Plan
from knowledge.text import folded_words

MOST_FOUND = 8
"""So many plans are offered for a name that fits several."""
LIKE = 82.0
"""From this likeness (0 to 100) on a misspelled name is offered."""

_WHERE = re.compile(r"trên địa bàn ((?:\w+\W+){0,8}\w+)\W*$", re.IGNORECASE)


class Shelf:
    """The plans by the names that buttons and links carry, and by how people call them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.plans = knowledge.plans
        self._by_name = {name_of(plan.id).replace(".", "-"): plan for plan in self.plans}
        self._names = [folded_words(title_of(plan)) for plan in self.plans]
        self._titles = [folded_words(plan.title) for plan in self.plans]

    @property
    def several(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.plans) > 1

    def plan(self, name: str) -> Plan | None:
        """The plan a button or link names; None where it is not there (any more)."""
        return self._by_name.get(name.replace(".", "-"))

    def item(self, plan_name: str, item_name: str) -> tuple[Plan, Item] | None:
        """The plan and item a button names; without a plan's name, of the first that has it."""
        named = self.plan(plan_name)
        plans = self.plans if not plan_name else (named,) if named else ()
        for plan in plans:
            if item := find_item(plan, item_name):
                return plan, item
        return None

    def linked(self, payload: str) -> tuple[Plan, Item] | None:
        """The plan and item of a deep link's payload; None for one that leads nowhere."""
        item_name, _, plan_name = payload.removeprefix(LINK).partition("_")
        named = self.plan(plan_name)
        plans = self.plans if not plan_name else (named,) if named else ()
        for plan in plans:
            if item := linked_item(plan, LINK + item_name):
                return plan, item
        return None

    def found(self, words: str) -> list[Plan]:
        """The plans people may mean: those with these words, else those whose name is most like."""
        asked = folded_words(words)
        if not asked.strip():
            return []
        for names in (self._names, self._titles):
            if having := [n for n, name in enumerate(names) if asked in name]:
                return [self.plans[number] for number in having]
        return [self.plans[number] for number in self._near(asked)]

    def _near(self, asked: str) -> list[int]:
        """By likeness of letters; but a ward 12 is never offered for a ward 1."""
        near = process.extract(
            asked, self._names, scorer=fuzz.partial_ratio, score_cutoff=LIKE, limit=MOST_FOUND
        )
        numbers = set(re.findall(r"\d+", asked))
        return [at for name, _, at in near if numbers <= set(re.findall(r"\d+", name))]


def title_of(plan: Plan) -> str:
    """A plan's short name: the place its title says it is for, else its issuer, else the title."""
    title = " ".join(plan.title.split())
    where = _WHERE.search(title)
    name = where[1] if where else plan.issuer or title
    return name[:1].upper() + name[1:]
