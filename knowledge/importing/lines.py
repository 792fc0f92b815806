"""The lines of a document as a file is read: text, rows of tables, notes, page numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is to do."""

KINDS = (".docx", ".pdf", ".doc", ".odt", ".rtf", ".txt")
"""The kinds of files that are read."""
PICTURE, HIDDEN, EMBEDDED = "a picture", "hidden text", "an embedded document"
LETTERS = "letters of an unknown font"
"""Why something in a document was not read."""
LEFT_OUT = (PICTURE, HIDDEN)
"""Of these, what a plan is whole without."""
Reason = Literal[
    "kind", "damaged", "password", "bomb", "scan", "letters", "needs_office", "office_failed",
    "no_text", "too_long",
]  # fmt: skip


class Unreadable(ValueError):
    """A file cannot be read; the message is one sentence that says what to do instead."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


class SourceCell(NamedTuple):
    """A cell of a table: its text, how many columns it spans, and whether it is a part of the one
    above (`down`)."""

    text: str
    span: int = 1
    down: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the document, which is a line of `source.txt` too."""

    text: str
    kind: Literal["text", "row", "note", "page", "unread"] = "text"
    """`page` is what a printer adds (page numbers, running heads); `unread` says what was not
    read, and `why`."""
    table: int = 0
    """The rows of one table have the same number, from 1."""
    cells: tuple[SourceCell, ...] = ()
    header: bool = False
    """A row that the document itself marks as a heading."""
    heading: bool = False
    """A paragraph that looks like a heading: in bold, or of a heading's style."""
    why: str = ""
    of: str = ""
    """The row in one of whose cells a note is."""


def row_line(cells: tuple[SourceCell, ...], table: int, header: bool = False) -> Line:
    """Return the row of a table as a line: its cells with ` | ` between."""
    text = " | ".join("" if cell.down else cell.text for cell in cells)
    return Line(text, "row", table, cells, header)
