"""Words typed instead of a button count as pressed only as the whole message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import typed


@pytest.mark.parametrize(
    ("question", "words", "choice"),
    [
        ("consent", "Đồng ý", "yes"),
        ("consent", "dạ em đồng ý ạ", "yes"),
        ("consent", "KHÔNG ĐỒNG Ý", "no"),
        ("area", "toi khong biet", "unknown"),
        ("place", "Không rõ địa chỉ.", "unknown"),
        ("photos", "không có ảnh ạ", "done"),
        ("photos", "xoá hết ảnh", "none"),
        ("identity", "ẩn danh nhé", "anonymous"),
        ("identity", "hien ten", "shown"),
        ("preview", "gửi đi", "send"),
        ("preview", "ok gửi", "send"),
        ("preview", "Hủy", "drop"),
        ("preview", "huỷ", "drop"),
        ("preview", "vâng ạ", "again"),
        ("preview", "đã gửi", None),
        ("preview", "gửi chưa?", None),
        ("preview", "gửi?", None),
        ("preview", "chưa gửi", None),
        ("preview", "gửi thêm một câu", None),
        ("preview", "🌳", None),
        ("photos", "không có ai ở đó", None),
        ("description", "không có", None),
        ("category", "Quay lại", "back"),
        ("place", "dạ trở lại ạ", "back"),
        ("description", "quay lai", "back"),
        ("place", "quay lại chỗ cổng trường", None),
        ("place", "quay lại?", None),
        ("description", "hủy", None),
        ("name", "Huy", None),
        ("name", "Gửi", None),
    ],
)
def test_choices(question: str, words: str, choice: str | None) -> None:
    assert typed.choice(question, words) == choice


def test_what_was_there_is_kept_only_where_somebody_went_back() -> None:
    assert typed.choice("description", "Giữ như cũ") is None
    assert typed.choice("description", "Giữ như cũ", changing=True) == "keep"
    assert typed.choice("description", "ok", changing=True) is None


@pytest.mark.parametrize(
    ("words", "pressed"),
    [
        ("Gửi", "✅ Gửi, chờ 5 ngày làm việc"),
        ("dạ gui a", "✅ Gửi, chờ 5 ngày làm việc"),
        ("gửi, chờ 5 ngày làm việc", "✅ Gửi, chờ 5 ngày làm việc"),
        ("cho 2 ngay", "Chờ 2 ngày"),
        ("Bỏ đi", "Bỏ"),
        ("gùi", None),
        ("bò", None),
        ("gửi?", None),
        ("ok ạ", None),
        ("", None),
    ],
)
def test_a_label_is_typed_with_its_marks_or_with_none(words: str, pressed: str | None) -> None:
    labels = ["✅ Gửi, chờ 5 ngày làm việc", "Chờ 2 ngày", "Bỏ"]
    number = typed.label(words, labels)
    assert (None if number is None else labels[number]) == pressed


def test_no_two_choices_of_a_question_are_typed_alike() -> None:
    for choices in typed.BUTTONS.values():
        phrases = [phrase for group in choices.values() for phrase in group]
        assert len(phrases) == len(set(phrases))


@given(st.sampled_from(sorted(typed.BUTTONS)), st.text(max_size=30))
def test_words_of_their_own_are_never_a_choice(question: str, words: str) -> None:
    assert typed.choice(question, f"{words} cây phượng") is None


@pytest.mark.parametrize(
    ("words", "spot"),
    [
        ("không rõ, mô tả: đối diện cây xăng", "đối diện cây xăng"),
        ("khong biet dia chi, mo ta sau chợ", "sau chợ"),
        ("Không rõ địa chỉ, mô tả: cổng trường", "cổng trường"),
        ("không rõ, mô tả:", None),
        ("đường 30/4, không rõ số", None),
    ],
)
def test_a_spot_described(words: str, spot: str | None) -> None:
    assert typed.described_in(words) == spot


@pytest.mark.parametrize(
    "blank", ["", "\u00ad", "\u200b \u2063", "\u3164", "\u115f\u1160", "\u2800"]
)
def test_nothing_to_see_is_nothing_said(blank: str) -> None:
    assert typed.visible(blank) == ""


@pytest.mark.parametrize("words", ["A\u00adn", "👨‍👩‍👧", "."])
def test_what_can_be_seen_stays(words: str) -> None:
    assert typed.visible(words) == words
