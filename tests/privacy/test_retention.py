"""Old rows are forgotten with their pictures, and nothing else is."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.core.dropping import erase_draft
from bot.core.media import Media
from bot.core.turn import Tools
from bot.schedule import Schedule
from db import web
from db.engine import Database
from db.models import Chat, Draft, Inbox, Outbox, Person, Photo, Report, WebMessage
from tests.town import picture

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COLORS = ("red", "green", "blue", "white", "black", "gray")


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


async def someone(database: Database, agreed: bool, name: str = "an") -> tuple[int, int]:
    """A person and their chat, by their ids."""
    with database.transaction() as session:
        person = Person(channel="town", channel_id=name, created_at=ago(days=400))
        person.consent_version = "2026-11" if agreed else None
        chat = Chat(channel="town", channel_id=name, created_at=ago(days=400))
        session.add_all([person, chat])
    return person.id or 0, chat.id or 0


async def forget(database: Database, tools: Tools, media: Media) -> None:
    schedule = Schedule(database, tools, media, lambda: NOW)
    schedule.forget(NOW)
    schedule.forget(NOW)  # again: nothing more


def aged(media: Media, key: str, **time: float) -> Path:
    """The file of `key`, last changed so long ago."""
    path = media.path(key)
    at = ago(**time).timestamp()
    os.utime(path, (at, at))
    return path


def fresh(media: Media, key: str) -> str:
    """The key of a file that is too new to be swept away: only who named it erases it."""
    aged(media, key, minutes=50)
    return key


async def kinds_left(database: Database) -> list[str]:
    with database.reading() as session:
        query = select(Draft.kind).order_by(col(Draft.id))
        return list(session.exec(query).all())


async def add_drafts(database: Database, owner: tuple[int, int], **kinds: datetime) -> None:
    with database.transaction() as session:
        session.add_all(
            Draft(
                person_id=owner[0], chat_id=owner[1], kind=kind, created_at=at, updated_at=at,
                data={"words": "x"},
            )
            for kind, at in kinds.items()
        )  # fmt: skip


async def test_what_was_begun_without_consent_goes_after_a_day(
    database: Database, tools: Tools, media: Media
) -> None:
    silent, second = await someone(database, False), await someone(database, False, "other")
    agreed = await someone(database, True, "agreed")
    await add_drafts(database, silent, report=ago(hours=25), offer=ago(hours=25))
    await add_drafts(database, second, report=ago(hours=23), offer=ago(hours=23))
    await add_drafts(database, agreed, report=ago(days=89), offer=ago(hours=25))
    await add_drafts(database, silent, resolve=ago(days=89))
    await forget(database, tools, media)
    assert await kinds_left(database) == ["report", "offer", "report", "resolve"]


async def test_what_nobody_touched_for_ninety_days_goes(
    database: Database, tools: Tools, media: Media
) -> None:
    owner = await someone(database, True)
    await add_drafts(database, owner, report=ago(days=91), resolve=ago(days=91), ask=ago(days=80))
    await forget(database, tools, media)
    assert await kinds_left(database) == ["ask"]


async def test_pictures_go_with_the_draft_unless_something_else_names_them(
    database: Database, tools: Tools, media: Media
) -> None:
    keys = [fresh(media, media.add_picture(picture(color))) for color in COLORS]
    _, sent, drafted, waiting, on_page, arrived = keys
    person, chat = await someone(database, False)
    old = ago(days=2)
    with database.transaction() as session:
        report = Report(
            code="LC-7K2M9A", category="cay_chet", description="x", agency="so_xay_dung",
            receipt="", created_at=old, deadline_at=old,
        )  # fmt: skip
        session.add(report)
        session.flush()
        session.add_all([
            Draft(person_id=person, chat_id=chat, kind="report", created_at=old, updated_at=old,
                  data={"photos": keys}),
            Draft(person_id=person, chat_id=chat, kind="resolve", created_at=NOW, updated_at=NOW,
                  data={"words": "x", "photos": [drafted]}),
            Photo(report_id=report.id or 0, key=sent),
            Outbox(chat_id=chat, payload={"photos": [waiting]}, created_at=NOW, due_at=NOW),
            WebMessage(chat="an", author="me", payload={"photos": [on_page]}, revision=1,
                       created_at=NOW),
            Inbox(channel="web", update_id="1", chat="web:an", sequence=1, received_at=NOW,
                  due_at=NOW, payload={"photos": [{"ref": "x", "key": arrived}]}),
        ])  # fmt: skip
    await forget(database, tools, media)
    assert [key for key in keys if media.path(key).exists()] == keys[1:]


async def test_a_picture_of_many_drafts_goes_with_the_last(
    database: Database, tools: Tools, media: Media
) -> None:
    keys = [fresh(media, media.add_file(str(number).encode(), ".jpg")) for number in range(120)]
    first, second = await someone(database, False), await someone(database, False, "other")
    with database.transaction() as session:
        for (person, chat), at in ((first, ago(days=2)), (second, NOW)):
            session.add(
                Draft(person_id=person, chat_id=chat, kind="report", created_at=at, updated_at=at,
                      data={"photos": keys if at < NOW else keys[::2]})
            )  # fmt: skip
    await forget(database, tools, media)
    assert [key for key in keys if media.path(key).exists()] == keys[::2]


async def test_what_was_delivered_keeps_its_log_and_loses_its_content(
    database: Database, tools: Tools, media: Media
) -> None:
    _, chat = await someone(database, True)
    rows = (("sent", 31), ("dead", 31), ("sent", 29), ("dead", 29), ("waiting", 60))
    with database.transaction() as session:
        for state, days in rows:
            at = ago(days=days)
            session.add(Outbox(
                chat_id=chat, state=state, payload={"text": state}, created_at=at, due_at=at,
                sent_at=at if state == "sent" else None, message="m1",
            ))  # fmt: skip
    await forget(database, tools, media)
    with database.reading() as session:
        stored_rows = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    payloads = [{"text": state} for state in ("sent", "dead", "waiting")]
    assert [row.payload for row in stored_rows] == [None, None, *payloads]
    assert all(row.message == "m1" for row in stored_rows)


async def test_a_handled_update_is_known_for_a_week_and_one_set_aside_for_longer(
    database: Database, tools: Tools, media: Media
) -> None:
    with database.transaction() as session:
        for number, (state, days) in enumerate(
            (("done", 8), ("done", 6), ("dead", 8), ("waiting", 8))
        ):
            at = ago(days=days)
            session.add(Inbox(
                channel="town", update_id=str(number), chat="town:an", sequence=number, state=state,
                received_at=at, due_at=at, ended_at=None if state == "waiting" else at,
            ))  # fmt: skip
    await forget(database, tools, media)
    with database.reading() as session:
        assert set(session.exec(select(Inbox.update_id)).all()) == {"1", "2", "3"}


async def test_what_was_set_aside_is_emptied_after_a_month(
    database: Database, tools: Tools, media: Media
) -> None:
    with database.transaction() as session:
        for number, days in enumerate((31, 29)):
            at = ago(days=days)
            session.add(Inbox(
                channel="town", update_id=str(number), chat="town:an", sequence=number,
                state="dead", error="KeyError", payload={"raw": "x"}, received_at=at, due_at=at,
                ended_at=at,
            ))  # fmt: skip
    await forget(database, tools, media)
    with database.reading() as session:
        rows = session.exec(select(Inbox).order_by(col(Inbox.id))).all()
    assert [(row.error, row.payload) for row in rows] == [
        ("KeyError", None),
        ("KeyError", {"raw": "x"}),
    ]


async def test_a_file_that_nothing_names_goes_after_a_day(
    database: Database, tools: Tools, media: Media
) -> None:
    """Whoever forgot to erase it: a draft that was dropped, a digest long delivered, a crash."""
    dropped, new, sent, waiting = (
        aged(media, media.add_file(word.encode(), ".jpg"), hours=hours)
        for word, hours in (("dropped", 1.1), ("new", 0.9), ("sent", 24 * 400), ("waiting", 25))
    )
    half = dropped.with_name("tmp3x7a")
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    _, chat = await someone(database, True)
    with database.transaction() as session:
        report = Report(
            code="LC-7K2M9A", category="cay_chet", description="x", agency="so_xay_dung",
            receipt="", created_at=NOW, deadline_at=NOW,
        )  # fmt: skip
        session.add(report)
        session.flush()
        payload = {"files": [{"key": waiting.name, "name": "bantin.html"}]}
        session.add(Photo(report_id=report.id or 0, key=sent.name))
        session.add(Outbox(chat_id=chat, payload=payload, created_at=NOW, due_at=NOW))
    await forget(database, tools, media)
    exists = [path.exists() for path in (dropped, half, new, sent, waiting)]
    assert exists == [False, False, True, True, True]


async def test_a_picture_nobody_agreed_to_goes_within_the_hour_from_the_page_too(
    database: Database, tools: Tools, media: Media
) -> None:
    old, new, agreed, sent = (
        fresh(media, media.add_picture(picture(color))) for color in COLORS[:4]
    )
    silent, willing = await someone(database, False), await someone(database, True, "willing")
    with database.transaction() as session:
        for owner, name in ((silent, "an"), (willing, "willing")):
            session.get_one(Person, owner[0]).channel = "web"
            session.add(
                Draft(person_id=owner[0], chat_id=owner[1], kind="report", created_at=ago(hours=2),
                      updated_at=ago(minutes=61), data={"photos": [old, agreed], "place": name})
            )  # fmt: skip
        report = Report(
            code="LC-7K2M9A", category="cay_chet", description="x", agency="so_xay_dung",
            receipt="", created_at=NOW, deadline_at=NOW,
        )  # fmt: skip
        session.add(report)
        session.flush()
        session.add(Photo(report_id=report.id or 0, key=sent))
        messages = (("an", [old, sent], 61), ("an", [new], 59), ("willing", [agreed], 61))
        for number, (chat, keys, minutes) in enumerate(messages, start=1):
            session.add(WebMessage(chat=chat, author="me", payload={"photos": keys, "text": "x"},
                                   revision=number, created_at=ago(minutes=minutes)))  # fmt: skip
        session.get_one(Draft, 2).data = {"photos": [agreed]}
    await forget(database, tools, media)
    assert [media.path(key).exists() for key in (old, new, agreed, sent)] == [False, *[True] * 3]
    with database.reading() as session:
        rows = session.exec(select(WebMessage).order_by(col(WebMessage.id))).all()
        drafts = session.exec(select(Draft).order_by(col(Draft.id))).all()
    assert rows[0].payload == {"photos": [sent], "text": "x", "gone": 1} and rows[0].revision == 4
    assert [row.payload["photos"] for row in rows[1:]] == [[new], [agreed]]
    assert drafts[0].data == {"photos": [], "place": "an"}, "the words stay so long as told"
    assert drafts[1].data == {"photos": [agreed]}


async def test_who_says_no_on_the_page_leaves_no_picture_there(
    database: Database, media: Media
) -> None:
    key = fresh(media, media.add_picture(picture()))
    person, chat = await someone(database, False)
    with database.transaction() as session:
        session.get_one(Chat, chat).channel = "web"
        row = Draft(person_id=person, chat_id=chat, kind="report", created_at=NOW, updated_at=NOW,
                    data={"photos": [key]})  # fmt: skip
        session.add(row)
        session.add_all(
            WebMessage(chat=name, author="me", payload={"photos": [key]}, revision=number,
                       created_at=NOW) for number, name in enumerate(("an", "an"), start=1)
        )  # fmt: skip
        session.flush()
        erase_draft(session, media, row)
    assert not media.path(key).exists()
    with database.reading() as session:
        payloads = session.exec(select(WebMessage.payload)).all()
    assert payloads == [{"photos": [], "gone": 1}] * 2


async def test_the_pages_history_goes_after_a_year_with_its_pictures(
    database: Database, tools: Tools, media: Media
) -> None:
    old, new = (fresh(media, media.add_picture(picture(color))) for color in ("red", "blue"))
    with database.transaction() as session:
        for revision, (key, days) in enumerate(((old, 366), (new, 364)), start=1):
            session.add(WebMessage(
                chat="an", author="me", payload={"photos": [key]}, revision=revision,
                created_at=ago(days=days),
            ))  # fmt: skip
    await forget(database, tools, media)
    assert not media.path(old).exists() and media.path(new).exists()
    with database.reading() as session:
        assert session.exec(select(WebMessage.revision)).all() == [2]


async def test_the_page_of_who_never_agreed_shows_a_day(
    database: Database, tools: Tools, media: Media
) -> None:
    for name, agreed in (("silent", False), ("agreed", True), ("officer", False)):
        person, chat = await someone(database, agreed, name)
        with database.transaction() as session:
            row, owner = session.get(Chat, chat), session.get(Person, person)
            assert row is not None and owner is not None
            row.channel, row.person_id = "web", person
            owner.role = "official" if name == "officer" else "resident"
            for hours in (25, 23):
                web.add(session, row.channel_id, "me", {"text": name}, ago(hours=hours))
    await forget(database, tools, media)
    with database.reading() as session:
        rows = session.exec(select(WebMessage).order_by(col(WebMessage.id))).all()
    assert [message.payload["text"] for message in rows] == [
        "silent",
        *["agreed"] * 2,
        *["officer"] * 2,
    ]
