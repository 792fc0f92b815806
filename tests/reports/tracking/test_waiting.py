"""While the reporter is asked, time does not count against the agency; the new date is told."""

from datetime import datetime

import pytest
from sqlmodel import select

from bot.city.working_days import deadline
from bot.public import figures
from db.models import Report
from tests.conftest import ZONE
from tests.town import Someone, Town, report


async def only_report(town: Town) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report)).one()


async def question_asked(town: Town, an: Someone, binh: Someone) -> tuple[str, datetime]:
    """A report whose reporter is asked; its code and its target, three working days away."""
    town.clock.advance(days=14)  # Monday 7 December 2026, 8:00: no holiday for weeks
    code = await report(an)
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Chờ 10 ngày")
    return code, (await only_report(town)).deadline_at


async def test_answered_the_target_moves_on_by_the_days_waited(
    town: Town, an: Someone, binh: Someone
) -> None:
    _, target = await question_asked(town, an, binh)
    town.clock.advance(days=4)  # Friday: the target was Thursday
    await an.presses("Trả lời")
    await an.says("trước cổng")
    await an.presses("Gửi")
    row = await only_report(town)
    assert (row.status, row.deadline_at) == ("accepted", deadline(target, 4, ZONE))
    assert "nay là trước 17:00 ngày 16/12/2026" in an.heard
    assert "quá hạn" not in binh.last.reply.text


async def test_a_picture_alone_answers_without_an_empty_quotation(
    town: Town, an: Someone, binh: Someone
) -> None:
    await question_asked(town, an, binh)
    await an.presses("Trả lời")
    await an.sends_photos("red")
    assert "Gửi câu trả lời này?" in an.heard and "<blockquote></blockquote>" not in an.heard
    await an.presses("Gửi")
    told = "\n".join(each.reply.text for each in binh.shown)
    assert "trả lời bằng ảnh." in told and "<blockquote></blockquote>" not in told


@pytest.mark.parametrize("step", ["start", "forward"])
async def test_so_it_does_when_the_agency_goes_on_without_an_answer(
    town: Town, an: Someone, binh: Someone, step: str
) -> None:
    code, target = await question_asked(town, an, binh)
    town.clock.advance(days=2)
    if step == "start":
        await binh.does(button=f"case:start:{code}")
        assert (await only_report(town)).deadline_at == deadline(target, 2, ZONE)
        assert "trước 17:00 ngày 14/12/2026" in an.last.reply.text
        return
    await binh.does(button=f"forward:{code}:so_xay_dung")
    await binh.presses("Gửi")
    await town.invited(binh, "official", "so_xay_dung")
    before = (await only_report(town)).deadline_at
    await binh.does(button=f"case:ask:{code}")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    town.clock.advance(days=1)
    await binh.does(button=f"forward:{code}:ubnd_tan_phong")
    await binh.presses("Gửi")
    assert (await only_report(town)).deadline_at == deadline(before, 1, ZONE)


async def test_while_it_waits_it_is_late_nowhere(town: Town, an: Someone, binh: Someone) -> None:
    code, _ = await question_asked(town, an, binh)
    town.clock.advance(days=7)
    await binh.commands("viec")
    assert "quá hạn" not in binh.heard and "⏰" not in binh.heard
    await binh.does(button=f"case:show:{code}")
    assert "quá hạn" not in binh.heard
    assert (await overdue(town)) == 0
    await binh.does(button=f"case:start:{code}")
    town.clock.advance(days=7)
    await binh.commands("viec")
    assert "1 quá hạn" in binh.heard and "⏰" in binh.heard
    assert (await overdue(town)) == 1


async def overdue(town: Town) -> int:
    """Return the number of overdue reports in the public figures."""
    with town.database.reading() as session:
        counts, _ = figures.current(session, ZONE, town.clock(), "all", figures.EVERYWHERE)
    return counts.total.overdue


async def test_resolved_without_the_answer_it_is_in_time(
    town: Town, an: Someone, binh: Someone
) -> None:
    code, target = await question_asked(town, an, binh)
    town.clock.advance(days=4)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã trồng lại hai cây phượng trước cổng trường")
    await binh.presses("Gửi")
    row = await only_report(town)
    assert row.ended_at is not None and target < row.ended_at <= row.deadline_at


async def test_where_nobody_is_left_to_answer_nobody_is_asked_and_no_time_is_won(
    town: Town, an: Someone, binh: Someone
) -> None:
    town.clock.advance(days=14)
    code = await report(an)
    await an.does(button="erase:ask")
    await an.does(button=an.last.reply.buttons[0][0].data)
    await binh.does(button=f"case:show:{code}")
    assert not any("Hỏi người gửi" in label for label in binh.last.labels)
    assert "<b>Nơi (lời người gửi):</b> không ghi" in binh.heard
    await binh.does(button=f"case:ask:{code}")  # from a card of before
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Chờ 10 ngày")
    assert "không còn nhận tin" in binh.heard and (await only_report(town)).answer_by is None
    town.clock.advance(days=4)
    await binh.does(button=f"case:show:{code}")
    assert "quá hạn" in binh.heard
