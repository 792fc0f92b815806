"""A question that names its document (`kế hoạch`, `đề án`) is answered as one that does not."""

from pathlib import Path

import pytest

from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. KINH PHÍ",
    "Tổng kinh phí năm 2026 là 4.215 triệu đồng.",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Trạm Y tế xã phun thuốc diệt muỗi mỗi quý một lần.",
    "2. Hội Nông dân xã tập huấn ủ phân hữu cơ cho 60 hộ.",
)


@pytest.mark.parametrize(
    "question",
    ["đề án này hết bao nhiêu tiền?", "tổng kinh phí của kế hoạch là bao nhiêu?",
     "cả chương trình tốn tổng cộng bao nhiêu kinh phí"],
)  # fmt: skip
def test_what_it_costs(tmp_path: Path, question: str) -> None:
    answer = answering(text_plan(tmp_path, *BODY)).answer(question)
    assert answer.outcome == "answer", answer.why
    assert "4.215 triệu đồng" in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["kế hoạch mua mấy xe cứu hỏa?", "kế hoạch có xây cầu treo không?"]
)
def test_what_it_does_not_tell_is_refused_all_the_same(tmp_path: Path, question: str) -> None:
    assert answering(text_plan(tmp_path, *BODY)).answer(question).outcome == "not_in_plan"
