"""What a plan calls by name is answered by no sentence about another of its kind."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answerer
from knowledge.answering.proper_names import proper_names, untold
from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. NGHĨA TRANG",
    "1. Mở rộng nghĩa trang Đồi Sim thêm 4 ha, hoàn thành trong năm 2027.",
    "2. Đóng cửa nghĩa trang Bãi Lau, trồng 300 cây keo.",
    "3. Sửa mái Trường Tiểu học Gò Bưởi 2 trong năm 2028.",
    "4. Hồ điều hòa Phú Thọ rộng 12 ha, kè bờ xong trong năm 2029.",
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("names")), *BODY))


def test_names_stand_within_sentences_and_are_no_offices() -> None:
    told = "Nạo vét đầm Cửa Trúc. Giao Sở Xây Dựng và đội Lương Thịnh xử lý."
    assert proper_names([told]) == {"cua truc", "luong thinh"}


@pytest.mark.parametrize(
    ("asked", "told", "name"),
    [
        (" doi sim rong bao nhieu ", " mo rong doi sim ", None),
        (" doi sim rong bao nhieu ", " dong cua bai lau ", "doi sim"),
        (" doi sim hay go buoi rong hon ", " mo rong doi sim ", None),
        (" truong go buoi 1 sua chua ", " truong go buoi 2 ", "go buoi"),
        (" truong go buoi sua chua ", " truong go buoi 2 ", None),
        (" ho rong bao nhieu ", " dong cua bai lau ", None),
    ],
)
def test_a_name_is_told_with_its_number(asked: str, told: str, name: str | None) -> None:
    assert untold({"doi sim", "go buoi"}, asked, told) == name


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("nghĩa trang Đồi Sim mở rộng thêm bao nhiêu ha?", True),
        ("nghia trang bai lau mo rong them bao nhieu ha", False),
        ("Trường Tiểu học Gò Bưởi 2 sửa mái năm nào?", True),
        ("Trường Tiểu học Gò Bưởi 1 sửa mái năm nào?", False),
        ("Hồ điều hòa Phú Thọ rộng bao nhiêu?", True),
    ],
)
def test_a_sentence_about_another_is_no_answer(
    commune: Answerer, question: str, answered: bool
) -> None:
    assert (commune.answer(question).outcome == "answer") == answered


def test_another_province_is_told_from_where_the_plan_is(commune: Answerer) -> None:
    answer = commune.answer("Sơn La xây bao nhiêu công viên?")
    assert (answer.kind, answer.places) == ("elsewhere", ("xã Suối Lụa",))
