"""The city as `city.yaml` describes it: areas, agencies, categories, and who handles what."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, ValidationError, model_validator
from rapidfuzz import fuzz, process

from bot.city.faults import sentences
from bot.city.parts import (
    READERS,
    Agency,
    Area,
    Bounds,
    Category,
    Duplicates,
    Elsewhere,
    Emergency,
    Extra,
    Follow,
    Group,
    Keep,
    Landmark,
    Limits,
    Nearby,
    Oversight,
    Part,
    RoleDigest,
    Rule,
    check_cron,
)
from knowledge.load import plan_folders
from knowledge.places import roads
from knowledge.vietnamese.text import fold, nfc
from knowledge.vietnamese.words import read_yaml

DEFAULT_FILE = Path(__file__).with_name("city.yaml")

SURE_OF_NAME = 88
"""RapidFuzz score (0 to 100) from which a misspelled category name is taken for it."""

OF_STREET = 2
"""The rank of a unit's name that stands after a word for a street."""


class BadCity(Exception):
    """The city file cannot be used: `problems` name the file, the place in it and the mend."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        """Return the first problem, and how many more there are."""
        remaining = len(self.problems) - 1
        return self.problems[0] + (f" ({remaining} more: dangiamsat doctor)" if remaining else "")


class City(Part):
    """The contents of `city.yaml`, with the look-ups the conversations need."""

    name: str = Field(min_length=1)
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
    oversight: Oversight = Oversight()
    limits: Limits = Limits()
    urgent_days: int = Field(default=1, ge=1)
    extra_questions: tuple[Extra, ...] = ()
    emergency: tuple[Emergency, ...] = ()
    denunciation: tuple[str, ...] = ()
    front: str | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    places: tuple[Landmark, ...] = ()
    borders: Path | None = None

    @model_validator(mode="after")
    def _links_resolve(self) -> Self:
        if problems := list(self._problems()):
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        for setting, names in {
            "areas: id": [area.id for area in self.areas],
            "areas: unit": [unit for area in self.areas for unit in area.units],
            "agencies: id": [agency.id for agency in self.agencies],
            "groups: id": [group.id for group in self.groups],
            "categories: id": [row.id for group in self.groups for row in group.categories],
        }.items():
            for name in (name for name, count in Counter(names).items() if count > 1):
                yield f"{setting} {name!r} stands twice; each needs one of its own"
        for setting, keys, defined in self._links():
            for key in keys:
                if key is not None and key not in defined:
                    yield f"{setting} {key!r} is not defined; defined are: {', '.join(defined)}"
        if not self.routing or self.routing[-1].area or self.routing[-1].categories:
            yield "routing: the last rule must fit every report: {agency: …} alone"
        rhythms = {f"digests: {role}": digest.cron for role, digest in self.digests.items()}
        for setting, cron in {**rhythms, "oversight: remind": self.oversight.remind}.items():
            try:
                check_cron(cron, setting)
            except ValueError as error:
                yield str(error)

    def _links(self) -> Iterator[tuple[str, Iterable[str | None], Mapping[str, object]]]:
        """Yield the references in the file: a setting, its keys, and what they may refer to."""
        for rule in self.routing:
            yield "routing: agency", (rule.agency,), self._agencies
            yield "routing: area", (rule.area,), self._areas
            yield "routing: category", rule.categories, self._categories
        alike = (*self.duplicates.metres_of, *chain(*self.duplicates.same_kind))
        yield "duplicates: category", alike, self._categories
        for category in self._categories.values():
            yield f"category {category.id}: question", category.questions, self._extras
        parts: tuple[Agency | Landmark, ...] = (*self.agencies, *self.places)
        for part in parts:
            yield f"{part.name}: area", (part.area,), self._areas
        for number in self.emergency:
            yield "emergency: category", number.categories, self._categories
        for matter in self.elsewhere:
            yield f"elsewhere: {matter.kind}: category", (matter.category,), self._categories
        yield "digests: role", self.digests, dict.fromkeys(READERS)
        yield "plans", self.plans, {folder.name: folder for folder in plan_folders()}
        yield "questions: agency", (self.questions,), self._agencies
        yield "front: agency", (self.front,), self._agencies

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _agencies(self) -> dict[str, Agency]:
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {category.id: category for group in self.groups for category in group.categories}

    @cached_property
    def _extras(self) -> dict[str, Extra]:
        return {question.id: question for question in self.extra_questions}

    @cached_property
    def _units(self) -> list[tuple[re.Pattern[str], str, Area]]:
        """Return patterns that find a unit's name in folded text, the longest names first."""
        patterns = [
            (re.compile(rf"\b{re.escape(fold(unit.split(' ', 1)[1]))}\b"), unit, area)
            for area in self.areas
            for unit in area.units
        ]
        return sorted(patterns, key=lambda row: -len(row[0].pattern))

    def area(self, key: str | None) -> Area | None:
        """Return the area with this key, or None."""
        return self._areas.get(key or "")

    def area_name(self, key: str | None) -> str:
        """Return the area's name, or empty."""
        return area.name if (area := self.area(key)) else ""

    def agency(self, key: str | None) -> Agency | None:
        """Return the agency with this key, or None."""
        return self._agencies.get(key or "")

    @property
    def front_area(self) -> str | None:
        """The only area of the office that reads denunciations; None where it is of all areas."""
        return agency.area if (agency := self.agency(self.front)) else None

    def agency_name(self, key: str | None) -> str:
        """Return the agency's name, or empty."""
        return agency.name if (agency := self.agency(key)) else ""

    def category(self, key: str | None) -> Category | None:
        """Return the category with this key, or None."""
        return self._categories.get(key or "")

    def days(self, key: str, urgent: bool = False) -> int:
        """Return the working days a report of this category should take (unknown: the most)."""
        category = self.category(key)
        days = category.days if category else max(row.days for row in self._categories.values())
        return min(days, self.urgent_days) if urgent else days

    def is_urgent(self, key: str) -> bool:
        """Return whether reports of this category cannot wait."""
        category = self.category(key)
        return category is not None and category.urgent

    def category_name(self, key: str | None) -> str:
        """Return the category's name, or empty."""
        return category.name if (category := self.category(key)) else ""

    def extras(self, key: str | None) -> tuple[Extra, ...]:
        """Return the further questions of this category."""
        category = self.category(key)
        return tuple(self._extras[question] for question in category.questions) if category else ()

    def further(self, key: str) -> Extra | None:
        """Return the further question with this key, or None."""
        return self._extras.get(key)

    def meanwhile(self, category: str | None) -> str:
        """Return what to do until help comes, or empty."""
        return row.meanwhile if (row := self.category(category)) else ""

    def emergency_of(self, category: str | None) -> tuple[Emergency, ...]:
        """Return the numbers to call in a case of this category."""
        return tuple(e for e in self.emergency if not e.categories or category in e.categories)

    def group(self, key: str) -> Group | None:
        """Return the group of categories with this key, or None."""
        return next((group for group in self.groups if group.id == key), None)

    def kinds(self, key: str) -> tuple[str, ...]:
        """Return the categories that a key of one, or of a group, stands for; none for others."""
        if group := self.group(key):
            return tuple(member.id for member in group.categories)
        return (key,) if self.category(key) else ()

    def group_of(self, category: str) -> Group | None:
        """Return the group a category is in, or None."""
        return next(
            (group for group in self.groups if self.category(category) in group.categories), None
        )

    def icon(self, category: str) -> str:
        """Return the sign of the group a category is in, or empty."""
        return group.icon if (group := self.group_of(category)) else ""

    def matter(self, kind: str | None) -> Elsewhere | None:
        """Return who sees to this kind of another office's matter, or None."""
        return next((matter for matter in self.elsewhere if matter.kind == kind), None)

    def is_taken_over(self, category: str) -> bool:
        """Return whether a category is another office's matter that this city takes here."""
        return any(matter.category == category for matter in self.elsewhere)

    def metres(self, category: str) -> int:
        """Return within how many metres duplicates of this category are looked for; 0 for never."""
        return self.duplicates.metres_of.get(category, self.duplicates.metres)

    def same_kind(self, category: str) -> tuple[str, ...]:
        """Return the categories of a possible duplicate, this one first; empty for no search."""
        if not self.metres(category):
            return ()
        families = (family for family in self.duplicates.same_kind if category in family)
        keys = dict.fromkeys((category, *chain(*families)))
        return tuple(key for key in keys if self.metres(key))

    def category_ids(self) -> tuple[str, ...]:
        """Return the key of every category, in the order of the file."""
        return tuple(self._categories)

    def unit_in(self, text: str) -> tuple[str, Area] | None:
        """Return the unit, old or current, that a text names, with or without diacritics."""
        return next(iter(self._units_named_in(text)), None)

    def areas_in(self, text: str) -> list[Area]:
        """Return all areas of which a text names a unit, old or current."""
        return list({area.id: area for _, area in self._units_named_in(text)}.values())

    def _units_named_in(self, text: str) -> list[tuple[str, Area]]:
        """Return the units that a text names: first what is called a ward or commune, and what only
        a street is called by where nothing else is named."""
        folded = fold(text)
        units = [
            (self._rank(folded[: match.start()]), unit, area)
            for name, unit, area in self._units
            for match in name.finditer(folded)
        ]
        units.sort(key=lambda row: row[0])
        surest = units[0][0] if units else 0
        return [(unit, area) for rank, unit, area in units if rank < OF_STREET or surest == rank]

    def _rank(self, before: str) -> int:
        """Return how surely a name is a unit's, by the folded text before it: 0 is most surely."""
        word = "".join(before.split()[-1:]).strip(".,")
        if word in self._unit_kinds:
            return 0
        return OF_STREET if word in roads() else 1

    @cached_property
    def _unit_kinds(self) -> frozenset[str]:
        """Return what a unit is called before its name, whole or by the first letter."""
        kinds = {fold(unit.split()[0]) for _, unit, _ in self._units}
        return frozenset((*kinds, *(kind[0] for kind in kinds)))

    def without_units(self, text: str) -> str:
        """Return a text without the names of units, old or current."""
        text = nfc(text)
        for name, _, _ in self._units:
            while match := name.search(fold(text)):
                text = text[: match.start()] + text[match.end() :]
        return text

    def category_named(self, text: str) -> Category | None:
        """Return the category whose name was typed, allowing a small slip or no diacritics."""
        names = {category.id: fold(category.name) for category in self._categories.values()}
        best = process.extractOne(
            fold(text), names, scorer=fuzz.token_sort_ratio, score_cutoff=SURE_OF_NAME
        )
        return self._categories[best[2]] if best else None

    def route(self, area: str | None, category: str) -> Agency:
        """Return the agency that handles reports of this category in this area."""
        for rule in self.routing:
            if rule.area in (None, area) and (not rule.categories or category in rule.categories):
                return self._agencies[rule.agency]
        raise AssertionError("the last rule fits every report")

    def questions_agency(self, text: str) -> Agency:
        """Return the agency of a question: of the unit it names, else the city's for questions."""
        unit = self.unit_in(text)
        for rule in self.routing:
            if unit and rule.area == unit[1].id and not rule.categories:
                return self._agencies[rule.agency]
        return self._agencies[self.questions or self.routing[-1].agency]


def load_city(file: Path | None = None) -> City:
    """Read the city file (the one beside this module by default); raises `BadCity`."""
    file = file or DEFAULT_FILE
    try:
        data = read_yaml(file)
        if isinstance(data, dict) and data.get("borders"):
            data["borders"] = _borders(file, str(data["borders"]))
        return City.model_validate(data)
    except OSError as error:
        raise BadCity(
            f"CITY_FILE: {file} cannot be read ({error.strerror}). For example: ./city.yaml"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadCity(f"CITY_FILE: {file} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problems = (f"CITY_FILE: {file}: {problem}" for problem in sentences(error))
        raise BadCity(*problems) from error


def _borders(file: Path, name: str) -> Path:
    """Return the file of the wards' borders, named from the city file's folder."""
    borders = file.parent / name
    try:
        if json.loads(borders.read_text(encoding="utf-8"))["type"] == "FeatureCollection":
            return borders.resolve()
        problem = "is no FeatureCollection"
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"cannot be read ({type(error).__name__})"
    raise BadCity(f"CITY_FILE: {file}: borders: {borders} {problem}; needed is GeoJSON, WGS 84")
