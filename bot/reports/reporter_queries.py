"""The chats in which those who reported, or the clerks who wrote it down for them, are reached."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from db.models import Chat, Person, Report


def chats_of(session: Session, ids: Collection[int | None]) -> dict[int, Chat]:
    """The chats of these ids that can be reached."""
    if not (known := [each for each in ids if each is not None]):
        return {}
    query = select(Chat).where(col(Chat.id).in_(known), col(Chat.active).is_(True))
    return {each.id or 0: each for each in session.exec(query).all()}


def clerks(session: Session, ids: Collection[int | None]) -> dict[int, tuple[Person, Chat]]:
    """Of these persons, each who can be reached in a private chat, with the oldest of them."""
    if not (known := [each for each in ids if each is not None]):
        return {}
    query = (
        select(Person, Chat)
        .join(Chat, col(Chat.person_id) == Person.id)
        .where(col(Person.id).in_(known), col(Chat.active).is_(True), col(Chat.private).is_(True))
        .order_by(col(Chat.id).desc())
    )
    return {person.id or 0: (person, chat) for person, chat in session.exec(query).all()}


def merged_into(session: Session, report_id: int) -> Sequence[Report]:
    """Reports that a clerk wrote down and that were merged into this one, or into one of those."""
    first = select(Report.id).where(Report.merged_into == report_id).cte(recursive=True)
    further = select(Report.id).join(first, col(Report.merged_into) == first.c.id)
    query = (
        select(Report)
        .where(col(Report.id).in_(select(first.union(further).c.id)))
        .where(col(Report.person_id).is_(None), col(Report.entered_by).is_not(None))
        .order_by(col(Report.id))
    )
    return session.exec(query).all()
