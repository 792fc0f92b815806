"""The link in every mail that stops the mails: signed, so that it never expires and opens nothing.

It holds for one address: once another has taken its place, the old link stops nothing.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlmodel import Session

from bot.people import mark_queries
from db.models import Chat

PURPOSE = "stop"
LONGEST_NUMBER = 9
"""Digits of a row's id that every database takes."""


def token(session: Session, chat: Chat) -> str:
    """Return what the link of a contact ends with."""
    address = f"{chat.channel}:{chat.id}:{chat.channel_id}".encode()
    mark = hmac.new(mark_queries.secret(session, PURPOSE), address, hashlib.sha256)
    return f"{chat.id}-{mark.hexdigest()[:40]}"


def contact(session: Session, address: str) -> Chat | None:
    """Return the contact of a link's token."""
    number = address.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        return None
    chat = session.get(Chat, int(number))
    is_own = chat is not None and hmac.compare_digest(
        token(session, chat).encode(), address.encode()
    )
    return chat if is_own else None
