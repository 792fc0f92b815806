import pytest

from bot.conversations import Conversation
from bot.media import Media
from db.engine import Database
from tests.conftest import Clock
from tests.town import Town


@pytest.fixture
def town(database: Database, conversation: Conversation, media: Media, clock: Clock) -> Town:
    return Town(database, conversation, media, clock)
