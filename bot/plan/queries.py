"""Count the open reports about an item of the plan."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from db.models import CLOSED, Report


def count_open(session: Session, categories: Sequence[str]) -> int:
    """Count the open reports of these categories, without those held for review."""
    query = (
        select(func.count())
        .select_from(Report)
        .where(col(Report.category).in_(categories), col(Report.status).not_in(CLOSED))
        .where(col(Report.held).is_(None))
    )
    return session.exec(query).one()
