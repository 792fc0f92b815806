"""Reads a file of any kind that offices use into lines, in Unicode, or says why it cannot."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from knowledge.importing.doc import as_docx
from knowledge.importing.docx import docx_lines
from knowledge.importing.letters import mended, turn_for
from knowledge.importing.lines import KINDS, LETTERS, Line, Progress, Unreadable, row_line
from knowledge.importing.text import text_lines

LARGEST = 64 * 2**20
"""Bytes of a file that is read at all; 400 pages with pictures have about 20 million."""


def silent(done: int, of: int) -> None:
    """Show no progress."""


def read_lines(path: Path, progress: Progress = silent) -> tuple[Line, ...]:
    """Return the lines of a file; raises `Unreadable`, or `OSError` where there is none."""
    if path.stat().st_size > LARGEST:
        raise Unreadable(
            "too_long",
            f"{path.name} has more than {LARGEST // 2**20} MB: save it without its pictures",
        )
    lines = list(_lines(path, progress))
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        raise Unreadable("no_text", f"{path.name}: no heading or paragraph was found in it")
    turn = turn_for(text, path.name)
    return tuple(_turned(line, turn) for line in lines)


def _lines(path: Path, progress: Progress) -> Iterator[Line]:
    kind = path.suffix.lower()
    if kind == ".txt":
        yield from text_lines(path)
    elif kind == ".docx":
        yield from docx_lines(path)
    elif kind == ".pdf":
        from knowledge.importing.pdf import pdf_lines  # pdfplumber is slow to load

        yield from pdf_lines(path, progress)
    elif kind in KINDS:
        with as_docx(path) as converted:
            yield from docx_lines(converted)
    else:
        raise Unreadable(
            "kind",
            f"{path.name}: only .docx, .pdf, .doc and .txt can be imported; save it as one of them",
        )


def _turned(line: Line, turn: Callable[[str], str]) -> Line:
    """Return a line in Unicode; one whose letters stay strange is listed as not read."""
    text = turn(line.text.replace("\n", " "))
    if (readable := mended(text)) is None:
        return Line(text, "unread", why=LETTERS)
    cells = tuple(cell._replace(text=turn(cell.text)) for cell in line.cells)
    if readable != text:
        cells = tuple(cell._replace(text=mended(cell.text) or cell.text) for cell in cells)
        readable = row_line(cells, 0).text if cells else readable
    return replace(line, text=readable, cells=cells, of=turn(line.of))
