"""The main job, from question to resolution, on both databases."""

import pytest

from tests.town import Town, report

pytestmark = pytest.mark.both_databases


async def test_a_report_from_the_first_tap_to_its_resolution(town: Town) -> None:
    an, binh, front = town.person("an"), town.person("binh"), town.person("front")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer", "mttq_tinh")

    await an.commands("start")
    assert "Chào anh/chị" in an.heard
    code = await report(an)

    assert code in an.last.reply.text
    card = binh.last
    assert code in card.reply.text and "ẩn danh" in card.reply.text
    assert len(card.reply.photos) == 1
    assert not front.news[1:]

    await binh.presses("Tiếp nhận")
    assert "tiếp nhận" in an.last.reply.text
    await binh.presses("Hỏi người gửi")
    await binh.says("Cây nằm trong hay ngoài hàng rào trường ạ?")
    await binh.presses("Gửi")
    assert "trong hay ngoài hàng rào" in an.last.reply.text

    await an.presses("Trả lời")
    await an.says("Ngoài hàng rào, sát vỉa hè")
    await an.presses("Gửi")
    assert "sát vỉa hè" in "\n".join(each.reply.text for each in binh.shown)

    await binh.presses("Đang xử lý")
    assert "đang xử lý" in an.last.reply.text
    await binh.presses("Đã xử lý")
    await binh.says("Đã lập biên bản ngày 23/11 và trồng lại hai cây phượng")
    await binh.sends_photos("brown")
    await binh.presses("Gửi")
    assert "trồng lại hai cây phượng" in an.last.reply.text
    assert len(an.last.reply.photos) == 1

    await an.commands("trangthai", code.lower())
    for step in ("mới gửi", "đã tiếp nhận", "đang xử lý", "đã xử lý"):
        assert step in an.heard
