"""Figures that are asked for: of two years, and of a plan for which nobody wrote a name."""

from pathlib import Path

import pytest

from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answer, Answerer
from knowledge.answering.figures import asked_figures
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import as_written
from tests.knowledge.town_plans import GOALS, answering, table_plan, text_plan

WATER, ROADS = "Tỷ lệ hộ dùng nước sạch", "Đường bê tông"


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(table_plan(Path(tmp_path_factory.mktemp("goals")), GOALS))


def shown(answer: Answer) -> list[tuple[str, str]]:
    return [(target.name, target.shown) for target in answer.targets]


@pytest.mark.parametrize(
    "question",
    ["so sánh 2025 với 2030", "so sánh năm 2025 và năm 2030", "2025 khác 2030 chỗ nào?"],
)
def test_two_years_are_compared_in_all_that_both_have(answerer: Answerer, question: str) -> None:
    (exchange,), _ = Dialogue(answerer).answers(question)
    answer = exchange.answer
    assert (answer.outcome, answer.kind) == ("answer", "compare")
    by_measure: dict[str, list[int]] = {}
    for target in answer.targets:
        by_measure.setdefault(target.measure, []).append(target.last_year)
    assert {"cay_xanh", "nha_o", "dat_giao_thong", "phan_khu", "chi_tiet"} <= by_measure.keys()
    assert all(len(years) == 2 for years in by_measure.values())
    assert all(target.said in target.quote for target in answer.targets)


def test_a_cremation_is_no_rise() -> None:
    for words, compares in (("tỷ lệ hỏa táng bao nhiêu", False), ("giá chè tăng bao nhiêu", True)):
        for typed in (words, fold(words)):
            assert asked_figures(as_written(typed), ()).compare == compares


def test_of_a_plan_that_was_only_imported_too(commune: Answerer) -> None:
    answer = commune.answer("so sánh 2026 với 2030")
    assert shown(answer) == [
        (WATER, "≥ 90 %"),
        (WATER, "100 %"),
        (ROADS, "15 km"),
        (ROADS, "20 km"),
    ]


def test_where_no_figure_is_set_for_both_years_that_is_said(answerer: Answerer) -> None:
    (exchange,), _ = Dialogue(answerer).answers("so sánh 2025 với 2040")
    assert (exchange.answer.outcome, exchange.answer.kind) == ("not_in_plan", "not_compared")


@pytest.mark.parametrize(
    ("question", "kind", "figures"),
    [
        ("so sánh tỷ lệ hộ dùng nước sạch 2026 và 2030", "compare", ["≥ 90 %", "100 %"]),
        ("nước sạch năm 2030 bao nhiêu phần trăm", "figure", ["100 %"]),
        ("đường bê tông 2026 so với 2030 tăng bao nhiêu?", "compare", ["15 km", "20 km"]),
    ],
)
def test_a_figure_that_nobody_gave_a_name_is_told_by_its_own(
    commune: Answerer, question: str, kind: str, figures: list[str]
) -> None:
    answer = commune.answer(question)
    assert (answer.kind, [value for _, value in shown(answer)]) == (kind, figures)


def test_no_figure_is_told_of_what_has_none(commune: Answerer) -> None:
    assert commune.answer("ai kiểm tra cây xanh năm 2026?").targets == ()
    assert commune.answer("trạm y tế năm 2030 có mấy trạm?").targets == ()


def test_how_things_were_stands_in_the_row_and_is_no_figure_set(commune: Answerer) -> None:
    answer = commune.answer("năm 2025 nước sạch là bao nhiêu phần trăm")
    assert answer.targets == () and "82,5" in answer.citations[0].quote


def test_a_figure_of_a_heading_is_shown_with_what_it_leads_to(tmp_path: Path) -> None:
    heading = "Kinh phí thực hiện giai đoạn 2026 - 2030 là 21,4 tỷ đồng, trong đó:"
    lines = ("I. NGUỒN LỰC", f"1. {heading}", "a) Ngân sách xã 15 tỷ đồng;", "b) Vận động 6 tỷ.")
    answer = answering(text_plan(tmp_path, *lines)).answer(
        "Kinh phí thực hiện giai đoạn 2026 - 2030 là bao nhiêu?"
    )
    shares = ["Ngân sách xã 15 tỷ đồng;", "Vận động 6 tỷ."]
    assert [citation.quote for citation in answer.citations] == [heading, *shares]


def test_a_year_within_those_of_the_plan_is_not_beyond_it(tmp_path: Path) -> None:
    lines = ("I. MỤC TIÊU", "1. Sau năm 2030, đến năm 2035 xây thêm 12 nhà văn hóa bản.")
    commune = answering(text_plan(tmp_path, *lines))
    answer = commune.answer("từ 2033 đến 2035 xây mấy nhà văn hóa bản?")
    assert (answer.outcome, answer.citations[0].item) == ("answer", "I.1")
    assert commune.answer("năm 2041 xây mấy nhà văn hóa bản?").kind == "period"
