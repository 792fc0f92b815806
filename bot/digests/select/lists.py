"""What a digest lists, from the database: who waits for what, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.working_days import deadline
from bot.digests import list_queries as digest_lists
from bot.digests.content import MOST_LISTED, WHYS, Case, Listing
from bot.digests.list_queries import Listed, Moments, Open
from bot.digests.queries import Scope
from bot.understanding.masking import masked

SOON = 2
"""What is due by the end of so many working days from now is due soon."""


def moments(zone: ZoneInfo, now: datetime) -> Moments:
    """What the reasons are measured by."""
    return Moments(now, deadline(now, SOON, zone))


def listings(
    session: Session, scope: Scope, open_now: Sequence[Open], at: Moments, zone: ZoneInfo
) -> tuple[Listing, ...]:
    """Return a list for each reason, the most pressing first; none that is empty."""
    rows = digest_lists.listed(session, scope, at, MOST_LISTED)
    cases = [_case(row, at.now, zone) for row in rows]
    return tuple(
        Listing(
            why=why,
            count=_sum(each for each in open_now if why in each.whys),
            first=_sum(each for each in open_now if each.whys[:1] == (why,)),
            cases=tuple(each for each in cases if each.why[0] == why),
        )
        for why in WHYS
        if any(why in each.whys for each in open_now)
    )


def _sum(counts: Iterable[Open]) -> int:
    return sum(each.reports for each in counts)


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
    """Calendar days past or to the deadline, or since it came to be as it is."""
    first = row.whys[0]
    since = row.deadline_at if first in ("overdue", "due_soon") else row.since
    return abs((_day(now, zone) - _day(since, zone)).days)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
