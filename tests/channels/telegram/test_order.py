"""The order of sending: the delivery over the channel, judged by the calls of the double."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.rates import Limits, Rate
from bot.core.delivery import Delivery
from bot.core.events import Address, Progress, Reply
from bot.core.media import Media
from bot.core.notes import Note, Notes
from db.engine import Database
from db.models import Chat, Outbox
from tests.botapi import BotApi
from tests.botapi.fixtures import UNHURRIED, Start, api, inbox, media, picture, start
from tests.botapi.server import LIMITED, Call

pytestmark = pytest.mark.both_databases

__all__ = ["api", "inbox", "media", "start"]

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OFFICIAL = 7
CARDS = 6
QUICK = Limits(overall=UNHURRIED, private=Rate(5, 0.2, apart=0.2, reserved=3))
"""As in a private chat, five times as fast."""


def ignore_unreachable(*_: object) -> None:
    """Nobody is out of reach here."""


@asynccontextmanager
async def delivering(database: Database, telegram: Telegram) -> AsyncIterator[Delivery]:
    delivery = Delivery(database, {"telegram": telegram}, lambda: NOW, ignore_unreachable)
    running = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        delivery.stop()
        await running


async def put(database: Database, *rows: Outbox) -> None:
    with database.transaction() as session:
        chat = session.exec(select(Chat).where(Chat.channel == "telegram")).one()
        for row in rows:
            row.chat_id, row.created_at, row.due_at = chat.id or 0, NOW, NOW
            session.add(row)
            session.flush()


def row(reply: Reply, kind: str, *, answer: bool = False) -> Outbox:
    payload = reply.model_dump(mode="json", exclude_defaults=True)
    return Outbox(kind=kind, payload=payload, message=reply.edit, answer=answer)  # type: ignore[call-arg]


async def cards_shown(database: Database, telegram: Telegram, keys: Sequence[str]) -> list[str]:
    """An official's chat with cards under pictures; returns the messages' ids."""
    with database.transaction() as session:
        session.add(Chat(channel="telegram", channel_id=str(OFFICIAL), created_at=NOW))
    await put(database, *(row(Reply(text="Phiếu mới", photos=(key,)), "card") for key in keys))
    async with delivering(database, telegram) as delivery:
        await all_left(database, delivery)
    with database.reading() as session:
        rows = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    return [entry.message or "" for entry in rows]


async def start_delivery(
    database: Database, start: Start, api: BotApi, media: Media
) -> tuple[list[str], Telegram]:
    """The cards' ids, and a channel in a hurry; what was called until now is forgotten."""
    api.person(OFFICIAL)
    keys = [media.add_picture(picture(40 + number)) for number in range(CARDS)]
    first = await start()
    messages = await cards_shown(database, first, keys)
    await first.stop()
    telegram = await start(limits=QUICK)
    api.calls.clear()
    return messages, telegram


def shown_calls(api: BotApi) -> list[Call]:
    return [call for call in api.called(*LIMITED, chat=OFFICIAL) if call.status]


def texts(calls: Sequence[Call]) -> list[str]:
    return [call.fields.get("text", call.fields.get("caption", "")) for call in calls]


async def all_left(database: Database, delivery: Delivery) -> None:
    while True:
        with database.reading() as session:
            if not session.exec(select(Outbox).where(Outbox.state == "waiting")).all():
                return
        delivery.look()
        await asyncio.sleep(0.02)  # what leaves when is the pace's business


async def test_who_taps_is_answered_first_and_of_old_cards_the_newest_edits_come_last(
    database: Database, start: Start, api: BotApi, media: Media
) -> None:
    messages, telegram = await start_delivery(database, start, api, media)

    def edits(words: str) -> list[Outbox]:
        return [row(Reply(text=words, edit=message), "card") for message in messages]

    answer = row(Reply(text="Đã tiếp nhận 6 việc"), "reply", answer=True)
    news = row(Reply(text="Có tin"), "notice")
    await put(database, *edits("Đã nhận"), *edits("Đang xử lý"), news, answer)
    async with delivering(database, telegram) as delivery:
        await api.calls_of("editMessageCaption")
        await put(database, row(Reply(text="Trả lời nữa"), "reply", answer=True))
        await all_left(database, delivery)
    sent = texts(shown_calls(api))
    assert sent[:2] == ["Đã tiếp nhận 6 việc", "Có tin"]
    assert sorted(sent[2:]) == sorted(["Trả lời nữa", *["Đang xử lý"] * CARDS])
    assert sent.index("Trả lời nữa") < len(sent) - 3, "it did not wait for all of them"
    assert {call.status for call in api.called(*LIMITED)} == {200}, "no edit earns a refusal"
    assert [call.method for call in shown_calls(api) if "xử lý" in str(call.fields)] == [
        "editMessageCaption"
    ] * CARDS


async def test_what_is_shown_already_is_not_shown_again(
    database: Database, start: Start, api: BotApi, media: Media
) -> None:
    """Telegram would refuse it: nothing is modified."""
    messages, telegram = await start_delivery(database, start, api, media)
    for words in ("Phiếu mới", "Đã nhận", "Đã nhận"):
        await put(database, row(Reply(text=words, edit=messages[0]), "card"))
        async with delivering(database, telegram) as delivery:
            await all_left(database, delivery)
    assert texts(shown_calls(api)) == ["Đã nhận"]


async def test_an_answer_in_the_place_of_a_message_is_not_overwritten_by_what_waited(
    database: Database, start: Start, api: BotApi, media: Media
) -> None:
    messages, telegram = await start_delivery(database, start, api, media)
    await put(
        database,
        row(Reply(text="cũ", edit=messages[0]), "card"),
        row(Reply(text="mới", edit=messages[0]), "card", answer=True),
    )
    async with delivering(database, telegram) as delivery:
        await all_left(database, delivery)
    assert texts(shown_calls(api)) == ["mới"]


async def test_what_wipes_is_never_needless(
    database: Database, start: Start, api: BotApi, media: Media
) -> None:
    messages, telegram = await start_delivery(database, start, api, media)
    await put(
        database,
        row(Reply(text="đã xóa", edit=messages[0], wipe=True), "card"),
        row(Reply(text="đã xóa, đã nhận", edit=messages[0]), "card"),
    )
    async with delivering(database, telegram) as delivery:
        await all_left(database, delivery)
    methods = [c.method for c in api.called(chat=OFFICIAL) if c.method.startswith("edit")]
    assert methods == ["editMessageMedia", "editMessageCaption"]


async def test_what_had_left_as_the_process_died_is_marked_by_the_next_and_not_sent_again(
    database: Database, start: Start, api: BotApi, media: Media, tmp_path: Path
) -> None:
    """It was killed before the database could be told."""
    _, telegram = await start_delivery(database, start, api, media)
    await put(database, row(Reply(text="Chào"), "reply", answer=True))
    dying = Notes(tmp_path)
    dying.start()
    with database.reading() as session:
        number = session.exec(select(Outbox.id).where(Outbox.state == "waiting")).one()
    await telegram.send(
        Address(chat=str(OFFICIAL)),
        Reply(text="Chào"),
        Progress(note=lambda shows, ids: dying.write(Note(number or 0, shows, ids))),
    )
    (file,) = tmp_path.glob("sent-*.jsonl")
    file.rename(tmp_path / "sent-1.jsonl")  # its lock died with it
    next_one = Delivery(
        database,
        {"telegram": telegram},
        lambda: NOW,
        ignore_unreachable,
        notes=Notes(tmp_path / "new"),
    )
    (tmp_path / "new").mkdir()
    (tmp_path / "sent-1.jsonl").rename(tmp_path / "new" / "sent-1.jsonl")
    await next_one.recover()
    await next_one.settle()
    await next_one.finish()
    dying.stop()
    assert texts(shown_calls(api)) == ["Chào"]
    with database.reading() as session:
        sent = session.get_one(Outbox, number)
    (call,) = shown_calls(api)
    assert (sent.state, sent.left) == ("sent", []) and sent.message is not None
    assert call.status == 200
