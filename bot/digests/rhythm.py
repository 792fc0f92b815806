"""The rhythm of a cron expression, as people name it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_AT = re.compile(r"([0-5]?\d) ([01]?\d|2[0-3]) (.+)", re.ASCII)
_RHYTHMS = {
    "day": re.compile(r"\* \* \*"),
    "workdays": re.compile(r"\* \* 1-5"),
    "week": re.compile(r"\* \* ([0-7])"),
    "month": re.compile(r"([12]?[1-9]|[123]0|31) \* \*"),
    "quarter": re.compile(r"([12]?[1-9]|[123]0|31) 1,4,7,10 \*"),
}


@dataclass(frozen=True)
class Rhythm:
    """`kind`: day, workdays, week, month, quarter; `other` has no words but its expression.

    `day` is that of the week (0 is Sunday) or of the month.
    """

    kind: str
    cron: str
    time: str = ""
    day: int = 0


def rhythm_of(cron: str) -> Rhythm:
    """Return the rhythm of a five-field cron expression."""
    plain = " ".join(cron.split())
    at = _AT.fullmatch(plain)
    for kind, pattern in _RHYTHMS.items():
        if at and (match := pattern.fullmatch(at[3])):
            day = int(match[1]) if pattern.groups else 0
            time = f"{int(at[2]):02}:{int(at[1]):02}"
            return Rhythm(kind, plain, time, day % 7 if kind == "week" else day)
    return Rhythm("other", plain)
