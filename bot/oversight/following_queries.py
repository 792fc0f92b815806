"""Queries of the residents who take part: followers, reports begun under a target, places."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from bot.oversight.queries import Key
from db.engine import insert_new
from db.models import (
    Chat,
    Outbox,
    PlaceListener,
    PlaceQuestion,
    Report,
    TargetFollower,
)

SHOWN_FROM = 5
"""Answers from which on the counts are shown: fewer would lead to persons."""


def follows(session: Session, chat_id: int, key: Key) -> bool:
    """Return whether a chat follows a target."""
    row = TargetFollower
    query = select(row.id).where(row.plan == key[0], row.target == key[1], row.chat_id == chat_id)
    return session.exec(query).first() is not None


def follow(session: Session, person_id: int, chat_id: int, key: Key, now: datetime) -> None:
    """Let a chat follow a target."""
    row = TargetFollower(plan=key[0], target=key[1], person_id=person_id, chat_id=chat_id, at=now)
    insert_new(session, TargetFollower, [row], ("plan", "target", "chat_id"))


def unfollow(session: Session, chat_id: int, key: Key) -> None:
    """Let a chat follow a target no more."""
    row = TargetFollower
    session.exec(
        delete(row).where(
            col(row.plan) == key[0], col(row.target) == key[1], col(row.chat_id) == chat_id
        )
    )


def followers(session: Session, key: Key) -> Sequence[Chat]:
    """Return the active chats that follow a target."""
    row = TargetFollower
    query = select(Chat).join(row, col(row.chat_id) == Chat.id)
    return session.exec(
        query.where(row.plan == key[0], row.target == key[1], col(Chat.active).is_(True))
    ).all()


def forget_person(session: Session, person_id: int) -> None:
    """Forget what a person follows, and ask them nothing more."""
    session.exec(delete(TargetFollower).where(col(TargetFollower.person_id) == person_id))
    stop(session, person_id)


def counted(session: Session, keys: Collection[Key]) -> Mapping[Key, Sequence[PlaceQuestion]]:
    """Return the questions about targets that enough people have answered."""
    by_target: dict[Key, list[PlaceQuestion]] = defaultdict(list)
    row = PlaceQuestion
    enough = col(row.yes) + col(row.no) + col(row.unknown) >= SHOWN_FROM
    query = select(row).where(enough, col(row.plan).in_({plan for plan, _ in keys}))
    for question in session.exec(query.order_by(col(row.id).desc())).all():
        by_target[question.plan, question.target].append(question)
    return by_target


def question(session: Session, number: int) -> PlaceQuestion | None:
    """Return the question of that number, locked: answers are counted one after the other."""
    query = select(PlaceQuestion).where(PlaceQuestion.id == number)
    return session.exec(query.with_for_update()).first()


def listener(session: Session, person_id: int) -> PlaceListener | None:
    """Return what a person agreed to, if they agreed to be asked."""
    return session.get(PlaceListener, person_id)


def said_last(session: Session, chat_id: int | None, at: datetime) -> bool:
    """Return whether the last message to a chat is a notice of that moment."""
    query = select(Outbox.kind, Outbox.created_at).where(Outbox.chat_id == chat_id)
    return session.exec(query.order_by(col(Outbox.id).desc()).limit(1)).first() == ("notice", at)


def listen(session: Session, person_id: int, chat_id: int, now: datetime) -> None:
    """Note that a person agreed to be asked in this chat."""
    if session.get(PlaceListener, person_id) is None:
        session.add(PlaceListener(person_id=person_id, chat_id=chat_id, agreed_at=now))
        session.flush()


def stop(session: Session, person_id: int) -> None:
    """Ask a person no more."""
    session.exec(delete(PlaceListener).where(col(PlaceListener.person_id) == person_id))


def set_area(session: Session, person_id: int, area: str) -> None:
    """Note which ward a person who agreed to be asked knows."""
    if row := session.get(PlaceListener, person_id):
        row.area = area


def listeners(session: Session, area: str | None) -> Sequence[tuple[PlaceListener, Chat]]:
    """Return those who agreed to be asked and know the ward (None: any), with their chats.

    They know the ward they named, and those they reported from.
    """
    row = PlaceListener
    query = select(row, Chat).join(Chat, col(Chat.id) == row.chat_id).where(col(Chat.active))
    if area is not None:
        reported = select(Report.id).where(Report.person_id == row.person_id, Report.area == area)
        query = query.where(or_(col(row.area) == area, reported.exists()))
    return session.exec(query.order_by(col(row.person_id))).all()


def pictures(session: Session, key: Key) -> list[str]:
    """Return the keys of the pictures that came with answers about a target, oldest first."""
    row = PlaceQuestion
    query = select(row.photos).where(row.plan == key[0], row.target == key[1])
    return [key for keys in session.exec(query.order_by(col(row.id))).all() for key in keys]


def forget_pictures(session: Session, before: datetime) -> set[str]:
    """Take the pictures off questions asked before that moment; returns their keys."""
    query = select(PlaceQuestion).where(col(PlaceQuestion.asked_at) < before)
    keys: set[str] = set()
    for row in session.exec(query).all():
        keys |= set(row.photos)
        row.photos = []
    return keys
