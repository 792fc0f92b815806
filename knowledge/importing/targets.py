"""Makes a plan's targets of the figures that its sentences and tables set."""

from collections import Counter
from collections.abc import Iterator

from knowledge.load import walk
from knowledge.schema import Item, Plan, Target
from knowledge.slots.read import slots_of
from knowledge.slots.shape import Figure
from knowledge.slots.words import words
from knowledge.vietnamese.text import slug

LONGEST_NAME = 120


def targets_of(plan: Plan) -> tuple[Target, ...]:
    """Return a target for each figure that says what it counts or measures, in order.

    What is so already, what only names the document, and how long something may take are none.
    """
    used: Counter[str] = Counter()
    targets: list[Target] = []
    for section, _ in walk(plan):
        for item in section.items:
            for number, figure in _figures(plan, item):
                target = _target(plan, item, number, figure)
                used[target.id] += 1
                count = used[target.id]
                targets.append(
                    target.model_copy(update={"id": f"{target.id}-{count}"})
                    if count > 1
                    else target
                )
    return tuple(targets)


def _figures(plan: Plan, item: Item) -> Iterator[tuple[int, Figure]]:
    year = plan.issued.year if plan.issued else None
    for number in range(1, len(item.quotes) + 1):
        slots = slots_of(item, number, year)
        if slots.formula or slots.state == "done":
            continue
        for figure in slots.figures:
            if figure.counts and not figure.lent and not _is_duration(figure):
                yield number, figure


def _whole_period(plan: Plan) -> str:
    if plan.first_year == plan.last_year:
        return f"Năm {plan.last_year}"
    return f"Giai đoạn {plan.first_year}-{plan.last_year}"


def _is_duration(figure: Figure) -> bool:
    return figure.kind == "measure" and figure.unit.lower() in words("durations")


def _target(plan: Plan, item: Item, number: int, figure: Figure) -> Target:
    name = figure.counts[:LONGEST_NAME].strip()
    first = figure.first_year or plan.first_year
    last = figure.last_year or plan.last_year
    return Target(
        id=f"{slug(item.id)}-{slug(name)[:40].strip('-') or 'so'}-{last}",
        measure=slug(f"{name} {figure.unit if figure.kind != 'count' else ''}"),
        name=name[:1].upper() + name[1:],
        unit=figure.unit,
        period=figure.period or _whole_period(plan),
        first_year=min(first, last),
        last_year=max(first, last),
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        said=figure.said,
        item=item.id,
        quote=item.quotes[number - 1],
    )
