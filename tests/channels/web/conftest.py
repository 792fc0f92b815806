"""The fixtures of the page, for every test of it."""

from tests.channels.web.page_fixtures import me_fixture
from tests.channels.web.web_fixtures import seats_fixture, site_fixture, sqlite

__all__ = ["me_fixture", "seats_fixture", "site_fixture", "sqlite"]
