"""What a digest says, as figures: one object from which every form of it is made.

It holds keys of city.yaml and numbers. The one thing in it that somebody wrote are questions no
plan answers, and these are masked: no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.digests.period import Period
from db.digests import Scope
from db.question_counts import Asked

MOST_OVERDUE = 10
"""How many overdue reports are listed; the counts are always of all."""
MOST_ITEMS = 3
"""How many of the plan's items are named."""
MOST_QUESTIONS = 3
"""How many of the questions no plan answers are named."""


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


@dataclass(frozen=True)
class Overdue:
    """An open report past its deadline; `days` are those of the calendar, 0 is since today."""

    code: str
    category: str
    agency: str
    days: int


@dataclass(frozen=True)
class PlanItem:
    """How many reports of the period bear on an item of the plan."""

    id: str
    topics: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Questions:
    """What became of questions no plan answers, and what people thought of answers.

    `most`: those that came most often in the period, of `groups` different ones. `sent` on to an
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
class Content:
    """A digest's figures.

    `reached`: reports that came to a status. `areas` (None: not known) and `categories`: reports
    that came in, the most first. `answered`: resolved or rejected; `in_time`: of these, never
    past the deadline. `open` (by status), `overdue` and what belongs to them are as of `made_at`.
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
    in_time: Compared
    open: Mapping[str, int]
    overdue_by_agency: Mapping[str, int]
    overdue: tuple[Overdue, ...]
    items: tuple[PlanItem, ...]
    unanswered: Compared | None
    questions: Questions = Questions()

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

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in the period and nothing waits to be done."""
        happened = any(count.now for count in self.reached.values())
        asked = self.unanswered is not None and self.unanswered.now > 0
        return not (happened or asked or self.open or self.questions.passed_on)
