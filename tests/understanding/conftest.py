"""The models that come with the product, and understanding for the city in the repository."""

import pytest

from bot.city.city import load_city
from bot.understanding.model import Model
from bot.understanding.reading import Understanding


@pytest.fixture(scope="session")
def model() -> Model:
    return Model.load()


@pytest.fixture(scope="session")
def understanding(model: Model) -> Understanding:
    return Understanding(model, load_city())
