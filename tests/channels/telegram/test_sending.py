"""The bot's messages, as people in Telegram see it: over real HTTP, in the double."""

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.parts import SEND_PLACE
from bot.core.events import Address, Button, File, Place, Reply, Unsendable
from bot.core.media import Media
from tests.botapi import BotApi, Group, Person
from tests.botapi.fixtures import api, inbox, media, picture, start, telegram
from tests.recordings import sound, video

__all__ = ["api", "inbox", "media", "start", "telegram"]

GROUP = -1001234567890
PRIVATE_CHAT = Address(chat="7")
GROUP_CHAT = Address(chat=str(GROUP), private=False)
ROWS = ((Button(text="Có", data="yes"), Button(text="Không", data="no")),)


@pytest.fixture
def maria(api: BotApi) -> Person:
    return api.person(7, "Maria")


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group(GROUP, "UBND phường Đoàn Kết", topics=True)


def pictures(media: Media, count: int) -> tuple[str, ...]:
    """Keys of so many different pictures."""
    return tuple(media.add_picture(picture(40 + number)) for number in range(count))


async def test_words_with_buttons(telegram: Telegram, maria: Person) -> None:
    rows = (*ROWS, (Button(text="Trang", url="https://laichau.gov.vn/"),))
    name = await telegram.send(PRIVATE_CHAT, Reply(text="<b>Đúng</b> &lt;không&gt;?", buttons=rows))
    message = await maria.reads()
    assert message.text == "Đúng <không>?"
    assert [[key.text for key in row] for row in message.buttons] == [["Có", "Không"], ["Trang"]]
    assert [key.data or key.url for key in message.keys] == ["yes", "no", "https://laichau.gov.vn/"]
    assert name == str(message.id)


async def test_no_preview_of_links(api: BotApi, telegram: Telegram, maria: Person) -> None:
    await telegram.send(PRIVATE_CHAT, Reply(text="https://laichau.gov.vn"))
    (call,) = api.called("sendMessage")
    assert call.fields["link_preview_options"] == '{"is_disabled": true}'


async def test_a_long_text_comes_in_pieces_with_the_buttons_last(
    telegram: Telegram, maria: Person
) -> None:
    text = "".join(f"Dòng số {number} của quy hoạch 😀.\n" for number in range(500))
    name = await telegram.send(PRIVATE_CHAT, Reply(text=f"<i>{text}</i>", buttons=ROWS))
    pieces = maria.screen
    assert len(pieces) > 3
    assert " ".join(piece.text for piece in pieces).split() == text.split()
    assert [bool(piece.buttons) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert name == str(pieces[-1].id)


# -- pictures, files, places -------------------------------------------------------------------


async def test_one_picture_with_its_words_and_buttons(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    (key,) = pictures(media, 1)
    name = await telegram.send(
        PRIVATE_CHAT, Reply(text="Cây <b>đổ</b>", photos=(key,), buttons=ROWS)
    )
    (message,) = maria.screen
    assert (message.text, message.photos) == ("Cây đổ", [media.read(key)])
    assert (message.key("Có"), name) == (message.keys[0], str(message.id))


async def test_words_too_long_for_a_caption_follow_the_picture(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    for length in (1024, 1025):
        await telegram.send(PRIVATE_CHAT, Reply(text="b" * length, photos=pictures(media, 1)))
    fits, alone, words = maria.screen
    assert (len(fits.text), alone.text, len(words.text)) == (1024, "", 1025)


@pytest.mark.parametrize(
    ("count", "albums"), [(2, [2]), (10, [10]), (11, [10, 1]), (23, [10, 10, 3])]
)
async def test_many_pictures_come_in_albums(
    telegram: Telegram, media: Media, maria: Person, count: int, albums: list[int]
) -> None:
    keys = pictures(media, count)
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Ảnh", photos=keys, buttons=ROWS))
    *album_messages, words = maria.screen
    assert [len(album.photos) for album in album_messages] == albums
    assert [data for album in album_messages for data in album.photos] == [
        media.read(key) for key in keys
    ]
    assert (words.text, name) == ("Ảnh", str(words.id))


async def test_a_picture_erased_meanwhile_is_left_out(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    stored, erased = pictures(media, 2)
    media.erase(erased)
    await telegram.send(PRIVATE_CHAT, Reply(text="Ảnh", photos=(stored, erased)))
    await telegram.send(PRIVATE_CHAT, Reply(text="Không còn ảnh", photos=(erased,)))
    message, none = maria.screen
    assert (message.photos, none.photos) == ([media.read(stored)], [])


async def test_a_file_erased_meanwhile_is_left_out(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    key = media.add_file(b"x", ".txt")
    media.erase(key)
    await telegram.send(PRIVATE_CHAT, Reply(text="Bản tin", files=(File(key=key, name="x.txt"),)))
    assert [message.method for message in maria.screen] == ["sendMessage"]


async def test_a_picture_that_telegram_does_not_take_goes_as_a_file(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    long = media.add_picture(picture(2000, 20))
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Dài", photos=(long,), buttons=ROWS))
    file, words = maria.screen
    assert file.document == media.read(long)
    assert (words.text, str(words.id)) == ("Dài", name)


async def test_files_and_a_place(telegram: Telegram, media: Media, maria: Person) -> None:
    key = media.add_file(b"so lieu", ".xlsx")
    reply = Reply(
        text="Bản tin",
        files=(File(key=key, name="bản tin.xlsx"),),
        place=Place(latitude=22.4, longitude=103.5),
        buttons=ROWS,
    )
    name = await telegram.send(PRIVATE_CHAT, reply)
    place, words, file = maria.screen
    assert place.location == (22.4, 103.5)
    assert (file.document, file.file_name) == (b"so lieu", "bản tin.xlsx")
    assert name == str(words.id)


async def test_buttons_alone(telegram: Telegram, media: Media, maria: Person) -> None:
    await telegram.send(PRIVATE_CHAT, Reply(photos=pictures(media, 2), buttons=ROWS))
    album, pointer = maria.screen
    assert (album.keys, len(pointer.keys)) == ([], 2)


async def test_nothing_at_all_cannot_be_sent(telegram: Telegram) -> None:
    with pytest.raises(Unsendable):
        await telegram.send(PRIVATE_CHAT, Reply(text=" \n"))


# -- asking ------------------------------------------------------------------------------------


async def test_in_private_asking_takes_nothing_but_words(telegram: Telegram, maria: Person) -> None:
    await telegram.send(PRIVATE_CHAT, Reply(text="Ở đâu?", ask="Địa chỉ"))
    assert (await maria.reads("Ở đâu?")).markup == {}


async def test_in_a_group_asking_prompts_the_one_who_is_asked(
    telegram: Telegram, group: Group, maria: Person
) -> None:
    sent = await group.member(maria).says("/traloi")
    reply = Reply(text="Lý do?", ask="Lý do " * 20, reply_to=str(sent["message_id"]))
    await telegram.send(GROUP_CHAT, reply)
    prompt = await group.reads("Lý do?")
    assert prompt.force_reply is not None
    assert prompt.force_reply["selective"] is True
    assert len(str(prompt.force_reply["input_field_placeholder"])) == 64
    assert prompt.reply_to == sent["message_id"]


async def test_in_a_group_buttons_and_a_prompt_take_two_messages(
    telegram: Telegram, group: Group, maria: Person
) -> None:
    sent = await group.member(maria).says("/traloi")
    reply = Reply(text="Lý do?", ask="Viết lý do", buttons=ROWS, reply_to=str(sent["message_id"]))
    name = await telegram.send(GROUP_CHAT, reply)
    words, prompt = await group.reads("Lý do?"), await group.reads("Viết lý do")
    assert (str(words.id), len(words.keys)) == (name, 2)
    assert prompt.force_reply is not None
    assert (words.reply_to, prompt.reply_to) == (sent["message_id"], sent["message_id"])


async def test_the_place_key_comes_and_goes(telegram: Telegram, maria: Person) -> None:
    await telegram.send(PRIVATE_CHAT, Reply(text="Ở đâu?", ask_place=True))
    assert maria.keyboard == [[{"text": SEND_PLACE, "request_location": True}]]
    await telegram.send(PRIVATE_CHAT, Reply(text="Cảm ơn"))
    assert maria.keyboard is None
    assert [message.text for message in maria.screen] == ["Ở đâu?", "Cảm ơn"]
    await telegram.send(PRIVATE_CHAT, Reply(text="Còn gì nữa?"))
    assert maria.screen[-1].markup == {}


async def test_the_place_key_besides_buttons(telegram: Telegram, maria: Person) -> None:
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Ở đâu?", ask_place=True, buttons=ROWS))
    words, key = maria.screen
    assert (str(words.id), len(words.keys)) == (name, 2)
    assert SEND_PLACE in key.text
    assert maria.keyboard is not None
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Đúng không?", buttons=ROWS))
    assert maria.keyboard is None
    assert [message.text for message in maria.screen] == ["Ở đâu?", key.text, "Đúng không?"]
    assert name == str(maria.screen[-1].id)


async def test_a_group_is_not_asked_for_a_place_by_key(telegram: Telegram, group: Group) -> None:
    await telegram.send(GROUP_CHAT, Reply(text="Ở đâu?", ask_place=True))
    assert (await group.reads("Ở đâu?")).markup == {}


# -- changing ----------------------------------------------------------------------------------


async def test_a_message_is_changed_in_place(telegram: Telegram, maria: Person) -> None:
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Mới", buttons=ROWS))
    for _ in range(2):  # the second time nothing changes, which is well too
        assert await telegram.send(PRIVATE_CHAT, Reply(text="Xong", edit=name)) == name
    (message,) = maria.screen
    assert (message.text, message.keys, message.edits) == ("Xong", [], 1)


async def test_a_caption_is_changed_in_place(
    api: BotApi, telegram: Telegram, media: Media, maria: Person
) -> None:
    reply = Reply(text="Mới", photos=pictures(media, 1), buttons=ROWS)
    name = await telegram.send(PRIVATE_CHAT, reply)
    assert name.captioned
    second = await telegram.send(PRIVATE_CHAT, Reply(text="Xong", edit=name, captioned=True))
    assert second == name and second.captioned
    assert (maria.screen[0].text, maria.screen[0].keys) == ("Xong", [])
    assert [call.method for call in api.calls if "edit" in call.method] == ["editMessageCaption"]


async def test_a_caption_of_an_older_release_is_changed_in_place(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    """Nobody knows of it that it is one."""
    reply = Reply(text="Mới", photos=pictures(media, 1), buttons=ROWS)
    name = await telegram.send(PRIVATE_CHAT, reply)
    assert await telegram.send(PRIVATE_CHAT, Reply(text="Xong", edit=name)) == name
    assert (maria.screen[0].text, maria.screen[0].keys) == ("Xong", [])


async def test_only_the_buttons_are_changed(telegram: Telegram, maria: Person) -> None:
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Mới", buttons=ROWS))
    assert await telegram.send(PRIVATE_CHAT, Reply(edit=name)) == name
    assert (maria.screen[0].text, maria.screen[0].keys) == ("Mới", [])


@pytest.mark.parametrize("edit", ["999", "web-abc"])
async def test_a_message_that_is_gone_is_sent_anew(
    telegram: Telegram, maria: Person, edit: str
) -> None:
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Xong", edit=edit))
    assert [(message.text, str(message.id)) for message in maria.screen] == [("Xong", name)]


async def test_what_is_shown_in_place_or_not_at_all_is_not_sent_anew(
    telegram: Telegram, maria: Person
) -> None:
    name = await telegram.send(PRIVATE_CHAT, Reply(text="Mới"))
    for edit, text in ((name, "Xong"), ("999", "Xong"), ("web-abc", "Xong")):
        await telegram.send(PRIVATE_CHAT, Reply(text=text, edit=edit, in_place=True))
        assert [bot_message.text for bot_message in maria.screen] == [text]


async def test_what_no_single_message_can_become_is_sent_anew(
    telegram: Telegram, media: Media, maria: Person
) -> None:
    old = await telegram.send(PRIVATE_CHAT, Reply(text="Mới"))
    await telegram.send(PRIVATE_CHAT, Reply(text="a " * 3000, edit=old))
    await telegram.send(PRIVATE_CHAT, Reply(text="Ảnh", photos=pictures(media, 1), edit=old))
    assert maria.screen[0].text == "Mới"
    assert len(maria.screen) == 4


async def test_recordings_are_played_before_the_words(
    telegram: Telegram, maria: Person, media: Media
) -> None:
    voice, moving = media.add_recording(sound()), media.add_recording(video())
    (photo,) = pictures(media, 1)
    reply = Reply(text="LC-7K2M9Q", photos=(photo, voice, moving), buttons=ROWS)
    name = await telegram.send(PRIVATE_CHAT, reply)
    shown = maria.screen
    assert [message.method for message in shown] == ["sendVoice", "sendVideo", "sendPhoto"]
    assert shown[0].document == media.read(voice) and name == str(shown[-1].id)
    assert {*name.parts} == {str(message.id) for message in shown[:2]}, "they can be wiped"


async def test_who_takes_no_voice_notes_gets_a_file(
    api: BotApi, telegram: Telegram, maria: Person, media: Media
) -> None:
    api.fail("sendVoice", 400, description="Bad Request: VOICE_MESSAGES_FORBIDDEN")
    await telegram.send(PRIVATE_CHAT, Reply(text="Tin", photos=(media.add_recording(sound()),)))
    assert [message.method for message in maria.screen] == ["sendDocument", "sendMessage"]
    assert maria.screen[0].file_name == "ghi-am.ogg"
