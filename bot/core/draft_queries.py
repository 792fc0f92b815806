"""Queries of drafts, which people have begun and not finished."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam
from sqlmodel import Session, col, select

from db.models import DROPPED, Chat, Draft, Person
from db.types import constant

ANSWER_OFFER = "answer_offer"
"""The kind of a draft whose words or pictures may be about an own report."""
FOR_A_TAP = (
    "offer", "from_ask", "supported", ANSWER_OFFER, "sheet", "named_place", "worklist",
)  # fmt: skip
"""Kinds of drafts that wait for a tap and not for words."""
_OF_KIND = select(Draft).where(
    Draft.person_id == bindparam("person"),
    Draft.chat_id == bindparam("chat"),
    Draft.kind == bindparam("kind"),
)
"""Asked for several times a turn: to build it each time took twice as long as to run it."""


def current(session: Session, person: Person, chat: Chat, *passed_over: str) -> Draft | None:
    """Return the draft that takes words and that this person last worked on in this chat.

    Kinds that are `passed_over` do not count.
    """
    query = (
        select(Draft)
        .where(Draft.person_id == person.id, Draft.chat_id == chat.id)
        .where(takes_words(Draft), col(Draft.kind).not_in(passed_over))
        .order_by(col(Draft.updated_at).desc(), col(Draft.id).desc())
    )
    return session.exec(query).first()


def takes_words(row: type[Draft]) -> ColumnElement[bool]:
    """Return the condition that a draft waits for words, and was not dropped."""
    return and_(col(row.kind).not_in(map(constant, FOR_A_TAP)), ~_dropped(row))


def of_kind(session: Session, person: Person, chat: Chat, kind: str) -> Draft | None:
    """Return this person's draft of that kind in this chat."""
    values = {"person": person.id, "chat": chat.id, "kind": kind}
    return session.exec(_OF_KIND, params=values).first()


def of_kinds(
    session: Session, person: Person, chat: Chat, kinds: Collection[str]
) -> Sequence[Draft]:
    """Return this person's drafts of these kinds in this chat, oldest first."""
    query = select(Draft).where(Draft.person_id == person.id, Draft.chat_id == chat.id)
    return session.exec(query.where(col(Draft.kind).in_(kinds)).order_by(col(Draft.id))).all()


def by_id(session: Session, draft_id: int) -> Draft | None:
    """Return the draft of that id."""
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
    """Begin a draft; it replaces an earlier one of that kind."""
    if old := of_kind(session, person, chat, kind):
        session.delete(old)
        session.flush()
    draft = Draft(
        person_id=person.number,
        chat_id=chat.number,
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
    """Return the drafts that were dropped before that moment."""
    return session.exec(select(Draft).where(_dropped(Draft), Draft.updated_at < before)).all()


def _dropped(row: type[Draft]) -> ColumnElement[bool]:
    return col(row.kind).startswith(DROPPED)
