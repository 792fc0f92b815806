"""Hours in which a digest is not sent: what falls due in them waits for their end."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_HOURS = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)?\s*[-–]\s*([01]?\d|2[0-3])[:h]([0-5]\d)?")
_A_DAY = timedelta(days=1)


def parsed(text: str) -> str:
    """Quiet hours as typed (`22:00-06:00`, `22h – 6h30`), as they are kept: `22:00-06:00`.

    Raises ValueError where they are none, or last no time.
    """
    found = _HOURS.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f'"{text}" are no hours; for example 22:00-06:00')
    begin, end = (f"{int(found[at]):02}:{found[at + 1] or '00'}" for at in (1, 3))
    if begin == end:
        raise ValueError(f'"{text}" last no time; for example 22:00-06:00')
    return f"{begin}-{end}"


def end_of(quiet: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` falls; None where it falls in none.

    `quiet` is as `parsed` gives it, or empty: no hours at all. The end itself is not quiet.
    """
    if not quiet:
        return None
    begin, end = (time.fromisoformat(each) for each in quiet.split("-"))
    here = now.astimezone(zone)
    if begin < end:
        inside, days = begin <= here.time() < end, 0
    else:
        inside, days = here.time() >= begin or here.time() < end, int(here.time() >= begin)
    if not inside:
        return None
    return datetime.combine(here.date() + days * _A_DAY, end, zone)
