"""However a question is typed, it is the same question."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answering.engine import Answer, Answerer
from knowledge.vietnamese.text import fold
from tests.knowledge import judge

ROWS = judge.rows(judge.OWN) + (judge.rows(judge.DEV) if judge.DEV.exists() else [])
OUTCOMES = {"answer", "choices", "not_in_plan", "report", "track", "smalltalk"}
OLD_TO_NEW = [("hóa", "hoá"), ("hòa", "hoà"), ("ủy", "uỷ"), ("thủy", "thuỷ"), ("tỏa", "toả")]


Answering = Callable[[str], Answer]


PARTS = [pytest.param(1, id="all", marks=pytest.mark.slow), pytest.param(15, id="every fifteenth")]


@pytest.fixture(params=PARTS)
def questions(request: pytest.FixtureRequest) -> list[str]:
    return [row["q"] for row in ROWS[:: request.param]]


def gist(answer: Answer) -> tuple[str, str, tuple[str, ...]]:
    return answer.outcome, answer.kind, tuple(cited.quote for cited in answer.citations)


def read_otherwise(
    questions: list[str], answer: Answering, typed: Callable[[str], str]
) -> list[str]:
    """The questions that get another answer when typed in another way."""
    return [
        question
        for question in questions
        if gist(answer(typed(question))) != gist(answer(question))
    ]


def share_of_same(questions: list[str], answer: Answering, typed: Callable[[str], str]) -> float:
    """The part of the questions that the same first sentence answers when typed in another way."""
    same = 0
    for question in questions:
        other, marked = answer(typed(question)), answer(question)
        same += (other.outcome, other.citations[:1]) == (marked.outcome, marked.citations[:1])
    return same / len(questions)


def test_letters_taken_apart_change_nothing(questions: list[str], answer: Answering) -> None:
    assert read_otherwise(questions, answer, lambda q: unicodedata.normalize("NFD", q)) == []


def test_the_place_of_the_tone_changes_nothing(questions: list[str], answer: Answering) -> None:
    def moved(question: str) -> str:
        for old, new in OLD_TO_NEW:
            question = question.replace(old, new)
        return question

    changed = [question for question in questions if moved(question) != question]
    assert len(changed) >= 3
    assert read_otherwise(changed, answer, moved) == []


def test_capitals_and_spaces_change_nothing(questions: list[str], answer: Answering) -> None:
    """Of questions: a report in capitals has no names of streets that the plan could lack."""
    reports = {row["q"] for row in ROWS if row["kind"].startswith("intent")}
    others = read_otherwise(questions, answer, lambda q: f" {q.upper().replace(' ', '  ')} ")
    assert set(others) <= reports


def test_without_marks_nearly_all_is_understood_the_same(
    questions: list[str], answer: Answering
) -> None:
    """Marks tell words apart, so not all: 95 of 100 are answered by the same first sentence."""
    assert share_of_same(questions, answer, fold) >= 0.95


_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_DOUBLED = {"â": "aa", "ê": "ee", "ô": "oo", "đ": "dd", "ă": "aw", "ơ": "ow", "ư": "uw"}


def telex(word: str) -> str:
    """A word as the keys of Telex that type it: `hoạch` is `hoachj`."""
    apart = unicodedata.normalize("NFD", word.lower())
    tone = next((mark for mark in apart if mark in _KEYS), "")
    marked = unicodedata.normalize("NFC", apart.replace(tone, "") if tone else apart)
    return "".join(_DOUBLED.get(letter, letter) for letter in marked) + _KEYS.get(tone, "")


def some_in_telex(question: str) -> str:
    """The question with every third marked word typed in Telex, which ones fixed by its letters."""
    chosen = Random(question)
    return re.sub(
        r"[^\W\d_]+",
        lambda match: (
            telex(match[0])
            if fold(match[0]) != match[0].lower() and chosen.random() < 1 / 3
            else match[0]
        ),
        unicodedata.normalize("NFC", question),
    )


def test_keys_of_telex_left_over_are_read_as_what_they_type(
    questions: list[str], answerer: Answerer
) -> None:
    """Not all: `mas` could be `má` or a slip; 97 of 100 questions are read word for word."""
    read = answerer.search.reader.read
    typed = [question for question in questions if some_in_telex(question) != question]
    same = sum(read(some_in_telex(question)).plain == read(question).plain for question in typed)
    assert len(typed) > len(questions) / 2
    assert same / len(typed) >= 0.97


def test_keys_of_telex_left_over_change_no_answer(questions: list[str], answer: Answering) -> None:
    assert share_of_same(questions, answer, some_in_telex) >= 0.97


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(answerer: Answerer, text: str) -> None:
    answer = answerer.answer(text)
    assert answer.outcome in OUTCOMES
    assert (answer.outcome in {"answer", "choices"}) == bool(answer.citations)
