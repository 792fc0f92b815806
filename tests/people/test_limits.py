"""Keeping order: limits for each person, and one notice a minute."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.city.city import City
from bot.city.parts import Limits
from bot.core import draft_queries as drafts
from bot.core.events import Incoming
from bot.core.media import Media
from bot.core.turn import Tools
from bot.people import queries as people
from bot.router import Router
from db.engine import Database
from db.models import Draft, Inbox, Person
from tests.clock import Clock
from tests.conftest import ZONE
from tests.town import Someone, Town

LIMITS = Limits(messages_a_minute=20, open_drafts=2, reports_an_hour=2, reports_a_day=3)


def with_limits(tools: Tools, city: City, limits: Limits) -> Tools:
    return replace(tools, city=city.model_copy(update={"limits": limits}))


@pytest.fixture
def strict(tools: Tools, city: City, database: Database, media: Media, clock: Clock) -> Town:
    """A town with limits that are soon reached."""
    return Town(database, Router(with_limits(tools, city, LIMITS)), media, clock)


async def person_of(town: Town, name: str) -> Person:
    with town.database.reading() as session:
        return session.exec(select(Person).where(Person.channel_id == name)).one()


# -- limits -------------------------------------------------------------------------------------


async def test_a_minute_holds_so_many_messages_and_one_notice(strict: Town, clock: Clock) -> None:
    an = strict.person("an")
    for _ in range(LIMITS.messages_a_minute):
        await an.commands("trogiup")
        assert "làm được những việc này" in an.heard
    await an.commands("trogiup")
    assert "gửi nhanh quá" in an.heard
    for _ in range(30):
        await an.commands("trogiup")
        assert an.news == []
    clock.advance(seconds=3)  # a twentieth of a minute: room for one
    await an.commands("trogiup")
    assert "làm được những việc này" in an.heard
    await an.commands("trogiup")
    assert an.news == []  # too fast again, and told so within this minute
    clock.advance(seconds=58)
    for _ in range(LIMITS.messages_a_minute):
        await an.commands("trogiup")
    assert sum("gửi nhanh quá" in message.reply.text for message in an.shown) == 2


async def test_officials_are_never_held_up(strict: Town) -> None:
    binh, group = strict.person("binh"), strict.person("chi", chat="-7")
    await strict.invited(binh, "official", "ubnd_tan_phong")
    await strict.invited(group, "official", "ubnd_tan_phong")
    for person in (binh, group):
        for _ in range(3 * LIMITS.messages_a_minute):
            await person.commands("viec")
            assert person.news and "nhanh quá" not in person.heard


async def test_what_is_said_beyond_the_pace_leaves_the_draft_alone(
    strict: Town, clock: Clock
) -> None:
    an = strict.person("an")
    await an.commands("phananh", "Chặt cây")
    await an.presses("Đồng ý")
    for number in range(40):
        await an.says(f"từ {number}")
    clock.advance(minutes=2)
    await an.commands("phananh")
    assert "vẫn còn nguyên" in an.heard


async def test_reports_an_hour_and_a_day(strict: Town, clock: Clock) -> None:
    an = strict.person("an")

    async def sends(number: int) -> None:
        clock.advance(minutes=1)
        await an.commands("phananh")
        if "xin anh/chị đồng ý" in an.heard:
            await an.presses("Đồng ý")
        await an.presses("Cây xanh")
        await an.presses("Chặt hạ")
        await an.says(f"số {number}000 đường Trần Phú, phường Tân Phong")
        await an.presses("Không có ảnh")
        await an.says(f"Chặt cây số {number}")
        await _to_the_end(an)

    await sends(0)
    an_hour_on = clock.now + timedelta(hours=1)
    clock.advance(minutes=20)
    await sends(1)
    assert "Mã phản ánh" in an.heard
    await sends(2)
    assert "2 phản ánh một giờ" in an.heard and "vẫn còn nguyên" in an.heard
    assert f"{an_hour_on.astimezone(ZONE):%H:%M ngày %d/%m/%Y}" in an.heard
    clock.advance(hours=1)
    await an.presses("Gửi phản ánh")
    assert "Mã phản ánh" in an.heard  # nothing was lost
    clock.advance(hours=2)
    await sends(3)
    assert "3 một ngày" in an.heard and "24/11/2026" in an.heard
    clock.advance(hours=22)
    await an.presses("Gửi phản ánh")
    assert "Mã phản ánh" in an.heard


async def _to_the_end(an: Someone) -> None:
    for _ in range(6):
        labels = an.last.labels
        for wanted in ("Bỏ qua", "Gửi phản ánh"):
            if any(wanted in label for label in labels):
                await an.presses(wanted)
                break
        else:
            return
        if wanted == "Gửi phản ánh":
            return


async def test_drafts_left_open(strict: Town, clock: Clock) -> None:
    an = strict.person("an")
    await an.commands("start")
    with strict.database.transaction() as session:
        person = people.person(session, "town", "an", clock())
        for thread in ("1", "2"):
            chat = people.chat(session, "town", "-9", thread, False, clock())
            drafts.begin(session, person, chat, "answer", clock())
    await an.commands("phananh")
    assert "2 việc viết dở" in an.heard
    with strict.database.transaction() as session:
        draft = session.exec(select(Draft)).first()
        session.delete(draft)
    await an.commands("phananh")
    assert "2 việc viết dở" not in an.heard


class Counted:
    """The statements of a block of code."""

    def __init__(self, database: Database) -> None:
        self.engine = database.engine
        self.statements: list[str] = []

    def _note(self, _c: object, _cur: object, statement: str, *_: object) -> None:
        self.statements.append(statement)

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)


async def test_counting_asks_the_database_for_nothing_more(strict: Town) -> None:
    """One row, which is read anyway, is written: nothing is counted by reading."""
    an, binh = strict.person("an"), strict.person("binh")
    await an.commands("trogiup")
    await strict.invited(binh, "official", "ubnd_tan_phong")
    counted = []
    for person in (an, binh):
        with Counted(strict.database) as statements:
            await strict.dispatcher.receive([person.incoming(command="trogiup")])
        counted.append(
            [statement for statement in statements if not statement.startswith("PRAGMA")]
        )
    own, second = counted
    written = [statement for statement in own if statement.startswith("UPDATE person")]
    assert len(written) == 1 and len(own) == len(second) + 1


class Noting(Router):
    """The product's own conversation, which notes in which order chats are answered."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.order: list[str] = []

    def respond(self, session: Session, incoming: Incoming, *rest: Any, **named: Any) -> None:
        self.order.append(incoming.chat)
        super().respond(session, incoming, *rest, **named)


async def test_one_persons_flood_slows_nobody_else(
    tools: Tools, city: City, database: Database, media: Media, clock: Clock
) -> None:
    noting = Noting(with_limits(tools, city, LIMITS))
    town = Town(database, noting, media, clock)
    an, residents = town.person("an"), [town.person(name) for name in ("binh", "chi", "dung")]
    await town.dispatcher.receive([an.incoming(command="huy") for _ in range(200)])
    for person in residents:
        await town.dispatcher.receive([person.incoming(command="trogiup")])
    await town.settle()
    assert noting.order.count("an") == 200
    for person in residents:
        assert "làm được những việc này" in person.heard
        # at most what was taken up before is handled first: one of the flood, one of each other
        assert noting.order.index(person.name) <= len(residents)
    with database.reading() as session:
        assert session.exec(select(Inbox).where(Inbox.state != "done")).all() == []
