"""Digests that never arrived: the admins are told, all of an hour in one message."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.events import Reply
from bot.core.turn import Tools, put
from bot.digests import journal_queries as journal
from bot.digests.screens.journal import whom, why
from bot.people import queries as people
from db.engine import Database

PAUSE = timedelta(hours=1)
"""Between two such messages, however many chats are lost meanwhile."""
MOST_SHOWN = 5


def tell(database: Database, tools: Tools, now: datetime) -> int:
    """Tell the admins of what never arrived and they were not told of; returns how many heard."""
    with database.reading() as session:
        if not journal.any_untold(session):
            return 0
        last = journal.last_told(session)
    if last is not None and timedelta() <= now - last < PAUSE:
        return 0
    with database.transaction() as session:
        found = journal.take_untold(session, now)
        chats = {each.chat.id: each for each in found}
        shown = [
            (whom(tools, each.chat, each.person), why(tools, each.row))
            for each in list(chats.values())[:MOST_SHOWN]
        ]
        count = len({each.row.digest_id for each in found})
        text = tools.texts("journal.lost", count=count, shown=shown, more=len(chats) - len(shown))
        admins = people.chats_of_role(session, "admin") if found else ()
        for chat in admins:
            put(session, chat, Reply(text=text), now, "notice")
    return len(admins)
