"""Reports that are held back until a person has looked at them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from db.models import CLOSED, Report

DENOUNCED = "denounced"
"""Why a report is held that accuses an official: it never goes to an agency."""


def waiting(
    session: Session, area: str | None, after: int, most: int, *, denounced: bool
) -> tuple[int, Sequence[Report]]:
    """Of an area (None: of all), those nobody has decided on yet: how many, and the oldest.

    Only those whose ids are greater than `after`. With `denounced` also the denunciations, whatever
    their area; without it none of them.
    """
    denunciation = col(Report.held) == DENOUNCED
    conditions: list[ColumnElement[bool]] = [
        col(Report.held).is_not(None),
        col(Report.status).not_in(CLOSED),
        col(Report.id) > after,
    ]
    others = and_(~denunciation, col(Report.area) == area if area else true())
    conditions.append(or_(others, denunciation) if denounced else others)
    count = session.exec(select(func.count()).select_from(Report).where(*conditions)).one()
    query = select(Report).where(*conditions).order_by(col(Report.id)).limit(most)
    return count, session.exec(query).all()
