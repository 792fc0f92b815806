"""Find a plan by the name in a button or link, or by words that a person types."""

import re
from collections.abc import Callable
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.plan.outline import LINK, items_of, name_of, payload_of
from knowledge.load import Knowledge
from knowledge.schema import Item, Plan
from knowledge.vietnamese.text import folded_words, slug

MOST_FOUND = 8
"""Plans offered for a name that fits several."""
LIKE = 82.0
"""From this likeness (0 to 100) on a misspelled name is offered."""


class Shelf:
    """The plans by the names people and buttons use; of thousands only the heads are read."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._plans, self._home = knowledge.plans, knowledge.home
        self._by_name = {name_of(plan.id).replace(".", "-"): plan for plan in self._plans}

    @cached_property
    def _called(self) -> list[str]:
        return [_plain(f"{plan.called} {plan.place}") for plan in self._plans]

    @cached_property
    def _other_names(self) -> list[str]:
        return [_plain(" | ".join(plan.names)) for plan in self._plans]

    def plan(self, name: str) -> Plan | None:
        """Return the plan a button or link names; None if there is none (any more)."""
        return self._by_name.get(name.replace(".", "-"))

    def item(self, plan_name: str, item_name: str) -> tuple[Plan, Item] | None:
        """Return the plan and item a button names; without a plan, of the first home plan."""
        return self._first(plan_name, lambda item: name_of(item.id) == item_name)

    def linked(self, payload: str) -> tuple[Plan, Item] | None:
        """Return the plan and item of a deep link's payload; None if it leads nowhere."""
        item_name, _, plan_name = payload.removeprefix(LINK).partition("_")
        return self._first(plan_name, lambda item: payload_of(item) == LINK + item_name)

    def _first(self, plan_name: str, is_named: Callable[[Item], bool]) -> tuple[Plan, Item] | None:
        named_plan = self.plan(plan_name)
        plans = self._home if not plan_name else (named_plan,) if named_plan else ()
        items = ((plan, item) for plan in plans for item in items_of(plan))
        return next((match for match in items if is_named(match[1])), None)

    def find(self, words: str) -> list[Plan]:
        """Return the plans with these words in their names, else those with similar names."""
        typed = folded_words(words)
        if not typed.strip():
            return []
        for names in (self._called, self._other_names):
            if having := [n for n, name in enumerate(names) if typed in name]:
                return [self._plans[number] for number in having]
        return [self._plans[number] for number in self._similar(typed)]

    def _similar(self, typed: str) -> list[int]:
        """Return the most similar plans; but a ward 12 is never offered for a ward 1."""
        matches = process.extract(
            typed, self._called, scorer=fuzz.partial_ratio, score_cutoff=LIKE, limit=MOST_FOUND
        )
        numbers = set(re.findall(r"\d+", typed))
        return [at for name, _, at in matches if numbers <= set(re.findall(r"\d+", name))]


def _plain(name: str) -> str:
    """Return the same as `folded_words`, but faster, for well-written names."""
    return f" {slug(name).replace('-', ' ')} "


def place_of(plan: Plan) -> str:
    """Return the label of a plan on a button: its place, or else its title."""
    place = plan.place.partition(",")[0]
    return place[:1].upper() + place[1:] if place else plan.called
