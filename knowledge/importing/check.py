"""Proves a plan's data against its source text, and says what would make its answers better."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from knowledge.importing.importer import RULE, squash
from knowledge.load import BODY, Broken, Unread, load_plan, walk
from knowledge.schema import LONGEST_QUOTE, Item, Plan, Section, Target
from knowledge.vietnamese.text import folded_words

QUESTIONS = 10
"""With so many questions for an item it is found however it is asked for."""

_MARK = re.compile(r"^(?:\(\d+\)\.?|[-–·•+*]|[IVXLC]+\.|\d+(?:\.\d+)*\.|[a-zđ]\))?\s*$")
"""What may stand before a line's text: a bullet or a number."""

_NUMBER = re.compile(r"\d+(?:,\d+)?")


def check(plan_dir: Path) -> list[str]:
    """Return the problems of the plan in `plan_dir`, one a line; empty when it is sound."""
    try:
        plan = load_plan(plan_dir)
        source = (plan_dir / plan.source).read_text(encoding="utf-8")
    except (Broken, OSError, UnicodeDecodeError) as error:
        return [str(error)]
    lines = {number: squash(line) for number, line in enumerate(source.split("\n"), 1)}
    sections = [section for section, _ in walk(plan)]
    items = [item for section in sections for item in section.items]
    return [
        *_head(plan, plan_dir),
        *_source(plan, source),
        *_coverage(plan, sections, items, lines),
        *_title(plan, lines),
        *(problem for section in sections for problem in _section(section, lines)),
        *(problem for item in items for problem in _item(item, lines)),
        *_unique(plan, sections, items),
        *_links(plan, items),
        *_terms(plan, source),
        *(problem for target in plan.targets for problem in _target(target, items)),
    ]


def advice(plan: Plan) -> list[str]:
    """Return what would make a sound plan's answers better, one advice a line."""
    items = [item for section, _ in walk(plan) for item in section.items]
    few = [item.id for item in items if len(set(item.questions)) < QUESTIONS]
    if not few:
        return []
    return [f"{len(few)} of {len(items)} items have fewer than {QUESTIONS} questions: {few[0]}, …"]


def _head(plan: Plan, plan_dir: Path) -> Iterator[str]:
    """Yield a plan is known by what stands before its sections, and by the place it is for."""
    if not plan.place:
        yield "place: say which place the plan is for, as in: phường Tân Phong, tỉnh Lai Châu"
    try:
        head = Unread.of(plan_dir)
    except Broken as error:
        yield str(error)
        return
    for name in Plan.model_fields.keys() - BODY:
        if getattr(plan, name) != getattr(head, name):
            yield f"{name} must stand before links and sections"


def _source(plan: Plan, source: str) -> Iterator[str]:
    digest = hashlib.sha256(source.encode()).hexdigest()
    if digest != plan.sha256:
        yield f"{plan.source}: sha256 is {digest}, plan.yaml says {plan.sha256}"


def _coverage(
    plan: Plan, sections: list[Section], items: list[Item], lines: dict[int, str]
) -> Iterator[str]:
    claimed = Counter(plan.title_lines)
    for claim in (*(section.lines for section in sections), *(item.lines for item in items)):
        claimed.update(claim)
    for number, text in lines.items():
        if text and claimed[number] != 1:
            yield f"line {number} is in {claimed[number]} headings and items, not in one"
    for number in sorted(claimed.keys() - lines.keys()):
        yield f"line {number} is claimed, and the source has no such line"


def _joined(numbers: tuple[int, ...], lines: dict[int, str]) -> str:
    parts = (lines.get(number, "") for number in numbers)
    return " ".join(text for text in parts if not RULE.match(text))


def _title(plan: Plan, lines: dict[int, str]) -> Iterator[str]:
    if squash(plan.title) != squash(_joined(plan.title_lines, lines)):
        yield f"the title is not what lines {list(plan.title_lines)} say"


def _section(section: Section, lines: dict[int, str]) -> Iterator[str]:
    if section.lines and not _stands(section.heading, _joined(section.lines, lines)):
        yield f"{section.number}: the heading is not what line {section.lines[0]} says"


def _stands(text: str, line: str) -> bool:
    """Return whether a line is the text with nothing but its bullet or number before it."""
    return bool(text) and line.endswith(text) and bool(_MARK.match(line[: -len(text)]))


def _item(item: Item, lines: dict[int, str]) -> Iterator[str]:
    if not _stands(item.text, _joined(item.lines, lines)):
        yield f"{item.id}: the text is not what the source says in lines {list(item.lines)}"
    if " ".join(item.quotes) != item.text:
        yield f"{item.id}: the quotes joined are not the text"
    for number, quote in enumerate(item.quotes, 1):
        if len(quote) > LONGEST_QUOTE:
            yield f"{item.id}: quote {number} has {len(quote)} characters, over {LONGEST_QUOTE}"
    for entry in item.asked:
        if entry.quote > len(item.quotes):
            yield f"{item.id}: questions for quote {entry.quote}, and it has {len(item.quotes)}"


def _unique(plan: Plan, sections: list[Section], items: list[Item]) -> Iterator[str]:
    for kind, names in {
        "section": [section.number for section in sections],
        "item": [item.id for item in items],
        "target": [target.id for target in plan.targets],
        "term": [word for term in plan.terms for word in (term.word, *term.aliases)],
    }.items():
        yield from (
            f"{kind} {name} is there {n} times" for name, n in Counter(names).items() if n > 1
        )


def _links(plan: Plan, items: list[Item]) -> Iterator[str]:
    item_ids = {item.id for item in items}
    if plan.general is not None and plan.general not in item_ids:
        yield f"general: {plan.general} is no item"
    for category, linked in plan.links.items():
        if not linked:
            yield f"links: {category} leads nowhere"
        yield from (
            f"links: {category} leads to {to}, no item" for to in linked if to not in item_ids
        )


def _terms(plan: Plan, source: str) -> Iterator[str]:
    text = folded_words(squash(source))
    for term in plan.terms:
        if not any(folded_words(word) in text for word in (term.word, *term.aliases)):
            yield f"term {term.word!r} stands nowhere in the source"


def _target(target: Target, items: list[Item]) -> Iterator[str]:
    item = next((item for item in items if item.id == target.item), None)
    if item is None:
        yield f"target {target.id}: no item {target.item}"
    elif target.quote not in item.quotes:
        yield f"target {target.id}: its quote is no quote of {target.item}"
    if target.said not in target.quote:
        yield f"target {target.id}: the quote does not say {target.said!r}"
    numbers = _NUMBER.findall(target.said.removesuffix("m2"))
    if list(target.figures) != numbers:
        yield f"target {target.id}: {target.said!r} has the figures {numbers}, not {target.figures}"
    if (target.bound == "words") != (not target.figures):
        yield f"target {target.id}: a target in words has no figures, every other has"
