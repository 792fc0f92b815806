"""The parts of a plan: sections, items, targets, terms. Everything is frozen and checked."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.vietnamese.text import fold

UNDATED = "không nêu năm"
"""The period of a figure for which a plan says none."""
LONGEST_QUOTE = 650
"""Characters. A quote is a sentence; the longest of the first plan has 618."""

Bound = Literal["about", "at_least", "at_most", "over", "under", "exactly", "range", "words"]
"""How a figure is meant; `words` is a goal that is stated without a number.

`over` and `under` leave the figure itself out (trên, dưới), `at_least` and `at_most` do not.
"""
Tells = Literal["when", "until", "where", "unit", "count", "which", "money", "paperwork", "penalty"]
"""What a quote tells beyond what is to be done: only then is such a question answered from it."""


class Data(BaseModel):
    """Base of what is read from the knowledge files: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SentenceQuestions(Data):
    """How residents ask for one sentence of an item. `quote` counts the sentences from 1."""

    quote: int = Field(ge=1)
    tells: tuple[Tells, ...] = ()
    ask: tuple[str, ...]


class Cell(Data):
    """A cell of a table's row, in its own words, under the heading of its column."""

    text: str
    column: str = ""
    """The heading of its column, from the top header row down: `Thời gian: Hoàn thành`."""
    lent: bool = False
    """It stands in a row above, and its cell reaches down into this row."""


def counts_rows(column: str) -> bool:
    """Return whether a column that is headed so only counts the rows."""
    return fold(column).replace(" ", "").strip(".") in {"tt", "stt", "sott", "sothutu"}


def heading_of(cells: Iterable[Cell]) -> str:
    """Return the heading of a table's row, its first cell in words; empty for no row."""
    in_words = (
        c.text for c in cells if not c.lent and re.search(r"(?![IVX]+\.?$)[^\W\d]{2}", c.text)
    )
    return next(in_words, "").lstrip("-–+•· ")


class Item(Data):
    """A numbered (or bulleted) paragraph of the plan, the smallest thing with an id.

    `text` is the source's line without its bullet; `quotes` are its sentences, in order, and
    joined by spaces they are the text again. `lines` are line numbers of the source, from 1.
    A table's row is an item too: it has `cells`, and is shown with their headings.
    """

    id: str
    lines: tuple[int, ...]
    text: str
    quotes: tuple[str, ...]
    topics: tuple[str, ...] = ()
    who: str = ""
    """Who is responsible, in the plan's own words; empty where the item names nobody."""
    under: tuple[str, ...] = ()
    """What lends it its words, from the top down, verbatim: the lines above it that end in ":"
    (`- Xây dựng mới các công viên:` over its "+" lines), the captions and group rows of a table."""
    period: str = ""
    """The time that a heading or a line above it sets for it, in the plan's words."""
    cells: tuple[Cell, ...] = ()
    asked: tuple[SentenceQuestions, ...] = ()

    @property
    def row(self) -> str:
        """Return the heading of a table's row, its first cell in words; empty for no row."""
        return heading_of(self.cells)

    @property
    def questions(self) -> tuple[str, ...]:
        """Return every question written for the item, whichever of its sentences it asks for."""
        return tuple(question for entry in self.asked for question in entry.ask)


class Table(Data):
    """The headings of the rows of a table, which are items: its header rows and its group rows."""

    lines: tuple[int, ...]
    columns: tuple[str, ...]
    groups: tuple[str, ...] = ()


class Section(Data):
    """A part of the plan under its own number (`II.2.2`); what has no number has its name."""

    number: str
    heading: str = ""
    lines: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    who: str = ""
    """The office its heading names, in the heading's words: the doer of all that stands in it."""
    period: str = ""
    """The time its heading sets for all that stands in it: `đến năm 2030`."""
    tables: tuple[Table, ...] = ()
    items: tuple[Item, ...] = ()
    sections: "tuple[Section, ...]" = ()


class Target(Data):
    """A figure the plan sets. `said` is the plan's wording of it: `khoảng 6 - 8m2`."""

    id: str
    measure: str
    """Equal for the targets that measure the same in different periods."""
    name: str
    aliases: tuple[tuple[str, ...], ...] = ()
    """Each a set of words or phrases which, all in one question, mean this measure."""
    called: tuple[str, ...] = ()
    """What names this measure beside another one that is asked for."""
    unless: tuple[str, ...] = ()
    """Phrases with which a question means something else: trees to be planted, flats to let."""
    unit: str = ""
    period: str
    first_year: int
    last_year: int
    low: float | None = None
    high: float | None = None
    bound: Bound
    said: str
    item: str
    quote: str

    @property
    def is_dated(self) -> bool:
        """Return whether the plan says what time it is for."""
        return self.period != UNDATED

    @property
    def shown(self) -> str:
        """Return the plan's wording made easy to read: `đạt khoảng 6 - 8 m²`; a mere number, as
        it stands in a table, with its unit."""
        bare = not re.search(r"[^\W\d]|%", self.said)
        return re.sub(r"(?<=\d)\s?m2\b", " m²", f"{self.said} {self.unit}" if bare else self.said)

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the numbers as the plan writes them, with a decimal comma: `("29,1",)`."""
        ends = (self.low,) if self.low == self.high else (self.low, self.high)
        return tuple(f"{end:.15g}".replace(".", ",") for end in ends if end is not None)


class Term(Data):
    """A word the plan uses, explained. The explanation is ours and never the plan's text."""

    word: str
    aliases: tuple[str, ...] = ()
    means: str
    stands_for: str = ""
    """The words of the plan that it is short for, where the plan itself says so."""

    def is_made_in(self, text: str) -> bool:
        """Return whether a text says what this abbreviation stands for."""
        return bool(self.stands_for) and self.stands_for in text and f"{self.word})" in text


class Example(Data):
    """A question that somebody put right, and the sentence that answers it.

    `quote` is None where the plan has no answer; `item` tells apart places with the same sentence.
    """

    question: str
    quote: str | None = None
    item: str = ""


class Basis(Data):
    """A document the plan carries out; a law has no number of its own in most plans."""

    number: str
    issuer: str = ""
    issued: date | None = None
    name: str = ""
    """Its kind and what it is about, where the plan says so: `Luật Đường bộ`."""


class Illegible(Data):
    """A line of the source that could not be made sense of, and why."""

    line: int
    why: str


class Plan(Data):
    """One plan: where it comes from, its tree, its figures and its words."""

    id: str
    name: str = ""
    """What it is called in short, beside other plans."""
    place: Annotated[str, BeforeValidator(lambda written: written or "")] = ""
    """The place it is for, the smallest unit first: `phường Tân Phong, tỉnh Lai Châu`."""
    names: tuple[str, ...] = ()
    """What its place and the parts of it are called besides; who names one asks for this plan."""
    title: str
    title_lines: tuple[int, ...]
    issuer: str
    number: str | None = None
    """The document's own number; None where the source does not give it."""
    issued: date | None = None
    """The day it was issued; None where the source does not give it."""
    based_on: tuple[Basis, ...] = ()
    signed_at: str = ""
    """The place of the place-and-date line: `Đông Hạc`."""
    front_lines: tuple[int, ...] = ()
    """The lines of letterhead, number, date, what it is based on and the enacting words."""
    end_lines: tuple[int, ...] = ()
    """The lines of recipients, signatures, and closing words that only name the document."""
    front: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    """The words of the front and of the end lines, shown to who asks for number or signer."""
    page_lines: tuple[int, ...] = ()
    """The lines that a printer adds: page numbers and running heads."""
    unread: tuple[Illegible, ...] = ()
    examples: tuple[Example, ...] = ()
    first_year: int
    last_year: int
    outlook_year: int | None = None
    dated: bool = True
    """Whether its title or who confirmed it says the years; else they are those of its text."""
    source: str
    sha256: str
    sections: tuple[Section, ...]
    general: str | None = None
    """The item that says who sees to all that names nobody of its own."""
    links: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Report category -> the items it bears on."""
    targets: tuple[Target, ...] = ()
    terms: tuple[Term, ...] = ()

    def loaded(self) -> "Plan":
        """Return the plan with all its parts."""
        return self

    @property
    def year_issued(self) -> int | None:
        """Return the year it was issued, which is that of its dates without a year."""
        return self.issued.year if self.issued else None

    @property
    def called(self) -> str:
        """Return its short name; where it has none the place it is for, or else its title."""
        return self.name or self.place or self.title

    @property
    def called_with_day(self) -> str:
        """Return the same with the day it was issued, which tells the newer of two plans."""
        return f"{self.called}, ngày {self.issued:%d/%m/%Y}" if self.issued else self.called
