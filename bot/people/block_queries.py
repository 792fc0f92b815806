"""Who is not answered for a while; and what is counted of what a person has sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from db.models import DROPPED, Block, Draft, Person, Report, SentQuestion


def standing_of(session: Session, person_id: int, now: datetime) -> Block | None:
    """The block of a person that stands now; of several, the one that lasts longest."""
    query = (
        select(Block)
        .where(Block.person_id == person_id, stands(now))
        .order_by(col(Block.until).desc().nulls_first(), col(Block.id).desc())
    )
    return session.exec(query).first()


def standing(session: Session, now: datetime, most: int) -> Sequence[Block]:
    """The blocks that stand now, the latest first."""
    query = select(Block).where(stands(now)).order_by(col(Block.id).desc()).limit(most)
    return session.exec(query).all()


def stands(now: datetime) -> ColumnElement[bool]:
    """Whether a block is not over."""
    return or_(col(Block.until).is_(None), col(Block.until) > now)


def by_id(session: Session, block_id: int) -> Block | None:
    """The block of that number."""
    return session.get(Block, block_id)


def person(session: Session, person_id: int) -> Person | None:
    """The person of that number, locked."""
    return session.get(Person, person_id, with_for_update=True)


def senders(session: Session, group_id: int) -> Sequence[SentQuestion]:
    """The questions of a group of which it is still known who sent them."""
    query = select(SentQuestion).where(
        SentQuestion.group_id == group_id, col(SentQuestion.person_id).is_not(None)
    )
    return session.exec(query.order_by(col(SentQuestion.id))).all()


def reports_since(
    session: Session, person_id: int, since: datetime, most: int
) -> Sequence[datetime]:
    """When a person sent the reports since then, the latest first, at most so many."""
    query = (
        select(Report.created_at)
        .where(Report.person_id == person_id, col(Report.created_at) > since)
        .order_by(col(Report.created_at).desc())
        .limit(most)
    )
    return session.exec(query).all()


def open_drafts(session: Session, person_id: int) -> int:
    """How much a person has begun and not finished, in all their chats."""
    query = select(func.count()).select_from(Draft).where(Draft.person_id == person_id)
    query = query.where(~col(Draft.kind).startswith(DROPPED))
    return session.exec(query).one()
