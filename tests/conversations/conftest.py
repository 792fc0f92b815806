import pytest

from bot.conversations import Conversation
from bot.media import Media
from db.engine import Database
from tests.conftest import Clock
from tests.town import Someone, Town


@pytest.fixture
def town(database: Database, conversation: Conversation, media: Media, clock: Clock) -> Town:
    return Town(database, conversation, media, clock)


@pytest.fixture
async def an(town: Town) -> Someone:
    """A resident."""
    return town.person("an")


@pytest.fixture
async def binh(town: Town) -> Someone:
    """An official of the ward."""
    someone = town.person("binh")
    await town.invited(someone, "official", "ubnd_tan_phong")
    return someone


@pytest.fixture
async def front(town: Town) -> Someone:
    """The overseer of the whole city."""
    someone = town.person("front")
    await town.invited(someone, "overseer", "mttq_tinh")
    return someone
