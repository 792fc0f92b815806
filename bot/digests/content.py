"""What a digest says, as figures: one object from which every form of it is made.

It holds keys of city.yaml and numbers. The one thing in it that somebody wrote are questions no
plan answers, and these are masked: no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.digests import list_queries as digest_lists
from bot.digests.period import Period
from bot.digests.queries import Scope
from bot.questions.count_queries import Asked

MOST_ITEMS = 20
"""How many of the plan's items are named."""
MOST_QUESTIONS = 20
"""How many of the questions no plan answers are named."""
MOST_ASKED_ITEMS = 20
"""How many of the items that answered are named."""


@dataclass(frozen=True)
class Compared:
    """A count in the period, and in the one before."""

    now: int = 0
    before: int = 0

    @property
    def change(self) -> str:
        """The difference with its sign: `+3`, `−2`, or `=`."""
        difference = self.now - self.before
        if difference == 0:
            return "="
        return f"+{difference}" if difference > 0 else f"−{-difference}"


MOST_LISTED = 500
"""How many cases of a list are read; its counts are always of all."""
WHYS = digest_lists.WHYS
"""Why a report is listed, the most pressing first. `disputed`: called resolved, and the reporter
says it is not; `waiting`: for the reporter's answer."""


@dataclass(frozen=True)
class Case:
    """An open report that is listed.

    `why` are all reasons that hold for it, in the order of `WHYS`; `days` belong to the first:
    calendar days past the deadline (overdue), to the deadline (due_soon), or since it came to be
    so. `place` are the reporter's words for it, masked.
    """

    code: str
    category: str
    area: str | None
    agency: str
    place: str
    status: str
    why: tuple[str, ...]
    days: int
    deadline: date
    urgent: bool = False


@dataclass(frozen=True)
class Listing:
    """The open reports listed for one reason.

    `count` is complete: of all for which the reason holds. `first` of them have no more pressing
    reason and belong in this list; `cases` are these, as far as they were read.
    """

    why: str
    count: int
    first: int
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Speed:
    """How fast reports were answered, for an agency or an area (`key`).

    `answered` in the period; `due` in it, closed or not, and of these `in_time`: by the deadline.
    `median` and `ninetieth` are working days by nearest rank; None where none was counted yet.
    """

    key: str | None
    answered: int
    due: int
    in_time: int
    median: int | None
    ninetieth: int | None


@dataclass(frozen=True)
class Cell:
    """A square of the map grid (`CELL` degrees) by its centre, WGS 84: no report's own position.

    `received` came in the period, `open` are so now; `category` is the one most of them have.
    """

    latitude: float
    longitude: float
    received: int
    open: int
    category: str
    area: str | None = None


CELL = 0.002
"""Degrees of latitude and longitude, about 200 m."""
MOST_CELLS = 2_000
"""How many squares are drawn, those with the most reports first."""
GATHER = 3
"""So many reports of the period in one square are a cluster."""


@dataclass(frozen=True)
class PlanItem:
    """How many reports of the period bear on an item of the plan, and how many of them are done."""

    id: str
    topics: tuple[str, ...]
    count: int
    done: int = 0


@dataclass(frozen=True)
class Questions:
    """What became of questions no plan answers, and what people thought of answers.

    `most`: those that came most often in the period, of `groups` different ones that others may
    read, for three people asked them or who did wanted them sent on. `sent` on to an
    agency in the period, `answered` and `declined` by it in the period; `waiting` as of `made_at`.
    """

    most: tuple[Asked, ...] = ()
    groups: int = 0
    sent: int = 0
    answered: int = 0
    declined: int = 0
    waiting: int = 0
    up: int = 0
    down: int = 0

    @property
    def passed_on(self) -> bool:
        """Whether anything was sent on or answered, or waits."""
        return bool(self.sent or self.answered or self.declined or self.waiting)


@dataclass(frozen=True)
class AskedItem:
    """An item of a plan, and how often it was the answer in the period."""

    plan: str
    item: str
    topics: tuple[str, ...]
    times: int


@dataclass(frozen=True)
class Then:
    """What was open before the period began, where the one before ended: as `Content` has it now.

    `listed`: for how many each reason held. `questions` waited for an answer.
    """

    open: Mapping[str, int]
    open_by_agency: Mapping[str, int]
    overdue_by_agency: Mapping[str, int]
    listed: Mapping[str, int]
    questions: int = 0


@dataclass(frozen=True)
class Content:
    """A digest's figures.

    `reached`: reports that came to a status. `areas` (None: not known) and `categories`: reports
    that came in, the most first. `answered`: resolved or rejected. `due`: whose deadline
    fell into the period or had passed before it, closed or not; `in_time`: of these, answered by
    the deadline. `open` (by status), `open_by_agency`, `overdue_by_agency`
    and `listings` are as of `made_at`, `then` is what they were where the period began; None
    where nothing is compared.
    `unanswered`: questions the plan did not answer; None where the reader is an agency, whose
    `questions` are those sent on to it.
    """

    scope: Scope
    period: Period
    before: Period
    made_at: datetime
    reached: Mapping[str, Compared]
    areas: Mapping[str | None, Compared]
    categories: Mapping[str, Compared]
    answered: Compared
    due: Compared
    in_time: Compared
    open: Mapping[str, int]
    overdue_by_agency: Mapping[str, int]
    items: tuple[PlanItem, ...]
    unanswered: Compared | None
    questions: Questions = Questions()
    listings: tuple[Listing, ...] = ()
    disputed: Compared = Compared()
    supporters_reminders: Compared = Compared()
    by_agency: tuple[Speed, ...] = ()
    by_area: tuple[Speed, ...] = ()
    cells: tuple[Cell, ...] = ()
    asked_items: tuple[AskedItem, ...] = ()
    open_by_agency: Mapping[str, int] = field(default_factory=dict)
    then: Then | None = None

    def came_to(self, status: str) -> Compared:
        """How many reports came to a status; 0 where none did."""
        return self.reached.get(status, Compared())

    @property
    def open_count(self) -> int:
        """How many reports are open."""
        return sum(self.open.values())

    @property
    def overdue_count(self) -> int:
        """How many open reports are past their deadline."""
        return sum(self.overdue_by_agency.values())

    def listed(self, why: str) -> Compared:
        """For how many open reports a reason holds, and for how many it did."""
        now = sum(listing.count for listing in self.listings if listing.why == why)
        return Compared(now, self.then.listed.get(why, 0) if self.then else 0)

    @property
    def opened(self) -> Compared:
        """How many reports are open, and were."""
        return Compared(self.open_count, sum(self.then.open.values()) if self.then else 0)

    @property
    def gone(self) -> tuple[str, ...]:
        """The reasons that held for some report, and hold for none any more."""
        counts = ((why, self.listed(why)) for why in WHYS)
        return tuple(why for why, count in counts if count.before and not count.now)

    @property
    def clusters(self) -> tuple[Cell, ...]:
        """Where the period's reports gather, the most first."""
        gathered = [cell for cell in self.cells if cell.received >= GATHER]
        return tuple(sorted(gathered, key=lambda cell: -cell.received))

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in the period and nothing waits to be done.

        An agency is told what is its to do; what it has taken on and is not due soon is not.
        """
        if self.scope.agency is None:
            return not (self.happened or self.open or self.questions.passed_on)
        untaken = any(self.open.get(status) for status in ("new", "forwarded", "reopened"))
        return not (self.listings or untaken or self.questions.waiting)

    @property
    def happened(self) -> bool:
        """Whether anything happened in the period, whatever waits to be done."""
        moved = any(count.now for count in self.reached.values())
        asked = self.unanswered is not None and self.unanswered.now > 0
        passed = self.questions.sent or self.questions.answered or self.questions.declined
        return bool(moved or asked or passed)
