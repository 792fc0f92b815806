"""The state of a target, which follows from the plan, the statements and what was seen.

Nobody types a state. Bounds count as the plan words them:

* `đạt 90%`, `ít nhất`: the figure itself or more; `trên`: more than it; `không quá`, `dưới`: the
  figure or less, less than it; where the plan lets something fall (`từ 12% xuống 5%`) the
  figure or less.
* `6 - 8`: from the near end of the range on.
* `khoảng`: what rounds to the figure as the plan writes it, and no more than 5 % away from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, get_args

from knowledge.schema import Bound

State = Literal["contested", "not_reached", "behind", "not_stated", "on_course", "reached"]
STATES: tuple[State, ...] = get_args(State)
"""In the order of the board: what asks for attention first."""
STEPS = ("done", "going", "none")
"""The steps of a task, or of a goal that is set in words."""
AROUND = Decimal("0.05")
"""`khoảng` is never farther away from the figure than this part of it."""


@dataclass(frozen=True)
class Goal:
    """A promise and the last day for it; `low` is None for what is set in words."""

    due: date
    low: float | None = None
    high: float | None = None
    bound: Bound = "words"
    falls: bool = False
    """Whether less is better: `từ 12% xuống 5%`."""

    @property
    def downward(self) -> bool:
        """Return whether the figure is to be so much or less."""
        return self.falls or self.bound in ("at_most", "under")

    @property
    def strict(self) -> bool:
        """Return whether the figure itself is not enough."""
        return self.bound in ("over", "under")

    @cached_property
    def edge(self) -> float | None:
        """Return the figure from which on it is reached (down to, where less is better)."""
        end = self.high if self.downward else self.low
        if end is None or self.bound != "about":
            return end
        figure, around = Decimal(str(end)), tolerance(end)
        return float(figure + around if self.downward else figure - around)

    def is_met(self, value: float) -> bool:
        """Return whether a stated figure reaches it."""
        edge = self.edge
        assert edge is not None
        if value == edge:
            return not self.strict
        return (value < edge) == self.downward

    @property
    def has_figure(self) -> bool:
        """Return whether it is set as a figure."""
        return self.low is not None


def tolerance(figure: float) -> Decimal:
    """Return how far `khoảng` reaches: half the last written place, at most 5 % of the figure."""
    written = Decimal(str(figure)).normalize()
    exponent = written.as_tuple().exponent
    assert isinstance(exponent, int)  # a figure is finite
    return min(Decimal(5).scaleb(exponent - 1), abs(written) * AROUND)


@dataclass(frozen=True)
class Stated:
    """A statement: a figure in the plan's unit or a step, and the day it is of; `id` is its own.

    `instead` is the one that was wrong, whose place it takes.
    """

    as_of: date
    value: float | None = None
    step: str = ""
    id: int | None = None
    instead: int | None = None

    def says_as(self, statement: "Stated") -> bool:
        """Return whether it says the same as another one, as of any day."""
        return (self.value, self.step) == (statement.value, statement.step)


@dataclass(frozen=True)
class Check:
    """An office's check of a statement: `yes`, `part` or `no`; `about` is the statement's id.

    One made before anything was stated is about none.
    """

    result: str
    by: str
    about: int | None


@dataclass(frozen=True)
class Standing:
    """The state, and the figures it follows from.

    `latest` is the statement it is judged by; `first` and `expected` (the figure of the straight
    line on the latest day) are there where two statements were compared. `met` is the first day
    as of which it was reached, by what is stated of that day now.
    """

    state: State
    latest: Stated | None = None
    first: Stated | None = None
    expected: float | None = None
    met: date | None = None


NOT_STATED = Standing("not_stated")


def standing(
    goal: Goal,
    statements: Sequence[Stated],
    seen: Sequence[Check],
    today: date,
    *,
    disputed: bool = False,
) -> Standing:
    """Return the state of a target on a day; `statements` and `seen` in the order they were made.

    The statement of the newest day counts. `disputed`: a report begun under it is open, whose
    sender says that it is not really done.
    """
    if not statements:
        return NOT_STATED
    counted = counting(statements)
    latest = counted[-1]
    if disputed or is_contested(statements, seen):
        return Standing("contested", latest)
    if _is_met(goal, latest):
        of_days = {row.as_of: row for row in counted}
        met = min(day for day, row in of_days.items() if _is_met(goal, row))
        return Standing("reached", latest, met=met)
    if today > goal.due:
        return Standing("not_reached", latest)
    first, expected = _line(goal, counted)
    if expected is None or latest.value is None:
        return Standing("on_course", latest)
    is_behind = latest.value > expected if goal.downward else latest.value < expected
    return Standing("behind" if is_behind else "on_course", latest, first, expected)


def counting(statements: Sequence[Stated]) -> list[Stated]:
    """Return the statements by their days, of one day in the order they were made.

    Those that were followed by one instead of them are left out.
    """
    wrong = {row.instead for row in statements if row.instead}
    return sorted((row for row in statements if row.id not in wrong), key=lambda row: row.as_of)


def _is_met(goal: Goal, stated: Stated) -> bool:
    if goal.has_figure and stated.value is not None:
        return goal.is_met(stated.value)
    return stated.step == "done"


def is_contested(statements: Sequence[Stated], seen: Sequence[Check]) -> bool:
    """Return whether a check of the one that counts, or of one that said the same, is against it.

    Who states something else has mended it; who states the same again has not. Of each office its
    last check counts.
    """
    latest = counting(statements)[-1]
    same = {row.id for row in statements if row.says_as(latest)}
    last = {row.by: row for row in seen if row.about is not None and row.about in same}
    return any(row.result != "yes" for row in last.values())


def _line(goal: Goal, statements: Sequence[Stated]) -> tuple[Stated | None, float | None]:
    """Return the first stated value, and the straight line from it to the goal on the last day.

    A day that was stated twice counts as it was stated last.
    """
    latest = statements[-1]
    of_days = {row.as_of: row for row in statements if row.value is not None}
    earlier = [row for day, row in of_days.items() if day < latest.as_of]
    if not earlier or goal.edge is None:
        return None, None
    first = min(earlier, key=lambda row: row.as_of)
    assert first.value is not None
    if goal.is_met(first.value):  # it was there, and has fallen back
        return first, goal.edge
    span = (goal.due - first.as_of).days
    part = min((latest.as_of - first.as_of).days / span, 1.0) if span > 0 else 1.0
    return first, first.value + (goal.edge - first.value) * part


def days_over(due: date, today: date) -> int:
    """Return the days since a last day; negative while there are some left."""
    return (today - due).days
