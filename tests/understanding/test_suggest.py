"""Time and place read out of one sentence: in the person's own words, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.city.city import City
from bot.city.places import places_in
from bot.understanding.suggest import Suggestion, suggestion

SENTENCES = {  # as residents write: with marks, without, in teencode, loud, and with nothing in it
    "chặt 2 cây phượng trước cổng trường Tân Phong sáng nay": (
        "trước cổng trường Tân Phong",
        "sáng nay",
    ),
    "chat 2 cay phuong truoc cong truong tan phong sang nay": (
        "truoc cong truong tan phong",
        "sang nay",
    ),
    "Cây đổ chắn ngang đường Trần Phú từ tối qua, xe không đi được": (
        "đường Trần Phú",
        "từ tối qua",
    ),
    "cay do chan ngang duong tran phu toi qua xe ko di dc": ("duong tran phu", "toi qua"),
    "nhà bên cạnh xây lấn ra vỉa hè": ("", ""),
    "Hàng xóm xây lấn sang ngõ 12 đường 30/4, phường Đoàn Kết từ thứ 2": (
        "ngõ 12 đường 30/4, phường Đoàn Kết",
        "từ thứ 2",
    ),
    "rác chất đống ở chợ San Thàng 3 hôm nay không ai dọn": ("ở chợ San Thàng", "3 hôm nay"),
    "rac chat dong o cho san thang 3 hom nay k ai don": ("o cho san thang", "3 hom nay"),
    "có người đổ trộm phế thải ở đầu ngõ 5 tổ 8 phường Quyết Thắng lúc 22h đêm qua": (
        "ở đầu ngõ 5 tổ 8 phường Quyết Thắng",
        "lúc 22h đêm qua",
    ),
    "đổ phế thải bừa bãi ra đường": ("", ""),
    "trường hợp này xử lý sao": ("", ""),
    "môi trường ô nhiễm quá": ("", ""),
    "ô tô đỗ trên vỉa hè gần bệnh viện đa khoa tỉnh từ sáng": ("gần bệnh viện đa khoa tỉnh", ""),
    "o to do tren via he gan benh vien tinh tu sang nay": ("gan benh vien tinh", "tu sang nay"),
    "xe tải đi qua đường Điện Biên Phủ bụi mù mịt mấy hôm nay": (
        "đường Điện Biên Phủ",
        "mấy hôm nay",
    ),
    "hát ầm ĩ tối nào cũng đến 12h ở quán Sao Mai tổ 5 Tân Phong": (
        "ở quán Sao Mai tổ 5 Tân Phong",
        "tối nào cũng",
    ),
    "chat cay truoc nha toi": ("", ""),
    "cây nghiêng sắp đổ vào nhà tôi ở bản Lùng Than xã San Thàng": (
        "ở bản Lùng Than xã San Thàng",
        "",
    ),
    "bản vẽ sai rồi": ("", ""),
    "xây nhà 5 tầng không phép tại số nhà 45, đường Trần Hưng Đạo, đang làm tầng thứ 3": (
        "tại số nhà 45, đường Trần Hưng Đạo",
        "",
    ),
    "nha 4 tang xay ko phep so 12 ngo 4 to 9 p tan phong tu thang truoc": (
        "so 12 ngo 4 to 9 p tan phong",
        "tu thang truoc",
    ),
    "Cây xà cừ đối diện bưu điện tỉnh bị đóng đinh treo biển": ("đối diện bưu điện tỉnh", ""),
    "vỉa hè đại lộ Lê Lợi bị lấn chiếm bán hàng": ("đại lộ Lê Lợi", ""),
    "nắp cống vỡ ngay ngã tư Trần Phú cả tuần nay": ("ngay ngã tư Trần Phú", "cả tuần nay"),
    "THI CÔNG MẤT AN TOÀN TẠI ĐƯỜNG LÊ DUẨN SÁNG NAY": ("TẠI ĐƯỜNG LÊ DUẨN", "SÁNG NAY"),
    "hum qua tui thấy tụi nó cưa cây trc cổng trg Tân Phong": ("trc cổng trg Tân Phong", "hum qua"),
    "Chiều tối hôm qua cành cây gãy rơi xuống đường dây điện": ("", "Chiều tối hôm qua"),
    "ngày 20/11 họ chặt cây ở quảng trường Nhân dân": ("ở quảng trường Nhân dân", "ngày 20/11"),
    "cây trồng ở vườn hoa chết khô hơn 2 tháng nay": ("ở vườn hoa", "hơn 2 tháng nay"),
    "đất công ở tổ 3 bị rào lại từ tuần trước": ("ở tổ 3", "từ tuần trước"),
    "họ đốt rác cạnh trạm y tế xã Sùng Phài hàng ngày": (
        "cạnh trạm y tế xã Sùng Phài",
        "hàng ngày",
    ),
    "hang xom khoan duc suot dem qua": ("", "suot dem qua"),
    "Quán ăn để bàn ghế ra vỉa hè": ("", ""),
    "hố ga trên đường Nguyễn Trãi mất nắp, sáng sớm nay có cháu bé ngã": (
        "trên đường Nguyễn Trãi",
        "sáng sớm nay",
    ),
    "ngay cổng UBND phường Đoàn Kết có đống rác to 2 ngày rồi": (
        "ngay cổng UBND phường Đoàn Kết",
        "2 ngày rồi",
    ),
    "cần trồng thêm cây ở khu tái định cư số 2": ("ở khu tái định cư số 2", ""),
    "bai rac o to 12 hoi thoi may tuan nay": ("o to 12", "may tuan nay"),
    "PA: QĐ đình chỉ rồi mà công trình tổ 8 p. Đoàn Kết vẫn xây": (
        "công trình tổ 8 p. Đoàn Kết",
        "",
    ),
    "co ai do chat het cay keo sau nha van hoa to 6": ("sau nha van hoa to 6", ""),
    "Kính gửi cơ quan chức năng, gia đình bên xây lấn ra suối": ("", ""),
    "Lò mổ cuối xóm xả máu me ra suối, cá chết trắng": ("", ""),
    "Tôi là tổ trưởng, báo là cột biển tên phố bị xe tông đổ": ("", ""),
    "cột đèn số 17 đường Thanh Niên bị nghiêng từ chủ nhật tuần trước": (
        "số 17 đường Thanh Niên",
        "từ chủ nhật tuần trước",
    ),
    "cây thứ 2 từ trái sang chết khô": ("", ""),
    "họ xây từ năm ngoái đến giờ ở bản San Thàng": ("ở bản San Thàng", "từ năm ngoái"),
    "mới nãy 2 xe ben đổ đất cạnh nhà văn hóa tổ 4": ("cạnh nhà văn hóa tổ 4", "mới nãy"),
    "mấy thanh niên đêm nào cũng đua xe ở đại lộ Lê Lợi": ("ở đại lộ Lê Lợi", "đêm nào cũng"),
    "": ("", ""),
}


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_tells_where_and_when_in_its_own_words(text: str, city: City) -> None:
    places = places_in(text, city)
    alone = [place.span for place in places if not place.is_unit]
    assert suggestion(text, [place.span for place in places], alone) == Suggestion(*SENTENCES[text])


WORDS = st.sampled_from(
    [word for text in SENTENCES for word in text.split()]
    + ["\n", "\u202e", "👨‍👩‍👧", "<b>", "12/", "---"]
)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_nothing_is_said_that_was_not_written(text: str) -> None:
    plain = " ".join(text.split())
    result = suggestion(text)
    assert result.place in plain and result.happened in plain


@pytest.mark.parametrize("part", ["hôm qua ", "ở", "trước cổng ", "7h sáng ", "1/", ", "])
def test_of_a_very_long_text_the_beginning_is_read(part: str) -> None:
    result = suggestion(f"rác ở chợ San Thàng sáng nay. {part * 2000}")
    assert result == Suggestion("ở chợ San Thàng", "sáng nay")
