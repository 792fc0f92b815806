"""What clear messages mean: each would be understood by anybody, and by the models that come."""

import pytest

from bot.understanding.reading import LONGEST_MESSAGE, Understanding

REPORTS = [
    ("Nhà số 5 ngõ 12 đường Trần Phú đang xây mà không có giấy phép xây dựng", "xay_khong_phep"),
    ("quan ca phe bay ban ghe kin via he duong Le Loi", "lan_via_he"),
    ("Ô tô đỗ kín vỉa hè trước chợ, người đi bộ phải xuống lòng đường", "giu_xe_via_he"),
    ("Đề nghị cắt tỉa cành cây um tùm trước cổng trường mầm non", "de_nghi_cat_tia"),
    ("Công ty nước đào đường xong bỏ đó, không hoàn trả mặt đường", "khong_hoan_tra"),
    ("cay phuong chet kho truoc nha van hoa to 5", "cay_chet"),
    ("Ghế đá và xích đu trong công viên gãy hết rồi", "cong_vien_xuong_cap"),
    ("Họ đổ trộm xà bần ra bãi đất cạnh suối", "do_phe_thai"),
]


@pytest.mark.parametrize(("text", "category"), REPORTS)
def test_a_clear_report(text: str, category: str, understanding: Understanding) -> None:
    understood = understanding.understand(text)
    assert understood.intent == "report"
    assert understood.category == category


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Diện tích cây xanh mỗi người đến năm 2030 là bao nhiêu?", "ask"),
        ("Phản ánh LC-7K2M9Q của tôi đến đâu rồi?", "track"),
        ("Xin chào", "smalltalk"),
        ("cảm ơn bạn nhiều nhé", "smalltalk"),
        ("Đèn đường hẻm 12 hỏng cả tuần nay tối om", "other"),
    ],
)
def test_what_somebody_wants(text: str, intent: str, understanding: Understanding) -> None:
    assert understanding.understand(text).intent == intent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Đèn đường ngõ 5 hỏng cả tháng nay", "den_duong"),
        ("hang xom hat karaoke den 12h dem", "tieng_on"),
        ("Rác thải sinh hoạt ba ngày rồi không ai thu gom", "rac_sinh_hoat"),
        ("Chó thả rông cắn trẻ con", "vat_nuoi"),
    ],
)
def test_other_offices_matters(text: str, kind: str, understanding: Understanding) -> None:
    assert understanding.understand(text).elsewhere == kind


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("tuần này bao nhiêu việc mới", "digest"),
        ("tháng này có bao nhiêu việc quá hạn", "digest"),
        ("quý 3 bao nhiêu việc quá hạn", "digest"),
        ("từ 1/11 đến 15/11 có mấy việc mới", "digest"),
        ("phường nào nhiều việc quá hạn nhất", "digest"),
        ("bao nhiêu việc mới", "list"),
        ("việc quá hạn tháng này", "list"),
        ("bao nhiêu việc sắp hết hạn tuần này", "list"),
    ],
)
def test_figures_of_a_period_are_in_the_digest(
    words: str, intent: str, understanding: Understanding
) -> None:
    office = understanding.understand(words, None, True).office
    assert office is not None and office.intent == intent


def test_a_telephone_number_is_no_time(understanding: Understanding) -> None:
    words = "Quán phở số 12 đường Trần Phú lấn ra vỉa hè, chủ là Vàng Thị Mỷ 0977333444"
    assert understanding.understand(words).when is None


def test_danger_need_not_be_named(understanding: Understanding) -> None:
    urgent = "Cây keo bật gốc, đang tựa vào mái nhà, bà cụ vẫn ngồi trong bếp"
    calm = "Cây đổ hôm bão đã được dọn xong, xin trồng lại cây khác"
    assert understanding.understand(urgent).urgent
    assert not understanding.understand(calm).urgent


POLITE = (
    "Kính gửi ủy ban, gia đình tôi sống ở khu này đã lâu và chưa làm phiền ai bao giờ. {} "
    "Chúng tôi rất mong các anh chị thu xếp thời gian xem xét. Xin chúc các anh chị sức khỏe."
)
"""What people write around what they have to say, which says nothing of it."""


@pytest.mark.parametrize(
    "text",
    [
        "Giàn giáo nhà số 8 nghiêng hẳn ra lối các cháu đi học, có thể sập bất cứ lúc nào.",
        "Cành bàng gãy treo trên dây điện trần, tóe lửa ngay trên đầu người đi chợ.",
    ],
)
def test_polite_words_hide_no_danger(text: str, understanding: Understanding) -> None:
    assert understanding.understand(text).urgent
    assert understanding.understand(POLITE.format(text)).urgent


@pytest.mark.parametrize(
    "text",
    [
        "Anh cán bộ địa chính phường nhận tiền của chủ nhà rồi để họ xây trái phép.",
        "Tôi tố cáo ông phó chủ tịch phường bao che cho người nhà lấn chiếm đất công.",
    ],
)
def test_polite_words_hide_no_denunciation(text: str, understanding: Understanding) -> None:
    assert understanding.understand(text).denunciation
    assert understanding.understand(POLITE.format(text)).denunciation


def test_polite_words_alone_are_neither(understanding: Understanding) -> None:
    understood = understanding.understand(POLITE.format("Ghế đá ở công viên bị gãy chân."))
    assert not understood.urgent
    assert not understood.denunciation


def test_a_denunciation_is_told_from_a_complaint(understanding: Understanding) -> None:
    accused = "Tôi tố cáo ông chủ tịch phường nhận hối lộ của chủ đầu tư để nhà xây trái phép"
    slow = "Phường chậm trả lời quá, tôi báo hai tuần rồi chưa ai xuống"
    assert understanding.understand(accused).denunciation
    assert not understanding.understand(slow).denunciation


def test_place_time_and_ward_are_her_own_words(understanding: Understanding) -> None:
    text = "Sáng nay xe tải đổ đất ra vỉa hè trước số 45 đường Trần Hưng Đạo, phường Tân Phong"
    understood = understanding.understand(text)
    assert understood.place is not None and understood.place in text
    assert "45" in understood.place and "Trần Hưng Đạo" in understood.place
    assert understood.when == "Sáng nay"
    assert understood.area == "tan_phong"


@pytest.mark.parametrize(
    ("text", "asked", "act", "command"),
    [
        ("không biết", "place", "answer", None),
        ("quay lại", "category", "command", "back"),
        ("thôi không gửi nữa", "photos", "command", "drop"),
        ("Bao lâu thì có kết quả?", "name", "question", None),
        ("cảm ơn", "photos", "smalltalk", None),
        ("không phải, ở đường Trần Phú cơ", "photos", "correction", None),
        ("ẩn danh", "name", "answer", None),
    ],
)
def test_inside_a_draft(
    text: str, asked: str, act: str, command: str | None, understanding: Understanding
) -> None:
    understood = understanding.understand(text, asked)
    assert (understood.act, understood.command) == (act, command)


@pytest.mark.parametrize(
    ("text", "intent", "filter_", "move"),
    [
        ("cho tôi xem việc quá hạn", "list", "overdue", None),
        ("đã xử lý xong, có ảnh kèm theo", "move", None, "resolve"),
        ("việc tiếp theo", "next", None, None),
        ("gửi tôi bản tin tuần này", "digest", None, None),
    ],
)
def test_what_an_official_wants(
    text: str, intent: str, filter_: str | None, move: str | None, understanding: Understanding
) -> None:
    office = understanding.understand(text, None, True).office
    assert office is not None
    assert (office.intent, office.filter, office.move) == (intent, filter_, move)


@pytest.mark.parametrize(
    "text", ["", " ", "👍", "…", "x" * (LONGEST_MESSAGE + 500), "\x00", "١٢٣", "<b>"]
)
def test_any_text_is_read(text: str, understanding: Understanding) -> None:
    understood = understanding.understand(text, "place", True)
    assert len(understood.categories) == 3
    assert understood.act is not None and understood.office is not None


def test_the_words_that_decided_are_told(understanding: Understanding) -> None:
    understood = understanding.understand("quán nhậu lấn hết vỉa hè")
    assert understood.because
    assert any("via he" in word or "vỉa hè" in word for word in understood.because)


@pytest.mark.parametrize(
    ("said", "filters"),
    [
        ("trễ hạn mà tôi đang giữ", {"overdue", "mine"}),
        ("gấp mà chưa ai nhận", {"urgent", "new"}),
        ("trễ hạn", {"overdue"}),
        ("sắp quá hạn", {"due_soon"}),
        ("danh sách", set()),
    ],
)
def test_every_filter_of_a_list_that_is_named(
    understanding: Understanding, said: str, filters: set[str]
) -> None:
    assert understanding.filters(said) == filters
