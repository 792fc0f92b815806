"""A plan as its readers go through it: parts, items, one after the other. Knows no database.

Every item is reached by three choices at most: a part, one of all sections below it that hold
items, the item. So a section that only holds other sections is no step of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from knowledge.load import walk
from knowledge.schema import Item, Plan, Section, Target

T = TypeVar("T")

NAME_BYTES = 24
"""A name in a button's data or in a deep link: a verb, a plan, an item and a page fit in 64."""
PAGE = 8
"""So many choices under one message fit on a telephone's screen."""
LINK = "muc_"
"""What the payload of a deep link to an item begins with."""

_SHORT = re.compile(rf"[A-Za-z0-9.-]{{1,{NAME_BYTES}}}")


class Entry(NamedTuple):
    """Something to choose: an item, or else a section with what it holds."""

    section: Section
    item: Item | None = None


class Spot(NamedTuple):
    """An item among all items of its plan, in the document's order."""

    before: Item | None
    after: Item | None
    number: int
    """Counted from 1."""
    of: int


class Page(NamedTuple):
    """One page of a list; pages are counted from 0, and one that is not there is the last."""

    number: int
    of: int
    first: int
    """Where in the whole list it begins, from 0."""


def name_of(key: str) -> str:
    """What a plan, section or item is called in a button or link: its id, or what stands for it.

    An id that is too long, or holds other than plain letters, is named by its hash.
    """
    if _SHORT.fullmatch(key):
        return key
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def items_of(plan: Plan) -> tuple[Item, ...]:
    """Every item of a plan, in the document's order."""
    return tuple(item for section, _ in walk(plan) for item in section.items)


def find_item(plan: Plan, name: str) -> Item | None:
    """The item of that name; None where there is none."""
    return next((item for item in items_of(plan) if name_of(item.id) == name), None)


def find_section(plan: Plan, name: str) -> Section | None:
    """The section of that name; None where there is none."""
    return next((each for each, _ in walk(plan) if name_of(each.number) == name), None)


def path_to(plan: Plan, item: Item) -> tuple[Section, ...]:
    """The sections above an item, from the root; raises `KeyError` for an item of another plan."""
    for section, above in walk(plan):
        if any(each.id == item.id for each in section.items):
            return (*above, section)
    raise KeyError(item.id)


def root_of(plan: Plan, section: Section) -> Section | None:
    """The part of the plan a section belongs to; None for one that is a part itself."""
    above = next((up for each, up in walk(plan) if each.number == section.number), ())
    return above[0] if above else None


def spot_of(plan: Plan, item: Item) -> Spot:
    """What stands just before and after an item in the whole plan, and where it stands."""
    items = items_of(plan)
    at = next(n for n, each in enumerate(items) if each.id == item.id)
    return Spot(
        before=items[at - 1] if at > 0 else None,
        after=items[at + 1] if at + 1 < len(items) else None,
        number=at + 1,
        of=len(items),
    )


def parts_of(plan: Plan) -> tuple[Entry, ...]:
    """The first choice: the plan's parts; one that is a single item is that item."""
    return tuple(_entry(section) for section in plan.sections if _below(section))


def entries_of(plan: Plan, section: Section) -> tuple[Entry, ...]:
    """The next choice: a section's own items, then, of a part, every section below with items."""
    own = tuple(Entry(section, item) for item in section.items)
    if root_of(plan, section) is not None:
        return own
    return own + tuple(
        _entry(each) for each in _sections_below(section) if each.items and each is not section
    )


def _entry(section: Section) -> Entry:
    alone = section.items[0] if len(section.items) == 1 and not section.sections else None
    return Entry(section, alone)


def _below(section: Section) -> list[Item]:
    return [item for each in _sections_below(section) for item in each.items]


def _sections_below(section: Section) -> Iterable[Section]:
    yield section
    for child in section.sections:
        yield from _sections_below(child)


def count_of(section: Section) -> int:
    """How many items a section holds, with those of the sections below it."""
    return len(_below(section))


def targets_of(plan: Plan, item: Item) -> tuple[Target, ...]:
    """The figures that stand in an item."""
    return tuple(target for target in plan.targets if target.item == item.id)


def general_of(plan: Plan, item: Item) -> Item | None:
    """The item that says who sees to what names nobody of its own; None where that is no help."""
    general = find_item(plan, plan.general) if plan.general and not item.who else None
    return general if general and general.who and general is not item else None


def measures_of(plan: Plan) -> tuple[tuple[Target, ...], ...]:
    """What the plan measures, in its order; each with its figures, the earliest period first."""
    measures: dict[str, list[Target]] = {}
    for target in plan.targets:
        measures.setdefault(target.measure, []).append(target)
    return tuple(
        tuple(sorted(each, key=lambda t: (t.last_year, t.first_year))) for each in measures.values()
    )


def page_of(length: int, number: int, size: int = PAGE) -> Page:
    """The page of a list of that length; a number beyond the end is the last page."""
    of = max(1, -(-length // size))
    number = min(max(number, 0), of - 1)
    return Page(number, of, number * size)


def on_page(all_of_it: Sequence[T], page: Page, size: int = PAGE) -> Sequence[T]:
    """What stands on a page."""
    return all_of_it[page.first : page.first + size]


def payload_of(item: Item, plan: Plan | None = None) -> str:
    """A deep link's payload for an item, `muc_III-5-6`; `plan` where there are several."""
    named = f"{LINK}{name_of(item.id).replace('.', '-')}"
    return f"{named}_{name_of(plan.id).replace('.', '-')}" if plan else named


def linked_item(plan: Plan, payload: str) -> Item | None:
    """The item of a plan that a payload (its plan taken off) names; None where there is none."""
    return next((item for item in items_of(plan) if payload_of(item) == payload), None)
