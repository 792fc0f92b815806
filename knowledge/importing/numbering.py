"""Gives sections and items their ids: the document's own numbers, and each only once."""

from collections.abc import Iterator

from knowledge.importing.markers import ARABIC, ARTICLE, CHAPTER, GROUP, PART, TITLED
from knowledge.importing.quoting import sentences
from knowledge.importing.tree import Draft, Node
from knowledge.schema import LONGEST_QUOTE, Item, Section
from knowledge.vietnamese.text import slug

LONGEST_NAME = 40
"""Characters of an id made of a heading without a number."""


def numbered(root: Node) -> tuple[Section, ...]:
    """Return the sections of a finished tree, with ids that stand once each."""
    nodes = list(_below(root))
    numbers: set[str] = set()
    for node in nodes:
        node.number = _unique(_number(node), _part(node), numbers)
        node.prefix = node.number if node.numbered else _named_prefix(node)
    numbers = set()
    for is_numbered in (True, False):  # `Điều 2.1` is its first khoản, not the words before it
        for node in nodes:
            for count, draft in enumerate(node.items, 1):
                has_number = bool(draft.label or draft.sign == "=") and not draft.cells
                if has_number == is_numbered:
                    draft.id = _unique(_item_id(node, draft, count), _part(node), numbers)
    return tuple(_frozen(node) for node in root.children)


def _below(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _below(child)


def _number(node: Node) -> str:
    """Return a section's own number with those above it that it needs: `II.2.1`, `Điều 3.2`."""
    if not node.numbered or node.rank in (PART, CHAPTER, TITLED, ARTICLE):
        return node.label
    parent = node.parent
    if parent is not None and parent.number and node.label.startswith(f"{parent.label}."):
        return parent.number + node.label[len(parent.label) :]
    above = _above(node)
    return f"{above}.{node.label}" if above else node.label


def _above(node: Node) -> str:
    """Return the number that a section's own one follows; empty where it stands for itself."""
    parent = node.parent
    while parent is not None and parent.rank >= ARABIC and ARABIC <= node.rank < ARABIC + 1:
        parent = parent.parent
    while parent is not None and (not parent.numbered or parent.rank in (PART, CHAPTER, TITLED)):
        if parent.rank == CHAPTER and node.rank == GROUP:
            return parent.number
        parent = parent.parent
    return parent.number if parent is not None and parent.rank > GROUP else ""


def _named_prefix(node: Node) -> str:
    above = node.parent.prefix if node.parent is not None and node.parent.label else ""
    name = slug(node.label)[:LONGEST_NAME].strip("-")
    return f"{above}.{name}" if above and node.parent and node.parent.rank != TITLED else name


def _part(node: Node) -> str:
    """Return the label of the part a section is in: `Phụ lục I`, `Phần II`, `Chương I`."""
    above = node.parent.with_above if node.parent else ()
    return next((part.number for part in above if part.rank in (PART, CHAPTER, TITLED)), "")


def _item_id(node: Node, draft: Draft, count: int) -> str:
    if draft.sign == "=":
        return node.prefix
    if draft.parent is not None and (draft.parent.label or draft.parent.sign == "="):
        draft.parent.children += 1
        return f"{draft.parent.id}.{draft.label or draft.parent.children}"
    if ARABIC < draft.rank < ARABIC + 1 and "." in draft.label:
        return _number(Node(draft.rank, draft.label, parent=node))
    return f"{node.prefix}.{draft.label or count}"


def _unique(name: str, part: str, taken: set[str]) -> str:
    """Return a name that is not taken: with its part, or else counted."""
    if name in taken and part and not name.startswith(part):
        name = f"{part}.{name}"
    count, unique = 2, name
    while unique in taken:
        unique, count = f"{name}({count})", count + 1
    taken.add(unique)
    return unique


def _frozen(node: Node) -> Section:
    return Section(
        number=node.number,
        heading=node.heading,
        lines=tuple(node.lines),
        who=node.who,
        period=node.period,
        tables=tuple(node.tables),
        items=tuple(map(_item, node.items)),
        sections=tuple(map(_frozen, node.children)),
    )


def _item(draft: Draft) -> Item:
    """Return a finished item; a table's row is one quote where a quote may be so long."""
    is_short_row = draft.cells and len(draft.text) <= LONGEST_QUOTE
    return Item(
        id=draft.id,
        lines=tuple(draft.lines),
        text=draft.text,
        quotes=(draft.text,) if is_short_row else sentences(draft.text),
        who=draft.who,
        under=draft.under,
        period=draft.period,
        cells=draft.cells,
    )
