"""What was shown and is to be seen no more: taken out of a chat as far as Telegram lets a bot."""

from __future__ import annotations

import pytest

from bot.channels.telegram.channel import Telegram
from bot.core.events import Address, Button, Message, Reply
from bot.core.media import Media, nothing_to_see
from tests.botapi import BotApi, Person
from tests.botapi.fixtures import Inbox, Start, api, inbox, media, picture, start, telegram

__all__ = ["Inbox", "Start", "api", "inbox", "media", "start", "telegram"]

HERE = Address(chat="7")
ROWS = ((Button(text="Có", data="yes"),),)
GONE = "LC-7K2M9A: đã xóa"
TOO_LATE = "Bad Request: message can't be deleted for everyone"


@pytest.fixture
def maria(api: BotApi) -> Person:
    return api.person(7, "Maria")


async def wiped(telegram: Telegram, name: str) -> None:
    parts = name.parts if isinstance(name, Message) else ()
    gone = Reply(text=GONE, edit=name, wipe=True, parts=parts)
    assert await telegram.send(HERE, gone) == name
    assert await telegram.send(HERE, gone) == name  # again: nothing more, and nothing anew


@pytest.mark.parametrize("count", [0, 1, 3, 12])
@pytest.mark.parametrize("deletes", [True, False])
async def test_words_and_pictures_are_seen_no_more(
    api: BotApi, telegram: Telegram, media: Media, maria: Person, count: int, deletes: bool
) -> None:
    """Within 48 hours what was sent besides is deleted; later it shows nothing of what it was."""
    keys = tuple(media.add_picture(picture(40 + number)) for number in range(count))
    data = {media.read(key) for key in keys}
    name = await telegram.send(HERE, Reply(text="Chặt hai cây", photos=keys, buttons=ROWS))
    for key in keys:
        media.erase(key)
    if not deletes:
        api.fail("deleteMessage", 400, times=None, description=TOO_LATE)
    await wiped(telegram, name)
    left = maria.screen
    assert {photo for one in left for photo in one.photos} & data == set()
    assert all(photo == nothing_to_see() for one in left for photo in one.photos)
    assert {one.text for one in left} == {GONE} and left[-1].keys == []
    assert len(left) == 1 or not deletes


async def test_every_piece_of_a_long_text_goes(telegram: Telegram, maria: Person) -> None:
    name = await telegram.send(HERE, Reply(text="".join(f"Dòng {n}\n" for n in range(2000))))
    assert len(maria.screen) > 2
    await wiped(telegram, name)
    assert [one.text for one in maria.screen] == [GONE]
