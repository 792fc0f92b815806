"""Urgent and disputed reports alert at once, at any hour; digests keep their hours."""

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.digests.sending import send_due
from db.models import Person, Report, Subscription
from tests.reports.handling import urgent
from tests.town import Shown, Someone, Town, report

NIGHT = {"hours": 15.5}
"""From the clock's Monday, 8:00, to 23:30."""
ACTS = ["❓ Hỏi cơ quan", "🔔 Nhắc cơ quan", "📋 Xem phiếu"]
NO_WARD = "ngã ba đầu dốc"


@pytest.fixture
async def wards(town: Town) -> tuple[Someone, Someone]:
    """The overseers of the ward of the reports, and of the other."""
    own, foreign = town.person("cuc"), town.person("dao")
    await town.invited(own, "overseer", "mttq_tan_phong")
    await town.invited(foreign, "overseer", "mttq_doan_ket")
    return own, foreign


async def quiet_nights(town: Town) -> None:
    """Every digest comes at 23:30, in hours that are quiet until 6."""
    with town.database.transaction() as session:
        for row in session.exec(select(Subscription)).all():
            row.cron, row.quiet = "30 23 * * *", "22:00-06:00"


async def resolved(town: Town, an: Someone, binh: Someone) -> str:
    """An ordinary report that is called resolved."""
    code = await report(an, photos=())
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã trồng lại hai cây phượng sáng nay")
    await binh.presses("Gửi")
    return code


async def disputes(an: Someone, code: str) -> None:
    await an.does(button=f"settled:no:{code}")
    await an.says("Chỗ đó vẫn trống, gọi 0912345678")
    await an.presses("Gửi")


async def set_area(town: Town, code: str, area: str | None) -> None:
    with town.database.transaction() as session:
        session.exec(select(Report).where(Report.code == code)).one().area = area


def new(someone: Someone, before: int) -> list[Shown]:
    return someone.shown[before:]


async def test_what_is_urgent_comes_at_once_in_quiet_hours_past_a_digest_that_waits(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    await quiet_nights(town)
    await report(an, photos=())
    before, cards = len(front.shown), len(binh.shown)
    town.clock.advance(**NIGHT)
    assert send_due(town.database, tools, town.media, town.clock()) == 2
    await town.settle()
    assert len(front.shown) == before, "the digest waits for the morning"
    code = await urgent(an)
    (alert,), (card,) = new(front, before), new(binh, cards)
    for message in (alert, card):
        assert f"🚨 <b>KHẨN</b> <b>{code}</b>" in message.reply.text
    assert alert.labels == ACTS
    assert card.labels[0] == "✅ Tiếp nhận"
    town.clock.advance(hours=6.5)
    await town.settle()
    for late in (new(front, before + 1), new(binh, cards + 1)):
        assert "Bản tin" in late[0].reply.text, "in the morning"


async def test_a_disputed_closure_comes_at_once_in_quiet_hours(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    await quiet_nights(town)
    code = await resolved(town, an, binh)
    before, read = len(front.shown), len(binh.shown)
    town.clock.advance(**NIGHT)
    await disputes(an, code)
    (alert,), messages = new(front, before), new(binh, read)
    assert f"Người gửi báo chưa xong</b>: <b>{code}</b>" in alert.reply.text
    assert "vẫn trống" in alert.reply.text and "0912345678" not in alert.reply.text
    assert alert.labels == ACTS
    assert any("Mặt trận Tổ quốc được báo" in text.reply.text for text in messages)
    assert "✅ Tiếp nhận" in binh.last.labels, "the agency has its buttons too"


async def test_every_button_of_an_alert_does_what_it_says(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    """Under what is urgent, and under what is disputed."""
    town.clock.advance(**NIGHT)
    first = await urgent(an)
    await acts_on(town, front, binh, front.last, first)
    second = await resolved(town, an, binh)
    await disputes(an, second)
    await acts_on(town, front, binh, front.last, second)


async def acts_on(town: Town, front: Someone, binh: Someone, alert: Shown, code: str) -> None:
    pressed = {button.text: button.data for row in alert.reply.buttons for button in row}
    ask, remind, show = (pressed[label] for label in ACTS)
    await front.does(button=show, message=alert.id)
    assert f"<b>{code}</b>" in front.heard and "Trạng thái" in front.heard
    await front.does(button=remind, message=alert.id)
    assert "Mặt trận nhắc" in binh.last.reply.text and code in binh.last.reply.text
    await front.does(button=ask, message=alert.id)
    await front.says("Ai đến hiện trường, lúc nào?")
    await front.presses("Gửi")
    assert "Ai đến hiện trường" in binh.last.reply.text
    await binh.presses("Tiếp nhận")
    await front.does(button=show, message=alert.id)
    assert "tiếp nhận" in front.heard, "as it is now, not as it was"


async def test_a_ward_is_alerted_of_its_own_alone(
    town: Town, an: Someone, binh: Someone, front: Someone, wards: tuple[Someone, Someone]
) -> None:
    own, foreign = wards
    read = len(foreign.shown)
    code = await urgent(an)
    assert all(f"KHẨN</b> <b>{code}" in person.last.reply.text for person in (own, front))
    code = await resolved(town, an, binh)
    await disputes(an, code)
    assert all("vẫn trống" in person.last.reply.text for person in (own, front))
    assert len(foreign.shown) == read


async def test_where_nobody_knows_the_ward_those_who_oversee_all_are_alerted(
    town: Town, an: Someone, binh: Someone, front: Someone, wards: tuple[Someone, Someone]
) -> None:
    read = [len(overseer.shown) for overseer in wards]
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    code = await urgent(an, NO_WARD)
    assert all(f"KHẨN</b> <b>{code}" in person.last.reply.text for person in (front, so))
    assert [len(overseer.shown) for overseer in wards] == read
    code = await resolved(town, an, binh)
    await set_area(town, code, None)
    await disputes(an, code)
    assert "vẫn trống" in front.last.reply.text
    assert [len(overseer.shown) for overseer in wards] == read


async def test_of_what_is_neither_nobody_who_oversees_is_told(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    before = len(front.shown)
    code = await report(an)
    await binh.does(button=f"case:reject:{code}")
    await binh.says("Cây trong đất tư, không thuộc thẩm quyền")
    await binh.presses("Gửi")
    neighbour = town.person("neighbour")
    await resolved(town, neighbour, binh)
    await neighbour.presses("Xong một phần")
    assert len(front.shown) == before


async def test_with_nobody_of_the_agency_here_that_is_said_too(
    town: Town, an: Someone, front: Someone
) -> None:
    before = len(front.shown)
    code = await urgent(an)
    alert, notice = new(front, before)
    assert f"KHẨN</b> <b>{code}" in alert.reply.text and alert.labels == ACTS
    assert "chưa có cán bộ" in notice.reply.text and code in notice.reply.text


async def test_what_is_held_back_is_alerted_of_when_it_is_let_through(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    """An advertisement is looked at first, also where it is said to be urgent."""
    await urgent(an)
    code = await report(an, description="ĐM lũ khốn nạn chặt hai cây phượng")
    with town.database.transaction() as session:
        row = session.exec(select(Report).where(Report.code == code)).one()
        assert row.held is not None
        row.urgent = True
    read = len(binh.shown)
    await front.presses("Cho qua")
    assert any("KHẨN" in message.reply.text and message.labels == ACTS for message in front.news)
    assert any("KHẨN" in notice.reply.text for notice in new(binh, read))


async def test_without_the_role_no_alert_comes_and_its_buttons_do_nothing(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    await urgent(an)
    alert = front.last
    with town.database.transaction() as session:
        query = select(Person).where(Person.channel_id == "front")
        session.exec(query).one().role = "resident"
    before, read = len(front.shown), len(binh.shown)
    await urgent(an)
    code = await resolved(town, an, binh)
    await disputes(an, code)
    assert len(front.shown) == before
    read = len(binh.shown)
    for row in alert.reply.buttons:
        for button in row:
            await front.does(button=button.data, message=alert.id)
            assert "không dành cho anh/chị" in front.heard and "KHẨN" not in front.heard
    assert len(binh.shown) == read
