"""Check cron expressions of digests: five fields, once an hour at most."""

from __future__ import annotations

from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

FIELDS = 5  # minute, hour, day, month, day of the week
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def check(cron: str, setting: str) -> None:
    """Raise ValueError with the setting's name and an example unless a digest can follow `cron`.

    The minutes are the same in every hour, so it ticks too often where there are two of them.
    """
    try:
        if (fields := len(cron.split())) != FIELDS:
            raise CronSimError(f"{fields} fields instead of {FIELDS}")
        ticks = CronSim(cron, _BEGIN)
        next(ticks)
    except (CronSimError, StopIteration) as error:
        raise ValueError(
            f'{setting}: "{cron}" is no cron expression ({error or "it never ticks"});'
            ' for example "30 7 * * 1"'
        ) from error
    if len(ticks.minutes) > 1:
        raise ValueError(
            f'{setting}: "{cron}" ticks more often than every hour; give one minute, not several:'
            ' for example "30 7 * * 1" or, every hour, "30 * * * *"'
        )
