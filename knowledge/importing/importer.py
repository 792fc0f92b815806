"""Makes a new plan's skeleton from its text, in the usual form of administrative documents.

Headings are numbered `I.`, `1.`, `2.1.`, `a)`; paragraphs under them carry `-`, `·`, `+`,
`(1).` or nothing. A numbered line is a heading when something hangs under it, and an item when
it is a paragraph of its own (`IV. 1. Các cấp ủy …`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from errno import EEXIST
from itertools import takewhile
from pathlib import Path

import yaml

from knowledge.importing.docx import docx_lines
from knowledge.load import PLANS
from knowledge.schema import Item, Plan, Section
from knowledge.vietnamese.text import nfc, slug
from knowledge.vietnamese.words import load_language

LONGEST_HEADING = 160
"""Characters. A numbered line that is longer, or ends in a full stop, is a paragraph."""

OPENING, CLOSING = "Mở đầu", "Kết thúc"

_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
_ROMAN = re.compile(r"^([IVXLC]+)\.\s*")
_ARABIC = re.compile(r"^(\d+(?:\.\d+)*)\.\s*")
_BULLET = re.compile(r"^(?:\(\d+\)\.?|[-–·•+*]|[a-zđ]\))\s*")
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=(\w))")
RULE = re.compile(r"^[-_=*]{3,}$")


def squash(text: str) -> str:
    """Return the text that "verbatim" is judged on: NFC, no bookmarks, white space folded."""
    return re.sub(r"\s+", " ", nfc(_BOOKMARK.sub("", text))).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Cut at a full stop or semicolon that a capital follows; joined by spaces it is `text`."""
    cuts = [m.span() for m in _SENTENCE_END.finditer(text) if m.group(1).isupper()]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return tuple(text[start:end] for start, end in zip(starts, ends, strict=True))


def read_source(path: Path) -> str:
    """Return the text of a `.txt` or `.docx` file, a paragraph a line; or raise `ValueError`."""
    if path.suffix.lower() == ".txt":
        return path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() == ".docx":
        return "\n".join(docx_lines(path))
    raise ValueError(f"{path.name}: only .txt and .docx can be imported; save it as one of them")


@dataclass
class _Node:
    """A section while its lines are still coming in."""

    number: str
    heading: str = ""
    lines: list[int] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        prefix = self.number if _ROMAN.match(f"{self.number}.") or "." in self.number else ""
        item_id = f"{prefix or slug(self.number)}.{len(self.items) + 1}"
        self.items.append(Item(id=item_id, lines=(line,), text=text, quotes=sentences(text)))

    def frozen(self) -> Section:
        return Section(
            number=self.number,
            heading=self.heading,
            lines=tuple(self.lines),
            items=tuple(self.items),
            sections=tuple(child.frozen() for child in self.children),
        )


def _is_heading(heading: str) -> bool:
    return len(heading) <= LONGEST_HEADING and not heading.endswith((".", ";", ":"))


class _Reader:
    """Takes the lines one by one and hangs each on the tree."""

    def __init__(self) -> None:
        self.title: list[tuple[int, str]] = []
        self.roots: list[_Node] = []
        self.path: list[_Node] = []

    def take(self, line: int, text: str) -> None:
        roman, arabic = _ROMAN.match(text), _ARABIC.match(text)
        if roman and _is_heading(text[roman.end() :]):
            self._open([roman.group(1)], line, text[roman.end() :])
        elif arabic and self._numbered() and _is_heading(text[arabic.end() :]):
            number = [self.path[0].number, *arabic.group(1).split(".")]
            self._open(number, line, text[arabic.end() :])
        elif not self.roots and RULE.match(text):
            self.title.append((line, text))
            self._open([OPENING], 0, "")
        elif not self.roots and not text.endswith((".", ":")):
            self.title.append((line, text))
        else:
            self._paragraph(line, text, arabic)

    def _numbered(self) -> bool:
        return bool(self.path) and self.path[0].number != OPENING

    def _open(self, number: list[str], line: int, heading: str) -> None:
        node = _Node(".".join(number), heading, [line] if line else [])
        self.path = self.path[: len(number) - 1]
        (self.path[-1].children if self.path else self.roots).append(node)
        self.path.append(node)

    def _paragraph(self, line: int, text: str, arabic: re.Match[str] | None) -> None:
        if not self.path:
            self._open([OPENING], 0, "")
        if text.endswith("./."):
            self._open([CLOSING], 0, "")
        item_text = text[arabic.end() :] if arabic and self._numbered() else _BULLET.sub("", text)
        self.path[-1].add(line, item_text)


def place_in(title: str) -> str:
    """Return the place a title names last: `… trên địa bàn thành phố Lai Châu`; else empty."""
    place = ""
    for unit in load_language("units"):
        for start in re.finditer(rf"\b{unit}(?=\s)", title):
            name = takewhile(lambda word: word[0].isupper(), title[start.end() :].split())
            if words := " ".join(name).rstrip(",.;"):
                place = f"{unit} {words}"
    return place


def import_plan(path: Path, plan_id: str | None = None, place: str | None = None) -> Plan:
    """Return the skeleton of the plan in `path`: its place, its tree with ids and quotes.

    What nobody can read off the text (issuer, number, dates, topics, questions) is left empty
    for a person to fill in; `check` then says what is missing. Raises `ValueError`.
    """
    if plan_id is not None and slug(plan_id) != plan_id:
        raise ValueError(f"{plan_id!r} is no id; for example: {slug(plan_id) or 'dong-hac'}")
    text = read_source(path)
    reader = _Reader()
    for line, raw in enumerate(text.split("\n"), 1):
        if cleaned := squash(raw):
            reader.take(line, cleaned)
    words = [words for _, words in reader.title if not RULE.match(words)]
    years = [int(year) for year in re.findall(r"\b20\d\d\b", text)] or [0]
    return Plan(
        id=plan_id or slug(path.stem),
        place=nfc(place or "").strip() or place_in(" ".join(words)),
        title=" ".join(words),
        title_lines=tuple(line for line, _ in reader.title),
        issuer="",
        first_year=min(years),
        last_year=max(years),
        source="source.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        sections=tuple(node.frozen() for node in reader.roots),
    )


def begin_plan(
    path: Path,
    folder: Path | None = None,
    plans: Path = PLANS,
    plan_id: str | None = None,
    place: str | None = None,
) -> Path:
    """Write the skeleton of the plan in `path` into a new folder and return it.

    By default that is the plan's own folder in `plans`; its id and place are read off the file
    where they are not given. Raises `ValueError` for what is no plan, and `FileExistsError` where
    something stands already.
    """
    plan = import_plan(path, plan_id, place)
    if not plan.sections:
        raise ValueError(f"{path.name}: no heading or paragraph was found in it")
    if folder is None and (shipped := PLANS / plan.id).exists():
        raise FileExistsError(EEXIST, "comes with the product", str(shipped))
    folder = folder or plans / plan.id
    folder.mkdir(parents=True)
    (folder / plan.source).write_text(read_source(path), encoding="utf-8")
    head = {"id": plan.id, "name": "", "place": plan.place, "names": []}
    data = head | plan.model_dump(mode="json", exclude_defaults=True)
    files = {"plan": data, "questions": {}, "targets": [], "terms": []}
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
