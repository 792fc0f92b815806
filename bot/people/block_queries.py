"""Blocks of persons, erased ones too; and what the limits count: reports, drafts, the pace."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from db.models import DROPPED, Block, Draft, Forgotten, Person, Report, SentQuestion
from db.types import UtcDateTime

_ANY_FORGOTTEN = select(col(Forgotten.mark)).limit(1)
_KEEP_PACE = (
    update(Person)
    .where(col(Person.id) == bindparam("row"))
    .values(paced_until=bindparam("until", type_=UtcDateTime))
)


def standing_of(session: Session, person_id: int, now: datetime) -> Block | None:
    """Return a person's block that stands now; of several, the longest."""
    query = (
        select(Block)
        .where(Block.person_id == person_id, stands(now))
        .order_by(col(Block.until).desc().nulls_first(), col(Block.id).desc())
    )
    return session.exec(query).first()


def standing(session: Session, now: datetime, limit: int) -> Sequence[Block]:
    """Return the blocks that stand now, latest first."""
    query = select(Block).where(stands(now)).order_by(col(Block.id).desc()).limit(limit)
    return session.exec(query).all()


def stands(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a block is not over."""
    return or_(col(Block.until).is_(None), col(Block.until) > now)


def person(session: Session, person_id: int) -> Person | None:
    """Return the person with this id, locked."""
    return session.get(Person, person_id, with_for_update=True)


def senders(session: Session, group_id: int) -> Sequence[SentQuestion]:
    """Return a group's forwarded questions whose sender is still known."""
    query = select(SentQuestion).where(
        SentQuestion.group_id == group_id, col(SentQuestion.person_id).is_not(None)
    )
    return session.exec(query.order_by(col(SentQuestion.id))).all()


def reports_since(
    session: Session, person_id: int, since: datetime, limit: int
) -> Sequence[datetime]:
    """Return when a person sent their reports since then, latest first."""
    query = (
        select(Report.created_at)
        .where(Report.person_id == person_id, col(Report.created_at) > since)
        .order_by(col(Report.created_at).desc())
        .limit(limit)
    )
    return session.exec(query).all()


def has_forgotten(session: Session) -> bool:
    """Return whether any account was erased that is still remembered."""
    return session.connection().execute(_ANY_FORGOTTEN).first() is not None


def of_forgotten(session: Session, account: Forgotten, now: datetime) -> Block | None:
    """Return the block of an erased account while it stands."""
    query = select(Block).where(Block.id == account.block_id, stands(now))
    return session.exec(query).first()


def drop_forgotten(session: Session, now: datetime) -> None:
    """Delete erased accounts whose day is over and whose block does not stand."""
    standing = select(Block.id).where(stands(now))
    over = or_(col(Forgotten.block_id).is_(None), col(Forgotten.block_id).not_in(standing))
    session.exec(delete(Forgotten).where(col(Forgotten.until) <= now, over))


def open_drafts(session: Session, person_id: int) -> int:
    """Count a person's open drafts in all their chats."""
    query = select(func.count()).select_from(Draft).where(Draft.person_id == person_id)
    query = query.where(~col(Draft.kind).startswith(DROPPED))
    return session.exec(query).one()


def keep_pace(session: Session, person: Person, until: datetime) -> None:
    """Store the moment up to which a person's messages fill their pace.

    Every message does: by the session's own update it would take three times as long.
    """
    session.connection().execute(_KEEP_PACE, {"row": person.id, "until": until})
    set_committed_value(person, "paced_until", until)
