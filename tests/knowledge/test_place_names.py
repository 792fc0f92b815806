"""A place that is named: only a sentence that names it too is a yes to what is asked of it."""

import pytest

from knowledge.answering.engine import Answerer
from knowledge.answering.place_names import NamedPlace, Names
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import KnownWords, Reader
from tests.sweeps import every

QUESTION_END = "có được mở rộng không, nhà tôi có bị thu hồi đất không?"
PLACES = [
    "đường Trần Phú",
    "đường Nguyễn Huệ",
    "phố Lý Tự Trọng",
    "đường Võ Nguyên Giáp",
    "đại lộ Lê Lợi",
    "đường Đặng Thai Mai",
    "ngõ Thanh Niên",
    "đường Xô Viết Nghệ Tĩnh",
    "đường Cách Mạng Tháng Tám",
    "đường 30/4",
    "ngõ 12",
    "tổ 12",
    "chợ San Thàng",
    "chợ Phong Thổ",
    "cầu Giang Ma",
    "hồ Thủy Sơn",
    "bản Gia Khâu",
    "công viên Hoàng Hoa Thám",
    "bệnh viện Hùng Vương",
    "trường Lê Quý Đôn",
    "ngã tư Trần Hưng Đạo",
]
QUESTIONS = [
    "{} " + QUESTION_END,
    "{} có được cải tạo, nâng cấp không",
    "ở {} có trồng thêm cây xanh không ạ",
    "{} có làm phố đi bộ, kinh tế đêm không",
]


@pytest.fixture
def names(answerer: Answerer) -> Names:
    return Names(answerer.search.reader, answerer.search.ordinary)


@pytest.mark.parametrize("place", every(3, PLACES))
@pytest.mark.parametrize("typed", [str, str.lower, fold, str.capitalize])
def test_a_place_the_sentence_does_not_name_gets_no_yes(
    answerer: Answerer, place: str, typed: type[str]
) -> None:
    for question in QUESTIONS:
        answer = answerer.answer(typed(question.format(place)))
        details = (question, answer.kind, answer.citations[:1])
        assert answer.outcome in ("not_in_plan", "report"), details
        assert not answer.citations


def test_the_place_is_told_as_it_was_typed(answerer: Answerer) -> None:
    answer = answerer.answer(f"Đường Trần Phú {QUESTION_END}")
    assert (answer.kind, answer.places) == ("place", ("đường Trần Phú",))
    assert answer.nearest
    bare = answerer.answer("Trần Phú có được mở rộng không, nhà tôi có bị thu hồi đất không?")
    assert (bare.kind, bare.places) == ("place", ("Trần Phú",))


@pytest.mark.parametrize(
    "question",
    [
        "xã San Thàng có được làm nông thôn mới không",
        "xa Sung Phai co duoc lam nong thon moi khong",
        "thành phố Lai Châu có làm thêm công viên không?",
        "Tôi ở đường Trần Phú, thành phố có làm thêm công viên không?",
        "Em ở bản Gia Khâu muốn hỏi thành phố có làm thêm công viên không?",
    ],
)
def test_what_the_sentence_names_and_where_who_asks_lives_is_a_yes(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.kind, answer.places) == ("answer", "yes_no", ())


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("phường Tân Phong có xây công viên không", "phường Tân Phong"),
        ("phuong tan phong co xay cong vien khong", "phuong tan phong"),
        (
            "Đường Trần Phú trước cổng chợ trưa nào cũng nắng gắt, thành phố có làm thêm công"
            " viên không?",
            "đường Trần Phú",
        ),
    ],
)
def test_what_is_planned_for_all_of_the_city_is_no_yes_for_one_place(
    answerer: Answerer, question: str, place: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.kind, answer.places) == ("answer", "passage", (place,))


@pytest.mark.parametrize(
    "text",
    [
        "xã hội có công bằng hơn không",
        "thanh pho co lam gi cho nong nghiep khong",
        "đường phố có được trồng thêm cây không",
        "chợ đầu mối có được xây không",
        "phố văn minh có được làm không",
        "công viên mới ở phường nào, có sân bóng không?",
        "khu dân cư cũ có được chỉnh trang không",
        "quan ly do thi co chuyen doi so khong",
        "ho tro nguoi ngheo co duoc khong",
        "bản Kế hoạch này có hiệu lực đến năm nào?",
        "đường 2 chiều có được làm thêm không",
        "KẾ HOẠCH CÓ XÂY CHỢ ĐẦU MỐI Ở THÀNH PHỐ KHÔNG",
        "",
    ],
)
def test_words_for_kinds_of_places_name_none(names: Names, text: str) -> None:
    assert not names.places(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p. Tân Phong, đường Lê Duẩn có gì", ["phường Tân Phong", "đường Lê Duẩn"]),
        ("ngõ 12 đường Trần Phú có bị giải tỏa không", ["đường Trần Phú", "ngõ 12"]),
        ("dduwowngf Traanf Phus cos mowr roongj khoong", ["đường trần phú"]),
        ("công viên hồ Thủy Sơn có được cải tạo không", ["công viên hồ Thủy Sơn"]),
    ],
)
def test_every_place_is_found_once(names: Names, text: str, expected: list[str]) -> None:
    assert [str(place) for place in names.places(text)] == expected


@pytest.mark.parametrize(
    ("kind", "name", "stands"),
    [
        ("đường", "Lê Hữu Lập", True),
        ("duong", "le huu lap", True),
        ("phố", "Trần Oanh", True),  # that it is called a street is no other place
        ("chợ", "Trần Oanh", False),
        ("", "Trần Oanh", True),
        ("phường", "Trần Oanh", True),
        ("đường", "Trần Phú", False),
    ],
)
def test_a_sentence_names_a_place_and_no_other_of_that_name(
    kind: str, name: str, stands: bool
) -> None:
    sentence = "03 tuyến hoàn thành gồm: đường Trần Oanh, Lê Hữu Lập và phố Cầu Sâng."
    assert NamedPlace(kind, name, is_asked=True).stands_in(sentence) is stands


def test_names_of_the_plan_itself_are_known_in_small_letters(names: Names) -> None:
    text = "cho ria cot co duoc mo rong khong"
    assert not names.places(text)
    names.learn(["Mở rộng chợ Rìa Cốt và chợ đầu mối."])
    assert [str(place) for place in names.places(text)] == ["cho ria cot"]


def test_a_name_of_one_word_ends_with_it(names: Names) -> None:
    names.learn(["Nạo vét hồ Sen và kè bờ kênh Bình Lợi."])
    for text, place in (
        ("ho sen dien tich bao nhieu", "ho sen"),
        ("khi nào hồ Sen được kè bờ?", "hồ Sen"),
        ("kenh binh loi rong may met", "kenh binh loi"),
    ):
        assert place in map(str, names.places(text))


@pytest.mark.parametrize("place", ["rạch Bà Tư", "ấp Phú Hòa", "đảo Hòn Mê", "trạm bơm Hòa Bình"])
def test_what_waterside_and_southern_places_are_called(names: Names, place: str) -> None:
    assert place in map(str, names.places(f"{place} có được sửa không?"))


@pytest.mark.parametrize(
    ("kind", "name", "sentence", "stands"),
    [
        ("quốc lộ", "32", "Mở rộng Quốc lộ 32 đoạn qua xã.", True),
        ("quốc lộ", "3", "Mở rộng Quốc lộ 32 đoạn qua xã.", False),
        ("tổ dân phố", "7", "Nhà văn hóa tổ dân phố 7 đã cũ.", True),
        ("đường tỉnh", "127", "Sửa đường tỉnh 129 và cầu 127.", False),
        ("trường thcs", "Nà Ún", "Xây Trường Tiểu học Nà Ún.", False),
        ("trường tiểu học", "Nà Ún", "Xây Trường Tiểu học Nà Ún.", True),
        ("trường", "Nà Ún", "Xây Trường Tiểu học Nà Ún.", True),
        ("trường thcs", "Nà Ún", "Xây Trường trung học cơ sở Nà Ún.", True),
    ],
)
def test_a_number_or_a_level_tells_a_place_from_others(
    kind: str, name: str, sentence: str, stands: bool
) -> None:
    assert NamedPlace(kind, name, is_asked=True).stands_in(sentence) is stands


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("đường tỉnh 129 rộng bao nhiêu mét", ["đường tỉnh 129"]),
        ("bão số 7 gây thiệt hại gì", ["bão số 7"]),
        ("chung cư Hòa Bình có được xây lại không", ["chung cư Hòa Bình"]),
    ],
)
def test_roads_storms_and_blocks_are_named(names: Names, text: str, places: list[str]) -> None:
    assert list(map(str, names.places(text))) == places


@pytest.mark.parametrize(
    "text",
    ["cong trinh dang lam thi sao", "cong viec hoa giai ai lam", "cho xin tinh hinh thu phi"],
)
def test_work_is_no_gate_and_to_ask_for_is_no_market(text: str) -> None:
    assert not Names(Reader(KnownWords.of(())), frozenset()).places(text)


def test_who_sees_to_a_place_is_no_part_of_its_name() -> None:
    names = Names(Reader(KnownWords.of(())), frozenset())
    assert not names.places("cho hoa do ai quan ly")
    assert list(map(str, names.places("cho hoa do co duoc mo rong khong"))) == ["cho hoa do"]


@pytest.mark.parametrize(
    ("number", "is_there"), [("7", True), ("8", True), ("11", True), ("9", False), ("1", False)]
)
def test_a_number_may_stand_in_a_list(number: str, is_there: bool) -> None:
    row = "3 | Tổ dân phố số 7, 8 và 11 | Trường Tiểu học Bến Củi | 300"
    assert NamedPlace("tổ", number, True).stands_in(row) == is_there


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("25", "Tại Tổ 7, 25 hộ nghèo được hỗ trợ."), ("30", "Tổ 7 30 hộ."),
     ("3", "Tổ 1 và 3 hộ dân đồng ý."), ("15", "Tổ 3 15/6/2026 họp."), ("7", "Tổ 7,5 ha.")],
)  # fmt: skip
def test_a_count_behind_a_number_is_none(number: str, sentence: str) -> None:
    assert not NamedPlace("tổ", number, True).stands_in(sentence)


@pytest.mark.parametrize(
    "question",
    ["nha toi o duong 10 met thi lam ban cong the nao", "ban quan an tren via he co duoc khong",
     "ngân sách phường chi bao nhiêu", "nhap ho khau the nao", "đường rộng 12 m có được xây không"],
)  # fmt: skip
def test_a_width_and_a_trade_are_no_places(names: Names, question: str) -> None:
    assert not names.places(question)
