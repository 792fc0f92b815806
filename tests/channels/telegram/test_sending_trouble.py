"""Messages of the bot that Telegram refuses, moves, loses or delays."""

import json

import pytest

from bot.channels.telegram.channel import Telegram
from bot.core.events import (
    Address,
    Blocked,
    ChannelError,
    FileGone,
    Moved,
    Place,
    Progress,
    Reply,
    SentMessages,
    TooBig,
    TryLater,
    Unsendable,
)
from bot.core.media import Media
from tests.botapi import BotApi, Group, Person
from tests.botapi.faults import How
from tests.botapi.fixtures import Inbox, Start, api, inbox, media, picture, start, telegram

__all__ = ["api", "group", "inbox", "maria", "media", "start", "telegram"]
from tests.channels.telegram.test_sending import (
    GROUP,
    GROUP_CHAT,
    PRIVATE_CHAT,
    ROWS,
    group,
    maria,
    pictures,
)

# -- what Telegram refuses ---------------------------------------------------------------------


async def test_who_cannot_be_written_to(api: BotApi, telegram: Telegram, maria: Person) -> None:
    await maria.blocks_bot()
    api.person(8, started=False)
    await api.person(9).deactivates()
    for number in (7, 8, 9, 10):
        with pytest.raises(Blocked):
            await telegram.send(Address(chat=str(number)), Reply(text="x"))


async def test_a_group_that_threw_the_bot_out_or_silenced_it(
    telegram: Telegram, group: Group, maria: Person
) -> None:
    for turn_away in (group.kicks_bot, group.mutes_bot):
        await turn_away(maria)
        with pytest.raises(Blocked):
            await telegram.send(GROUP_CHAT, Reply(text="x"))


async def test_a_group_that_takes_words_only(
    telegram: Telegram, media: Media, group: Group
) -> None:
    await group.allows_words_only()
    reply = Reply(
        text="Cây đổ",
        photos=pictures(media, 1),
        place=Place(latitude=22.4, longitude=103.5),
        buttons=ROWS,
    )
    name = await telegram.send(GROUP_CHAT, reply)
    message = await group.reads("Cây đổ")
    assert (str(message.id), len(message.keys), message.photos) == (name, 2, [])
    with pytest.raises(Unsendable):
        await telegram.send(GROUP_CHAT, Reply(photos=pictures(media, 3)))


async def test_a_group_that_moved(api: BotApi, telegram: Telegram, maria: Person) -> None:
    await api.group(-55, "Tổ 3").upgrades_to(-10077, maria)
    with pytest.raises(Moved) as moved:
        await telegram.send(Address(chat="-55", private=False), Reply(text="x"))
    assert moved.value.chat == "-10077"


@pytest.mark.parametrize("fate", ["closes_topic", "deletes_topic"])
async def test_a_topic_that_is_gone_does_not_swallow_the_message(
    telegram: Telegram, group: Group, maria: Person, fate: str
) -> None:
    thread = group.topic("Cây", group.member(maria))
    getattr(group, fate)(thread)
    await telegram.send(
        Address(chat=str(GROUP), thread=str(thread), private=False), Reply(text="Việc")
    )
    assert (await group.reads("Việc")).thread is None


@pytest.mark.parametrize("text", ["<b>x", "x<br>", "<b>x</i>"])
async def test_what_cannot_be_parsed_is_unsendable(
    telegram: Telegram, maria: Person, text: str
) -> None:
    with pytest.raises(Unsendable, match="parse entities"):
        await telegram.send(PRIVATE_CHAT, Reply(text=text))


@pytest.mark.parametrize("how", [500, 502, "drop", 401])
async def test_what_may_pass_is_for_later(
    api: BotApi, telegram: Telegram, maria: Person, how: How
) -> None:
    api.fail("sendMessage", how)
    with pytest.raises(TryLater) as later:
        await telegram.send(PRIVATE_CHAT, Reply(text="x"))
    assert later.value.seconds is None
    assert api.token not in str(later.value)
    await telegram.send(PRIVATE_CHAT, Reply(text="x"))
    assert (await maria.reads()).text == "x"


async def test_a_server_that_never_answers(
    api: BotApi, start: Start, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.bot.READ_SECONDS", 0.2)
    telegram = await start()
    api.fail("sendMessage", "timeout")
    with pytest.raises(TryLater):
        await telegram.send(PRIVATE_CHAT, Reply(text="x"))


async def test_the_rest_is_sent_where_it_broke_off(
    api: BotApi, telegram: Telegram, start: Start, media: Media, maria: Person
) -> None:
    stored_parts: list[SentMessages] = []

    async def keep(parts: SentMessages) -> None:
        stored_parts.append(parts)

    reply = Reply(text="chữ " * 3000, photos=pictures(media, 12), buttons=ROWS)
    api.fail("sendMessage", 500, after=1)
    with pytest.raises(TryLater):
        await telegram.send(PRIVATE_CHAT, reply, Progress((), keep))
    assert [len(parts) for parts in stored_parts] == [1, 2, 3]  # each part, as soon as it has left
    stored = json.loads(json.dumps(stored_parts[-1]))  # by another process, out of the database
    name = await (await start()).send(PRIVATE_CHAT, reply, Progress(stored))
    assert (
        name.parts
        == tuple(str(m) for message in maria.screen for m in message.ids or (message.id,))[:-1]
    )
    assert [message.method for message in maria.screen] == [
        *("sendMediaGroup", "sendMediaGroup", "sendMessage", "sendMessage", "sendMessage")
    ]
    assert name == str(maria.screen[-1].id)
    await telegram.send(PRIVATE_CHAT, reply)
    assert len(maria.screen) == 10


# -- fetching ----------------------------------------------------------------------------------


async def test_pictures_that_cannot_be_had(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends_huge_file()
    await maria.sends_photo(picture())
    huge, good = await inbox.holds(2)
    with pytest.raises(TooBig):
        await telegram.fetch(huge.photos[0].ref)
    with pytest.raises(FileGone):
        await telegram.fetch("AgACnone")
    faults: list[tuple[str, How, type[ChannelError]]] = [
        ("getFile", 500, TryLater),
        ("download", 500, TryLater),
        ("download", "drop", TryLater),
        ("download", 404, FileGone),
        ("getFile", 401, TryLater),
    ]
    for method, how, error in faults:
        api.fail(method, how)
        with pytest.raises(error) as raised:
            await telegram.fetch(good.photos[0].ref)
        assert api.token not in str(raised.value)
    assert await telegram.fetch(good.photos[0].ref) == picture()
