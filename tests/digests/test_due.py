"""Digests come on time or late, each once, whoever else is at work and whatever else fails."""

import asyncio
import logging
import re
from datetime import timedelta

import pytest

from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests import queries as digests
from bot.digests.due import LOOK_BACK, due_now
from bot.digests.period import period_due
from bot.digests.sending import send_due
from bot.schedule import Schedule
from db.engine import Database
from db.models import Digest, Person, Subscription
from tests.clock import Clock
from tests.conftest import ZONE
from tests.digests.rows import (
    LONG_AGO,
    MONDAY,
    NOW,
    add_chat,
    add_report,
    ledger,
    outbox,
    subscribe,
)

pytestmark = pytest.mark.both_databases

_CODE = re.compile(r"LC-\w{6}")


async def test_a_due_digest_goes_out_once_with_its_ledger_row(
    database: Database, tools: Tools, media: Media
) -> None:
    chat = await add_chat(database, "front")
    number = await subscribe(database, chat)
    report = await add_report(database, NOW - timedelta(days=5))

    assert [send_due(database, tools, media, NOW) for _ in range(3)] == [1, 0, 0]
    (row,), (entry,) = await outbox(database), await ledger(database, number)
    assert (row.chat_id, row.kind, entry.outbox_id) == (chat.id, "digest", row.id)
    assert row.payload is not None
    assert "16/11–22/11/2026" in row.payload["text"] and report.code in row.payload["text"]
    assert "An" not in row.payload["text"] and "Bình" not in row.payload["text"]
    assert row.payload["buttons"][0][0]["data"] == f"dg:show:{entry.id}:{report.code}"


async def test_before_its_time_nothing_comes_and_at_its_time_it_does(
    database: Database, tools: Tools, media: Media
) -> None:
    tick = period_due(MONDAY, ZONE, NOW).end + timedelta(hours=7, minutes=30)
    created_at = tick - timedelta(days=10)
    await subscribe(database, await add_chat(database, "front"), created_at=created_at)
    await add_report(database, tick - timedelta(hours=1))
    assert send_due(database, tools, media, tick - timedelta(seconds=1)) == 1  # the week before's
    assert send_due(database, tools, media, tick) == 1
    texts = [str(row.payload and row.payload["text"]) for row in await outbox(database)]
    assert "09/11–15/11/2026" in texts[0] and "16/11–22/11/2026" in texts[1]


async def test_of_several_missed_ones_one_digest_tells_what_stands(
    database: Database, tools: Tools, media: Media
) -> None:
    chat = await add_chat(database, "front")
    number = await subscribe(database, chat, created_at=NOW - timedelta(days=27))
    codes = {(await add_report(database, NOW - timedelta(days=days))).code for days in (3, 9, 16)}
    assert send_due(database, tools, media, NOW) == 1
    (row,) = await outbox(database)
    assert row.payload is not None
    text = row.payload["text"]
    assert "26/10–22/11/2026" in text, "four weeks, under their days"
    assert "so với 28/09–25/10/2026" in text, "beside as long a time before"
    assert "Mới gửi: <b>3</b>" in text and "Đang chờ: 3 việc" in text
    assert codes <= set(_CODE.findall(text))
    entries = await ledger(database, number)
    assert [entry.outbox_id for entry in entries] == [row.id] * 4
    assert [set(entry.listed) for entry in entries] == [codes, set(), set(), set()]
    assert len({entry.period for entry in entries}) == 4
    assert send_due(database, tools, media, NOW + timedelta(days=6)) == 0
    assert send_due(database, tools, media, NOW + timedelta(days=7)) == 1


async def test_over_missed_ones_an_agency_is_not_told_that_nothing_waits(
    database: Database, tools: Tools, media: Media
) -> None:
    chat = await add_chat(database, "ward", role="official", agency="ubnd_tan_phong")
    of = {"agency": "ubnd_tan_phong", "made": NOW - timedelta(days=14)}
    await subscribe(database, chat, "30 7 * * 1-5", **of)  # type: ignore[arg-type]
    for _ in range(25):
        await add_report(database, NOW - timedelta(days=6))
    assert send_due(database, tools, media, NOW) == 1
    (message, *files) = [row.payload or {} for row in await outbox(database)]
    assert "Đang chờ: 25 việc" in message["text"] and "Quá hạn: 25 việc" in message["text"]
    assert all("text" not in file for file in files)


async def test_what_was_missed_too_long_ago_does_not_come(
    database: Database, tools: Tools, media: Media
) -> None:
    number = await subscribe(
        database,
        await add_chat(database, "front"),
        "30 7 * * *",
        created_at=NOW - timedelta(days=300),
    )
    await add_report(database, NOW - timedelta(days=150))
    assert send_due(database, tools, media, NOW) == 1
    (row,) = await outbox(database)
    entries = await ledger(database, number)
    assert len(entries) == LOOK_BACK.days
    assert {entry.outbox_id for entry in entries} == {row.id}


async def test_none_comes_of_a_period_that_ended_before_the_subscription(
    database: Database, tools: Tools, media: Media
) -> None:
    chat = await add_chat(database, "front")
    number = await subscribe(database, chat, created_at=NOW)
    await add_report(database, NOW - timedelta(days=2))
    assert send_due(database, tools, media, NOW + timedelta(days=6)) == 0
    assert await ledger(database, number) == []
    assert send_due(database, tools, media, NOW + timedelta(days=7)) == 1


async def test_an_empty_digest_is_not_sent_and_not_tried_again(
    database: Database, tools: Tools, media: Media
) -> None:
    number = await subscribe(database, await add_chat(database, "front"))
    assert send_due(database, tools, media, NOW) == 0
    (entry,) = await ledger(database, number)
    assert entry.outbox_id is None
    await add_report(database, NOW - timedelta(days=2))
    assert send_due(database, tools, media, NOW + timedelta(hours=1)) == 0
    assert await outbox(database) == []


async def test_who_may_not_read_it_or_cannot_be_reached_gets_none(
    database: Database, tools: Tools, media: Media
) -> None:
    await add_report(database, NOW - timedelta(days=2))
    unreachable = await add_chat(database, "gone", active=False)
    former = await add_chat(database, "former", role="resident")
    moved = await add_chat(database, "moved", role="official", agency="ubnd_doan_ket")
    officials = await add_chat(database, "officials", role="official", agency="ubnd_tan_phong")
    every = await add_chat(database, "every", role="official")
    with database.transaction() as session:
        person = Person(channel="town", channel_id="p", role="resident", created_at=LONG_AGO)
        session.add(person)
    private = await add_chat(database, "p", role=None, person_id=person.id)
    for chat in (unreachable, former, private, every):
        await subscribe(database, chat)
    await subscribe(database, officials, active=False, agency="ubnd_tan_phong")
    for chat in (moved, officials):
        await subscribe(database, chat, agency="ubnd_tan_phong")
    await subscribe(database, officials)  # of all agencies: more than the role may read
    due = due_now(database, tools, NOW)
    assert [due_digest.chat.channel_id for due_digest in due] == ["every", "officials"]
    assert send_due(database, tools, media, NOW) == 2
    assert [row.chat_id for row in await outbox(database)] == [every.id, officials.id]

    with database.transaction() as session:
        session.get_one(Person, person.id).role = "overseer"
    assert [due.chat.channel_id for due in due_now(database, tools, NOW)] == ["p"]


async def test_one_that_fails_is_logged_and_does_not_stop_the_others(
    database: Database, tools: Tools, media: Media, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await add_chat(database, "front")
    await subscribe(database, chat, "no cron at all")
    broken = await subscribe(database, chat)
    last = await subscribe(database, chat)
    with database.transaction() as session:
        session.get_one(Subscription, broken).areas = 5  # type: ignore[assignment]
    await add_report(database, NOW - timedelta(days=2))
    with caplog.at_level(logging.ERROR):
        assert send_due(database, tools, media, NOW) == 1
    assert f"the digest of subscription {broken} failed" in caplog.text
    assert "no digest can follow 'no cron at all'" in caplog.text
    assert await ledger(database, broken) == [] and len(await ledger(database, last)) == 1

    with database.transaction() as session:
        session.get_one(Subscription, broken).areas = []
    assert send_due(database, tools, media, NOW) == 1


async def test_processes_side_by_side_send_one(
    database: Database,
    database_url: str,
    tools: Tools,
    media: Media,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chats = [await add_chat(database, f"chat {item}") for item in range(5)]
    numbers = [await subscribe(database, chat) for chat in chats]
    await add_report(database, NOW - timedelta(days=2))
    other_databases = [Database(database_url) for _ in range(3)]
    sent = await asyncio.gather(
        *(
            asyncio.to_thread(send_due, item, tools, media, NOW)
            for item in [database, *other_databases]
        )
    )
    for item in other_databases:
        item.close()
    assert sum(sent) == len(await outbox(database)) == 5
    assert [len(await ledger(database, number)) for number in numbers] == [1] * 5
    assert not caplog.records


async def test_a_crash_before_the_commit_leaves_it_due(
    database: Database, tools: Tools, media: Media
) -> None:
    number = await subscribe(database, await add_chat(database, "front"))
    await add_report(database, NOW - timedelta(days=2))
    (due,) = due_now(database, tools, NOW)
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        row = Digest(subscription_id=number, period=due.period.key, made_at=NOW)
        assert digests.enter_all(session, [row])
        raise ZeroDivisionError
    assert send_due(database, tools, media, NOW) == 1


async def test_it_runs_by_itself_and_stops_when_told(
    database: Database, tools: Tools, media: Media
) -> None:
    await subscribe(database, await add_chat(database, "front"))
    await add_report(database, NOW - timedelta(days=2))
    woken = asyncio.Event()
    schedule = Schedule(database, tools, media, lambda: NOW, woken.set)
    await schedule.start()
    await asyncio.wait_for(woken.wait(), 10)
    await schedule.stop()
    assert len([row for row in await outbox(database) if row.kind == "digest"]) == 1
    assert schedule.tick(NOW) == 0


async def test_a_schedule_stops_in_the_middle_of_its_work(
    database: Database, tools: Tools, media: Media, clock: Clock
) -> None:
    for number in range(5):
        await subscribe(database, await add_chat(database, f"chat {number}"))
    await add_report(database, NOW - timedelta(days=2))
    schedule = Schedule(database, tools, media, clock)
    await schedule.start()
    await asyncio.sleep(0)  # the first look has begun
    await schedule.stop()
    sent = len([row for row in await outbox(database) if row.kind == "digest"])
    assert sent + send_due(database, tools, media, clock()) == 5


async def test_who_subscribes_before_the_clock_strikes_gets_the_digest_of_that_morning(
    database: Database, tools: Tools, media: Media
) -> None:
    tick = period_due(MONDAY, ZONE, NOW).end + timedelta(hours=7, minutes=30)
    for name, before in (("early", timedelta(hours=2)), ("late", timedelta(minutes=-1))):
        await subscribe(database, await add_chat(database, name), created_at=tick - before)
    await add_report(database, tick - timedelta(days=2))
    assert send_due(database, tools, media, tick + timedelta(minutes=2)) == 1
