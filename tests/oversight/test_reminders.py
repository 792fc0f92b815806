"""Reminders: at once of what has ended, each quarter, at a period's end; until it is stated."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.oversight.reminders import remind
from db.models import TargetReminder
from tests.oversight.kit import GREEN, SUBDIVISION, belongs, stated
from tests.town import Someone, Town


async def reminded(town: Town, tools: Tools, someone: Someone) -> str:
    """What somebody is reminded of now; empty for nothing."""
    someone.read = len(someone.shown)
    remind(town.database, tools, town.clock())
    await town.settle()
    return someone.heard


async def test_what_has_ended_is_first_reminded_of_at_once_and_once(
    town: Town, tools: Tools, front: Someone
) -> None:
    heard = await reminded(town, tools, front)
    assert "Chưa có cơ quan nào theo dõi: <b>7</b>, 7 đã quá hạn" in heard
    assert "Diện tích đất cây xanh" in heard and "quá hạn 327 ngày" in heard
    assert await reminded(town, tools, front) == ""


async def test_an_agency_is_reminded_of_its_own_and_states_from_there(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    await belongs(town)
    heard = await reminded(town, tools, binh)
    assert "UBND phường Tân Phong: 1 chỉ tiêu chờ công bố</b>, 1 đã quá hạn" in heard
    assert "theo dõi: <b>6</b>" in front.last.reply.text
    await binh.presses("Diện tích đất cây xanh")
    assert "Đạt bao nhiêu" in binh.heard


async def test_whose_agency_nobody_uses_the_bot_for_is_the_overseers(
    town: Town, tools: Tools, front: Someone
) -> None:
    await belongs(town)
    heard = await reminded(town, tools, front)
    assert "chưa có cán bộ nhận qua đây: <b>1</b>" in heard


async def test_when_it_gets_an_agency_that_one_is_reminded(
    town: Town, tools: Tools, front: Someone, binh: Someone
) -> None:
    await reminded(town, tools, front)
    await belongs(town)
    assert "1 chỉ tiêu chờ công bố" in await reminded(town, tools, binh)


async def test_a_target_given_later_is_reminded_of_alone(
    town: Town, tools: Tools, binh: Someone
) -> None:
    await belongs(town)
    await reminded(town, tools, binh)
    await belongs(town, SUBDIVISION)
    heard = await reminded(town, tools, binh)
    assert "1 chỉ tiêu chờ công bố" in heard and "phân khu" in heard and "cây xanh" not in heard
    assert await reminded(town, tools, binh) == ""


async def test_without_an_overseer_of_all_that_of_a_ward_is_reminded(
    town: Town, tools: Tools
) -> None:
    ward = town.person("ward")
    await town.invited(ward, "overseer", "mttq_tan_phong")
    assert "theo dõi: <b>7</b>" in await reminded(town, tools, ward)


async def test_admins_are_told_of_what_is_nobodys_and_list_it(
    town: Town, tools: Tools, binh: Someone
) -> None:
    admin = town.person("admin")
    await town.invited(admin, "admin")
    await belongs(town)
    assert "theo dõi: <b>6</b>" in await reminded(town, tools, admin)
    await admin.commands("tiendo")
    await admin.presses("Chưa có cơ quan nào theo dõi")
    assert "Chưa có cơ quan nào theo dõi" in admin.last.reply.text
    assert "phân khu" in admin.last.reply.text
    assert "6 - 8" not in admin.last.reply.text


async def test_who_stated_before_the_end_is_asked_for_the_result(
    town: Town, tools: Tools, binh: Someone
) -> None:
    await belongs(town, "nha_o_2030")
    stated(town, "nha_o_2030", 30, as_of=date(2030, 6, 30))
    town.clock.now = datetime(2031, 1, 2, 2, 0, tzinfo=UTC)
    assert "1 chỉ tiêu chờ công bố" in await reminded(town, tools, binh)
    stated(town, "nha_o_2030", 30, as_of=date(2030, 12, 31), words="Cuối kỳ")
    assert await reminded(town, tools, binh) == ""


async def test_each_quarter_what_is_not_freshly_stated_is_asked_for(
    town: Town, tools: Tools, binh: Someone
) -> None:
    for target in (GREEN, SUBDIVISION, "nha_o_2030"):
        await belongs(town, target)
    await reminded(town, tools, binh)
    town.clock.now = datetime(2027, 1, 5, 1, 0, tzinfo=UTC)  # 8:00, the cron is at 8:30
    assert await reminded(town, tools, binh) == ""
    stated(town, GREEN, 7.2)  # reached
    stated(town, "nha_o_2030", 30, as_of=date(2026, 12, 31))  # fresh
    town.clock.now = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
    heard = await reminded(town, tools, binh)
    assert "1 chỉ tiêu chờ công bố" in heard and "phân khu" in heard
    assert await reminded(town, tools, binh) == ""
    town.clock.now = datetime(2027, 4, 7, 2, 0, tzinfo=UTC)  # late, after it stood still
    assert "2 chỉ tiêu chờ công bố" in await reminded(town, tools, binh)


async def test_after_the_end_only_the_result_is_asked_for(
    town: Town, tools: Tools, binh: Someone
) -> None:
    for target in (GREEN, SUBDIVISION):
        await belongs(town, target)
    stated(town, GREEN, 4.1)  # too little, but of the last day
    stated(town, SUBDIVISION, 71, as_of=date(2025, 9, 30))
    town.clock.now = datetime(2027, 7, 6, 2, 0, tzinfo=UTC)
    heard = await reminded(town, tools, binh)
    assert "1 chỉ tiêu chờ công bố" in heard and "phân khu" in heard and "cây xanh" not in heard


async def test_all_that_is_due_at_one_moment_is_one_message(
    town: Town, tools: Tools, binh: Someone, front: Someone
) -> None:
    for target in (GREEN, SUBDIVISION, "nha_o_2030"):
        await belongs(town, target)
    town.clock.now = datetime(2027, 1, 6, 2, 0, tzinfo=UTC)  # ended long ago, and a new quarter
    heard = await reminded(town, tools, binh)
    assert heard.count("chỉ tiêu chờ công bố") == 1 and "3 chỉ tiêu chờ công bố" in heard
    assert heard.count("Tỷ lệ phủ kín quy hoạch phân khu") == 1
    assert front.heard.count("Chỉ tiêu chưa ai công bố") == 1
    assert await reminded(town, tools, binh) == ""
    town.clock.now = datetime(2031, 1, 2, 2, 0, tzinfo=UTC)  # another period has ended
    assert "1 chỉ tiêu chờ công bố" in await reminded(town, tools, binh)


async def test_two_periods_of_one_target_have_two_buttons(
    town: Town, tools: Tools, binh: Someone
) -> None:
    for target in (GREEN, "cay_xanh_2030"):
        await belongs(town, target)
    town.clock.now = datetime(2026, 7, 7, 2, 0, tzinfo=UTC)
    await reminded(town, tools, binh)
    labels = [label for label in binh.last.labels if "cây xanh" in label]
    assert len(set(labels)) == 2
    assert all(any(label.endswith(years) for label in labels) for years in ("2025", "2030"))


async def test_at_a_periods_end_it_is_reminded_of(town: Town, tools: Tools, binh: Someone) -> None:
    await belongs(town, "nha_o_2030")
    town.clock.now = datetime(2030, 12, 31, 2, 0, tzinfo=UTC)  # the last day
    assert await reminded(town, tools, binh) == ""
    town.clock.now = datetime(2031, 1, 2, 2, 0, tzinfo=UTC)
    assert "33,2 m²" in await reminded(town, tools, binh)


@pytest.mark.parametrize("hour", [13, 22])  # 20:00 and 5:00 in Lai Châu
async def test_nobody_is_reminded_at_night(
    town: Town, tools: Tools, front: Someone, hour: int
) -> None:
    town.clock.now = town.clock.now.replace(hour=hour)
    assert await reminded(town, tools, front) == ""
    with town.database.reading() as session:
        assert session.exec(select(TargetReminder)).all() == []
