"""Read the lists of a digest from the database: open reports by reason, with days waited."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.working_days import deadline
from bot.digests import list_queries
from bot.digests.content import MOST_LISTED, Case, Listing
from bot.digests.list_queries import WHYS, Listed, Moments, Open
from bot.digests.queries import Scope
from bot.understanding.masking import masked

SOON = 2
"""A report is due soon up to the end of so many working days from now."""


def moments(zone: ZoneInfo, now: datetime) -> Moments:
    """Return the moments that decide the reasons."""
    return Moments(now, deadline(now, SOON, zone))


def listings(
    session: Session, scope: Scope, open_now: Sequence[Open], at: Moments, zone: ZoneInfo
) -> tuple[Listing, ...]:
    """Return the lists that are not empty, the most pressing reason first."""
    rows = list_queries.listed(session, scope, at, MOST_LISTED)
    cases = [_case(row, at.now, zone) for row in rows]
    return tuple(
        Listing(
            why=why,
            count=count,
            first=sum(group.reports for group in open_now if group.whys[:1] == (why,)),
            cases=tuple(case for case in cases if case.why[0] == why),
        )
        for why in WHYS
        if (count := sum(group.reports for group in open_now if why in group.whys))
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
