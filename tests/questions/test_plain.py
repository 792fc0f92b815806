"""A plain question without its mark is answered, whatever its words sound like."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.questions.plain import is_plain_question
from bot.router import Router
from tests.knowledge.town_plans import answering, text_plan
from tests.town import Town

BODY = (
    "I. NHIỆM VỤ",
    "1. Xe ép rác chạy tuyến chợ Suối Lụa mỗi tuần 05 chuyến, từ 4 giờ đến 6 giờ sáng.",
    "2. Đèn chiếu sáng ngõ xóm tắt lúc 23 giờ, trừ ngõ vào trạm y tế xã.",
    "3. Phòng Kinh tế xã phát cuốc, xẻng cho đội dân phòng mở rãnh thoát nước.",
)


@pytest.fixture
def lit(tools: Tools, tmp_path: Path) -> Tools:
    """Tools that answer from a plan of lamps and refuse."""
    answerer = answering(text_plan(tmp_path, *BODY))
    return replace(tools, knowledge=answerer.knowledge, answerer=answerer)


@pytest.mark.parametrize(
    "words",
    ["xe rác một tuần đi mấy chuyến", "mấy giờ đèn ngõ tắt", "đèn ngõ xóm mấy giờ thì tắt"],
)
async def test_it_is_answered(town: Town, lit: Tools, words: str) -> None:
    assert lit.understanding.understand(words).intent != "ask", "else it shows nothing"
    an = Town(town.database, Router(lit), town.media, town.clock).person("an")
    await an.says(words)
    assert "Kế hoạch viết" in an.heard


@pytest.mark.parametrize(
    "words",
    ["xe rác bỏ cả xóm tôi tuần nay rồi", "đèn ngõ khuya nào cũng tắt ngóm",
     "xe rác ở đường Lê Lợi một tuần đi mấy chuyến", "bao giờ mới có người tới dọn dẹp đây"],
)  # fmt: skip
def test_a_complaint_or_what_the_plan_does_not_tell_stays_what_it_was(
    lit: Tools, words: str
) -> None:
    understood = lit.understanding.understand(words)
    assert not is_plain_question(words, understood, lit.answerer)


@pytest.mark.parametrize(
    ("place", "is_plain"),
    [("chợ Suối Lụa", True), ("trước chợ Suối Lụa", True), ("chợ Nà Pù", False)],
)
def test_a_place_that_the_plan_s_sentence_names_is_asked_about(
    lit: Tools, place: str, is_plain: bool
) -> None:
    words = f"xe rác chạy tuyến {place} một tuần mấy chuyến"
    understood = replace(lit.understanding.understand(words), intent="report", place=place)
    assert is_plain_question(words, understood, lit.answerer) == is_plain
