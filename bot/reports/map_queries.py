"""Queries of a map: reports by squares, by places without a pin, and the box around them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import Session, col, select

from bot.reports.duplicate_queries import Box
from bot.reports.queries import is_late
from db.models import CLOSED, PlaceSpot, Report

MOST_SQUARES = 300
"""Squares on one map, and cases listed in those that do not split and in places."""
MOST_LISTED = 20
"""Cases listed of one square or place."""
Conditions = Sequence[ColumnElement[bool]]
"""What the wanted reports fulfil."""


class Square(NamedTuple):
    """The reports of a square: how many, their middle, how many are open and late, the newest."""

    reports: int
    latitude: float
    longitude: float
    late: int
    newest: int


def squares(
    session: Session, wanted: Conditions, box: Box, side: float, now: datetime
) -> Sequence[Square]:
    """Return the squares of `side` degrees in a box that have wanted reports, the fullest first.

    One more than `MOST_SQUARES` tells that there are more.
    """
    up, right = col(Report.latitude), col(Report.longitude)
    columns: list[Any] = [
        func.count(), func.avg(up), func.avg(right), _late(now), func.max(Report.id),
    ]  # fmt: skip
    query: Any = (
        select(*columns)
        .where(*wanted, box.holds(up, right))
        .group_by(func.round(up / side), func.round(right / side))
        .order_by(func.count().desc())
        .limit(MOST_SQUARES + 1)
    )
    return [Square(*row) for row in session.exec(query).all()]


def _late(now: datetime) -> ColumnElement[int]:
    """Return how many of a group are open and late."""
    return func.count(case(((~col(Report.status).in_(CLOSED)) & is_late(now), 1)))


class Place(NamedTuple):
    """The reports of a place without a pin: its key, how many, how many late, the newest."""

    key: str
    reports: int
    late: int
    newest: int


def places(
    session: Session, wanted: Conditions, keys: Collection[str], now: datetime
) -> Sequence[Place]:
    """Return the wanted reports without a pin by their place, those of these keys."""
    columns: list[Any] = [Report.place_key, func.count(), _late(now), func.max(Report.id)]
    query: Any = (
        select(*columns)
        .where(*wanted)
        .where(col(Report.latitude).is_(None), col(Report.place_key).in_(keys))
        .group_by(col(Report.place_key))
        .order_by(func.count().desc())
        .limit(MOST_SQUARES)
    )
    return [Place(*row) for row in session.exec(query).all()]


def listed_in_squares(
    session: Session, wanted: Conditions, box: Box, side: float, newest: Collection[int]
) -> dict[int, list[str]]:
    """Return the codes of the newest reports of squares, by the number of each square's newest."""
    up, right = col(Report.latitude), col(Report.longitude)
    cell = (func.round(up / side), func.round(right / side))
    return _listed(session, [*wanted, box.holds(up, right)], cell, newest)


def listed_in_places(
    session: Session, wanted: Conditions, keys: Collection[str]
) -> dict[int, list[str]]:
    """Return the codes of the newest reports without a pin of these places, in the same way."""
    conditions = (col(Report.latitude).is_(None), col(Report.place_key).in_(keys))
    return _listed(session, [*wanted, *conditions], (col(Report.place_key),))


def _listed(
    session: Session,
    wanted: Conditions,
    parts: Sequence[Any],
    newest: Collection[int] | None = None,
) -> dict[int, list[str]]:
    """Return the newest codes of every part, first the newest of all parts, then the next."""
    number = col(Report.id)
    first = func.max(number).over(partition_by=parts).label("first")
    place = func.row_number().over(partition_by=parts, order_by=number.desc()).label("place")
    columns: list[Any] = [Report.code, first, place]
    ranked = select(*columns).where(*wanted).subquery()
    query: Any = select(ranked.c.first, ranked.c.code).where(ranked.c.place <= MOST_LISTED)
    if newest is not None:
        query = query.where(ranked.c.first.in_(newest))
    codes: dict[int, list[str]] = {}
    ordered = query.order_by(ranked.c.place, ranked.c.first.desc()).limit(MOST_SQUARES)
    for key, code in session.exec(ordered).all():
        codes.setdefault(key, []).append(code)
    return codes


def without_spot(session: Session, wanted: Conditions, names: Collection[str]) -> int:
    """Count the wanted reports that have no pin, and no place whose position is known or given."""
    key = col(Report.place_key)
    has_spot = or_(key.in_(select(PlaceSpot.key)), key.in_(names))
    query = select(func.count()).select_from(Report)
    return session.exec(query.where(*wanted, col(Report.latitude).is_(None), ~has_spot)).one()


def placed(session: Session, box: Box) -> Sequence[str]:
    """Return the keys of the places whose position is in a box."""
    inside = box.holds(col(PlaceSpot.latitude), col(PlaceSpot.longitude))
    return session.exec(select(PlaceSpot.key).where(inside).limit(MOST_SQUARES)).all()


def bounds(session: Session, wanted: Conditions) -> Box | None:
    """Return the box around the wanted reports; None where none has a position."""
    up, right = col(Report.latitude), col(Report.longitude)
    columns: list[Any] = [func.min(up), func.max(up), func.min(right), func.max(right)]
    query: Any = select(*columns).where(*wanted, up.is_not(None))
    row = session.exec(query).one()
    return None if row[0] is None else Box(*row)


def codes(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the codes of these reports."""
    query = select(Report.id, Report.code).where(col(Report.id).in_(ids))
    return {number or 0: code for number, code in session.exec(query).all()}
