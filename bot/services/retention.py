"""What is kept no longer than it is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.city import Keep
from bot.media import Media
from db import outbox, retention, web
from db.engine import Database

HANDLED_DAYS = 7
"""Days for which a handled update is known again; no channel delivers one twice after so long."""


async def forget(database: Database, media: Media, keep: Keep, now: datetime) -> None:
    """Forget what `keep` says is old at `now`; each table in a transaction of its own.

    Repeating it does no harm, and nor do two processes that do it at once.
    """
    async with database.transaction() as session:
        await outbox.empty_sent(session, _days_ago(now, keep.delivered_messages))
    async with database.transaction() as session:
        await retention.forget_inbox(session, _days_ago(now, HANDLED_DAYS))
    unagreed, old = _days_ago(now, keep.unanswered_consent), _days_ago(now, keep.open_drafts)
    # Files go before the commit: after a crash in between the row is still there to find them by.
    async with database.transaction() as session:
        keys = await retention.forget_drafts(session, unagreed, old)
        await _erase(media, keys - await retention.still_named(session, keys))
    async with database.transaction() as session:
        keys = await web.forget_before(session, _days_ago(now, keep.web_history))
        await _erase(media, keys - await retention.still_named(session, keys))


def _days_ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


async def _erase(media: Media, keys: Iterable[str]) -> None:
    for key in keys:
        await asyncio.to_thread(media.erase, key)
