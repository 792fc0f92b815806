"""Moves on real databases: what they leave behind, and two officials in the same moment."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from sqlmodel import Session, func, select, text

from bot.city.city import City, load_city
from bot.city.codes import new_code
from bot.core.draft_content import DraftContent
from bot.people.roles import Actor
from bot.reports import offices
from bot.reports import queries as reports
from bot.reports.moves import MOVES, Mover, Refused, move
from db.engine import Database
from db.models import CLOSED, Audit, Chat, Notice, Person, Report, ReportEvent, ReportPart
from tests.clock import Clock
from tests.conftest import ZONE

pytestmark = pytest.mark.both_databases

OWN = "ubnd_tan_phong"
CITY = load_city()


def mover(session: Session, actor: Actor, clock: Clock) -> Mover:
    return Mover(session, actor, clock.now, CITY, ZONE)


async def people(database: Database, clock: Clock) -> dict[str, Actor]:
    """One of each who makes moves."""
    actors = {}
    with database.transaction() as session:
        for role, agency in (("resident", None), ("official", OWN), ("overseer", "mttq_tinh")):
            person = Person(channel="t", channel_id=role, role=role, agency=agency,
                            created_at=clock.now)  # fmt: skip
            chat = Chat(channel="t", channel_id=role, created_at=clock.now)
            session.add_all([person, chat])
            session.flush()
            chat.person_id = person.id
            actors[role] = Actor(person.id, chat.id, role, agency)
    return {
        "reporter": actors["resident"],
        "agency": actors["official"],
        "overseer": actors["overseer"],
        "office": actors["official"],
    }


async def report(database: Database, clock: Clock, reporter: Actor, status: str = "new") -> str:
    code = new_code()
    with database.transaction() as session:
        session.add(
            Report(code=code, person_id=reporter.person_id, chat_id=reporter.chat_id, status=status,
                   category="cay_chet", description="x", agency=OWN, receipt="",
                   created_at=clock.now, deadline_at=clock.now,
                   ended_at=clock.now if status in CLOSED else None)
        )  # fmt: skip
    return code


def locked(session: Session, code: str) -> Report:
    report = reports.by_code(session, code, lock=True)
    assert report is not None
    return report


async def test_every_move_from_every_status_leaves_its_step_and_its_audit(
    database: Database, clock: Clock
) -> None:
    """A step that leaves the status leaves the end of the report too."""
    actors = await people(database, clock)
    for action, listed in MOVES.items():
        actor = actors["agency" if listed.by == "part" else listed.by]
        for status in sorted(listed.before):
            code = await report(database, clock, actors["reporter"], status)
            clock.advance(minutes=1)
            with database.transaction() as session:
                row = locked(session, code)
                if listed.by == "part":
                    row.has_parts = True
                    session.add(ReportPart(report_id=row.id, agency=OWN, created_at=clock.now))
                    session.flush()
                ended = row.ended_at
                event = move(mover(session, actor, clock), row, action, "đã trồng lại cây")
                assert row.status == (listed.after or status)
                if listed.after is None:
                    assert row.ended_at == ended and event.status == (listed.step or "")
                else:
                    assert (row.ended_at == clock.now) == (row.status in CLOSED)
                assert event.internal == (action in ("note", "assign", "judge"))
            with database.reading() as session:
                query = select(Audit).where(Audit.subject == code)
                audit = session.exec(query).one()
                assert (audit.action, audit.role, audit.person_id) == (
                    action, actor.role, actor.person_id,
                )  # fmt: skip


async def test_forwarding_gives_the_days_anew_once(
    database: Database, clock: Clock, city: City
) -> None:
    actors = await people(database, clock)
    code = await report(database, clock, actors["reporter"])
    anyone = Actor(actors["agency"].person_id, None, "official", None)

    async def forward(to: str) -> Report:
        with database.transaction() as session:
            report = locked(session, code)
            offices.forward(mover(session, anyone, clock), report, DraftContent(target=to))
            return report

    clock.advance(days=1)
    first = (await forward("so_xay_dung")).deadline_at
    assert first > clock.now
    clock.advance(days=1)
    row = await forward("ubnd_doan_ket")
    assert (row.deadline_at, row.agency, row.status) == (
        first, "ubnd_doan_ket", "forwarded",
    )  # fmt: skip
    for nowhere in ("ubnd_doan_ket", "nobody", "mttq_tinh", ""):
        with pytest.raises(Refused, match="target"):
            await forward(nowhere)


async def test_a_report_is_merged_only_into_an_open_one_of_its_agency(
    database: Database, clock: Clock
) -> None:
    actors = await people(database, clock)
    own, main, closed, elsewhere, held = [
        await report(database, clock, actors["reporter"], status)
        for status in ("new", "accepted", "resolved", "new", "new")
    ]
    with database.transaction() as session:
        (locked(session, elsewhere)).agency = "ubnd_doan_ket"
        (locked(session, held)).held = "coarse"
    for bad in (own, closed, elsewhere, held, None):
        with database.transaction() as session:
            row = locked(session, own)
            second = locked(session, bad) if bad else None
            with pytest.raises(Refused, match="target"):
                offices.merge(mover(session, actors["agency"], clock), row, second)
    with database.transaction() as session:
        row, second = locked(session, own), locked(session, main)
        event = offices.merge(mover(session, actors["agency"], clock), row, second)
        assert (row.status, row.merged_into) == ("rejected", second.id)
        assert (event.status, event.subject) == ("merged", main)
    with database.transaction() as session:
        row = locked(session, own)
        move(mover(session, actors["reporter"], clock), row, "reopen", "là việc khác")
        assert (row.status, row.merged_into) == ("reopened", None)


async def test_a_reminder_goes_once_a_working_day(database: Database, clock: Clock) -> None:
    actors = await people(database, clock)
    code = await report(database, clock, actors["reporter"])
    went = []
    for _ in range(7):  # from Monday, 23 November; the 24th is a holiday in Viet Nam
        for _ in range(2):
            with database.transaction() as session:
                row = locked(session, code)
                try:
                    offices.remind(mover(session, actors["overseer"], clock), row)
                    went.append(clock.now.day)
                except Refused as error:
                    assert error.why == "again"
        clock.advance(days=1)
    assert went == [23, 24, 26, 27, 28]
    with database.reading() as session:
        assert len(session.exec(select(Notice)).all()) == len(went)


Act = Callable[[Session, Report, Actor, Clock], ReportEvent]


def one(action: str) -> Act:
    def act(session: Session, report: Report, actor: Actor, clock: Clock) -> ReportEvent:
        return move(mover(session, actor, clock), report, action, "đã trồng lại cây")

    return act


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("accept", "accept", "status"),
        ("resolve", "reject", "status"),
        ("reject", "start", "status"),
        ("forward", "accept", "right"),
    ],
)
async def test_of_two_transactions_at_once_one_wins(
    database: Database, clock: Clock, city: City, first: str, second: str, why: str
) -> None:
    """The second waits for the first one's lock, and then finds what the first has done."""
    actors = await people(database, clock)
    code = await report(database, clock, actors["reporter"])
    official = actors["agency"]
    holds, go_on = threading.Event(), threading.Event()

    def winner() -> None:
        with database.transaction() as session:
            report = locked(session, code)
            words = DraftContent(target="so_xay_dung", words_by_message={"": "đã trồng lại cây"})
            offices.act(mover(session, official, clock), report, first, words)
            holds.set()
            assert go_on.wait(60)

    def loser() -> str:
        assert holds.wait(60)
        with database.transaction() as session:
            report = locked(session, code)
            try:
                one(second)(session, report, official, clock)
            except Refused as error:
                return error.why
        return "nothing"

    both = [asyncio.create_task(asyncio.to_thread(work)) for work in (winner, loser)]
    await _somebody_waits(database)
    go_on.set()
    _, answers = await asyncio.gather(*both)
    assert answers == why
    with database.reading() as session:
        events = session.exec(select(ReportEvent)).all()
        assert [event.action for event in events] == [first]


async def _somebody_waits(database: Database) -> None:
    """Until PostgreSQL itself says that a transaction waits for another's lock."""
    query = select(func.count()).select_from(text("pg_locks")).where(text("NOT granted"))
    while True:
        with database.reading() as session:
            if session.exec(query).one():
                return
        await asyncio.sleep(0)


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_two_reports_merged_into_each_other_at_once_stay_one_open(
    database: Database, clock: Clock
) -> None:
    actors = await people(database, clock)
    pairs = [await report(database, clock, actors["reporter"]) for _ in range(2)]

    def merge(code: str, into: str) -> str:
        with database.transaction() as session:
            both = reports.of_codes(session, [code, into], lock=True)
            try:
                offices.merge(mover(session, actors["agency"], clock), both[code], both[into])
            except Refused as error:
                return error.why
        return "merged"

    answers = await asyncio.gather(
        asyncio.to_thread(merge, *pairs), asyncio.to_thread(merge, *reversed(pairs))
    )
    assert sorted(answers) == ["merged", "target"] or sorted(answers) == ["merged", "status"]
    with database.reading() as session:
        row = session.exec(select(Report)).all()
    assert sorted(report_row.status for report_row in row) == ["new", "rejected"]
