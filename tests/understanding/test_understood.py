"""What one sentence tells: the kind of trouble, where and when; nothing where nobody is sure."""

from pathlib import Path

import pytest

from bot.city.city import City
from bot.city.places import places_in
from bot.understanding.suggest import told
from knowledge.answering.engine import Answerer
from knowledge.load import load_plans
from knowledge.vietnamese.words import read_yaml

SAID: list[list[str]] = read_yaml(Path(__file__).with_name("understood_said.yaml"))


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(load_plans())


@pytest.mark.parametrize(("text", "category", "place", "happened"), SAID)
def test_category_place_and_time(
    text: str, category: str, place: str, happened: str, city: City, answerer: Answerer
) -> None:
    found = places_in(text, city)
    alone = [each.span for each in found if not each.is_unit]
    said = told(text, [each.span for each in found], alone)
    guess = answerer.answer(text).category or ""
    guess = guess if city.category(guess) else ""
    assert (guess, said.place, said.happened) == (category, place, happened)
