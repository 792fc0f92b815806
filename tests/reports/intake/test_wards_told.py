"""A ward that was told, early or late, in whichever name, is not asked for again."""

import pytest

from tests.reports.reporting import begun
from tests.town import Someone, Town


async def beginning(town: Town, words: str) -> Someone:
    """A resident who agreed, and began with these words."""
    an = await begun(town)
    await an.says(words)
    return an


@pytest.mark.parametrize(
    ("words", "ward"),
    [
        ("phường Đoàn Kết dạo này bày ghế nhựa kín vỉa hè trước cửa hàng Hoa Mai", "Đoàn Kết"),
        (
            "phuong tan phong do, quan nhau ke ban lan het via he truoc so 8 duong tran phu",
            "Tân Phong",
        ),
    ],
)
async def test_a_ward_beside_the_place_is_not_asked_again(
    town: Town, words: str, ward: str
) -> None:
    an = await beginning(town, words)
    assert "phường nào" not in an.heard
    await an.presses("Không có ảnh")
    while "Xem lại trước khi gửi" not in an.heard:
        await an.presses("Bỏ qua")
    assert f"phường {ward}" in an.heard


async def test_of_two_wards_none_is_taken(town: Town) -> None:
    an = await beginning(
        town, "xe chở đất từ Tân Phong sang Đoàn Kết đánh rơi vật liệu kín đường trước trạm y tế"
    )
    assert "phường nào" in an.heard
