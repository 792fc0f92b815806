"""The public view of a report. Export, API, /gantoi and /congkhai are all made of it.

What is reported stands at somebody's house, and who reported it lives near: so the position is
rounded, the day is all that is told of a time, and the resident's own words, place and pictures
are not public at all. The only free text is the agency's account, masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.working_days import working_days
from bot.public import queries as public
from bot.public.queries import Row, Wanted
from bot.reports.duplicates import GRID
from bot.reports.likeness import box_around, distance
from bot.understanding.masking import masked

_GRID_METRES = 80.0
"""The most by which rounding moves a spot, in metres."""
MOST_NEAR = 1000
"""Reports looked at around one spot."""
BATCH = 1000
"""Reports read at a time where all are read."""


@dataclass(frozen=True)
class PublicReport:
    """All of a report that anybody may see.

    `in_time`: whether it ended by its deadline; of an open one None while there is time, False
    when it is overdue. `days` are the working days it took. `answer` is the agency's account of
    what was done, or why nothing was. Dates are those of the city's zone.
    """

    code: str
    category: str
    area: str | None
    agency: str
    status: str
    received: date
    deadline: date
    ended: date | None
    in_time: bool | None
    days: int | None
    latitude: float | None
    longitude: float | None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has still something to do."""
        return self.ended is None

    @property
    def spot(self) -> tuple[float, float] | None:
        """The rounded position."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Near(NamedTuple):
    """A public report and how far its rounded position is, in metres; None where it has none."""

    report: PublicReport
    metres: float | None


def view(row: Row, zone: ZoneInfo, now: datetime, answer: str = "") -> PublicReport:
    """What is public of a report, as of `now`."""
    ended = row.ended_at
    return PublicReport(
        code=row.code,
        category=row.category,
        area=row.area,
        agency=row.agency,
        status=row.status,
        received=row.created_at.astimezone(zone).date(),
        deadline=row.deadline_at.astimezone(zone).date(),
        ended=ended.astimezone(zone).date() if ended else None,
        in_time=_in_time(row, now),
        days=working_days(row.created_at, ended, zone) if ended else None,
        latitude=coarse(row.latitude),
        longitude=coarse(row.longitude),
        answer=masked(answer) if ended else "",
    )


def _in_time(row: Row, now: datetime) -> bool | None:
    if row.ended_at is not None:
        return row.ended_at <= row.deadline_at
    return False if row.deadline_at < now and row.answer_by is None else None


def coarse(degrees: float | None) -> float | None:
    """A coordinate as it is public."""
    return None if degrees is None else round(degrees, GRID)


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min, zone)


def days_wanted(
    zone: ZoneInfo,
    since: date | None = None,
    until: date | None = None,
    categories: Iterable[str] = (),
    is_open: bool | None = None,
) -> Wanted:
    """Public reports received from day to day, both included.

    Whole days only: by asking for ever shorter spans, the time could be found out.
    """
    return Wanted(
        since=begin_of(since, zone) if since else None,
        until=begin_of(until + timedelta(days=1), zone) if until else None,
        categories=tuple(categories),
        open=is_open,
    )


def views(
    session: Session, rows: Sequence[Row], zone: ZoneInfo, now: datetime
) -> list[PublicReport]:
    """What is public of these, with the agency's account."""
    said = public.answers(session, [row.id for row in rows if row.ended_at])
    return [view(row, zone, now, said.get(row.id, "")) for row in rows]


def everything(
    session: Session, wanted: Wanted, zone: ZoneInfo, now: datetime
) -> Iterator[PublicReport]:
    """All public reports that are wanted, the first received first, a batch at a time."""
    last = 0
    while rows := public.after(session, wanted, last, BATCH):
        yield from views(session, rows, zone, now)
        last = rows[-1].id


def near(
    session: Session,
    spot: tuple[float, float],
    metres: float,
    ended_since: datetime,
    zone: ZoneInfo,
    now: datetime,
) -> list[Near]:
    """Public reports within `metres` of a spot, the nearest first and at most `MOST_NEAR`: open
    ones, and those that ended since that moment.

    Distances are to the rounded position: from several exact ones the exact spot would follow.
    """
    box = box_around(spot, metres + _GRID_METRES)
    rows = public.in_box(session, box, ended_since, MOST_NEAR)
    found = []
    for row in rows:
        report = view(row, zone, now)
        assert report.spot is not None
        if (away := distance(spot, report.spot)) <= metres:
            found.append(Near(report, away))
    return sorted(found, key=lambda each: (each.metres, each.report.code))
