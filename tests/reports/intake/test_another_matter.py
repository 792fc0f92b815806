"""Another matter told while one is written is kept for later, and overwrites nothing."""

import pytest

from tests.reports.reporting import begun, told
from tests.town import Someone, Town

SAND = "xe chở cát làm rơi vãi khắp đường Võ Nguyên Giáp, phường Tân Phong"
SPOT = "đường Võ Nguyên Giáp"


async def ready(town: Town) -> Someone:
    """Somebody who can send a report of sand."""
    an = await begun(town)
    await an.says(SAND)
    await an.presses("Không có ảnh")
    await an.presses("Bỏ qua")
    assert "Xem lại trước khi gửi" in an.heard
    return an


@pytest.mark.parametrize(
    "words",
    ["cuối ngõ 5 phường Đoàn Kết họ chặt cây xà cừ to",
     "nay lại có nhà xây trái phép ở ngõ 2 Lê Lợi phường Tân Phong",
     "sáng nay giàn giáo đổ ở số 4 Trần Phú phường Tân Phong"],
)  # fmt: skip
async def test_another_kind_of_matter_elsewhere_is_set_aside(town: Town, words: str) -> None:
    an = await ready(town)
    await an.says(words)
    data = await told(town)
    assert "một việc khác" in an.heard.replace("<b>", "") and data["waiting"] == [words]
    assert data["description"] == SAND and "place" not in data


async def test_an_urgent_one_is_warned_of(town: Town) -> None:
    an = await ready(town)
    await an.says("hôm nay cây đổ ở cổng chợ San Thàng phường Tân Phong")
    assert "Việc khẩn" in an.heard and (await told(town))["description"] == SAND


@pytest.mark.parametrize(
    "words", ["thực ra là ở cổng chợ San Thàng", "nhầm rồi, xe chạy ở đường Lê Duẩn cơ"]
)
async def test_a_place_that_is_put_right_is_no_other_matter(town: Town, words: str) -> None:
    an = await ready(town)
    await an.says(words)
    data = await told(town)
    assert "Đã sửa" in an.heard and SPOT not in data["place"] and "waiting" not in data


async def test_a_place_with_a_story_of_its_own_is_none_of_the_report(town: Town) -> None:
    an = await ready(town)
    await an.says("vỉa hè số 6 Lê Duẩn cũng bị chiếm")
    data = await told(town)
    assert "Lê Duẩn" not in data.get("place", "") and "việc khác" in an.heard
