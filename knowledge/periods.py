"""Finds out that all a plan sets for a period is asked for, and nothing else."""

from __future__ import annotations

import re

from knowledge.figures import asked_figures, years_in
from knowledge.words import Reading

_WHAT = re.compile(
    r" (?:chi tieu|muc tieu|lam (?:nhung |duoc |cac viec )?gi|nhung (?:viec )?gi)(?= )"
)
_EMPTY = re.compile(
    r" (?:liet ke|ke|neu|cho|biet|xem|tat ca|toan bo|cac|nhung|moi|het|chi tieu|muc tieu|cu the"
    r"|ke hoach|thanh pho|lam|se|dat|co|duoc|gi|nao|la|cua|den|toi|vao|trong|nam|giai doan|dau"
    r"|sau|tiep theo|cuoi|viec|thi|can|phai|de ra|\d+)(?= )"
)


def whole_period(reading: Reading, periods: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """The period, of those of a plan, all of which is asked for; None for other questions.

    `liệt kê tất cả chỉ tiêu năm 2030`, `5 năm tới làm những gì`: no word is left for a subject.
    """
    if not _WHAT.search(reading.plain) or _EMPTY.sub("", reading.plain).strip():
        return None
    asked = asked_figures(reading, ())
    if asked.years:
        fits = [each for each in periods if all(each[0] <= y <= each[1] for y in asked.years)]
    else:
        order = {"first": 0, "second": 1}
        fits = [periods[order[name]] for name in asked.periods if order[name] < len(periods)]
    return fits[0] if len(fits) == 1 else None


def period_of(heading: str) -> tuple[int, int] | None:
    """The first and last year that a heading names: `Giai đoạn 2026-2030`."""
    years = years_in(heading)
    return (years[0], years[1]) if len(years) == 2 else None
