"""Rules of the plans that an office puts in: reading, mending, coming into use, going back."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby, takewhile
from typing import NamedTuple

from sqlmodel import Session

from bot.plan import version_queries as queries
from bot.plan.outline import items_of
from bot.texts import shortened
from db.models import PlanVersion
from knowledge.changes import carried, with_ids_of
from knowledge.importing.lines import HIDDEN
from knowledge.importing.markers import is_marker, marker_of
from knowledge.importing.targets import targets_of
from knowledge.load import walk
from knowledge.schema import LONGEST_QUOTE, Item, Plan, Target
from knowledge.slots.numbers import numbers_in
from knowledge.slots.read import read_slots
from knowledge.vietnamese.text import fold, slug

YEARS = range(1990, 2100)
LONGEST_ID, LONGEST_NAME, LONGEST_END = 50, 80, 160
TEXTS = ("title", "name", "number", "issuer", "place")
FIELDS = (*TEXTS, "issued", "first_year", "last_year")
MANY_CELLS, OF_A_CELL = 8, 5
"""So many lines of fewer words are a table's cells."""
_COUNTED = re.compile(r"\(\d+\)$")
"""The end of a number that stands in the document already: `I(2)`."""


class Odd(NamedTuple):
    """A line that somebody should look at, and why: `unread`, `hidden`, `long`, `empty`, a `gap`
    before it in the numbers, `twice` the same number, `matter` that may be content, or `cells` of a
    table that stand in lines of their own."""

    where: str
    text: str
    why: str


def fresh_id(name: str, taken: set[str]) -> str:
    """Return an id for a new plan, made of its file's name."""
    stem = slug(name.rpartition(".")[0])[:LONGEST_ID].strip("-") or "ke-hoach"
    ids = (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3)))
    return next(number for number in ids if number not in taken)


def short_name(title: str) -> str:
    """Return what a plan is called beside others: its title, cut, its kind not in capitals."""
    words = title.split()
    capitals = len(list(takewhile(str.isupper, words)))
    kind = " ".join(words[:capitals]).capitalize()
    return shortened(" ".join((kind, *words[capitals:])).strip(), LONGEST_NAME)


def keep(row: PlanVersion, plan: Plan, now: datetime) -> None:
    """Store the plan of a version as it was mended."""
    row.data = plan.model_dump(mode="json", exclude_defaults=True)
    row.changed_at = now


def mended(plan: Plan, fields: Mapping[str, str]) -> Plan | str:
    """Return a plan with what it is confirmed or mended; the name of a field that is wrong."""
    texts = {name: " ".join(fields[name].split()) for name in TEXTS}
    years = [int(y) if y.isdecimal() else 0 for y in (fields["first_year"], fields["last_year"])]
    if not texts["title"]:
        return "title"
    if any(year not in YEARS for year in years) or years[0] > years[1]:
        return "years"
    try:
        issued = date.fromisoformat(fields["issued"]) if fields["issued"] else None
    except ValueError:
        return "issued"
    head = {**texts, "number": texts["number"] or None, "issued": issued}
    changed = plan.model_copy(update=head | {"first_year": years[0], "last_year": years[1]})
    if years == [plan.first_year, plan.last_year]:
        return changed
    changed = changed.model_copy(update={"dated": True})
    read = changed.model_copy(update={"targets": targets_of(changed)})  # each is for a period
    return read.model_copy(update={"targets": carried(plan, read)})


def next_of(before: Plan, plan: Plan) -> Plan:
    """Return a new version of a plan with what was put right in the one before."""
    is_named = before.name and before.name != short_name(before.title)
    head = {"place": before.place or plan.place, "name": before.name if is_named else plan.name}
    return plan.model_copy(update={**head, "targets": carried(before, plan)})


def is_same_document(plan: Plan, earlier: Plan) -> bool:
    """Return whether two plans are of one file, or have the same number and issuer, or title."""
    signed = plan.number and (plan.number, plan.issuer) == (earlier.number, earlier.issuer)
    is_same = plan.sha256 == earlier.sha256 or fold(plan.title) == fold(earlier.title)
    return bool(signed or is_same)


def follow(session: Session, row: PlanVersion, plan: Plan) -> None:
    """Store what was read of a file as the version that follows the one before, if there is one."""
    for example in queries.examples(session, row.plan, row.id) if row.plan != plan.id else ():
        example.plan = plan.id
    row.plan = plan.id
    if before := queries.before(session, row.plan, row.id):
        plan = next_of(Plan.model_validate(before.data), plan)
    row.data = plan.model_dump(mode="json", exclude_defaults=True)


def mended_target(target: Target, name: str, said: str) -> Target | None:
    """Return a figure as it was mended; None where its sentence does not say so."""
    name, said = " ".join(name.split()), " ".join(said.split())
    if (name or target.name, said) == (target.name, target.said):
        return target
    stands = re.search(rf"(?<!\d)(?<!\d[.,]){re.escape(said)}(?!\d|[.,]\d)", target.quote)
    ends = [number.value for number in numbers_in(said)]
    if not stands or not ends:
        return None
    if said == target.said:
        return target.model_copy(update={"name": name})
    figure = next(iter(read_slots(said).figures), None)
    changed = {
        "low": figure.low if figure else ends[0],
        "high": figure.high if figure else ends[-1],
        "bound": figure.bound if figure else "exactly" if len(ends) == 1 else "range",
    }
    return target.model_copy(update={"name": name or target.name, "said": said, **changed})


def odd_lines(plan: Plan, source: str) -> Iterator[Odd]:
    """Yield lines not read, sentences too long to quote, empty sections, and numbers that are
    skipped or there twice."""
    lines, gaps = source.split("\n"), _gaps(plan)
    for row in plan.unread:
        text = lines[row.line - 1] if row.line <= len(lines) else ""
        yield Odd(f"dòng {row.line}", text, "hidden" if row.why == HIDDEN else "unread")
    yield from (Odd("đầu", text, "matter") for text in plan.front if _is_numbered(text))
    yield from (Odd(item.id, item.text, "cells") for item in _cells_in_lines(plan))
    yield from (
        Odd("cuối", text, "matter")
        for text in plan.end
        if _is_numbered(text) or (len(text) > LONGEST_END and not read_slots(text).formula)
    )
    for section, _ in walk(plan):
        if not section.items and not section.sections:
            yield Odd(section.number, section.heading, "empty")
        if _COUNTED.search(section.number):
            yield Odd(section.number, section.heading, "twice")
        yield from (Odd(item.id, item.text, "gap") for item in section.items if item.id in gaps)
        for item in section.items:
            if any(len(quote) > LONGEST_QUOTE for quote in item.quotes):
                yield Odd(item.id, item.text, "long")
            elif is_marker(item.text):
                yield Odd(item.id, item.text, "empty")
            elif _COUNTED.search(item.id) and not item.cells:
                yield Odd(item.id, item.text, "twice")


def _cells_in_lines(plan: Plan) -> Iterator[Item]:
    """Yield the first of many short lines that end in no sign: a table with a cell a line."""
    for section, _ in walk(plan):
        for is_short, run in groupby(section.items, _is_like_a_cell):
            items = list(run)
            if is_short and len(items) >= MANY_CELLS:
                yield items[0]


def _is_like_a_cell(item: Item) -> bool:
    text = item.text
    return not item.cells and len(text.split()) < OF_A_CELL and text[-1:] not in (*".;:,",)


def _is_numbered(text: str) -> bool:
    marker = marker_of(text)
    return marker is not None and not marker.is_bullet


def _gaps(plan: Plan) -> set[str]:
    """Return the items, no rows of a table, whose number is not the next one: 3 after 1."""
    items = items_of(plan)
    ids = (*(item.id for item in items), *(section.number for section, _ in walk(plan)))
    keys = {key.rsplit(".", dots)[0] for key in ids for dots in range(key.count(".") + 1)}
    gaps = set()
    for item in items:
        stem, dot, end = item.id.rpartition(".")
        number = int(end) if end.isdecimal() else 0
        if number > 1 and not item.cells and f"{stem}{dot}{number - 1}" not in keys:
            gaps.add(item.id)
    return gaps


def printed_lines(plan: Plan, source: str) -> list[str]:
    """Return the lines that were taken for page numbers, running heads and contents."""
    lines = source.split("\n")
    return [lines[number - 1] for number in plan.page_lines if number <= len(lines)]


def use(session: Session, row: PlanVersion, now: datetime) -> None:
    """Bring a version into use; the one before can be put back."""
    if before := queries.before(session, row.plan, row.id):
        plan, earlier_plan = queries.plan_in(row), queries.plan_in(before)
        targets = with_ids_of(earlier_plan, plan.targets)
        keep(row, plan.model_copy(update={"targets": targets}), now)
    if earlier := queries.live(session, row.plan):
        earlier.state, earlier.changed_at = "past", now
        session.flush()  # one version of a plan is live, at every moment
    row.state, row.changed_at = "live", now
    queries.adopt(session, row)


def put_in(
    session: Session, plan: Plan, source: str, file: str, place: str | None, now: datetime
) -> PlanVersion | None:
    """Bring a plan into use as a new version, with what was put right in the one before; for
    `place` where one is given. Return None where it is in use already, word for word."""
    if before := queries.before(session, plan.id, None):
        earlier_plan, given = queries.plan_in(before), plan.place
        plan = next_of(earlier_plan, plan)
        targets = with_ids_of(earlier_plan, plan.targets)
        plan = plan.model_copy(update={"targets": targets, "place": given if place else plan.place})
        if before.state == "live" and earlier_plan == plan:
            return None
    row = PlanVersion(
        plan=plan.id, file=file, state="draft", source=source, created_at=now, changed_at=now
    )
    keep(row, plan, now)
    session.add(row)
    session.flush()
    use(session, row, now)
    return row


def put_back(session: Session, plan: str, in_folder: bool, now: datetime) -> PlanVersion | None:
    """Bring the version before into use, and return it; None where there is none. The plan of
    this id in a folder, if one is there, stands before the first version."""
    live = queries.live(session, plan)
    if row := queries.before(session, plan, live.id if live else None):
        use(session, row, now)
        return row
    if live and in_folder:
        stop(live, now)
        return live
    return None


def stop(row: PlanVersion, now: datetime) -> None:
    """Take a version out of use; a plan of its id in a folder answers again."""
    row.state, row.changed_at = "past", now


def head_of(row: PlanVersion) -> Plan:
    """Return what stands in the head of a plan, which is quickly read."""
    return Plan.model_validate({**row.data, "sections": (), "targets": ()})
