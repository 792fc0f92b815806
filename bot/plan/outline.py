"""The outline of a plan, as people read it: parts, sections, items. Uses no database.

Every item is reached by three choices at most: a part, one of all sections below it that hold
items, the item. So a section that only holds other sections is no step of its own.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from knowledge.load import walk
from knowledge.schema import Item, Plan, Section, Target

T = TypeVar("T")

NAME_BYTES = 24
"""Bytes of a name in a button's data, where verb, plan, item and page share Telegram's 64."""
PAGE = 8
"""Buttons under one message that fit on a telephone's screen."""
LINK = "muc_"
"""The beginning of the payload of a deep link to an item."""

_SHORT = re.compile(rf"[A-Za-z0-9.-]{{1,{NAME_BYTES}}}")


class Entry(NamedTuple):
    """An entry of a list to choose from: an item, or a section."""

    section: Section
    item: Item | None = None


class Spot(NamedTuple):
    """The position of an item among all items of its plan, in the document's order."""

    before: Item | None
    after: Item | None
    number: int
    """Counted from 1."""
    of: int


class Page(NamedTuple, Generic[T]):
    """One page of a list, counted from 0."""

    number: int
    of: int
    entries: Sequence[T]


def name_of(key: str) -> str:
    """Return the name of a plan, section or item in a button or link: its id, or a hash of it."""
    if _SHORT.fullmatch(key):
        return key
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def items_of(plan: Plan) -> tuple[Item, ...]:
    """Return every item of a plan, in the document's order."""
    return tuple(item for section, _ in walk(plan) for item in section.items)


def find_item(plan: Plan, name: str) -> Item | None:
    """Return the item of that name; None if there is none."""
    return next((item for item in items_of(plan) if name_of(item.id) == name), None)


def find_section(plan: Plan, name: str) -> tuple[Section, Section | None] | None:
    """Return the section of that name, and the part it is in, if it is none itself."""
    for section, above in walk(plan):
        if name_of(section.number) == name:
            return section, above[0] if above else None
    return None


def spot_of(plan: Plan, item: Item) -> Spot:
    """Return the position of an item in the plan, with the items before and after it."""
    items = items_of(plan)
    at = next(n for n, candidate in enumerate(items) if candidate.id == item.id)
    return Spot(
        before=items[at - 1] if at > 0 else None,
        after=items[at + 1] if at + 1 < len(items) else None,
        number=at + 1,
        of=len(items),
    )


def parts_of(plan: Plan) -> tuple[Entry, ...]:
    """Return the parts of the plan; a part that is a single item is that item."""
    return tuple(_entry(section) for section in plan.sections if count_of(section))


def entries_of(section: Section, is_part: bool) -> tuple[Entry, ...]:
    """Return a section's own items, then, of a part, every section below that has items."""
    own = tuple(Entry(section, item) for item in section.items)
    _, *below = _with_sections_below(section)
    return own + tuple(_entry(child) for child in below if is_part and child.items)


def _entry(section: Section) -> Entry:
    alone = section.items[0] if len(section.items) == 1 and not section.sections else None
    return Entry(section, alone)


def _with_sections_below(section: Section) -> Iterable[Section]:
    yield section
    for child in section.sections:
        yield from _with_sections_below(child)


def count_of(section: Section) -> int:
    """Count the items of a section and of the sections below it."""
    return sum(len(child.items) for child in _with_sections_below(section))


def general_of(plan: Plan, item: Item) -> Item | None:
    """Return the item that names the agencies for an item without any; None if it does not help."""
    general = find_item(plan, plan.general) if plan.general and not item.who else None
    return general if general and general.who and general is not item else None


def measures_of(plan: Plan) -> tuple[tuple[Target, ...], ...]:
    """Return the plan's measures, in its order, each with its targets, the earliest first."""
    measures: dict[str, list[Target]] = {}
    for target in plan.targets:
        measures.setdefault(target.measure, []).append(target)
    return tuple(
        tuple(sorted(figures, key=lambda t: (t.last_year, t.first_year)))
        for figures in measures.values()
    )


def page_of(entries: Sequence[T], number: int, size: int = PAGE) -> Page[T]:
    """Return a page of the entries; a number beyond the end is the last page."""
    of = max(1, -(-len(entries) // size))
    number = min(max(number, 0), of - 1)
    return Page(number, of, entries[number * size : (number + 1) * size])


def payload_of(item: Item, plan: Plan | None = None) -> str:
    """Return the payload of a deep link to an item, `muc_III-5-6`; `plan` if there are several."""
    payload = f"{LINK}{name_of(item.id).replace('.', '-')}"
    return f"{payload}_{name_of(plan.id).replace('.', '-')}" if plan else payload
