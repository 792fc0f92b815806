"""What a person last asked about: one thing for each chat, and not for long."""

from sqlmodel import select

from bot.city.city import City
from bot.core.events import Incoming, Sender
from bot.core.media import Media
from bot.core.turn_queries import sender_of
from bot.people import queries as people
from bot.privacy.retention import forget
from bot.questions import queries
from db.engine import Database
from db.models import Rating, Subject
from tests.clock import Clock


def update_of(sender: str, chat: str) -> Incoming:
    return Incoming(channel="town", update_id="1", sequence=1, chat=chat, sender=Sender(id=sender))


async def test_a_turn_knows_the_last_subject_of_its_chat_and_when_that_was(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        an = people.person(session, "town", "an", clock.now)
        people.person(session, "town", "binh", clock.now)
        first_chat = people.chat(session, "town", "here", "", True, clock.now)
        second_chat = people.chat(session, "town", "there", "", False, clock.now)
        queries.remember_subject(session, an, first_chat, {"item": "III.1"}, clock.now)
        clock.advance(minutes=1)
        queries.remember_subject(session, an, first_chat, {"item": "III.2"}, clock.now)
        queries.remember_subject(session, an, second_chat, {"item": "III.3"}, clock.now)
    with database.reading() as session:
        subjects = [
            sender_of(session, update_of(sender, chat), clock.now).subject
            for sender, chat in (("an", "here"), ("an", "there"), ("binh", "here"))
        ]
    assert [subject and (subject.data, subject.at) for subject in subjects] == [
        ({"item": "III.2"}, clock.now),
        ({"item": "III.3"}, clock.now),
        None,
    ]


async def test_subjects_go_after_an_hour_and_a_rating_loses_its_person_after_days(
    database: Database, clock: Clock, city: City, media: Media
) -> None:
    with database.transaction() as session:
        an = people.person(session, "town", "an", clock.now)
        old = people.chat(session, "town", "old", "", True, clock.now)
        new = people.chat(session, "town", "new", "", True, clock.now)
        queries.remember_subject(session, an, old, {}, clock.now)
        session.add(
            Rating(person_id=an.id, plan="p", item="old", up=True, at=clock.now, word="sai")
        )
        clock.advance(days=city.keep.unanswered_consent, minutes=-30)
        queries.remember_subject(session, an, new, {}, clock.now)
        session.add(
            Rating(person_id=an.id, plan="p", item="new", up=True, at=clock.now, word="dài")
        )
    clock.advance(minutes=45)
    forget(database, media, city.keep, clock.now)
    with database.reading() as session:
        assert session.exec(select(Subject.chat_id)).all() == [new.id]
        ratings = session.exec(
            select(Rating.item, Rating.person_id, Rating.word).order_by("id")
        ).all()
    assert [*map(tuple, ratings)] == [("old", None, ""), ("new", an.id, "dài")]
