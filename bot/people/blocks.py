"""The block list: who is not answered for a while, why, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.people import block_queries as blocks
from bot.people.roles import Actor, note
from db.models import Block, Person

DAYS = (1, 7, 30, 0)
"""For how many days somebody can be blocked; 0 is for good."""
LONGEST_REASON = 300


def block(
    session: Session,
    person: Person,
    days: int,
    reason: str,
    subject: str,
    actor: Actor,
    now: datetime,
) -> Block:
    """Block somebody, from now on; `subject` names what showed that it must be."""
    assert person.id is not None
    made = Block(
        person_id=person.id,
        reason=reason,
        subject=subject,
        since=now,
        until=now + timedelta(days=days) if days else None,
    )
    person.blocked = True
    session.add(made)
    note(session, actor, "block", subject, now)
    return made


def standing(session: Session, person: Person, now: datetime) -> Block | None:
    """The block that stands; it is looked for only where there may be one."""
    if not person.blocked or person.id is None:
        return None
    found = blocks.standing_of(session, person.id, now)
    person.blocked = found is not None
    return found


def lift(session: Session, block: Block, actor: Actor, now: datetime) -> bool:
    """End a block before its time; false where it had ended."""
    if block.until is not None and block.until <= now:
        return False
    block.until = now
    note(session, actor, "unblock", block.subject, now)
    return True


def blockable(person: Person | None) -> bool:
    """Whether it is a person who can be blocked: who holds a role loses that first."""
    return person is not None and person.role == "resident"
