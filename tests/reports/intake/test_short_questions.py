"""Every question of the round is short, and begins with a sign."""

import pytest

from bot.core.turn import Tools
from bot.reports.draft import ReportDraft

AGENCY = "Ủy ban MTTQ Việt Nam tỉnh Lai Châu"
SIGNS = "📣📍📌📷💬👤⏰❓"
QUESTIONS: dict[str, dict[str, object]] = {
    "ask_category": {"description": ""},
    "ask_group": {},
    "ask_place": {"draft": ReportDraft()},
    "ask_place_described": {},
    "ask_area": {"beyond": False},
    "ask_photos": {"count": 0, "most": 10},
    "ask_description": {"draft": ReportDraft()},
    "ask_happened": {"draft": ReportDraft()},
    "ask_name": {"agency": AGENCY, "denounces": False},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_short_and_has_a_sign(tools: Tools, name: str) -> None:
    text = tools.texts.plain(f"report.{name}", **QUESTIONS[name])
    assert len(text) <= 140 and text[0] in SIGNS


def test_so_are_the_further_questions(tools: Tools) -> None:
    for question in tools.city.extra_questions:
        text = tools.texts.plain("report.ask_details", question=question.text)
        assert len(text) <= 140 and text[0] in SIGNS


def test_with_long_words_of_the_resident_it_is_short_too(tools: Tools) -> None:
    text = tools.texts.plain("report.ask_category", description="chặt cây " * 50)
    assert len(text) <= 140
