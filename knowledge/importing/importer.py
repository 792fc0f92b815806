"""Makes a plan of a document: its metadata, its tree with ids and quotes, its targets.

What is read is written down in two forms: `source.txt` has the lines of the file as they are, and
`plan.yaml` says of each of them what it is. `check` proves the second by the first.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from errno import EEXIST
from itertools import takewhile
from pathlib import Path

import yaml

from knowledge.importing.check import proved
from knowledge.importing.files import read_lines, silent
from knowledge.importing.heading import read_front, years_of
from knowledge.importing.lines import Line, Progress, SourceCell, Unreadable
from knowledge.importing.markers import marker_of
from knowledge.importing.matter import SIGNS, roles_of
from knowledge.importing.numbering import numbered
from knowledge.importing.quoting import squash
from knowledge.importing.shortened import abbreviations
from knowledge.importing.tables import Row, one_cell_a_line, read_table, without_counter
from knowledge.importing.targets import targets_of
from knowledge.importing.tree import Tree
from knowledge.importing.wording import RULE, says_unit
from knowledge.load import PLANS, walk
from knowledge.schema import Illegible, Plan, Section, counts_rows
from knowledge.vietnamese.text import nfc, slug

SOURCE = "source.txt"
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The same YAML, written ten times as fast where the C library is there."""
LONGEST_CAPTION = 160
"""Characters of a table's caption; a longer line is a paragraph."""


def import_plan(
    path: Path, plan_id: str | None = None, place: str | None = None, progress: Progress = silent
) -> Plan:
    """Return the plan in a file; raises `Unreadable` (a `ValueError`) with what to do instead."""
    plan_id = _id(path, plan_id)
    return plan_of(read_lines(path, progress), plan_id, place)


def _id(path: Path, plan_id: str | None) -> str:
    """Return the id of a plan, read off its file where none is given; raises `ValueError`."""
    if plan_id is not None and slug(plan_id) != plan_id:
        raise ValueError(f"{plan_id!r} is no id; for example: {slug(plan_id) or 'dong-hac'}")
    return plan_id or slug(path.stem) or "ke-hoach"


def source_of(lines: Sequence[Line]) -> str:
    """Return the text that a plan is proved by: its lines as they were read."""
    return "\n".join(line.text for line in lines)


def plan_of(lines: Sequence[Line], plan_id: str, place: str | None = None) -> Plan:
    """Return the plan that lines make."""
    return _Maker(lines).plan(plan_id, place)


@dataclass
class _Maker:
    """Puts a plan together of its lines."""

    lines: Sequence[Line]

    def __post_init__(self) -> None:
        self.texts = [squash(line.text) for line in self.lines]
        self.roles = roles_of(self.lines)

    def plan(self, plan_id: str, place: str | None) -> Plan:
        text = source_of(self.lines)
        sections = self._sections()
        title_at = self._at("title")
        title = self._title(title_at)
        front_at = self._at("front")
        head_at = [at for at in front_at if not title_at or at < title_at[0]]
        front = read_front(self._told(head_at), self._told(front_at), title, squash(text))
        front = front._replace(place=nfc(place or "").strip() or front.place)
        first, last, outlook = years_of(title, squash(text), front.issued)
        plan = Plan(
            id=plan_id,
            title=title,
            title_lines=_numbers(title_at),
            **front._asdict(),
            front_lines=_numbers(front_at),
            end_lines=_numbers(self._at("end")),
            front=self._told(front_at),
            end=self._told(self._at("end")),
            page_lines=_numbers(self._at("page")),
            unread=tuple(
                Illegible(line=at + 1, why=self.lines[at].why) for at in self._at("unread")
            ),
            first_year=first,
            last_year=last,
            outlook_year=outlook,
            dated=any(years_of(title, "", None)[:2]),
            source=SOURCE,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            sections=sections,
            terms=abbreviations(self.texts),
        )
        return plan.model_copy(update={"targets": proved(plan, targets_of(plan))})

    def _at(self, role: str) -> list[int]:
        return [at for at, own in enumerate(self.roles.of) if own == role]

    def _told(self, indexes: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.texts[at] for at in indexes)

    def _title(self, indexes: Sequence[int]) -> str:
        return " ".join(text for text in self._told(indexes) if not RULE.match(text))

    def _sections(self) -> tuple[Section, ...]:
        """Return the tree of the body's lines."""
        body = [at for at, role in enumerate(self.roles.of) if role in ("body", "closing", "part")]
        own = [at if self.roles.of[at] == "body" else -1 for at in body]
        tree = Tree(self.texts, self.lines, own)
        parts = {part.at: part for part in self.roles.parts}
        at = 0
        captions: list[int] = []
        while at < len(body):
            line = body[at]
            if (part := parts.get(line)) is not None:
                tree.part(part.label, self._title(part.title), [at + 1 for at in part.title])
                at += len(part.title)
            elif self.roles.of[line] == "closing":
                tree.closing(line)
                at += 1
            elif (rows := self._rows(body, at)) is not None:
                tree.table(read_table(rows), captions)
                captions = []
                at += sum(len(row.lines) for row in rows)
            elif self._is_caption(body, at):
                captions.append(line)
                at += 1
            elif self.texts[line] in SIGNS:  # of no table: it says nothing
                self.roles.of[line] = "end"
                at += 1
            else:
                tree.take(line)
                at += 1
        return numbered(tree.root)

    def _rows(self, body: list[int], at: int) -> list[Row] | None:
        """Return the rows of the table that begins at a line of the body; None for none."""
        line = self.lines[body[at]]
        if line.kind == "row":
            rows = []
            for index in body[at:]:
                row = self.lines[index]
                if row.kind != "row" or row.table != line.table:
                    break
                cells = tuple(cell._replace(text=squash(cell.text)) for cell in row.cells)
                rows.append(Row((index + 1,), self.texts[index], cells, row.header))
            return rows
        is_counted = counts_rows(self.texts[body[at]])
        above = [text for text in self._told(body[max(at - 2, 0) : at]) if not says_unit(text)]
        is_named = bool(above) and _names_table(above[-1]) and not says_unit(self.texts[body[at]])
        if not (is_counted or is_named):
            return None
        read = one_cell_a_line if is_counted else without_counter
        own = list(takewhile(lambda index: self.roles.of[index] != "part", body[at:]))
        # Where the headings stand line by line, a blank line further down may be an empty cell.
        is_tight = own[:3] == [*range(own[0], own[0] + 3)]
        blank = (n for n in range(own[0], own[-1]) if is_tight and not self.texts[n])
        readings = [
            [[lines[n] if n >= 0 else n for n in row] for row in read(self._told(lines))]
            for lines in (sorted({*own, *blank}), own)
        ]
        return [self._row(row) for row in max(readings, key=len)] or None

    def _row(self, indexes: Sequence[int]) -> Row:
        """Return a row of which each cell is a line, or lacks."""
        filled = [at for at in indexes if at >= 0 and self.texts[at]]
        cells = tuple(SourceCell(self.texts[at] if at >= 0 else "") for at in indexes)
        return Row(_numbers(filled), " ".join(self._told(filled)), cells)

    def _is_caption(self, body: list[int], at: int) -> bool:
        """Return whether a line is the caption of the table behind it, or says its unit."""
        text = self.texts[body[at]]
        ahead = body[at + 1 : at + 3]
        is_above = any(self.lines[index].kind == "row" for index in ahead)
        behind = at + 1 + any(map(says_unit, self._told(ahead[:1])))
        is_above = is_above or (behind < len(body) and self._rows(body, behind) is not None)
        return is_above and not marker_of(text) and (says_unit(text) or _names_table(text))


def _names_table(text: str) -> bool:
    """Return whether a line is the caption of a table: `Bảng 1. Các chợ`."""
    return slug(text).startswith(("bang", "bieu")) and len(text) < LONGEST_CAPTION


def summary(plan: Plan) -> tuple[str, ...]:
    """Return what was read of a document, a line each, and what was not."""
    sections = [section for section, _ in walk(plan)]
    items = sum(len(section.items) for section in sections)
    unread = ", ".join(str(row.line) for row in plan.unread)
    head = ", ".join(filter(None, (plan.number, plan.issuer, str(plan.issued or ""))))
    lines = (
        plan.title,
        head,
        f"Read: {len(sections)} sections, {items} items, {len(plan.targets)} figures.",
        f"Not read: lines {unread} of {plan.source}." if unread else "",
    )
    return tuple(filter(None, lines))


def _numbers(indexes: Sequence[int]) -> tuple[int, ...]:
    return tuple(at + 1 for at in indexes)


def begin_plan(
    path: Path,
    folder: Path | None = None,
    plans: Path = PLANS,
    plan_id: str | None = None,
    place: str | None = None,
    progress: Progress = silent,
) -> Path:
    """Write the plan in `path` into a new folder and return it.

    By default that is the plan's own folder in `plans`; its id and place are read off the file
    where they are not given. Raises `ValueError` for what is no plan, and `FileExistsError` where
    something stands already.
    """
    plan_id = _id(path, plan_id)
    lines = read_lines(path, progress)
    plan = plan_of(lines, plan_id, place)
    if not plan.sections:
        raise Unreadable("no_text", f"{path.name}: no heading or paragraph was found in it")
    if folder is None and (shipped := PLANS / plan.id).exists():
        raise FileExistsError(EEXIST, "comes with the product", str(shipped))
    folder = folder or plans / plan.id
    folder.mkdir(parents=True)
    try:
        _write(folder, plan, lines)
    except BaseException:  # half a plan would stop the product, and a second try
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _write(folder: Path, plan: Plan, lines: Sequence[Line]) -> None:
    (folder / plan.source).write_text(source_of(lines), encoding="utf-8", newline="")
    head = {"id": plan.id, "name": "", "place": plan.place, "names": []}
    data = head | plan.model_dump(mode="json", exclude_defaults=True, exclude={"targets", "terms"})
    targets = [target.model_dump(mode="json", exclude_defaults=True) for target in plan.targets]
    terms = [term.model_dump(mode="json", exclude_defaults=True) for term in plan.terms]
    files = {"plan": data, "questions": {}, "targets": targets, "terms": terms}
    for name, content in files.items():
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(content, file, DUMPER, allow_unicode=True, sort_keys=False, width=100)
