"""Changes of a new version of a plan: sentences, figures, and questions that lost theirs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from knowledge.importing.targets import targets_of
from knowledge.load import walk
from knowledge.schema import Example, Plan, Target


class Changes(NamedTuple):
    """The sentences that are new and gone, the figures that differ, before and after (None: it is
    gone with its sentence), and the examples whose sentence is gone."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    figures: tuple[tuple[Target, Target | None], ...]
    lost: tuple[Example, ...]


Key = tuple[str, str, int]
"""A figure by its sentence, its wording, and how many such stand before it there."""


def carried(before: Plan, now: Plan) -> tuple[Target, ...]:
    """Return the figures of a plan as they were put right in the one before, where the sentence
    is the same: those dropped are gone, those mended have their name and their wording."""
    mended = _mended_targets(before)
    targets = []
    for key, target in _keyed(now.targets):
        if key not in mended:
            targets.append(target)
        elif (right := mended[key]) is not None:
            fields = ("name", "said", "low", "high", "bound")
            targets.append(target.model_copy(update={f: getattr(right, f) for f in fields}))
    return tuple(targets)


def with_ids_of(before: Plan, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return figures with the ids of the plan before where sentence, wording and period are the
    same: what agencies and residents said of them hangs on their ids."""
    old: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for target in before.targets:
        old[target.quote, target.said, target.period].append(target.id)
    ids = Counter(target.id for target in targets)
    renamed = []
    for target in targets:
        same = old[target.quote, target.said, target.period]
        number = same.pop(0) if same else target.id
        free = number == target.id or not ids[number]
        ids[number] += number != target.id
        renamed.append(target.model_copy(update={"id": number}) if free else target)
    return tuple(renamed)


def _mended_targets(plan: Plan) -> dict[Key, Target | None]:
    """Return what was made of each figure that was read: None where it was dropped."""
    targets = {target.id: target for target in plan.targets}
    alike = {(target.quote, target.said): target for target in plan.targets}
    read = _keyed(targets_of(plan))
    return {key: targets.get(row.id) or alike.get((row.quote, row.said)) for key, row in read}


def _keyed(targets: Iterable[Target]) -> Iterator[tuple[Key, Target]]:
    count: Counter[tuple[str, str]] = Counter()
    for target in targets:
        yield (target.quote, target.said, count[target.quote, target.said]), target
        count[target.quote, target.said] += 1


def changes(before: Plan, now: Plan, examples: tuple[Example, ...] = ()) -> Changes:
    """Return what a version of a plan changes, with the examples of the one before."""
    old, new = dict.fromkeys(sentences(before)), dict.fromkeys(sentences(now))
    targets = {(target.measure, target.period): target for target in before.targets}
    pairs = [(targets.pop((row.measure, row.period), None), row) for row in now.targets]
    figures = [(was, row) for was, row in pairs if was and was.said != row.said]
    lines = {*new, *now.front, *now.end, now.title}
    return Changes(
        tuple(quote for quote in new if quote not in old),
        tuple(quote for quote in old if quote not in new),
        (*figures, *((row, None) for row in targets.values() if row.quote not in new)),
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
