"""The slots of a sentence: typed, frozen, each with the words it was read from.

    Slots
      figures  Figure(said, low, high, bound, kind, unit, counts, change, baseline, period, …)
      times    Time(said, kind, first, last)      trước 30/6/2027 · quý III · hằng năm · 05 ngày
      doers    Doer(said, role)                   lead · with · pays · asked
      places   Place(said)                        đường Trần Oanh · ngã tư Cầu Sâng · xã Sùng Phài
      state    "planned" | "done" | "studied" | "forbidden" | "allowed"

`said`, `start` and `end` are always verbatim: `text[start:end] == said`, so that every slot is
proved against its sentence. What a slot takes from above its sentence (the period of a heading,
the office of a heading, the column of a cell) has `lent` set, and `start` is -1. Nothing is
stored: `knowledge.slots.read.slots_of(item, number)` reads the slots of a sentence again whenever
they are wanted, and `read_slots(text)` those of any text, a question among them.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.schema import Bound

FigureKind = Literal["share", "money", "count", "measure"]
"""A share of a whole (%), money, things counted (08 tuyến), or an amount in a unit (4,2 m2)."""

Change = Literal["", "rises", "falls"]
"""Whether the figure is by how much something changes: `giảm 30%`, `tăng thêm 12 tuyến`."""

TimeKind = Literal["by", "until", "in", "on", "from", "span", "every", "within"]
"""by: before an end (trước, chậm nhất); until: up to and with it (đến hết năm 2026); in: some time
in it (trong quý III, năm 2027); on: a day or an hour; from: a beginning (từ ngày …); span: from …
to …; every: comes again (hằng năm, mỗi tháng); within: so long after something (trong vòng 24 giờ).
"""
ENDS: frozenset[TimeKind] = frozenset({"by", "until", "in", "on", "span"})
"""The kinds of times until which, or on which, something is to be done."""

Role = Literal["lead", "with", "pays", "asked"]
"""lead: does it or sees to it; with: takes part (phối hợp với …); pays: whose money it is; asked:
is asked to do it (đề nghị …)."""

State = Literal["planned", "done", "studied", "forbidden", "allowed"]
"""done: is so already (đã …, hiện có …); studied: is to be looked into first (nghiên cứu, đề
xuất); forbidden: nghiêm cấm, không được …; allowed: được phép, chỉ được …; planned: all else."""


class Slot(BaseModel):
    """The base of all slots: the words it was read from, and where they stand in the sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: str
    start: int = -1

    @property
    def end(self) -> int:
        """Return where its words end in the sentence."""
        return -1 if self.lent else self.start + len(self.said)

    @property
    def lent(self) -> bool:
        """Return whether it stands above the sentence (a heading, a column) and not in it."""
        return self.start < 0


class Figure(Slot):
    """A number with what it is a number of: `ít nhất 08 tuyến phố` or `từ 12% lên 15,5%`."""

    low: float
    high: float
    """Equal to `low` but for a range; for `at_most` and `under` too it is the figure itself."""
    bound: Bound = "exactly"
    kind: FigureKind = "count"
    unit: str = ""
    """The unit or the word that is counted, as written: `%`, `m2/người`, `tỷ đồng`, `tuyến phố`."""
    counts: str = ""
    """The words that say what is counted or measured: `Tỷ lệ thu gom chất thải rắn sinh hoạt`."""
    change: Change = ""
    baseline: float | None = None
    """Where it starts: 12 in `từ 12% lên 15,5%`, when that is said."""
    period: str = ""
    """The time it is for, as written in the sentence or in what stands above it."""
    first_year: int | None = None
    last_year: int | None = None

    @property
    def amount(self) -> float:
        """Return the figure in single units: 4,6 tỷ đồng is 4.6e9, 1,5 triệu cây is 1.5e6."""
        words = self.unit.lower().split()
        scale = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
        return self.high * next((scale[word] for word in words[:1] if word in scale), 1.0)


class Time(Slot):
    """A date, a deadline, a span or a rhythm."""

    kind: TimeKind
    first: date | None = None
    last: date | None = None
    """The first and last day it may mean; a month, quarter or year has both. None where no day
    follows from the words (every, within), or no year is known."""


class Doer(Slot):
    """An office, a group or somebody, and what part they have: `said` is the name alone."""

    role: Role


class Place(Slot):
    """A street, square, school, ward or other place that is named."""


class Slots(BaseModel):
    """The figures, times, doers and places in one sentence or row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figures: tuple[Figure, ...] = ()
    times: tuple[Time, ...] = ()
    doers: tuple[Doer, ...] = ()
    places: tuple[Place, ...] = ()
    state: State = "planned"
    forms: frozenset[str] = frozenset()
    """What it gives by its form: contact, law, list, penalty, pays, paperwork."""
    formula: bool = False
    """It only names the document (`Trên đây là Kế hoạch …`), and answers nothing."""

    def by(self, role: Role) -> tuple[Doer, ...]:
        """Return those who have a part: `by("pays")`."""
        return tuple(doer for doer in self.doers if doer.role == role)

    @property
    def deadlines(self) -> tuple[Time, ...]:
        """Return the times by which something is to be done."""
        return tuple(time for time in self.times if time.kind in ENDS and time.last)

    @property
    def kinds(self) -> frozenset[str]:
        """Return what sorts of things it tells, for a gate to compare with what is asked.

        Of: figure share money count measure change baseline, when deadline every within, who
        with pays asked, where, contact law list penalty paperwork, and the state where it is not
        `planned`.
        """
        tells: set[str] = set()
        for figure in self.figures:
            tells |= {"figure", figure.kind}
            tells |= {"change"} if figure.change else set()
            tells |= {"baseline"} if figure.baseline is not None else set()
        for time in self.times:
            tells |= {"when", time.kind} & {"when", "every", "within"}
        tells |= {"deadline"} if self.deadlines else set()
        tells |= {"who" if doer.role == "lead" else doer.role for doer in self.doers}
        tells |= {"where"} if self.places else set()
        return frozenset(tells | self.forms | ({self.state} - {"planned"}))
