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
    assert f"<b>{code}</b>: anh/chị viết thêm vài chữ" in binh.heard
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


async def test_of_a_case_of_another_office_it_is_no_report(town: Town, an: Someone) -> None:
    outsider = town.person("other")
    await town.invited(outsider, "official", "ubnd_doan_ket")
    code = await report(an)
    await outsider.sends_photos("red", caption=f"{code} đã xong")
    assert "không dành cho anh/chị" in outsider.heard and "đã xong" in outsider.heard
    await outsider.sends_photos("red", caption="LC-222222 đã xong")
    assert "Không có phản ánh nào mang mã" in outsider.heard and await drafts(town) == []


async def test_of_a_resident_it_is_a_report_as_before(town: Town, an: Someone) -> None:
    eve, code = town.person("eve"), await report(an)
    await eve.sends_photos("red", caption=f"{code} đã xong")
    assert "đồng ý" in eve.heard.lower()
    assert {row.kind for row in await drafts(town)} == {"report"}


def card_of(someone: Someone, code: str) -> str:
    return next(message.id for message in someone.shown if code in message.reply.text)


async def test_a_reply_to_a_card_with_a_picture_is_the_proof(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(photos=(binh.photo("red"),), text="đã xong, dọn sạch sáng nay",
                    replied=card_of(binh, code))  # fmt: skip
    assert f"Báo đã xử lý {code}" in binh.heard and "Ảnh kèm theo: 1" in binh.heard
    await binh.presses("Gửi")
    (resolved,) = await reports(town)
    assert resolved.status == "resolved" and len(an.last.reply.photos) == 1


async def test_a_reply_with_a_picture_alone_waits_for_its_words(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(photos=(binh.photo("red"),), replied=card_of(binh, code))
    assert f"<b>{code}</b>: anh/chị viết thêm vài chữ" in binh.heard
    await binh.says("Đã trồng lại hai cây sáng nay")
    assert "Ảnh kèm theo: 1" in binh.heard


async def test_words_with_a_picture_are_the_move_they_ask_for(
    town: Town, an: Someone, binh: Someone
) -> None:
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    code = await report(an)
    await binh.sends_photos("red", caption=f"{code} chuyển Sở Xây dựng")
    assert f"Chuyển {code} đến Sở Xây dựng tỉnh Lai Châu?" in binh.heard
    assert "ảnh chưa được ghi" in binh.heard
    assert [row.kind for row in await drafts(town)] == ["forward"]


async def test_the_front_asks_with_a_picture_and_begins_no_report(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await front.sends_photos("red", caption=f"{code} thực tế vẫn chưa xử lý")
    assert f"Hỏi cơ quan xử lý về {code}?" in front.heard
    assert "thực tế vẫn chưa xử lý" in front.heard and "ảnh chưa được ghi" in front.heard
    await front.presses("Gửi")
    assert "thực tế vẫn chưa xử lý" in "\n".join(message.reply.text for message in binh.shown)
    await front.sends_photos("red", caption=code)
    assert "Nội dung" in front.heard and "ảnh chưa được ghi" in front.heard
    await front.does(photos=(front.photo("red"),), replied=card_of(front, "Nội dung"))
    assert "Nội dung" in front.heard and await drafts(town) == []


async def test_the_agency_with_a_part_ends_it_with_a_picture(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    code = await report(an)
    await binh.does(button=f"share:{code}:ubnd_doan_ket")
    await binh.says("Cho xe nâng cắt cành cao")
    await binh.presses("Gửi")
    await chi.sends_photos("red", caption=f"{code} đã kiểm tra xong phần việc")
    assert f"Báo xong phần mình của {code}?" in chi.heard
    assert "đã kiểm tra xong phần việc" in chi.heard
    await chi.presses("Gửi")
    assert "đã kiểm tra xong phần việc" in "\n".join(row.reply.text for row in binh.shown)
