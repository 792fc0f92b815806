"""Quiet hours: a digest that falls due in them is sent at their end."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_HOURS = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)?\s*[-–]\s*([01]?\d|2[0-3])[:h]([0-5]\d)?")
_A_DAY = timedelta(days=1)


def parsed(text: str) -> str:
    """Read typed quiet hours (`22h – 6h30`) into the stored form: `22:00-06:30`.

    Raises ValueError where they are no hours, or last no time.
    """
    match = _HOURS.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f'"{text}" are no hours; for example 22:00-06:00')
    begin, end = (f"{int(match[at]):02}:{match[at + 1] or '00'}" for at in (1, 3))
    if begin == end:
        raise ValueError(f'"{text}" last no time; for example 22:00-06:00')
    return f"{begin}-{end}"


def end_of(quiet: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the end of the quiet hours in which `now` falls; None where it falls in none.

    `quiet` is as `parsed` gives it, or empty: no hours at all. The end itself is not quiet.
    """
    if not quiet:
        return None
    begin, end = (time.fromisoformat(clock) for clock in quiet.split("-"))
    local_now = now.astimezone(zone)
    if begin < end:
        inside, days = begin <= local_now.time() < end, 0
    else:
        inside, days = (
            local_now.time() >= begin or local_now.time() < end,
            int(local_now.time() >= begin),
        )
    if not inside:
        return None
    return datetime.combine(local_now.date() + days * _A_DAY, end, zone)
