"""How near two spots are, and how alike two reports are worded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.city.city import City
from bot.city.parts import Duplicates
from bot.reports.duplicates import reminds
from bot.reports.likeness import SAME_WORDS, box_around, distance, likeness, plain, wording

SQUARE = (22.396, 103.458)
UNITS = [plain("phường Tân Phong"), plain("phường Quyết Thắng")]


def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    first, second = wording(*one, UNITS), wording(*other, UNITS)
    assert likeness(first, second) == likeness(second, first)
    return likeness(first, second) >= SAME_WORDS


def test_distance_in_metres() -> None:
    hanoi, saigon = (21.0285, 105.8542), (10.7769, 106.7009)
    assert distance(SQUARE, SQUARE) == 0
    assert distance(hanoi, saigon) == pytest.approx(1_143_900, rel=0.003)
    assert distance(SQUARE, (SQUARE[0] + 0.001, SQUARE[1])) == pytest.approx(111.2, abs=0.1)
    assert distance((0, 0), (0, 180)) == pytest.approx(20_015_115, rel=0.001)


@given(
    st.tuples(st.floats(-89, 89), st.floats(-180, 180)),
    st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    st.floats(1, 500),
)
def test_a_box_holds_all_that_is_near(
    spot: tuple[float, float], away: tuple[float, float], metres: float
) -> None:
    box = box_around(spot, metres)
    second = (spot[0] + away[0] * 0.01, spot[1] + away[1] * 0.01)
    if distance(spot, second) <= metres * 0.999:
        assert box.south <= second[0] <= box.north and box.west <= second[1] <= box.east


@pytest.mark.parametrize("spot", [(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0)])
def test_a_box_at_the_ends_of_the_earth(spot: tuple[float, float]) -> None:
    box = box_around(spot, 50)
    assert box.south < spot[0] < box.north and box.west < spot[1] < box.east


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("trước cổng trường Tân Phong, phường Tân Phong", "Chặt hai cây phượng sáng nay"),
         ("cong truong tan phong", "chat 2 cay phuong")),
        (("số 12 đường Trần Phú", "chặt hai cây phượng"), ("12 Trần Phú", "cây bị cưa ngang gốc")),
        (("không rõ địa chỉ, mô tả: sau bệnh viện tỉnh", "đốn cây"),
         ("gần bệnh viện tỉnh", "đốn mấy cây xà cừ")),
        (("phường Tân Phong", "Chặt hai cây phượng sáng nay"),
         ("số 5 Trần Phú", "chặt hai cây phượng sáng nay")),
    ],
)  # fmt: skip
def test_worded_alike(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the same words of another spot: another street, another house, another school
        (("đường Trần Phú", "cưa cây trước nhà"), ("đường Trần Hưng Đạo", "cưa cây trước nhà")),
        (("số 12 Trần Phú", "chặt hai cây"), ("số 14 Trần Phú", "chặt hai cây")),
        (("cổng trường Tân Phong", "chặt cây"), ("cổng trường Lê Lợi", "chặt cây")),
        # what all descriptions of a spot have in common tells nothing
        (("không rõ địa chỉ, mô tả: gần cây đa", "đốn cây"),
         ("không rõ địa chỉ, mô tả: sau bệnh viện", "đốn cây")),
        # the ward alone, and too few words to be sure
        (("phường Tân Phong", "chặt cây"), ("phường Tân Phong", "chặt cây")),
        (("", ""), ("", "")),
        (("🌳", "!!!"), ("🌳", "!!!")),
    ],
)  # fmt: skip
def test_worded_otherwise(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not alike(one, other)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_words_can_be_compared(place: str, story: str, other: str) -> None:
    score = likeness(wording(place, story, UNITS), wording(other, story, UNITS))
    assert 0 <= score <= 100


@pytest.mark.parametrize(
    ("count", "first", "reached"),
    [(4, 5, None), (5, 5, 5), (9, 5, 5), (10, 5, 10), (39, 5, 20), (40, 5, 40), (3, 1, 2),
     (100, 0, None), (0, 5, None)],
)  # fmt: skip
def test_the_numbers_that_remind(count: int, first: int, reached: int | None) -> None:
    assert reminds(count, first) == reached


def test_same_kind_of_the_city(city: City) -> None:
    assert set(city.same_kind("chat_ha_cay")) == {"chat_ha_cay", "cat_tia_qua_muc"}
    assert city.same_kind("o_nhiem_nuoc") == ("o_nhiem_nuoc",)
    off = city.model_copy(
        update={
            "duplicates": Duplicates(
                metres=50, metres_of={"chat_ha_cay": 0}, same_kind=(("chat_ha_cay", "cay_chet"),)
            )
        }
    )
    assert off.same_kind("chat_ha_cay") == ()
    assert off.same_kind("cay_chet") == ("cay_chet",)
    assert off.metres("chat_ha_cay") == 0 and off.metres("cay_chet") == 50
