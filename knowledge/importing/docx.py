"""Reads a Word file into lines: paragraphs with Word's own numbers, rows of tables, notes.

Tracked changes are read as accepted; content controls, text boxes and nested tables are read like
any other text. Only what is read is unpacked, and never more than a plan can hold.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from knowledge.importing.lines import (
    EMBEDDED,
    HIDDEN,
    PICTURE,
    Line,
    SourceCell,
    Unreadable,
    row_line,
)
from knowledge.importing.markers import marker_of
from knowledge.importing.word_numbers import Numbers, W, is_set, value_of
from knowledge.importing.word_text import BREAK, GONE, OUTSIDE, Texts, is_hidden, style_of

LONGEST_PART = 64 * 2**20
"""Bytes of one part of the file, unpacked: 400 pages have about 10 million."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a file begins with that Word has locked with a password, or that is a .doc."""

_DAMAGED = (zipfile.BadZipFile, ElementTree.ParseError, zlib.error, KeyError, EOFError,
            RuntimeError, NotImplementedError)  # fmt: skip
_PICTURES = ("}imagedata", "}OLEObject")
_DRAWN = ("/picture", "/chart", "/diagram")
"""What has words that cannot be read: by the end of its tag, or by the kind of its drawing."""
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_MATTER = re.compile(
    r"CỘNG\s+H[OÒ][AÀ]\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT|Độc\s+lập\s*-|^\s*Số\s*:|Nơi\s+nhận"
    r"|^\s*(?:TM|T/M|KT|Q)\.?\s+(?:ỦY|UỶ|CHỦ|BAN|HĐND)|^\s*(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ"
    r"|CHỦ TOẠ|CHỦ TỌA)\s*$",
    re.MULTILINE,
)  # fmt: skip


def docx_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a Word file; raises `Unreadable` for what is none."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise Unreadable(
                "password",
                f"{path.name} is locked by a password, or is a .doc: open it in Word, take the "
                "password off, and save it as .docx",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {
                name: _part(archive, name, path.name)
                for name in ("document", "numbering", "styles", "footnotes", "endnotes")
            }
            margins = [
                _part(archive, Path(name).stem, path.name)
                for name in sorted(filter(_MARGINS.fullmatch, archive.namelist()))
            ]
    except _DAMAGED as error:
        raise Unreadable(
            "damaged",
            f"{path.name} is not a Word document, or is cut off or damaged: open it in Word and "
            "save it again as .docx",
        ) from error
    texts = Texts(parts["styles"], parts["document"])
    yield from _Reader(parts, texts).lines()
    yield from _margin_lines(margins, texts)


def _margin_lines(margins: list[Element], texts: Texts) -> Iterator[Line]:
    """Yield what stands at the edges of every page, each line once; a page's number is none."""
    lines = (texts.of(p).strip() for margin in margins for p in margin.iter(f"{W}p"))
    for text in dict.fromkeys(lines):
        if re.search(r"[^\W\d]{2}", re.sub(r"(?i)\btrang\b", "", text)):
            yield Line(text, "page")


def _part(archive: zipfile.ZipFile, name: str, file: str) -> Element:
    """Return a part of the file; an empty one where it has none, but a document it must have."""
    if name != "document" and f"word/{name}.xml" not in archive.namelist():
        return Element(name)
    with archive.open(f"word/{name}.xml") as part:
        data = part.read(LONGEST_PART + 1)
    # Entities made of entities unpack to gigabytes ("billion laughs"); Word writes none.
    if len(data) > LONGEST_PART or b"<!DOCTYPE" in data[:1000] or b"<!ENTITY" in data:
        raise Unreadable(
            "bomb",
            f"{file} unpacks to more than a plan can hold and was not read: open it in Word and "
            "save its text as a new .docx",
        )
    return ElementTree.fromstring(data)  # noqa: S314 - no entities, and bounded


class _Reader:
    """Reads the blocks of a document in order."""

    def __init__(self, parts: dict[str, Element], texts: Texts) -> None:
        self._texts = texts
        self._body = parts["document"].find(f"{W}body")
        self._numbers = Numbers(parts)
        self._notes = _notes(parts, texts)
        self._headings, self._contents = _named_styles(parts["styles"])
        self._tables = 0
        self._behind: list[Line] = []
        """The notes and pictures in the cells of a table, which come behind it."""
        self._waiting = ""
        """A paragraph whose end was deleted: the next one goes on with it."""

    def lines(self) -> Iterator[Line]:
        """Yield every line of the body."""
        if self._body is not None:
            yield from self._blocks(self._body)

    def _blocks(self, parent: Element) -> Iterator[Line]:
        for block in parent:
            if block.tag in GONE:
                continue
            if block.tag == f"{W}p":
                yield from self._paragraph(block)
            elif block.tag == f"{W}tbl":
                yield from self._table(block)
            elif block.tag == f"{W}altChunk":
                yield Line("[văn bản nhúng, không đọc được]", "unread", why=EMBEDDED)
            elif _is_contents(block):
                yield from (Line(line.text, "page") for line in self._blocks(block))
            else:  # content controls, inserted blocks, custom XML: what is in them
                yield from self._blocks(block)

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        text = self._texts.broken(paragraph)
        number = self._numbers.before(paragraph)  # an empty paragraph counts, as it does in Word
        line = f"{self._waiting}{number}{text}" if text.strip() else self._waiting
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._waiting = line
            return
        self._waiting = ""
        if style_of(paragraph) in self._contents:
            yield Line(line.replace(BREAK, " ").strip(), "page")
            return
        heading = self._is_heading(paragraph)
        yield from (Line(part, heading=heading) for part in _parts(line))
        if hidden := "".join(_hidden(paragraph)).strip():
            yield Line(hidden, "unread", why=HIDDEN)
        for _ in _within(paragraph, _is_picture):
            yield Line("[hình, không đọc được chữ trong hình]", "unread", why=PICTURE)
        for element in paragraph.iter():
            if note := self._notes.get((element.tag, element.get(f"{W}id", ""))):
                yield Line(note, "note")
        for box in _within(paragraph, lambda element: element.tag == f"{W}txbxContent"):
            yield from self._blocks(box)

    def _is_heading(self, paragraph: Element) -> bool:
        if style_of(paragraph) in self._headings:
            return True
        runs = [run for run in paragraph.iter(f"{W}r") if self._texts.of(run).strip()]
        return bool(runs) and all(is_set(run.find(f"{W}rPr/{W}b")) for run in runs)

    def _table(self, table: Element) -> Iterator[Line]:
        rows = list(_own(table, f"{W}tr"))
        cells = [list(_own(row, f"{W}tc")) for row in rows]
        words = "\n".join(
            self._texts.of(p) for row in cells for cell in row for p in cell.iter(f"{W}p")
        )
        widest = max(map(len, cells), default=0)
        # A letterhead and signatures are set in a table without lines, which is none to a reader.
        if widest == 1 or (widest <= 3 and len(rows) <= 8 and _MATTER.search(words)):
            yield from self._laid_out(cells)
            return
        self._tables += 1
        number = self._tables
        for row, row_cells in zip(rows, cells, strict=True):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            noted = len(self._behind)
            line = row_line(tuple(map(self._cell, row_cells)), number, header)
            self._behind[noted:] = [replace(note, of=line.text) for note in self._behind[noted:]]
            yield line
        yield from self._behind
        self._behind = []

    def _laid_out(self, cells: list[list[Element]]) -> Iterator[Line]:
        """Yield the lines of a table that only puts text side by side, column by column."""
        for column in range(max(map(len, cells), default=0)):
            for row in cells:
                if column < len(row):
                    yield from self._blocks(row[column])

    def _cell(self, cell: Element) -> SourceCell:
        span = int(value_of(cell, "tcPr/gridSpan") or 1)
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        down = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        lines = [line for line in self._blocks(cell) if line.text.strip()]
        words = " ".join(line.text for line in lines if line.kind in ("text", "row"))
        self._behind += [line for line in lines if line.kind not in ("text", "row")]
        return SourceCell(" ".join(words.split()), max(span, 1), down)


def _own(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table, or the cells of a row, also where a control holds them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in GONE and child.tag not in (f"{W}tc", f"{W}tbl"):
            yield from _own(child, tag)


_LETTERHEAD = re.compile(r"\s*Số\s*:")
"""The number of a document, below who issued it."""


def _parts(line: str) -> list[str]:
    """Return a paragraph in the lines that begin with a number or bullet behind a line break; a
    letterhead in all its lines."""
    pieces, parts = line.split(BREAK), [""]
    if pieces[0].isupper() and any(_LETTERHEAD.match(piece) for piece in pieces[1:]):
        return [piece.strip() for piece in pieces]
    for piece in pieces:
        if parts[-1].strip() and marker_of(piece.strip()):
            parts.append(piece.strip())
        else:
            parts[-1] = f"{parts[-1]} {piece}" if parts[-1] else piece
    return [part if part.strip() else "" for part in parts]


def _hidden(paragraph: Element) -> Iterator[str]:
    """Yield the text of a paragraph that Word does not show."""
    for run in paragraph.iter(f"{W}r"):
        if is_hidden(run):
            yield from (text.text or "" for text in run.iter(f"{W}t"))


def _within(element: Element, is_wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """Yield the pictures or the text boxes of a paragraph, each once."""
    for child in element:
        if is_wanted(child):
            yield child
        elif child.tag not in OUTSIDE:
            yield from _within(child, is_wanted)


def _is_picture(element: Element) -> bool:
    return element.tag.endswith(_PICTURES) or element.get("uri", "").endswith(_DRAWN)


def _notes(parts: dict[str, Element], texts: Texts) -> dict[tuple[str, str], str]:
    """Return the footnotes and then the endnotes by what refers to them, each as `[1] …`."""
    notes: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        for note in parts[f"{kind}s"].iter(f"{W}{kind}"):
            words = " ".join(" ".join(texts.of(p) for p in note.iter(f"{W}p")).split())
            if words and note.get(f"{W}type") in (None, "normal"):
                reference = f"{W}{kind}Reference", note.get(f"{W}id", "")
                notes[reference] = f"[{len(notes) + 1}] {words}"
    return notes


def _is_contents(block: Element) -> bool:
    """Return whether a content control holds Word's own table of contents."""
    return value_of(block, "sdtPr/docPartObj/docPartGallery") == "Table of Contents"


def _named_styles(styles: Element) -> tuple[set[str], set[str]]:
    """Return the ids of the styles of headings, and of those of a table of contents."""
    headings: set[str] = set()
    contents: set[str] = set()
    for style in styles.iter(f"{W}style"):
        style_id, called = style.get(f"{W}styleId", ""), value_of(style, "name").lower()
        if style.find(f"{W}pPr/{W}outlineLvl") is not None or called.startswith("heading"):
            headings.add(style_id)
        if called.startswith("toc "):
            contents.add(style_id)
    return headings, contents
