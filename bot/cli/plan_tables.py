"""A plan as a terminal shows it: its head, its parts, its figures, what could not be read."""

import os
from collections import defaultdict

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from bot.cli.common import printable
from bot.plan.outline import count_of
from bot.plan.versions import Odd, odd_lines
from knowledge.load import walk
from knowledge.schema import Plan, Section

WIDE = 120
"""Columns of what is written to a file or a pipe."""
LONGEST_CELL = 200
"""Characters of an odd line that are shown: a paragraph of a scan may have thousands."""
WHY = {
    "unread": "not read",
    "hidden": "hidden text, left out",
    "matter": "taken for front or end matter, but may be content",
    "long": "too long a sentence to be quoted",
    "empty": "empty",
    "gap": "the number before it is missing",
    "twice": "this number is there twice",
}


def print_plan(plan: Plan, source: str, state: str, notice: str = "") -> None:
    """Print what was read of a document; `notice` is what must be known of its place."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDE
    odd: dict[str, list[Odd]] = defaultdict(list)
    for row in odd_lines(plan, source):
        odd[row.where].append(row)
    console.print(_head(plan, state))
    if notice:
        console.print(_plain(notice))
    console.print(_tree(plan, odd))
    console.print(_figures(plan))
    console.print(_unread(plan, source, odd))
    if plan.page_lines:
        lines = ", ".join(map(str, plan.page_lines))
        console.print(f"Page numbers, running heads and contents: lines {lines}")


def _plain(text: str) -> Text:
    return Text(printable(text))


def _table(title: str, **columns: int) -> Table:
    """Return a table of columns that share the width in these proportions; 0 is never wrapped."""
    table = Table(title=title, title_justify="left", expand=True)
    for name, ratio in columns.items():
        table.add_column(name, overflow="fold", ratio=ratio or None, no_wrap=not ratio)
    return table


def _head(plan: Plan, state: str) -> Table:
    table = Table(title=f"{plan.id}: {state}", title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    rows = {
        "title": plan.title,
        "short name": plan.name,
        "number": plan.number,
        "issuer": plan.issuer,
        "date": f"{plan.issued:%d/%m/%Y}" if plan.issued else "",
        "place": plan.place,
        "period": "-".join(map(str, sorted({plan.first_year, plan.last_year}))),
    }
    for name, value in rows.items():
        table.add_row(name, _plain(value or "-"))
    return table


def _tree(plan: Plan, odd: dict[str, list[Odd]]) -> Tree:
    """Return the parts, each with how much stands in it, and its odd lines marked."""
    figures: dict[str, int] = defaultdict(int)
    for target in plan.targets:
        figures[target.item] += 1

    def figures_in(section: Section) -> int:
        own = sum(figures[item.id] for item in section.items) + figures[section.number]
        return own + sum(map(figures_in, section.sections))

    def grow(tree: Tree, sections: tuple[Section, ...]) -> None:
        for section in sections:
            counts = f"  [items: {count_of(section)}, figures: {figures_in(section)}]"
            branch = tree.add(
                _plain(f"{section.number} {section.heading}".rstrip()).append(counts, "dim")
            )
            for key in (section.number, *(item.id for item in section.items)):
                for row in odd.get(key, ()):
                    text = f"! {row.where}: {WHY[row.why]}: {row.text[:LONGEST_CELL]}"
                    branch.add(_plain(text), style="yellow")
            grow(branch, section.sections)

    parts, items = sum(1 for _ in walk(plan)), sum(map(count_of, plan.sections))
    counts = f"sections: {parts}, items: {items}, figures: {len(plan.targets)}"
    tree = Tree(f"Parts [{counts}]")
    grow(tree, plan.sections)
    return tree


def _figures(plan: Plan) -> Table:
    """Return the figures, each beside its sentence."""
    table = _table("Figures", at=0, what=3, figure=2, period=2, sentence=6)
    for target in plan.targets:
        cells = (target.item, target.name, target.shown, target.period, target.quote)
        table.add_row(*map(_plain, cells))
    return table


def _unread(plan: Plan, source: str, odd: dict[str, list[Odd]]) -> Table | str:
    """Return the lines that were not read, and those that may be content and are not taken so."""
    lines = source.split("\n")
    rows = [
        (str(row.line), row.why, "".join(lines[row.line - 1 : row.line])) for row in plan.unread
    ]
    for name, role_name in (("front", "đầu"), ("end", "cuối")):
        rows += [(name, WHY[row.why], row.text) for row in odd.get(role_name, ())]
    if not rows:
        return "Every line was read."
    table = _table("Not read as content", line=0, why=1, text=3)
    for row in rows:
        table.add_row(*(_plain(text[:LONGEST_CELL]) for text in row))
    return table
