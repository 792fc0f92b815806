"""The query a turn begins with: one for person, chat, open draft, and what waits."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.core.draft_queries import takes_words
from bot.core.events import Incoming
from bot.people import marks
from bot.people import queries as people
from db import leases
from db.models import Chat, Draft, Person, Report, Subject
from db.types import UtcDateTime, constant


class Sender(NamedTuple):
    """The sender of an update, their chat, and what is open between them and the bot."""

    person: Person
    chat: Chat
    begun: Draft | None = None
    subject: Subject | None = None
    owes_answer: bool = False
    has_reported: bool = False


_newest = aliased(Draft)
_DRAFT = (
    select(col(_newest.id))
    .where(
        col(_newest.person_id) == Person.id, col(_newest.chat_id) == Chat.id, takes_words(_newest)
    )
    .order_by(col(_newest.updated_at).desc(), col(_newest.id).desc())
    .limit(1)
    .correlate(Person, Chat)
    .scalar_subquery()
)
_REPORTS = select(col(Report.id)).where(col(Report.person_id) == Person.id).correlate(Person)
_OWES = _REPORTS.where(col(Report.status) == constant("needs_info")).exists()
_SENDER = (
    select(
        Person,
        Chat,
        Draft,
        Subject,
        _OWES,
        _REPORTS.exists(),
        leases.in_the_way(col(Chat.id), bindparam("now", type_=UtcDateTime)),
    )
    .join(Chat, col(Chat.channel) == Person.channel)
    .outerjoin(Draft, col(Draft.id) == _DRAFT)
    .outerjoin(Subject, and_(col(Subject.person_id) == Person.id, col(Subject.chat_id) == Chat.id))
    .where(
        col(Person.channel) == bindparam("channel"),
        col(Person.channel_id) == bindparam("sender"),
        col(Chat.channel_id) == bindparam("chat"),
        col(Chat.thread) == bindparam("thread"),
    )
)


def sender_of(session: Session, incoming: Incoming, now: datetime) -> Sender:
    """Return who sends an update and where, each created on first sight, and what is open there.

    Where a message waits in the chat, new ones are not leased to this process.
    """
    assert incoming.sender is not None
    channel, thread = incoming.channel, incoming.thread or ""
    values = {"channel": channel, "sender": incoming.sender.id, "chat": incoming.chat}
    row = session.execute(_SENDER, values | {"thread": thread, "now": now}).first()
    if row is not None:
        if row[-1]:
            leases.lease_new(session, False)
        return Sender(*row[:-1])
    new = people.new_person(session, channel, incoming.sender.id, now, seen_at=now)
    if new is not None:
        marks.recall(session, new, now)
    person = new or people.known_person(session, channel, incoming.sender.id)
    assert person is not None
    owner_id = person.id if incoming.private else None
    chat = people.chat(session, channel, incoming.chat, thread, incoming.private, now, owner_id)
    return Sender(person, chat, owes_answer=True, has_reported=new is None)
