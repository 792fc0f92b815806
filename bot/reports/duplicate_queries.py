"""Open reports that may be the same one: by their spot, or by their words where there is none."""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    func,
    union_all,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from bot.core.recordings import PICTURE
from bot.reports.queries import OPEN
from db.models import Photo, Report, Supporter

LATEST = 100
"""Reports whose words are compared: older ones are no longer the same."""
MOST_ENDED = 20
"""Of a person's ended reports so many are compared."""
LETTERS = 200
"""Of each text that is compared."""


class Box(NamedTuple):
    """A box in degrees, WGS 84, drawn around a spot."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, up: Mapped[Any], right: Mapped[Any]) -> ColumnElement[bool]:
        """Return the condition that a latitude and a longitude are inside."""
        return and_(up.between(self.south, self.north), right.between(self.west, self.east))


class Worded(NamedTuple):
    """The beginnings of a report's words: where it is, and what happened."""

    id: int
    place: str
    description: str


class Candidate(NamedTuple):
    """A report, its first picture, how many support it, and whether one person does.

    `metres` is how far its spot is, rounded as on the public map; None where only the words are
    alike.
    """

    report: Report
    photo: str | None
    supporters: int
    supported: int
    metres: float | None = None


def in_box(
    session: Session, categories: Collection[str], box: Box, limit: int, person_id: int | None
) -> Sequence[Candidate]:
    """Return the open reports in a box, the nearest to its middle first, with their pictures."""
    inside = box.holds(col(Report.latitude), col(Report.longitude))
    nearest = (
        select(Report.id)
        .where(col(Report.category).in_(categories), *_comparable(), inside)
        .order_by(from_middle(box), col(Report.id))
        .limit(limit)
        .subquery()
    )
    query = _candidates(person_id).where(col(Report.id).in_(select(nearest.c.id)))
    rows = session.exec(query.order_by(from_middle(box), col(Report.id)))
    return [Candidate(*row) for row in rows]


def from_middle(box: Box) -> ColumnElement[float | None]:
    """Return a measure of a report's distance from the middle of a box, to sort by."""
    narrower = (box.north - box.south) / (box.east - box.west)
    north = col(Report.latitude) - (box.north + box.south) / 2
    east = (col(Report.longitude) - (box.east + box.west) / 2) * narrower
    return north * north + east * east


def worded(
    session: Session, categories: Sequence[str], areas: Sequence[str], without_spot: bool
) -> list[Worded]:
    """Return the words (`LETTERS` of each text) of the `LATEST` open reports, latest first.

    Of any of the categories, in any of the areas or in an unknown one. `without_spot` leaves out
    those with a position.
    """
    values = {f"category_{number}": key for number, key in enumerate(categories)}
    values |= {f"area_{number}": key for number, key in enumerate(areas)}
    query = _worded(len(categories), len(areas), without_spot)
    rows = session.exec(query, params=values)
    return [Worded(*row) for row in rows]


@cache
def _worded(categories: int, areas: int, without_spot: bool) -> Select[int, str, str]:
    """Return the query, built once; each part reads the end of one stretch of the index."""
    wards: list[ColumnElement[bool]] = [col(Report.area).is_(None)]
    wards += [col(Report.area) == bindparam(f"area_{number}") for number in range(areas)]
    kinds = [col(Report.category) == bindparam(f"category_{n}") for n in range(categories)]
    latest = [_latest(*kind_and_ward) for kind_and_ward in product(kinds, wards)]
    together = union_all(*(select(kind_and_ward) for kind_and_ward in latest)).subquery()
    query = select(together.c.id, together.c.place, together.c.description)
    if without_spot:
        query = query.where(together.c.latitude.is_(None))
    return query.order_by(together.c.id.desc()).limit(LATEST)


def _latest(kind: ColumnElement[bool], ward: ColumnElement[bool]) -> Subquery:
    return (
        select(
            col(Report.id),
            col(Report.latitude),
            func.substr(Report.place, 1, LETTERS).label("place"),
            func.substr(Report.description, 1, LETTERS).label("description"),
        )
        .where(kind, ward, *_comparable())
        .order_by(col(Report.id).desc())
        .limit(LATEST)
        .subquery()
    )


def _comparable() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a report that may be a duplicate: open, not held, not merged.

    Most are merged into none: SQLite would take the index of those if it were asked by it.
    """
    return OPEN, col(Report.held).is_(None), func.coalesce(Report.merged_into, 0) == 0


def ended_of(session: Session, person_id: int, categories: Collection[str]) -> Sequence[Report]:
    """Return a person's own reports that an agency ended, the latest first; none of them erased."""
    query = (
        select(Report)
        .where(Report.person_id == person_id, col(Report.category).in_(categories))
        .where(col(Report.status).in_(("resolved", "rejected")), col(Report.held).is_(None))
        .where(col(Report.erased_at).is_(None), col(Report.merged_into).is_(None))
        .order_by(col(Report.ended_at).desc())
        .limit(MOST_ENDED)
    )
    return session.exec(query).all()


def of_ids(session: Session, ids: Collection[int], person_id: int | None) -> dict[int, Candidate]:
    """Return these reports by their ids, with pictures and supporters."""
    rows = session.exec(_candidates(person_id).where(col(Report.id).in_(ids)))
    return {row[0].number: Candidate(*row) for row in rows}


def _candidates(person_id: int | None) -> Select[Report, str | None, int, int]:
    photo = (
        select(Photo.key)
        .where(Photo.report_id == Report.id, col(Photo.event_id).is_(None))
        .where(col(Photo.key).endswith(PICTURE))
        .order_by(col(Photo.id))
        .limit(1)
    )
    supporters = select(func.count()).where(Supporter.report_id == Report.id)
    return select(
        Report,
        photo.scalar_subquery(),
        supporters.scalar_subquery(),
        supporters.where(Supporter.person_id == person_id).scalar_subquery(),
    )
