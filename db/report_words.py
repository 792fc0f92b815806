"""The words of reports as an index, kept in step with the reports in the same flush.

A table of its own on either database: a full-text index of SQLite before 3.42 keeps deleted words
in its files, a row that is deleted is written over.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    event,
    insert,
    inspect,
    literal,
)
from sqlmodel import Session, col, select

from db.models_reports import Report, ReportWord

LONGEST_WORD = 30
"""Letters of a word that are kept."""
RARE = 1000
"""Reports: a word that fewer have is looked up, of others the latest reports are looked through."""
SHORT = 4
"""Letters from which a word that is typed with its marks may go on."""
_INDEXED = ("description", "place", "unit_reported")
_WORD = re.compile(r"[^\W_]+")
_AFTER = "z" * 8
"""What no word goes on with: words between one and the same with this begin with it."""

_DELETE = delete(ReportWord).where(col(ReportWord.report_id) == bindparam("of"))
_INSERT = insert(ReportWord)


def words_of(text: str) -> list[str]:
    """Return the different words of a text, in lower case and without marks, đ as d."""
    apart = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return sorted({word[:LONGEST_WORD] for word in _WORD.findall(bare)})


class Sought(NamedTuple):
    """A word that is looked for: others may go on after it, unless it `is_whole`."""

    word: str
    is_whole: bool

    def fits(self, word: str) -> bool:
        """Return whether a word is the one looked for."""
        return word == self.word if self.is_whole else word.startswith(self.word)


def sought(text: str) -> list[Sought]:
    """Return the words that a search is for; a short one with its marks is whole: hồ, no Hoàng."""
    typed = dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text.lower())))
    return [
        Sought(bare, len(bare) < SHORT and bare != word)
        for word in typed
        for bare in words_of(word)
    ]


def has(text: str, search: str) -> bool:
    """Return whether a text has every word of a search."""
    words = words_of(text)
    return all(any(part.fits(word) for word in words) for part in sought(search))


def conditions(session: Session, text: str) -> list[ColumnElement[bool]]:
    """Return the conditions that a report has words that begin with those of a text.

    A rare word makes a short list of reports; without one, each report is looked up by its words.
    """
    starts = [part for part in sought(text) if part.word.isascii()]
    for part in starts:
        reports = session.exec(_reports_with(part).limit(RARE)).all()
        if len(reports) < RARE:
            return [col(Report.id).in_(reports)]
    own = [_fits(part) & (col(ReportWord.report_id) == col(Report.id)) for part in starts]
    return [select(literal(1)).select_from(ReportWord).where(has).exists() for has in own]


def _fits(part: Sought) -> ColumnElement[bool]:
    last = part.word if part.is_whole else part.word + _AFTER
    return col(ReportWord.word).between(part.word, last)


def _reports_with(part: Sought) -> Any:
    return select(ReportWord.report_id).where(_fits(part))


def _store(connection: Connection, report: Report) -> None:
    words = words_of(" ".join(getattr(report, name) or "" for name in _INDEXED))
    if words:
        rows: Sequence[dict[str, Any]] = [{"word": word, "report_id": report.id} for word in words]
        connection.execute(_INSERT, rows)


@event.listens_for(Report, "after_insert")
def _inserted(_: object, connection: Connection, report: Report) -> None:
    _store(connection, report)


@event.listens_for(Report, "after_update")
def _updated(_: object, connection: Connection, report: Report) -> None:
    state: Any = inspect(report)
    if any(state.attrs[name].history.has_changes() for name in _INDEXED):
        connection.execute(_DELETE, {"of": report.id})
        _store(connection, report)


@event.listens_for(Report, "before_delete")
def _deleted(_: object, connection: Connection, report: Report) -> None:
    connection.execute(_DELETE, {"of": report.id})
