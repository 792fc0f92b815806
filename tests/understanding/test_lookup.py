"""Words looked for with or without diacritics, in large letters or small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.lookup import MARKED, VIETNAMESE, finds, patterns
from knowledge.vietnamese.text import fold

PLACE = "12 đường Trần Phú, cổng trường Đoàn Kết"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trần phú", True),
        ("TRAN PHU", True),
        ("phu tran", True),
        ("trân phú", False),
        ("doan", True),
        ("đoan ket", True),
        ("12 duong", True),
        ("uong", False),
        ("tran phu nua", False),
        (".*", True),
    ],
)
def test_what_is_found(words: str, expected: bool) -> None:
    assert finds(patterns(words), PLACE) is expected


@given(st.text(st.sampled_from(VIETNAMESE), min_size=1, max_size=12))
def test_every_word_is_found_by_itself_and_without_its_marks(word: str) -> None:
    for typed in (word, word.lower(), word.upper(), fold(word)):
        (pattern,) = patterns(typed)
        assert finds([pattern], f"xx {word} yy")
        letters = zip(pattern.rough.strip("%"), fold(word), strict=True)
        assert all(sign == ("_" if char in MARKED else char) for sign, char in letters)


def test_it_is_a_place_or_the_story() -> None:
    both = patterns("trần cây")
    assert finds(both, "đường Trần Phú", "chặt cây") and not finds(both, "Trần Phú", "chặt")
