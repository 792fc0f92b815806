"""A person has their data erased: then it is found nowhere."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.core.events import Address, Reply
from bot.core.turn import Tools
from bot.schedule import Schedule
from bot.understanding.masking import MASK
from db.engine import Database
from db.models import Chat, Draft, Person, Photo, Report, ReportEvent, WebMessage
from tests.town import Someone, Town, report, report_by_talking

SECRET = "quạ mổ sầu riêng"
"""Words that stand nowhere in the product."""
NAME = "Bạch Tuyết Mơ"
ID = "an77881122"
PLACE = "sau miếu cổ thụ"


def hourly(town: Town, tools: Tools) -> Schedule:
    return Schedule(town.database, tools, town.media, town.clock)


async def hour_passes(town: Town, tools: Tools) -> None:
    town.clock.advance(hours=1)
    hourly(town, tools).forget(town.clock())


async def everything_said(town: Town) -> tuple[Someone, Someone, str]:
    """A resident who told all there is to tell, and the official who asked back."""
    officer = town.person("officer9")
    await town.invited(officer, "official", "ubnd_tan_phong")
    an = town.person(ID)
    code = await report_by_talking(
        an, NAME, place=f"{PLACE}, phường Tân Phong",
        description=f"{SECRET} ở đây, gọi tôi 0912000111",
    )  # fmt: skip
    await officer.presses("Hỏi người gửi")
    await officer.says(f"Xin hỏi {NAME}: cây cao mấy mét?")
    await officer.presses("Gửi")
    await an.presses("Trả lời")
    await an.says(f"Cao lắm, {SECRET}")
    await an.sends_photos("red")
    await an.presses("Gửi")
    await an.commands("phananh", f"{SECRET} lần nữa")
    return an, officer, code


async def dump(database: Database) -> str:
    """Return the content of every table, as text."""
    with database.reading() as session:
        connection = session.connection()
        tables = [table.name for table in Person.metadata.sorted_tables]
        rows = [connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables]
    return "\n".join(str(value) for table in rows for row in table for value in row)


def spellings(words: str) -> list[bytes]:
    """Return the words as they are, and as JSON writes them."""
    return [words.encode(), json.dumps(words)[1:-1].encode()]


def everywhere(town: Town, tables: str, logged: str) -> dict[str, bytes]:
    """Return the bytes of the database (its files on SQLite), the media folder and the log."""
    data = {"tables": tables.encode(), "log": logged.encode()}
    file = town.database.file
    folders = [town.media.folder, *([file.parent] if file else [])]
    for folder in folders:
        data |= {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return data


def hits(data_by_place: dict[str, bytes], *words: str) -> list[tuple[str, str]]:
    return [
        (place, text)
        for place, data in data_by_place.items()
        for text in words
        if any(spelling in data for spelling in spellings(text))
    ]


async def test_after_xoa_nothing_of_the_person_is_left(
    town: Town, tools: Tools, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    an, officer, code = await everything_said(town)
    with town.database.reading() as session:
        keys = list(session.exec(select(Photo.key)).all())
    secrets = (SECRET, NAME, ID, PLACE, "0912000111")
    before = everywhere(town, await dump(town.database), "")
    assert {secret for _, secret in hits(before, *secrets)} == set(secrets) and len(keys) == 2
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    assert "Đã xóa" in an.heard
    await hour_passes(town, tools)
    assert hits(everywhere(town, await dump(town.database), caplog.text), *secrets) == []
    assert not any(town.media.path(key).exists() for key in keys)
    with town.database.reading() as session:
        (row,) = session.exec(select(Report)).all()
        assert (row.code, row.person_id, row.chat_id) == (code, None, None)
        assert row.receipt and row.area == "tan_phong" and row.category == "chat_ha_cay"
        assert not session.exec(select(Draft)).all()
    await officer.commands("trangthai", code)
    assert "đã được xóa" in officer.heard and "▒▒▒" in officer.heard


async def test_the_words_are_gone_before_that_is_told(
    town: Town, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of every table, the files of the database with its log, and the folder of pictures.

    Looked at in the moment in which the channel is given the sentence that says so.
    """
    an, _, _ = await everything_said(town)
    await an.commands("dulieu")
    (copy,) = an.last.reply.files
    with town.database.reading() as session:
        keys = [*session.exec(select(Photo.key)).all(), copy.key]
    secrets = (SECRET, NAME, PLACE, "0912000111", *keys)
    assert {secret for _, secret in hits(everywhere(town, await dump(town.database), ""), *secrets)}
    hits_by_place: dict[str, bytes] = {}
    send = town.channel.send

    async def watched(to: Address, reply: Reply, progress: Any) -> str:
        if "Đã xóa" in reply.text:
            hits_by_place.update(everywhere(town, await dump(town.database), ""))
        return await send(to, reply, progress)

    monkeypatch.setattr(town.channel, "send", watched)
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    assert hits_by_place and hits(hits_by_place, *secrets) == []
    assert not any(town.media.path(key).exists() for key in keys)
    on_server = "PostgreSQL" in an.heard
    assert on_server is not town.database.is_sqlite and "Bản sao lưu" in an.heard


async def test_what_officials_repeated_among_themselves_goes_too(town: Town, tools: Tools) -> None:
    """Words of the reporter's that a note, the overseer's question and its answer hold."""
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    an, officer, code = await everything_said(town)
    await officer.does(button=f"case:note:{code}")
    await officer.says(f"Người dân kể {SECRET}")
    await officer.presses("Gửi")
    await front.does(button=f"case:show:{code}")
    await front.presses("Hỏi cơ quan")
    await front.says(f"Đã xem {SECRET} chưa?")
    await front.presses("Gửi")
    await officer.presses("Trả lời Mặt trận")
    await officer.says(f"{SECRET} đã được xem")
    await officer.presses("Gửi")
    actions = ["note", "query", "reply"]
    query = select(ReportEvent.action, ReportEvent.text).where(col(ReportEvent.action).in_(actions))
    with town.database.reading() as session:
        before = session.exec(query.order_by(col(ReportEvent.id))).all()
    assert [action for action, words in before if SECRET in words] == actions
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    await hour_passes(town, tools)
    assert hits(everywhere(town, await dump(town.database), ""), SECRET) == []


async def test_what_comes_after_is_somebody_new(town: Town, tools: Tools) -> None:
    an, _, code = await everything_said(town)
    for tap in ("Xóa hết", "Vâng, xóa hết"):
        await an.commands("xoa")
        await an.presses("Xóa hết")
        await an.presses(tap) if tap != "Xóa hết" else None
    await hour_passes(town, tools)
    await an.commands("cuatoi")
    assert "chưa gửi phản ánh nào" in an.heard
    await an.commands("phananh")
    assert "xin anh/chị đồng ý" in an.heard
    await an.commands("trangthai", code)
    assert code in an.heard and "không có" not in an.heard.lower()


async def test_one_tap_erases_nothing(town: Town, tools: Tools) -> None:
    an, _, _ = await everything_said(town)
    await an.commands("xoa")
    assert "1 phản ánh chưa xong" in an.heard and "Chỉ gỡ tên" in str(an.last.labels)
    await an.presses("Xóa hết")
    await hour_passes(town, tools)
    assert SECRET in await dump(town.database) or json.dumps(SECRET)[1:-1] in await dump(
        town.database
    )


async def erased_and_not_told(town: Town) -> Someone:
    """Somebody who had everything erased, and whose last message waits to be sent."""
    an, _, _ = await everything_said(town)
    await an.commands("xoa")
    await an.presses("Xóa hết")
    town.work_apart()
    await town.dispatcher.receive([an.incoming(button=an.button("Vâng, xóa hết").data)])
    return an


async def test_last_words_are_sent_before_the_account_is_forgotten(
    town: Town, tools: Tools
) -> None:
    an = await erased_and_not_told(town)
    await hour_passes(town, tools)
    await town.delivery.settle()
    assert "Đã xóa" in an.last.reply.text
    await hour_passes(town, tools)
    assert ID not in await dump(town.database)


async def test_who_cannot_be_told_for_a_day_is_forgotten_all_the_same(
    town: Town, tools: Tools
) -> None:
    await erased_and_not_told(town)
    for hours, is_known in ((19, True), (1, False)):
        town.clock.advance(hours=hours)
        hourly(town, tools).forget(town.clock())
        assert (ID in await dump(town.database)) is is_known


async def test_a_report_long_closed_loses_its_person_by_itself(town: Town, tools: Tools) -> None:
    an, officer, code = await everything_said(town)
    await an.commands("huy")
    await officer.commands("trangthai", code)
    await officer.presses("Đã xử lý")
    await officer.says("Đã trồng lại hai cây phượng ngày 23/11")
    await officer.presses("Gửi")
    town.clock.advance(days=364)
    hourly(town, tools).forget(town.clock())
    tables = await dump(town.database)
    assert SECRET in tables or json.dumps(SECRET)[1:-1] in tables
    town.clock.advance(days=2)
    hourly(town, tools).forget(town.clock())
    data = everywhere(town, await dump(town.database), "")
    assert hits(data, SECRET, NAME, PLACE, "0912000111") == []
    town.clock.advance(days=400)
    hourly(town, tools).forget(town.clock())
    assert hits(everywhere(town, await dump(town.database), ""), ID) == []
    with town.database.reading() as session:
        (row,) = session.exec(select(Report)).all()
        texts = session.exec(select(ReportEvent.text)).all()
    assert row.status == "resolved" and any("trồng lại" in text for text in texts)


async def test_a_promise_is_asked_about_before_its_report_is_forgotten(
    town: Town, tools: Tools
) -> None:
    await everything_said(town)
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        row.ended_at, row.status = town.clock(), "resolved"
        row.promise, row.shown_name = f"Hẹn {NAME}, 0912000111, quý 2 trồng lại", NAME
        row.promised_at = town.clock() + timedelta(days=380)
    for days, erased in ((370, False), (35, False), (10, True)):
        town.clock.advance(days=days)
        hourly(town, tools).forget(town.clock())
        with town.database.reading() as session:
            stored_row = session.exec(select(Report)).one()
        assert (stored_row.erased_at is not None) == erased
    assert stored_row.promise == f"Hẹn {MASK}, {MASK}, quý 2 trồng lại"


async def test_who_has_an_open_report_is_not_forgotten(town: Town, tools: Tools) -> None:
    an = town.person("an")
    await report(an)
    town.clock.advance(days=1000)
    hourly(town, tools).forget(town.clock())
    with town.database.reading() as session:
        (row,) = session.exec(select(Report)).all()
    assert row.person_id is not None and "phượng" in row.description


async def test_the_pages_history_goes_too(town: Town, tools: Tools) -> None:
    """The web page's history is erased: the person's own, and an official's."""
    _, _, code = await everything_said(town)
    with town.database.transaction() as session:
        (person,) = session.exec(select(Person).where(Person.channel_id == ID)).all()
        person.channel = "web"
        (chat,) = session.exec(select(Chat).where(Chat.channel_id == ID)).all()
        chat.channel = "web"
        for number, name in enumerate((ID, "officer9"), start=1):
            session.add(
                WebMessage(chat=name, author="bot", revision=number, created_at=town.clock(),
                           payload={"text": f"{code}: {SECRET}"})
            )  # fmt: skip
        session.flush()
        from bot.people.roles import Actor
        from bot.privacy import erasure

        actor = Actor(person.id, chat.id, "resident", None)
        erasure.request(session, town.media, person, actor, "đã xóa", town.clock())
    town.clock.advance(days=1)
    await hour_passes(town, tools)
    with town.database.reading() as session:
        rows = session.exec(select(WebMessage).order_by(col(WebMessage.id))).all()
    payloads = [(row.chat, row.payload) for row in rows]
    assert payloads[-1] == ("officer9", {"text": f"{code}: đã xóa"})
    assert ID not in [chat for chat, _ in payloads]


async def test_pictures_there_was_no_room_for_are_not_kept(town: Town, an: Someone) -> None:
    await an.commands("phananh")
    await an.presses("Đồng ý")
    reds = [f"#{number:02x}0000" for number in range(0, 240, 20)]
    await an.sends_photos(*reds[:9])
    await an.sends_photos(*reds[9:])
    with town.database.reading() as session:
        (draft,) = session.exec(select(Draft)).all()
    files = [file.name for file in town.media.folder.glob("*/*")]
    assert len(files) == 10 and sorted(files) == sorted(draft.data["photos"])
