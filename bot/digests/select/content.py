"""From the database to a digest's content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.digests import count_queries as digest_counts
from bot.digests import list_queries as digest_lists
from bot.digests import past_queries as digest_then
from bot.digests import place_queries as digest_places
from bot.digests.content import CELL, MOST_CELLS, Cell, Compared, Content, Then
from bot.digests.count_queries import Answered, Due, Received
from bot.digests.period import Period
from bot.digests.queries import Scope
from bot.digests.select.lists import listings, moments
from bot.digests.select.questions import asked_of_plans, plan_items, questions, unanswered
from bot.digests.select.speed import speeds
from bot.questions import count_queries as question_counts
from bot.reports.duplicates import REMINDER
from bot.texts import Texts
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


@dataclass(frozen=True)
class _Happened:
    """What a period's reports and steps come to."""

    received: Sequence[Received]
    reached: Mapping[str, int]
    disputed: int
    answered: Sequence[Answered]
    due: Sequence[Due]
    reminders: int


def select(
    session: Session, means: Means, scope: Scope, period: Period, before: Period, now: datetime
) -> Content:
    """Count what a digest of `scope` says about `period` beside the one `before`, as of `now`."""
    here = _happened(session, scope, period, now)
    there = _happened(session, scope, before, now)
    by_agency, by_area = speeds(session, scope, period, here.answered, here.due, means.zone)
    return Content(
        scope=scope,
        period=period,
        before=before,
        made_at=now,
        reached=_side_by_side(here.reached, there.reached),
        areas=_received(here, there, "area"),
        categories=_received(here, there, "category"),
        answered=Compared(*(sum(row.reports for row in each.answered) for each in (here, there))),
        due=Compared(*(sum(row.reports for row in each.due) for each in (here, there))),
        in_time=Compared(*(sum(row.in_time for row in each.due) for each in (here, there))),
        disputed=Compared(here.disputed, there.disputed),
        supporters_reminders=Compared(here.reminders, there.reminders),
        by_agency=by_agency,
        by_area=by_area,
        cells=_cells(session, scope, period),
        items=() if scope.agency else plan_items(means.knowledge, here.received),
        unanswered=unanswered(session, scope, period, before),
        questions=questions(session, scope, period),
        then=_then(session, means, scope, before.end),
        asked_items=asked_of_plans(session, means, scope, period),
        **_open(session, means, scope, now),
    )


def _happened(session: Session, scope: Scope, period: Period, now: datetime) -> _Happened:
    span = period.start, period.end
    reached, disputed = digest_counts.reached(session, scope, *span)
    return _Happened(
        received=digest_counts.received(session, scope, *span),
        reached=reached,
        disputed=disputed,
        answered=digest_counts.answered(session, scope, *span),
        due=digest_counts.due(session, scope, period.start, min(period.end, now)),
        reminders=digest_counts.reminders(session, scope, REMINDER, *span),
    )


def _open(session: Session, means: Means, scope: Scope, now: datetime) -> dict[str, Any]:
    """What is as of now: the fields of `Content` about what is open."""
    at = moments(means.zone, now)
    counts = digest_lists.open_now(session, scope, at)
    late = [each for each in counts if "overdue" in each.whys]
    return {
        "open": _summed((each.status, each.reports) for each in counts),
        "open_by_agency": _summed((each.agency, each.reports) for each in counts),
        "overdue_by_agency": _summed((each.agency, each.reports) for each in late),
        "listings": listings(session, scope, counts, at, means.zone),
    }


def _then(session: Session, means: Means, scope: Scope, then: datetime) -> Then:
    """The same as it was, counted from what has happened since."""
    counts = digest_then.open_then(session, scope, moments(means.zone, then))
    late = [each for each in counts if "overdue" in each.whys]
    return Then(
        open=_summed((each.status, each.reports) for each in counts),
        open_by_agency=_summed((each.agency, each.reports) for each in counts),
        overdue_by_agency=_summed((each.agency, each.reports) for each in late),
        listed=_summed((why, each.reports) for each in counts for why in each.whys),
        questions=question_counts.waited(session, scope.agency, then),
    )


def _cells(session: Session, scope: Scope, period: Period) -> tuple[Cell, ...]:
    rows = digest_places.gathered(session, scope, period.start, period.end, CELL, MOST_CELLS)
    return tuple(
        Cell(
            latitude=round((row.row + 0.5) * CELL - 90, 6),
            longitude=round((row.column + 0.5) * CELL - 180, 6),
            received=row.received,
            open=row.open,
            category=row.category,
            area=row.area,
        )
        for row in rows
    )


def _received(here: _Happened, there: _Happened, column: str) -> dict[Any, Compared]:
    """What came in, by area or category."""
    now, before = (
        _summed((getattr(row, column), row.reports) for row in each.received)
        for each in (here, there)
    )
    return _side_by_side(now, before)


def _side_by_side(now: Mapping[Key, int], before: Mapping[Key, int]) -> dict[Key, Compared]:
    """Every key of either, the most first; equal ones in an order that is always the same."""
    keys = sorted(
        now.keys() | before.keys(),
        key=lambda key: (-now.get(key, 0), -before.get(key, 0), str(key)),
    )
    return {key: Compared(now.get(key, 0), before.get(key, 0)) for key in keys}


def _summed(counts: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """The sum for each key, the most first, without those that come to nothing."""
    sums = Counter[Key]()
    for key, count in counts:
        sums[key] += count
    ordered = sorted(sums.items(), key=lambda each: (-each[1], str(each[0])))
    return {key: count for key, count in ordered if count}
