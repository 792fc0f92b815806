"""The wish to withdraw a report that was sent is asked about once more, and nothing else is."""

import pytest

from tests.reports.reporting import drafts, reports
from tests.town import Someone, Town, report


@pytest.mark.parametrize(
    "words",
    [
        "thôi tôi rút đơn nhé, nhà họ dọn rồi",
        "thôi không phản ánh nữa, họ xin lỗi rồi",
        "gửi nhầm rồi, thu lại giúp",
        "tôi muốn rút lại phản ánh",
        "họ dọn rồi, bỏ qua cho họ",
        "xóa cái phản ánh ấy đi hộ cô",
        "hủy giúp tôi cái đã gửi",
        "thôi tôi không kiện nữa",
        "huy phan anh giup toi",
    ],
)
async def test_who_wishes_it_is_asked_once_more(town: Town, an: Someone, words: str) -> None:
    code = await report(an)
    await an.says(words)
    assert f"chắc chắn rút phản ánh <b>{code}</b>" in an.heard
    assert an.last.labels == ["Vâng, rút phản ánh này", "Không, giữ lại"]
    assert await drafts(town) == []
    await an.presses("Không, giữ lại")
    assert "mới gửi" in an.heard and (await reports(town))[0].status == "new"


@pytest.mark.parametrize(
    "words",
    [
        "thôi nhé",
        "xóa hết thông tin về tôi",
        "đừng nhắn cho tôi nữa",
        "sao lại hủy phản ánh của tôi",
        "dẹp quán ấy đi giùm",
        "hủy hợp đồng với họ đi",
        "xóa cái biển quảng cáo ấy đi",
        "cây phượng ở đường Trần Phú đổ rồi, hủy hết hoa màu",
    ],
)
async def test_other_words_are_no_such_wish(town: Town, an: Someone, words: str) -> None:
    await report(an)
    await an.says(words)
    assert "chắc chắn rút" not in an.heard
