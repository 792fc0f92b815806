"""That the plan does not name something never stands beside a sentence which does."""

from pathlib import Path

import pytest

from knowledge.answering.citing import NAMED, lacking, tells
from knowledge.answering.engine import Answerer
from knowledge.answering.learning import CORPUS, imported
from knowledge.answering.search import Passage
from knowledge.vietnamese.vocabulary import Vocabulary
from knowledge.vietnamese.words import as_written
from tests.knowledge.town_plans import answering, table_plan, text_plan

STREETS = (
    ("TT", "Tuyến phố", "Đoạn", "Chiều dài (m)", "Năm thực hiện"),
    ("1", "Phố Lê Lợi", "Từ ngã tư Cầu đến chợ", "750", "2026"),
    ("2", "Phố Trần Phú", "Từ bưu điện đến bến xe", "1.200", "2027"),
)


@pytest.fixture(scope="module")
def ward() -> Answerer:
    questions = CORPUS / "dong-hac.jsonl"
    place = (CORPUS / "dong-hac.place").read_text(encoding="utf-8").strip()
    return Answerer(imported(CORPUS / "dong-hac.txt", place, questions).knowledge)


def passage(answerer: Answerer, words: str) -> Passage:
    return next(passage for passage in answerer.search.passages if words in passage.quote)


def test_a_count_and_a_measure_are_one_figure(tmp_path: Path) -> None:
    plan = text_plan(tmp_path, "I. MỤC TIÊU", "1. Trồng 300 cây ven đường.", "2. Giữ cây xanh.")
    answerer = answering(plan)
    assert lacking(("measure", "count"), passage(answerer, "Trồng 300 cây")) is None
    assert lacking(("measure", "count"), passage(answerer, "Giữ cây xanh")) == "count"


def test_a_year_in_a_cell_of_a_row_is_its_time(tmp_path: Path) -> None:
    answer = answering(table_plan(tmp_path, STREETS)).answer("phố Trần Phú làm năm nào?")
    assert "2027" in answer.citations[0].quote
    assert answer.untold is None


@pytest.mark.parametrize(
    "question",
    [
        "Hỗ trợ kinh phí cho mỗi tổ dân phố mua chổi hết bao nhiêu tiền?",
        "mỗi hộ dân phải nộp bao nhiêu tiền cho tổ dân phố để duy trì tuyến phố?",
        "kinh phí lắp camera ở công viên Hội An là bao nhiêu?",
        "bao giờ lắp xong 120 thùng rác phân loại?",
        "khi nào thì tổ dân phố ký cam kết không lấn chiếm vỉa hè?",
    ],
)
def test_beside_a_refusal_no_sentence_tells_what_it_says_is_missing(
    ward: Answerer, question: str
) -> None:
    answer = ward.answer(question)
    assert answer.nearest or answer.citations
    if answer.outcome == "not_in_plan":
        kinds = [kind for kind in NAMED if NAMED[kind] == answer.kind]
        near = [passage(ward, citation.quote) for citation in answer.nearest]
        assert not any(tells(kind, sentence) for kind in kinds for sentence in near)


def test_a_pledge_is_no_camera() -> None:
    vocabulary = Vocabulary()
    pledge, camera = (
        {term for terms in vocabulary.meanings(as_written(text)) for term in terms}
        for text in ("ký cam kết trồng cam", "camera giám sát")
    )
    assert camera and pledge.isdisjoint(camera)
