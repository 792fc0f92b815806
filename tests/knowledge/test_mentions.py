"""All that a plan says of something is listed, whatever the gate thinks of each sentence."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answerer
from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. MỤC TIÊU",
    "1. Bảo vệ cây xanh đường phố.",
    "2. Xây mới chợ xã.",
    "II. NHIỆM VỤ",
    "1. Trồng mới 300 cây xanh ven suối.",
    "2. Cấm đóng đinh vào cây xanh.",
    "3. Thu gom chất thải rắn sinh hoạt hằng ngày.",
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    plan = text_plan(Path(tmp_path_factory.mktemp("mentions")), *BODY)
    return answering(plan.model_copy(update={"title": "KẾ HOẠCH Phát triển cây xanh"}))


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("kế hoạch nói gì về cây xanh", {"I.1", "II.1", "II.2"}),
        ("ke hoach noi gi ve cay xanh", {"I.1", "II.1", "II.2"}),
        ("kế hoạch đề cập gì tới rác thải?", {"II.3"}),
        ("có gì về chợ xã trong kế hoạch không", {"I.2"}),
        ("Kế hoạch có nhắc gì đến cây xanh không?", {"I.1", "II.1", "II.2"}),
    ],
)
def test_each_sentence_that_holds_it_is_listed(
    commune: Answerer, question: str, items: set[str]
) -> None:
    answer = commune.answer(question)
    assert (answer.outcome, answer.kind) == ("answer", "section")
    assert {citation.item for citation in answer.citations} == items


def test_of_what_it_does_not_hold_nothing_is_listed(commune: Answerer) -> None:
    assert commune.answer("kế hoạch nói gì về sân bay").outcome == "not_in_plan"
    assert commune.answer("kế hoạch nói gì về phường Tân Phong").outcome == "not_in_plan"
