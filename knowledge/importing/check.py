"""Proves a plan's data against its source text, and says what would make its answers better.

What `check` returns are errors: the plan says what its source does not, or nothing can be done
with it. What `advice` returns are not: a plan without topics, questions and terms works.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from knowledge.importing.lines import LEFT_OUT
from knowledge.importing.markers import is_marker
from knowledge.importing.quoting import squash
from knowledge.importing.wording import RULE
from knowledge.load import BODY, Broken, Unread, load_plan, walk
from knowledge.schema import LONGEST_QUOTE, Item, Plan, Section, Table, Target
from knowledge.slots.numbers import numbers_in
from knowledge.vietnamese.text import folded_words

QUESTIONS = 10
"""With so many questions for an item it is found however it is asked for."""
NAMED = 12
"""So many lines are named one by one; of more, how many there are."""

_YEARS = range(1900, 2101)
_OTHER_NUMBER = re.compile(r"\d\s*[^\W\d]+\s+[x×]\s", re.IGNORECASE)
"""A second number that is not the figure's own: `80 cm x 120 cm`."""


def check(plan_dir: Path) -> list[str]:
    """Return the problems of the plan in `plan_dir`, one a line; empty when it is sound."""
    try:
        plan = load_plan(plan_dir)
        source = (plan_dir / plan.source).read_text(encoding="utf-8")
    except (Broken, OSError, UnicodeDecodeError) as error:
        return [str(error)]
    digest = hashlib.sha256(source.encode()).hexdigest()
    problem = f"{plan.source}: sha256 is {digest}, plan.yaml says {plan.sha256}"
    changed = [problem] if digest != plan.sha256 else []
    return [*_head(plan, plan_dir), *changed, *unproved(plan, source)]


def unproved(plan: Plan, source: str) -> list[str]:
    """Return what a plan says and the text it was read from does not, one problem a line."""
    lines = {number: squash(line) for number, line in enumerate(source.split("\n"), 1)}
    sections = [section for section, _ in walk(plan)]
    every = [item for section in sections for item in section.items]
    items = {item.id: item for item in every}
    everything = " ".join(filter(None, lines.values()))
    return [
        *_coverage(plan, sections, lines),
        *(
            f"line {row.line} could not be read: {row.why}"
            for row in plan.unread
            if row.why not in LEFT_OUT
        ),
        *_title(plan, lines),
        *(problem for section in sections for problem in _section(section, lines)),
        *(problem for item in every for problem in (*_item(item, lines), *_lent(item, everything))),
        *_unique(plan, sections, every),
        *_links(plan, items),
        *_terms(plan, source),
        *(
            problem
            for target in plan.targets
            for problem in problems_of(target, items, {section.heading for section in sections})
        ),
    ]


def advice(plan: Plan) -> list[str]:
    """Return what would make a sound plan's answers better, one advice a line."""
    return [*_questions(plan), *_metadata(plan), *_left_out(plan)]


def _questions(plan: Plan) -> Iterator[str]:
    items = [item for section, _ in walk(plan) for item in section.items]
    few = [item.id for item in items if len(set(item.questions)) < QUESTIONS]
    if few:
        yield f"{len(few)} of {len(items)} items have fewer than {QUESTIONS} questions: {few[0]}, …"
    if not any(item.topics for item in items) and not any(s.topics for s, _ in walk(plan)):
        yield "no item has topics"


def _metadata(plan: Plan) -> Iterator[str]:
    if plan.front_lines:
        parts = {"number": plan.number, "issuer": plan.issuer, "issued": plan.issued}
        if missing := [name for name, value in parts.items() if not value]:
            yield f"not found in the letterhead: {', '.join(missing)}; say it in plan.yaml"


def _left_out(plan: Plan) -> Iterator[str]:
    if plan.page_lines:
        yield f"taken for page numbers, running heads and contents: {_named(plan.page_lines)}"
    for why in LEFT_OUT:
        if lines := tuple(row.line for row in plan.unread if row.why == why):
            yield f"{why} is not read: {_named(lines)}"


def _named(lines: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, lines[:NAMED]))
    return f"lines {shown}" + (f" and {len(lines) - NAMED} more" if len(lines) > NAMED else "")


def _head(plan: Plan, plan_dir: Path) -> Iterator[str]:
    """Yield what of a plan's head is missing, or does not stand before its sections."""
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


def _coverage(plan: Plan, sections: list[Section], lines: dict[int, str]) -> Iterator[str]:
    of_plan = (plan.title_lines, plan.front_lines, plan.end_lines, plan.page_lines)
    claimed = Counter((*chain(*of_plan), *(row.line for row in plan.unread)))
    for section in sections:
        parts: tuple[Section | Table | Item, ...] = (section, *section.tables, *section.items)
        claimed.update(chain.from_iterable(part.lines for part in parts))
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
    for table in section.tables:
        text = _joined(table.lines, lines)
        words = (word for column in table.columns for word in column.split(": "))
        for word in (*words, *table.groups):
            if word not in text:
                yield f"{section.number}: the table of line {table.lines[0]} has no {word!r}"


def _stands(text: str, line: str) -> bool:
    """Return whether a line is the text with nothing but its bullet or number before it."""
    return line.endswith(text) and is_marker(line[: len(line) - len(text)])


def _item(item: Item, lines: dict[int, str]) -> Iterator[str]:
    if not _stands(item.text, _joined(item.lines, lines)):
        yield f"{item.id}: the text is not what the source says in lines {list(item.lines)}"
    if " ".join(item.quotes) != item.text:
        yield f"{item.id}: the quotes joined are not the text"
    for number, quote in enumerate(item.quotes, 1):
        if len(quote) > LONGEST_QUOTE:
            yield f"{item.id}: quote {number} has {len(quote)} characters, over {LONGEST_QUOTE}"
    at = 0
    for cell in item.cells:
        if not cell.lent and (at := item.text.find(cell.text, at)) < 0:
            yield f"{item.id}: the cell {cell.text!r} does not stand in its row"
            break
    for entry in item.asked:
        if entry.quote > len(item.quotes):
            yield f"{item.id}: questions for quote {entry.quote}, and it has {len(item.quotes)}"


def _lent(item: Item, everything: str) -> Iterator[str]:
    lent = (*item.under, item.period, *(cell.text for cell in item.cells if cell.lent))
    for words in lent:
        if words not in everything:
            yield f"{item.id}: {words!r} is lent to it, and stands nowhere"


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


def _links(plan: Plan, items: dict[str, Item]) -> Iterator[str]:
    if plan.general is not None and plan.general not in items:
        yield f"general: {plan.general} is no item"
    for category, linked in plan.links.items():
        if not linked:
            yield f"links: {category} leads nowhere"
        yield from (f"links: {category} leads to {to}, no item" for to in linked if to not in items)


def _terms(plan: Plan, source: str) -> Iterator[str]:
    text = folded_words(squash(source))
    for term in plan.terms:
        if not any(folded_words(word) in text for word in (term.word, *term.aliases)):
            yield f"term {term.word!r} stands nowhere in the source"


def proved(plan: Plan, targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return those targets whose figures stand in their sentence or heading, and as they say."""
    sections = [section for section, _ in walk(plan)]
    items = {item.id: item for section in sections for item in section.items}
    headings = {section.heading for section in sections}
    return tuple(t for t in targets if not any(problems_of(t, items, headings)))


def problems_of(target: Target, items: dict[str, Item], headings: set[str]) -> Iterator[str]:
    """Yield what a target says and its sentence, or the heading above, does not."""
    item = items.get(target.item)
    if item is None:
        yield f"target {target.id}: no item {target.item}"
    elif target.quote not in item.quotes and target.quote not in headings:
        yield f"target {target.id}: its quote is no quote of {target.item}"
    if target.said not in target.quote:
        yield f"target {target.id}: the quote does not say {target.said!r}"
    values = _values(target.said)
    ends = list(dict.fromkeys(end for end in (target.low, target.high) if end is not None))
    if (
        values != ends
        and not (values[-1:] == ends and re.match(r"từ\s", target.said, re.IGNORECASE))
        and not (values[:1] == ends and _OTHER_NUMBER.search(target.said))
    ):
        yield f"target {target.id}: {target.said!r} has the figures {values}, not {target.figures}"
    if (target.bound == "words") != (not target.figures):
        yield f"target {target.id}: a target in words has no figures, every other has"


def _values(said: str) -> list[float]:
    """Return the figures of a wording, each once, in whatever form they are written: '08' is 8."""
    numbers = [number.value for number in numbers_in(said)]
    figures = [n for n in numbers if n not in _YEARS] if len(numbers) > 1 else numbers
    return list(dict.fromkeys(figures))
