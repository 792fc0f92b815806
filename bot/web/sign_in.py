"""Signing in to the pages of a role: a one-time link from the bot opens a session of 12 hours.

The session says only who somebody is: their role is read from the database at every request.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.web import sign_in_queries as ways
from db.models import Chat, Person, SignIn

LINK, SESSION = "link", "session"
PAGE_LINK, PAGE, MAIL = "page_link", "page", "mail"
"""The link in a mail that opens a resident's chat page, that page in another browser, and the link
that confirms an e-mail address."""
CONFIRM, STOP, OPEN_PAGE = "/thu/xac-nhan", "/thu/dung", "/tiep"
"""The paths of the links in a mail: to confirm an address, to stop the mails, to open the chat
page. Their tokens follow."""
LASTS = {
    LINK: timedelta(minutes=10), SESSION: timedelta(hours=12), PAGE_LINK: timedelta(days=7),
    PAGE: timedelta(days=365), MAIL: timedelta(days=1),
}  # fmt: skip
LINK_LASTS, SESSION_LASTS = LASTS[LINK], LASTS[SESSION]


def make_link(session: Session, person: Person, chat: Chat, now: datetime) -> str:
    """Return the token of a new link for a person; an older one of theirs opens nothing more."""
    assert chat.private, "who reads a group would be let in too"
    ways.drop_old(session, person.number, LINK, now)
    return make(session, LINK, person.number, chat.number, now)


def enter(
    session: Session, token: str, now: datetime, link: str = LINK, opened: str = SESSION
) -> str | None:
    """Use up a link; return the token of the session it opens, always a new one."""
    entry = ways.take(session, hashed(token), link, now)
    return make(session, opened, entry.person_id, entry.chat_id, now) if entry else None


def use(session: Session, token: str, kind: str, now: datetime) -> tuple[Person, Chat] | None:
    """Use up a link; return the person and chat that it is of."""
    owner = holder(session, token, kind, now)
    return owner if owner and ways.take(session, hashed(token), kind, now) else None


def opens(session: Session, token: str, now: datetime, link: str = LINK) -> bool:
    """Return whether a link can still be used; looking does not use it up."""
    return holder(session, token, link, now) is not None


def holder(session: Session, token: str, kind: str, now: datetime) -> tuple[Person, Chat] | None:
    """Return the person and chat that a link or session is of."""
    return ways.holder(session, hashed(token), kind, now) if token else None


def signed_in(session: Session, token: str, now: datetime) -> tuple[Person, Chat] | None:
    """Return who has this session, and their private chat."""
    return holder(session, token, SESSION, now)


def drop_expired(session: Session, now: datetime) -> None:
    """Delete the links and sessions that are over."""
    ways.drop_old(session, 0, "", now)


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    ways.drop(session, hashed(token))


def hashed(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make(session: Session, kind: str, person_id: int, chat_id: int, now: datetime) -> str:
    """Return the token of a new link or session of that kind."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=hashed(token), kind=kind, person_id=person_id, chat_id=chat_id,
            expires_at=now + LASTS[kind],
        )
    )  # fmt: skip
    return token
