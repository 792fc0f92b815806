"""Queries of who follows a target, and of reports begun under one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.oversight import place_queries
from bot.oversight.queries import Key
from db.engine import insert_new
from db.models import Chat, Consent, Draft, Report, TargetFollower, TargetReport

UNDER = "under_target"
"""The kind of draft that remembers under which target a report was begun."""


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


def agree(session: Session, person_id: int, version: str, now: datetime) -> None:
    """Note that a person agreed to be remembered as a follower."""
    session.add(Consent(person_id=person_id, version=version, given_at=now))


def forget_person(session: Session, person_id: int) -> None:
    """Forget what a person follows, and ask them nothing more."""
    session.exec(delete(TargetFollower).where(col(TargetFollower.person_id) == person_id))
    place_queries.stop(session, person_id)


def begun_under(session: Session) -> Sequence[Draft]:
    """Return what remembers under which target a report was begun."""
    return session.exec(select(Draft).where(Draft.kind == UNDER).order_by(col(Draft.id))).all()


def report_of(session: Session, row: Draft) -> Report | None:
    """Return the report that was sent from the draft a target was linked to."""
    query = select(Report).where(
        Report.person_id == row.person_id,
        Report.chat_id == row.chat_id,
        Report.created_at >= row.created_at,
    )
    return session.exec(query.order_by(col(Report.id)).limit(1)).first()


def link(session: Session, report: Report, key: Key) -> None:
    """Note that a report was begun under a target; the first one counts."""
    assert report.id is not None
    if session.get(TargetReport, report.id) is None:
        session.add(TargetReport(report_id=report.id, plan=key[0], target=key[1]))


def draft_kind(session: Session, number: int) -> str | None:
    """Return what a draft is now; None where it was sent, or is gone."""
    return session.exec(select(Draft.kind).where(Draft.id == number)).first()


def drop(session: Session, row: Draft) -> None:
    """Forget under which target a report was begun."""
    session.delete(row)
