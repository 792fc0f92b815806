"""What a new version of a plan changes: sentences, figures, and questions that lost theirs."""

from typing import NamedTuple

from knowledge.load import walk
from knowledge.schema import Example, Plan, Target


class Changes(NamedTuple):
    """The sentences that are new and gone, the figures that differ, before and after, and the
    examples whose sentence is gone."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    figures: tuple[tuple[Target, Target], ...]
    lost: tuple[Example, ...]


def changes(before: Plan, now: Plan, examples: tuple[Example, ...] = ()) -> Changes:
    """Return what a version of a plan changes, with the examples of the one before."""
    old, new = dict.fromkeys(sentences(before)), dict.fromkeys(sentences(now))
    targets = {(target.measure, target.period): target for target in before.targets}
    pairs = ((targets.get((row.measure, row.period)), row) for row in now.targets)
    lines = {*new, *now.front, *now.end, now.title}
    return Changes(
        tuple(quote for quote in new if quote not in old),
        tuple(quote for quote in old if quote not in new),
        tuple((one, other) for one, other in pairs if one and one.said != other.said),
        tuple(row for row in examples if row.quote and row.quote not in lines),
    )


def sentences(plan: Plan) -> list[str]:
    """Return the sentences of a plan, those that stand above others too, in its order."""
    return [
        text
        for section, _ in walk(plan)
        for item in section.items
        for text in (*item.under, *item.quotes)
    ]
