"""Delete, empty or anonymise rows that are old; how old is decided in retention.py."""

from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, delete, or_, update
from sqlmodel import Session, col, select

from bot.core.draft_queries import FOR_A_TAP
from bot.core.file_queries import hide_pictures
from db import web
from db.models import (
    Draft,
    Inbox,
    OfficialAnswer,
    Outbox,
    Person,
    Rating,
    SentQuestion,
    Subject,
)

COPY = "copy"
"""The kind of the message with a person's copy of their data."""


def forget_inbox(session: Session, before: datetime) -> None:
    """Delete updates handled before that moment; failed ones stay for inspection."""
    session.exec(delete(Inbox).where(col(Inbox.state) == "done", col(Inbox.ended_at) < before))


def empty_dead(session: Session, before: datetime) -> None:
    """Empty messages given up before that moment, received or to be sent; the rows stay."""
    ended: tuple[tuple[type[Inbox | Outbox], ColumnElement[bool]], ...] = (
        (Inbox, col(Inbox.ended_at) < before),
        (Outbox, col(Outbox.due_at) < before),  # when it was to be tried the last time
    )
    for table, long_ago in ended:
        session.exec(
            update(table)
            .where(col(table.state) == "dead", long_ago)
            .where(cast(table.payload, Text) != "null")
            .values(payload=None)
        )


def forget_drafts(session: Session, unagreed_before: datetime, before: datetime) -> set[str]:
    """Delete drafts unchanged since `before`, those without consent since `unagreed_before`.

    Without consent are offers of all kinds, and the report of a person who has not agreed. Returns
    the keys of their pictures.
    """
    has_not_agreed = select(Person.id).where(col(Person.consent_version).is_(None))
    unagreed = or_(
        col(Draft.kind).in_(FOR_A_TAP),
        (col(Draft.kind) == "report") & col(Draft.person_id).in_(has_not_agreed),
    )
    old = or_(
        col(Draft.updated_at) < before,
        unagreed & (col(Draft.updated_at) < unagreed_before),
    )
    deleted = session.exec(delete(Draft).where(old).returning(col(Draft.data)))
    return {key for data in deleted.scalars() for key in data.get("photos", ())}


def forget_unagreed_pictures(session: Session, before: datetime) -> set[str]:
    """Remove pictures sent before that moment by people who have not agreed; returns their keys.

    From open reports and from the page's history; pictures of sent reports stay.
    """
    has_not_agreed = select(Person.id).where(col(Person.consent_version).is_(None))
    begun = select(Draft).where(Draft.kind == "report", Draft.updated_at < before)
    keys: set[str] = set()
    for draft in session.exec(begun.where(col(Draft.person_id).in_(has_not_agreed))).all():
        if photos := draft.data.get("photos"):
            keys |= set(photos)
            draft.data = {**draft.data, "photos": []}
    return keys | hide_pictures(session, web.pictures_without_consent(session, before))


def forget_copies(session: Session, before: datetime) -> set[str]:
    """Empty the messages with a copy of data sent before that moment; returns the files' keys."""
    old = select(Outbox).where(
        Outbox.kind == COPY, col(Outbox.created_at) < before, col(Outbox.state) != "waiting"
    )
    rows = session.exec(old.where(cast(Outbox.payload, Text) != "null")).all()
    payloads = [row.payload for row in rows if row.payload]
    keys = {str(file["key"]) for payload in payloads for file in payload.get("files", ())}
    for row in rows:
        row.payload = None
    session.flush()
    for key in keys:
        web.drop_file(session, key)
    return keys


def forget_subjects(session: Session, before: datetime) -> None:
    """Delete the subjects of questions asked before that moment."""
    session.exec(delete(Subject).where(col(Subject.at) < before))


def untie_ratings(session: Session, before: datetime) -> None:
    """Remove the person from ratings given before that moment."""
    session.exec(
        update(Rating)
        .where(col(Rating.at) < before, col(Rating.person_id).is_not(None))
        .values(person_id=None)
    )


def untie_answered(session: Session, before: datetime) -> None:
    """Remove the person from questions answered before that moment."""
    long_ago = select(OfficialAnswer.id).where(col(OfficialAnswer.given_at) < before)
    session.exec(
        update(SentQuestion)
        .where(col(SentQuestion.answer_id).in_(long_ago), col(SentQuestion.person_id).is_not(None))
        .values(person_id=None, chat_id=None)
    )
