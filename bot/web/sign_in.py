"""Signing in to the pages of a role: a one-time link from the bot opens a session of 12 hours.

The session says only who somebody is: their role is read from the database at every request.
"""

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


def make_link(session: Session, person: Person, chat: Chat, now: datetime) -> str:
    """Return the token of a new link for a person; an older one of theirs opens nothing more."""
    assert chat.private, "who reads a group would be let in too"
    ways.drop_of(session, person.number, LINK)
    return make(session, LINK, person.number, chat.number, now)


def enter(
    session: Session, token: str, now: datetime, link: str = LINK, opened: str = SESSION
) -> str | None:
    """Use up a link; return the token of the session it opens, always a new one."""
    entry = ways.take(session, token, link, now)
    return make(session, opened, entry.person_id, entry.chat_id, now) if entry else None


def use(session: Session, token: str, kind: str, now: datetime) -> tuple[Person, Chat] | None:
    """Use up a link; return the person and chat that it is of."""
    owner = ways.holder(session, token, kind, now)
    return owner if owner and ways.take(session, token, kind, now) else None


def make(session: Session, kind: str, person_id: int, chat_id: int, now: datetime) -> str:
    """Return the token of a new link or session of that kind."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=ways.hashed(token), kind=kind, person_id=person_id, chat_id=chat_id,
            expires_at=now + LASTS[kind],
        )
    )  # fmt: skip
    return token
