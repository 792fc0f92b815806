"""Queries of the ways in, links and sessions: the database keeps the hash of their token."""

import hashlib
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db.models import Chat, Person, SignIn


def hashed(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def take(session: Session, token: str, kind: str, now: datetime) -> SignIn | None:
    """Delete a way in that is still open and return it: of two who take it, one gets it."""
    deletion = delete(SignIn).where(
        col(SignIn.token_hash) == hashed(token), col(SignIn.kind) == kind,
        col(SignIn.expires_at) > now,
    )  # fmt: skip
    return session.exec(deletion.returning(SignIn)).scalars().first()


def holder(session: Session, token: str, kind: str, now: datetime) -> tuple[Person, Chat] | None:
    """Return who holds a way in that is still open, and their private chat; this uses up none."""
    query = (
        select(Person, Chat)
        .join(SignIn, col(SignIn.person_id) == Person.id)
        .join(Chat, col(Chat.id) == SignIn.chat_id)
        .where(SignIn.token_hash == hashed(token), SignIn.kind == kind)
        .where(col(SignIn.expires_at) > now)
    )
    return session.exec(query).first() if token else None


def drop_of(session: Session, person_id: int, kind: str) -> None:
    """Delete a person's ways in of a kind."""
    own = col(SignIn.person_id) == person_id
    session.exec(delete(SignIn).where(own, col(SignIn.kind) == kind))


def drop_expired(session: Session, now: datetime) -> None:
    """Delete the links and sessions that are over."""
    session.exec(delete(SignIn).where(col(SignIn.expires_at) <= now))


def drop(session: Session, token: str) -> None:
    """Delete a way in."""
    session.exec(delete(SignIn).where(col(SignIn.token_hash) == hashed(token)))
