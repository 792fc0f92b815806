"""Deadlines: internal targets in working days, with Viet Nam's holidays."""

from __future__ import annotations

from datetime import datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

END_OF_DAY = time(17, 0)
"""When offices close: a deadline ends with the working day."""


@cache
def _holidays() -> HolidayBase:
    """Viet Nam's public holidays, Tết and the days made up for weekends among them."""
    return country_holidays("VN")


def deadline(start: datetime, working_days: int, zone: ZoneInfo) -> datetime:
    """The end of the n-th working day after `start`, in the city's `zone`.

    The day of `start` does not count. No law sets a limit for a report from the street: these
    are the city's own targets (`days` in city.yaml), and are called so where they are shown.
    """
    day = _holidays().get_nth_working_day(start.astimezone(zone).date(), working_days)
    return datetime.combine(day, END_OF_DAY, zone)
