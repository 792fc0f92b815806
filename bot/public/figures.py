"""The public figures: how many reports of a span were resolved, and how soon.

Few reports are counted when the figures are asked for. Counting a million takes seconds, too long
for a chat: many are counted in the background, and the figures show when that was.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlmodel import Session

from bot.city.working_days import working_days
from bot.public import queries as public
from bot.public.queries import Counted
from bot.public.views import begin_of
from db.engine import Database
from db.faults import AlreadyThere
from db.models import PublicFigures

SPANS: dict[str, int | None] = {"month": 30, "year": 365, "all": None}
"""The spans and their days, today included; each contains the one before it."""
EVERYWHERE = ""
MANY = 20_000
"""From this number of reports on they are counted in the background."""
FRESH = timedelta(minutes=10)
"""How long such figures are shown before they are counted again."""
_AT_ONCE = 2000


class Tally(BaseModel):
    """Counts of reports received in a span; `days`, of those resolved: {working days: reports}."""

    received: int = 0
    resolved: int = 0
    in_time: int = 0
    rejected: int = 0
    open: int = 0
    overdue: int = 0
    days: dict[int, int] = {}

    @property
    def mean_days(self) -> float | None:
        """Return the mean of the working days until a report was resolved."""
        count = sum(self.days.values())
        return sum(day * n for day, n in self.days.items()) / count if count else None

    @property
    def median_days(self) -> float | None:
        """Return the working days within which half of them were resolved."""
        days = sorted(self.days)
        passed = [*accumulate(self.days[day] for day in days)]
        if not passed:
            return None
        middle = ((passed[-1] - 1) // 2, passed[-1] // 2)
        return sum(days[bisect_right(passed, place)] for place in middle) / 2

    @property
    def share_in_time(self) -> int | None:
        """Return the percentage of the resolved reports that met their deadline."""
        return round(100 * self.in_time / self.resolved) if self.resolved else None

    def add(self, tally: Self) -> None:
        """Add the counts of another tally."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(tally, name))
        for day, n in tally.days.items():
            self.days[day] = self.days.get(day, 0) + n

    def less(self, tally: Self) -> "Tally":
        """Return these counts without those of another tally, which are among them."""
        counts = {name: getattr(self, name) - getattr(tally, name) for name in _COUNTS}
        days = {day: n - tally.days.get(day, 0) for day, n in self.days.items()}
        return Tally.model_validate({**counts, "days": {day: n for day, n in days.items() if n}})


_COUNTS = tuple(name for name in Tally.model_fields if name != "days")


class Figures(BaseModel):
    """The tallies of a span and an area, by category and by agency."""

    categories: dict[str, Tally] = {}
    agencies: dict[str, Tally] = {}

    @property
    def total(self) -> Tally:
        """Return the tally of all categories."""
        return summed(self.categories.values())


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def key_of(span: str, area: str) -> str:
    """Return the key of the figures of a span and an area (`EVERYWHERE` for all)."""
    return f"{span}:{area}"


def spans_begin(zone: ZoneInfo, now: datetime) -> list[datetime]:
    """Return the first moment of each span that has one, the latest first."""
    today = now.astimezone(zone).date()
    return [begin_of(today - timedelta(days=days - 1), zone) for days in SPANS.values() if days]


def arranged(rows: Sequence[Counted]) -> dict[str, Figures]:
    """Return the figures by their key."""
    by_key: dict[str, Figures] = defaultdict(Figures)
    for row in rows:
        tally = _tally(row)
        for span in list(SPANS)[row.span :]:
            for area in {EVERYWHERE, row.area or EVERYWHERE}:
                figures = by_key[key_of(span, area)]
                figures.categories.setdefault(row.category, Tally()).add(tally)
                figures.agencies.setdefault(row.agency, Tally()).add(tally)
    return by_key


def _tally(row: Counted) -> Tally:
    n, resolved = row.reports, row.status == "resolved"
    return Tally(
        received=n,
        resolved=n if resolved else 0,
        in_time=n if resolved and row.in_time else 0,
        rejected=n if row.status == "rejected" else 0,
        open=n if row.status == "open" else 0,
        overdue=n if row.overdue else 0,
        days={row.days: n} if resolved and row.days is not None else {},
    )


def refresh(database: Database, zone: ZoneInfo, now: datetime) -> bool:
    """Count many reports anew if the figures are not fresh; return whether they were counted."""
    with database.reading() as session:
        counted_at = public.newest_figures(session)
        few = public.last_id(session) < MANY
        waits = bool(public.uncounted(session, 1))
    if not few and counted_at is not None and now - counted_at < FRESH:
        return False
    while waits:
        with database.transaction() as session:
            waits = _count_days(session, zone)
    if few:
        return False
    with database.reading() as session:
        rows = _rows(_counted(session, zone, now), now)
    try:
        with database.transaction() as session:
            public.keep_figures(session, rows)
    except AlreadyThere:  # another process was a moment quicker
        return False
    return True


def current(
    session: Session, zone: ZoneInfo, now: datetime, span: str, area: str
) -> tuple[Figures, datetime]:
    """Return the figures of a span and an area, and when they were counted."""
    if public.newest_figures(session) is None or public.last_id(session) < MANY:
        while _count_days(session, zone):
            pass
    figures, counted_at = figures_of_span(session, zone, now, span, [area])
    return figures[area], counted_at


def figures_of_span(
    session: Session, zone: ZoneInfo, now: datetime, span: str, areas: Sequence[str]
) -> tuple[dict[str, Figures], datetime]:
    """Return each area's figures of a span, and when they were counted; it only reads."""
    counted_at = public.newest_figures(session)
    if counted_at is None or public.last_id(session) < MANY:
        counted = _counted(session, zone, now)
        return {area: counted.get(key_of(span, area), Figures()) for area in areas}, now
    rows = {area: session.get(PublicFigures, key_of(span, area)) for area in areas}
    stored = {area: Figures.model_validate(row.data if row else {}) for area, row in rows.items()}
    return stored, counted_at


def _counted(session: Session, zone: ZoneInfo, now: datetime) -> dict[str, Figures]:
    return arranged(public.counted(session, spans_begin(zone, now), now))


def _count_days(session: Session, zone: ZoneInfo) -> bool:
    """Count the working days of some reports that ended; return false if none was left."""
    rows = public.uncounted(session, _AT_ONCE)
    if not rows:
        return False
    days = [(row_id, end, working_days(start, end, zone)) for row_id, start, end in rows]
    public.set_days(session, days)
    return True


def _rows(by_key: dict[str, Figures], now: datetime) -> list[PublicFigures]:
    by_key = by_key or {key_of("all", EVERYWHERE): Figures()}  # shows that they were counted
    return [
        PublicFigures(key=key, made_at=now, data=figures.model_dump(mode="json"))
        for key, figures in by_key.items()
    ]
