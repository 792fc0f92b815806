"""How fast reports were answered, from the database: for each agency and each area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.digests.content import Speed
from bot.digests.period import Period
from bot.services.deadlines import working_days
from db import digest_counts
from db.digest_counts import Answered
from db.digests import Scope

AT_ONCE = 2_000
"""So many reports are read in one go where working days are still to be counted."""

Days = Mapping[str | None, Counter[int]]
"""For each key, how many answers took so many working days."""


async def speeds(
    session: AsyncSession,
    scope: Scope,
    period: Period,
    answered: Sequence[Answered],
    zone: ZoneInfo,
) -> tuple[tuple[Speed, ...], tuple[Speed, ...]]:
    """By agency and by area; of what was `answered` in the period, the most first."""
    agencies: dict[str | None, Counter[int]] = defaultdict(Counter)
    areas: dict[str | None, Counter[int]] = defaultdict(Counter)
    span = period.start, period.end
    for took in await digest_counts.took(session, scope, *span):
        if took.days is not None:
            agencies[took.agency][took.days] += took.reports
            areas[took.area][took.days] += took.reports
    last = 0
    while rows := await digest_counts.uncounted(session, scope, *span, last, AT_ONCE):
        for row in rows:
            days = working_days(row.created_at, row.ended_at, zone)
            agencies[row.agency][days] += 1
            areas[row.area][days] += 1
        last = rows[-1].id
    return (
        _by_key(((each.agency, each) for each in answered), agencies),
        _by_key(((each.area, each) for each in answered), areas),
    )


def _by_key(counts: Iterable[tuple[str | None, Answered]], days: Days) -> tuple[Speed, ...]:
    answered, in_time = Counter[str | None](), Counter[str | None]()
    for key, each in counts:
        answered[key] += each.reports
        in_time[key] += each.in_time
    keys = sorted(answered, key=lambda key: (-answered[key], str(key)))
    return tuple(
        Speed(
            key=key,
            answered=answered[key],
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
