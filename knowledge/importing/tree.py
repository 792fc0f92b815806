"""Hangs the lines of a document's body on one tree, with the document's own numbers as ids.

A numbered line is a heading where something hangs under it and it is no sentence; else it is an
item. What stands under an item (`a) … :` over "-" lines) is an item whose words it lends.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from knowledge.importing.lines import Line
from knowledge.importing.markers import (
    ARABIC,
    ARTICLE,
    CHAPTER,
    DASH,
    GROUP,
    LETTER,
    LETTERED,
    PAREN,
    PART,
    PLAIN,
    PLUS,
    ROMAN,
    TITLED,
    Marker,
    is_capitals,
    marker_of,
)  # fmt: skip
from knowledge.importing.quoting import squash
from knowledge.importing.tables import BodyRow, ReadTable
from knowledge.schema import Cell, Table
from knowledge.slots.doers import doers_in, is_office, leading_office, office_at
from knowledge.slots.times import times_in
from knowledge.slots.words import CAPITAL, pattern

LONGEST_HEADING = 320
"""Characters; fifteen of fifty documents have headings of more than 160."""
LONGEST_SENTENCE = 60
"""A numbered line that ends in a full stop and is longer is a paragraph."""
_OUTLOOK = re.compile(r"(?:tầm\s+nhìn|định\s+hướng)\W*(?:đến\W*)?(?:năm\W*)?$", re.IGNORECASE)
"""What stands before a time that is farther than what a heading is for."""
NAMED, BOLD = 3.2, 5.9
"""How deep a heading without a number hangs: in capitals, or in bold."""
ABOVE_ROMAN = 2.5
"""How deep `A.` hangs where the Roman numbers stand under it."""
_BUILT = re.compile(r"(?:trường|trạm|bệnh viện|trung tâm|viện|đài)(?!\w)", re.IGNORECASE)
_WORKS = re.compile(r"(?:danh mục|từng|các)\s+(?:công trình|dự án)(?!\w)", re.IGNORECASE)
"""Under a heading of works, what is called so is a building and no office."""
OPENING, CLOSING = "Mở đầu", "Kết thúc"


@dataclass
class Draft:
    """An item while the tree grows."""

    rank: float
    label: str
    lines: list[int]
    text: str
    under: tuple[str, ...] = ()
    who: str = ""
    period: str = ""
    cells: tuple[Cell, ...] = ()
    parent: "Draft | None" = None
    sign: str = ""
    children: int = 0
    id: str = ""


@dataclass
class Node:
    """A section while the tree grows."""

    rank: float
    label: str
    heading: str = ""
    lines: list[int] = field(default_factory=list)
    items: list[Draft] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    children: "list[Node]" = field(default_factory=list)
    parent: "Node | None" = None
    who: str = ""
    period: str = ""
    number: str = ""
    prefix: str = ""

    @property
    def numbered(self) -> bool:
        """Return whether the document itself gives it a number."""
        return self.rank not in (NAMED, BOLD, PLAIN, -1.0)

    @property
    def with_above(self) -> "Iterator[Node]":
        """Yield it, and the sections it stands in, from below."""
        yield self
        if self.parent is not None:
            yield from self.parent.with_above


class Tree:
    """Takes the lines of a body one by one; `root` holds the sections."""

    def __init__(self, texts: Sequence[str], lines: Sequence[Line], body: Sequence[int]) -> None:
        """Take the squashed texts of all lines, the lines, and which of them are the body's; a
        line that begins something else has the index -1."""
        self.root = self._base = self._at = Node(-1.0, "")
        self._chain: list[Draft] = []
        self._texts, self._lines = texts, lines
        self._after = {at: after for at, after in pairwise(body) if after >= 0}
        self._last: Node | Draft | None = None
        """What the line before is; a line in the middle of a sentence goes on with it."""

    def part(self, label: str, heading: str, lines: list[int]) -> None:
        """Begin an enclosed document or an appendix; all that follows hangs under it."""
        self._base = self._at = self.root
        self._open(Node(TITLED, label, heading, lines))
        self._base = self._at

    def closing(self, at: int) -> None:
        """Take a line of the closing."""
        if self._at.label != CLOSING:
            self._base = self._at = self.root
            self._open(Node(PLAIN, CLOSING))
        self._item(at, self._texts[at], PLAIN)

    def table(self, table: ReadTable, captions: Sequence[int]) -> None:
        """Take a table, with the lines before it that caption it."""
        self._section()
        words = tuple(self._texts[at] for at in captions)
        lines = (*(at + 1 for at in captions), *table.heading_lines)
        if lines:
            self._at.tables.append(
                Table(lines=lines, columns=table.columns, groups=(*words, *table.groups))
            )
        for row in table.rows:
            self._row(row, words)
        self._chain, self._last = [], None

    def _row(self, row: BodyRow, captions: tuple[str, ...]) -> None:
        draft = Draft(PLAIN, row.label, list(row.lines), row.text, cells=row.cells)
        draft.under = (*captions, *row.groups)
        draft.who = next((c.text for c in row.cells if _is_lead(c.column)), "") or self._at.who
        draft.period = self._at.period
        self._at.items.append(draft)

    def take(self, at: int) -> None:
        """Take a line of the body."""
        text = self._texts[at]
        marker = marker_of(text)
        if self._lines[at].kind == "note" or (marker and marker.label.startswith("[")):
            self._note(at, text, marker)
        elif marker is None and self._goes_on(text):
            self._add_to_last(at, text)
        elif marker is None:
            self._plain(at, text)
        elif marker.is_bullet:
            self._item(at, text[marker.end :], self._bullet_rank(marker), sign=marker.label)
        elif self._is_heading(at, marker):
            self._open(Node(self._rank(marker), marker.label, text[marker.end :], [at + 1]))
        else:
            self._numbered_item(at, text, marker)

    def _note(self, at: int, text: str, marker: Marker | None) -> None:
        """Take a footnote: of a table's cell it is lent the words of the row."""
        self._section()
        label, start = (marker.label, marker.end) if marker else ("", 0)
        note = Draft(PLAIN, label, [at + 1], text[start:], period=self._at.period)
        if row := squash(self._lines[at].of):
            note.under = (row,)
        self._at.items.append(note)

    def _goes_on(self, text: str) -> bool:
        """Return whether a plain line goes on with the one before."""
        last = self._last
        if isinstance(last, Draft):
            return bool(last.text) and text[:1].islower() and last.text[-1] not in ".;:!?"
        if last is None:
            return False
        if not last.heading:
            return last.rank in (PART, CHAPTER, GROUP, TITLED) or is_capitals(text)
        both = is_capitals(last.heading) and is_capitals(text)
        return last.numbered and both and last.heading[-1] not in ":."

    def _add_to_last(self, at: int, text: str) -> None:
        last = self._last
        if isinstance(last, Node):
            last.heading = f"{last.heading} {text}".strip()
            self._know(last)
        elif last is not None:
            last.text = f"{last.text} {text}"
        if last is not None:
            last.lines.append(at + 1)

    def _plain(self, at: int, text: str) -> None:
        """Take a line without a number: a heading, or a paragraph."""
        has_after = at in self._after and self._texts[self._after[at]]
        stands_alone = has_after and len(text) <= 160 and not text.endswith((".", ";", ","))
        is_bold = self._lines[at].heading and len(text) <= 120
        if stands_alone and is_capitals(text):
            self._open(Node(NAMED, _name(text), text, [at + 1]))
        elif stands_alone and is_bold and self._heads_content(at):
            self._open(Node(BOLD, _name(text), text, [at + 1]))
        else:
            self._item(at, text, PLAIN)

    def _heads_content(self, at: int) -> bool:
        """Return whether behind a bold line stands no other heading."""
        after = self._after[at]
        marker = marker_of(self._texts[after])
        return not self._lines[after].heading and (marker is None or marker.rank > BOLD)

    def _is_heading(self, at: int, marker: Marker) -> bool:
        """Return whether a numbered line is a heading, with something under it, and no sentence."""
        text = self._texts[at][marker.end :]
        if marker.rank in (PART, CHAPTER, GROUP):
            return True
        if len(text) > LONGEST_HEADING or not self._has_under(at, marker):
            return not text or (marker.rank == ROMAN and is_capitals(text))
        if text.endswith(":"):
            return text.count(". ") == 0 and text.count("; ") == 0
        is_sentence = text.endswith((".", ";", ",")) and (
            marker.rank == ARTICLE
            or len(text) > LONGEST_SENTENCE
            or text.endswith(";")
            or marker.rank > ARABIC + 0.5
        )
        if is_sentence:
            return False
        return not re.search(rf"[.;]\s+{CAPITAL}", text) or is_office(text) is not None

    def _has_under(self, at: int, marker: Marker) -> bool:
        """Return whether what follows a numbered line stands under it."""
        after = self._after.get(at)
        while after is not None and self._lines[after].kind == "note":
            after = self._after.get(after)
        if after is None:
            return False
        if self._lines[after].kind == "row":
            return True
        text = self._texts[after]
        below = marker_of(text)
        if below is None:
            return marker.rank <= LETTER or not is_capitals(text)
        return self._rank(below) > self._rank(marker) or below.is_bullet

    def _rank(self, marker: Marker) -> float:
        """Return how deep a numbered line hangs: `a)` under `(1)`, or the other way round.

        `A.` hangs under `I.` where that is open, and else above it.
        """
        if marker.rank == LETTERED:
            return self._lettered_rank()
        if marker.rank != LETTER:
            return marker.rank
        above = takewhile(lambda node: node.rank > ARABIC, self._at.with_above)
        ranks = [*(draft.rank for draft in self._chain), *(node.rank for node in above)]
        return PAREN + 0.1 if PAREN in ranks and LETTER not in ranks else LETTER

    def _lettered_rank(self) -> float:
        ranks = [node.rank for node in self._at.with_above]
        open_rank = next((rank for rank in ranks if rank in (ABOVE_ROMAN, LETTERED)), None)
        return open_rank or (LETTERED if ROMAN in ranks else ABOVE_ROMAN)

    def _bullet_rank(self, marker: Marker) -> float:
        """Return how deep a bullet hangs: as the one with its sign, or under a line that lends."""
        alike = (draft.rank for draft in reversed(self._chain) if draft.sign == marker.label)
        if rank := next(alike, None):
            return rank
        last = self._chain[-1] if self._chain else None
        if last is not None and last.sign and (last.text.endswith(":") or marker.rank == PLUS):
            return last.rank + 0.1
        return PLUS if marker.rank == PLUS and not last else DASH

    def _numbered_item(self, at: int, text: str, marker: Marker) -> None:
        rank = self._rank(marker)
        while self._at is not self._base and self._at.rank >= rank:
            self._close()
        if rank <= ARTICLE or self._at.children:  # behind a section, so that the order stays
            self._open(Node(rank, marker.label))
            self._item(at, text[marker.end :], rank)
            self._at.items[-1].sign = "="
        else:
            self._item(at, text[marker.end :], rank, marker.label)

    def _item(self, at: int, text: str, rank: float, label: str = "", sign: str = "") -> None:
        self._section()
        while self._chain and self._chain[-1].rank >= rank:
            self._chain.pop()
        if rank == PLAIN and self._chain and not self._takes_plain(at):
            self._chain.clear()
        parent = self._chain[-1] if self._chain else None
        draft = Draft(rank, label, [at + 1], text, parent=parent, sign=sign)
        draft.who, draft.period = self._at.who, self._at.period
        if parent is not None:
            lent = (parent.text,) if self._lends(parent, draft) else ()
            draft.under = (*parent.under, *lent)
            draft.who = parent.who or draft.who
            draft.period = _lent_period(parent) or parent.period or draft.period
        draft.who = _own_doer(text) or draft.who
        self._at.items.append(draft)
        if rank != PLAIN or text.endswith(":"):
            self._chain.append(draft)
        self._last = draft

    def _takes_plain(self, at: int) -> bool:
        """Return whether a plain paragraph goes with the numbered one above it: not with the last
        of several of which no other one has such a paragraph."""
        top = self._chain[0]
        siblings = [item for item in self._at.items if item.rank == top.rank and item is not top]
        have_none = siblings and not any(item.rank == PLAIN for item in self._at.items)
        if have_none and not self._is_followed(at, top.rank):
            return False
        return top.rank in (ARTICLE, ARABIC) or ARABIC < top.rank < LETTER

    def _is_followed(self, at: int, rank: float) -> bool:
        """Return whether another numbered line of that rank follows before one that is higher."""
        while at in self._after:
            at = self._after[at]
            marker = marker_of(self._texts[at])
            if marker and marker.rank <= rank:
                return marker.rank == rank
        return False

    def _lends(self, parent: Draft, draft: Draft) -> bool:
        return parent.text.endswith(":") or (draft.sign == "+" and parent.sign != "+") or (
            parent.rank in (LETTER, PAREN) and bool(draft.sign) and len(parent.text) < 200
        )  # fmt: skip

    def _section(self) -> None:
        """Make sure that there is a section to put something in."""
        if self._at is self.root:
            self._open(Node(PLAIN, OPENING))

    def _open(self, node: Node) -> None:
        while self._at is not self._base and self._at.rank >= node.rank:
            self._close()
        if self._at.label in (OPENING, CLOSING) and self._at.rank == PLAIN:
            self._close()
        node.parent = self._at
        self._know(node)
        self._at.children.append(node)
        self._at, self._chain, self._last = node, [], node

    def _close(self) -> None:
        self._at = self._at.parent or self.root
        self._chain = []

    def _know(self, node: Node) -> None:
        """Note the office and the time that a heading sets for what stands under it."""
        above = node.parent
        is_work = _BUILT.match(node.heading) and any(
            _WORKS.search(n.heading) for n in node.with_above
        )
        office = is_office(node.heading) if node.rank != TITLED and not is_work else None
        node.who = office or (above.who if above else "")
        times = [time for time in times_in(node.heading) if time.first]
        times = [time for time in times if not _OUTLOOK.search(node.heading[: time.start])] or times
        node.period = times[-1].said if times else above.period if above else ""


def _name(text: str) -> str:
    """Return a short name for a section without a number."""
    words = text.rstrip(" :.").split()
    name = " ".join(words[:9])
    return name.capitalize() if is_capitals(name) else name


def _own_doer(text: str) -> str:
    """Return the office in front of a line, which does what the line says."""
    if office := leading_office(text):
        return office
    first = next((doer for doer in doers_in(text[:400]) if doer.role in ("lead", "asked")), None)
    if first is None:
        return ""
    giver = len(office_at(text[: first.start], 0) or "")  # `UBND xã giao Phòng Kinh tế …`
    led = pattern(r"\W*(?:{asks_office}\s+)*").fullmatch(text, giver, first.start)
    return first.said if led else ""


def _lent_period(parent: Draft) -> str:
    if not parent.text.endswith(":"):
        return ""
    return next((time.said for time in reversed(times_in(parent.text)) if time.first), "")


def _is_lead(column: str) -> bool:
    """Return whether a column names who does the task of its row."""
    words = column.lower()
    return bool(re.search(r"chủ\s+(?:trì|đầu\s+tư)|thực\s+hiện|trách\s+nhiệm", words)) and bool(
        re.search(r"cơ\s+quan|đơn\s+vị|chủ\s+(?:trì|đầu\s+tư)|người|phân\s+công", words)
    ) and not re.search(r"phối\s+hợp|thời\s+gian|kinh\s+phí", words)  # fmt: skip
