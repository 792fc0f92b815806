"""The public figures: of the reports received in a span, how many were resolved, and how soon.

Where there are few, they are counted when they are asked for. Counting a million takes seconds,
for which nobody may wait in the chat: many are counted in the background, and what is shown says
of when it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.city.working_days import working_days
from bot.public import queries as public
from bot.public.queries import Counted
from bot.public.views import begin_of
from db.engine import Database
from db.models import PublicFigures

SPANS: dict[str, int | None] = {"month": 30, "year": 365, "all": None}
"""The spans and their days, today included; each holds the one before it."""
EVERYWHERE = ""
MANY = 20_000
"""Reports from which on they are counted in the background."""
FRESH = timedelta(minutes=10)
"""How long those figures are shown before they are counted anew."""
_AT_ONCE = 2000


class Tally(BaseModel):
    """Counts of reports received in a span; `days` has, of those resolved, how many took so many
    working days. Rejected is not resolved: the two are never added up."""

    received: int = 0
    resolved: int = 0
    in_time: int = 0
    rejected: int = 0
    open: int = 0
    overdue: int = 0
    days: dict[int, int] = {}

    @property
    def mean_days(self) -> float | None:
        """Working days until resolved, on average."""
        count = sum(self.days.values())
        return sum(day * n for day, n in self.days.items()) / count if count else None

    @property
    def median_days(self) -> float | None:
        """Working days within which half of them were resolved."""
        count, passed = sum(self.days.values()), 0
        lower = upper = None
        for day, n in sorted(self.days.items()):
            passed += n
            lower = day if lower is None and passed >= count / 2 else lower
            if passed > count / 2:
                upper = day
                break
        return None if lower is None or upper is None else (lower + upper) / 2

    @property
    def share_in_time(self) -> int | None:
        """Percent of those resolved that were so by their deadline."""
        return round(100 * self.in_time / self.resolved) if self.resolved else None

    def add(self, other: Tally) -> None:
        """Count these too."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for day, n in other.days.items():
            self.days[day] = self.days.get(day, 0) + n


_COUNTS = tuple(name for name in Tally.model_fields if name != "days")


class Figures(BaseModel):
    """What is shown of a span and an area: by category and by agency."""

    categories: dict[str, Tally] = {}
    agencies: dict[str, Tally] = {}

    @property
    def total(self) -> Tally:
        """Of all categories."""
        return summed(self.categories.values())


def summed(tallies: Iterable[Tally]) -> Tally:
    """One tally of several."""
    found = Tally()
    for each in tallies:
        found.add(each)
    return found


def key_of(span: str, area: str) -> str:
    """What the figures of a span and an area (`EVERYWHERE` for all) are kept under."""
    return f"{span}:{area}"


def spans_begin(zone: ZoneInfo, now: datetime) -> list[datetime]:
    """The first moment of each span that has one, the latest first."""
    today = now.astimezone(zone).date()
    return [begin_of(today - timedelta(days=days - 1), zone) for days in SPANS.values() if days]


def arranged(rows: Sequence[Counted]) -> dict[str, Figures]:
    """The figures by their key."""
    names = list(SPANS)
    found: dict[str, Figures] = defaultdict(Figures)
    for row in rows:
        tally = _tally(row)
        for span in names[row.span :]:
            for area in {EVERYWHERE, row.area or EVERYWHERE}:
                figures = found[key_of(span, area)]
                figures.categories.setdefault(row.category, Tally()).add(tally)
                figures.agencies.setdefault(row.agency, Tally()).add(tally)
    return found


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
    """Count many reports anew if the figures are no longer fresh; says whether they were counted.

    The counting only reads, so nobody who writes waits for it. Two processes that do it at once
    count the same.
    """
    with database.reading() as session:
        made = public.newest_figures(session)
        few = public.last_id(session) < MANY
    if few or (made is not None and now - made < FRESH):
        return False
    while _count_days(database, zone):
        pass
    with database.reading() as session:
        counted = public.counted(session, spans_begin(zone, now), now)
    rows = _rows(arranged(counted), now)
    try:
        with database.transaction() as session:
            public.keep_figures(session, rows)
    except IntegrityError:  # another process was a moment quicker
        return False
    return True


def shown(
    session: Session, zone: ZoneInfo, now: datetime, span: str, area: str
) -> tuple[Figures, datetime]:
    """The figures of a span and an area, and when they were counted."""
    made = public.newest_figures(session)
    if made is None or public.last_id(session) < MANY:
        while _count_some_days(session, zone):
            pass
        return _counted(session, zone, now).get(key_of(span, area), Figures()), now
    row = public.figures(session, key_of(span, area))
    return Figures.model_validate(row.data) if row else Figures(), made


def _counted(session: Session, zone: ZoneInfo, now: datetime) -> dict[str, Figures]:
    return arranged(public.counted(session, spans_begin(zone, now), now))


def _count_days(database: Database, zone: ZoneInfo) -> bool:
    """Count the working days of some reports that ended; false when there are none left."""
    with database.transaction() as session:
        return _count_some_days(session, zone)


def _count_some_days(session: Session, zone: ZoneInfo) -> bool:
    rows = public.uncounted(session, _AT_ONCE)
    if not rows:
        return False
    public.set_days(
        session,
        [
            (report_id, ended, working_days(received, ended, zone))
            for report_id, received, ended in rows
        ],
    )
    return True


def _rows(found: dict[str, Figures], now: datetime) -> list[PublicFigures]:
    kept = found or {key_of("all", EVERYWHERE): Figures()}  # that they were counted is kept too
    return [
        PublicFigures(key=key, made_at=now, data=figures.model_dump(mode="json"))
        for key, figures in kept.items()
    ]
