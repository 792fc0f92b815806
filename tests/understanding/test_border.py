"""Accusations, abuse and advertisement, and texts that only sound like them."""

import pytest

from bot.understanding.border import denounces, hold_reason

UNITS = ("Tân Phong", "Đoàn Kết")


@pytest.mark.parametrize(
    "text",
    [
        "Tôi muốn tố cáo ông chủ tịch phường nhận tiền",
        "toi to cao can bo dia chinh nhan tien",
        "cán bộ phường ăn tiền nên không xử lý",
        "can bo phuong an tien nen ko xu ly",
        "đã đưa phong bì mà vẫn không xong",
        "dua phong bi cho dia chinh",
        "có người chống lưng nên cứ xây",
        "phường bao che cho nhà này xây sai phép",
        "đòi hối lộ 5 triệu",
        "TỐ CÁO HÀNH VI THAM NHŨNG",
        "Phó chủ tịch Trần Văn B cấp đất cho người nhà",
        "Cán bộ địa chính Lò Văn C đòi 20 triệu mới cấp phép",
        "vòi vĩnh dân",
    ],
)
def test_a_denunciation_is_known(text: str) -> None:
    assert denounces(text, units=UNITS)


@pytest.mark.parametrize(
    "text",
    [
        "cây to cao che khuất biển báo",
        "cay to cao sap do",
        "nha to cao tang 5 xay sai phep",
        "phòng bị ngập nước",
        "phong bi ngap nuoc",
        "hoi lo lang khi cay nghieng",
        "bao che kin vat lieu",
        "bao chè đổ ra đường",
        "quán ăn tiện đường",
        "tượng đài Chủ tịch Hồ Chí Minh bị bẩn",
        "đề nghị cán bộ phường xuống kiểm tra",
        "đề nghị chủ tịch phường cho xử lý",
        "công an phường Đoàn Kết đã lập biên bản nhưng vẫn xây",
        "Công an Tân Phong cho xe đỗ ở đây",
        "không phải tố cáo, chỉ phản ánh",
    ],
)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert not denounces(text, units=UNITS)


@pytest.mark.parametrize(
    "text",
    [
        "địt mẹ chúng mày làm ăn kiểu gì",
        "ĐỊTTTT MẸ",
        "dit me lam an the a",
        "đm bọn phường",
        "đéo ai dọn rác à",
        "deo ai lam gi",
        "vcl rác khắp nơi",
        "lũ chó phường",
        "Đồ chó đẻ",
        "fuck you",
        "óc chó à",
    ],
)
def test_abuse_is_held(text: str) -> None:
    assert hold_reason("chặt cây", text) == "coarse"


@pytest.mark.parametrize(
    "text",
    [
        "cứt chó đầy vỉa hè",
        "phân chó, cứt chó trên vỉa hè không ai dọn",
        "bọn trẻ giẫm phải cứt chó",
        "chó thả rông cắn người",
        "cây óc chó bị chặt",
        "hạt óc chó",
        "lon bia vứt đầy đường",
        "các anh chị ơi, cac cu gia ngoi day",
        "buổi sáng, cây bưởi bị chặt",
        "đèo dốc sạt lở",
        "deo khau trang",
        "rơi vãi đất đá, VLXD để vỉa hè",
        "chung cư CC1, cột cao 5 dm",
        "mẹ may mắn không sao",
        "đĩa, địa chỉ, đít xe tải, đụng xe, lộn xộn",
        "nhà bị lún, khon nan cai duong nay",
        "Biển quảng cáo cho thuê nhà treo lên cây",
        "cần bán đất nên rào lối đi",
        "quán treo biển giảm giá lấn vỉa hè",
        "họ bán giá rẻ, khuyến mãi, bày hàng ra vỉa hè",
        "rất rất rất bẩn, bẩn quá bẩn quá bẩn quá",
        "xem video https://facebook.com/abc",
        "https://www.google.com/maps/@22.3,103.4,15z giảm giá",
        "gọi tôi 0912345678",
    ],
)
def test_a_complaint_is_no_abuse_and_no_advertisement(text: str) -> None:
    assert hold_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Cho vay nhanh lãi suất thấp LH 0912345678",
        "Nhà cái uy tín http://abc.vip khuyến mãi",
        "mua ngay giảm giá inbox",
        "test test test test test test test test",
        "rác ở chợ " * 7,
        "http://a.com http://b.com http://c.com",
    ],
)
def test_advertisement_and_repetition_are_held(text: str) -> None:
    assert hold_reason(text) == "spam"
