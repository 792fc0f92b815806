"""A button's label counts as pressed only as the whole message; politeness around it is nothing."""

import pytest

from bot.texts.characters import visible
from bot.understanding import labels

LABELS = ["✅ Gửi, chờ 5 ngày làm việc", "Chờ 2 ngày", "Bỏ", "Tôi không rõ"]


@pytest.mark.parametrize(
    ("words", "pressed"),
    [
        ("Gửi", "✅ Gửi, chờ 5 ngày làm việc"),
        ("dạ gui a", "✅ Gửi, chờ 5 ngày làm việc"),
        ("gửi, chờ 5 ngày làm việc", "✅ Gửi, chờ 5 ngày làm việc"),
        ("cho 2 ngay", "Chờ 2 ngày"),
        ("Bỏ đi", "Bỏ"),
        ("Không rõ ạ", "Tôi không rõ"),
        ("tôi không rõ", "Tôi không rõ"),
        ("gùi", None),
        ("bò", None),
        ("gửi?", None),
        ("ok ạ", None),
        ("", None),
        ("gửi thêm một câu", None),
    ],
)
def test_a_label_is_typed_with_its_marks_or_with_none(words: str, pressed: str | None) -> None:
    number = labels.label(words, LABELS)
    assert (None if number is None else LABELS[number]) == pressed


@pytest.mark.parametrize(
    ("words", "trimmed"),
    [
        ("dạ cổng chợ Đoàn Kết ạ", "cổng chợ Đoàn Kết"),
        ("số 5, đường Trần Phú nhé.", "số 5, đường Trần Phú"),
        ("ạ", "ạ"),
    ],
)
def test_words_of_a_place_are_taken_without_politeness(words: str, trimmed: str) -> None:
    assert labels.trimmed(words) == trimmed


@pytest.mark.parametrize(
    "blank", ["", "\u00ad", "\u200b \u2063", "\u3164", "\u115f\u1160", "\u2800"]
)
def test_nothing_to_see_is_nothing_said(blank: str) -> None:
    assert visible(blank) == ""


@pytest.mark.parametrize("words", ["A\u00adn", "👨‍👩‍👧", "."])
def test_what_can_be_seen_stays(words: str) -> None:
    assert visible(words) == words
