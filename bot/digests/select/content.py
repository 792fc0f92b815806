"""Read a digest's content from the database, comparing two periods."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.working_days import deadline, working_days
from bot.core import chain
from bot.core.turn import Tools
from bot.digests import count_queries, list_queries
from bot.digests.content import (
    CELL,
    MOST_CELLS,
    MOST_LISTED,
    Case,
    Cell,
    Compared,
    Content,
    Listing,
    OpenBefore,
    Speed,
)
from bot.digests.count_queries import Answered, Due, Received
from bot.digests.list_queries import WHYS, Listed, Moments, Open
from bot.digests.period import Period, period_due, stands_at
from bot.digests.queries import Scope
from bot.digests.select import questions as asked
from bot.oversight import summary
from bot.questions import count_queries as question_counts
from bot.questions.count_queries import ELSEWHERE, SUGGESTED
from bot.reports import part_queries
from bot.reports.duplicates import REMINDER
from bot.understanding.masking import masked

Key = TypeVar("Key")


@dataclass(frozen=True)
class _Happened:
    """Counts of a period's reports and events."""

    received: Sequence[Received]
    reached: Mapping[str, int]
    disputed: int
    answered: Sequence[Answered]
    due: Sequence[Due]
    reminders: int


def select(
    session: Session,
    tools: Tools,
    scope: Scope,
    period: Period,
    before: Period,
    now: datetime,
    cron: str = "",
) -> Content:
    """Return the figures of `scope` for `period` and the one `before`, as of `now`.

    The last period of a subscription's `cron`, however long it is, lists what is open now.
    """
    is_last = bool(cron) and period.end == period_due(cron, tools.zone, now).end
    at = now if is_last else stands_at(period, now)
    current = _happened(session, scope, period, now)
    previous = _happened(session, scope, before, now)
    by_agency, by_area = speeds(session, scope, period, current.answered, current.due, tools.zone)
    return Content(
        scope=scope,
        period=period,
        before=before,
        made_at=now,
        is_past=at < now,
        reached=_side_by_side(current.reached, previous.reached),
        areas=_received(current, previous, "area"),
        categories=_received(current, previous, "category"),
        answered=_compared(_reports(current.answered), _reports(previous.answered)),
        due=_compared(_reports(current.due), _reports(previous.due)),
        in_time=_compared((row.in_time for row in current.due),
                          (row.in_time for row in previous.due)),
        disputed=Compared(current.disputed, previous.disputed),
        supporters_reminders=Compared(current.reminders, previous.reminders),
        by_agency=by_agency,
        by_area=by_area,
        cells=_cells(session, scope, period),
        items=() if scope.agency else asked.plan_items(tools.knowledge, current.received),
        unanswered=asked.unanswered(session, scope, period, before),
        questions=asked.questions(session, scope, period, at),
        parts=part_queries.count_asked_of(session, scope.agency)
        if scope.agency and at == now
        else 0,
        then=_open_before(session, tools, scope, before.end),
        asked_items=asked.asked_of_plans(session, tools.knowledge, scope, period, tools.zone),
        verdicts=tuple(count_queries.verdicts(session, scope, period.span)),
        elsewhere={} if scope.agency else asked.counted(session, ELSEWHERE, period, tools.zone),
        suggested=asked.counted(session, SUGGESTED, period, tools.zone)
        if scope == Scope()
        else {},
        targets=summary.figures(session, tools, scope.agency, period.span, now),
        head=chain.head(session),
        **_open(session, tools, scope, at, now),
    )  # fmt: skip


def _compared(now: Iterable[int], before: Iterable[int]) -> Compared:
    return Compared(sum(now), sum(before))


def _reports(rows: Sequence[Answered | Due]) -> Iterable[int]:
    return (row.reports for row in rows)


def _happened(session: Session, scope: Scope, period: Period, now: datetime) -> _Happened:
    span = period.span
    reached, disputed = count_queries.reached(session, scope, span)
    return _Happened(
        received=count_queries.received(session, scope, span),
        reached=reached,
        disputed=disputed,
        answered=count_queries.answered(session, scope, span),
        due=count_queries.due(session, scope, (period.start, min(period.end, now))),
        reminders=count_queries.reminders(session, scope, REMINDER, span),
    )


def _open(
    session: Session, tools: Tools, scope: Scope, stood_at: datetime, now: datetime
) -> dict[str, Any]:
    """Return the fields of `Content` about the reports open now, or as a past period ended."""
    at = moments(tools.zone, stood_at)
    if at.now < now:
        counts, cases = list_queries.open_at(session, scope, at), []
    else:
        counts = list_queries.open_now(session, scope, at)
        rows = list_queries.listed(session, scope, at, MOST_LISTED)
        cases = [_case(row, now, tools.zone) for row in rows]
    return _by_status_and_agency(counts) | {"listings": listings(counts, cases)}


def _open_before(session: Session, tools: Tools, scope: Scope, moment: datetime) -> OpenBefore:
    """Return the figures of the reports open at a past moment."""
    counts = list_queries.open_at(session, scope, moments(tools.zone, moment))
    return OpenBefore(
        **_by_status_and_agency(counts),
        listed=_summed((why, row.reports) for row in counts for why in row.whys),
        questions=question_counts.waited(session, scope.agency, moment),
    )


def _by_status_and_agency(counts: Sequence[list_queries.Open]) -> dict[str, Any]:
    late = [row for row in counts if "overdue" in row.whys]
    return {
        "open": _summed((row.status, row.reports) for row in counts),
        "open_by_agency": _summed((row.agency, row.reports) for row in counts),
        "overdue_by_agency": _summed((row.agency, row.reports) for row in late),
    }


def _cells(session: Session, scope: Scope, period: Period) -> tuple[Cell, ...]:
    rows = count_queries.gathered(session, scope, period.span, CELL, MOST_CELLS)
    return tuple(Cell(round(row[0] * CELL, 6), round(row[1] * CELL, 6), *row[2:]) for row in rows)


def _received(current: _Happened, previous: _Happened, column: str) -> dict[Any, Compared]:
    """Compare the reports received, by area or category."""
    now, before = (
        _summed((getattr(row, column), row.reports) for row in counts.received)
        for counts in (current, previous)
    )
    return _side_by_side(now, before)


def _side_by_side(now: Mapping[Key, int], before: Mapping[Key, int]) -> dict[Key, Compared]:
    """Compare two counts by key, the most first; equal ones in a stable order."""
    keys = sorted(
        now.keys() | before.keys(),
        key=lambda key: (-now.get(key, 0), -before.get(key, 0), str(key)),
    )
    return {key: Compared(now.get(key, 0), before.get(key, 0)) for key in keys}


def _summed(counts: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Sum the counts by key, the most first, without zeros."""
    sums = Counter[Key]()
    for key, count in counts:
        sums[key] += count
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return {key: count for key, count in ordered if count}


SOON = 2
"""A report is due soon up to the end of so many working days from now."""


def moments(zone: ZoneInfo, now: datetime) -> Moments:
    """Return the moments that decide the reasons."""
    return Moments(now, deadline(now, SOON, zone))


def listings(open_reports: Sequence[Open], cases: Sequence[Case]) -> tuple[Listing, ...]:
    """Return the lists that are not empty, the most pressing reason first."""
    return tuple(
        Listing(
            why=why,
            count=count,
            first=sum(group.reports for group in open_reports if group.whys[:1] == (why,)),
            cases=tuple(case for case in cases if case.why[0] == why),
        )
        for why in WHYS
        if (count := sum(group.reports for group in open_reports if why in group.whys))
    )


def _case(row: Listed, now: datetime, zone: ZoneInfo) -> Case:
    return Case(
        code=row.code,
        category=row.category,
        area=row.area,
        agency=row.agency,
        place=" ".join(masked(row.place).split()),
        status=row.status,
        why=row.whys,
        days=_days(row, now, zone),
        deadline=_day(row.deadline_at, zone),
        urgent=row.urgent,
    )


def _days(row: Listed, now: datetime, zone: ZoneInfo) -> int:
    """Return the calendar days past or to the deadline, or since the report has its status."""
    first = row.whys[0]
    since = row.deadline_at if first in ("overdue", "due_soon") else row.since
    return abs((_day(now, zone) - _day(since, zone)).days)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


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
    for agency, area, count, reports in count_queries.took(session, scope, period.span):
        days["agency"][agency][count or 0] += reports
        days["area"][area][count or 0] += reports
    for agency, area, start, end in count_queries.uncounted(session, scope, period.span):
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
