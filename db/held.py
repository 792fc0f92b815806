"""Reports that are held back until a person has looked at them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Report
from db.reports import CLOSED


async def waiting(session: AsyncSession) -> Sequence[Report]:
    """Those nobody has decided on yet, the oldest first."""
    query = select(Report).where(col(Report.held).is_not(None), col(Report.status).not_in(CLOSED))
    return (await session.exec(query.order_by(col(Report.id)))).all()
