"""Wiping messages: taken out of a chat as far as Telegram lets a bot."""

import pytest

from bot.channels.telegram.channel import Telegram
from bot.core.events import Address, Button, Message, Reply
from bot.core.media import Media, nothing_to_see
from tests.botapi import BotApi, Person
from tests.botapi.fixtures import Inbox, Start, api, inbox, media, picture, start, telegram

__all__ = ["Inbox", "Start", "api", "inbox", "media", "start", "telegram"]

PRIVATE_CHAT = Address(chat="7")
ROWS = ((Button(text="Có", data="yes"),),)
ERASED = "LC-7K2M9A: đã xóa"
TOO_LATE = "Bad Request: message can't be deleted for everyone"


@pytest.fixture
def maria(api: BotApi) -> Person:
    return api.person(7, "Maria")


async def wiped(telegram: Telegram, name: str) -> None:
    parts = name.parts if isinstance(name, Message) else ()
    reply = Reply(text=ERASED, edit=name, wipe=True, parts=parts)
    assert await telegram.send(PRIVATE_CHAT, reply) == name
    assert await telegram.send(PRIVATE_CHAT, reply) == name  # again: nothing more, and nothing anew


@pytest.mark.parametrize("count", [0, 1, 3, 12])
@pytest.mark.parametrize("deletes", [True, False])
async def test_words_and_pictures_are_seen_no_more(
    api: BotApi, telegram: Telegram, media: Media, maria: Person, count: int, deletes: bool
) -> None:
    """Within 48 hours what was sent besides is deleted; later it shows nothing of what it was."""
    keys = tuple(media.add_picture(picture(40 + number)) for number in range(count))
    data = {media.read(key) for key in keys}
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Chặt hai cây", photos=keys, buttons=ROWS))
    for key in keys:
        media.erase(key)
    if not deletes:
        api.fail("deleteMessage", 400, times=None, description=TOO_LATE)
    await wiped(telegram, name)
    remaining = maria.screen
    assert {photo for message in remaining for photo in message.photos} & data == set()
    assert all(photo == nothing_to_see() for message in remaining for photo in message.photos)
    assert {message.text for message in remaining} == {ERASED} and remaining[-1].keys == []
    assert len(remaining) == 1 or not deletes


async def test_every_piece_of_a_long_text_goes(telegram: Telegram, maria: Person) -> None:
    name = await telegram.send(
        PRIVATE_CHAT, Reply(text="".join(f"Dòng {n}\n" for n in range(2000)))
    )
    assert len(maria.screen) > 2
    await wiped(telegram, name)
    assert [message.text for message in maria.screen] == [ERASED]
