"""Persons, chats, invites, consents and the audit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import outbox
from db.engine import Row, insert_new
from db.models import Chat, Consent, Draft, Invite, Outbox, Person, Report, Subscription


def person(session: Session, channel: str, channel_id: str, now: datetime) -> Person:
    """The person of a channel's id, made on first sight."""
    query = select(Person).where(Person.channel == channel, Person.channel_id == channel_id)
    new = Person(channel=channel, channel_id=channel_id, created_at=now)
    return _found_or_made(session, query, new, ("channel", "channel_id"))


def known(session: Session, channel: str, channel_id: str) -> Person | None:
    """The person of a channel's id, if they were here before."""
    query = select(Person).where(Person.channel == channel, Person.channel_id == channel_id)
    return session.exec(query).first()


def chat(
    session: Session,
    channel: str,
    channel_id: str,
    thread: str,
    private: bool,
    now: datetime,
    person_id: int | None = None,
) -> Chat:
    """The chat (or topic) of a channel's id, made on first sight, then as that person's."""
    query = select(Chat).where(
        Chat.channel == channel, Chat.channel_id == channel_id, Chat.thread == thread
    )
    new = Chat(
        channel=channel,
        channel_id=channel_id,
        thread=thread,
        private=private,
        person_id=person_id,
        created_at=now,
    )
    return _found_or_made(session, query, new, ("channel", "channel_id", "thread"))


def _found_or_made(
    session: Session, query: SelectOfScalar[Row], new: Row, key: Sequence[str]
) -> Row:
    if found := session.exec(query).first():
        return found
    if made := insert_new(session, type(new), [new], key):
        return made[0]
    return session.exec(query).one()  # another transaction was faster


def person_in_chat(
    session: Session,
    channel: str,
    person_id: str,
    chat_id: str,
    thread: str,
    private: bool,
    now: datetime,
) -> tuple[Person, Chat]:
    """The person and the chat (or topic) of a channel's ids, each made on first sight."""
    query = (
        select(Person, Chat)
        .join(Chat, col(Chat.channel) == Person.channel)
        .where(Person.channel == channel, Person.channel_id == person_id)
        .where(Chat.channel_id == chat_id, Chat.thread == thread)
    )
    if found := session.exec(query).first():
        return found
    who = person(session, channel, person_id, now)
    theirs = who.id if private else None
    return who, chat(session, channel, chat_id, thread, private, now, theirs)


def chat_by_id(session: Session, chat_id: int) -> Chat | None:
    """The chat of that id."""
    return session.get(Chat, chat_id)


def chats_of_role(
    session: Session, role: str, agency: str | None = None, without: Collection[str] = ()
) -> Sequence[Chat]:
    """Reachable chats in which `role` (of `agency`, or of any but `without`) is notified.

    That is each group that joined with the role, and each private chat of a person who has it;
    one without an agency is of every agency.
    """
    group, member = [col(Chat.role) == role], [col(Person.role) == role]
    if agency is not None:
        group.append(or_(col(Chat.agency) == agency, col(Chat.agency).is_(None)))
        member.append(or_(col(Person.agency) == agency, col(Person.agency).is_(None)))
    if without:
        group.append(or_(col(Chat.agency).not_in(without), col(Chat.agency).is_(None)))
        member.append(or_(col(Person.agency).not_in(without), col(Person.agency).is_(None)))
    theirs = col(Chat.person_id).in_(select(Person.id).where(*member))
    query = (
        select(Chat)
        .where(col(Chat.active).is_(True), or_(and_(*group), theirs))
        .order_by(col(Chat.id))
    )
    return session.exec(query).all()


def threads(session: Session, channel: str, channel_id: str) -> Sequence[Chat]:
    """A chat and its topics, as far as the bot has seen them."""
    query = select(Chat).where(Chat.channel == channel, Chat.channel_id == channel_id)
    return session.exec(query).all()


def known_chat(session: Session, channel: str, channel_id: str, thread: str) -> Chat | None:
    """A chat or topic, if the bot has seen it before."""
    query = select(Chat).where(
        Chat.channel == channel, Chat.channel_id == channel_id, Chat.thread == thread
    )
    return session.exec(query).first()


def move_chat(session: Session, channel: str, old: str, new: str) -> None:
    """Give a chat and its topics the new id the channel has given it.

    A topic the bot has already seen under the new id gets all that hung on the old one. What was
    sent stays where it was: its ids are those of other messages in the new chat, or of none.
    """
    known = {row.thread: row for row in threads(session, channel, new)}
    for row in threads(session, channel, old):
        outbox.left_behind(session, row.id or 0)
        twin = known.get(row.thread)
        if twin is None:
            row.channel_id = new
        else:
            _join_chats(session, row, twin)


def _join_chats(session: Session, old: Chat, new: Chat) -> None:
    """What waits goes to the new one; of what there may be one of each, the new one's stays."""
    new.role, new.agency = old.role or new.role, old.agency or new.agency
    old.role, old.active = None, False
    waiting = update(Outbox).where(col(Outbox.chat_id) == old.id)
    session.exec(waiting.values(chat_id=new.id))
    subscriptions = update(Subscription).where(col(Subscription.chat_id) == old.id)
    if _any_subscription(session, new):
        session.exec(subscriptions.values(active=False))
    else:
        session.exec(subscriptions.values(chat_id=new.id))
    begun = select(Draft.person_id, Draft.kind).where(Draft.chat_id == new.id)
    taken = set(session.exec(begun).all())
    for draft in session.exec(select(Draft).where(Draft.chat_id == old.id)).all():
        if (draft.person_id, draft.kind) in taken:
            session.delete(draft)
        else:
            draft.chat_id = new.id or 0


def _any_subscription(session: Session, chat: Chat) -> bool:
    query = select(Subscription.id).where(Subscription.chat_id == chat.id).limit(1)
    return session.exec(query).first() is not None


def has_subscription(session: Session, chat: Chat, agency: str | None) -> bool:
    """Whether a chat gets a digest of what `agency` handles (None: of what all of them do)."""
    query = (
        select(Subscription.id)
        .where(Subscription.chat_id == chat.id, Subscription.agency == agency)
        .where(col(Subscription.deleted_at).is_(None))
        .limit(1)
    )
    return session.exec(query).first() is not None


def unused_invite(session: Session, code_hash: str, now: datetime) -> Invite | None:
    """The invite of that code, locked, if it can still be used."""
    query = (
        select(Invite)
        .where(Invite.code_hash == code_hash, col(Invite.used_at).is_(None))
        .where(col(Invite.expires_at) > now)
        .with_for_update()
    )
    return session.exec(query).first()


def has_agreed(session: Session, person_id: int, version: str) -> bool:
    """Whether a person agreed to a version of a text and did not take it back."""
    query = select(Consent.id).where(
        Consent.person_id == person_id,
        Consent.version == version,
        col(Consent.withdrawn_at).is_(None),
    )
    return session.exec(query.limit(1)).first() is not None


def has_withdrawn(session: Session, person_id: int) -> bool:
    """Whether a person ever took a consent back."""
    query = select(Consent.id).where(
        Consent.person_id == person_id, col(Consent.withdrawn_at).is_not(None)
    )
    return session.exec(query.limit(1)).first() is not None


def withdraw_consent(session: Session, person_id: int, now: datetime) -> None:
    """Note that a person took their consent back."""
    session.exec(
        update(Consent)
        .where(col(Consent.person_id) == person_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
    )


def forget_names_and_drafts(session: Session, person_id: int) -> None:
    """Take a person's name off their reports, and delete what they had begun."""
    session.exec(update(Report).where(col(Report.person_id) == person_id).values(shown_name=None))
    session.exec(delete(Draft).where(col(Draft.person_id) == person_id))
