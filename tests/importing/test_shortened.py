"""The abbreviations that a document makes itself are terms of its plan."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answerer
from knowledge.importing.shortened import abbreviations
from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. MỤC TIÊU",
    "1. Hỗ trợ 120 hộ có nhà ở không an toàn (NKAT) sửa mái, thay cột trong hai năm.",
    "2. Xây 03 điểm tập kết vật liệu xây dựng (sau đây viết tắt là VLXD) ở đầu xã.",
    "II. GIẢI PHÁP",
    "1. Xe chở VLXD không chạy qua chợ từ 6 giờ đến 8 giờ.",
    "2. Trạm y tế khám bệnh cho người cao tuổi mỗi quý một lần.",
)


@pytest.mark.parametrize(
    ("text", "word", "full"),
    [
        ("thu gom chất thải y tế (CTYT) hằng ngày", "CTYT", "chất thải y tế"),
        ("về nhà ở xã hội (sau đây gọi tắt là NƠXH);", "NƠXH", "nhà ở xã hội"),
        ("phòng, chống và khắc phục lũ (PCKPL)", "PCKPL", "phòng, chống và khắc phục lũ"),
        ("Tổ tự quản đường phố (“TQĐP”)", "TQĐP", "tự quản đường phố"),
    ],
)
def test_an_abbreviation_stands_for_the_words_of_its_letters(
    text: str, word: str, full: str
) -> None:
    assert [(term.word, term.stands_for) for term in abbreviations([text])] == [(word, full)]


@pytest.mark.parametrize(
    "text", ["trồng cây xanh (ABC)", "đoạn qua xã (có mái che)", "(NKAT)", "Bộ luật (XHCN): sửa"]
)
def test_what_else_stands_in_brackets_is_none(text: str) -> None:
    assert abbreviations([text]) == ()


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("short")), *BODY))


def test_what_an_abbreviation_is_answers_the_sentence_that_makes_it(commune: Answerer) -> None:
    for question in ("VLXD là gì?", "vlxd viết tắt của từ gì"):
        answer = commune.answer(question)
        assert (answer.outcome, answer.citations[0].item) == ("answer", "I.2")
        assert [term.word for term in answer.terms] == ["VLXD"]


@pytest.mark.parametrize("what", ["xe chở vật liệu xây dựng", "xe chở VLXD", "xe cho vlxd"])
def test_spelt_out_or_not_it_is_the_same_in_the_search(commune: Answerer, what: str) -> None:
    answer = commune.answer(f"{what} không được chạy qua chợ lúc mấy giờ?")
    assert (answer.outcome, answer.citations[0].item) == ("answer", "II.1")
    passage = commune.candidates(f"{what} chạy qua chợ lúc mấy giờ?")[0]
    assert {"vat lieu", "xay dung"} <= passage.own_terms
