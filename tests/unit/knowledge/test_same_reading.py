"""However a question is typed, it is the same question."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import Answer, Answerer
from knowledge.load import load_plans
from knowledge.text import fold
from tests.unit.knowledge import judge

ROWS = judge.rows(judge.OWN) + (judge.rows(judge.DEV) if judge.DEV.exists() else [])
QUESTIONS = [row["q"] for row in ROWS]
ANSWERER = Answerer(load_plans())
OUTCOMES = {"answer", "choices", "not_in_plan", "report", "track", "smalltalk"}
OLD_TO_NEW = [("hóa", "hoá"), ("hòa", "hoà"), ("ủy", "uỷ"), ("thủy", "thuỷ"), ("tỏa", "toả")]


def gist(found: Answer) -> tuple[str, str, tuple[str, ...]]:
    return found.outcome, found.kind, tuple(cited.quote for cited in found.citations)


def read_otherwise(answerer: Answerer, typed: Callable[[str], str]) -> list[str]:
    """The questions that get another answer when typed in another way."""
    return [
        question
        for question in QUESTIONS
        if gist(answerer.answer(typed(question))) != gist(answerer.answer(question))
    ]


def test_letters_taken_apart_change_nothing(answerer: Answerer) -> None:
    assert read_otherwise(answerer, lambda typed: unicodedata.normalize("NFD", typed)) == []


def test_the_place_of_the_tone_changes_nothing(answerer: Answerer) -> None:
    def moved(question: str) -> str:
        for old, new in OLD_TO_NEW:
            question = question.replace(old, new)
        return question

    assert sum(moved(question) != question for question in QUESTIONS) >= 3
    assert read_otherwise(answerer, moved) == []


def test_capitals_and_spaces_change_nothing(answerer: Answerer) -> None:
    assert read_otherwise(answerer, lambda typed: f" {typed.upper().replace(' ', '  ')} ") == []


def test_without_marks_nearly_all_is_understood_the_same(answerer: Answerer) -> None:
    """Marks tell words apart, so not all: 95 of 100 are answered by the same first sentence."""
    same = 0
    for question in QUESTIONS:
        plain, marked = answerer.answer(fold(question)), answerer.answer(question)
        same += (plain.outcome, plain.citations[:1]) == (marked.outcome, marked.citations[:1])
    assert same / len(QUESTIONS) >= 0.95


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    found = ANSWERER.answer(text)
    assert found.outcome in OUTCOMES
    assert (found.outcome in {"answer", "choices"}) == bool(found.citations)
