"""When two questions ask the same: marks, order and slips aside, and nothing else aside."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.turn import Tools
from bot.questions.alike import Gist, alike, gist, stored_gist
from knowledge.vietnamese.text import fold

POOL = "Khi nào sửa bể bơi công cộng ở phường Tân Phong?"
WIFI = "Wifi miễn phí ở chợ có không?"
PAIRS_ALIKE = [
    (POOL, "khi nao sua be boi cong cong o phuong tan phong"),
    (POOL, "bể bơi công cộng ở phường Tân Phong bao giờ thì sửa vậy ad"),
    (POOL, "khi nào sữa bể bơi công cộng ở phường tân phong"),
    (POOL, "khi nào sửa bể bơi côngg cộng ở phường Tân Phong"),
    (POOL, "phuong tan phong khi nao sua be boi cogn cong"),
    (WIFI, "wifi mien phi o cho co ko"),
    (WIFI, "cho co wifi mien phi khong"),
    (WIFI, "wfii miễn phí ở chợ có không ạ"),
    ("hoà nhạc ngoài trời", "hòa nhạc ngoài trời"),
]
PAIRS_APART = [
    (POOL, "Ai sửa bể bơi công cộng ở phường Tân Phong?"),
    (POOL, "Sửa bể bơi công cộng ở phường Tân Phong hết bao nhiêu tiền?"),
    ("Ai sửa bể bơi công cộng?", "Có sửa bể bơi công cộng không?"),
    (POOL, "Vì sao sửa bể bơi công cộng ở phường Tân Phong?"),
    (POOL, "Khi nào sửa bể bơi công cộng ở phường Đoàn Kết?"),
    (POOL, "Khi nào sửa bến bơi công cộng ở phường Tân Phong?"),
    (WIFI, "Wifi miễn phí ở trường có không?"),
    (WIFI, "Wifi miễn phí có không?"),
    ("lịch mở chợ phiên", "lịch mổ chó phiên"),
    ("năm 2040 có tàu điện không", "năm 2045 có tàu điện không"),
    ("xe buýt số 5 chạy tuyến nào", "xe buýt số 6 chạy tuyến nào"),
    ("giá đất phường này", "giá đất phường nhà bên"),
]


def of(tools: Tools, text: str) -> Gist:
    return gist(tools.answerer.search, text)


@pytest.mark.parametrize(("first_text", "second_text"), PAIRS_ALIKE)
def test_the_same_question_in_other_words_of_the_same_kind(
    tools: Tools, first_text: str, second_text: str
) -> None:
    first, second = of(tools, first_text), of(tools, second_text)
    assert alike(first, second) and alike(second, first)
    assert first.head == second.head and abs(first.size - second.size) <= 1


@pytest.mark.parametrize(("first_text", "second_text"), PAIRS_APART)
def test_another_question_stays_another(tools: Tools, first_text: str, second_text: str) -> None:
    first, second = of(tools, first_text), of(tools, second_text)
    assert not alike(first, second) and not alike(second, first)


@given(st.sampled_from([POOL, WIFI, *(original for original, _ in PAIRS_APART)]), st.randoms())
def test_marks_order_and_unicode_form_do_not_matter(tools: Tools, text: str, dice: object) -> None:
    first = of(tools, text)
    assert alike(first, of(tools, fold(text)))
    assert alike(first, of(tools, unicodedata.normalize("NFD", text)))
    words = list(first.words)
    dice.shuffle(words)  # type: ignore[attr-defined]
    assert alike(first, Gist(first.asks, tuple(words), first.doubtful, first.bare))


@given(st.text(max_size=60))
def test_any_text_has_a_gist_that_comes_back_as_it_was_kept(tools: Tools, text: str) -> None:
    text_gist = of(tools, text)
    assert stored_gist(text_gist.head, text_gist.line) == text_gist
    assert alike(text_gist, text_gist)


def test_too_little_is_told_from_enough(tools: Tools) -> None:
    assert of(tools, POOL).is_telling and of(tools, WIFI).is_telling
    assert not of(tools, "thế còn khi nào?").is_telling and not of(tools, "???").is_telling
