"""Read and write persons, chats, invites and consents."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, true, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.people.contact_queries import is_contact
from db import outbox
from db.engine import insert_new
from db.models import Chat, Consent, Draft, Invite, Outbox, Person, Report, Subscription


def person(session: Session, channel: str, channel_id: str, now: datetime) -> Person:
    """Return the person with a channel's id, created on first sight."""
    new = new_person(session, channel, channel_id, now)
    return new or session.exec(_person(channel, channel_id)).one()


def new_person(
    session: Session, channel: str, channel_id: str, now: datetime, seen_at: datetime | None = None
) -> Person | None:
    """Return the person with a channel's id if they were not known before."""
    new = Person(channel=channel, channel_id=channel_id, created_at=now, seen_at=seen_at)
    return next(iter(insert_new(session, Person, [new], ("channel", "channel_id"))), None)


def known_person(session: Session, channel: str, channel_id: str) -> Person | None:
    """Return the person with a channel's id, if they were seen before."""
    return session.exec(_person(channel, channel_id)).first()


def _person(channel: str, channel_id: str) -> SelectOfScalar[Person]:
    return select(Person).where(Person.channel == channel, Person.channel_id == channel_id)


def chat(
    session: Session,
    channel: str,
    channel_id: str,
    thread: str,
    private: bool,
    now: datetime,
    person_id: int | None = None,
) -> Chat:
    """Return the chat or topic with a channel's id, created on first sight as that person's."""
    new = Chat(
        channel=channel,
        channel_id=channel_id,
        thread=thread,
        private=private,
        person_id=person_id,
        created_at=now,
    )
    rows = insert_new(session, Chat, [new], ("channel", "channel_id", "thread"))
    return rows[0] if rows else session.exec(_chat(channel, channel_id, thread)).one()


def chats_of_role(
    session: Session,
    role: str,
    agency: str | None = None,
    without: Collection[str] = (),
    *,
    contacts: bool = False,
) -> Sequence[Chat]:
    """Return active chats that get the notices of `role` (of `agency`, or of any but `without`).

    That is each group that joined with the role, and each private chat of a person who has it;
    one without an agency is of every agency. With `contacts` it is these persons' contacts.
    """
    query = _of_role(agency is not None, bool(without), contacts)
    values = {"role": role, "agency": agency, "without": list(without)}
    return session.exec(query, params=values).all()


@cache
def _of_role(of_one: bool, of_others: bool, contacts: bool) -> SelectOfScalar[Chat]:
    """Return the query for the chats of a role, built once."""

    def has_role(table: type[Chat | Person]) -> ColumnElement[bool]:
        of = col(table.agency)
        of_agency = or_(of == bindparam("agency"), of.is_(None)) if of_one else true()
        without = of.not_in(bindparam("without", expanding=True))
        of_no_other = or_(without, of.is_(None)) if of_others else true()
        return and_(col(table.role) == bindparam("role"), of_agency, of_no_other)

    private_chats = col(Chat.person_id).in_(select(Person.id).where(has_role(Person)))
    return (
        select(Chat)
        .where(is_contact() if contacts else ~is_contact())
        .where(col(Chat.active).is_(True), or_(has_role(Chat), private_chats))
        .order_by(col(Chat.id))
    )


def holders(session: Session) -> list[Person | Chat]:
    """Return the people and the groups that have a role, those of an agency together."""
    persons = session.exec(select(Person).where(Person.role != "resident")).all()
    groups = session.exec(select(Chat).where(col(Chat.role).is_not(None))).all()
    rows: list[Person | Chat] = [*persons, *groups]
    return sorted(rows, key=lambda row: (row.agency or "", row.role or "", row.number))


def locked_admins(session: Session) -> set[int | None]:
    """Return the ids of the people who are admins, locked: two can dismiss each other."""
    query = select(Person.id).where(Person.role == "admin").order_by(col(Person.id))
    return {*session.exec(query.with_for_update()).all()}


def private_chats(session: Session, person: Person) -> list[Chat]:
    """Return the private chats of a person that can be reached, no contacts."""
    query = select(Chat).where(Chat.person_id == person.id, col(Chat.private).is_(True))
    return [*session.exec(query.where(col(Chat.active).is_(True), ~is_contact())).all()]


def end_digests(session: Session, holder: Person | Chat, now: datetime) -> None:
    """Delete the subscriptions of a group, or of all chats and contacts of a person."""
    own = select(Chat.id).where(Chat.person_id == holder.id)
    chats = col(Subscription.chat_id)
    of_holder = chats.in_(own) if isinstance(holder, Person) else chats == holder.id
    ended = update(Subscription).where(of_holder, col(Subscription.deleted_at).is_(None))
    session.exec(ended.values(active=False, deleted_at=now))


def threads(session: Session, channel: str, channel_id: str) -> Sequence[Chat]:
    """Return a chat and its topics, as far as the bot has seen them."""
    query = select(Chat).where(Chat.channel == channel, Chat.channel_id == channel_id)
    return session.exec(query).all()


def known_chat(session: Session, channel: str, channel_id: str, thread: str) -> Chat | None:
    """Return a chat or topic, if the bot has seen it before."""
    return session.exec(_chat(channel, channel_id, thread)).first()


def _chat(channel: str, channel_id: str, thread: str) -> SelectOfScalar[Chat]:
    return select(Chat).where(
        Chat.channel == channel, Chat.channel_id == channel_id, Chat.thread == thread
    )


def move_chat(session: Session, channel: str, old: str, new: str) -> None:
    """Give a chat and its topics the new id the channel has given it.

    A topic the bot has already seen under the new id gets all that hung on the old one. What was
    sent stays where it was: its ids are those of other messages in the new chat, or of none.
    """
    twins = {row.thread: row for row in threads(session, channel, new)}
    for row in threads(session, channel, old):
        outbox.forget_messages(session, row.number)
        twin = twins.get(row.thread)
        if twin is None:
            row.channel_id = new
        else:
            _join_chats(session, row, twin)


def _join_chats(session: Session, old: Chat, new: Chat) -> None:
    """Move messages, subscriptions and drafts; where both chats have one, the new one's stays."""
    new.role, new.agency = old.role or new.role, old.agency or new.agency
    old.role, old.active = None, False
    waiting = update(Outbox).where(col(Outbox.chat_id) == old.id)
    session.exec(waiting.values(chat_id=new.id))
    subscriptions = update(Subscription).where(col(Subscription.chat_id) == old.id)
    own = select(Subscription.id).where(Subscription.chat_id == new.id).limit(1)
    has_own = session.exec(own).first() is not None
    session.exec(subscriptions.values({"active": False} if has_own else {"chat_id": new.id}))
    begun = select(Draft.person_id, Draft.kind).where(Draft.chat_id == new.id)
    existing = set(session.exec(begun).all())
    for draft in session.exec(select(Draft).where(Draft.chat_id == old.id)).all():
        if (draft.person_id, draft.kind) in existing:
            session.delete(draft)
        else:
            draft.chat_id = new.number


def has_subscription(session: Session, chat: Chat, agency: str | None) -> bool:
    """Return whether a chat gets the digest of `agency` (None: of all agencies)."""
    query = (
        select(Subscription.id)
        .where(Subscription.chat_id == chat.id, Subscription.agency == agency)
        .where(col(Subscription.deleted_at).is_(None))
        .limit(1)
    )
    return session.exec(query).first() is not None


def unused_invite(session: Session, code_hash: str, now: datetime) -> Invite | None:
    """Return the invite with this code, locked, if it can still be used."""
    query = (
        select(Invite)
        .where(Invite.code_hash == code_hash, col(Invite.used_at).is_(None))
        .where(col(Invite.expires_at) > now)
        .with_for_update()
    )
    return session.exec(query).first()


def has_agreed(session: Session, person_id: int, version: str) -> bool:
    """Return whether a person's consent to this version stands."""
    standing = col(Consent.withdrawn_at).is_(None)
    return _has_consent(session, person_id, standing, col(Consent.version) == version)


def has_withdrawn(session: Session, person_id: int) -> bool:
    """Return whether a person ever withdrew a consent."""
    return _has_consent(session, person_id, col(Consent.withdrawn_at).is_not(None))


def _has_consent(session: Session, person_id: int, *such: ColumnElement[bool]) -> bool:
    query = select(Consent.id).where(Consent.person_id == person_id, *such)
    return session.exec(query.limit(1)).first() is not None


def withdraw_consent(session: Session, person_id: int, now: datetime) -> None:
    """Note that a person withdrew their consent."""
    session.exec(
        update(Consent)
        .where(col(Consent.person_id) == person_id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
    )


def forget_names_and_drafts(session: Session, person_id: int) -> None:
    """Take a person's name off their reports, and delete their drafts."""
    session.exec(update(Report).where(col(Report.person_id) == person_id).values(shown_name=None))
    session.exec(delete(Draft).where(col(Draft.person_id) == person_id))
