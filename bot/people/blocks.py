"""Block a person for some days, lift a block, and find the one that stands."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.people import block_queries
from bot.people.roles import Actor, note
from db.models import Block, Person

DAYS = (1, 7, 30, 0)
"""The lengths of a block in days; 0 is for good."""
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
    """Block a person from now on; `subject` names the report or question that led to it."""
    row = Block(
        person_id=person.number,
        reason=reason,
        subject=subject,
        since=now,
        until=now + timedelta(days=days) if days else None,
    )
    person.blocked = True
    session.add(row)
    note(session, actor, "block", subject, now)
    return row


def standing(session: Session, person: Person, now: datetime) -> Block | None:
    """Return the block that stands; the database is asked only where there may be one."""
    if not person.blocked or person.id is None:
        return None
    block = block_queries.standing_of(session, person.id, now)
    person.blocked = block is not None
    return block


def lift(session: Session, block: Block, actor: Actor, now: datetime) -> bool:
    """End a block early; false where it had ended."""
    if block.until is not None and block.until <= now:
        return False
    block.until = now
    note(session, actor, "unblock", block.subject, now)
    return True


def blockable(person: Person | None) -> bool:
    """Return whether the person can be blocked: a role must be taken away first."""
    return person is not None and person.role == "resident"
