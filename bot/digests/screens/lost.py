"""Tell the admins of digests that never arrived, at most one message an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.events import Reply
from bot.core.turn import Tools, put
from bot.digests import journal_queries
from bot.digests.screens.journal import whom, why
from bot.people import queries as people
from db.engine import Database

PAUSE = timedelta(hours=1)
"""The least time between two such messages."""
MOST_SHOWN = 5


def tell(database: Database, tools: Tools, now: datetime) -> int:
    """Tell the admins of newly lost digests; returns the number of admins told."""
    with database.reading() as session:
        if not journal_queries.any_untold(session):
            return 0
        last = journal_queries.last_told(session)
    if last is not None and timedelta() <= now - last < PAUSE:
        return 0
    with database.transaction() as session:
        lost_rows = journal_queries.take_untold(session, now)
        chats = {lost.chat.id: lost for lost in lost_rows}
        listed = [
            (whom(tools, lost.chat, lost.person), why(tools, lost.row))
            for lost in list(chats.values())[:MOST_SHOWN]
        ]
        count = len({lost.row.digest_id for lost in lost_rows})
        text = tools.texts("journal.lost", count=count, shown=listed, more=len(chats) - len(listed))
        admins = people.chats_of_role(session, "admin") if lost_rows else ()
        for chat in admins:
            put(session, chat, Reply(text=text), now, "notice")
    return len(admins)
