"""Periods of digests, as cron ticks or as typed; rhythms in words; and quiet hours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile, islice
from typing import Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.city.working_days import months_later

_ONE_SECOND = timedelta(seconds=1)
_HALF_DAY, _DAY, _WEEK = timedelta(hours=12), timedelta(days=1), timedelta(days=7)
_ALIKE = timedelta(hours=2)
"""By so much two periods may differ that are equally long."""
_YEARS = range(2000, 2101)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LENGTHS = {"today": _DAY, "week": _WEEK}
"""How long the periods of `period_named` would be that end now."""
_FORMS = "for example 2026-W47, 2026-11, 2026-11-16 or 2026-11-16..2026-11-22"

_TYPED_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


Span = Literal["hours", "so_far", "day", "week", "month", "months", "quarter", "year", "days"]


@dataclass(frozen=True)
class Period:
    """A span from `start` and before `end`; both aware, kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return its beginning and end."""
        return self.start, self.end

    @property
    def key(self) -> str:
        """Return the period's key in the ledger (41 characters); it must never change."""
        return f"{self.start:%Y-%m-%dT%H:%M:%SZ}/{self.end:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Days:
    """A period as people name it: its first and last day, and the kind of span.

    `month` is one of the calendar; `so_far` ends in the midst of a day; `hours` begins so too.
    """

    kind: Span
    first: date
    last: date


_MORNING = re.compile(r"[0-5]?\d +(0?\d|1[01]) .+", re.ASCII)
"""A rhythm of at most one tick a day, before noon: its periods are of the whole days before."""


def _ends(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Yield when the periods of the ticks of `cron` before `after` end, the latest first."""
    ticks = CronSim(cron, after.astimezone(zone), reverse=True)
    if _MORNING.fullmatch(cron.strip()):
        return (tick.replace(hour=0, minute=0) for tick in ticks)
    return iter(ticks)


def ends(cron: str, zone: ZoneInfo, last: datetime) -> Iterator[datetime]:
    """Yield when the periods of `cron` end, from the one that ends at `last` back."""
    return dropwhile(lambda end: end > last, _ends(cron, zone, last + _HALF_DAY))


def period_due(cron: str, zone: ZoneInfo, now: datetime) -> Period:
    """Return the period of the last tick of `cron` in `zone`, one at `now` included.

    It goes from tick to tick, or over the whole days before a morning's: figures of a week are the
    same whether the clock sends them or a person asks for that week.
    """
    after = now.replace(microsecond=0) + _ONE_SECOND  # a tick at the start itself would not count
    end, start = islice(_ends(cron, zone, after), 2)
    return Period(start, end)


RECENT = timedelta(days=8)
"""Whose period ended longer ago asks what was; a week's digest is sent at most so late."""


def stands_at(period: Period, now: datetime) -> datetime:
    """Return the moment as of which a period's digest counts open reports."""
    return period.end if period.end < now - RECENT else now


def of_rhythm(typed: Period, cron: str, zone: ZoneInfo, now: datetime) -> Period:
    """Return the period of `cron` within a day of a typed one, and as long; else the typed one.

    So what comes in the evening, and the same day sent by hand, is one entry of the ledger.
    """
    for moment in (typed.end, typed.end + _DAY):
        period = period_due(cron, zone, min(moment, now))
        begins, ends = period.start - typed.start, period.end - typed.end
        if max(abs(begins), abs(ends)) < _DAY and abs(ends - begins) <= _ALIKE:
            return period
    return typed


def next_tick(cron: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the first tick of `cron` after `now`, in `zone`."""
    return next(CronSim(cron, now.astimezone(zone)))


def previous(period: Period, zone: ZoneInfo, cron: str | None = None, name: str = "") -> Period:
    """Return the period to compare with, which mostly ends where `period` starts.

    For a period of `cron` it is that of the digest before; for one that is not over, the same part
    of the day, week, month, quarter or year before: of what its name says, or of the shortest; else
    as many whole months, or the same length.
    """
    if cron is not None:
        end, start, before = islice(ends(cron, zone, period.end), 3)
        if period == Period(start, end):
            return Period(before, start)
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    unit = name if name in _MONTHS or name in _LENGTHS else _unit(start, end)
    if months := _MONTHS.get(unit):
        return Period(months_later(start, -months), _as_far(end, months))
    if length := _LENGTHS.get(unit):
        return Period(start - length, end - length)
    if months := _whole_months(period, zone):
        return Period(months_later(period.start.astimezone(zone), -months), period.start)
    return Period(period.start - (period.end - period.start), period.start)


def _unit(start: datetime, end: datetime) -> str:
    """Return the shortest unit that began at `start` and is not over at `end`; empty for none."""
    if not start.time() == time() != end.time():
        return ""
    length = "week" if start.weekday() == 0 else "today"
    units = [name for name in _MONTHS if start.day == 1 and _holds(_MONTHS[name], start, end)]
    return next(iter(units), length if end - start < _LENGTHS[length] else "")


def _as_far(end: datetime, months: int) -> datetime:
    """Return the same moment so many months before; the end of a month that has no such day."""
    before = months_later(end, -months)
    if before.day == end.day:
        return before
    return months_later(datetime.combine(before.replace(day=1), time(), end.tzinfo), 1)


def _holds(months: int, start: datetime, end: datetime) -> bool:
    """Return whether a month, quarter or year begins at `start` and is not over at `end`."""
    return (start.month - 1) % months == 0 and end < months_later(start, months)


def of_key(key: str) -> Period:
    """Return the period of a key in the ledger: see `Period.key`."""
    start, _, end = key.partition("/")
    return Period(datetime.fromisoformat(start), datetime.fromisoformat(end))


def parse_period(text: str, zone: ZoneInfo) -> Period:
    """Read a typed period of whole days in `zone`; raises ValueError with examples."""
    try:
        first, after = _typed(text.strip())
        if first.year not in _YEARS or after.year not in _YEARS:
            raise ValueError(f"a year from {_YEARS[0]} to {_YEARS[-1]}")
        return Period(_midnight(first, zone), _midnight(after, zone))
    except (ValueError, OverflowError) as error:
        raise ValueError(f'"{text}" is no period ({error}); {_FORMS}') from error


SPANS = ("yesterday", "week", "last_week", "month", "last_month", "last_quarter", "year")
"""The periods that are offered by name."""
LAST = {
    "week": "last_week", "month": "last_month", "quarter": "last_quarter", "year": "last_year",
}  # fmt: skip
"""The whole period before one that is not over."""


def period_named(name: str, now: datetime) -> Period | None:
    """Return a period by its name, in the zone of `now`, or None; those of now end now."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    quarter = first.replace(month=first.month - (first.month - 1) % 3)
    year = first.replace(month=1)
    spans = {
        "yesterday": (today - timedelta(days=1), today),
        "last_week": (monday - timedelta(days=7), monday),
        "last_month": (months_later(first, -1), first),
        "last_quarter": (months_later(quarter, -3), quarter),
        "last_year": (months_later(year, -12), year),
        "today": (today, now),
        "week": (monday, now),
        "month": (first, now),
        "quarter": (quarter, now),
        "year": (year, now),
    }
    if name not in spans:
        return None
    start, end = spans[name]
    return Period(start, end) if start < end else Period(start, start + timedelta(minutes=1))


def days_of(period: Period, zone: ZoneInfo) -> Days:
    """Return the period as people name it, in `zone`."""
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    last = (end - _ONE_SECOND).date()
    return Days(_kind(start, end), min((start + _HALF_DAY).date(), last), last)


def _kind(start: datetime, end: datetime) -> Span:
    if start.time() != time():
        return "hours"
    if end.time() != time():
        return "so_far"
    first, after = start.date(), end.date()
    count = (after - first).days
    if count in (1, 7):
        return "day" if count == 1 else "week"
    if first.day != after.day:
        return "days"
    months = (after.year - first.year) * 12 + after.month - first.month
    if months == 1:
        return "month" if first.day == 1 else "months"
    return "quarter" if months == 3 else "year" if months == 12 else "days"


def _typed(text: str) -> tuple[date, date]:
    """Return the first day, and the day after the last."""
    if match := _TYPED_WEEK.fullmatch(text):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return first, first + timedelta(days=7)
    if match := _MONTH.fullmatch(text):
        first = date(int(match[1]), int(match[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1)
    if match := _DAYS.fullmatch(text):
        last = date.fromisoformat(match[2] or match[1])
        return date.fromisoformat(match[1]), last + timedelta(days=1)
    raise ValueError("a week, a month, or days")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _whole_months(period: Period, zone: ZoneInfo) -> int:
    """Return the number of months between two same days and hours; 0 where it is not whole."""
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    if (start.day, start.time()) != (end.day, end.time()):
        return 0
    return (end.year - start.year) * 12 + end.month - start.month


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


def end_of_quiet(quiet: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the end of the quiet hours in which `now` falls; None where it falls in none.

    `quiet` is like `22:00-06:30`, or empty: no hours at all. The end itself is not quiet.
    """
    if not quiet:
        return None
    begin, end = (time.fromisoformat(clock) for clock in quiet.split("-"))
    local_now = now.astimezone(zone)
    has_begun, goes_on = local_now.time() >= begin, local_now.time() < end
    if not (has_begun and goes_on if begin < end else has_begun or goes_on):
        return None
    days = 1 if has_begun and not goes_on else 0
    return datetime.combine(local_now.date() + timedelta(days=days), end, zone)
