"""The weights fit the data they say they were learnt from."""

from __future__ import annotations

from knowledge.vietnamese.words import load_language
from tests import calibrate


def test_the_weights_are_learnt_from_the_questions_there_are() -> None:
    """`python -m tests.calibrate` makes them anew."""
    learnt = load_language("learnt")
    assert isinstance(learnt, dict)
    assert learnt["data"] == calibrate.data()
