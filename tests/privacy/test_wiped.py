"""Erasing a person replaces what other chats show of their report."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.turn import Tools
from bot.privacy.erasure_queries import drop_conversations
from bot.schedule import Schedule
from db.engine import Database
from db.models import Chat, Outbox, Person
from tests.privacy import test_retention as kept
from tests.town import Shown, Someone, Town, report_by_talking

SECRET = "quạ mổ sầu riêng"
NAME = "Bạch Tuyết Mơ"
ANSWERED = "giếng cạn phía sau"


async def told_to_many(town: Town) -> tuple[Someone, dict[str, Someone], str]:
    """A report whose words, name and pictures an agency, overseers and a neighbour were shown."""
    readers = {name: town.person(name) for name in ("officer", "front", "chief", "neighbour")}
    await town.invited(readers["officer"], "official", "ubnd_tan_phong")
    await town.invited(readers["front"], "overseer", "mttq_tinh")
    await town.invited(readers["chief"], "admin")
    an = town.person("an77881122")
    code = await report_by_talking(
        an, NAME, place="sau miếu cổ thụ, phường Tân Phong", description=f"{SECRET} ở đây"
    )
    officer, front = readers["officer"], readers["front"]
    await officer.presses("Hỏi người gửi")
    await officer.says("Cây cao mấy mét?")
    await officer.presses("Gửi")
    await an.presses("Trả lời")
    await an.says(f"{ANSWERED}; tôi là {NAME}")
    await an.sends_photos("red")
    await an.presses("Gửi")
    for someone in (officer, front, readers["chief"]):
        await someone.commands("trangthai", code)
        await someone.commands("trangthai", code)
    await readers["chief"].presses("📷 Ảnh")
    await front.presses("Hỏi cơ quan")
    await front.says(f"Đã xem {SECRET} chưa?")
    await front.presses("Gửi")
    await officer.presses("Trả lời Mặt trận")
    await officer.says(f"{SECRET} đã được xem")
    await officer.presses("Gửi")
    await neighbour_sees(readers["neighbour"])
    await officer.commands("trangthai", code)
    await officer.presses("Đã xử lý")
    await officer.says("Đã trồng lại hai cây phượng ngày 23/11")
    await officer.presses("Gửi")
    await an.presses("Chưa")
    await an.says(f"{SECRET} vẫn thế")
    await an.sends_photos("blue")
    await an.presses("Gửi")
    return an, readers, code


def live(someone: Someone, code: str) -> list[Shown]:
    """The messages under which one can act on the report."""
    wanted = f"case:resolve:{code}"  # to ask, somebody must be left to answer
    return [
        message
        for message in someone.shown
        if wanted in [button.data for row in message.reply.buttons for button in row]
    ]


async def neighbour_sees(someone: Someone) -> None:
    """Let a neighbour begin the same report, so that they are shown its picture and words."""
    await someone.commands("phananh")
    await someone.presses("Đồng ý")
    await someone.presses("Cây xanh")
    await someone.presses("Chặt hạ")
    await someone.says("sau miếu cổ thụ, phường Tân Phong")
    assert "trông giống việc này" in someone.heard and someone.last.reply.photos


def words_shown(readers: dict[str, Someone], *words: str) -> list[tuple[str, str]]:
    """Return the readers and words that still stand in messages the readers did not write."""
    return [
        (name, word)
        for name, someone in readers.items()
        for message in someone.shown
        for word in words
        if word in message.reply.text and "Gửi" not in " ".join(message.labels)
    ]


def pictures_seen(readers: dict[str, Someone]) -> dict[str, int]:
    count = {
        name: sum(len(e.reply.photos) for e in person.shown) for name, person in readers.items()
    }
    return {name: number for name, number in count.items() if number}


async def forget(town: Town, tools: Tools, **time: float) -> None:
    town.clock.advance(**time)
    Schedule(town.database, tools, town.media, town.clock).forget(town.clock())
    await town.settle()


async def test_after_xoa_no_other_chat_shows_it(town: Town, tools: Tools) -> None:
    an, readers, code = await told_to_many(town)
    both = {word for _, word in words_shown(readers, SECRET, NAME, ANSWERED)}
    assert both == {SECRET, NAME, ANSWERED}
    assert set(pictures_seen(readers)) == {"officer", "front", "chief", "neighbour"}
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    assert words_shown(readers, SECRET, NAME, ANSWERED) == [] and pictures_seen(readers) == {}
    erased = [
        message
        for message in readers["front"].shown
        if "đã được xóa theo yêu cầu" in message.reply.text
    ]
    assert len(erased) >= 3 and all(code in message.reply.text for message in erased)
    assert any("đã được xóa" in message.reply.text for message in live(readers["officer"], code))
    # The report goes on, without its person.


async def test_after_its_time_no_other_chat_shows_it(town: Town, tools: Tools) -> None:
    _, readers, code = await told_to_many(town)
    officer = readers["officer"]
    await officer.commands("trangthai", code)
    await officer.presses("Đã xử lý")
    await officer.says("Đã trồng lại hai cây phượng ngày 24/11")
    await officer.presses("Gửi")
    await forget(town, tools, days=364)
    assert words_shown(readers, SECRET)
    await forget(town, tools, days=2)
    assert words_shown(readers, SECRET, NAME, ANSWERED) == [] and pictures_seen(readers) == {}
    count = len(officer.shown)
    await forget(town, tools, hours=1)
    assert len(officer.shown) == count  # once


@pytest.mark.parametrize("how", ["Bỏ tên", "rút lại"])
async def test_a_name_taken_off_is_in_no_other_chat(town: Town, how: str) -> None:
    an, readers, code = await told_to_many(town)
    if how == "rút lại":
        await an.commands("quyenriengtu")
        await an.presses("Rút lại đồng ý")
        await an.presses("Chắc chắn rút lại")
    else:
        await an.does(button=f"hide_name:{code}")
        await an.presses("Bỏ tên tôi")
    assert "gỡ" in an.heard
    assert words_shown(readers, NAME) == [] and words_shown(readers, SECRET)
    messages = [
        message for message in readers["officer"].shown if "người gửi bỏ tên" in message.reply.text
    ]
    assert messages and messages[0].reply.buttons[0][0].data == f"case:show:{code}"


async def test_what_was_on_its_way_is_wiped_within_the_hour(town: Town, tools: Tools) -> None:
    """It had left for the channel and was not yet marked when its report was erased."""
    an, readers, _ = await told_to_many(town)
    with town.database.transaction() as session:
        query = select(Outbox).where(Outbox.kind == "told").order_by(col(Outbox.id))
        late = session.exec(query).all()[-1]
        late.state, late.claimed_until = "waiting", town.clock() + timedelta(days=1)
        chat, message, late.message = late.chat_id, late.message, None
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    with town.database.transaction() as session:
        row = session.get(Outbox, late.id)
        assert row is not None and row.chat_id == chat
        row.state, row.message, row.sent_at = "sent", message, town.clock()
    assert len(words_shown(readers, SECRET)) == 1
    await forget(town, tools, hours=1)
    assert words_shown(readers, SECRET) == []


async def test_what_had_left_of_a_card_that_still_waits_is_wiped_too(town: Town) -> None:
    """Its pictures were shown, and then Telegram could not be reached."""
    an, _, _ = await told_to_many(town)
    with town.database.transaction() as session:
        cards = select(Outbox).where(Outbox.kind == "card").order_by(col(Outbox.id))
        row = session.exec(cards).all()[-1]
        row.state, row.due_at = "waiting", town.clock() + timedelta(days=1)
        row.left, row.message = [["Pictures", ["9001", "9002"]]], None
        row.payload = {key: row.payload[key] for key in ("text", "buttons")}  # type: ignore[index]
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    with town.database.reading() as session:
        wiped = session.get_one(Outbox, row.id)
    assert wiped.payload is not None and wiped.left == []
    assert (wiped.payload["wipe"], wiped.payload["edit"]) == (True, "9002")
    assert wiped.payload["parts"] == ["9001", "9002"]


async def test_a_chat_has_one_live_card_of_a_report(town: Town) -> None:
    """However often it is looked at; a step changes that one alone."""
    _, readers, code = await told_to_many(town)
    officer = readers["officer"]

    for _ in range(5):
        await officer.commands("trangthai", code)
    shrunk = [message for message in officer.shown if "phiếu mới hơn" in message.reply.text]
    assert len(shrunk) >= 5 and all(not message.labels for message in shrunk)
    cards = [
        message
        for message in live(officer, code)
        if message.reply.place or "Nơi" in message.reply.text
    ]
    assert cards == [officer.last]
    with town.database.reading() as session:
        before = len(session.exec(select(Outbox.id)).all())
    await officer.presses("Tiếp nhận")
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).where(Outbox.kind == "card")).all()
        after = len(session.exec(select(Outbox.id)).all())
    assert len(rows) <= 2 and after - before <= 4  # one of the card, the rest is told


async def test_of_an_erased_person_what_waits_is_never_sent(database: Database) -> None:
    person_id, chat_id = await kept.someone(database, agreed=True)
    states = ("waiting", "sent", "dead")
    with database.transaction() as session:
        session.exec(select(Chat)).one().person_id = person_id
        session.add_all(
            Outbox(
                chat_id=chat_id, kind="notice", payload={"text": "x"}, state=state,
                created_at=kept.NOW, due_at=kept.NOW,
            )
            for state in states
        )  # fmt: skip
    with database.transaction() as session:
        drop_conversations(session, session.exec(select(Person)).one())
    with database.reading() as session:
        rows = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
        assert [(row.state, row.payload) for row in rows] == [
            ("dead", None), ("sent", None), ("dead", None),
        ]  # fmt: skip
