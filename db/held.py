"""Reports that are held back until a person has looked at them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Report
from db.reports import CLOSED


async def waiting(
    session: AsyncSession, area: str | None, after: int, most: int
) -> tuple[int, Sequence[Report]]:
    """Of an area (None: of all), those nobody has decided on yet: how many, and the oldest.

    Only those whose ids are greater than `after`.
    """
    conditions: list[ColumnElement[bool]] = [
        col(Report.held).is_not(None),
        col(Report.status).not_in(CLOSED),
        col(Report.id) > after,
    ]
    if area is not None:
        conditions.append(col(Report.area) == area)
    count = (await session.exec(select(func.count()).select_from(Report).where(*conditions))).one()
    query = select(Report).where(*conditions).order_by(col(Report.id)).limit(most)
    return count, (await session.exec(query)).all()
