"""Words typed to go back lead to the question before, and are never taken for an answer."""

import pytest

from tests.reports.reporting import begun, previewed, told
from tests.town import Town


@pytest.mark.parametrize("words", ["quay lại", "Quay lai", "trở lại ạ"])
async def test_at_a_list_of_categories_it_is_the_likely_ones_again(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("hai cây phượng bị phá")
    await an.presses("Việc khác…")
    await an.presses("Cây xanh")
    await an.says(words)
    assert "Việc khác…" in an.last.labels
    data = await told(town)
    assert data["description"] == "hai cây phượng bị phá" and "place" not in data


async def test_at_each_question_it_is_the_one_before_and_nothing_is_lost(town: Town) -> None:
    an = await begun(town)
    await an.says("quay lại")
    assert "🏗 Trật tự xây dựng" in an.last.labels, "there is none before the first"
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("quay lại")
    assert "🏗 Trật tự xây dựng" in an.last.labels and "Giữ như cũ" in str(an.last.labels)
    await an.says("quay lại")
    assert "ở đâu" in an.heard, "and once more on to where it was"
    await an.presses("Không rõ địa chỉ")
    await an.says("quay lại")
    assert "ở đâu" in an.heard and "Không rõ địa chỉ, để tôi mô tả" in an.last.labels
    await an.says("cổng chợ Đoàn Kết")
    await an.says("quay lại")
    assert "phường nào" in an.heard
    await an.presses("↩️ Giữ như cũ")
    await an.presses("Không có ảnh")
    await an.says("quay lại")
    assert "<b>ảnh</b>" in an.heard
    await an.presses("↩️ Giữ như cũ")
    await an.says("Chặt hai cây")
    await an.presses("Hiện tên")
    await an.says("quay lại")
    assert "Xem lại trước khi gửi" in an.heard
    data = await told(town)
    assert (data["category"], data["description"]) == ("chat_ha_cay", "Chặt hai cây")
    assert data["place"] == "cổng chợ Đoàn Kết" and data.get("name", "") == ""


async def test_from_what_is_changed_it_is_the_preview_as_it_was(town: Town) -> None:
    an = await previewed(town)
    before = await told(town)
    await an.presses("Sửa nơi")
    await an.says("quay lại")
    assert "Xem lại trước khi gửi" in an.heard and await told(town) == before


async def test_before_consent_it_is_no_part_of_the_report(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "Chặt hai cây")
    await an.says("quay lại")
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == "Chặt hai cây"


async def test_a_time_that_was_understood_is_shown_and_can_be_kept(town: Town) -> None:
    an = await begun(town)
    await an.says("chặt hạ hai cây phượng sáng nay ở đường Trần Phú, phường Đoàn Kết")
    await an.presses("Không có ảnh")
    await an.presses("Sửa thời gian")
    assert "Hiện ghi: “sáng nay”" in an.heard
    await an.presses("Giữ như cũ")
    assert "<b>Khi nào:</b> sáng nay" in an.heard
