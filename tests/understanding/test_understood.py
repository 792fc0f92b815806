"""Category, place and time read out of one sentence; empty where they are uncertain."""

from pathlib import Path

import pytest

from bot.city.city import City
from bot.city.places import places_in
from bot.understanding.suggest import suggestion
from knowledge.answering.engine import Answerer
from knowledge.load import load_plans
from knowledge.vietnamese.words import read_yaml

SENTENCES: list[list[str]] = read_yaml(Path(__file__).with_name("understood_said.yaml"))


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(load_plans())


@pytest.mark.parametrize(("text", "category", "place", "happened"), SENTENCES)
def test_category_place_and_time(
    text: str, category: str, place: str, happened: str, city: City, answerer: Answerer
) -> None:
    places = places_in(text, city)
    alone = [known_place.span for known_place in places if not known_place.is_unit]
    result = suggestion(text, [known_place.span for known_place in places], alone)
    guess = answerer.answer(text).category or ""
    guess = guess if city.category(guess) else ""
    assert (guess, result.place, result.happened) == (category, place, happened)
