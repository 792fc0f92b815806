"""Two plans of one place that say something else of the same: both are shown, the newer first."""

from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.questions.conversation import rendered
from bot.texts import without_markup
from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answerer
from tests.knowledge.town_plans import answering, text_plan

OLD, NEW = "ngày 10/01/2024", "ngày 12/02/2026"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = Path(tmp_path_factory.mktemp("both"))
    plans = [
        text_plan(
            folder / name,
            "I. MỤC TIÊU",
            f"1. Trồng mới {trees} cây bóng mát ven đường trước ngày 30/6/{year}.",
            f"2. Tỷ lệ hộ dùng nước sạch đạt {water}% đến năm 2030.",
            "II. TỔ CHỨC THỰC HIỆN",
            f"1. {office} chủ trì trồng cây bóng mát ven đường.",
            number=number,
            day=day,
        )
        for name, trees, year, water, office, number, day in (
            ("old", 100, 2027, 80, "Phòng Kinh tế", "05/KH-UBND", "10 tháng 01 năm 2024"),
            ("new", 300, 2028, 95, "Đoàn Thanh niên", "18/KH-UBND", "12 tháng 02 năm 2026"),
        )
    ]
    return answering(*plans)


def told(tools: Tools, answerer: Answerer, question: str) -> str:
    (exchange,), _ = Dialogue(answerer).answers(question)
    return without_markup(rendered(tools.texts, exchange))


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("trồng mới bao nhiêu cây bóng mát ven đường?", "100 cây", "300 cây"),
        ("ai chủ trì trồng cây bóng mát ven đường?", "Phòng Kinh tế", "Đoàn Thanh niên"),
        ("tỷ lệ hộ dùng nước sạch năm 2030 là bao nhiêu phần trăm?", "80%", "95%"),
        ("kế hoạch này số mấy?", "05/KH-UBND", "18/KH-UBND"),
    ],
)
def test_both_are_shown_with_their_days_the_newer_first(
    tools: Tools, both: Answerer, question: str, old: str, new: str
) -> None:
    text = told(tools, both, question)
    assert -1 < text.find(new) < text.find(old)
    assert -1 < text.find(NEW) < text.find(OLD)


def test_deadlines_and_summaries_go_over_all_plans(tools: Tools, both: Answerer) -> None:
    for question in ("liệt kê tất cả thời hạn của kế hoạch", "tóm tắt kế hoạch"):
        cited = both.answer(question).citations
        assert {citation.plan for citation in cited} == {"plan-1", "plan-2"}
        assert all(citation.source for citation in cited)


def test_what_two_plans_call_alike_is_not_one_item(both: Answerer) -> None:
    answer = both.answer("trồng cây bóng mát ven đường")
    items = [(citation.plan, citation.item) for citation in answer.citations]
    assert len(set(items)) == len(items) > 1
