"""Months by which lists are filtered, written as 2026-11."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.city.working_days import months_later

MONTHS = 12


def last_months(now: datetime, zone: ZoneInfo) -> list[str]:
    """Return the last twelve months, the latest first."""
    local_now = now.astimezone(zone)
    return [f"{months_later(local_now, -back):%Y-%m}" for back in range(MONTHS)]


def span(month: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return the first moments of a month and of the next one; None for no month."""
    if not month:
        return None, None
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return datetime.combine(first, time.min, zone), datetime.combine(following, time.min, zone)
