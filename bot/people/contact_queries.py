"""Queries of contacts: what a person added beside their chat to be told by: e-mail, a browser.

A contact is a chat of a channel that only sends; its thread is the number of its person, so that
one address can serve two. An e-mail address is active once the link sent to it was opened.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, select

from bot.people import marks
from db import outbox
from db.models import Chat, Forgotten, Outbox, Person, SignIn, Subscription
from db.web import CHANNEL

MAIL, PUSH = "mail", "push"
LINKS = ("mail", "page_link")
"""The kinds of one-time links that mails hold."""
CHANNELS = (MAIL, PUSH)
"""The channels that only send."""


def is_contact() -> ColumnElement[bool]:
    """Return the condition that a chat is a contact."""
    return col(Chat.channel).in_(CHANNELS)


def of_residents(session: Session, person_id: int) -> Sequence[Chat]:
    """Return the contacts in use of a person, if they are a resident."""
    query = select(Chat).join(Person, col(Person.id) == Chat.person_id)
    query = query.where(Person.id == person_id, Person.role == "resident")
    return session.exec(query.where(is_contact(), col(Chat.active).is_(True))).all()


def mailbox(session: Session, person_id: int) -> Chat | None:
    """Return a person's e-mail address, confirmed or not."""
    query = select(Chat).where(Chat.channel == MAIL, Chat.person_id == person_id)
    return session.exec(query).first()


def offices_at(session: Session, address: str) -> Sequence[tuple[Person, Chat]]:
    """Return those with a role who confirmed this e-mail address, each with that contact."""
    query = select(Person, Chat).join(Chat, col(Chat.person_id) == Person.id)
    query = query.where(Chat.channel == MAIL, col(Chat.active).is_(True))
    query = query.where(func.lower(Chat.channel_id) == address.lower(), Person.role != "resident")
    return session.exec(query.order_by(col(Person.id))).all()


def browsers(session: Session, person_id: int) -> Sequence[Chat]:
    """Return the browsers of a person that are pushed to, the oldest first."""
    query = select(Chat).where(Chat.channel == PUSH, Chat.person_id == person_id)
    return session.exec(query.order_by(col(Chat.id))).all()


def set_mailbox(session: Session, person_id: int, address: str, now: datetime) -> Chat:
    """Keep an unconfirmed address in place of an earlier one, whose mails are given up."""
    chat = mailbox(session, person_id) or Chat(
        channel=MAIL, channel_id="", thread=str(person_id), person_id=person_id, created_at=now
    )
    _drop_links(session, person_id)
    if chat.id is not None and chat.channel_id != address:
        outbox.give_up_chat(session, chat.id, "the address was changed")
    chat.channel_id, chat.active, chat.created_at = address, False, now
    session.add(chat)
    session.flush()
    return chat


def _drop_links(session: Session, person_id: int | None) -> None:
    of_mails = col(SignIn.kind).in_(LINKS)
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person_id, of_mails))


def may_confirm(session: Session, person_id: int, address: str, now: datetime, most: int) -> bool:
    """Count a link to person and address by keyed hash; false where one had too many today."""
    secret, day = marks.secret(session, MAIL), timedelta(days=1)
    counted = []
    for key in (f"person:{person_id}", address.casefold()):
        mark = hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()
        row = session.get(Forgotten, mark) or Forgotten(mark=mark, until=now)
        sent = [moment for moment in row.sent if datetime.fromisoformat(moment) > now - day]
        if len(sent) >= most:
            return False
        counted.append((row, sent))
    for row, sent in counted:
        row.sent, row.until = [*sent, now.isoformat()], now + day
        session.add(row)
    return True


def own_chat(session: Session, person_id: int) -> Chat | None:
    """Return a person's own private chat, the newest."""
    query = select(Chat).where(Chat.person_id == person_id, col(Chat.private).is_(True))
    query = query.where(~is_contact(), col(Chat.active).is_(True))
    return session.exec(query.order_by(col(Chat.id).desc())).first()


def page_chat(session: Session, person_id: int) -> Chat | None:
    """Return a resident's own chat on the web page."""
    query = select(Chat).join(Person, col(Person.id) == Chat.person_id)
    query = query.where(Person.id == person_id, Person.role == "resident", Chat.channel == CHANNEL)
    return session.exec(query).first()


def forget(session: Session, chat: Chat, now: datetime) -> None:
    """Forget a contact: its address, what was sent there, and its digests."""
    outbox.give_up_chat(session, chat.number, "the address was taken back")
    session.exec(update(Outbox).where(col(Outbox.chat_id) == chat.number).values(payload=None))
    own = update(Subscription).where(col(Subscription.chat_id) == chat.number)
    session.exec(own.values(active=False, deleted_at=now))
    if chat.channel == MAIL:
        _drop_links(session, chat.person_id)
    chat.channel_id, chat.thread = secrets.token_hex(8), ""
    chat.person_id, chat.active = None, False
    session.add(chat)


def forget_person(session: Session, person_id: int, now: datetime) -> None:
    """Forget all contacts of a person."""
    for chat in session.exec(select(Chat).where(Chat.person_id == person_id, is_contact())).all():
        forget(session, chat, now)


def forget_unused(session: Session, before: datetime) -> None:
    """Forget contacts from before that moment that were not confirmed, or cannot be reached."""
    query = select(Chat).where(is_contact(), col(Chat.active).is_(False))
    query = query.where(col(Chat.person_id).is_not(None), Chat.created_at < before)
    for chat in session.exec(query).all():
        forget(session, chat, before)
