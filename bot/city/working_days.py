"""Compute deadlines: internal targets in working days, with Viet Nam's holidays."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

END_OF_DAY = time(17, 0)
"""When offices close: a deadline ends with the working day."""


@cache
def _holidays() -> "HolidayBase":
    """Return Viet Nam's public holidays, with Tết and the days made up for weekends."""
    from holidays import country_holidays

    return country_holidays("VN")


def deadline(start: datetime, working_days: int, zone: ZoneInfo) -> datetime:
    """Return the end of the n-th working day after `start`, in the city's `zone`.

    The day of `start` does not count. No law sets a limit for a report from the street: these
    are the city's own targets (`days` in city.yaml), and are called so where they are shown.
    """
    day = _holidays().get_nth_working_day(start.astimezone(zone).date(), working_days)
    return datetime.combine(day, END_OF_DAY, zone)


def working_days(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Return the number of working days from `start` to `end`, without the day of `start`."""
    return _working_days(start.astimezone(zone).date(), end.astimezone(zone).date())


@lru_cache(maxsize=50_000)
def _working_days(start: date, end: date) -> int:
    if end <= start:
        return 0
    return int(_holidays().get_working_days_count(start + timedelta(days=1), end))


def opening(moment: datetime, opens: time, closes: time, zone: ZoneInfo) -> datetime:
    """Return the first moment from `moment` on at which offices in `zone` are open."""
    local = moment.astimezone(zone)
    day = local.date()
    if _holidays().is_working_day(day) and local.time() < closes:
        return max(moment, datetime.combine(day, opens, zone))
    return datetime.combine(_holidays().get_nth_working_day(day, 1), opens, zone)


def working_hours_on(
    start: datetime, hours: float, opens: time, closes: time, zone: ZoneInfo
) -> datetime:
    """Return the moment at which offices in `zone` have been open for `hours` since `start`."""
    begin, duration = opening(start, opens, closes, zone), timedelta(hours=hours)
    while duration > (end := datetime.combine(begin.astimezone(zone).date(), closes, zone)) - begin:
        duration -= end - begin
        begin = opening(end, opens, closes, zone)
    return begin + duration


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day and hour so many months on, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, longest))


def working_day_before(day: date) -> date:
    """Return the last working day before `day`."""
    return _holidays().get_nth_working_day(day, -1)


def working_day(now: datetime, zone: ZoneInfo) -> date:
    """Return today in the city's `zone`, or the next working day if offices are closed today."""
    return _holidays().get_nth_working_day(now.astimezone(zone).date(), 0)
