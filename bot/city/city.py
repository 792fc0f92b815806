"""The city as `city.yaml` describes it: areas, agencies, categories, and who handles what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, ValidationError, model_validator
from rapidfuzz import fuzz, process

from bot.city import crons
from bot.city.parts import (
    Agency,
    Area,
    Bounds,
    Category,
    Duplicates,
    Emergency,
    Extra,
    Follow,
    Group,
    Keep,
    Landmark,
    Limits,
    Nearby,
    Part,
    RoleDigest,
    Rule,
)
from knowledge.load import plan_folders
from knowledge.vietnamese.text import fold

__all__ = [
    "Agency",
    "Area",
    "BadCity",
    "Bounds",
    "Category",
    "City",
    "Duplicates",
    "Emergency",
    "Extra",
    "Follow",
    "Group",
    "Keep",
    "Landmark",
    "Limits",
    "Nearby",
    "Rule",
    "load_city",
]

DEFAULT_FILE = Path(__file__).with_name("city.yaml")

SURE_OF_NAME = 88
"""RapidFuzz score (0 to 100) from which a misspelled category name is taken for it."""


class BadCity(Exception):
    """The city file cannot be used: `problems` name the file, the place in it and the mend."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        """The first of them, and where the others are told."""
        more = len(self.problems) - 1
        return self.problems[0] + (f" ({more} more: dangiamsat doctor)" if more else "")


class City(Part):
    """All of `city.yaml`, with the look-ups the conversations need."""

    name: str
    province: str
    bounds: Bounds
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    routing: tuple[Rule, ...]
    digests: dict[str, RoleDigest]
    keep: Keep
    questions: str | None = None
    plans: tuple[str, ...] = ()
    groups: tuple[Group, ...]
    duplicates: Duplicates = Duplicates(metres=50)
    supporters_remind: int = Field(default=5, ge=0)
    nearby: Nearby = Nearby()
    follow: Follow = Follow()
    limits: Limits = Limits()
    urgent_days: int = Field(default=1, ge=1)
    extra_questions: tuple[Extra, ...] = ()
    emergency: tuple[Emergency, ...] = ()
    denunciation: tuple[str, ...] = ()
    front: str | None = None
    places: tuple[Landmark, ...] = ()

    @model_validator(mode="after")
    def _links_resolve(self) -> Self:
        if problems := list(self._problems()):
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        for where, key, among in self._links():
            if key not in among:
                yield f"{where} {key!r} is not defined; defined are: {', '.join(among)}"
        if not self.routing or self.routing[-1].area or self.routing[-1].categories:
            yield "routing: the last rule must fit every report: {agency: …} alone"
        for role, given in self.digests.items():
            try:
                crons.check(given.cron, f"digests: {role}")
            except ValueError as error:
                yield str(error)

    def _links(self) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """Every name in the file that means something defined elsewhere in it."""
        for rule in self.routing:
            yield "routing: agency", rule.agency, self._agencies
            if rule.area:
                yield "routing: area", rule.area, self._areas
            yield from (("routing: category", each, self._categories) for each in rule.categories)
        for each in (*self.duplicates.metres_of, *chain(*self.duplicates.same_kind)):
            yield "duplicates: category", each, self._categories
        for category in self._categories.values():
            for key in category.questions:
                yield f"category {category.id}: question", key, self._extras
        parts: tuple[Agency | Landmark, ...] = (*self.agencies, *self.places)
        for part in parts:
            if part.area:
                yield f"{part.name}: area", part.area, self._areas
        for number in self.emergency:
            yield from (("emergency: category", key, self._categories) for key in number.categories)
        shipped = {folder.name: folder for folder in plan_folders()}
        yield from (("plans", plan, shipped) for plan in self.plans)
        for what, office in (("questions", self.questions), ("front", self.front)):
            yield from ((f"{what}: agency", office, self._agencies),) if office else ()

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _agencies(self) -> dict[str, Agency]:
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {each.id: each for group in self.groups for each in group.categories}

    @cached_property
    def _extras(self) -> dict[str, Extra]:
        return {each.id: each for each in self.extra_questions}

    @cached_property
    def _units(self) -> list[tuple[re.Pattern[str], str, Area]]:
        """Patterns that find a unit's name in folded text, the longest names first."""
        found = []
        for area in self.areas:
            for unit in area.units:
                bare = fold(unit.split(" ", 1)[1])
                found.append((re.compile(rf"\b{re.escape(bare)}\b"), unit, area))
        return sorted(found, key=lambda each: -len(each[0].pattern))

    def area(self, key: str | None) -> Area | None:
        """The area of that key, or None."""
        return self._areas.get(key or "")

    def area_name(self, key: str | None) -> str:
        """What the area is called, or empty."""
        found = self.area(key)
        return found.name if found else ""

    def agency(self, key: str | None) -> Agency | None:
        """The agency of that key, or None."""
        return self._agencies.get(key or "")

    @property
    def front_area(self) -> str | None:
        """The only area of the office that reads denunciations; None where it is of all areas."""
        office = self.agency(self.front)
        return office.area if office else None

    def agency_name(self, key: str | None) -> str:
        """What the agency is called, or empty."""
        found = self.agency(key)
        return found.name if found else ""

    def category(self, key: str | None) -> Category | None:
        """The category of that key, or None."""
        return self._categories.get(key or "")

    def days(self, key: str, urgent: bool = False) -> int:
        """Working days a report of that category should take (an unknown one: the most)."""
        found = self.category(key)
        days = found.days if found else max(each.days for each in self._categories.values())
        return min(days, self.urgent_days) if urgent else days

    def is_urgent(self, key: str) -> bool:
        """Whether reports of that category cannot wait."""
        found = self.category(key)
        return found is not None and found.urgent

    def category_name(self, key: str | None) -> str:
        """What the category is called, or empty."""
        found = self.category(key)
        return found.name if found else ""

    def extras(self, category: str | None) -> tuple[Extra, ...]:
        """What is asked besides of that category."""
        found = self.category(category)
        return tuple(self._extras[each] for each in found.questions) if found else ()

    def further(self, key: str) -> Extra | None:
        """The further question of that key, or None."""
        return self._extras.get(key)

    def answer_to(self, key: str, said: str) -> str | None:
        """The choice of a further question that somebody typed, folded; None if it is none."""
        asked = self.further(key)
        choices = asked.choices if asked else ()
        return next((each for each in choices if fold(each) == said), None)

    def meanwhile(self, category: str | None) -> str:
        """What to do until somebody comes, or empty."""
        found = self.category(category)
        return found.meanwhile if found else ""

    def emergency_of(self, category: str | None) -> tuple[Emergency, ...]:
        """The numbers to call in a case of that category."""
        return tuple(e for e in self.emergency if not e.categories or category in e.categories)

    def group(self, key: str) -> Group | None:
        """The group of that key, or None."""
        return next((group for group in self.groups if group.id == key), None)

    def metres(self, category: str) -> int:
        """How near a report of that category may be the same one; 0 where none is looked for."""
        return self.duplicates.metres_of.get(category, self.duplicates.metres)

    def same_kind(self, category: str) -> tuple[str, ...]:
        """The categories a report of that category may stand under too, itself among them.

        None at all where duplicates are not looked for.
        """
        if not self.metres(category):
            return ()
        families = (each for each in self.duplicates.same_kind if category in each)
        every = dict.fromkeys((category, *chain(*families)))
        return tuple(each for each in every if self.metres(each))

    def category_ids(self) -> tuple[str, ...]:
        """Every category's key, in the file's order."""
        return tuple(self._categories)

    def unit_in(self, text: str) -> tuple[str, Area] | None:
        """The unit, old or of today, that a text names, with or without diacritics."""
        folded = fold(text)
        for pattern, unit, area in self._units:
            if pattern.search(folded):
                return unit, area
        return None

    def category_named(self, text: str) -> Category | None:
        """The category whose name somebody typed, misspelled a little or without diacritics."""
        names = {each.id: fold(each.name) for each in self._categories.values()}
        best = process.extractOne(
            fold(text), names, scorer=fuzz.token_sort_ratio, score_cutoff=SURE_OF_NAME
        )
        return self._categories[best[2]] if best else None

    def route(self, area: str | None, category: str) -> Agency:
        """The agency that handles reports of this category in this area."""
        for rule in self.routing:
            if rule.area in (None, area) and (not rule.categories or category in rule.categories):
                return self._agencies[rule.agency]
        raise AssertionError("the last rule fits every report")

    def questions_agency(self, text: str) -> Agency:
        """The agency a question goes to: that of the unit it names, else the city's for questions.

        Where the city names none for questions, it is the one that handles what nobody else does.
        """
        named = self.unit_in(text)
        for rule in self.routing:
            if named and rule.area == named[1].id and not rule.categories:
                return self._agencies[rule.agency]
        return self._agencies[self.questions or self.routing[-1].agency]


def load_city(file: Path | None = None) -> City:
    """Read the city file (the one beside this module by default); raises `BadCity`."""
    file = file or DEFAULT_FILE
    try:
        return City.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadCity(
            f"CITY_FILE: {file} cannot be read ({error.strerror}). For example: ./city.yaml"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadCity(f"CITY_FILE: {file} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problems = (f"CITY_FILE: {file}: {problem}" for problem in _problems(error))
        raise BadCity(*problems) from error


def _problems(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_input=False, include_url=False):
        where = ".".join(str(part) for part in each["loc"]) or "the file"
        for line in each["msg"].removeprefix("Value error, ").splitlines():
            yield f"{where}: {line}"
