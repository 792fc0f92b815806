"""What the tests of the importer share: a plan made of a file or of lines, and what is in it."""

from pathlib import Path

from knowledge.importing.check import check
from knowledge.importing.importer import begin_plan, import_plan
from knowledge.load import load_plan, walk
from knowledge.schema import Item, Plan, Section
from knowledge.slots.read import slots_of
from knowledge.slots.shape import Slots


def imported(path: Path, place: str | None = "xã Suối Lụa") -> Plan:
    """The plan of a file as it is stored and read again; every line of it is proved."""
    folder = begin_plan(path, path.parent / f"plan-of-{path.name}", plan_id="made", place=place)
    assert check(folder) == []
    return load_plan(folder)


def of_lines(folder: Path, *lines: str, place: str | None = "xã Suối Lụa") -> Plan:
    """The plan of a text file with these lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "plan.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return imported(path, place)


def items(plan: Plan) -> dict[str, Item]:
    return {item.id: item for section, _ in walk(plan) for item in section.items}


def sections(plan: Plan) -> dict[str, Section]:
    return {section.number: section for section, _ in walk(plan)}


def texts(plan: Plan) -> dict[str, str]:
    return {key: item.text for key, item in items(plan).items()}


def headings(plan: Plan) -> dict[str, str]:
    return {key: section.heading for key, section in sections(plan).items()}


def told(plan: Plan, item: str, quote: int = 1) -> Slots:
    """What a sentence of an item tells."""
    return slots_of(items(plan)[item], quote, plan.issued.year if plan.issued else None)


__all__ = ["import_plan", "imported", "items", "of_lines", "sections", "texts", "told"]
