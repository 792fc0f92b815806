"""What a person last asked about: one thing for each chat, and not for long."""

from datetime import timedelta

from sqlmodel import select

from bot.city.city import City
from bot.core.media import Media
from bot.people import queries as people
from bot.privacy.retention import forget
from bot.questions import queries
from db.engine import Database
from db.models import Rating, Subject
from tests.clock import Clock


async def test_the_last_subject_of_a_chat_is_recalled_as_long_as_it_is_new(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        an = people.person(session, "town", "an", clock.now)
        binh = people.person(session, "town", "binh", clock.now)
        first_chat = people.chat(session, "town", "here", "", True, clock.now)
        second_chat = people.chat(session, "town", "there", "", False, clock.now)
        queries.remember_subject(session, an, first_chat, {"item": "III.1"}, clock.now)
        clock.advance(minutes=1)
        queries.remember_subject(session, an, first_chat, {"item": "III.2"}, clock.now)
        queries.remember_subject(session, an, second_chat, {"item": "III.3"}, clock.now)
    with database.reading() as session:
        assert queries.recall_subject(session, an, first_chat, clock.now) == {"item": "III.2"}
        assert queries.recall_subject(session, an, second_chat, clock.now) == {"item": "III.3"}
        assert queries.recall_subject(session, binh, first_chat, clock.now) is None
        later = clock.now + timedelta(seconds=1)
        assert queries.recall_subject(session, an, first_chat, later) is None


async def test_subjects_go_after_an_hour_and_a_rating_loses_its_person_after_days(
    database: Database, clock: Clock, city: City, media: Media
) -> None:
    with database.transaction() as session:
        an = people.person(session, "town", "an", clock.now)
        old = people.chat(session, "town", "old", "", True, clock.now)
        new = people.chat(session, "town", "new", "", True, clock.now)
        queries.remember_subject(session, an, old, {}, clock.now)
        session.add(Rating(person_id=an.id, plan="p", item="old", up=True, at=clock.now))
        clock.advance(days=city.keep.unanswered_consent, minutes=-30)
        queries.remember_subject(session, an, new, {}, clock.now)
        session.add(Rating(person_id=an.id, plan="p", item="new", up=True, at=clock.now))
    clock.advance(minutes=45)
    forget(database, media, city.keep, clock.now)
    with database.reading() as session:
        assert session.exec(select(Subject.chat_id)).all() == [new.id]
        ties = dict(session.exec(select(Rating.item, Rating.person_id)).all())
    assert ties == {"old": None, "new": an.id}
