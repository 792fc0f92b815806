"""Which of several open drafts takes the words that come."""

from datetime import timedelta

import pytest

from bot.core import draft_queries as drafts
from bot.people import queries as people
from db.engine import Database
from tests.clock import Clock


@pytest.mark.both_databases
def test_the_draft_worked_on_last_takes_the_words(database: Database, clock: Clock) -> None:
    now = clock()
    with database.transaction() as session:
        an = people.person(session, "town", "an", now)
        chat = people.chat(session, "town", "an", "", True, now, an.id)
        first, second = (drafts.begin(session, an, chat, kind, now) for kind in ("ask", "resolve"))
        drafts.begin(session, an, chat, "offer", now + timedelta(hours=2))
        assert drafts.current(session, an, chat) is second, "of two at a moment the later one"
        assert drafts.current(session, an, chat, "resolve") is first
        first.updated_at = now + timedelta(hours=1)
        assert drafts.current(session, an, chat) is first
        assert drafts.of_kinds(session, an, chat, ("resolve", "ask")) == [first, second]
