"""Read a digest's content from the database, comparing two periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.core import chain
from bot.digests import count_queries, list_queries, past_queries, place_queries, word_queries
from bot.digests.content import CELL, MOST_CELLS, Cell, Compared, Content, OpenBefore
from bot.digests.count_queries import Answered, Due, Received
from bot.digests.period import Period
from bot.digests.queries import Scope
from bot.digests.select.lists import listings, moments
from bot.digests.select.questions import (
    asked_of_plans,
    elsewhere,
    plan_items,
    questions,
    unanswered,
)
from bot.digests.select.speed import speeds
from bot.oversight import summary
from bot.oversight.promises import Promises
from bot.questions import count_queries as question_counts
from bot.reports import example_queries, part_queries
from bot.reports.duplicates import REMINDER
from bot.texts import Texts
from knowledge.load import Knowledge

Key = TypeVar("Key")
T = TypeVar("T")


class Means(Protocol):
    """The city, texts and knowledge a digest is made with; `Tools` has them."""

    @property
    def city(self) -> City: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def knowledge(self) -> Knowledge: ...
    def once(self, make: Callable[[Knowledge], T], /) -> T: ...


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
    session: Session, means: Means, scope: Scope, period: Period, before: Period, now: datetime
) -> Content:
    """Return the figures of `scope` for `period` and the one `before`, as of `now`."""
    current = _happened(session, scope, period, now)
    previous = _happened(session, scope, before, now)
    by_agency, by_area = speeds(session, scope, period, current.answered, current.due, means.zone)
    return Content(
        scope=scope,
        period=period,
        before=before,
        made_at=now,
        reached=_side_by_side(current.reached, previous.reached),
        areas=_received(current, previous, "area"),
        categories=_received(current, previous, "category"),
        answered=Compared(
            *(sum(row.reports for row in counts.answered) for counts in (current, previous))
        ),
        due=Compared(*(sum(row.reports for row in counts.due) for counts in (current, previous))),
        in_time=Compared(
            *(sum(row.in_time for row in counts.due) for counts in (current, previous))
        ),
        disputed=Compared(current.disputed, previous.disputed),
        supporters_reminders=Compared(current.reminders, previous.reminders),
        by_agency=by_agency,
        by_area=by_area,
        cells=_cells(session, scope, period),
        items=() if scope.agency else plan_items(means.knowledge, current.received),
        unanswered=unanswered(session, scope, period, before),
        questions=questions(session, scope, period),
        parts=part_queries.count_asked_of(session, scope.agency) if scope.agency else 0,
        then=_open_before(session, means, scope, before.end),
        asked_items=asked_of_plans(session, means.knowledge, scope, period, means.zone),
        said=tuple(word_queries.said(session, scope, period.start, period.end)),
        elsewhere=elsewhere(session, scope, period, means.zone),
        suggested=example_queries.changed(session, period.start, period.end)
        if scope == Scope()
        else None,
        targets=summary.figures(
            session, means.once(Promises), means.city, means.zone, scope.agency,
            (period.start, period.end), now,
        ),
        head=chain.head(session),
        **_open(session, means, scope, now),
    )  # fmt: skip


def _happened(session: Session, scope: Scope, period: Period, now: datetime) -> _Happened:
    span = period.start, period.end
    reached, disputed = count_queries.reached(session, scope, *span)
    return _Happened(
        received=count_queries.received(session, scope, *span),
        reached=reached,
        disputed=disputed,
        answered=count_queries.answered(session, scope, *span),
        due=count_queries.due(session, scope, period.start, min(period.end, now)),
        reminders=count_queries.reminders(session, scope, REMINDER, *span),
    )


def _open(session: Session, means: Means, scope: Scope, now: datetime) -> dict[str, Any]:
    """Return the fields of `Content` about the reports open now."""
    at = moments(means.zone, now)
    counts = list_queries.open_now(session, scope, at)
    late = [row for row in counts if "overdue" in row.whys]
    return {
        "open": _summed((row.status, row.reports) for row in counts),
        "open_by_agency": _summed((row.agency, row.reports) for row in counts),
        "overdue_by_agency": _summed((row.agency, row.reports) for row in late),
        "listings": listings(session, scope, counts, at, means.zone),
    }


def _open_before(session: Session, means: Means, scope: Scope, moment: datetime) -> OpenBefore:
    """Return the figures of the reports open at a past moment."""
    counts = past_queries.open_at(session, scope, moments(means.zone, moment))
    late = [row for row in counts if "overdue" in row.whys]
    return OpenBefore(
        open=_summed((row.status, row.reports) for row in counts),
        open_by_agency=_summed((row.agency, row.reports) for row in counts),
        overdue_by_agency=_summed((row.agency, row.reports) for row in late),
        listed=_summed((why, row.reports) for row in counts for why in row.whys),
        questions=question_counts.waited(session, scope.agency, moment),
    )


def _cells(session: Session, scope: Scope, period: Period) -> tuple[Cell, ...]:
    rows = place_queries.gathered(session, scope, period.start, period.end, CELL, MOST_CELLS)
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
