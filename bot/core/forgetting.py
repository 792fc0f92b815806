"""Forget drafts and the files of pictures, at once or with a way back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.core import draft_queries as drafts
from bot.core import file_queries
from bot.core.media import Media
from db import web
from db.engine import Database
from db.models import DROPPED, Chat, Draft, Person

UNDO = timedelta(minutes=10)
"""How long what was dropped can be brought back."""


def erase_files(session: Session, media: Media, keys: Collection[str]) -> None:
    """Erase the files of these keys that nothing names any more."""
    for key in set(keys) - file_queries.still_named(session, keys):
        media.erase(key)


def lay_aside(session: Session, media: Media, row: Draft, now: datetime) -> None:
    """Drop a draft so that it can be brought back for a while; one dropped before it goes."""
    kind = DROPPED + row.kind
    before = drafts.same(session, row, kind)
    if before is not None:
        drop_draft(session, media, before)
    row.kind, row.updated_at = kind, now


def bring_back(session: Session, row: Draft, now: datetime) -> bool:
    """Make a dropped draft an open one again; false where that is too late, or another is open."""
    kind = row.kind.removeprefix(DROPPED)
    if kind == row.kind or now - row.updated_at > UNDO or drafts.same(session, row, kind):
        return False
    row.kind, row.updated_at = kind, now
    return True


def forget_dropped(database: Database, media: Media, now: datetime) -> None:
    """Forget the drafts that were dropped and can no longer be brought back."""
    before = now - UNDO
    with database.reading() as session:
        if not drafts.dropped_before(session, before):
            return
    with database.transaction() as session:
        for row in drafts.dropped_before(session, before):
            drop_draft(session, media, row)


def drop_draft(session: Session, media: Media, row: Draft) -> None:
    """Forget a draft at once, with the files of its pictures that nothing else names."""
    keys = row.data.get("photos", ())
    session.delete(row)
    session.flush()
    file_queries.unname(session, row.chat_id, keys)
    erase_files(session, media, keys)


def refuse(
    session: Session, media: Media, person: Person, chat: Chat, rows: Iterable[Draft | None]
) -> None:
    """Forget what somebody said who does not agree: drafts, and what their page shows.

    Who agreed to an older text keeps the page, which shows what they sent then.
    """
    for row in rows:
        if row is not None:
            drop_draft(session, media, row)
    if person.consent_version is None and chat.channel == web.CHANNEL:
        erase_files(session, media, web.forget(session, chat.channel_id))
