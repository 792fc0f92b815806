"""The figures of a digest: one object from which every form of it is made.

It holds keys of city.yaml and numbers. Free text in it (questions no plan answers, places) is
masked: no personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.core.chain import Head
from bot.digests.count_queries import Verdict
from bot.digests.list_queries import WHYS
from bot.digests.period import Period
from bot.digests.queries import Scope
from bot.oversight.summary import TargetFigures
from bot.questions.count_queries import QuestionCount, Reason

MOST_NAMED = 20
"""How many of the plan's items, of questions, of items that answered and of words why are named."""


@dataclass(frozen=True)
class Compared:
    """A count in the period, and in the one before."""

    now: int = 0
    before: int = 0

    @property
    def change(self) -> str:
        """Return the difference with its sign: `+3`, `−2`, or `=`."""
        difference = self.now - self.before
        return f"{difference:+}".replace("-", "−") if difference else "="


MOST_LISTED = 500
"""How many cases of a list are read; its counts are always complete."""


@dataclass(frozen=True)
class Case:
    """An open report that is listed.

    `why` are its reasons, in the order of `WHYS`; `days` belong to the first: calendar days past
    the deadline (overdue), to the deadline (due_soon), or since it came to be so. `place` is what
    the reporter wrote, masked.
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

    `count` is of all for which the reason holds. `first` of them have no more pressing reason and
    belong in this list; `cases` are these, as far as they were read.
    """

    why: str
    count: int
    first: int
    cases: tuple[Case, ...]

    @property
    def more(self) -> int:
        """Return how many cases of this list are not named."""
        return self.first - len(self.cases)

    @property
    def elsewhere(self) -> int:
        """Return how many of its count stand in a list before it."""
        return self.count - self.first


@dataclass(frozen=True)
class Speed:
    """Speed of the answers of an agency or in an area (`key`).

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
    """A square of the map grid by its centre, no report's own; `category` is the most frequent."""

    latitude: float
    longitude: float
    received: int
    open: int
    category: str
    area: str | None = None


CELL = 0.002
"""Degrees of latitude and longitude, about 200 m."""
MOST_CELLS = 2_000
"""How many squares are drawn, most reports first."""
GATHER = 3
"""Reports of the period in one square that make a cluster."""


@dataclass(frozen=True)
class PlanItem:
    """An item of the plan, with the reports of the period linked to it, and those of them done."""

    id: str
    topics: tuple[str, ...]
    count: int
    done: int = 0


@dataclass(frozen=True)
class Questions:
    """Figures of questions no plan answers, and of thumbs `up` and `down` for answers.

    `most`: the most frequent in the period, of `groups` different ones that others may read (three
    people asked them, or one wanted it sent on). In the period `sent` on to an agency, `answered`
    and `declined` by it; `waiting` as of `stood_at`. `reasons` are words why for a `down`, for
    those who oversee the whole city.
    """

    most: tuple[QuestionCount, ...] = ()
    groups: int = 0
    sent: int = 0
    answered: int = 0
    declined: int = 0
    waiting: int = 0
    up: int = 0
    down: int = 0
    reasons: tuple[Reason, ...] = ()

    @property
    def passed_on(self) -> bool:
        """Return whether any question was sent on or answered, or waits."""
        return bool(self.sent or self.answered or self.declined or self.waiting)


@dataclass(frozen=True)
class AskedItem:
    """An item of a plan, with how often it was the answer in the period."""

    plan: str
    item: str
    topics: tuple[str, ...]
    times: int


@dataclass(frozen=True)
class OpenBefore:
    """Open reports, listed ones by reason, and waiting `questions`, as the period began."""

    open: Mapping[str, int]
    open_by_agency: Mapping[str, int]
    overdue_by_agency: Mapping[str, int]
    listed: Mapping[str, int]
    questions: int = 0


@dataclass(frozen=True)
class Content:
    """The figures of a digest.

    `reached`: reports that came to a status. `areas` (None: not known) and `categories`: reports
    received, the most first. `answered`: resolved or rejected. `due`: with a deadline in the period
    or before it, closed or not; `in_time`: of these, answered by the deadline. `open` (by status),
    `open_by_agency`, `overdue_by_agency` and `listings` are as of `stood_at`; of a period that
    `is_past` no case is named. `then` is what they were when the period began, if compared.
    `unanswered`: questions the plan did not answer; None
    where the reader is an agency, whose `questions` are those sent on to it. `verdicts`: those of
    reporters on answers, by agency. `elsewhere`: how often residents were told, by kind, that it is
    another office's matter; empty for an agency. `suggested`: how often they changed the category
    suggested; for those who oversee the whole city. `parts`: open reports of others in which this
    agency has a part. `compared`: whether another period was asked for.
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
    parts: int = 0
    listings: tuple[Listing, ...] = ()
    disputed: Compared = Compared()
    supporters_reminders: Compared = Compared()
    by_agency: tuple[Speed, ...] = ()
    by_area: tuple[Speed, ...] = ()
    cells: tuple[Cell, ...] = ()
    asked_items: tuple[AskedItem, ...] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    suggested: Mapping[str, int] = field(default_factory=dict)
    open_by_agency: Mapping[str, int] = field(default_factory=dict)
    then: OpenBefore | None = None
    targets: TargetFigures = field(default_factory=TargetFigures)
    head: Head = field(default_factory=Head)
    compared: bool = False
    is_past: bool = False

    @property
    def stood_at(self) -> datetime:
        """Return when the open reports were so: now, or at the end of a past period."""
        return self.period.end if self.is_past else self.made_at

    def came_to(self, status: str) -> Compared:
        """Return how many reports came to a status."""
        return self.reached.get(status, Compared())

    @property
    def open_count(self) -> int:
        """Return how many reports are open."""
        return sum(self.open.values())

    @property
    def overdue_count(self) -> int:
        """Return how many open reports are past their deadline."""
        return sum(self.overdue_by_agency.values())

    def listed(self, why: str) -> Compared:
        """Return how many open reports have a reason, and how many had it before."""
        now = sum(listing.count for listing in self.listings if listing.why == why)
        return Compared(now, self.then.listed.get(why, 0) if self.then else 0)

    def first(self, why: str) -> int:
        """Return how many open reports have a reason, and no more pressing one."""
        return sum(listing.first for listing in self.listings if listing.why == why)

    @property
    def opened(self) -> Compared:
        """Return how many reports are open, and were before."""
        return Compared(self.open_count, sum(self.then.open.values()) if self.then else 0)

    @property
    def gone(self) -> tuple[str, ...]:
        """Return the reasons that held for some report before, and hold for none now."""
        counts = ((why, self.listed(why)) for why in WHYS)
        return tuple(why for why, count in counts if count.before and not count.now)

    @property
    def clusters(self) -> tuple[Cell, ...]:
        """Return the squares with at least `GATHER` reports of the period, most first."""
        gathered = [cell for cell in self.cells if cell.received >= GATHER]
        return tuple(sorted(gathered, key=lambda cell: -cell.received))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing happened and nothing waits; for an agency: whether it has nothing
        to do, where accepted reports that are not due soon do not count."""
        if self.scope.agency is None:
            return not (self.happened or self.open or self.questions.passed_on)
        untaken = any(self.open.get(status) for status in ("new", "forwarded", "reopened"))
        return not (self.listings or untaken or self.questions.waiting or self.parts)

    @property
    def happened(self) -> bool:
        """Return whether anything happened in the period, whatever waits to be done; for who
        oversees also whether an agency answers no reminder: to itself that is no news."""
        moved = any(count.now for count in self.reached.values())
        questions_asked = self.unanswered is not None and self.unanswered.now > 0
        passed = self.questions.sent or self.questions.answered or self.questions.declined
        unanswered = self.scope.agency is None and self.targets.silent
        also = self.elsewhere or self.targets.happened
        return bool(moved or questions_asked or passed or unanswered or also)


MOST_SHOWN = 6
MOST_OVERSEEN = 4  # as Zulip's digest has topics
"""With more the message would not fit a telephone's screen; the files have them all. Overseers also
read of the period, so they see fewer."""
STUCK = frozenset({"overdue", "disputed"})
"""Reasons that an overseer reads of first: the report is stuck."""


def shown_listings(content: Content) -> tuple[Listing, ...]:
    """Return each list with the cases named: one of each to act on, then the most pressing."""
    oversees = content.scope.agency is None
    limit = MOST_OVERSEEN if oversees else MOST_SHOWN
    counts = [0] * len(content.listings)
    for fair in (True, False):
        for number, listing in enumerate(content.listings):
            if fair and oversees and listing.why not in STUCK:
                continue
            free = limit - sum(counts)
            wanted = min(len(listing.cases), 1) if fair else len(listing.cases)
            counts[number] += max(min(wanted - counts[number], free), 0)
    pairs = zip(content.listings, counts, strict=True)
    return tuple(replace(listing, cases=listing.cases[:free]) for listing, free in pairs)


def codes(content: Content) -> tuple[str, ...]:
    """Return the codes of the named reports, in the message's order."""
    return tuple(case.code for listing in shown_listings(content) for case in listing.cases)
