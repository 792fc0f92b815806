"""How many open reports bear on an item of the plan."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import CLOSED, Report


async def count_open(session: AsyncSession, categories: Sequence[str]) -> int:
    """How many reports of these categories are open, of which nobody must look at first."""
    query = (
        select(func.count())
        .select_from(Report)
        .where(col(Report.category).in_(categories), col(Report.status).not_in(CLOSED))
        .where(col(Report.held).is_(None))
    )
    return (await session.exec(query)).one()
