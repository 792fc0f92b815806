"""Compute the speed of answers, and those in time, for each agency and each area."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.working_days import working_days
from bot.digests import count_queries
from bot.digests.content import Speed
from bot.digests.count_queries import Answered, Due
from bot.digests.period import Period
from bot.digests.queries import Scope

Days = dict[str | None, Counter[int]]
"""Answers by key and by the working days they took."""


def speeds(
    session: Session,
    scope: Scope,
    period: Period,
    answered: Sequence[Answered],
    due: Sequence[Due],
    zone: ZoneInfo,
) -> tuple[tuple[Speed, ...], tuple[Speed, ...]]:
    """Return the speed by agency and by area, the most answers first."""
    days: dict[str, Days] = {"agency": defaultdict(Counter), "area": defaultdict(Counter)}
    span = period.start, period.end
    for agency, area, count, reports in count_queries.took(session, scope, *span):
        days["agency"][agency][count or 0] += reports
        days["area"][area][count or 0] += reports
    for agency, area, start, end in count_queries.uncounted(session, scope, *span):
        count = working_days(start, end, zone)
        days["agency"][agency][count] += 1
        days["area"][area][count] += 1
    by_agency, by_area = (_by_key(column, answered, due, days[column]) for column in days)
    return by_agency, by_area


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
    """Return the days within which so many percent were answered, by nearest rank."""
    place = -(-percent * sum(days.values()) // 100)
    for day in sorted(days):
        place -= days[day]
        if place <= 0:
            return day
    return None
