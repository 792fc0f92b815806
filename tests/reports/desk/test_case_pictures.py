"""A picture an official sends with a report's code is proof for that report, and no new report."""

import pytest

from tests.reports.reporting import drafts, reports
from tests.town import Someone, Town, report


@pytest.mark.parametrize("written", ["{} đã xong", "Đã xong, {}.", "đã xong {lower}"])
async def test_it_is_the_proof_of_what_was_done(
    town: Town, an: Someone, binh: Someone, written: str
) -> None:
    code = await report(an)
    await binh.sends_photos("red", caption=written.format(code, lower=code.lower()))
    assert [row.kind for row in await drafts(town)] == ["resolve"]
    assert f"Đã ghi vào <b>{code}</b>" in binh.heard
    await binh.says("Đã trồng lại hai cây sáng nay")
    assert "Báo đã xử lý" in binh.heard and "Ảnh kèm theo: 1" in binh.heard
    assert code not in binh.last.reply.text.split("<blockquote>")[1].lower()
    assert (await reports(town))[0].status == "new", "it is shown before it is sent"
    await binh.presses("Gửi")
    (resolved,) = await reports(town)
    assert resolved.status == "resolved" and len(an.last.reply.photos) == 1


async def test_an_album_in_a_group_is_one_too(town: Town, an: Someone) -> None:
    group = town.person("dung", chat="ward-group")
    await town.invited(group, "official", "ubnd_tan_phong")
    code = await report(an)
    await group.sends_photos("red", "blue", caption=f"{code} đã trồng lại cây sáng nay")
    assert "Báo đã xử lý" in group.heard and "Ảnh kèm theo: 2" in group.heard


async def test_whatever_else_is_being_written(town: Town, an: Someone, binh: Someone) -> None:
    first = await report(an)
    second = await report(town.person("eve"), place="cổng chợ, phường Tân Phong")
    await binh.commands("phananh", "Đèn đường hỏng")
    await binh.presses("Đồng ý")
    await binh.does(button=f"case:resolve:{first}")
    await binh.says("Đã cắt cành gãy lúc 8 giờ")
    await binh.sends_photos("red", caption=f"{second} đã dọn xong cây đổ")
    assert f"Báo đã xử lý {second}" in binh.heard and "Đã cắt cành gãy" in binh.heard
    (draft,) = [row for row in await drafts(town) if row.kind == "report"]
    assert "photos" not in draft.data


async def test_of_a_case_that_is_over_it_is_said_so(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    await an.does(button=f"withdraw_yes:{code}")
    await binh.sends_photos("red", caption=f"{code} đã xong")
    assert "người gửi đã rút" in binh.heard and await drafts(town) == []


async def test_of_a_case_of_another_office_it_is_a_report_as_before(
    town: Town, an: Someone
) -> None:
    outsider = town.person("other")
    await town.invited(outsider, "official", "ubnd_doan_ket")
    code = await report(an)
    for someone in (outsider, town.person("eve")):
        await someone.sends_photos("red", caption=f"{code} đã xong")
        assert "đồng ý" in someone.heard.lower()
        assert (await reports(town))[0].status == "new"
    assert {row.kind for row in await drafts(town)} == {"report"}
