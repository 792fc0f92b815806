"""The public view of a report, for the export, the API, /gantoi and /congkhai.

A position and a time may point to the reporter's house: so the position is rounded, times are days,
and the resident's words, place and photos are not public. The only free text is the agency's
answer, masked; a card of the board has the sender's own words where they agreed to that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.city.places import places_in
from bot.city.working_days import working_days
from bot.core.turn import Tools
from bot.public import board_queries as rows
from bot.public import queries as public
from bot.public.queries import ReportFilter, Row
from bot.reports import supporter_queries
from bot.reports.duplicates import GRID
from bot.reports.likeness import box_around, distance
from bot.texts import on_one_line
from bot.understanding.masking import MASK, masked
from db.report_words import has

_GRID_METRES = 80.0
"""The longest way, in metres, by which rounding moves a position."""
MOST_NEAR = 1000
"""Reports read around one spot."""
ROOT = "/congkhai"
"""The address of the board."""
BATCH = 1000
"""Reports read at a time where all are read."""


@dataclass(frozen=True)
class PublicReport:
    """The public fields of a report.

    `in_time`: whether it ended by its deadline; of an open one None while there is time, False
    when it is overdue. `days` are the working days it took. `answer` is the agency's text on
    resolving or rejecting it. Dates are those of the city's zone.
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
        """Return whether the report has not ended."""
        return self.ended is None

    @property
    def spot(self) -> tuple[float, float] | None:
        """Return the rounded position."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class NearbyReport(NamedTuple):
    """A public report and the distance of its rounded position in metres, if it has one."""

    report: PublicReport
    metres: float | None


def view(row: Row, zone: ZoneInfo, now: datetime, answer: str = "") -> PublicReport:
    """Return the public view of a report, as of `now`."""
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
    """Return the rounded coordinate."""
    return None if degrees is None else round(degrees, GRID)


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time.min, zone)


def days_filter(
    zone: ZoneInfo,
    since: date | None = None,
    until: date | None = None,
    categories: Iterable[str] = (),
    is_open: bool | None = None,
) -> ReportFilter:
    """Return the filter of whole days, both included: ever shorter spans would reveal the time."""
    return ReportFilter(
        since=begin_of(since, zone) if since else None,
        until=begin_of(until + timedelta(days=1), zone) if until else None,
        categories=tuple(categories),
        open=is_open,
    )


def views(
    session: Session, rows: Sequence[Row], zone: ZoneInfo, now: datetime
) -> list[PublicReport]:
    """Return the public views of reports, with the agency's answers."""
    answers = public.answers(session, [row.id for row in rows if row.ended_at])
    return [view(row, zone, now, answers.get(row.id, "")) for row in rows]


def public_reports(
    session: Session, report_filter: ReportFilter, zone: ZoneInfo, now: datetime
) -> Iterator[PublicReport]:
    """Yield the public reports of a filter, the oldest first, read in batches."""
    last = 0
    while rows := public.after(session, report_filter, last, BATCH):
        yield from views(session, rows, zone, now)
        last = rows[-1].id


def reports_near(
    session: Session,
    spot: tuple[float, float],
    metres: float,
    ended_since: datetime,
    zone: ZoneInfo,
    now: datetime,
) -> list[NearbyReport]:
    """Return at most `MOST_NEAR` public reports within `metres` of a spot, the nearest first.

    Open ones, and those that ended since that moment. Distances are to the rounded position:
    several exact ones would reveal the exact spot.
    """
    box = box_around(spot, metres + _GRID_METRES)
    rows = public.in_box(session, box, ended_since, MOST_NEAR)
    nearby = []
    for row in rows:
        report = view(row, zone, now)
        assert report.spot is not None
        if (away := distance(spot, report.spot)) <= metres:
            nearby.append(NearbyReport(report, away))
    return sorted(nearby, key=lambda entry: (entry.metres, entry.report.code))


_NAME = r"[A-ZĐÀ-Ỹ]\w*(?:\s+[A-ZĐÀ-Ỹ]\w*){0,3}"
_STREET = re.compile(rf"\b(?:đường|phố|đại lộ|quốc lộ|tỉnh lộ)\s+(?:\d+(?:[/-]\d+)?m?\b|{_NAME})")
"""A street by its name, without the number of a house."""


@dataclass(frozen=True)
class Card:
    """A report on the board. `words` and `street` are empty where their sender keeps them.

    `confirmed` is what the sender said last of a resolution, on the day `confirmed_on`; `former` is
    the agency's answer to a report that is open again.
    """

    report: PublicReport
    words: str
    street: str
    supporters: int
    photos: Sequence[int]
    answer_photos: Sequence[int] = ()
    confirmed: str = ""
    confirmed_on: date | None = None
    former: str = ""

    @property
    def late(self) -> bool:
        """Return whether it ended after its target, or is past it."""
        return self.report.in_time is False

    def has(self, words: str, kinds: Sequence[str]) -> bool:
        """Return whether it is of these kinds, or what it shows has words that are looked for."""
        return self.report.category in kinds or has(f"{self.words} {self.street}", words)


def cards(session: Session, tools: Tools, records: Sequence[Row], now: datetime) -> list[Card]:
    """Return the cards of these reports, with five queries for all of them."""
    ids, zone = [row.id for row in records], tools.zone
    stories, photos = rows.stories(session, ids), rows.released(session, ids)
    supporters, answers = supporter_queries.counts(session, ids), public.answers(session, ids)
    words_on_it = rows.words_on_it(session, ids)
    cards = []
    for row in records:
        words, place = stories.get(row.id, ("", ""))
        answer = answers.get(row.id, "")
        confirmed, said_at = words_on_it.get(row.id, ("", None))
        pictures = photos.get(row.id, rows.Pictures([], []))
        cards.append(
            Card(
                report=view(row, zone, now, answer),
                words=on_one_line(masked(words), 1000),
                street=street(place, tools.city),
                supporters=supporters.get(row.id, 0),
                photos=pictures.sent,
                answer_photos=pictures.answering,
                confirmed=confirmed,
                confirmed_on=said_at.astimezone(zone).date() if said_at else None,
                former="" if row.ended_at else masked(answer),
            )
        )
    return cards


def street(place: str, city: City) -> str:
    """Return the street or known place in a sender's words: never a house, never a person."""
    for street in places_in(place, city):
        if not street.is_unit and street.score == 100:
            return street.name
    match = _STREET.search(masked(place))
    return match[0] if match and MASK not in match[0] else ""
