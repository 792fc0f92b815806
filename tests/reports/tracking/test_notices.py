"""Scheduled notices: a fortnight hour by hour, each sent once, to offices in one message."""

import asyncio

import pytest
from sqlmodel import select

from bot.city.codes import new_code
from bot.city.working_days import deadline
from bot.core.media import Media
from bot.core.turn import Tools
from bot.reports.tracking import notices
from bot.schedule import Schedule
from db.engine import Database
from db.models import Chat, Notice, Outbox, Person, Report, ReportEvent, Subscription
from tests.clock import Clock
from tests.conftest import ZONE
from tests.reports.handling import urgent
from tests.town import Someone, Town, report

START = {"days": 14, "hours": 2.5}
"""From the clock's Monday, 8:00, to Monday 7 December 2026, 10:30: no holiday in that fortnight."""


async def follow(town: Town, tools: Tools) -> None:
    if notices.follow(town.database, tools, town.clock()):
        await town.settle()


async def lived(town: Town, tools: Tools, days: float, *people: Someone) -> list[str]:
    """Return the messages of each person in so many days, checked every hour: "12 07:30 an: …"."""
    read = {person.name: len(person.shown) for person in people}
    lines = []
    for _ in range(round(days * 24)):
        await follow(town, tools)
        for person in people:
            for message in person.shown[read[person.name] :]:
                words = " ".join(message.reply.text.split())
                lines.append(f"{town.clock().astimezone(ZONE):%d %H:%M} {person.name}: {words}")
            read[person.name] = len(person.shown)
        town.clock.advance(hours=1)
    return lines


async def only_report(town: Town) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report)).one()


def begins(lines: list[str], *expected: str) -> None:
    """Each message stands at its place, and there is no other."""
    shortened = [f"{line[:70]}…" for line in lines]
    assert len(lines) == len(expected), shortened
    for got, wanted in zip(lines, expected, strict=True):
        start, words = wanted.split(": ")
        assert got.startswith(start) and words in got, (got, wanted)


async def resolved(town: Town, binh: Someone) -> Someone:
    """The reporter of what an official resolved at the beginning of the fortnight."""
    town.clock.advance(**START)
    an = town.person("an")
    await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã kiểm tra, đã nhắc nhở")
    await binh.presses("Gửi")
    return an


async def test_a_fortnight_without_a_step(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    town.clock.advance(**START)
    an = town.person("an")
    code = await report(an)  # three working days: the target is Thursday the 10th
    lines = await lived(town, tools, 14, an, binh, front)
    begins(
        lines,
        "09 07:30 binh: Sắp đến hạn",
        "10 14:30 an: xin lỗi anh/chị, việc này có thể không kịp mục tiêu 10/12/2026",
        "10 14:30 binh: Đã xin lỗi người gửi",
        "11 07:30 front: Quá mục tiêu nội bộ",
        "14 07:30 binh: Sắp đến hạn",
        "15 07:30 an: ngày hẹn mới 14/12/2026 đã qua",
        "15 07:30 binh: Đã qua cả ngày hẹn mới",
        "15 07:30 front: Đã qua cả ngày hẹn mới",
    )
    assert all(code in line for line in lines)
    assert "14/12/2026" in lines[1] and lines[1].count("Ngày hẹn mới") == 1
    assert f"{(await only_report(town)).deadline_at:%d}" == "10"
    await an.commands("trangthai", code)
    assert "hẹn ngày mới" in an.heard


async def test_with_no_overseer_nobody_is_told_that_one_hears_of_it(
    town: Town, tools: Tools, binh: Someone
) -> None:
    town.clock.advance(**START)
    an = town.person("an")
    code = await report(an)
    before = len(an.shown)
    lines = await lived(town, tools, 9, an, binh)
    assert any("có thể không kịp" in line for line in lines)
    assert sum("Đã qua cả ngày hẹn mới" in line for line in lines) == 1
    await binh.does(button=f"newdate:1:{code}")
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("đã kiểm tra, đã nhắc nhở")
    await binh.presses("Gửi")
    await an.presses("Chưa xong")
    assert "Tôi chuyển ngay đến cơ quan xử lý." in an.heard
    texts = [line.reply.text for line in (*an.shown[before:], *binh.shown)]
    assert [text for text in texts if "Mặt trận" in text] == []


async def test_a_fortnight_after_a_resolution_nobody_speaks_of(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    an = await resolved(town, binh)
    begins(await lived(town, tools, 14, an, binh, front), "14 10:30 an: Tôi chỉ hỏi lại lần này")
    assert an.last.labels[:3] == ["✅ Đã xong", "🌗 Xong một phần", "🔁 Chưa xong"]
    await an.presses("Chưa xong")
    await an.says("cây vẫn nằm đó")
    await an.presses("Gửi")
    assert (await only_report(town)).status == "reopened"


async def test_nothing_is_asked_of_who_has_said_so(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    an = await resolved(town, binh)
    await an.presses("Đã xong")
    assert await lived(town, tools, 14, an, binh, front) == []


async def test_a_question_without_an_answer(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    town.clock.advance(**START)
    an = town.person("an")
    code = await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Chờ 2 ngày")
    lines = await lived(town, tools, 5.5, an, binh, front)
    begins(
        lines,
        "10 07:30 an: còn chờ anh/chị trả lời câu hỏi",
    )
    assert "Cây ở đâu ạ?" in lines[0]
    await an.says("cổng sau trường", replied=an.last.id)
    assert "Gửi câu trả lời này?" in an.heard
    lines = await lived(town, tools, 7, an, binh, front)  # the 12th is a Saturday
    begins(
        lines,
        "14 07:30 an: mục tiêu nội bộ nay là trước 17:00 ngày 17/12/2026",
        "14 07:30 binh: Người gửi chưa trả lời",
        "16 07:30 binh: Sắp đến hạn",
        "17 14:30 an: xin lỗi anh/chị",
        "17 14:30 binh: Đã xin lỗi người gửi",
        "18 07:30 front: Quá mục tiêu nội bộ",
    )
    assert all(code in line for line in lines)


async def test_a_promise_is_asked_about_and_not_kept_it_opens_again(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    an = town.person("an")
    await report(an)
    await binh.presses("Đã xử lý")
    await binh.says("đã dọn cây, sẽ trồng lại")
    await binh.presses("Có hẹn: hỏi lại sau 3 tháng")
    await an.presses("Đã xong")
    town.clock.advance(days=91, minutes=30)
    lines = await lived(town, tools, 3, an, binh, front)
    begins(lines, "23 07:30 an: Nay đã đến ngày", "23 07:30 binh: Đến ngày đã hẹn làm tiếp")
    assert all("sẽ trồng lại" in line for line in lines)
    await an.presses("Chưa xong")
    await an.says("chưa thấy cây nào")
    await an.presses("Gửi")
    found_now = await only_report(town)
    assert (found_now.status, found_now.promised_at, found_now.promise) == ("reopened", None, "")
    assert "chưa thấy cây nào" in front.last.reply.text


async def test_who_supports_it_hears_the_new_date_too(
    town: Town, tools: Tools, binh: Someone
) -> None:
    town.clock.advance(**START)
    an, chi = town.person("an"), town.person("chi")
    code = await report(an)
    await chi.does(button=f"support:{code}")
    await chi.presses("Đồng ý")
    lines = await lived(town, tools, 14, chi)
    begins(lines, "10 14:30 chi: Ngày hẹn mới", "15 07:30 chi: ngày hẹn mới 14/12/2026 đã qua")
    assert all("đang ủng hộ" in line for line in lines)


@pytest.mark.both_databases
async def test_what_was_missed_is_sent_once_when_the_machine_is_on_again(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    town.clock.advance(**START)
    an = town.person("an")
    await report(an)
    town.clock.advance(days=40)  # Saturday 16 January
    lines = await lived(town, tools, 3, an, binh, front)
    begins(
        lines,
        "18 07:30 an: đã không xong đúng mục tiêu 10/12/2026",
        "18 07:30 binh: Đã xin lỗi người gửi",
        "18 07:30 front: Quá mục tiêu nội bộ",
    )


async def seeded(town: Town, count: int, category: str = "chat_ha_cay") -> None:
    """Open reports whose target ends today, by one resident."""
    now = town.clock()
    with town.database.transaction() as session:
        person = session.exec(select(Person).where(Person.channel_id == "an")).one()
        chat = session.exec(select(Chat).where(Chat.channel_id == "an")).one()
        session.add_all(
            Report(
                code=new_code(),
                person_id=person.id,
                chat_id=chat.id,
                category=category,
                description="x",
                agency="ubnd_tan_phong",
                receipt="",
                created_at=now,
                deadline_at=deadline(now, 0, ZONE),
                look_at=now,
            )
            for _ in range(count)
        )


async def test_an_office_gets_one_message_with_all_counted(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    await town.person("an").commands("start")
    town.clock.advance(days=16)  # Wednesday 9 December, 8:00
    await seeded(town, 37)
    town.clock.advance(days=1)
    lines = await lived(town, tools, 0.05, binh, front)
    begins(lines, "10 08:00 binh: 37 việc", "10 08:00 front: 37 việc")
    assert all(line.count("LC-") == 10 and "27 việc nữa" in line for line in lines)
    assert len(front.last.labels) == 10
    first_code = front.last.labels[3].removeprefix("📋 ")
    await front.presses(first_code)
    assert first_code in front.heard and "quá hạn" in front.heard


async def test_one_that_fails_stops_no_other(
    town: Town, tools: Tools, binh: Someone, front: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    await town.person("an").commands("start")
    town.clock.advance(days=16)
    await seeded(town, 3)
    with town.database.transaction() as session:
        broken = session.exec(select(Report)).first()
        assert broken is not None
        broken.status, broken.answer_by = "needs_info", town.clock().max.replace(tzinfo=ZONE)
    town.clock.advance(days=1)
    await follow(town, tools)
    assert [message.reply.text.count("LC-") for message in front.shown[-2:]] == [1, 1]
    assert "could not be followed" in caplog.text
    assert notices.follow(town.database, tools, town.clock()) == 0


@pytest.mark.both_databases
async def test_two_schedules_at_once_send_once(
    town: Town, tools: Tools, media: Media, clock: Clock, binh: Someone, front: Someone
) -> None:
    await town.person("an").commands("start")
    clock.advance(days=16)
    await seeded(town, 30)
    clock.advance(days=1)
    second = Database(town.database.url.render_as_string(hide_password=False))
    schedule, second_schedule = (
        Schedule(item, tools, media, clock) for item in (town.database, second)
    )
    looked_at = await asyncio.gather(
        *(asyncio.to_thread(item.follow, clock()) for item in (schedule, second_schedule, schedule))
    )
    second.close()
    assert sum(looked_at) == 30
    with town.database.reading() as session:
        ledger = session.exec(select(Notice.kind)).all()
        messages = session.exec(select(Outbox).where(Outbox.kind == "notice")).all()
        steps = session.exec(select(ReportEvent.action)).all()
    assert (ledger.count("overdue"), ledger.count("apology")) == (30, 30)
    assert steps.count("extend") == 30
    to_reporters = [
        row for row in messages if row.payload and "xin lỗi anh/chị" in str(row.payload)
    ]
    assert len(to_reporters) == 30


@pytest.mark.both_databases
async def test_a_crash_before_the_commit_repeats_all_of_it(
    town: Town, tools: Tools, binh: Someone, front: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops it half-way, the ledger says nothing was sent that was not."""
    town.clock.advance(**START)
    await report(town.person("an"))
    town.clock.advance(days=4)
    monkeypatch.setattr(notices._Round, "tell_offices", _killed)
    with pytest.raises(KeyboardInterrupt):
        notices.follow(town.database, tools, town.clock())
    monkeypatch.undo()
    with town.database.reading() as session:
        assert session.exec(select(Notice)).all() == []
    await follow(town, tools)
    assert "Quá mục tiêu nội bộ" in front.last.reply.text


def _killed(_: object) -> None:
    raise KeyboardInterrupt


async def test_an_urgent_report_nobody_accepts_is_told_to_overseers_at_night_too(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    town.clock.advance(hours=13)  # 21:00
    await urgent(town.person("an"))
    (got,) = await lived(town, tools, 4 / 24, front)
    assert "chưa cơ quan nào tiếp nhận" in got and " 23:00 front" in got


async def test_so_it_is_where_it_was_forwarded_to_or_was_reopened(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    """Two hours count from then, and each time anew."""
    an, so = town.person("an"), town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    code = await urgent(an)  # 8:00
    town.clock.advance(hours=1)
    await binh.does(button=f"forward:{code}:so_xay_dung")
    await binh.presses("Gửi")
    (got,) = await lived(town, tools, 4 / 24, front)
    assert "chưa cơ quan nào tiếp nhận" in got and " 11:00 front" in got
    await so.does(button=f"case:resolve:{code}")
    await so.says("Đã dọn cây khỏi đường lúc 12 giờ trưa")
    await so.presses("Gửi")
    await an.presses("Chưa")
    await an.says("cây vẫn nằm đó")
    await an.presses("Gửi")
    (got,) = await lived(town, tools, 3 / 24, front)
    assert "chưa cơ quan nào tiếp nhận" in got and " 15:00 front" in got


@pytest.mark.parametrize("areas", [[], ["tan_phong"], ["doan_ket"], None])
async def test_what_the_mornings_digest_calls_overdue_is_no_second_message_to_the_front(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone, areas: list[str] | None
) -> None:
    """Unless that digest is of another ward, or there is none."""
    code = await report(an)
    with town.database.transaction() as session:
        for row in session.exec(select(Subscription)).all():
            row.active = row.agency is None and areas is not None
            row.areas = areas or []
    town.clock.advance(days=13, hours=23.5)  # a Monday, 7:30
    schedule = Schedule(town.database, tools, Media(town.media.folder), town.clock)
    read = len(front.shown)
    schedule.tick(town.clock())
    schedule.follow(town.clock())
    await town.settle()
    told = [message.reply.text for message in front.shown[read:]]
    is_digested = areas in ([], ["tan_phong"])
    assert any("Bản tin" in text and code in text for text in told) is is_digested
    assert any("Quá mục tiêu nội bộ" in text for text in told) is not is_digested


@pytest.mark.parametrize("has_digest", [True, False])
async def test_what_the_mornings_digest_lists_is_no_second_message(
    town: Town, tools: Tools, an: Someone, binh: Someone, has_digest: bool
) -> None:
    code = await report(an)
    with town.database.transaction() as session:
        for row in session.exec(select(Subscription)).all():
            row.active = has_digest
    town.clock.advance(days=2, hours=23.5)  # Thursday 7:30; the target is Friday
    schedule = Schedule(town.database, tools, Media(town.media.folder), town.clock)
    read = len(binh.shown)
    schedule.tick(town.clock())
    schedule.follow(town.clock())
    await town.settle()
    (message,) = binh.shown[read:]
    assert code in message.reply.text
    assert ("Bản tin" in message.reply.text) == has_digest
    assert ("việc sắp đến hạn" in message.reply.text) == has_digest
    town.clock.advance(days=1, hours=2)
    schedule.follow(town.clock())
    await town.settle()
    assert len(binh.shown) == read + 1
