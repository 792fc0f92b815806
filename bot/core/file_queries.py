"""Which media files something still names, and taking their names out of what was sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Text, cast, or_
from sqlmodel import Session, col, select

from db import web
from db.models import (
    Chat,
    Draft,
    Inbox,
    Outbox,
    Photo,
    WebMessage,
)

_AT_ONCE = 50
"""Keys looked for in one query: well below what either database allows."""


def _hide(session: Session, messages: Sequence[WebMessage]) -> set[str]:
    """Show no more what of these pictures no report has; returns their keys."""
    keys = {key for each in messages for key in each.payload.get("photos", ())}
    kept = set(session.exec(select(Photo.key).where(col(Photo.key).in_(keys))).all())
    if keys - kept:
        web.drop_pictures(session, messages, kept)
    return keys - kept


def unname(session: Session, chat_id: int, keys: Collection[str]) -> None:
    """Let no message of a chat name these pictures: what was sent is emptied, the rest goes bare.

    They were shown there only to the one who sent them, in a draft that is dropped.
    """
    for key in keys:
        named = select(Outbox).where(
            Outbox.chat_id == chat_id, cast(Outbox.payload, Text).contains(key, autoescape=True)
        )
        for row in session.exec(named).all():
            waits = row.state == "waiting" and row.payload is not None
            row.payload = {**row.payload, "photos": []} if waits and row.payload else None
    chat = session.get(Chat, chat_id)
    if keys and chat is not None and chat.channel == "web":
        _hide(session, web.sent_with(session, chat.channel_id, keys))
    session.flush()


def still_named(session: Session, keys: Collection[str]) -> set[str]:
    """Of these media keys, the ones something still names: their files must stay."""
    named: set[str] = set()
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        named |= _named(session, ordered[start : start + _AT_ONCE])
    return named


def _named(session: Session, keys: Collection[str]) -> set[str]:
    """Looked for in the order in which a picture passes from one to the next, so that one that
    does so meanwhile is not missed; and what reports name is not looked for in what was sent."""
    missing = set(keys)
    for column in (Inbox.payload, Draft.data, Photo.key, Outbox.payload, WebMessage.payload):
        if not missing:
            break
        text: ColumnElement[str] = cast(column, Text)
        holds_one = or_(*(text.contains(key, autoescape=True) for key in missing))
        is_one = col(Photo.key).in_(missing)
        query = select(text).where(is_one if column is Photo.key else holds_one)
        for found in session.exec(query):
            missing -= {key for key in missing if key in found}
    return set(keys) - missing
