"""Lần 2: who reports the same spot again after a closing reopens the earlier case."""

from tests.reports.reporting import FELLED, begun, drafts, reports
from tests.town import Someone, Town, report


async def ended(town: Town, an: Someone, binh: Someone, action: str = "resolve") -> str:
    """The code of a report that its agency has ended."""
    code = await report(an, place="trước cổng trường Tân Phong, phường Tân Phong")
    await binh.does(button=f"case:{action}:{code}")
    await binh.says("Đã trồng lại hai cây phượng ngày 23/11")
    await binh.presses("Gửi")
    return code


async def tells_it_again(someone: Someone) -> None:
    await someone.sends_photos("red", caption=FELLED)


async def test_the_earlier_case_is_shown_and_reopened_with_the_new_photo(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await ended(town, an, binh)
    await tells_it_again(an)
    assert code in an.heard and "đã báo" in an.heard and "đã xử lý ngày" in an.heard
    await an.presses("Mở lại việc này")
    assert "Lần 2" in an.heard and len(an.last.reply.photos) == 1
    await an.presses("Gửi")
    (row,) = await reports(town)
    assert (row.code, row.status) == (code, "reopened") and await drafts(town) == []
    assert "Lần 2" in "".join(shown.reply.text for shown in binh.shown)


async def test_without_a_photo_one_is_asked_for(town: Town, an: Someone, binh: Someone) -> None:
    await ended(town, an, binh, "reject")
    await an.commands("phananh", FELLED)
    await an.presses("Mở lại việc này")
    assert "một ảnh mới" in an.heard
    await an.sends_photos("red")
    await an.presses("Gửi")
    assert (await reports(town))[0].status == "reopened"


async def test_another_spot_and_another_person_begin_their_own(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await ended(town, an, binh)
    eve = await begun(town, "eve")
    await tells_it_again(eve)
    assert code not in eve.heard
    await eve.does(button=f"again:{code}:1.1")
    assert (await reports(town))[0].status == "resolved"
    await an.sends_photos("red", caption="chặt hạ hai cây phượng ở chợ San Thàng sáng nay")
    assert code not in an.heard


async def test_who_means_another_one_goes_on(town: Town, an: Someone, binh: Someone) -> None:
    code = await ended(town, an, binh)
    await tells_it_again(an)
    await an.presses("Việc của tôi khác")
    assert "Xem lại trước khi gửi" in an.heard
    await an.presses("Gửi phản ánh")
    assert len(await reports(town)) == 2 and code not in an.heard
