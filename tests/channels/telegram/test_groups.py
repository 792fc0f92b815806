"""Groups in Telegram: who is meant, who is accountable, and what becomes of the bot in them."""

from bot.channels.telegram.channel import Telegram
from bot.core.events import Address, Button, Reply
from tests.botapi import BotApi, Group, Person
from tests.botapi.fixtures import Inbox, api, inbox, media, start, telegram

__all__ = ["api", "group", "inbox", "maria", "media", "start", "telegram"]
from tests.channels.telegram.test_receiving import GROUP, group, maria


async def test_blocking_and_coming_back(telegram: Telegram, inbox: Inbox, maria: Person) -> None:
    await maria.blocks_bot()
    await maria.unblocks_bot()
    assert [update.event for update in await inbox.holds(2)] == ["left", "back"]


# -- groups ----------------------------------------------------------------------------------


async def test_in_a_group_the_bot_knows_when_it_is_meant(
    telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    member = group.member(maria)
    question = Reply(text="Lý do?", ask="Viết lý do")
    await telegram.send(Address(chat=str(GROUP), private=False), question)
    prompt = await group.reads("Lý do")
    await member.says("chuyện riêng với nhau")  # Telegram does not even deliver it
    await member.says("/viec")
    await member.says("@dan_giam_sat_bot cây đổ ở đâu?")
    await member.says("đã xử lý", reply_to=prompt)
    got = await inbox.holds(3)
    assert [(update.command, update.text, update.addressed) for update in got] == [
        ("viec", "", True),
        (None, "cây đổ ở đâu?", True),
        (None, "đã xử lý", True),
    ]
    assert {(update.private, update.title) for update in got} == {(False, "UBND phường Đoàn Kết")}


async def test_what_people_say_to_each_other_is_not_addressed(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    """An administrator bot hears everything; so it does what others answer to each other."""
    member = group.member(maria)
    chat, sender = group.chat.json(), maria.user.json()
    message = {"message_id": 900, "date": 1, "chat": chat, "from": sender, "text": "chào nhau"}
    api.push_raw({"message": message})
    api.push_raw({"message": {**message, "reply_to_message": message}})
    await member.says("/viec")
    got = await inbox.holds(3)
    assert [update.addressed for update in got] == [False, False, True]


async def test_topics(telegram: Telegram, inbox: Inbox, maria: Person, group: Group) -> None:
    thread = group.topic("Cây xanh", group.member(maria))
    await group.member(maria, topic=thread).says("/viec")
    await telegram.send(
        Address(chat=str(GROUP), thread=str(thread), private=False),
        Reply(text="Việc", buttons=((Button(text="Nhận", data="take:1"),),)),
    )
    assert (await group.reads("Việc")).thread == thread
    await group.member(maria, topic=thread).presses("Nhận")
    assert [update.thread for update in await inbox.holds(2)] == [str(thread)] * 2


async def test_a_thread_that_is_no_topic_is_none(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    sent = {"message_id": 5, "date": 1, "chat": group.chat.json(), "from": maria.user.json()}
    api.push_raw({"message": {**sent, "message_thread_id": 4, "text": "/viec"}})
    assert (await inbox.holds(1))[0].thread is None


async def test_nobody_is_accountable_behind_a_mask(
    telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    await group.anonymous_admin().says("/viec")
    await group.member(maria).says("/viec")
    masked, open_faced = await inbox.holds(2)
    assert masked.sender is not None
    assert masked.sender.accountable is False
    assert open_faced.sender is not None
    assert open_faced.sender.accountable is True


async def test_nobody_is_accountable_who_writes_as_a_channel(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    channel = {"id": -1009, "type": "channel", "title": "Tin"}
    sent = {"message_id": 5, "date": 1, "chat": group.chat.json(), "from": maria.user.json()}
    api.push_raw({"message": {**sent, "sender_chat": channel, "text": "/viec"}})
    (got,) = await inbox.holds(1)
    assert got.sender is not None
    assert got.sender.accountable is False


async def test_notes_of_the_service_are_confirmed_and_ignored(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    member = group.member(maria)
    await group.service(member, new_chat_members=[maria.user.json()])
    await group.service(member, new_chat_title="Tên mới")
    group.topic("Mới", member)
    channel = {"id": -1009, "type": "channel", "title": "Tin"}
    api.push_raw({"channel_post": {"message_id": 1, "date": 1, "chat": channel, "text": "tin"}})
    await api.confirmed()
    await member.says("/viec")
    assert [update.command for update in await inbox.holds(1)] == ["viec"]


async def test_a_group_that_becomes_a_supergroup(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    group = api.group(-55, "Tổ dân phố 3")
    await group.upgrades_to(GROUP, group.member(maria))
    await maria.says("hết")
    moved, end = await inbox.holds(2)
    assert (moved.chat, moved.event, moved.moved_to) == ("-55", "moved", str(GROUP))
    assert end.text == "hết"


async def test_a_bot_thrown_out_muted_and_taken_in(
    telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    await group.kicks_bot(maria)
    await group.adds_bot(maria)
    await group.mutes_bot(maria)
    await group.adds_bot(maria, status="administrator")
    got = await inbox.holds(4)
    assert [update.event for update in got] == ["left", "back", "left", "back"]
    assert {update.chat for update in got} == {str(GROUP)}


async def test_a_promotion_is_no_return(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person, group: Group
) -> None:
    status = {"user": api.world.bot.json()}
    change = {
        "chat": group.chat.json(),
        "from": maria.user.json(),
        "old_chat_member": {**status, "status": "member"},
        "new_chat_member": {**status, "status": "administrator"},
    }
    api.push_raw({"my_chat_member": change})
    await maria.says("sau")
    assert [update.text for update in await inbox.holds(1)] == ["sau"]
