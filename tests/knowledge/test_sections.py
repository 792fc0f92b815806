"""Parts asked for by the document's own numbers: articles, points, chapters, appendices."""

from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.questions.conversation import rendered
from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answerer
from tests.knowledge.town_plans import TASKS, answering, table_plan, text_plan

ARTICLES = (
    "Chương I. QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi",
    "1. Áp dụng cho các bản.",
    "2. Mục tiêu:",
    "a) Trồng 300 cây xanh;",
    "b) Làm 02 sân chơi;",
    "Chương II. THỰC HIỆN",
    "Điều 2. Tổ chức",
    "1. Phòng Kinh tế lập dự toán.",
)


@pytest.fixture(scope="module")
def decision(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("articles")), *ARTICLES))


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("Điều 2 quy định gì", ["Phòng Kinh tế lập dự toán."]),
        ("dieu 2 noi gi", ["Phòng Kinh tế lập dự toán."]),
        ("chương II nói gì", ["Phòng Kinh tế lập dự toán."]),
        ("điều 1 khoản 2 điểm b", ["Làm 02 sân chơi;"]),
        ("điểm b khoản 2 Điều 1 nói gì", ["Làm 02 sân chơi;"]),
    ],
)
def test_a_part_is_told_by_its_own_number(
    decision: Answerer, question: str, quotes: list[str]
) -> None:
    answer = decision.answer(question)
    assert (answer.outcome, answer.kind) == ("answer", "section")
    assert [citation.quote for citation in answer.citations] == quotes


def test_an_article_of_a_law_or_one_that_is_not_there_is_none_of_it(decision: Answerer) -> None:
    for question in ("Điều 9 nói gì", "Điều 2 Luật Đất đai quy định gì"):
        assert decision.answer(question).kind != "section"


def test_an_appendix_is_told_and_called_by_its_number(tools: Tools, tmp_path: Path) -> None:
    answerer = answering(table_plan(tmp_path, TASKS))
    (exchange,), _ = Dialogue(answerer).answers("phụ lục I có gì")
    assert [c.item for c in exchange.answer.citations] == ["Phụ lục I.1", "Phụ lục I.2"]
    assert "Phụ lục I.1 của kế hoạch" in rendered(tools.texts, exchange)
