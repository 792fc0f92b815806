"""Queries for reports that are held until a person decides on them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from db.models import CLOSED, Report

DENOUNCED = "denounced"
"""Why a report is held that accuses an official: it never goes to an agency."""


def waiting(
    session: Session, area: str | None, after: int, limit: int, *, denounced: bool
) -> tuple[int, Sequence[Report]]:
    """Return how many held reports of an area (None: of all) wait, and the oldest of them.

    Only ids greater than `after`. With `denounced` also the denunciations of all areas.
    """
    denunciation = col(Report.held) == DENOUNCED
    conditions: list[ColumnElement[bool]] = [
        col(Report.held).is_not(None),
        col(Report.status).not_in(CLOSED),
        col(Report.id) > after,
    ]
    of_area = and_(~denunciation, col(Report.area) == area if area else true())
    conditions.append(or_(of_area, denunciation) if denounced else of_area)
    count = session.exec(select(func.count()).select_from(Report).where(*conditions)).one()
    query = select(Report).where(*conditions).order_by(col(Report.id)).limit(limit)
    return count, session.exec(query).all()
