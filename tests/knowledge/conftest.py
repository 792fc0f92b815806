"""One knowledge and one answerer for all tests: both are frozen."""

import pytest

from knowledge.answering.engine import Answerer
from knowledge.load import Knowledge, load_plans


@pytest.fixture(scope="session")
def plans() -> Knowledge:
    return load_plans()


@pytest.fixture(scope="session")
def answerer(plans: Knowledge) -> Answerer:
    return Answerer(plans)
