"""A code survives the telephone: any single slip and any two swapped neighbours are noticed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.city.codes import ALPHABET, check_character, code_in, is_code, new_code

bodies = st.text(ALPHABET, min_size=5, max_size=5)


def code_of(body: str) -> str:
    return f"LC-{body}{check_character(body)}"


def test_a_new_code_is_a_code() -> None:
    assert all(is_code(new_code()) for _ in range(200))


def test_no_two_characters_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set("0O1IL5S8BUVZ2") & set(ALPHABET) - {"2"}


@given(bodies, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body: str, at: int, character: str) -> None:
    code = code_of(body)[3:]
    wrong = code[:at] + character + code[at + 1 :]
    assert is_code(f"LC-{wrong}") == (wrong == code)


@given(bodies, st.integers(0, 4))
def test_two_swapped_neighbours_are_noticed(body: str, at: int) -> None:
    code = code_of(body)[3:]
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert is_code(f"LC-{swapped}") == (swapped == code)


@given(bodies)
def test_a_code_is_found_however_it_is_typed(body: str) -> None:
    code = code_of(body)
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        f"xem {code}.",
    ):
        assert code_in(typed) == code
    assert code_in(code[3:].lower(), bare=True) == code


@given(bodies.filter(lambda body: any(map(str.isdigit, body))))
def test_a_code_without_its_prefix_is_found_in_a_sentence(body: str) -> None:
    code = code_of(body)
    six = code[3:]
    spelt = (six.lower(), f"{six[:3]} {six[3:]}", " ".join(six), f"lc {six[:3].lower()} {six[3:]}")
    for typed in spelt:
        assert code_in(f"cho hỏi mã {typed} đến đâu rồi") == code
        assert code_in(typed) == code


def test_what_people_write_besides_is_no_code() -> None:
    for words in ("số 123456", "gọi 0912345678", "nhà 12 ngõ 34 đường 58", "xe 30A12345 đỗ",
                  "cây xanh 2030 bao nhiêu m2", "LC-7K2M9X1"):  # fmt: skip
        assert code_in(words) is None


def test_six_letters_of_a_word_are_no_code() -> None:
    assert code_in("banana") is None
    assert code_in("LC-12") is None
    assert code_in("ALC-234679") is None
