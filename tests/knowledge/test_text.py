"""Letters, tones, keys, short forms and slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vietnamese.keys import decoded
from knowledge.vietnamese.text import (
    fold,
    is_syllable,
    nfc,
    one_tone_place,
    slug,
    sound,
    tidy,
    tokens,
)
from knowledge.vietnamese.vocabulary import Vocabulary
from knowledge.vietnamese.words import KnownWords, Reader, as_written


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Lê Duẩn", "duong le duan"),
        ("ĐOÀN KẾT", "doan ket"),
        ("quy hoa\u0323ch", "quy hoach"),
        ("đô thị loại II", "do thi loai ii"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("uỷ ban", "ủy ban"),
        ("THUỶ", "THỦY"),
        ("khoẻ", "khỏe"),
        ("hoàn", "hoàn"),  # closed syllables have one spelling
        ("quý", "quý"),  # the u belongs to the q
        ("toán", "toán"),
    ],
)
def test_one_tone_place(new: str, old: str) -> None:
    assert one_tone_place(new) == nfc(old)


def test_tokens_keep_figures_and_part_units() -> None:
    assert tokens("Đạt 6-8m2, 29,1m² & 90%!!!") == (
        *("đạt", "6", "8", "mét", "vuông", "29,1", "mét", "vuông", "90", "phần", "trăm"),
    )


def test_letters_typed_over_and_over() -> None:
    assert tidy("đẹppppp\u200b ơiiii") == "đẹp ơi"
    assert tidy("mục III") == "mục iii"


def test_slug() -> None:
    assert slug("Kế hoạch 2030 (bản cuối)") == "ke-hoach-2030-ban-cuoi"


@pytest.mark.parametrize("word", ["nghiêng", "quy", "hoach", "gì", "yêu", "uống", "khuỷu"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hoachj", "ddoo", "nguwowif", "sms", "gpxd"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("hoachj", "hoạch"),
        ("nguwowif", "người"),
        ("dduwowngf", "đường"),
        ("truwongf", "trường"),
        ("ddoo", "đô"),
        ("hoaf", "hòa"),
        ("quys", "quý"),
        ("xuaats", "xuất"),
        ("hoa5ch", "hoạch"),
        ("d9o6", "đô"),
        ("nguoi72", "người"),
        ("thi5", "thị"),
    ],
)
def test_keys_sent_as_typed(typed: str, reading: str) -> None:
    assert decoded(typed) == reading


@pytest.mark.parametrize("word", ["sms", "gpxd", "2030", "html"])
def test_what_spells_nothing_is_left_alone(word: str) -> None:
    assert decoded(word) is None


@pytest.mark.parametrize(
    ("first", "second"), [("sử", "xử"), ("chộm", "trộm"), ("lào", "nào"), ("dời", "rời")]
)
def test_what_sounds_alike(first: str, second: str) -> None:
    assert sound(fold(first)) == sound(fold(second))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(
        KnownWords.of(["Rà soát, điều chỉnh quy hoạch đô thị", "GIS", "cây xanh bao nhiêu"])
    )


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("QH ĐT", "quy hoạch đô thị"),
        ("UBND TP", "ủy ban nhân dân thành phố"),
        ("NQ06", "nghị quyết 06"),
        ("quy hoachj ddoo thij", "quy hoạch đô thị"),
        ("bn cây hk z", "bao nhiêu cây không vậy"),
        ("GIS", "gis"),
        ("", ""),
    ],
)
def test_short_forms_are_spelt_out(reader: Reader, typed: str, reading: str) -> None:
    assert reader.read(typed).typed.strip() == reading


def test_a_slip_is_mended_beside_a_known_word(reader: Reader) -> None:
    assert reader.read("ra xoat").plain == " ra soat "


def test_a_word_of_another_matter_is_not_mended(reader: Reader) -> None:
    assert reader.read("nấu xoat").plain == " nau xoat "


@pytest.mark.parametrize("text", ["bến xe", "đập tràn", "rừng trồng", "trạm cấp nước"])
def test_a_word_counts_that_has_only_the_letters_of_a_stop_word(text: str) -> None:
    words = list(Vocabulary().words(as_written(text)))
    assert all(fold(word) in words for word in text.split())


def test_a_phrase_that_tells_nothing_takes_no_other_word_with_it() -> None:
    words = set(Vocabulary().words(as_written("chủ yếu do chủ rừng đóng góp theo đề án")))
    assert {"=chủ", "=đóng", "=đề"} <= words
    assert "yeu" not in words
