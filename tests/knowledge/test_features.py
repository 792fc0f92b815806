"""What the models see of a message."""

import pytest

from knowledge.learning.features import message_features, turn_features, words_of


def test_marks_are_kept_as_evidence() -> None:
    fallen, red = message_features("cây đổ"), message_features("cây đỏ")
    assert {"=cây đổ", "cay do"} <= fallen.keys()
    assert "=cây đỏ" in red and "=cây đổ" not in red
    assert "cay do" in red  # without marks they are the same


def test_a_text_without_marks_has_only_plain_features() -> None:
    assert not any(name.startswith("=") for name in message_features("cay do chan duong"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cây ĐỔ!!!", ["cây", "đổ", "!", "!", "!"]),
        ("số 12/5 ngõ 30", ["số", "0", "0", "ngõ", "0"]),
        ("cayf ddoor", ["cày", "đổ"]),  # Telex keys left as typed
        ("\u0063\u0061\u0302\u0079", ["cây"]),  # decomposed
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_turn_is_seen_beside_what_was_asked() -> None:
    assert "place|khong biet" in turn_features("không biết", "place")
    assert "area|khong biet" not in turn_features("không biết", "place")
    assert "#asks" in turn_features("xong chưa?", "photos")
