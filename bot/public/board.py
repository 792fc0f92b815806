"""The public view of a report on the board, with the sender's words masked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.city.places import places_in
from bot.public import board_queries as rows
from bot.public.queries import Row
from bot.public.views import PublicReport, views
from bot.reports import supporter_queries
from bot.texts import on_one_line
from bot.understanding.masking import MASK, masked

_NAME = r"[A-ZĐÀ-Ỹ]\w*(?:\s+[A-ZĐÀ-Ỹ]\w*){0,3}"
_STREET = re.compile(rf"\b(?:đường|phố|đại lộ|quốc lộ|tỉnh lộ)\s+(?:\d+(?:[/-]\d+)?m?\b|{_NAME})")
"""A street by its name, without the number of a house."""


@dataclass(frozen=True)
class Card:
    """A report on the board. `words` and `street` are empty where their sender keeps them."""

    report: PublicReport
    category: str
    icon: str
    area: str
    agency: str
    words: str
    street: str
    supporters: int
    confirmed: str
    photos: Sequence[int]

    @property
    def late(self) -> bool:
        """Return whether it ended after its target, or is past it."""
        return self.report.in_time is False


def cards(
    session: Session, records: Sequence[Row], city: City, zone: ZoneInfo, now: datetime
) -> list[Card]:
    """Return the cards of these reports, with five queries for all of them."""
    ids = [row.id for row in records]
    stories, photos = rows.told(session, ids), rows.released(session, ids)
    supporters = supporter_queries.counts(session, ids)
    confirmed = rows.confirmed(session, ids)
    return [
        Card(
            report=report,
            category=city.category_name(row.category) or row.category,
            icon=city.icon(row.category),
            area=city.area_name(row.area),
            agency=city.agency_name(row.agency) or row.agency,
            words=on_one_line(masked(stories.get(row.id, ("", ""))[0]), 1000),
            street=street(stories.get(row.id, ("", ""))[1], city),
            supporters=supporters.get(row.id, 0),
            confirmed=confirmed.get(row.id, ""),
            photos=photos.get(row.id, ()),
        )
        for row, report in zip(records, views(session, records, zone, now), strict=True)
    ]


def street(place: str, city: City) -> str:
    """Return the street or known place in a sender's words: never a house, never a person."""
    for street in places_in(place, city):
        if not street.is_unit and street.score == 100:
            return street.name
    match = _STREET.search(masked(place))
    return match[0] if match and MASK not in match[0] else ""
