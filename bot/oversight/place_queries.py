"""Queries of what residents are asked about places, and of who agreed to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from bot.oversight.queries import Key
from db.models import PlaceListener, PlaceQuestion

SHOWN_FROM = 5
"""Answers from which on the counts are shown: fewer would lead to persons."""


def counted(session: Session, keys: Collection[Key]) -> Mapping[Key, Sequence[PlaceQuestion]]:
    """Return the questions about targets that enough people have answered."""
    by_target: dict[Key, list[PlaceQuestion]] = defaultdict(list)
    row = PlaceQuestion
    enough = col(row.yes) + col(row.no) + col(row.unknown) >= SHOWN_FROM
    query = select(row).where(enough, col(row.plan).in_({plan for plan, _ in keys}))
    for question in session.exec(query.order_by(col(row.id).desc())).all():
        by_target[question.plan, question.target].append(question)
    return by_target


def add_question(session: Session, row: PlaceQuestion) -> PlaceQuestion:
    """Store a question."""
    session.add(row)
    session.flush()
    return row


def question(session: Session, number: int) -> PlaceQuestion | None:
    """Return the question of that number, locked: answers are counted one after the other."""
    query = select(PlaceQuestion).where(PlaceQuestion.id == number)
    return session.exec(query.with_for_update()).first()


def listener(session: Session, person_id: int) -> PlaceListener | None:
    """Return what a person agreed to, if they agreed to be asked."""
    return session.get(PlaceListener, person_id)


def listen(session: Session, person_id: int, chat_id: int, now: datetime) -> None:
    """Note that a person agreed to be asked in this chat."""
    if session.get(PlaceListener, person_id) is None:
        session.add(PlaceListener(person_id=person_id, chat_id=chat_id, agreed_at=now))
        session.flush()


def stop(session: Session, person_id: int) -> None:
    """Ask a person no more."""
    session.exec(delete(PlaceListener).where(col(PlaceListener.person_id) == person_id))


def ready(session: Session, before: datetime) -> Sequence[PlaceListener]:
    """Return those who agreed and were not asked since then."""
    row = PlaceListener
    query = select(row).where(or_(col(row.asked_at).is_(None), col(row.asked_at) < before))
    return session.exec(query.order_by(col(row.person_id))).all()
