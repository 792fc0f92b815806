"""Queries for the chats of reporters, and of the clerks who wrote reports down for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from bot.people.contact_queries import is_contact
from db.models import Chat, Person, Report


def chats_of(session: Session, ids: Collection[int | None]) -> dict[int, Chat]:
    """Return the chats of these ids that can be reached."""
    if not (chat_ids := [chat for chat in ids if chat is not None]):
        return {}
    query = select(Chat).where(col(Chat.id).in_(chat_ids), col(Chat.active).is_(True))
    return {chat.id or 0: chat for chat in session.exec(query).all()}


def clerks(session: Session, ids: Collection[int | None]) -> dict[int, tuple[Person, Chat]]:
    """Return these persons with their oldest private chat that can be reached."""
    if not (person_ids := [person_id for person_id in ids if person_id is not None]):
        return {}
    query = (
        select(Person, Chat)
        .join(Chat, col(Chat.person_id) == Person.id)
        .where(
            col(Person.id).in_(person_ids), col(Chat.active).is_(True), col(Chat.private).is_(True)
        )
        .where(~is_contact())
        .order_by(col(Chat.id).desc())
    )
    return {person.id or 0: (person, chat) for person, chat in session.exec(query).all()}


def merged_into(session: Session, report_id: int) -> Sequence[Report]:
    """Return reports a clerk wrote down that were merged into this one, directly or not."""
    first = select(Report.id).where(Report.merged_into == report_id).cte(recursive=True)
    further = select(Report.id).join(first, col(Report.merged_into) == first.c.id)
    query = (
        select(Report)
        .where(col(Report.id).in_(select(first.union(further).c.id)))
        .where(col(Report.person_id).is_(None), col(Report.entered_by).is_not(None))
        .order_by(col(Report.id))
    )
    return session.exec(query).all()
