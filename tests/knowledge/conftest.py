"""One knowledge for all tests: it is frozen."""

from collections.abc import Callable
from functools import cache

import pytest

from knowledge.answering.engine import Answer, Answerer
from knowledge.load import Knowledge, load_plans


@pytest.fixture(scope="session")
def plans() -> Knowledge:
    return load_plans()


@pytest.fixture(scope="session")
def answer(answerer: Answerer) -> Callable[[str], Answer]:
    """Answers each question once a run."""
    return cache(answerer.answer)
