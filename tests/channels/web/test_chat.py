"""The chat over HTTP: what is posted, what arrives at the core, what the page is shown."""

import io
import logging

import httpx
import pytest
from PIL import Image

from bot.channels.web import chat as web_chat
from bot.channels.web import posts as web_post
from bot.core.events import Address, Button, FileGone, Place, Reply
from bot.web import bounded
from bot.web.forms import PICTURE_BYTES
from tests.channels.web.web_fixtures import GREETING, Site, picture
from tests.recordings import sound, video

DEEP = b'{"id": "abcdefgh", "text": "a", "place": ' + b"[" * 80 + b"]" * 80 + b"}"
VERY_DEEP = DEEP.replace(b"[" * 80, b"[" * 80_000).replace(b"]" * 80, b"]" * 80_000)
"""80 levels can be read, 80,000 have json itself out of stack."""


async def test_a_message_reaches_the_core_and_the_answer_the_history(site: Site) -> None:
    async with site.browser() as me:
        answer = await me.post("Cây <b>xanh</b> & đường")

        assert answer.status_code == 202
        own, bots = await me.history()
        assert (own["author"], own["text"]) == ("me", "Cây <b>xanh</b> & đường")
        assert bots["html"] == "Đã nhận: Cây &lt;b&gt;xanh&lt;/b&gt; &amp; đường"
        assert own["revision"] < bots["revision"]
    (arrived,) = site.parrot.arrived
    assert (arrived.channel, arrived.private) == ("web", True)
    assert arrived.text == "Cây <b>xanh</b> & đường"
    assert arrived.sender and arrived.sender.id == arrived.chat
    assert arrived.message == own["id"]


async def test_what_is_sent_in_a_row_has_growing_numbers(site: Site) -> None:
    async with site.browser() as me:
        for text in "abc":
            await me.post(text)
    numbers = [update.sequence for update in site.parrot.arrived]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        ("/start", "start", ""),
        ("/Start LC_abc-1", "start", "LC_abc-1"),
        ("/hoi cây xanh\nở đâu", "hoi", "cây xanh\nở đâu"),
        ("/đường này", None, "/đường này"),
        ("3/4 số cây", None, "3/4 số cây"),
        ("/", None, "/"),
    ],
)
async def test_commands(site: Site, text: str, command: str | None, arguments: str) -> None:
    async with site.browser() as me:
        await me.post(text)
    assert (site.parrot.arrived[0].command, site.parrot.arrived[0].text) == (command, arguments)


async def test_an_invitation_is_not_kept(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start secret-code")
        assert "secret-code" not in str(await me.history())
    assert site.parrot.arrived[0].text == "secret-code"


async def test_a_place(site: Site) -> None:
    async with site.browser() as me:
        await me.post(place={"latitude": 22.3964, "longitude": 103.4582})
        assert (await me.history())[0]["place"]["latitude"] == 22.3964
    assert site.parrot.arrived[0].place == Place(latitude=22.3964, longitude=103.4582)


async def test_a_button_is_shown_as_its_label(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start")
        greeting = (await me.history())[-1]
        await me.post(button="report:new", message=greeting["id"])
        assert (await me.history())[-2]["text"] == "Gửi phản ánh"
    pressed = site.parrot.arrived[-1]
    assert (pressed.button, pressed.message) == ("report:new", greeting["id"])


async def test_a_button_that_is_not_there_is_passed_on_without_a_label(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start")
        greeting = (await me.history())[-1]
        await me.post(button="close:LC-000000", message=greeting["id"])
        assert (await me.history())[-2]["text"] == web_chat.UNKNOWN_BUTTON_LABEL
    assert site.parrot.arrived[-1].button == "close:LC-000000"


@pytest.mark.parametrize("times", [2, 3])
async def test_a_resend_is_one_message(site: Site, times: int) -> None:
    async with site.browser() as me:
        answers = [await me.post("một lần", made_id="same-id-0001") for _ in range(times)]
        assert {answer.status_code for answer in answers} == {202}
        assert len(await me.history()) == 2
    assert len(site.parrot.arrived) == 1


async def test_what_was_not_stored_is_said_and_can_be_sent_again(site: Site) -> None:
    async with site.browser() as me:
        site.parrot.is_full = True
        refused = await me.post("đừng mất", made_id="same-id-0002")
        assert refused.status_code == 503
        assert refused.json() == {"error": web_chat.NOT_STORED}
        assert [message["failed"] for message in await me.history()] == [True]

        site.parrot.is_full = False
        assert (await me.post("đừng mất", made_id="same-id-0002")).status_code == 202
        assert [message["failed"] for message in await me.history()] == [False, False]
    assert [update.text for update in site.parrot.arrived] == ["đừng mất"]


async def test_a_full_disk_is_told_as_not_stored(site: Site) -> None:
    site.media.folder.write_text("a file where the folder should be: nothing can be written")
    async with site.browser() as me:
        refused = await me.send_photos((picture(), "image/jpeg"))
        assert (refused.status_code, refused.json()["error"]) == (503, web_chat.NOT_STORED)
    assert site.parrot.arrived == []


async def test_photos_are_kept_without_metadata(site: Site) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    out = io.BytesIO()
    Image.new("RGB", (3000, 100), "red").save(out, "JPEG", exif=exif)
    async with site.browser() as me:
        await me.send_photos(
            (out.getvalue(), "image/jpeg"), (picture(kind="PNG"), "image/png"), text="hai ảnh"
        )
        message = (await me.history())[0]
        response = await me.http.get(message["photos"][0])
    arrived = site.parrot.arrived[0]
    assert arrived.text == "hai ảnh"
    assert [photo.refused for photo in arrived.photos] == [None, None]
    assert response.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(response.content)) as stored_image:
        assert stored_image.width == 2048
        assert not stored_image.getexif()


async def test_a_picture_can_be_had_small(site: Site) -> None:
    large = io.BytesIO()
    Image.new("RGB", (3000, 1500), "red").save(large, "JPEG")
    async with site.browser() as me:
        await me.send_photos((large.getvalue(), "image/jpeg"))
        url = (await me.history())[0]["photos"][0]
        small = await me.http.get(f"{url}&small=1")
        async with site.browser() as visitor:
            assert (await visitor.http.get(f"{url}&small=1")).status_code == 404
    assert small.headers["content-type"] == "image/jpeg"
    assert small.headers["cache-control"].startswith("private")
    with Image.open(io.BytesIO(small.content)) as thumbnail:
        assert thumbnail.size == (640, 320)


async def test_pictures_that_cannot_be_taken_say_why(site: Site) -> None:
    too_big = picture() + b"\0" * PICTURE_BYTES
    async with site.browser() as me:
        answer = await me.send_photos(
            (too_big, "image/jpeg"), (b"no picture", "image/jpeg"), (picture(), "image/jpeg")
        )
        assert answer.status_code == 202
        assert answer.json()["not_taken"] == 2
        assert len(answer.json()["photos"]) == 1
    photos = site.parrot.arrived[0].photos
    assert [photo.refused for photo in photos] == ["too_big", "not_a_picture", None]


async def test_a_file_of_another_kind_is_unsupported(site: Site) -> None:
    async with site.browser() as me:
        await me.send_photos((b"%PDF-1.7", "application/pdf"))
    assert site.parrot.arrived[0].event == "unsupported"
    assert site.parrot.arrived[0].photos == ()


async def test_more_photos_than_a_message_takes(site: Site) -> None:
    async with site.browser() as me:
        answer = await me.send_photos(*[(picture(), "image/jpeg")] * 11)
        assert (answer.status_code, answer.json()["error"]) == (413, web_post.TOO_LARGE)
    assert site.parrot.arrived == []


@pytest.mark.parametrize("size", [1_000_000, 2_500_000, 5_000_000])
async def test_a_text_of_a_megabyte(site: Site, size: int) -> None:
    async with site.browser() as me:
        answer = await me.post("a" * size)
        assert (answer.status_code, answer.json()["error"]) == (413, web_post.TOO_LONG)
        assert await me.history() == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'{"text": "no id"}', "application/json", 400),
        (b'{"id": "../../etc", "text": "a"}', "application/json", 400),
        (b'{"id": "abcdefgh", "text": " "}', "application/json", 400),
        (b'{"id": "abcdefgh", "place": {"latitude": 91, "longitude": 0}}', "application/json", 400),
        (b'{"id": "abcdefgh", "button": "' + b"x" * 65 + b'"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (DEEP, "application/json", 400),
        (VERY_DEEP, "application/json", 400),
        (b"no boundary", "multipart/form-data", 413),
        (b"id=abcdefgh&text=a", "application/x-www-form-urlencoded", 415),
        (b"a", "text/plain", 415),
    ],
)
async def test_bad_posts_get_a_sentence(site: Site, body: bytes, kind: str, status: int) -> None:
    async with site.browser() as me:
        answer = await me.http.post("api/messages", content=body, headers={"Content-Type": kind})
        assert answer.status_code == status
        assert answer.json()["error"].endswith("ạ.")
    assert site.parrot.arrived == []


async def test_what_is_nested_too_deep_is_told_once(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "_logged", set())
    async with site.browser() as me:
        kind = {"Content-Type": "application/json"}
        for body in (VERY_DEEP, DEEP, VERY_DEEP):
            await me.http.post("api/messages", content=body, headers=kind)
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in warnings] == [
        "Refused at the page: JSON nested too deep"
    ]
    assert warnings[0].exc_info is None


async def test_a_number_that_no_database_holds_is_none(site: Site) -> None:
    async with site.browser() as me:
        await me.post("a")
        first = (await me.history())[0]
        for number in ("9" * 10, "9" * 25, "9" * 5000):
            assert len(await me.history(before=number)) == 2
            assert (await me.http.get(f"media/1/{number}")).status_code == 404
            async with me.stream(headers={"Last-Event-ID": "9" * 25}) as pushed:
                assert (await anext(pushed))["id"] == first["id"]


async def test_characters_that_no_database_stores(site: Site) -> None:
    async with site.browser() as me:
        body = rb'{"id": "abcdefgh", "text": "a\u0000b\ud800", "button": "\udfff"}'
        kind = {"Content-Type": "application/json"}
        answer = await me.http.post("api/messages", content=body, headers=kind)
        assert answer.status_code == 202
    assert (site.parrot.arrived[0].text, site.parrot.arrived[0].button) == ("ab?", "?")


async def test_all_that_a_reply_can_hold_is_listed(site: Site) -> None:
    file = site.file(b"PK", "Bản tin tuần 47.xlsx")
    async with site.browser() as me:
        site.parrot.replies = [
            Reply(
                text="<b>Bản tin</b>",
                buttons=((Button(text="Mở", url="https://laichau.gov.vn/"),),),
                photos=(site.media.add_picture(picture()),),
                files=(file,),
                place=Place(latitude=22.4, longitude=103.4, title="Công viên"),
                ask="Lý do là gì?",
                ask_place=True,
            )
        ]
        await me.post("/bantin")
        bots = (await me.history())[-1]
        download = await me.http.get(bots["files"][0]["url"])
        photo = await me.http.get(bots["photos"][0])
    assert bots["place"]["title"] == "Công viên"
    assert (bots["ask"], bots["ask_place"]) == ("Lý do là gì?", True)
    assert bots["buttons"][0][0]["url"] == "https://laichau.gov.vn/"
    assert download.content == b"PK"
    assert download.headers["content-disposition"].startswith(
        "attachment; filename*=utf-8''B%E1%BA%A3n"
    )
    assert photo.status_code == 200


async def test_an_edit_replaces_the_message(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start")
        chat = site.parrot.arrived[0].chat
        greeting = (await me.history())[-1]
        id_ = await site.parrot.say(chat, Reply(text="đã sửa", edit=greeting["id"]))
        history = await me.history()
    assert id_ == greeting["id"] == history[-1]["id"]
    assert (history[-1]["html"], history[-1]["buttons"]) == ("đã sửa", [])
    assert history[-1]["revision"] > greeting["revision"]


@pytest.mark.parametrize("unknown", ["999", "abc", "-1", "99999999999999999999", "²"])
async def test_an_edit_of_what_is_not_there_is_a_new_message(site: Site, unknown: str) -> None:
    async with site.browser() as me:
        await me.post("/start")
        chat = site.parrot.arrived[0].chat
        await site.web.send(Address(chat=chat), Reply(text="mới", edit=unknown))
        assert [message["html"] for message in await me.history()][-2:] == [GREETING.text, "mới"]


async def test_what_is_shown_in_place_or_not_at_all_is_no_new_message(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start")
        chat = site.parrot.arrived[0].chat
        greeting = (await me.history())[-1]
        for edit in (str(greeting["id"]), "999"):
            reply = Reply(text="nay", edit=edit, in_place=True)
            await site.web.send(Address(chat=chat), reply)
        (now,) = [
            message["html"] for message in await me.history() if message["id"] == greeting["id"]
        ]
        assert now == "nay" and len([e for e in await me.history() if e["html"] == "nay"]) == 1


async def test_a_long_history_comes_in_pieces(site: Site) -> None:
    async with site.browser() as me:
        await me.post("/start")
        chat = site.parrot.arrived[0].chat
        for n in range(web_chat.HISTORY + 3):
            await site.parrot.say(chat, Reply(text=str(n)))
        newest = await me.history()
        older = await me.history(before=newest[0]["id"])
    assert len(newest) == web_chat.HISTORY
    assert [message["html"] for message in older] == ["", GREETING.text, "0", "1", "2"]


async def test_an_erased_picture_is_gone(site: Site) -> None:
    async with site.browser() as me:
        await me.send_photos((picture(), "image/jpeg"))
        url = (await me.history())[0]["photos"][0]
        key = site.parrot.arrived[0].photos[0].key
        assert key
        site.media.erase(key)
        for address in (url, f"{url}&small=1"):
            response = await me.http.get(address)
            assert (response.status_code, response.json()["error"]) == (404, web_chat.NOT_FOUND)
        assert (await me.http.get("media/1/9")).status_code == 404


async def test_pictures_never_have_to_be_fetched(site: Site) -> None:
    with pytest.raises(FileGone):
        await site.web.fetch("anything")


async def test_the_page_and_what_it_needs_are_served(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.url) as http:
        html = (await http.get("/")).text
        for name in ("chat.css", "chat.js", "icon.svg", "manifest.webmanifest", "icon-180.png"):
            assert (await http.get(f"/page/{name}")).status_code == 200
        assert (await http.get("/page/../index.html")).status_code == 404
    assert 'lang="vi"' in html
    assert "http" not in html.replace("https://www.w3.org", "")


async def test_an_edit_leaves_the_picture(site: Site) -> None:
    """A card whose words and buttons change is still the card with that picture."""
    async with site.browser() as me:
        await me.post("x")
        chat = site.parrot.arrived[0].chat
        key = site.media.add_picture(picture())
        card = await site.web.send(Address(chat=chat), Reply(text="mới gửi", photos=(key,)))
        await site.web.send(Address(chat=chat), Reply(text="đã tiếp nhận", edit=card))
        last = (await me.history())[-1]
    assert last["html"] == "đã tiếp nhận"
    assert len(last["photos"]) == 1


async def test_a_voice_note_is_kept_and_played_and_no_picture(site: Site) -> None:
    async with site.browser() as me, site.browser() as other:
        await me.send_photos(
            (sound("webm"), "audio/webm"), (picture(), "image/jpeg"), (video(), "video/mp4")
        )
        own = (await me.history())[0]
        assert len(own["photos"]) == 1 and [r["video"] for r in own["recordings"]] == [False, True]
        played = await me.http.get(own["recordings"][0]["url"], headers={"Range": "bytes=0-3"})
        assert (played.status_code, played.content) == (206, b"OggS")
        assert played.headers["content-type"] == "audio/ogg"
        assert (await other.http.get(own["recordings"][0]["url"])).status_code == 404
    (arrived,) = site.parrot.arrived
    assert [photo.recording for photo in arrived.photos] == [True, False, True]


async def test_what_cannot_be_played_is_refused_by_name(site: Site) -> None:
    async with site.browser() as me:
        await me.send_photos((b"no sound", "audio/ogg"), text="nghe này")
    (arrived,) = site.parrot.arrived
    (photo,) = arrived.photos
    assert (photo.recording, photo.refused, photo.key) == (True, "not_a_recording", None)
