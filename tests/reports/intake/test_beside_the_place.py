"""What stands beside the place in an answer is the time or the story, and no part of the place."""

import pytest

from tests.reports.reporting import begun, told
from tests.town import Town

STORY = "có người chặt cây"


@pytest.mark.parametrize(
    ("words", "place", "when", "more"),
    [("trước cổng chợ San Thàng phường Tân Phong, độ 7 cây, hôm qua",
      "trước cổng chợ San Thàng phường Tân Phong", "hôm qua", "độ 7 cây"),
     ("bên hông bệnh viện tỉnh, tối qua, bọn nó 3 thằng",
      "bên hông bệnh viện tỉnh", "tối qua", "bọn nó 3 thằng"),
     ("tổ 10 phường Tân Phong hồi đầu tháng", "tổ 10 phường Tân Phong", "hồi đầu tháng", ""),
     ("sau chợ Đoàn Kết, ông già chặt", "sau chợ Đoàn Kết", "", "ông già chặt"),
     ("chân đồi thông phường Đoàn Kết, cây to lắm",
      "chân đồi thông phường Đoàn Kết", "", "cây to lắm"),
     ("đầu cầu Sùng Phài nhé cháu, bác già rồi không nhớ số", "đầu cầu Sùng Phài", "", "bác già"),
     ("cạnh hồ Thủy Sơn em nhé", "cạnh hồ Thủy Sơn", "", ""),
     ("đối diện nhà văn hóa tổ 5, đi vào khoảng 50 mét bên tay trái",
      "đối diện nhà văn hóa tổ 5, đi vào khoảng 50 mét bên tay trái", "", "")],
)  # fmt: skip
async def test_the_place_is_cut_out_of_the_answer(
    town: Town, words: str, place: str, when: str, more: str
) -> None:
    an = await begun(town)
    await an.says(STORY)
    await an.says(words)
    data = await told(town)
    assert data["place"] == place and data.get("happened", "") == when
    assert data["description"] == STORY if not more else more in data["description"]


async def test_the_time_that_was_told_first_stays(town: Town) -> None:
    an = await begun(town)
    await an.says("sáng nay có người chặt cây")
    await an.says("sau chợ Đoàn Kết, tối qua đã cưa thử")
    data = await told(town)
    assert "happened" not in data and "tối qua đã cưa thử" in data["description"]
