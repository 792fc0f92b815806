"""The reporter's word on an answer: content, acceptable, not; with a reason; counted by agency."""

import pytest

from bot.digests.count_queries import Verdict, verdicts
from bot.digests.period import parse_period
from bot.digests.queries import Scope
from tests.conftest import ZONE
from tests.town import Someone, Town, report

WEEK = parse_period("2026-W48", ZONE)


async def resolved(town: Town, an: Someone, binh: Someone) -> str:
    """The code of a report that its agency says is done."""
    code = await report(an)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã trồng lại hai cây phượng ngày 23/11")
    await binh.presses("Gửi")
    return code


def counted(town: Town, scope: Scope | None = None) -> list[Verdict]:
    with town.database.reading() as session:
        return list(verdicts(session, scope or Scope(), WEEK.span))


async def test_a_content_one_says_so_with_one_tap(town: Town, an: Someone, binh: Someone) -> None:
    await resolved(town, an, binh)
    await an.presses("Đã xong")
    await an.presses("Hài lòng")
    assert "không ghi ai nói" in an.heard
    assert counted(town) == [Verdict("ubnd_tan_phong", "content", 1)]
    assert all("hài lòng" not in shown.reply.text.lower() for shown in binh.shown)


@pytest.mark.parametrize("label", ["Chậm", "Chưa làm", "Không trả lời điều", "Thái độ"])
async def test_who_is_not_content_says_why(
    town: Town, an: Someone, binh: Someone, label: str
) -> None:
    await resolved(town, an, binh)
    await an.presses("Chưa xong")
    await an.says("Chưa thấy cây nào được trồng")
    await an.presses("Gửi")
    await an.presses("Chưa hài lòng")
    assert counted(town) == [], "the reason is what counts"
    await an.presses(label)
    ((agency, word, count),) = counted(town)
    assert (agency, count) == ("ubnd_tan_phong", 1)
    assert word in ("slow", "undone", "unanswered", "manner")


async def test_the_last_word_counts_and_others_have_none(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await resolved(town, an, binh)
    await an.presses("Đã xong")
    await an.presses("Hài lòng")
    await an.does(button=f"judge:fair:{code}")
    await town.person("eve").does(button=f"judge:manner:{code}")
    await binh.does(button=f"judge:content:{code}")
    assert counted(town) == [Verdict("ubnd_tan_phong", "fair", 1)]
    assert counted(town, Scope(agency="ubnd_doan_ket")) == []


async def test_a_refused_report_can_be_judged_too(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    await binh.does(button=f"case:reject:{code}")
    await binh.says("Việc này thuộc cơ quan khác, không xử lý")
    await binh.presses("Gửi")
    await an.presses("Đánh giá")
    await an.presses("Chưa hài lòng")
    await an.presses("Không trả lời điều")
    assert counted(town) == [Verdict("ubnd_tan_phong", "unanswered", 1)]


async def test_it_is_in_the_digests_of_the_agency_and_the_front(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    await resolved(town, an, binh)
    await an.presses("Đã xong")
    await an.presses("Hài lòng")
    town.clock.advance(days=7)
    await front.commands("bantin")
    await front.presses("👁 Xem ngay")
    assert "Người gửi nói về UBND phường Tân Phong: hài lòng 1" in front.heard
