"""Actions of people in Telegram, as the core receives them: over real HTTP, from the double."""

import random
from typing import Any

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.updates import Me, convert
from bot.core.events import Address, Button, Incoming, Place, Reply, Sender, Unparsed
from tests.botapi import BotApi, Group, Person
from tests.botapi.fixtures import Inbox, Start, api, inbox, media, picture, start, telegram

__all__ = ["api", "inbox", "media", "start", "telegram"]

GROUP = -1001234567890


@pytest.fixture
def maria(api: BotApi) -> Person:
    return api.person(7, "Lò Thị Maria")


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group(GROUP, "UBND phường Đoàn Kết", topics=True)


def content(incoming: Incoming) -> dict[str, Any]:
    """Return the content of an Incoming, without its origin."""
    plumbing = {"channel", "update_id", "sequence", "chat", "sender", "message", "title"}
    return {
        k: v for k, v in incoming.model_dump(exclude_defaults=True).items() if k not in plumbing
    }


async def test_text_comes_with_all_that_is_known_of_it(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    sent = await maria.says("Cây đổ ở đường Trần Phú?")
    (got,) = await inbox.holds(1)
    assert got == Incoming(
        channel="telegram",
        update_id=got.update_id,
        sequence=int(got.update_id),
        chat="7",
        sender=Sender(id="7", name="Lò Thị Maria"),
        message=str(sent["message_id"]),
        text="Cây đổ ở đường Trần Phú?",
    )


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        ("/start", {"command": "start"}),
        ("/start moi_Ab-12", {"command": "start", "text": "moi_Ab-12"}),
        ("/BaoCao cây đổ\nở chợ", {"command": "baocao", "text": "cây đổ\nở chợ"}),
        ("/hoi@Dan_Giam_Sat_Bot quy hoạch", {"command": "hoi", "text": "quy hoạch"}),
        ("/hỏi gì", {"text": "/hỏi gì"}),
        ("/", {"text": "/"}),
        ("xem /huongdan nhé", {"text": "xem /huongdan nhé"}),
        ("@dan_giam_sat_bot /hoi cây", {"command": "hoi", "text": "cây"}),
    ],
)
async def test_commands(
    telegram: Telegram, inbox: Inbox, maria: Person, sent: str, understood: dict[str, str]
) -> None:
    await maria.says(sent)
    assert content((await inbox.holds(1))[0]) == understood


async def test_a_command_for_another_bot_is_none_of_ours(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.says("/start@another_bot")
    await maria.says("sau")
    assert [update.text for update in await inbox.holds(1)] == ["sau"]


async def test_of_a_photo_the_largest_size_is_taken(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends_photo(picture(colour="red"), "Nhà xây lấn đường")
    (got,) = await inbox.holds(1)
    assert got.text == "Nhà xây lấn đường"
    assert await telegram.fetch(got.photos[0].ref) == picture(colour="red")


async def test_a_command_under_a_photo_is_dropped_and_the_photo_kept(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends_photo(picture(), "/baocao cây đổ")
    (got,) = await inbox.holds(1)
    assert (got.command, got.text, len(got.photos)) == (None, "cây đổ", 1)


async def test_pictures_of_an_album_share_its_name(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends_album([picture(), picture(), picture()], "ba ảnh")
    await maria.sends_album([picture(), picture()])
    got = await inbox.holds(5)
    albums = [update.album for update in got]
    assert albums[0] is not None
    assert albums[:3] == [albums[0]] * 3
    assert albums[3:] == [albums[4]] * 2
    assert albums[0] != albums[4]
    assert [update.text for update in got[:3]] == ["ba ảnh", "", ""]


async def test_a_picture_sent_as_a_file_is_a_picture(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends_document(picture(), "image/png", "anh.png", "ảnh gốc")
    await maria.sends_huge_file()
    got, huge = await inbox.holds(2)
    assert (got.text, got.photos[0].refused) == ("ảnh gốc", None)
    assert await telegram.fetch(got.photos[0].ref) == picture()
    assert huge.photos[0].refused == "too_big"


@pytest.mark.parametrize("kind", ["image/heic", "application/octet-stream", ""])
async def test_a_heic_file_is_a_picture_whatever_the_sender_calls_it(
    telegram: Telegram, inbox: Inbox, maria: Person, kind: str
) -> None:
    await maria.sends_document(b"heic", kind, "IMG_0001.HEIC")
    (got,) = await inbox.holds(1)
    assert got.event is None and len(got.photos) == 1


async def test_places(telegram: Telegram, inbox: Inbox, maria: Person) -> None:
    await maria.sends_location(22.3964, 103.4591)
    await maria.sends_venue(22.39, 103.45, "Chợ Lai Châu", "đường Trần Phú")
    await maria.sends_venue(22.39, 103.45, "Chợ")
    assert [update.place for update in await inbox.holds(3)] == [
        Place(latitude=22.3964, longitude=103.4591),
        Place(latitude=22.39, longitude=103.45, title="Chợ Lai Châu, đường Trần Phú"),
        Place(latitude=22.39, longitude=103.45, title="Chợ"),
    ]


async def test_what_the_bot_can_do_nothing_with(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.sends_sticker()
    await maria.sends_document(b"%PDF", caption="đơn")
    await maria.sends(dice={"emoji": "🎲", "value": 3})
    await maria.sends(contact={"phone_number": "0912", "first_name": "A"})
    await maria.sends(
        animation={"file_id": "x"}, document={"file_id": "x", "mime_type": "image/gif"}
    )
    updates = await inbox.holds(5)
    (paper,) = updates[1].photos
    assert paper.paper and await telegram.fetch(paper.ref) == b"%PDF"  # a few can take it
    got = [content(update) for update in updates]
    got[1].pop("photos")
    assert got == [
        {"event": "unsupported", **fields} for fields in ({}, {"text": "đơn"}, {}, {}, {})
    ]


async def test_voice_notes_and_videos(telegram: Telegram, inbox: Inbox, maria: Person) -> None:
    await maria.sends_voice("nghe này")
    await maria.sends_video(b"video")
    await maria.sends_document(b"OggS", "audio/ogg", "a.ogg")
    await maria.sends_voice(duration=301)
    await maria.sends(video_note={"file_id": "round", "duration": 91, "length": 240})
    await maria.sends(audio={"file_id": "big", "duration": 9, "file_size": 25_000_000})
    updates = await inbox.holds(6)
    photos = [update.photos[0] for update in updates]
    assert updates[0].text == "nghe này" and all(photo.recording for photo in photos)
    assert [photo.refused for photo in photos] == [None] * 3 + ["too_long"] * 2 + ["too_big"]
    assert await telegram.fetch(photos[1].ref) == b"video"


async def test_edited_words(telegram: Telegram, inbox: Inbox, maria: Person) -> None:
    sent = await maria.says("cây đổ")
    await maria.edits(sent, "cây gãy")
    first, second = await inbox.holds(2)
    assert content(second) == {"text": "cây gãy", "edited": True}
    assert second.message == first.message


async def test_a_pressed_button_loses_its_spinner(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    rows = ((Button(text="Đồng ý", data="consent:1"),),)
    message = await telegram.send(Address(chat="7"), Reply(text="Đồng ý không?", buttons=rows))
    await maria.reads("Đồng ý")
    press = await maria.presses("Đồng ý")
    (got,) = await inbox.holds(1)
    assert content(got) == {"button": "consent:1"}
    assert got.message == message
    await press.answered()


async def test_a_button_counts_even_when_it_cannot_be_answered(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await telegram.send(
        Address(chat="7"), Reply(text="?", buttons=((Button(text="A", data="a"),),))
    )
    fault = api.fail("answerCallbackQuery", 400)
    await maria.presses("A")
    await fault.hit()
    await maria.says("tiếp")
    assert [update.button or update.text for update in await inbox.holds(2)] == ["a", "tiếp"]


async def test_a_button_under_a_message_telegram_has_forgotten(
    telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await telegram.send(Address(chat="7"), Reply(text="cũ"))
    await maria.presses_forged("report:9", await maria.reads("cũ"), forgotten=True)
    assert content((await inbox.holds(1))[0]) == {"button": "report:9"}


# -- nothing is lost -------------------------------------------------------------------------


async def test_what_is_nested_deep_stops_nobody(api: BotApi, inbox: Inbox, start: Start) -> None:
    nested: object = 1
    for _ in range(450):
        nested = [nested]
    api.push_raw({"message": nested})
    await api.person(7).says("sau")
    await start()
    bad, good = await inbox.holds_any(2)
    assert isinstance(bad, Unparsed) and bad.error == "nested too deep"
    assert isinstance(good, Incoming) and good.text == "sau"


async def test_poison_between_good_ones_stops_nobody(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    await maria.says("trước")
    poison = {"message": {"message_id": "một", "chat": {"id": 7, "type": "private"}, "text": []}}
    number = api.push_raw(poison)
    api.push_raw({"callback_query": "hỏng"})
    await maria.says("sau")
    before, bad, worse, after = await inbox.holds_any(4)
    await api.confirmed()
    assert isinstance(before, Incoming)
    assert isinstance(after, Incoming)
    assert (before.text, after.text) == ("trước", "sau")
    assert isinstance(bad, Unparsed)
    assert (bad.update_id, bad.chat) == (str(number), "7")
    assert '"một"' in bad.raw
    assert "message_id" in bad.error
    assert isinstance(worse, Unparsed)
    assert worse.chat is None


async def test_what_no_database_takes_is_left_out(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    """PostgreSQL refuses NUL and halves of characters: one such update would block all others."""
    sent = {"message_id": 1, "date": 1, "chat": maria.chat.json(), "from": maria.user.json()}
    api.push_raw({"message": {**sent, "text": "cây\0 đổ \ud83d"}})
    api.push_raw({"message": {**sent, "text": ["\0\ud83d"]}})
    good, bad = await inbox.holds_any(2)
    assert isinstance(good, Incoming)
    assert good.text == "cây đổ ?"
    assert isinstance(bad, Unparsed)
    assert "\\u0000" not in bad.raw
    assert bad.raw.encode()


async def test_what_was_not_stored_comes_again(
    api: BotApi, telegram: Telegram, inbox: Inbox, maria: Person
) -> None:
    inbox.refusals = 1
    await maria.says("một")
    assert [update.text for update in await inbox.holds(1)] == ["một"]
    await api.confirmed()
    assert inbox.batches[0] == inbox.batches[1]
    assert telegram.problem is None


async def test_nothing_is_confirmed_before_it_is_stored(
    api: BotApi, start: Start, inbox: Inbox, maria: Person
) -> None:
    inbox.refusals = 10**6
    first = await start()
    await maria.says("một")
    await api.calls_of("getUpdates", 1)
    await first.stop()  # asks once more, and still may not confirm
    assert len(api.world.updates.pending) == 1
    assert "not stored" in (first.problem or "")
    inbox.refusals = 0
    await start()
    assert [update.text for update in await inbox.holds(1)] == ["một"]


async def test_a_restart_loses_and_doubles_nothing(
    api: BotApi, start: Start, inbox: Inbox, maria: Person
) -> None:
    first = await start()
    await maria.says("một")
    await inbox.holds(1)
    await first.stop()
    await maria.says("hai")
    await start()
    assert [update.text for update in await inbox.holds(2)] == ["một", "hai"]


async def test_disorder_is_put_in_order(
    api: BotApi, start: Start, inbox: Inbox, maria: Person
) -> None:
    api.disorder(seed=3, copies=4)
    for number in range(30):
        await maria.says(str(number))
    await start()
    assert [update.text for update in await inbox.holds(30)] == [
        str(number) for number in range(30)
    ]
    assert all(batch == sorted(set(batch)) for batch in inbox.batches)


async def test_more_than_one_batch(api: BotApi, start: Start, inbox: Inbox) -> None:
    people = [api.person(number) for number in range(1, 51)]
    for number in range(5):
        for person in people:
            await person.says(str(number))
    await start()
    got = await inbox.holds(250)
    for person in people:
        texts = [update.text for update in got if update.chat == str(person.chat.id)]
        assert texts == ["0", "1", "2", "3", "4"]


def test_nothing_that_arrives_makes_the_conversion_fail() -> None:
    """Whatever JSON it is: understood, ignored or kept, and never raised."""
    chance = random.Random(11)
    me = Me(1, "dan_giam_sat_bot")
    pieces: list[Any] = [None, 0, -1, "x", [], {}, True, 1.5, {"id": 1, "type": "private"}]
    keys = ["update_id", "message", "callback_query", "my_chat_member", "chat", "from", "photo"]
    unparsed = 0
    for _ in range(2000):
        raw: Any = chance.choice(pieces)
        for _ in range(chance.randrange(4)):
            raw = {chance.choice(keys): raw, chance.choice(keys): chance.choice(pieces)}
        unparsed += isinstance(convert(raw, me), Unparsed)
    assert unparsed > 500
