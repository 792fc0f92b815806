"""Signing in to the pages of a role: a one-time link from the bot opens a session of 12 hours.

The session says only who somebody is: their role is read from the database at every request.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.web import sign_in_queries as ways
from db.models import Chat, Person, SignIn

LINK, SESSION = "link", "session"
LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)


def make_link(session: Session, person: Person, chat: Chat, now: datetime) -> str:
    """Return the token of a new link for a person; an older one of theirs opens nothing more."""
    assert chat.private, "who reads a group would be let in too"
    ways.drop_old(session, person.id or 0, LINK, now)
    return _make(session, LINK, person.id or 0, chat.id or 0, now + LINK_LASTS)


def enter(session: Session, token: str, now: datetime) -> str | None:
    """Use up a link; return the token of the session it opens, always a new one."""
    link = ways.take(session, hashed(token), LINK, now)
    if link is None:
        return None
    return _make(session, SESSION, link.person_id, link.chat_id, now + SESSION_LASTS)


def opens(session: Session, token: str, now: datetime) -> bool:
    """Return whether a link can still be used; looking does not use it up."""
    return ways.holder(session, hashed(token), LINK, now) is not None


def signed_in(session: Session, token: str, now: datetime) -> tuple[Person, Chat] | None:
    """Return who has this session, and their private chat."""
    return ways.holder(session, hashed(token), SESSION, now) if token else None


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    ways.drop(session, hashed(token))


def hashed(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _make(session: Session, kind: str, person_id: int, chat_id: int, until: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=hashed(token), kind=kind, person_id=person_id, chat_id=chat_id,
            expires_at=until,
        )
    )  # fmt: skip
    return token
