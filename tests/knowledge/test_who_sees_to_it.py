"""Who sees to something is found alike, whichever way it is asked, by the sentence with a doer."""

from pathlib import Path

import pytest

from knowledge.answering.engine import Answerer
from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. MỤC TIÊU",
    "1. Vỉa hè các tuyến phố chính thông thoáng.",
    "2. Rác thải được thu gom hằng ngày.",
    "II. PHÂN CÔNG",
    "1. Phòng Kinh tế",
    "- Chủ trì kẻ vạch sơn vỉa hè, trồng cây ven đường.",
    "2. Công an xã",
    "- Cung cấp hình ảnh xử phạt hành vi đổ rác.",
    "3. Công ty Môi trường",
    "- Thu gom, vận chuyển rác thải sinh hoạt.",
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("doers")), *BODY))


@pytest.mark.parametrize(
    "asking",
    [
        "ai chịu trách nhiệm về",
        "ai lo",
        "ai lo chuyện",
        "cơ quan nào chịu trách nhiệm về",
        "đơn vị nào phụ trách",
        "đơn vị nào lo việc",
    ],
)
@pytest.mark.parametrize(("thing", "item"), [("vỉa hè", "II.1.1"), ("thu gom rác", "II.3.1")])
def test_the_sentence_with_a_doer_answers(
    commune: Answerer, asking: str, thing: str, item: str
) -> None:
    answer = commune.answer(f"{asking} {thing}?")
    assert answer.outcome == "answer"
    assert answer.citations[0].item == item
