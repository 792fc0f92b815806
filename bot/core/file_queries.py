"""Queries of media files: which ones are still named, and removing their names from messages."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_
from sqlmodel import Session, col, select

from db import web
from db.models import Chat, Draft, Inbox, Outbox, Photo, PlaceQuestion, TargetEvent, WebMessage

_AT_ONCE = 50
"""Keys in one query: well below what either database allows."""


def hide_pictures(session: Session, messages: Sequence[WebMessage]) -> set[str]:
    """Hide these messages' pictures that no report has, and return their keys."""
    keys = {key for message in messages for key in message.payload.get("photos", ())}
    on_reports = set(session.exec(select(Photo.key).where(col(Photo.key).in_(keys))).all())
    if keys - on_reports:
        web.drop_pictures(session, messages, on_reports)
    return keys - on_reports


def unname(session: Session, chat_id: int, keys: Collection[str]) -> None:
    """Remove a dropped draft's pictures from a chat's messages; sent messages are emptied.

    They were shown there only to the person who sent them.
    """
    for key in keys:
        query = select(Outbox).where(
            Outbox.chat_id == chat_id, cast(Outbox.payload, Text).contains(key, autoescape=True)
        )
        for row in session.exec(query).all():
            waits = row.state == "waiting" and row.payload is not None
            row.payload = {**row.payload, "photos": []} if waits and row.payload else None
    chat = session.get(Chat, chat_id)
    if keys and chat is not None and chat.channel == "web":
        hide_pictures(session, web.sent_with(session, chat.channel_id, keys))
    session.flush()


def still_named(session: Session, keys: Collection[str]) -> set[str]:
    """Return those of the media keys that a table still names: their files must stay."""
    names: set[str] = set()
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        names |= _named_in_tables(session, ordered[start : start + _AT_ONCE])
    return names


COLUMNS: tuple[Any, ...] = (
    Inbox.payload, Draft.data, Photo.key, TargetEvent.photos, PlaceQuestion.photos, Outbox.payload,
    WebMessage.payload,
)  # fmt: skip


def _named_in_tables(session: Session, keys: Collection[str]) -> set[str]:
    """Look in the order in which a picture passes through the tables, so that one that moves on
    meanwhile is not missed; keys found in an earlier table are not looked for in later ones."""
    missing = set(keys)
    for column in COLUMNS:
        if not missing:
            break
        text: ColumnElement[str] = cast(column, Text)
        holds_one = or_(*(text.contains(key, autoescape=True) for key in missing))
        is_one = col(Photo.key).in_(missing)
        query = select(text).where(is_one if column is Photo.key else holds_one)
        for value in session.exec(query):
            missing -= {key for key in missing if key in value}
    return set(keys) - missing
