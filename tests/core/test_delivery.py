"""The outbox and the delivery: at least once, in order, given up only on what cannot succeed."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.delivery import Delivery
from bot.core.events import Address, Blocked, Message, Moved, Progress, Reply, TryLater, Unsendable
from db import leases, outbox, queues
from db.models import Chat, Outbox
from tests.town import Someone, Town, report

pytestmark = pytest.mark.both_databases


async def rows(town: Town) -> list[Outbox]:
    with town.database.reading() as session:
        return list(session.exec(select(Outbox).order_by(Outbox.id)).all())  # type: ignore[arg-type]


async def test_what_may_work_later_is_tried_again_in_order(town: Town) -> None:
    an = town.person("an")
    town.channel.fails = [TryLater("502"), TryLater("no connection")]
    await an.commands("start")
    await an.commands("trogiup")
    assert not an.shown
    for _ in range(2):
        town.clock.advance(minutes=1)
        await town.settle()
    assert [message.reply.text[:12] for message in an.shown] == ["<b>Chào anh/", "<b>Anh/chị l"]
    assert [row.state for row in await rows(town)] == ["sent", "sent"]


async def test_the_wait_a_channel_asks_for_is_kept(town: Town) -> None:
    an = town.person("an")
    town.channel.fails = [TryLater("flood", 30)]
    await an.commands("start")
    town.clock.advance(seconds=29)
    await town.settle()
    assert not an.shown
    town.clock.advance(seconds=1)
    await town.settle()
    assert an.shown


async def test_pauses_grow_and_end_at_five_minutes(town: Town) -> None:
    an = town.person("an")
    town.channel.fails = [TryLater("502") for _ in range(12)]
    await an.commands("start")
    pauses = []
    while not an.shown:
        (row,) = await rows(town)
        pauses.append(row.due_at - town.clock.now)
        town.clock.now = row.due_at
        await town.settle()
    assert pauses[0] < timedelta(seconds=3)
    assert all(pause <= timedelta(minutes=6) for pause in pauses)
    assert pauses[-1] > timedelta(minutes=3), "and it is never given up"


def an_has_blocked(town: Town) -> None:
    real = town.channel.send

    async def send(to: Address, reply: Reply, progress: Progress | None = None, /) -> str:
        if to.chat == "an":
            raise Blocked("bot was blocked by the user")
        return await real(to, reply, progress)

    town.channel.send = send  # type: ignore[method-assign]


async def test_who_blocked_the_bot_gets_no_notices_and_keeps_the_rest(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    an_has_blocked(town)
    await binh.presses("Tiếp nhận")
    assert "đã tiếp nhận" in binh.heard
    dead = [row for row in await rows(town) if row.state == "dead"]
    blocked = dead[0].chat_id
    with town.database.reading() as session:
        chat = session.exec(select(Chat).where(Chat.id == blocked)).one()
    assert not chat.active
    assert chat.channel_id == "an"
    waiting = len(dead)
    del town.channel.send  # type: ignore[method-assign]
    await an.commands("start")
    assert "Chào anh/chị" in an.last.reply.text, "heard of again, reached again"
    assert len([row for row in await rows(town) if row.state == "dead"]) == waiting
    await an.commands("trangthai", code)
    assert "đã tiếp nhận" in an.heard


async def test_no_notice_goes_to_a_chat_out_of_reach(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await report(an)
    await an.does(event="left")
    before = len(an.shown)
    await binh.presses("Tiếp nhận")
    assert len(an.shown) == before
    assert "không còn nhận tin" in "".join(message.reply.text for message in binh.news)


async def test_a_message_that_can_never_be_sent_is_a_dead_letter(town: Town) -> None:
    an = town.person("an")
    town.channel.fails = [Unsendable("can't parse entities")]
    await an.commands("start")
    await an.commands("trogiup")
    assert len(an.shown) == 1
    first, second = await rows(town)
    assert (first.state, first.error) == ("dead", "can't parse entities")
    assert second.state == "sent"
    with town.database.reading() as session:
        assert queues.count(session, Outbox) == {"waiting": 0, "dead": 1}


async def test_a_group_that_moved_gets_its_message_under_its_new_id(town: Town) -> None:
    group = town.person("binh", chat="-5")
    town.channel.fails = [Moved("-1005")]
    await town.invited(group, "official", "ubnd_tan_phong")
    assert town.channel.chats[("-1005", None)]
    an = town.person("an")
    code = await report(an)
    assert code in town.channel.chats[("-1005", None)][-1].reply.text


async def test_a_crash_between_send_and_mark_sends_once_more_and_not_sooner(town: Town) -> None:
    town.work_apart()
    an = town.person("an")
    await town.dispatcher.receive([an.incoming(command="start")])
    await town.dispatcher.settle()
    with town.database.transaction() as session:  # a process leases it, and dies
        claimed = leases.claim(session, town.clock(), set(), 9, 9)
    assert len(claimed) == 1
    await town.settle()
    assert not an.shown, "somebody may be sending it just now"
    town.clock.advance(seconds=leases.LEASE.total_seconds())
    await town.settle()
    assert len(an.shown) == 1


async def test_sent_messages_are_emptied_later(town: Town) -> None:
    an = town.person("an")
    await an.commands("start")
    with town.database.transaction() as session:
        outbox.empty_sent(session, town.clock.now + timedelta(days=1))
    (row,) = await rows(town)
    assert (row.state, row.payload) == ("sent", None)


async def test_a_card_that_reaches_nobody_is_told_to_the_front(town: Town) -> None:
    an, binh, front = town.person("an"), town.person("binh"), town.person("front")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await town.invited(front, "overseer", "mttq_tinh")
    await an.commands("phananh")
    await an.presses("Đồng ý")
    await an.presses("Cây xanh")
    await an.presses("Chặt hạ")
    await an.says("xã San Thàng")
    await an.presses("Không có ảnh")
    await an.says("chặt cây")
    await town.dispatcher.receive([an.incoming(button=an.button("Gửi phản ánh").data)])
    await town.dispatcher.settle()
    real = town.channel.send

    async def binh_has_blocked(to: Address, reply: Reply, _: object) -> str:
        if to.chat == "binh":
            raise Blocked("bot was blocked by the user")
        return await real(to, reply)

    town.channel.send = binh_has_blocked  # type: ignore[method-assign]
    await town.settle()
    assert "chưa có cán bộ" in front.last.reply.text


async def test_a_group_taken_back_is_reached_in_all_its_topics(town: Town) -> None:
    chair = town.person("chair", chat="-100", thread="5")
    await town.invited(chair, "official", "ubnd_tan_phong")
    await town.person("chair", chat="-100").does(event="left")
    await town.person("chair", chat="-100").does(event="back")
    code = await report(town.person("an"))
    assert code in chair.last.reply.text


async def test_a_group_that_moved_to_where_it_was_already_seen(town: Town) -> None:
    """Drafts were open in both; there may be one draft of a kind in a chat."""
    old, new = town.person("binh", chat="-5"), town.person("binh", chat="-1005")
    await town.invited(old, "official", "ubnd_tan_phong")
    await town.invited(new, "official", "ubnd_tan_phong")
    code = await report(town.person("an"))
    await old.does(button=f"case:reject:{code}")
    await new.does(button=f"case:reject:{code}")
    await old.does(event="moved", moved_to="-1005")
    second = await report(town.person("an"))
    messages = town.channel.chats[("-1005", None)]
    assert sum(second in message.reply.text for message in messages) == 1
    assert all(second not in message.reply.text for message in town.channel.chats[("-5", None)])


class Slow:
    """A channel that shows the first part of a reply, and the second when it is let."""

    name = "town"

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.began, self.may = asyncio.Event(), asyncio.Event()

    async def send(self, to: Address, reply: Reply, progress: Progress | None = None, /) -> str:
        assert progress is not None
        if not progress.sent:
            self.shown.append("1")
            await progress.add("1", ["m1"])
        self.began.set()
        await self.may.wait()
        self.shown.append("2")
        return Message("m2", [ids[0] for _, ids in progress.sent])

    async def fetch(self, ref: str) -> bytes:
        raise NotImplementedError


def ignore_unreachable(*_: object) -> None:
    """Do nothing: no chat is unreachable here."""


async def test_a_lease_belongs_to_a_living_process_and_is_free_soon_after_its_death(
    town: Town,
) -> None:
    town.work_apart()
    an = town.person("an")
    await town.dispatcher.receive([an.incoming(command="start")])
    await town.dispatcher.settle()
    slow = Slow()
    living = Delivery(town.database, {"town": slow}, town.clock, ignore_unreachable)
    running = asyncio.create_task(living.run())
    await slow.began.wait()
    for _ in range(10):  # half a minute, in which it is heard of every three seconds
        town.clock.advance(seconds=3)
        await living.attend()
        await town.settle()
    assert not an.shown, "it lives, and is at it"
    running.cancel()
    for task in living._busy.values():  # it dies
        task.cancel()
    town.clock.advance(seconds=10)
    await town.settle()
    assert len(an.shown) == 1
    slow.may.set()
    with suppress(asyncio.CancelledError):
        await running


async def test_of_a_reply_of_several_messages_each_that_left_is_marked(town: Town) -> None:
    """The process dies between two of them; the next one goes on with the second."""
    town.work_apart()
    an = town.person("an")
    await town.dispatcher.receive([an.incoming(command="start")])
    await town.dispatcher.settle()
    slow = Slow()
    dying = Delivery(town.database, {"town": slow}, town.clock, ignore_unreachable)
    await dying.take_up()
    await slow.began.wait()
    (row,) = await rows(town)
    assert (row.state, row.left) == ("waiting", [["1", ["m1"]]]), "before the second leaves"
    for task in dying._busy.values():
        task.cancel()
    town.clock.advance(seconds=10)
    slow.may.set()
    next_one = Delivery(town.database, {"town": slow}, town.clock, ignore_unreachable)
    await next_one.settle()
    (row,) = await rows(town)
    assert slow.shown == ["1", "2"]
    assert (row.state, row.message, row.parts, row.left) == ("sent", "m2", ["m1"], [])


async def test_at_a_stop_what_is_being_sent_is_finished_and_marked(town: Town) -> None:
    town.work_apart()
    an, binh = town.person("an"), town.person("binh")
    await town.dispatcher.receive([an.incoming(command="start")])
    await town.dispatcher.settle()
    slow = Slow()
    delivery = Delivery(town.database, {"town": slow}, town.clock, ignore_unreachable)
    running = asyncio.create_task(delivery.run())
    await slow.began.wait()
    delivery.stop()
    await town.dispatcher.receive([binh.incoming(command="start")])
    await town.dispatcher.settle()
    delivery.look()
    slow.may.set()
    await running
    assert [row.state for row in await rows(town)] == ["sent", "waiting"]


def meanwhile(town: Town, binh: Someone, button: Callable[[str], str], by: Someone) -> None:
    """Have a button pressed while the card of a report is on its way to Bình."""
    real = town.channel.send

    async def send(to: Address, reply: Reply, progress: Progress | None = None, /) -> str:
        sent = await real(to, reply, progress)
        if to.chat == binh.chat and (code := re.search(r"LC-\w{6}", reply.text)):
            town.channel.send = real  # type: ignore[method-assign]
            await town.dispatcher.receive([by.incoming(button=button(code[0]))])
            await town.dispatcher.settle()
        return sent

    town.channel.send = send  # type: ignore[method-assign]


async def test_a_card_that_changes_on_its_way_is_shown_as_it_is(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    meanwhile(town, binh, "case:accept:{}".format, by=binh)
    code = await report(an)
    card = next(shown for shown in binh.shown if shown.reply.photos)
    assert "đã tiếp nhận" in card.reply.text
    assert any("Đang xử lý" in label for label in card.labels)
    assert code in card.reply.text


async def test_a_card_erased_on_its_way_shows_nothing_of_it(town: Town) -> None:
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await an.commands("xoa")
    await an.presses("Xóa hết")
    sure = an.button("Vâng, xóa hết").data
    meanwhile(town, binh, lambda _: str(sure), by=an)
    with suppress(IndexError):  # its receipt is erased too
        await report(an)
    texts = [shown.reply.text for shown in binh.shown]
    assert not any("phượng" in text for text in texts), texts
    assert not any(shown.reply.photos for shown in binh.shown)
