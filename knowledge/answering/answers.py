"""The answer to a question, with the sentences it stands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from zlib import crc32

from knowledge.schema import Cell, Target, Term, counts_rows, heading_of

IN_FULL = frozenset({"section", "document", "plans"})
"""The kinds of answers of which every sentence is shown."""

Outcome = Literal["answer", "choices", "not_in_plan", "report", "track", "smalltalk"]


@dataclass(frozen=True)
class Citation:
    """A sentence of a plan and where it stands; `quote` is verbatim.

    `source` is what the plan is called, and empty where there is only one. A row of a table has
    `cells`, and in `under` the lines and rows above that head it: it is shown with its headings.
    """

    plan: str
    item: str
    section: str
    heading: str
    quote: str
    source: str = ""
    cells: tuple[Cell, ...] = ()
    under: tuple[str, ...] = ()

    @property
    def key(self) -> int:
        """Return a number by which a sentence that was shown is known again."""
        return crc32(f"{self.plan} {self.item} {self.quote}".encode())

    @property
    def row(self) -> str:
        """Return the heading of the row: its first cell in words."""
        return heading_of(self.cells)

    @property
    def columns(self) -> tuple[Cell, ...]:
        """Return the other cells that say something: no number of the row, no dash."""
        return tuple(
            cell
            for cell in self.cells
            if cell.text != self.row
            and any(map(str.isalnum, cell.text))
            and not counts_rows(cell.column)
            and (cell.column or not cell.text.rstrip(".").isdigit())
        )


@dataclass(frozen=True)
class Fact:
    """A fact about a document that none of its lines says: its `number`, `issuer`, the day it was
    `issued`, its `signer`, since when it is in `effect`. `value` is None where it is not known."""

    kind: str
    value: str | date | None
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to a question, for a template to tell.

    * `kind` says more of the outcome: an `answer` is a `figure`, `compare`, `responsible`,
      `task`, `yes_no`, `section`, `document` or `passage`; `not_in_plan` gives what was asked for
      and is not there (`money`, `person`, `when`, …), or `elsewhere`, `outside`, `against`,
      `period`, `not_compared`, `unwritten`, `weak`, `place`, `which_place`, `unread`, `no_plan`
      where none is for this city, or `term` when a word is to be explained that the plan uses
      and does not define; `smalltalk` is `greeting`, `thanks`, `bye`, `yes`, `help`, `unclear` or
      `no_more`.
    * `citations`: the sentences that answer, best first. `nearest`: what comes closest where
      none answers. `choices` are told apart by their citations.
    * `further`: what is told when somebody asks whether there is more.
    * `facts`: what is asked of a document and no line of it says.
    * `targets`: the figures asked for, earliest period first; `beside`: the same in the other
      periods.
    * `difference`: of a comparison, the least and the most by which the measure changes, in its
      unit; None where there is no one such figure.
    * `untold`: what is asked for besides (`when`, `until`, `count`, `who`) and the sentence that
      answers does not tell; None where there is no such thing.
    * `terms`: words of the question that can be explained; the explanation is ours.
    * `places`: those a question may mean that names one of several with the same name
      (`which_place`), or the one whose plan cannot be read (`unread`); those it names and no
      sentence cited does, which makes it no answer (`place`), or one for all of the city.
    * `why`: how it was decided, in order, for `ask --explain`.
    """

    outcome: Outcome
    kind: str
    citations: tuple[Citation, ...] = ()
    further: tuple[Citation, ...] = ()
    facts: tuple[Fact, ...] = ()
    targets: tuple[Target, ...] = ()
    beside: tuple[Target, ...] = ()
    difference: tuple[Decimal, Decimal] | None = None
    untold: str | None = None
    terms: tuple[Term, ...] = ()
    nearest: tuple[Citation, ...] = ()
    score: float = 0.0
    places: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Citation, ...]:
        """Return the sentences that people see: all of a list, else the first."""
        in_full = self.targets or self.kind in IN_FULL or self.outcome == "choices"
        return self.citations if in_full else self.citations[:1]


def of_several(citations: Iterable[Citation], most: int, why: tuple[str, ...]) -> Answer:
    """Return the answer of several sentences, each once; those over `most` are told on asking."""
    every = tuple(dict.fromkeys(citations))
    return Answer("answer", "section", every[:most], every[most:], score=1.0, why=why)
