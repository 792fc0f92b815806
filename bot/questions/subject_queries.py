"""What a person last asked about in a chat, so that a follow-up keeps its subject."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from db.models import Chat, Person, Subject


def recall(session: Session, person: Person, chat: Chat, since: datetime) -> dict[str, Any] | None:
    """What this person last asked about here, if that was at `since` or later."""
    query = select(Subject.data).where(
        Subject.person_id == person.id, Subject.chat_id == chat.id, col(Subject.at) >= since
    )
    found = session.exec(query).first()
    return None if found is None else dict(found)


def remember(
    session: Session, person: Person, chat: Chat, data: dict[str, Any], now: datetime
) -> None:
    """Remember what this person asks about here; what was before is forgotten."""
    assert person.id is not None and chat.id is not None
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"person_id": person.id, "chat_id": chat.id, "data": data, "at": now}
    insert = dialect.insert(Subject).values(row)
    newer = {"data": insert.excluded.data, "at": insert.excluded.at}
    session.exec(insert.on_conflict_do_update(index_elements=["person_id", "chat_id"], set_=newer))
