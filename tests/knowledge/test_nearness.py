"""Words that belong together are measured: a noun with what tells it apart, a figure's clause."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answerer
from knowledge.answering.measures import Measures, measured
from knowledge.slots.clauses import telling_clauses
from knowledge.slots.read import read_slots
from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. GIAO THÔNG",
    "1. Mở rộng đường bờ đê lên 7 m, sửa lan can cầu Rạch Sậy, lắp 12 bóng đèn.",
    "2. Cấm xe lôi trên đường bờ đê.",
    "3. Tổ trưởng dân phòng hưởng 900.000 đồng/tháng.",
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("near")), *BODY))


def measures(answerer: Answerer, question: str, quote: str) -> Measures:
    asked = answerer.asked(question)
    hits = answerer.found(asked)
    rank = next(at for at, hit in enumerate(hits) if quote in hit.passage.quote)
    return measured(asked, hits, rank)


def test_what_stands_behind_a_word_held_is_missing(commune: Answerer) -> None:
    name = "missing behind a word held"
    assert measures(commune, "xe lôi có bị cấm không", "Cấm xe lôi")[name] == 0
    assert measures(commune, "xe buýt có bị cấm không", "Cấm xe lôi")[name] > 0


def test_a_clause_that_tells_holds_the_rarest_word(commune: Answerer) -> None:
    name = "clause lacks the rarest word"
    assert measures(commune, "đường bờ đê rộng bao nhiêu mét?", "Mở rộng")[name] == 0
    assert measures(commune, "bao nhiêu mét lan can cầu rạch sậy?", "Mở rộng")[name] > 0


def test_a_clause_is_where_its_figure_stands() -> None:
    text = "Đào 3 giếng, xong trước 30/6/2027, hết 45 triệu đồng."
    clauses = telling_clauses(text, read_slots(text, 2026))
    assert {kind: [text[a:b].strip() for a, b in spans] for kind, spans in clauses.items()} == {
        "count": ["Đào 3 giếng,"],
        "when": ["xong trước 30/6/2027,"],
        "money": ["hết 45 triệu đồng."],
    }
    assert telling_clauses("Đào 3 giếng.", read_slots("Đào 3 giếng.", 2026)) == {}
