"""How fast reports were answered, and how many in time: for each agency and each area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.working_days import working_days
from bot.digests import count_queries as digest_counts
from bot.digests.content import Speed
from bot.digests.count_queries import Answered, Due
from bot.digests.period import Period
from bot.digests.queries import Scope

AT_ONCE = 2_000
"""So many reports are read in one go where working days are still to be counted."""

Days = Mapping[str | None, Counter[int]]
"""For each key, how many answers took so many working days."""


def speeds(
    session: Session,
    scope: Scope,
    period: Period,
    answered: Sequence[Answered],
    due: Sequence[Due],
    zone: ZoneInfo,
) -> tuple[tuple[Speed, ...], tuple[Speed, ...]]:
    """By agency and by area; of what was `answered` and `due` in the period, the most first."""
    agencies: dict[str | None, Counter[int]] = defaultdict(Counter)
    areas: dict[str | None, Counter[int]] = defaultdict(Counter)
    span = period.start, period.end
    for took in digest_counts.took(session, scope, *span):
        if took.days is not None:
            agencies[took.agency][took.days] += took.reports
            areas[took.area][took.days] += took.reports
    last = 0
    while rows := digest_counts.uncounted(session, scope, *span, last, AT_ONCE):
        for row in rows:
            days = working_days(row.created_at, row.ended_at, zone)
            agencies[row.agency][days] += 1
            areas[row.area][days] += 1
        last = rows[-1].id
    return (
        _by_key("agency", answered, due, agencies),
        _by_key("area", answered, due, areas),
    )


def _by_key(
    column: str, answered_rows: Sequence[Answered], due_rows: Sequence[Due], days: Days
) -> tuple[Speed, ...]:
    answered, due, in_time = (Counter[str | None]() for _ in range(3))
    for row in answered_rows:
        answered[getattr(row, column)] += row.reports
    for late in due_rows:
        due[getattr(late, column)] += late.reports
        in_time[getattr(late, column)] += late.in_time
    keys = sorted(answered | due, key=lambda key: (-answered[key], -due[key], str(key)))
    return tuple(
        Speed(
            key=key,
            answered=answered[key],
            due=due[key],
            in_time=in_time[key],
            median=nearest_rank(days.get(key, {}), 50),
            ninetieth=nearest_rank(days.get(key, {}), 90),
        )
        for key in keys
    )


def nearest_rank(days: Mapping[int, int], percent: int) -> int | None:
    """The least number of days within which so many percent were answered; None for none at all.

    By nearest rank: the value in the place ⌈percent of the count⌉, never one in between.
    """
    place = -(-percent * sum(days.values()) // 100)
    for day in sorted(days):
        place -= days[day]
        if place <= 0:
            return day
    return None
