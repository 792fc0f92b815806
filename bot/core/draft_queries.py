"""Drafts: what somebody has begun and not finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db.models import DROPPED, Chat, Draft, Person

ANSWER_OFFER = "answer_offer"
"""What somebody said that may answer an official's question."""
FOR_A_TAP = ("offer", "supported", ANSWER_OFFER)
"""Kinds that wait for a tap and not for words."""


def current(session: Session, person: Person, chat: Chat, *passed_over: str) -> Draft | None:
    """The draft this person last worked on in this chat, of those that take words.

    Kinds that are `passed_over` do not count.
    """
    query = (
        select(Draft)
        .where(Draft.person_id == person.id, Draft.chat_id == chat.id)
        .where(col(Draft.kind).not_in((*FOR_A_TAP, *passed_over)), ~_dropped())
        .order_by(col(Draft.updated_at).desc(), col(Draft.id).desc())
    )
    return session.exec(query).first()


def of_kind(session: Session, person: Person, chat: Chat, kind: str) -> Draft | None:
    """This person's draft of that kind in this chat."""
    query = select(Draft).where(
        Draft.person_id == person.id, Draft.chat_id == chat.id, Draft.kind == kind
    )
    return session.exec(query).first()


def same(session: Session, row: Draft, kind: str) -> Draft | None:
    """The draft of that kind of the same person in the same chat as `row`."""
    query = select(Draft).where(
        Draft.person_id == row.person_id, Draft.chat_id == row.chat_id, Draft.kind == kind
    )
    return session.exec(query).first()


def by_id(session: Session, draft_id: int) -> Draft | None:
    """The draft of that number."""
    return session.exec(select(Draft).where(Draft.id == draft_id)).first()


def begin(
    session: Session,
    person: Person,
    chat: Chat,
    kind: str,
    now: datetime,
    report_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Draft:
    """Begin a draft; an earlier one of that kind gives way to it."""
    assert person.id is not None and chat.id is not None
    if old := of_kind(session, person, chat, kind):
        session.delete(old)
        session.flush()
    draft = Draft(
        person_id=person.id,
        chat_id=chat.id,
        kind=kind,
        report_id=report_id,
        data=data or {},
        created_at=now,
        updated_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def dropped_before(session: Session, before: datetime) -> Sequence[Draft]:
    """Drafts that were dropped before that moment."""
    return session.exec(select(Draft).where(_dropped(), Draft.updated_at < before)).all()


def _dropped() -> ColumnElement[bool]:
    return col(Draft.kind).startswith(DROPPED)


def begun_before(session: Session, kind: str, before: datetime) -> Sequence[Draft]:
    """Drafts of that kind that nobody has touched since that moment."""
    query = select(Draft).where(Draft.kind == kind, col(Draft.updated_at) < before)
    return session.exec(query).all()
