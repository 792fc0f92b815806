"""Reads the plans from their folders, and looks up items, sections and links in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from knowledge.places import same_place
from knowledge.schema import Data, Example, Item, Plan, Section, SentenceQuestions, Target, Term
from knowledge.vietnamese.words import LOADER

PLANS = Path(__file__).parent / "plans"
BODY = frozenset({"links", "sections", "targets", "terms"})
"""What is read of a plan only when it is asked for, by parts of the file that stand last."""
PLANS_KEPT = 64
"""So many plans that were read on being asked for stay in memory, with their search 4 MB each."""


class Broken(Exception):
    """A plan's folder cannot be read; the message names the file and what is wrong."""


class Place(NamedTuple):
    """The place of an item: its plan and the sections above it, from the root."""

    plan: Plan
    path: tuple[Section, ...]
    item: Item
    source: str = ""
    """What the plan is called, with its day; empty where it is the only one."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the headings above the item, from the root."""
        return tuple(section.heading for section in self.path)


class Unread(Plan):
    """A plan of which only the head was read; the rest is read when it is asked for.

    Asking for any of `BODY` raises `Broken` when that cannot be read.
    """

    _folder: Path

    @classmethod
    def of(cls, folder: Path) -> "Unread":
        """Return the plan in a folder; raises `Broken` when its head cannot be read."""
        head = _read(folder / "plan.yaml", dict, until=("links:", "sections:"))
        try:
            plan = cls.model_validate({**head, "sections": ()})
        except ValidationError as error:
            where = f"{folder.name}: before links and sections in plan.yaml"
            raise Broken(f"{where}: {error}") from error
        plan._folder = folder
        for name in BODY:
            del plan.__dict__[name]
        return plan

    def __getattr__(self, name: str) -> Any:
        if name in BODY:
            return getattr(self.loaded(), name)
        return super().__getattr__(name)  # type: ignore[misc]

    def loaded(self) -> Plan:
        """Return the plan, read; raises `Broken`."""
        return _load_once(self._folder)


class Knowledge(Data):
    """The plans, those at home first, with look-ups of their items and links.

    `items`, `targets`, `terms` and `places` read every plan there is.
    """

    plans: tuple[Plan, ...]
    has_others: bool = False
    """Whether there are more plans than these."""
    city: str = ""
    """What the city is called whose plans are at home; where empty, that of the first plan."""

    @property
    def several(self) -> bool:
        """Return whether it must be said of a sentence which plan it is from."""
        return self.has_others or len(self.plans) > 1

    @cached_property
    def home(self) -> tuple[Plan, ...]:
        """Return the plans for the city's own place, else those that cover it, else those for none.

        Empty where every plan is for another place: none of them answers for this city.
        """
        city = self.city or next((plan.place for plan in self.plans), "")
        strange = [_strangeness(plan, city) for plan in self.plans]
        least = min(strange, default=STRANGER)
        return tuple(p for p, at in zip(self.plans, strange, strict=True) if at == least < STRANGER)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return every item of every plan, in the documents' order."""
        return tuple(place.item for place in self.places)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Return every figure of every plan."""
        return tuple(target for plan in self.plans for target in plan.targets)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Return every word explained."""
        return tuple(term for plan in self.plans for term in plan.terms)

    @cached_property
    def _by_id(self) -> dict[str, Plan]:
        return {plan.id: plan for plan in self.plans}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Return every item with where it stands, in the documents' order."""
        return tuple(place for plan in self.plans for place in self._places(plan))

    def _places(self, plan: Plan) -> Iterator[Place]:
        source = plan.called_with_day if self.several else ""
        for section, above in walk(plan):
            for item in section.items:
                yield Place(plan, (*above, section), item, source)

    def place(self, item_id: str, plan_id: str | None = None) -> Place:
        """Return the place of an item in `plan_id`, or in the first plan at home that has the id.

        Raises `KeyError` for an id no such plan has.
        """
        for plan in (self._by_id[plan_id],) if plan_id else self.home:
            for place in self._places(plan):
                if place.item.id == item_id:
                    return place
        raise KeyError(item_id)

    def items_for_category(self, category_id: str) -> tuple[Item, ...]:
        """Return the items at home a category of reports bears on; empty for one no plan links."""
        return tuple(
            self.place(item_id, plan.id).item
            for plan in self.home
            for item_id in plan.links.get(category_id, ())
        )

    def categories_for_item(self, item_id: str, plan_id: str | None = None) -> tuple[str, ...]:
        """Return the report categories that bear on an item of `plan_id`, or of a plan at home."""
        return tuple(
            category
            for plan in ((self._by_id[plan_id],) if plan_id else self.home)
            for category, items in plan.links.items()
            if item_id in items
        )


def newest_first(plans: Iterable[Plan]) -> list[Plan]:
    """Return plans by the day they were issued, those without a day last."""
    return sorted(plans, key=lambda plan: plan.issued or date.min, reverse=True)


def walk(plan: Plan) -> Iterator[tuple[Section, tuple[Section, ...]]]:
    """Yield every section of a plan with the sections above it, in the document's order."""

    def below(
        sections: tuple[Section, ...], above: tuple[Section, ...]
    ) -> Iterator[tuple[Section, tuple[Section, ...]]]:
        for section in sections:
            yield section, above
            yield from below(section.sections, (*above, section))

    yield from below(plan.sections, ())


def plan_folders(*folders: Path) -> tuple[Path, ...]:
    """Return the plans' own folders in `folders` (default: those of the product), by name.

    A folder may be a plan's own.
    """
    files = (
        sorted((*folder.glob("plan.yaml"), *folder.glob("*/plan.yaml")))
        for folder in folders or (PLANS,)
    )
    return tuple(path.parent for paths in files for path in paths)


class Stored(NamedTuple):
    """The plans in use that a database keeps, and examples by the plan's id."""

    plans: tuple[Plan, ...] = ()
    examples: Mapping[str, tuple[Example, ...]] = {}

    def taught(self, plan: Plan) -> Plan:
        """Return a plan with its examples."""
        examples = self.examples.get(plan.id)
        return plan.model_copy(update={"examples": examples}) if examples else plan


NOTHING_STORED = Stored()


def load_plans(*folders: Path, home: str = "", stored: Stored = NOTHING_STORED) -> Knowledge:
    """Return every plan in `folders` (default: the plans that come with the product).

    One that is `stored` takes the place of one of the same id in a folder. Those at home in the
    city called `home` (default: in the place of the first) go first and are
    read whole; of the others, only the head, until they are asked for. Raises `Broken` when what
    is read is missing, is no YAML, or holds what no plan can hold, and where two have one id.
    """
    plans: tuple[Plan, ...] = tuple(map(Unread.of, plan_folders(*folders)))
    for plan_id, n in Counter(plan.id for plan in plans).items():
        if n > 1:
            raise Broken(f"{n} plans have the id {plan_id}: change it in one's plan.yaml")
    plans = tuple(_by_id(plans, stored).values())
    at_home = [plan.id for plan in Knowledge(plans=plans, city=home).home]
    read = (stored.taught(plan.loaded()) for plan in plans if plan.id in at_home)
    strangers = (stored.taught(plan) for plan in plans if plan.id not in at_home)
    return Knowledge(plans=(*read, *strangers), city=home)


def only_plan(plan_id: str, *folders: Path, stored: Stored = NOTHING_STORED) -> Knowledge:
    """Return the plan of that id in `folders` or stored, and no other; raises `Broken`."""
    plans = _by_id(map(Unread.of, plan_folders(*folders)), stored)
    if plan_id not in plans:
        raise Broken(f"no plan has the id {plan_id}: there are {', '.join(plans) or 'none'}")
    return Knowledge(plans=(stored.taught(plans[plan_id].loaded()),))


def _by_id(plans: Iterable[Plan], stored: Stored) -> dict[str, Plan]:
    return {plan.id: plan for plan in (*plans, *stored.plans)}


STRANGER = 3


def _strangeness(plan: Plan, city: str) -> int:
    """Return 0 for a plan of the city, 1 for one covering it, 2 for no place, or `STRANGER`."""
    if not plan.place:
        return 2
    if same_place(plan.place, city):
        return 0
    return 1 if any(same_place(name, city) for name in plan.names) else STRANGER


def load_plan(folder: Path) -> Plan:
    """Return one plan with its targets, terms and questions; raises `Broken`."""
    data = _read(folder / "plan.yaml", dict)
    questions = _read(folder / "questions.yaml", dict)
    lists = {name: _read(folder / f"{name}.yaml", list) for name in ("targets", "terms")}
    try:
        plan = Plan.model_validate({**data, **lists})
        entries = {
            key: tuple(map(SentenceQuestions.model_validate, entry))
            for key, entry in questions.items()
        }
    except ValidationError as error:
        raise Broken(f"{folder.name}: {error}") from error
    item_ids = {item.id for section, _ in walk(plan) for item in section.items}
    if unknown := sorted(entries.keys() - item_ids):
        raise Broken(f"{folder.name}/questions.yaml: no item {', '.join(unknown)}")
    sections = tuple(_with_questions(section, entries) for section in plan.sections)
    return plan.model_copy(update={"sections": sections})


_load_once = lru_cache(maxsize=PLANS_KEPT)(load_plan)


def _with_questions(section: Section, entries: dict[str, tuple[SentenceQuestions, ...]]) -> Section:
    items = tuple(
        item.model_copy(update={"asked": entries.get(item.id, ())}) for item in section.items
    )
    below = tuple(_with_questions(child, entries) for child in section.sections)
    return section.model_copy(update={"items": items, "sections": below})


def _read(path: Path, kind: type, until: tuple[str, ...] = ()) -> Any:
    """Return the YAML of a file, to the line that begins with one of `until`.

    An empty `kind` where the file is not there, but plan.yaml must be.
    """
    if not path.exists():
        return kind()
    try:
        with path.open(encoding="utf-8") as lines:
            text = "".join(takewhile(lambda line: not line.startswith(until), lines))
        data = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe one
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Broken(f"{path.parent.name}/{path.name}: {error}") from error
    if not isinstance(data, kind):
        raise Broken(f"{path.parent.name}/{path.name}: must hold a {kind.__name__}")
    return data
