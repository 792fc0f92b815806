"""The persons who have a case open in a browser now; a hint, kept where every process sees it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.core.turn import Turn
from db.models import Person, SignIn

KIND = "looks"
"""Kept beside the ways in, which are dropped like these when they are over; it opens nothing."""
FRESH = timedelta(seconds=40)
"""So long after a page last asked it counts as open; it asks every fifteen seconds."""


def note(turn: Turn, code: str) -> None:
    """Note that a person has a case open."""
    name = f"{KIND} {code} {turn.person.number}"
    row = turn.session.exec(select(SignIn).where(SignIn.token_hash == name)).first() or SignIn(
        token_hash=name, kind=KIND, person_id=turn.person.number, chat_id=turn.chat.number,
        expires_at=turn.now,
    )  # fmt: skip
    row.expires_at = turn.now + FRESH
    turn.session.add(row)


def others(session: Session, code: str, person_id: int, now: datetime) -> Sequence[Person]:
    """Return who else has a case open."""
    query = (
        select(Person)
        .join(SignIn, col(SignIn.person_id) == Person.id)
        .where(SignIn.kind == KIND, col(SignIn.token_hash).startswith(f"{KIND} {code} "))
        .where(SignIn.person_id != person_id, col(SignIn.expires_at) > now)
    )
    return session.exec(query.order_by(col(SignIn.id))).all()
