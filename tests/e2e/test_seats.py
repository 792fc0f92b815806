"""The seats of who tries it out: theirs while the page shows them, and nobody's afterwards."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.digests import queries as digests
from bot.people import queries as people
from bot.settings import BadSetting, Settings
from tests.botapi import BotApi

BOTH_DIGESTS = {"official", "overseer"}


pytestmark = pytest.mark.usefixtures("nothing_set")


async def reached(settings: Settings) -> tuple[list[str], set[str]]:
    """Start, and say which chats an agency's new report is told in, and who gets digests."""
    async with App(settings) as app:
        (agency, *_) = app.tools.city.routing
        with app.database.reading() as session:
            chats = people.chats_of_role(session, "official", agency.agency)
            readers = {person.role for _, _, person in digests.active(session) if person}
            return [chat.channel_id for chat in chats], readers


@pytest.mark.parametrize("tried_first", [True, False])
async def test_nobody_is_reached_in_a_seat_that_is_not_shown(tried_first: bool) -> None:
    async with BotApi() as api:
        trying = Settings()
        serving = Settings(telegram_bot_token=SecretStr(api.token), telegram_api_url=api.url)
        shown = (["seat:official"], BOTH_DIGESTS)
        if tried_first:
            assert await reached(trying) == shown
        assert await reached(serving) == ([], set())
        assert await reached(trying) == shown, "and back again"
        assert await reached(serving) == ([], set())


async def test_one_process_on_a_sqlite_file_by_whatever_name(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "data")
    file = tmp_path / "data" / "dangiamsat.db"
    for other in (
        Settings(data_dir=tmp_path / "link"),
        Settings(database_url=f"sqlite:///{file}", data_dir=tmp_path / "other"),
    ):
        async with App(Settings()):
            with pytest.raises(BadSetting, match=f"already runs on {file}"):
                await App(other).__aenter__()
        async with App(other):
            pass
