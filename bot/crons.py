"""Cron expressions a digest can follow: five fields, once an hour at most."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

FIELDS = 5
"""Minute, hour, day, month, day of the week."""
_BEGIN = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))


class TooOften(ValueError):
    """It would tick more often than every hour."""


def ticks(cron: str, start: datetime = _BEGIN) -> CronSim:
    """The moments at which `cron` ticks after `start`, in its zone.

    Raises ValueError for what is no such expression, and `TooOften`. The minutes are the same in
    every hour, so it ticks more often where there are two of them.
    """
    if (fields := len(cron.split())) != FIELDS:
        raise ValueError(f"{fields} fields instead of {FIELDS}")
    try:
        found = CronSim(cron, start)
    except CronSimError as error:
        raise ValueError(str(error)) from error
    if len(found.minutes) > 1:
        raise TooOften(cron)
    return found


def check(cron: str, where: str) -> None:
    """Raise ValueError with the place and an example unless a digest can follow `cron`."""
    try:
        ticks(cron)
    except TooOften as error:
        raise ValueError(
            f'{where}: "{cron}" ticks more often than every hour; give one minute, not several:'
            ' for example "30 7 * * 1" or, every hour, "30 * * * *"'
        ) from error
    except ValueError as error:
        raise ValueError(
            f'{where}: "{cron}" is no cron expression ({error}); for example "30 7 * * 1"'
        ) from error
