"""From the database to a digest's content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.city import City
from bot.digests.content import (
    MOST_ITEMS,
    MOST_OVERDUE,
    MOST_QUESTIONS,
    Compared,
    Content,
    Listing,
    Overdue,
    PlanItem,
    Questions,
)
from bot.digests.period import Period
from bot.digests.select_lists import listings, moments
from bot.texts import Texts
from db import digest_counts, digest_lists, question_counts
from db.digests import Scope
from knowledge.load import Knowledge

Key = TypeVar("Key")


class Means(Protocol):
    """What a digest is made with; the conversations' `Tools` are such."""

    @property
    def city(self) -> City: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def knowledge(self) -> Knowledge: ...


async def select(
    session: AsyncSession, means: Means, scope: Scope, period: Period, before: Period, now: datetime
) -> Content:
    """Count what a digest of `scope` says about `period` beside the one `before`, as of `now`."""
    areas, categories = await _received(session, scope, period)
    areas_before, categories_before = await _received(session, scope, before)
    span, earlier = (period.start, period.end), (before.start, before.end)
    answered, in_time = await digest_counts.answered(session, scope, *span)
    answered_before, in_time_before = await digest_counts.answered(session, scope, *earlier)
    at = moments(period, means.zone, now)
    open_now = await digest_lists.open_now(session, scope, at)
    listed = await listings(session, scope, open_now, at, means.zone)
    return Content(
        scope=scope,
        period=period,
        before=before,
        made_at=now,
        reached=_side_by_side(
            await digest_counts.reached(session, scope, *span),
            await digest_counts.reached(session, scope, *earlier),
        ),
        areas=_side_by_side(areas, areas_before),
        categories=_side_by_side(categories, categories_before),
        answered=Compared(answered, answered_before),
        in_time=Compared(in_time, in_time_before),
        open=_summed((each.status, each.reports) for each in open_now),
        open_by_agency=_summed((each.agency, each.reports) for each in open_now),
        overdue_by_agency=_summed(
            (each.agency, each.reports) for each in open_now if "overdue" in each.whys
        ),
        overdue=_overdue(listed),
        listings=listed,
        items=_plan_items(means.knowledge, categories) if scope.agency is None else (),
        unanswered=await _unanswered(session, scope, period, before),
        questions=await _questions(session, scope, period),
    )


async def _received(
    session: AsyncSession, scope: Scope, period: Period
) -> tuple[Counter[str | None], Counter[str]]:
    areas: Counter[str | None] = Counter()
    categories: Counter[str] = Counter()
    rows = await digest_counts.received(session, scope, period.start, period.end)
    for area, category, count in rows:
        areas[area] += count
        categories[category] += count
    return areas, categories


def _overdue(listed: Iterable[Listing]) -> tuple[Overdue, ...]:
    cases = [case for each in listed if each.why == "overdue" for case in each.cases]
    return tuple(
        Overdue(case.code, case.category, case.agency, case.days) for case in cases[:MOST_OVERDUE]
    )


async def _unanswered(
    session: AsyncSession, scope: Scope, period: Period, before: Period
) -> Compared | None:
    if scope.agency is not None:
        return None
    return Compared(
        await digest_counts.unanswered(session, period.start, period.end),
        await digest_counts.unanswered(session, before.start, before.end),
    )


async def _questions(session: AsyncSession, scope: Scope, period: Period) -> Questions:
    span = period.start, period.end
    passed = await question_counts.passed_on(session, scope.agency, *span)
    if scope.agency is not None:
        return Questions(**passed._asdict())
    most, groups = await question_counts.most_asked(session, *span, MOST_QUESTIONS)
    up, down = await question_counts.thumbs(session, *span)
    return Questions(tuple(most), groups, **passed._asdict(), up=up, down=down)


def _plan_items(knowledge: Knowledge, categories: Mapping[str, int]) -> tuple[PlanItem, ...]:
    """The items most reports bear on; a report counts for each item its category is linked to."""
    found: Counter[str] = Counter()
    topics: dict[str, tuple[str, ...]] = {}
    for category, count in categories.items():
        for item in knowledge.items_for_category(category):
            found[item.id] += count
            topics[item.id] = item.topics
    most = found.most_common(MOST_ITEMS)
    return tuple(PlanItem(item, topics[item], count) for item, count in most)


def _side_by_side(now: Mapping[Key, int], before: Mapping[Key, int]) -> dict[Key, Compared]:
    """Every key of either, the most first; equal ones in an order that is always the same."""
    keys = sorted(
        now.keys() | before.keys(),
        key=lambda key: (-now.get(key, 0), -before.get(key, 0), str(key)),
    )
    return {key: Compared(now.get(key, 0), before.get(key, 0)) for key in keys}


def _summed(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The sum for each key, the most first, without those that come to nothing."""
    sums: Counter[str] = Counter()
    for key, count in counts:
        sums[key] += count
    ordered = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    return {key: count for key, count in ordered if count}
