"""Whatever the clocks, restarts and crashes: each period is once in the ledger, and at most once
more on the wire for each crash between a send and its mark."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.core.delivery import Delivery
from bot.core.events import Address, Progress, Reply
from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.due import due_now, earlier
from bot.digests.period import of_key, period_due
from bot.digests.sending import send_due
from db import leases
from db.engine import Database
from db.models import Chat, Digest, Subscription
from tests.clock import Clock
from tests.conftest import ZONE, emptied
from tests.digests.rows import MONDAY, NOW, add_chat, add_report, ledger, outbox, subscribe

pytestmark = pytest.mark.both_databases

CRONS = ("30 7 * * *", "0 7,19 * * *", MONDAY, "0 8 1 * *")
QUIET = ("", "22:00-06:00", "07:00-09:00")
A_DAY = 86400
HISTORY = st.lists(
    st.one_of(
        st.tuples(st.just("look"), st.integers(-25 * A_DAY, 12 * A_DAY)),
        st.tuples(st.just("two looks"), st.integers(-25 * A_DAY, 12 * A_DAY)),
        st.tuples(st.just("crash before commit"), st.integers(-25 * A_DAY, 12 * A_DAY)),
        st.tuples(st.just("report"), st.integers(-25 * A_DAY, 12 * A_DAY)),
        st.tuples(st.just("send"), st.integers(0, A_DAY)),
        st.tuples(st.just("crash before mark"), st.integers(0, A_DAY)),
    ),
    max_size=10,
)
MANY = [
    *(("report", -3600 * hours) for hours in range(20, 60)),
    ("look", 0),
    ("crash before mark", 0),
]
"""More than a message lists: the workbook comes along by itself."""


class Wire:
    """A channel that counts what left, by what it is and where to."""

    name = "town"

    def __init__(self) -> None:
        self.left: Counter[tuple[str, ...]] = Counter()

    async def send(self, to: Address, reply: Reply, _: Progress | None = None, /) -> str:
        self.left[_delivery(to.chat, reply)] += 1
        return str(self.left.total())

    async def fetch(self, ref: str) -> bytes:
        raise NotImplementedError


def _delivery(chat: str, reply: Reply) -> tuple[str, ...]:
    return chat, reply.text, *(file.key for file in reply.files)


class Crash(Exception):
    """The process dies."""


def do_nothing(*_: object) -> None:
    """Nobody is out of reach here."""


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wanted=st.lists(
        st.tuples(st.sampled_from(CRONS), st.integers(-25 * A_DAY, 0), st.sampled_from(QUIET)),
        min_size=1, max_size=3,
    ),
    history=HISTORY,
)  # fmt: skip
@example(wanted=[(MONDAY, -A_DAY * 6, "")], history=MANY)
async def test_each_period_once_in_the_ledger_and_at_most_once_more_on_the_wire(
    database: Database, database_url: str, tools: Tools, media: Media,
    wanted: list[tuple[str, int, str]], history: list[tuple[str, int]],
) -> None:  # fmt: skip
    """Clocks jump forth and back; each step is another process."""
    await emptied(database)  # or the reports of one history would be told in the next
    chat = await add_chat(database, f"chat {time.monotonic_ns()}")
    subscriptions = {
        await subscribe(database, chat, cron, NOW + timedelta(seconds=age), quiet=quiet): (
            cron, NOW + timedelta(seconds=age),
        )
        for cron, age, quiet in wanted
    }  # fmt: skip
    wire, crashes, looks = Wire(), 0, []
    for action, seconds in history:
        moment = NOW + timedelta(seconds=seconds)
        process = Database(database_url)
        if action == "report":
            await add_report(process, moment)
        elif action == "crash before commit":
            await _dies_before_it_commits(process, tools, media, moment)
        elif action in ("look", "two looks"):
            looks.append(moment)
            many = range(1 + (action != "look"))
            both = (asyncio.to_thread(send_due, process, tools, media, moment) for _ in many)
            await asyncio.gather(*both)
        else:
            crashes += action != "send"
            await _sends(process, wire, NOW + timedelta(days=13, seconds=seconds), action != "send")
        process.close()
    await _sends(database, wire, NOW + timedelta(days=15), dies=False)

    chat_rows = [row for row in await outbox(database) if row.chat_id == chat.id]
    assert all(row.state == "sent" for row in chat_rows)
    sent = [Reply.model_validate(row.payload) for row in chat_rows]
    due = Counter(_delivery(chat.channel_id, key) for key in sent)
    assert set(wire.left) == set(due)
    assert all(due[key] <= times <= due[key] + crashes for key, times in wire.left.items())
    for number, (cron, since) in subscriptions.items():
        entries = await ledger(database, number)
        periods = [entry.period for entry in entries]
        assert len(periods) == len(set(periods))
        assert set(periods) == _all_until(cron, since, looks), "none is missing, none is early"
        rows = Counter(entry.outbox_id for entry in entries if entry.outbox_id)
        assert set(rows) <= {row.id for row in chat_rows}
    messages = [row.digest_id for row, reply in zip(chat_rows, sent, strict=True) if reply.text]
    assert len(set(messages)) == len(messages), "one message for each"
    assert {row.digest_id for row in chat_rows} == set(messages), "and no file without one"


def _all_until(cron: str, since: datetime, looks: list[datetime]) -> set[str]:
    """Every period that ended after the subscription was made and by the latest look."""
    if not looks:
        return set()
    newest = period_due(cron, ZONE, max(looks))
    before = period_due(cron, ZONE, since).end
    return {period.key for period in (newest, *earlier(cron, ZONE, newest)) if period.end > before}


async def _dies_before_it_commits(
    process: Database, tools: Tools, media: Media, moment: datetime
) -> None:
    real = process.transaction

    @contextmanager
    def dies() -> Iterator[Session]:
        with real() as session:
            yield session
            raise Crash

    process.transaction = dies  # type: ignore[method-assign]
    assert send_due(process, tools, media, moment) == 0, "logged, and tried again"


async def _sends(process: Database, wire: Wire, moment: datetime, dies: bool) -> None:
    """Deliver what is due; or die with one message sent that nobody has marked."""
    clock = Clock()
    clock.now = moment
    if dies:
        with process.transaction() as session:
            claimed = leases.claim(session, moment, set(), 1, 1)
        for row, chat in claimed:
            await wire.send(Address(chat=chat.channel_id), Reply.model_validate(row.payload))
        with process.transaction() as session:
            leases.release_all(session)
        return
    delivery = Delivery(process, {"town": wire}, clock, do_nothing)
    delivery.look()
    await delivery.settle()
    await delivery.finish()


async def test_two_schedules_with_clocks_apart_race_and_each_period_comes_once(
    database: Database, database_url: str, tools: Tools, media: Media
) -> None:
    """One is a week behind; both missed weeks. What one folds the other does not send."""
    chats = [await add_chat(database, f"chat {number}") for number in range(4)]
    numbers = [await subscribe(database, chat, MONDAY, NOW - timedelta(days=40)) for chat in chats]
    for days in (2, 9, 16, 23):
        await add_report(database, NOW - timedelta(days=days))
    moments = [NOW, NOW - timedelta(days=7), NOW, NOW - timedelta(days=14)]
    databases = [Database(database_url) for _ in moments]
    for _ in range(3):
        await asyncio.gather(
            *(
                asyncio.to_thread(send_due, other_database, tools, media, at)
                for other_database, at in zip(databases, moments, strict=True)
            )
        )
    for other_database in databases:
        other_database.close()
    for number in numbers:
        periods = [entry.period for entry in await ledger(database, number)]
        assert len(periods) == len(set(periods))
        ends = {of_key(period).end for period in periods}
        assert {period_due(MONDAY, ZONE, NOW - timedelta(weeks=n)).end for n in range(3)} <= ends
    assert due_now(database, tools, NOW) == []


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
async def test_another_time_zone_on_the_host_changes_nothing(
    database: Database, tools: Tools, media: Media, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await subscribe(database, await add_chat(database, "front"))
    await add_report(database, NOW - timedelta(days=2))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert send_due(database, tools, media, NOW) == 1
    finally:
        monkeypatch.undo()
        time.tzset()
    (entry,) = await ledger(database, number)
    assert entry.period == "2026-11-15T17:00:00Z/2026-11-22T17:00:00Z"
    (row,) = await outbox(database)
    assert row.payload is not None and "16/11–22/11/2026" in row.payload["text"]


async def test_a_changed_subscription_is_not_sent_as_it_was(
    database: Database, tools: Tools, media: Media, caplog: pytest.LogCaptureFixture
) -> None:
    """Pausing a subscription while its digest is being drawn sends nothing."""
    number = await subscribe(database, await add_chat(database, "front"), forms=["chart"])
    await add_report(database, NOW - timedelta(days=2))
    keep = media.add_file

    def paused_meanwhile(data: bytes, suffix: str) -> str:
        _pause(database, number)
        return keep(data, suffix)

    media.add_file = paused_meanwhile  # type: ignore[method-assign]
    assert send_due(database, tools, media, NOW) == 0
    assert await outbox(database) == [] and await ledger(database, number) == []
    assert not caplog.records


def _pause(database: Database, number: int) -> None:
    with database.transaction() as session:
        session.get_one(Subscription, number).active = False


async def test_the_message_and_its_files_are_rows_of_one_transaction(
    database: Database, tools: Tools, media: Media
) -> None:
    number = await subscribe(
        database, await add_chat(database, "front"), forms=["xlsx", "map", "chart", "docx"]
    )
    await add_report(database, NOW - timedelta(days=2))
    assert send_due(database, tools, media, NOW) == 1
    message, pictures, *files = await outbox(database)
    (entry,) = await ledger(database, number)
    assert entry.outbox_id == message.id
    assert {row.digest_id for row in (message, pictures, *files)} == {entry.id}
    payloads = [row.payload or {} for row in (message, pictures, *files)]
    assert "text" in payloads[0] and "photos" in payloads[1]
    names = [payload["files"][0]["name"].rpartition(".")[2] for payload in payloads[2:]]
    assert names == ["xlsx", "docx"]
    keys = [*payloads[1]["photos"], *(payload["files"][0]["key"] for payload in payloads[2:])]
    assert all(media.read(key) for key in keys)


async def test_the_same_content_is_made_once_for_all_who_get_it(
    database: Database, tools: Tools, media: Media
) -> None:
    for number in range(5):
        await subscribe(database, await add_chat(database, f"chat {number}"), forms=["xlsx"])
    await add_report(database, NOW - timedelta(days=2))
    calls = 0
    keep = media.add_file

    def counted(data: bytes, suffix: str) -> str:
        nonlocal calls
        calls += 1
        return keep(data, suffix)

    media.add_file = counted  # type: ignore[method-assign]
    assert send_due(database, tools, media, NOW) == 5
    assert calls == 1 and len(await outbox(database)) == 10


async def test_a_form_that_fails_does_not_keep_the_message_back(
    database: Database, tools: Tools, media: Media, caplog: pytest.LogCaptureFixture
) -> None:
    await subscribe(database, await add_chat(database, "front"), forms=["xlsx"])
    await add_report(database, NOW - timedelta(days=2))
    media.folder.parent.mkdir(exist_ok=True)
    media.folder.write_text("a file where the folder should be")
    assert send_due(database, tools, media, NOW) == 1
    assert len(await outbox(database)) == 1 and "the form xlsx of a digest failed" in caplog.text


async def test_in_quiet_hours_it_waits_for_their_end(
    database: Database, tools: Tools, media: Media
) -> None:
    night = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # 3:00 on Monday in Lai Châu
    for cron, quiet in (("0 3 * * *", "22:00-06:00"), ("0 3 * * *", "04:00-06:00")):
        await subscribe(database, await add_chat(database, quiet), cron, quiet=quiet)
    await add_report(database, NOW - timedelta(days=1))
    send_due(database, tools, media, night)
    due = {row.due_at for row in await outbox(database)}
    assert due == {night, night + timedelta(hours=3)}


async def test_no_ledger_row_is_left_of_a_chat_that_is_gone(
    database: Database, tools: Tools, media: Media
) -> None:
    chat = await add_chat(database, "front")
    await subscribe(database, chat)
    await add_report(database, NOW - timedelta(days=2))
    with database.transaction() as session:
        session.get_one(Chat, chat.id).active = False
    assert send_due(database, tools, media, NOW) == 0
    with database.reading() as session:
        assert session.exec(select(Digest)).all() == []
