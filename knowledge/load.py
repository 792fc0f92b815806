"""Reads the plans from their folders and answers what is where in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from knowledge.schema import Asked, Data, Item, Plan, Section, Target, Term
from knowledge.words import read_yaml

PLANS = Path(__file__).parent / "plans"


class Broken(Exception):
    """A plan's folder cannot be read; the message names the file and what is wrong."""


class Place(NamedTuple):
    """Where an item stands: its plan and the sections above it, from the root."""

    plan: Plan
    path: tuple[Section, ...]
    item: Item


class Knowledge(Data):
    """All plans, and the ways to find one's way in them."""

    plans: tuple[Plan, ...]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section of every plan, in the documents' order."""
        return tuple(section for plan in self.plans for section, _ in walk(plan))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item of every plan, in the documents' order."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Every figure of every plan."""
        return tuple(target for plan in self.plans for target in plan.targets)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Every word explained."""
        return tuple(term for plan in self.plans for term in plan.terms)

    @cached_property
    def _places(self) -> dict[tuple[str, str], Place]:
        return {
            (plan.id, item.id): Place(plan, (*above, section), item)
            for plan in self.plans
            for section, above in walk(plan)
            for item in section.items
        }

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every item with where it stands, in the documents' order."""
        return tuple(self._places.values())

    def place(self, item_id: str, plan_id: str | None = None) -> Place:
        """Where an item stands: in `plan_id`, or in the first plan that has the id.

        Raises `KeyError` for an id no plan has.
        """
        plans = [plan_id] if plan_id else [plan.id for plan in self.plans]
        for plan in plans:
            if place := self._places.get((plan, item_id)):
                return place
        raise KeyError(item_id)

    def item(self, item_id: str, plan_id: str | None = None) -> Item:
        """The item; raises `KeyError` for an id no plan has."""
        return self.place(item_id, plan_id).item

    def section(self, number: str) -> Section:
        """The section with the document's own number; raises `KeyError` where there is none."""
        for section in self.sections:
            if section.number == number:
                return section
        raise KeyError(number)

    def heading_path(self, item_id: str, plan_id: str | None = None) -> tuple[str, ...]:
        """The headings above an item, from the root; what has no heading is left out."""
        path = self.place(item_id, plan_id).path
        return tuple(section.heading for section in path if section.heading)

    def neighbours(self, item_id: str, plan_id: str | None = None) -> tuple[Item, ...]:
        """The items just before and after it in the same section: none, one or two."""
        place = self.place(item_id, plan_id)
        items = place.path[-1].items
        at = items.index(place.item)
        return (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])

    def items_for_category(self, category_id: str) -> tuple[Item, ...]:
        """The items a category of reports bears on; empty for a category no plan links."""
        return tuple(
            self.item(item_id, plan.id)
            for plan in self.plans
            for item_id in plan.links.get(category_id, ())
        )

    def categories_for_item(self, item_id: str) -> tuple[str, ...]:
        """The categories of reports that bear on an item."""
        return tuple(
            category
            for plan in self.plans
            for category, items in plan.links.items()
            if item_id in items
        )


def walk(plan: Plan) -> Iterator[tuple[Section, tuple[Section, ...]]]:
    """Every section of a plan with the sections above it, in the document's order."""

    def below(
        sections: tuple[Section, ...], above: tuple[Section, ...]
    ) -> Iterator[tuple[Section, tuple[Section, ...]]]:
        for section in sections:
            yield section, above
            yield from below(section.sections, (*above, section))

    yield from below(plan.sections, ())


def load_plans(folder: Path | None = None) -> Knowledge:
    """Every plan in `folder` (default: the plans that come with the product), by folder name.

    Raises `Broken` when a file is missing, is no YAML, or holds what no plan can hold.
    """
    folders = sorted(path.parent for path in (folder or PLANS).glob("*/plan.yaml"))
    return Knowledge(plans=tuple(load_plan(path) for path in folders))


def load_plan(folder: Path) -> Plan:
    """One plan with its targets, terms and questions; raises `Broken`."""
    data = _read(folder / "plan.yaml", dict)
    questions = _read(folder / "questions.yaml", dict)
    try:
        plan = Plan.model_validate(
            {
                **data,
                "targets": _read(folder / "targets.yaml", list),
                "terms": _read(folder / "terms.yaml", list),
            }
        )
        asked = {key: tuple(map(Asked.model_validate, entry)) for key, entry in questions.items()}
    except ValidationError as error:
        raise Broken(f"{folder.name}: {error}") from error
    known = {item.id for section, _ in walk(plan) for item in section.items}
    if unknown := sorted(asked.keys() - known):
        raise Broken(f"{folder.name}/questions.yaml: no item {', '.join(unknown)}")
    sections = tuple(_with_questions(section, asked) for section in plan.sections)
    return plan.model_copy(update={"sections": sections})


def _with_questions(section: Section, asked: dict[str, tuple[Asked, ...]]) -> Section:
    items = tuple(
        item.model_copy(update={"asked": asked.get(item.id, ())}) for item in section.items
    )
    below = tuple(_with_questions(child, asked) for child in section.sections)
    return section.model_copy(update={"items": items, "sections": below})


def _read(path: Path, kind: type) -> Any:
    """The YAML of a file; an empty `kind` where the file is not there, but plan.yaml must be."""
    if not path.exists():
        return kind()
    try:
        found = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Broken(f"{path.parent.name}/{path.name}: {error}") from error
    if not isinstance(found, kind):
        raise Broken(f"{path.parent.name}/{path.name}: must hold a {kind.__name__}")
    return found
