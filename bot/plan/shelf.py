"""All plans as a person chooses among them: by name, page by page, or by what they type."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.plan.outline import LINK, find_item, linked_item, name_of
from knowledge.load import Knowledge
from knowledge.schema import Item, Plan
from knowledge.vietnamese.text import folded_words, slug

MOST_FOUND = 8
"""So many plans are offered for a name that fits several."""
LIKE = 82.0
"""From this likeness (0 to 100) on a misspelled name is offered."""


class Shelf:
    """The plans by the names that buttons and links carry, and by how people call them.

    Of a plan only the head is looked at until somebody opens it: there may be thousands.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.plans, self.home = knowledge.plans, knowledge.home
        self._by_name = {_linked_name(plan): plan for plan in self.plans}

    @cached_property
    def _called(self) -> list[str]:
        return [_plain(f"{plan.called} {plan.place}") for plan in self.plans]

    @cached_property
    def _besides(self) -> list[str]:
        return [_plain(" | ".join(plan.names)) for plan in self.plans]

    @property
    def several(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.plans) > 1

    def plan(self, name: str) -> Plan | None:
        """The plan a button or link names; None where it is not there (any more)."""
        return self._by_name.get(name.replace(".", "-"))

    def item(self, plan_name: str, item_name: str) -> tuple[Plan, Item] | None:
        """The plan and item a button names; without a plan's name, of the first at home."""
        return self._first(plan_name, lambda plan: find_item(plan, item_name))

    def linked(self, payload: str) -> tuple[Plan, Item] | None:
        """The plan and item of a deep link's payload; None for one that leads nowhere."""
        item_name, _, plan_name = payload.removeprefix(LINK).partition("_")
        return self._first(plan_name, lambda plan: linked_item(plan, LINK + item_name))

    def _first(
        self, plan_name: str, find: Callable[[Plan], Item | None]
    ) -> tuple[Plan, Item] | None:
        named = self.plan(plan_name)
        plans = self.home if not plan_name else (named,) if named else ()
        return next(((plan, item) for plan in plans if (item := find(plan))), None)

    def found(self, words: str) -> list[Plan]:
        """The plans people may mean: those with these words, else those whose name is most like."""
        asked = folded_words(words)
        if not asked.strip():
            return []
        for names in (self._called, self._besides):
            if having := [n for n, name in enumerate(names) if asked in name]:
                return [self.plans[number] for number in having]
        return [self.plans[number] for number in self._near(asked)]

    def _near(self, asked: str) -> list[int]:
        """By likeness of letters; but a ward 12 is never offered for a ward 1."""
        near = process.extract(
            asked, self._called, scorer=fuzz.partial_ratio, score_cutoff=LIKE, limit=MOST_FOUND
        )
        numbers = set(re.findall(r"\d+", asked))
        return [at for name, _, at in near if numbers <= set(re.findall(r"\d+", name))]


def _plain(name: str) -> str:
    """As `folded_words`, for what is written well: thousands are read at once."""
    return f" {slug(name).replace('-', ' ')} "


def _linked_name(plan: Plan) -> str:
    return name_of(plan.id).replace(".", "-")


def place_of(plan: Plan) -> str:
    """What tells a plan from others on a button: the place it is for, else what it is called."""
    place = plan.place.partition(",")[0]
    return place[:1].upper() + place[1:] if place else plan.called
