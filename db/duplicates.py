"""Open reports that may be the same one: by their spot, or by their words where there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import product
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal_column, union_all
from sqlalchemy.sql import Subquery
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Photo, Report

_OPEN: ColumnElement[bool] = literal_column(
    "report.status NOT IN ('resolved', 'rejected', 'withdrawn')"
)
"""To the letter what the indexes say, and no parameters: else neither database would use them."""


class Box(NamedTuple):
    """A box in degrees, WGS 84, drawn around a spot."""

    south: float
    north: float
    west: float
    east: float


class Worded(NamedTuple):
    """The beginnings of a report's words: where it is, and what happened."""

    id: int
    place: str
    description: str


async def near(
    session: AsyncSession, categories: Collection[str], box: Box, most: int
) -> Sequence[Report]:
    """Open reports in a box, the nearest to its middle first and at most so many."""
    up, right = col(Report.latitude), col(Report.longitude)
    narrower = (box.north - box.south) / (box.east - box.west)
    north = up - (box.north + box.south) / 2
    east = (right - (box.east + box.west) / 2) * narrower
    query = (
        select(Report)
        .where(col(Report.category).in_(categories), *_shown())
        .where(up.between(box.south, box.north), right.between(box.west, box.east))
        .order_by(north * north + east * east, col(Report.id))
        .limit(most)
    )
    return (await session.exec(query)).all()


async def worded(
    session: AsyncSession,
    categories: Collection[str],
    areas: Collection[str | None],
    most: int,
    letters: int,
    without_spot: bool,
) -> list[Worded]:
    """The words (so many letters of each text) of the latest open reports, the latest first.

    `most` are looked at of each category in each area (None: where nobody knows the ward);
    `without_spot` leaves out those with a position.
    """
    latest = [_latest(*each, most, letters) for each in product(categories, areas)]
    together = union_all(*(select(each) for each in latest)).subquery()
    query = select(together.c.id, together.c.place, together.c.description)
    if without_spot:
        query = query.where(together.c.latitude.is_(None))
    found = await session.exec(query.order_by(together.c.id.desc()))
    return [Worded(*row) for row in found]


def _latest(category: str, area: str | None, most: int, letters: int) -> Subquery:
    return (
        select(
            col(Report.id),
            col(Report.latitude),
            func.substr(Report.place, 1, letters).label("place"),
            func.substr(Report.description, 1, letters).label("description"),
        )
        .where(Report.category == category, col(Report.area) == area, *_shown())
        .order_by(col(Report.id).desc())
        .limit(most)
        .subquery()
    )


def _shown() -> tuple[ColumnElement[bool], ...]:
    """Open, and neither waiting for a person to look at it nor merged into another."""
    return _OPEN, col(Report.held).is_(None), col(Report.merged_into).is_(None)


async def of_ids(session: AsyncSession, ids: Collection[int]) -> dict[int, Report]:
    """Reports by their ids."""
    found = await session.exec(select(Report).where(col(Report.id).in_(ids)))
    return {report.id or 0: report for report in found}


async def first_photos(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The first of each report's own pictures, by the report's id."""
    query = (
        select(Photo.report_id, Photo.key)
        .where(col(Photo.report_id).in_(ids), col(Photo.event_id).is_(None))
        .order_by(col(Photo.id).desc())
    )
    return dict((await session.exec(query)).all())  # the last of a report is its first
