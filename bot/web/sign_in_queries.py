"""Queries of the ways in: links and sessions, by the hash of their token."""

from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from db.models import Chat, Person, SignIn


def take(session: Session, token_hash: str, kind: str, now: datetime) -> SignIn | None:
    """Delete a way in that is still open and return it: of two who take it, one gets it."""
    deletion = delete(SignIn).where(
        col(SignIn.token_hash) == token_hash, col(SignIn.kind) == kind, col(SignIn.expires_at) > now
    )
    return session.exec(deletion.returning(SignIn)).scalars().first()


def holder(
    session: Session, token_hash: str, kind: str, now: datetime
) -> tuple[Person, Chat] | None:
    """Return who holds a way in that is still open, and their private chat."""
    query = (
        select(Person, Chat)
        .join(SignIn, col(SignIn.person_id) == Person.id)
        .join(Chat, col(Chat.id) == SignIn.chat_id)
        .where(SignIn.token_hash == token_hash, SignIn.kind == kind, col(SignIn.expires_at) > now)
    )
    return session.exec(query).first()


def drop_old(session: Session, person_id: int, kind: str, now: datetime) -> None:
    """Delete a person's ways in of a kind, and all that are over."""
    own = (col(SignIn.person_id) == person_id) & (col(SignIn.kind) == kind)
    session.exec(delete(SignIn).where(or_(own, col(SignIn.expires_at) <= now)))


def drop(session: Session, token_hash: str) -> None:
    """Delete a way in."""
    session.exec(delete(SignIn).where(col(SignIn.token_hash) == token_hash))
